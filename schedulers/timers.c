// SPDX-License-Identifier: Apache-2.0
/* timers: a 4-ary heap of the worker's sleepers; each component knows its place, so that disarming
 * costs as little as arming. */
#include "worker.h"

#include <stdlib.h>

static void set(struct ax_timers *timers, uint32_t place, struct ax_timer timer)
{
	timers->heap[place] = timer;
	timer.component->timer = place;
}

/* The heap is 1-based: the children of i are 4i-2 .. 4i+1, its parent is (i+2)/4. */
static void sift_up(struct ax_timers *timers, uint32_t place, struct ax_timer timer)
{
	while (place > 1 && timers->heap[(place + 2) / 4].until > timer.until) {
		set(timers, place, timers->heap[(place + 2) / 4]);
		place = (place + 2) / 4;
	}
	set(timers, place, timer);
}

static uint32_t earliest_child(const struct ax_timers *timers, uint32_t place)
{
	uint32_t first = 4 * place - 2, best = first;
	for (uint32_t child = first + 1; child <= first + 3 && child <= timers->n; child++)
		if (timers->heap[child].until < timers->heap[best].until)
			best = child;
	return best;
}

static void sift_down(struct ax_timers *timers, uint32_t place, struct ax_timer timer)
{
	while (4 * place - 2 <= timers->n) {
		uint32_t child = earliest_child(timers, place);
		if (timers->heap[child].until >= timer.until)
			break;
		set(timers, place, timers->heap[child]);
		place = child;
	}
	set(timers, place, timer);
}

void ax_timer_arm(struct ax_worker *worker, struct ax_component *c)
{
	struct ax_timers *timers = &ax_loop_of(worker)->timers;
	if (timers->n + 2 > timers->room) {
		uint32_t room = timers->room ? 2 * timers->room : 64;
		struct ax_timer *heap = realloc(timers->heap, room * sizeof(*heap));
		if (!heap) {
			ax_component_wake(worker,
					  c); /* it looks at the time itself, again and again */
			return;
		}
		timers->heap = heap;
		timers->room = room;
	}
	sift_up(timers, ++timers->n, (struct ax_timer){ c->aside->until, c });
}

void ax_timer_disarm(struct ax_worker *worker, struct ax_component *c)
{
	struct ax_timers *timers = &ax_loop_of(worker)->timers;
	uint32_t place = c->timer;
	c->timer = 0;
	struct ax_timer last = timers->heap[timers->n--];
	if (last.component == c)
		return;
	if (place > 1 && timers->heap[(place + 2) / 4].until > last.until)
		sift_up(timers, place, last);
	else
		sift_down(timers, place, last);
}

uint64_t ax_timers_fire(struct ax_loop *loop, uint64_t now)
{
	struct ax_timers *timers = &loop->timers;
	for (int fired = 0; fired < AX_FIRES && timers->n && timers->heap[1].until <= now;
	     fired++) {
		struct ax_component *c = timers->heap[1].component;
		ax_timer_disarm(&loop->base, c);
		ax_component_wake(&loop->base, c);
	}
	return timers->n ? timers->heap[1].until : UINT64_MAX;
}

void ax_timers_fini(struct ax_timers *timers)
{
	free(timers->heap);
}
