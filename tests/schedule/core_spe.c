// SPDX-License-Identifier: Apache-2.0
/* core_spe: an SPE as a worker in a seeded build. Its half on the PPE is the engine's own
 * (spe/worker/half.c, worker.c); in the place of libspe2 and of a program on the SPU stand the calls that
 * such a program makes: signals, each in the same long step, and a look at its post. */
#include "core.h"

#include "../../spe/worker/worker.h"

#include <string.h>

static struct {
	struct ax_spe_worker worker;
	struct {
		uint32_t call_at; /* what the PPE is shown of a call */
		struct ax_spe_call call;
	} store;
	int (*answer)(void *store, unsigned at);
	unsigned fiber;
	bool up;	   /* its fiber has not returned */
	uint32_t notified; /* the SPE's first signal */
	uint32_t poked;	   /* posts to its semaphore */
	uint32_t told, heard;
} spe;

/* ---- the system and libspe2, as far as the PPE's half calls them ------------------------------ */

int sem_post(sem_t *sem)
{
	(void)sem;
	spe.poked++;
	core_poke(spe.fiber);
	return 0;
}

int sem_wait(sem_t *sem)
{
	(void)sem;
	while (!spe.poked)
		core_block(UINT64_MAX);
	spe.poked--;
	return 0;
}

int spe_signal_write(spe_context_ptr_t context, unsigned reg, unsigned data)
{
	(void)context;
	(void)reg;
	spe.notified |= data;
	core_poke(spe.fiber);
	return 0;
}

int spe_callback_handler_register(void *handler, unsigned number, unsigned mode)
{
	(void)number;
	(void)mode;
	spe.answer = (int (*)(void *, unsigned))(uintptr_t)handler;
	return 0;
}

/* ---- the program ------------------------------------------------------------------------------- */

static void ask_ppe(enum ax_spe_what what)
{
	spe.store.call.what = what;
	if (spe.answer(&spe.store, 0) != 0)
		core_fail("the PPE's half does not know a call");
	/* The thread's stores come when they come, while the SPU goes on. */
	for (uint32_t n = core_between(0, 100); n > 0; n--)
		core_point();
}

static bool goes_on(const void *arg)
{
	(void)arg;
	return spe.heard == spe.told || spe.notified || core_stops();
}

/* Goes on with the step until the last signal was heard, and looks after the post meanwhile. */
static void await_hearing(void)
{
	while (!spe.store.call.ending && spe.heard != spe.told) {
		core_await(goes_on, NULL);
		if (spe.notified) {
			spe.notified = 0;
			ask_ppe(AX_SPE_COLLECT);
		}
	}
}

int spe_context_run(spe_context_ptr_t context, unsigned *entry, unsigned flags, void *argp,
		    void *envp, spe_stop_info_t *info)
{
	const struct ax_spe_birth *birth = argp;
	struct ax_spe_call *call = &spe.store.call;
	(void)context;
	(void)entry;
	(void)flags;
	(void)envp;
	*call = (struct ax_spe_call){ .worker = birth->worker };
	for (uint32_t n = core_between(1, 12); n > 0 && !call->ending; n--) {
		call->index = AX_INT;
		spe.told++;
		ask_ppe(AX_SPE_SIGNAL);
		await_hearing();
	}
	call->index = call->ending ? AX_REASON_SHUTDOWN : AX_REASON_FINISHED;
	ask_ppe(AX_SPE_END);
	*info = (spe_stop_info_t){ .stop_reason = SPE_EXIT };
	return 0;
}

const struct ax_component_type core_teller_type = {
	.name = "teller",
	.size = sizeof(struct ax_component),
	.step = ax_spe_run_component,
};

/* ---- who hears it ------------------------------------------------------------------------------- */

AX_STEP(core_hearer, hearer)
{
	AX_BEGIN(hearer);
	AX_EACH(hearer, inbox) {
		if (ax_head(&hearer->inbox)->type == AX_INT)
			spe.heard++;
	}
	AX_END(hearer);
}

static const struct ax_box_spec hearer_boxes[] = {
	AX_INBOX(struct core_hearer, inbox, "any", "what is told"),
	AX_BOXES_END,
};

const struct ax_component_type core_hearer_type = {
	.name = "hearer",
	.size = sizeof(struct core_hearer),
	.boxes = hearer_boxes,
	.step = core_hearer_step,
};

bool core_spe_heard(void)
{
	return spe.heard == spe.told;
}

/* ---- the worker ---------------------------------------------------------------------------------- */

struct ax_worker *core_spe_open(struct ax_engine *engine, unsigned id)
{
	struct ax_spe_worker *worker = &spe.worker;
	memset(&spe, 0, sizeof(spe));
	spe.store.call_at = offsetof(typeof(spe.store), call);
	worker->base = (struct ax_worker){
		.ops = &ax_spe_worker_ops, .engine = engine, .id = id, .untimed = UINT32_MAX
	};
	worker->birth.worker = (uintptr_t)worker;
	ax_postbox_init(&worker->postbox);
	ax_spe_offer_calls();
	return &worker->base;
}

static void work(void *arg)
{
	ax_spe_worker_main(arg);
	spe.up = false;
}

void core_spe_start(struct ax_component *c)
{
	spe.worker.component = c;
	spe.up = true;
	spe.fiber = core_fiber(work, &spe.worker);
}

void core_spe_order(uint32_t orders)
{
	if (spe.up)
		ax_spe_worker_order(&spe.worker, orders);
}

void core_spe_close(void)
{
	while (spe.up)
		core_idle();
	struct ax_component *c = ax_postbox_take(&spe.worker.postbox), *next;
	for (; c; c = next) {
		next = c->post_next;
		ax_component_unref(c);
	}
	if (spe.worker.base.all)
		core_fail("an SPE still has its component");
}
