// SPDX-License-Identifier: Apache-2.0
/* balance: work moves to where there is time for it, and talk to where it is cheap.
 *
 * Idle workers ask, busy workers give: one that finds nothing to do asks whoever has more than it
 * can run at once, and that worker picks one of its runnable components. A component is worth the
 * move when its step takes clearly longer than its messages cost across workers: that weighs load
 * against traffic with what the component itself has measured, so cheap stages stay together.
 *
 * The other direction is the director's: two workers that wake each other all the time and have
 * less to do than one of them could (a token, a ping-pong) are one worker's work. Then the one joins
 * the other, which for a while gives nothing away; each such decision holds twice as long as the
 * one before, so that nothing swings to and fro. */
#include "run_private.h"

#include <inttypes.h>

enum {
	CROSSING_NS = 12,	 /* a message between workers, in a batch */
	AWAKENING_NS = 600,	 /* what a step with messages costs more when its peers are far */
	WORTH = 2,		 /* a step must take so many times what it costs to have it far */
	LOOKED_AT = 32,		 /* runnable components that are weighed at a time */
	ASK_NS = 20000,		 /* an idle worker asks so often at most */
	ONE_WORKERS_PERCENT = 70 /* of a tick: work that one worker can do */
};

/* ---- giving -------------------------------------------------------------------------------- */

/* The time a step of c takes, from the timed ones. */
static uint64_t step_ns(const struct ax_worker *worker, const struct ax_component *c)
{
	uint64_t timed =
		worker->watch ? c->steps : (c->steps / AX_SAMPLE_STEPS + 1) * AX_SAMPLE_STEPS;
	return timed ? c->ran_ns / timed : 0;
}

/* What a step of c would cost more with its peers on other workers. */
static uint64_t crossing_ns(const struct ax_component *c)
{
	uint64_t messages = c->taken + c->sent;
	if (!messages || !c->steps)
		return 0;
	return AWAKENING_NS + CROSSING_NS * (messages / c->steps);
}

static bool may_move(const struct ax_component *c)
{
	return !(c->flags & (AX_SCHEDULES | AX_ENDING)) && !(c->marks & AX_PINNED) &&
	       !ax_component_to(c);
}

/* Takes a component out of the run queue, whose predecessor's place is *at. */
static void unqueue(struct ax_worker *worker, struct ax_component **at)
{
	struct ax_component *c = *at;
	*at = c->run_next;
	if (worker->run_tail != c)
		return;
	worker->run_tail = worker->run_head;
	while (worker->run_tail && worker->run_tail->run_next)
		worker->run_tail = worker->run_tail->run_next;
}

/* The runnable component behind the first that gains most, or NULL. */
static struct ax_component **best_to_give(struct ax_worker *worker)
{
	struct ax_component **best = NULL;
	uint64_t most = 0;
	if (!worker->run_head)
		return NULL;
	int left = LOOKED_AT;
	for (struct ax_component **at = &worker->run_head->run_next; *at && left > 0;
	     at = &(*at)->run_next, left--) {
		uint64_t takes = step_ns(worker, *at), costs = crossing_ns(*at);
		if (may_move(*at) && takes > WORTH * costs && takes - costs > most) {
			most = takes - costs;
			best = at;
		}
	}
	return best;
}

void ax_balance_give(struct ax_loop *loop, struct ax_loop *to)
{
	struct ax_worker *worker = &loop->base;
	if (worker->now < ax_load_relaxed(&loop->keeps_until))
		return;
	struct ax_component **at = best_to_give(worker);
	if (!at)
		return;
	struct ax_component *c = *at;
	if (ax_component_send(worker, c, &to->base) < 0)
		return;
	if (loop->run->options.explain)
		ax_log(worker->engine, NULL,
		       "%s moves from worker %u to %u, which is idle: a step takes %" PRIu64
		       " ns, and %" PRIu64 " ns more with its peers far",
		       c->name, worker->id, to->base.id, step_ns(worker, c), crossing_ns(c));
	unqueue(worker, at);
	ax_step_run(worker, c); /* in place of a step it leaves */
}

void ax_balance_answer(struct ax_loop *loop)
{
	/* Y4: taken once. Pairs with Y3. */
	uint32_t asker = ax_exchange(&loop->asker, 0);
	if (asker)
		ax_balance_give(loop, &loop->run->loop[asker - 1]);
}

/* ---- asking -------------------------------------------------------------------------------- */

/* Some worker that has said it has plenty, from a random one on; NULL when there is none. */
static struct ax_loop *some_busy(struct ax_loop *loop)
{
	struct ax_run *run = loop->run;
	unsigned first = (unsigned)(ax_random(&loop->random) % run->n);
	for (unsigned i = 0; i < run->n; i++) {
		struct ax_loop *other = &run->loop[(first + i) % run->n];
		if (other != loop && ax_load_relaxed(&other->plenty))
			return other;
	}
	return NULL;
}

