// SPDX-License-Identifier: Apache-2.0
/* seeded: virtual workers on one thread with a virtual clock, interleaved step by step as a seed
 * says. The same seed gives the same run. */
#include "run_private.h"

#include <errno.h>

enum {
	STEP_NS = 50,	/* what a step takes on the virtual clock */
	MOVE_STEPS = 64 /* one in so many moves a component */
};

static void post(struct ax_worker *to, struct ax_component *c)
{
	ax_postbox_push(&ax_loop_of(to)->postbox, c);
}

static uint64_t virtual_clock(struct ax_worker *worker)
{
	return ax_loop_of(worker)->run->virtual_ns;
}

static int watch_open(struct ax_worker *worker, struct ax_watch *watch)
{
	(void)worker;
	(void)watch;
	return -ENOTSUP; /* the outside world has no seed */
}

static void watch_close(struct ax_worker *worker, struct ax_watch *watch)
{
	(void)worker;
	(void)watch;
}

static void place(struct ax_worker *worker, const struct ax_flat *flat, struct ax_worker **at)
{
	struct ax_run *run = ax_loop_of(worker)->run;
	struct ax_worker *chosen = &run->loop[ax_random(&run->random) % run->n].base;
	for (uint32_t i = 0; i < flat->n_components; i++)
		at[i] = chosen;
}

static void gather(struct ax_worker *worker, struct ax_component *keeper, struct ax_worker *to)
{
	ax_travel_gather(worker, keeper, to);
	struct ax_run *run = ax_loop_of(worker)->run;
	for (unsigned i = 0; i < run->n; i++)
		ax_travel_answer(&run->loop[i]);
}

const struct ax_worker_ops ax_seeded_ops = {
	.post = post,
	.queue_grouped = ax_group_queue,
	.timer_arm = ax_timer_arm,
	.timer_disarm = ax_timer_disarm,
	.watch_open = watch_open,
	.watch_close = watch_close,
	.job_start = ax_pool_do_now,
	.clock = virtual_clock,
	.place = place,
	.depart = ax_travel_depart,
	.receive = ax_travel_receive,
	.gather = gather,
	.peer = ax_travel_peer,
	.all_ended = ax_run_all_ended,
};

static bool has_work(const struct ax_loop *loop)
{
	return loop->base.run_head || !ax_postbox_empty(&loop->postbox);
}

/* Now and then sends some component of one worker to another, as the seed says. */
static void move_some(struct ax_run *run)
{
	if (run->n == 1 || ax_random(&run->random) % MOVE_STEPS)
		return;
	struct ax_worker *from = &run->loop[ax_random(&run->random) % run->n].base;
	struct ax_worker *to = &run->loop[ax_random(&run->random) % run->n].base;
	struct ax_component *chosen = NULL;
	uint64_t n = 0;
	for (struct ax_component *c = from->all; c; c = c->all_next)
		if (ax_random(&run->random) % ++n == 0)
			chosen = c;
	if (chosen && from != to && ax_component_send(from, chosen, to) == 0)
		ax_component_wake(from, chosen);
}

/* Runs one turn of some worker that has work; false when none has. */
static bool turn_one(struct ax_run *run)
{
	unsigned first = (unsigned)(ax_random(&run->random) % run->n);
	for (unsigned i = 0; i < run->n; i++) {
		struct ax_loop *loop = &run->loop[(first + i) % run->n];
		if (!has_work(loop)) {
			ax_deaths_report(&loop->base);
			continue;
		}
		run->virtual_ns += STEP_NS;
		loop->base.now = run->virtual_ns;
		ax_timers_fire(loop, run->virtual_ns);
		ax_loop_turn(loop);
		move_some(run);
		return true;
	}
	return false;
}

/* Moves the clock to the next timer; false when there is none. */
static bool advance(struct ax_run *run)
{
	uint64_t next = UINT64_MAX;
	for (unsigned i = 0; i < run->n; i++) {
		const struct ax_timers *timers = &run->loop[i].timers;
		if (timers->n && timers->heap[1].until < next)
			next = timers->heap[1].until;
	}
	if (next == UINT64_MAX)
		return false;
	if (next > run->virtual_ns)
		run->virtual_ns = next;
	for (unsigned i = 0; i < run->n; i++) {
		run->loop[i].base.now = run->virtual_ns;
		ax_timers_fire(&run->loop[i], run->virtual_ns);
	}
	return true;
}

static void end_all(struct ax_run *run)
{
	for (unsigned i = 0; i < run->n; i++)
		for (struct ax_component *c = run->loop[i].base.all; c; c = c->all_next)
			ax_component_tell_stop(&run->loop[i].base, c, 2);
}

void ax_seeded_run(struct ax_run *run)
{
	bool told = false;
	while (!ax_load_acquire(&run->all_ended)) {
		if (!told && ax_load_acquire(&run->stop)) {
			run->result.stopped = told = true;
			ax_store_relaxed(&run->engine->stopping, 2);
			end_all(run);
		}
		if (turn_one(run) || ax_load_acquire(&run->all_ended) || advance(run))
			continue;
		if (ax_wedge_examine(run) == AX_WIDENED)
			continue;
		run->result.wedged = true;
		ax_store_relaxed(&run->engine->stopping, 2);
		end_all(run);
	}
}
