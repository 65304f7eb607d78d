// SPDX-License-Identifier: Apache-2.0
/* worker: the loop. Post first, then one step, then now and then timers and the selector.
 *
 * Going to sleep is the second hand-shake of the engine (the first is a component's, step.c):
 *     sleeper: asleep = 1; FENCE; look at postbox and orders; block
 *     poker:   push (or order); FENCE; read asleep; write the eventfd
 * Of two that run at once at least one sees the other, so no post is slept through. */
#include "profile.h"
#include "run_private.h"

#include "../engine/reclaim.h"

#include <sched.h>
#include <stdlib.h>

static void post(struct ax_worker *to, struct ax_component *c)
{
	struct ax_loop *loop = ax_loop_of(to);
	ax_postbox_push(&loop->postbox, c);
	ax_loop_poke(loop);
}

void ax_loop_poke(struct ax_loop *loop)
{
	ax_fence(); /* Z1: the post before the flag. Pairs with Z2. */
	/* Only who sleeps clears it, so that nobody is relied on who may be held up between a look
	 * at the flag and the poke. While it wakes, it is poked again for nothing. */
	if (ax_load_relaxed(&loop->asleep))
		ax_os_poke(&loop->os);
}

void ax_loop_order(struct ax_loop *loop, uint32_t orders)
{
	uint32_t old;
	do {
		old = ax_load_relaxed(&loop->orders);
	} while (!ax_cas(&loop->orders, old, old | orders));
	ax_loop_poke(loop);
}

static bool called(struct ax_worker *worker)
{
	struct ax_loop *loop = ax_loop_of(worker);
	ax_os_pause();
	return ax_loop_has_post(loop);
}

static uint64_t real_clock(struct ax_worker *worker)
{
	(void)worker;
	return ax_os_clock();
}

static const struct ax_worker_ops threaded_ops = {
	.post = post,
	.called = called,
	.queue_grouped = ax_group_queue,
	.timer_arm = ax_timer_arm,
	.timer_disarm = ax_timer_disarm,
	.watch_open = ax_watch_register,
	.watch_close = ax_watch_forget,
	.job_start = ax_pool_start,
	.clock = real_clock,
	.place = ax_place_spawned,
	.depart = ax_travel_depart,
	.receive = ax_travel_receive,
	.gather = ax_travel_gather,
	.peer = ax_travel_peer,
	.all_ended = ax_run_all_ended,
};

int ax_loop_init(struct ax_loop *loop, struct ax_run *run, unsigned id)
{
	bool seeded = run->options.seeded;
	loop->base.ops = seeded ? &ax_seeded_ops : &threaded_ops;
	loop->base.engine = run->engine;
	loop->base.id = id;
	loop->base.watch = run->options.watch;
	loop->base.untimed = run->options.watch ? 0 : AX_SAMPLE_STEPS - 1;
	loop->run = run;
	loop->random = run->options.seed + id;
	loop->cpu = -1;
	loop->os = (struct ax_os){ -1, -1 };
	ax_postbox_init(&loop->postbox);
	int error = seeded ? 0 : ax_os_open(&loop->os);
	if (error)
		return error;
	return ax_groups_init(loop, run->flat->group, run->flat->n_groups);
}

void ax_loop_fini(struct ax_loop *loop)
{
	if (!loop->run)
		return;
	ax_travel_fini(loop);
	ax_timers_fini(&loop->timers);
	ax_selector_fini(&loop->selector);
	ax_groups_fini(loop, loop->run->flat->n_groups);
	if (loop->os.epoll >= 0)
		ax_os_close(&loop->os);
	free(loop->report.stats);
}

/* ---- orders ------------------------------------------------------------------------------- */

static void stop_all(struct ax_loop *loop, uint32_t stopping)
{
	for (struct ax_component *c = loop->base.all; c; c = c->all_next)
		ax_component_tell_stop(&loop->base, c, stopping);
}

static void hold(struct ax_run *run)
{
	pthread_mutex_lock(&run->lock);
	run->n_held++;
	pthread_cond_broadcast(&run->changed);
	while (run->holding)
		pthread_cond_wait(&run->changed, &run->lock);
	run->n_held--;
	pthread_cond_broadcast(&run->changed);
	pthread_mutex_unlock(&run->lock);
}

