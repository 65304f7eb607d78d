// SPDX-License-Identifier: Apache-2.0
/* worker: the thread that holds an SPE: its post, its orders, and the birth of its component. */
#include "worker.h"

#include "../../engine/reclaim.h"
#include "../../schedulers/run_private.h"

/* ---- others ------------------------------------------------------------------------------- */

/* The SPU looks at its signal after each step, and sleeps at it; without a program the thread
 * sleeps at the semaphore:
 *     thread: idle = 1; FENCE; look at post and orders; sleep
 *     poker:  push (or order); FENCE; read idle; wake */
static void poke(struct ax_spe_worker *worker)
{
	ax_fence(); /* Z1 of this worker: pairs with Z2 in wait_idly() */
	/* Only the thread clears it, as a worker of the PPE's does (ax_loop_poke()). */
	if (ax_load_relaxed(&worker->idle)) {
		sem_post(&worker->poked);
		return;
	}
	if (spe_signal_write(worker->context, SPE_SIG_NOTIFY_REG_1, AX_SPE_POSTED) < 0)
		ax_panic("%s: its SPE takes no signal", worker->name);
}

static void post(struct ax_worker *to, struct ax_component *c)
{
	struct ax_spe_worker *worker = ax_spe_worker_of(to);
	ax_postbox_push(&worker->postbox, c);
	poke(worker);
}

void ax_spe_worker_order(struct ax_spe_worker *worker, uint32_t orders)
{
	uint32_t old;
	do {
		old = ax_load_relaxed(&worker->orders);
	} while (!ax_cas(&worker->orders, old, old | orders));
	poke(worker);
}

/* ---- the thread --------------------------------------------------------------------------- */

static uint64_t read_clock(struct ax_worker *worker)
{
	(void)worker;
	return ax_os_clock();
}

/* Any will do: its component is pinned, which is what the answer to whoever asks for a move says. */
static struct ax_worker *peer(struct ax_worker *worker, unsigned number)
{
	(void)number;
	return worker;
}

/* Its component's step lasts all its life: it never waits, moves, spawns or starts jobs. */
const struct ax_worker_ops ax_spe_worker_ops = {
	.post = post,
	.clock = read_clock,
	.peer = peer,
	.all_ended = ax_run_all_ended,
};

bool ax_spe_worker_collect(struct ax_spe_worker *worker)
{
	uint32_t orders = ax_exchange(&worker->orders, 0);
	struct ax_component *c = ax_postbox_take(&worker->postbox), *next;
	for (; c; c = next) {
		next = c->post_next;
		ax_component_arrive(&worker->base, c);
	}
	uint32_t stopping = orders & AX_ORDER_END ? 2 : orders & AX_ORDER_STOP ? 1 : 0;
	for (c = worker->base.all; stopping && c; c = c->all_next)
		ax_component_tell_stop(&worker->base, c, stopping);
	return !(orders & AX_ORDER_QUIT);
}

static void wait_idly(struct ax_spe_worker *worker)
{
	ax_store_relaxed(&worker->idle, 1);
	ax_fence(); /* Z2: pairs with Z1 in poke() */
	if (ax_postbox_empty(&worker->postbox) && !ax_load_relaxed(&worker->orders))
		while (sem_wait(&worker->poked) < 0)
			; /* a signal handler of the program's has run */
	ax_store_relaxed(&worker->idle, 0);
	/* Z3: the flag before the next look at post and orders, which finds what was there when a
	 * poker still saw the flag. Pairs with Z1. */
	ax_fence();
}

void *ax_spe_worker_main(void *arg)
{
	struct ax_spe_worker *worker = arg;
	ax_reader_register();
	while (ax_spe_worker_collect(worker)) {
		struct ax_component *c = worker->base.run_head;
		if (c) {
			worker->base.run_head = NULL;
			ax_step_run(&worker->base, c);
		}
		ax_deaths_report(&worker->base);
		wait_idly(worker);
	}
	ax_reader_unregister();
	return NULL;
}