void ax_balance_ask(struct ax_loop *loop)
{
	uint64_t now = loop->base.now;
	if (loop->run->n == 1 || now - loop->asked_ns < ASK_NS)
		return;
	loop->asked_ns = now;
	struct ax_loop *busy = some_busy(loop);
	/* Y3: the name before the order. One asker at a time is enough. Pairs with Y4. */
	if (busy && ax_cas(&busy->asker, 0, loop->base.id + 1))
		ax_loop_order(busy, AX_ORDER_GIVE);
}

void ax_balance_invite(struct ax_loop *loop)
{
	struct ax_run *run = loop->run;
	const struct ax_component *first = loop->base.run_head;
	bool plenty = first && first->run_next;
	if (plenty != loop->plenty)
		ax_store_relaxed(&loop->plenty, plenty);
	/* A worker that sleeps can't ask: its sleep is a request that stands. */
	if (!plenty || ax_load_relaxed(&run->n_asleep) == 0)
		return;
	unsigned at = (unsigned)(ax_random(&loop->random) % run->n);
	for (unsigned i = 0; i < LOOKED_AT && i < run->n; i++) {
		struct ax_loop *other = &run->loop[(at + i) % run->n];
		if (other != loop && ax_load_relaxed(&other->asleep) && !ax_loop_has_post(other)) {
			ax_balance_give(loop, other);
			return;
		}
	}
}

/* ---- joining ------------------------------------------------------------------------------- */

void ax_balance_join(struct ax_loop *loop)
{
	struct ax_worker *worker = &loop->base;
	/* Y6 acquire: pairs with Y5. */
	struct ax_worker *to = &loop->run->loop[ax_load_acquire(&loop->joins)].base;
	if (to == worker)
		return;
	for (struct ax_component *c = worker->all; c; c = c->all_next)
		if (may_move(c) && ax_component_send(worker, c, to) == 0)
			ax_component_wake(worker, c);
}

/* What the worker did since the director last looked. */
static void take_tick(struct ax_loop *loop)
{
	struct ax_tick now = { ax_load_relaxed(&loop->base.work_ns),
			       ax_load_relaxed(&loop->base.far_wakes),
			       ax_load_relaxed(&loop->base.far_sent) };
	loop->tick = (struct ax_tick){ now.work_ns - loop->told.work_ns,
				       now.wakes - loop->told.wakes, now.sent - loop->told.sent };
	loop->told = now;
}

/* The work of two workers in a tick, if one did it all: their messages cross no more. Of several
 * workers each is taken to send as much to one as to another. */
static uint64_t work_of_both(const struct ax_run *run, const struct ax_loop *one,
			     const struct ax_loop *other)
{
	uint64_t work = one->tick.work_ns + other->tick.work_ns;
	uint64_t crossings = (one->tick.sent + other->tick.sent) / (run->n - 1);
	return work > CROSSING_NS * crossings ? work - CROSSING_NS * crossings : 0;
}

/* Which worker this one had better join, or NULL: much of its time goes into waking a partner, and
 * one of the two could do the work of both. */
static struct ax_loop *better_half(struct ax_run *run, struct ax_loop *loop, uint64_t now,
				   uint64_t window)
{
	unsigned partner = ax_load_relaxed(&loop->base.partner);
	if (partner >= run->n || partner == loop->base.id || now < loop->keeps_until)
		return NULL;
	struct ax_loop *other = &run->loop[partner];
	if (loop->tick.wakes * AX_TALK_NS < window ||
	    work_of_both(run, loop, other) * 100 > window * ONE_WORKERS_PERCENT)
		return NULL;
	return other;
}

static void join(struct ax_run *run, struct ax_loop *loop, struct ax_loop *to, uint64_t now)
{
	run->hold_ns = run->hold_ns ? 2 * run->hold_ns : AX_HOLD_NS;
	if (run->hold_ns > AX_HOLD_MOST_NS)
		run->hold_ns = AX_HOLD_MOST_NS;
	ax_store_relaxed(&to->keeps_until, now + run->hold_ns);
	ax_store_relaxed(&loop->keeps_until, now + run->hold_ns);
	/* Y5 release: whom, before the order. Pairs with Y6. */
	ax_store_release(&loop->joins, to->base.id);
	if (run->options.explain)
		ax_log(run->engine, NULL,
		       "worker %u joins worker %u, which it woke %" PRIu64 " times in a tick of %d"
		       " ms: one can do the work of both",
		       loop->base.id, to->base.id, loop->tick.wakes, AX_BALANCE_NS / 1000000);
	ax_loop_order(loop, AX_ORDER_JOIN);
	to->tick.work_ns += loop->tick.work_ns;
	loop->tick = (struct ax_tick){ 0 };
	to->tick.wakes = 0;
}

bool ax_balance_tick(struct ax_run *run, uint64_t now)
{
	uint64_t window = now - run->balanced_ns;
	bool busy = false;
	run->balanced_ns = now;
	for (unsigned i = 0; i < run->n; i++) {
		struct ax_loop *loop = &run->loop[i];
		take_tick(loop);
		busy |= loop->tick.work_ns > window / 100 || loop->tick.wakes * AX_TALK_NS > window;
	}
	for (unsigned i = 0; i < run->n; i++) {
		struct ax_loop *to = better_half(run, &run->loop[i], now, window);
		if (to)
			join(run, &run->loop[i], to, now);
	}
	return busy;
}