static __attribute__((noinline)) void collect(struct ax_loop *loop)
{
	struct ax_component *c = ax_postbox_take(&loop->postbox);
	while (c) {
		struct ax_component *next = c->post_next;
		ax_component_arrive(&loop->base, c);
		c = next;
	}
}

/* Carries out the orders; false when one was to quit. What was posted before an order is taken in
 * first: an order to stop reaches it, and a report shows it. */
static bool obey(struct ax_loop *loop)
{
	uint32_t orders = ax_exchange(&loop->orders, 0);
	collect(loop);
	if (orders & AX_ORDER_STOP)
		stop_all(loop, 1);
	if (orders & AX_ORDER_END)
		stop_all(loop, 2);
	if (orders & AX_ORDER_GATHER)
		ax_travel_answer(loop);
	if (orders & AX_ORDER_SHUFFLE)
		ax_travel_shuffle(loop);
	if (orders & AX_ORDER_JOIN)
		ax_balance_join(loop);
	if (orders & AX_ORDER_GIVE)
		ax_balance_answer(loop);
	if (orders & AX_ORDER_REPORT)
		ax_report_write(loop);
	if (orders & AX_ORDER_PROFILE)
		ax_profile_sample(loop);
	if (orders & AX_ORDER_HOLD) {
		ax_deaths_report(&loop->base);
		hold(loop->run);
	}
	return !(orders & AX_ORDER_QUIT);
}

/* ---- the turn ----------------------------------------------------------------------------- */

static inline bool turn(struct ax_loop *loop)
{
	struct ax_worker *worker = &loop->base;
	if (ax_unlikely(!ax_postbox_empty(&loop->postbox)))
		collect(loop);
	struct ax_component *c = worker->run_head;
	if (ax_unlikely(!c)) {
		ax_deaths_report(worker);
		return false;
	}
	worker->run_head = c->run_next;
	if (ax_unlikely(c->flags & AX_SCHEDULES))
		ax_group_run(worker, c);
	else
		ax_step_run(worker, c);
	return true;
}

bool ax_loop_turn(struct ax_loop *loop)
{
	return turn(loop);
}

/* Has the director balance, if it does not do so already. */
static void stir(struct ax_run *run)
{
	if (!ax_load_relaxed(&run->stirred) && !ax_exchange(&run->stirred, 1))
		ax_director_poke(run);
}

static void take_load(struct ax_loop *loop, uint64_t now)
{
	uint64_t window = now - loop->window_ns;
	if (window < AX_LOAD_WINDOW)
		return;
	uint64_t slept = loop->slept_ns - loop->window_slept_ns;
	uint64_t busy = slept < window ? window - slept : 0;
	uint32_t load = (uint32_t)(busy * 1000 / window);
	ax_store_relaxed(&loop->load, load);
	uint64_t wakes = loop->base.far_wakes - loop->window_wakes;
	if ((load >= AX_STIRRED || wakes * AX_TALK_NS > window) && loop->run->n > 1)
		stir(loop->run);
	loop->window_ns = now;
	loop->window_wakes = loop->base.far_wakes;
	loop->window_slept_ns = loop->slept_ns;
}

/* So many steps that the next look at the clock is about AX_HOUSE_NS away, and no more than
 * AX_HOUSE_STEPS. */
static void fit_house_steps(struct ax_loop *loop, uint64_t took)
{
	uint64_t fit = took > AX_HOUSE_NS ? loop->house_steps * (uint64_t)AX_HOUSE_NS / took
					  : 2 * (uint64_t)loop->house_steps;
	loop->house_steps = fit > AX_HOUSE_STEPS ? AX_HOUSE_STEPS : fit ? (uint32_t)fit : 1;
	loop->until_housing = loop->house_steps;
}

/* Now and then while busy: the clock, the timers, the selector. */
static void keep_house(struct ax_loop *loop)
{
	uint64_t now = ax_os_clock();
	fit_house_steps(loop, now - loop->base.now);
	loop->base.now = now;
	if (loop->timers.n)
		ax_timers_fire(loop, now);
	if (now - loop->housed_ns < AX_HOUSE_NS)
		return;
	loop->housed_ns = now;
	take_load(loop, now);
	ax_balance_invite(loop);
	if (loop->selector.watched)
		ax_os_wait(loop, 0);
}

/* ---- idleness ------------------------------------------------------------------------------ */

