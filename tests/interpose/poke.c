// SPDX-License-Identifier: Apache-2.0
/* poke: a worker that is held up while it wakes another, before it has written to that one's eventfd,
 * leaves a third free to wake it. Worker 0 sends to a component of worker 1, which sleeps, and is held
 * up in ax_os_poke(); until worker 2 has sent to another component of worker 1, and that has run. */
#include <pthread.h>
#include <sched.h>
#include <stddef.h>
#include <stdio.h>

#include "parts.h"
#include "run_private.h"

enum {
	WORKERS = 3,
	PATIENCE_S = 20, /* until worker 1 is said to sleep on */
	PAUSE_NS = 10000000
};

static struct {
	uint32_t held;	  /* atomic: worker 0 is, or was */
	uint32_t arrived; /* atomic: what worker 2 has sent */
	bool late;
} seen;

/* ---- by the linker's --wrap ------------------------------------------------------------------- */

void __real_ax_os_poke(struct ax_os *os);
void __wrap_ax_os_poke(struct ax_os *os);

/* Worker 0, of worker 1. */
static bool is_first(struct ax_os *os)
{
	const struct ax_loop *to = (struct ax_loop *)((char *)os - offsetof(struct ax_loop, os));
	return to->base.id == 1 && pthread_equal(pthread_self(), to->run->loop[0].thread);
}

void __wrap_ax_os_poke(struct ax_os *os)
{
	if (is_first(os) && !ax_load_relaxed(&seen.held)) {
		uint64_t until = ax_os_clock() + PATIENCE_S * UINT64_C(1000000000);
		ax_store_release(&seen.held, 1);
		while (!ax_load_acquire(&seen.arrived) && !seen.late) {
			sched_yield();
			seen.late = ax_os_clock() > until;
		}
	}
	__real_ax_os_poke(os);
}

/* ---- the graph -------------------------------------------------------------------------------- */

/* Sends now and then: the one of worker 0 until it is held up, the other from then on until that has
 * arrived. In between all workers sleep. */
struct sender {
	struct ax_component base;
	struct ax_outbox outbox;
	const uint32_t *begins, *ends; /* atomic; begins may be NULL */
	uint64_t at;
};

AX_STEP(sender, s)
{
	AX_BEGIN(s);
	s->at = ax_now(&s->base);
	while (!ax_load_acquire(s->ends)) {
		s->at += PAUSE_NS;
		AX_SLEEP_UNTIL(s, s->at);
		if (!s->begins || ax_load_acquire(s->begins))
			AX_PUT(s, outbox, ax_int(0));
	}
	AX_END(s);
}

static const struct ax_box_spec sender_boxes[] = {
	AX_OUTBOX(struct sender, outbox, "int", "wakes"),
	AX_BOXES_END,
};

static const struct ax_component_type sender_type = {
	.name = "sender",
	.doc = "sends now and then",
	.size = sizeof(struct sender),
	.boxes = sender_boxes,
	.step = sender_step,
};

struct receiver {
	struct ax_component base;
	struct ax_inbox inbox;
	uint32_t *arrived; /* atomic */
};

AX_STEP(receiver, r)
{
	AX_BEGIN(r);
	AX_EACH(r, inbox) {
		ax_store_release(r->arrived, 1);
	}
	AX_END(r);
}

static const struct ax_box_spec receiver_boxes[] = {
	AX_INBOX(struct receiver, inbox, "int", "wakes"),
	AX_BOXES_END,
};

static const struct ax_component_type receiver_type = {
	.name = "receiver",
	.doc = "says that something has come",
	.size = sizeof(struct receiver),
	.boxes = receiver_boxes,
	.step = receiver_step,
};

static void add(struct ax_graph *graph, const char *name, const struct ax_component_type *type,
		const void *image, unsigned worker)
{
	ax_graph_add(graph, name, type, image, NULL);
	ax_graph_pin(graph, name, worker);
}

int main(void)
{
	static uint32_t any;
	struct ax_engine *engine = part_engine();
	struct ax_graph *graph = ax_graph_new(engine, "poke");
	struct sender first = { .ends = &seen.held };
	struct sender second = { .begins = &seen.held, .ends = &seen.arrived };
	struct receiver from_first = { .arrived = &any };
	struct receiver from_second = { .arrived = &seen.arrived };
	add(graph, "first", &sender_type, &first, 0);
	add(graph, "from_first", &receiver_type, &from_first, 1);
	add(graph, "second", &sender_type, &second, 2);
	add(graph, "from_second", &receiver_type, &from_second, 1);
	ax_graph_link(graph, "first.outbox", "from_first.inbox");
	ax_graph_link(graph, "second.outbox", "from_second.inbox");
	part_run(graph, &(struct ax_run_options){ .workers = WORKERS });
	ax_graph_free(graph);
	ax_engine_free(engine);
	if (seen.late)
		printf("worker 2 could not wake worker 1 while worker 0 was about to\n");
	return seen.late || !seen.held;
}
