// SPDX-License-Identifier: Apache-2.0
/* travel: what a worker keeps for a component and hands on when the component moves: its
 * descriptors, its share, and the family that it keeps. (Links move by themselves, timers are
 * armed again by the component's next step.) */
#include "run_private.h"

#include <stdlib.h>
#include <string.h>

void ax_travel_depart(struct ax_worker *worker, struct ax_component *c, struct ax_worker *to)
{
	struct ax_aside *aside = c->aside; /* which says where it goes */
	for (struct ax_watch *watch = aside->watches; watch; watch = watch->next)
		ax_watch_leave(worker, watch);
	if (c->flags & AX_GROUPED)
		aside->group = ax_group_at(ax_loop_of(to), aside->group);
}

/* Registering with epoll anew reports what is ready by now, so no edge is lost in between. */
void ax_travel_receive(struct ax_worker *worker, struct ax_component *c)
{
	for (struct ax_watch *watch = c->aside->watches; watch; watch = watch->next) {
		int error = ax_watch_register(worker, watch);
		if (!error)
			continue;
		ax_log(worker->engine, c->name,
		       "its descriptor %d can't be watched by worker %u: %s", watch->fd, worker->id,
		       strerror(-error));
		c->reason = AX_REASON_FAILED;
		c->flags |= AX_ENDING;
	}
}

struct ax_worker *ax_travel_peer(struct ax_worker *worker, unsigned number)
{
	struct ax_run *run = ax_loop_of(worker)->run;
	return number < run->n ? &run->loop[number].base : NULL;
}

/* ---- families ------------------------------------------------------------------------------ */

/* A call to the members of a family that live on a worker: follow your keeper. */
struct ax_call {
	struct ax_call *next;
	const struct ax_component *keeper; /* only compared: it may have ended */
	struct ax_worker *to;
};

static void call_members(struct ax_loop *loop, const struct ax_component *keeper,
			 struct ax_worker *to, bool newest)
{
	struct ax_worker *worker = &loop->base;
	for (struct ax_component *c = worker->all; c; c = c->all_next) {
		if (!c->family || c->family->keeper != keeper)
			continue;
		/* One on its way looks where its keeper is when it arrives: this call may be old. */
		if (!newest && ax_component_to(c) && (c->marks & AX_FOLLOWS))
			continue;
		if (ax_component_send(worker, c, to) == 0) {
			c->marks |= AX_FOLLOWS;
			ax_component_wake(worker, c);
		}
	}
}

void ax_travel_gather(struct ax_worker *worker, struct ax_component *keeper, struct ax_worker *to)
{
	struct ax_run *run = ax_loop_of(worker)->run;
	for (unsigned i = 0; i < run->n; i++) {
		struct ax_loop *loop = &run->loop[i];
		if (&loop->base == worker) {
			call_members(loop, keeper, to, true);
			continue;
		}
		struct ax_call *call = malloc(sizeof(*call));
		if (!call)
			return; /* those over there stay: slower, not wrong */
		*call = (struct ax_call){ .keeper = keeper, .to = to };
		do {
			call->next = ax_load_relaxed(&loop->calls);
			/* Y1 release (by the swap). Pairs with Y2. */
		} while (!ax_cas(&loop->calls, call->next, call));
		ax_loop_order(loop, AX_ORDER_GATHER);
	}
}

void ax_travel_answer(struct ax_loop *loop)
{
	/* Y2 acquire. */
	struct ax_call *call = ax_exchange(&loop->calls, NULL);
	while (call) {
		struct ax_call *next = call->next;
		call_members(loop, call->keeper, call->to, false);
		free(call);
		call = next;
	}
}

void ax_travel_fini(struct ax_loop *loop)
{
	for (struct ax_call *call = loop->calls, *next; call; call = next) {
		next = call->next;
		free(call);
	}
}

/* ---- at random ----------------------------------------------------------------------------- */

void ax_travel_shuffle(struct ax_loop *loop)
{
	struct ax_worker *worker = &loop->base;
	struct ax_run *run = loop->run;
	for (struct ax_component *c = worker->all; c; c = c->all_next) {
		struct ax_worker *to = &run->loop[ax_random(&loop->random) % run->n].base;
		if (to != worker && ax_component_send(worker, c, to) == 0)
			ax_component_wake(worker, c);
	}
}