/* Workers that share a core don't linger at links: see spin(). */
static void set_spins(struct ax_loop *loop, uint32_t spins)
{
	loop->spins = spins < AX_SPINS ? spins : AX_SPINS;
	loop->base.patience = loop->run->crowded ? 0 : loop->spins;
}

/* Lets others run, who may take long: whether there is still time to look. */
static bool yield_before(uint64_t end)
{
	sched_yield();
	return ax_os_clock() < end;
}

/* Looks at the postbox for a little while, as long as that has paid lately. Where workers share a
 * core, whoever else has work there goes first. */
static bool spin(struct ax_loop *loop)
{
	bool crowded = loop->run->crowded, timely = true;
	uint64_t end = loop->base.now + AX_SPIN_PAYS_NS;
	uint32_t looks = crowded ? loop->spins / AX_CROWDED_SPINS : loop->spins;
	if (loop->run->n == 1 || looks == 0)
		return false;
	for (uint32_t i = 0; i < looks && timely; i++) {
		if (ax_loop_has_post(loop))
			return true;
		if (crowded)
			timely = yield_before(end);
		else
			ax_os_pause();
	}
	for (int i = 0; i < AX_YIELDS && timely; i++) {
		timely = yield_before(end);
		if (ax_loop_has_post(loop))
			return true;
	}
	set_spins(loop, loop->spins / 2);
	return false;
}

/* Whether this worker's components could wait for ever once all workers sleep. */
static bool may_be_stuck(const struct ax_loop *loop)
{
	return loop->base.n_room || (loop->base.all && !loop->timers.n && !loop->selector.watched);
}

/* The last to fall asleep looks for all: it may have no components itself. */
static void suspect(struct ax_run *run)
{
	bool stuck = false;
	/* Relaxed: each was written before that worker counted itself asleep, by acquire-release. */
	for (unsigned i = 0; i < run->n; i++)
		stuck |= ax_load_relaxed(&run->loop[i].stuck) != 0;
	if (stuck && !ax_exchange(&run->suspected, 1))
		ax_director_poke(run);
}

/* Read afresh: time has passed while the worker span and yielded. */
static uint64_t time_left(uint64_t until)
{
	if (until == UINT64_MAX)
		return until;
	uint64_t now = ax_os_clock();
	return until > now ? until - now : 0;
}

static void sleep_deeply(struct ax_loop *loop, uint64_t until)
{
	struct ax_run *run = loop->run;
	uint64_t now = loop->base.now;
	ax_store_relaxed(&loop->asleep, 1);
	ax_fence(); /* Z2: the flag before the look. Pairs with Z1. */
	if (!ax_loop_has_post(loop)) {
		ax_store_relaxed(&loop->stuck, may_be_stuck(loop) ? 1u : 0u);
		if (ax_add(&run->n_asleep, 1) + 1 == run->n)
			suspect(run);
		ax_os_wait(loop, time_left(until));
		ax_add(&run->n_asleep, UINT32_MAX);
	}
	ax_store_relaxed(&loop->asleep, 0);
	uint64_t woke = ax_os_clock();
	loop->base.now = woke;
	loop->slept_ns += woke - now;
	if (woke - now < AX_SPIN_PAYS_NS && !ax_postbox_empty(&loop->postbox))
		set_spins(loop, loop->spins * 2 + 64);
}

static void be_idle(struct ax_loop *loop)
{
	uint64_t now = ax_os_clock();
	loop->base.now = now;
	uint64_t next = ax_timers_fire(loop, now);
	if (loop->base.run_head)
		return;
	take_load(loop, now);
	ax_store_relaxed(&loop->plenty, 0);
	ax_balance_ask(loop);
	if (spin(loop))
		return;
	sleep_deeply(loop, next);
	if (loop->timers.n)
		ax_timers_fire(loop, loop->base.now);
	loop->housed_ns = loop->base.now;
	loop->until_housing = loop->house_steps;
}

void *ax_loop_main(void *arg)
{
	struct ax_loop *loop = arg;
	ax_reader_register();
	loop->base.now = loop->window_ns = ax_os_clock();
	loop->until_housing = loop->house_steps = AX_HOUSE_STEPS;
	for (;;) {
		if (ax_unlikely(ax_load_relaxed(&loop->orders)) && !obey(loop))
			break;
		if (ax_unlikely(!turn(loop)))
			be_idle(loop);
		else if (ax_unlikely(--loop->until_housing == 0))
			keep_house(loop);
	}
	ax_reader_unregister();
	return NULL;
}
