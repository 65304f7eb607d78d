// SPDX-License-Identifier: Apache-2.0
/* step: one run of a component as a transaction of visibility.
 *
 * In:   `control` is read first, then each data box once, when the step first uses it.
 * Out:  data tails (with close bits) and ready-list entries, control tails, heads; then the wants
 *       of a component that waits; then one full barrier if any peer is foreign; then the peers'
 *       wants are looked at, and the waiter's own boxes afresh.
 *
 * That one barrier serves two hand-shakes of the Dekker kind at once:
 *     step end: publish index, [set own want], FENCE, read the peer's want, [read its index]
 *     the peer's step end is the mirror image, so of two that run at the same time at least one
 *     sees the other. docs/explanation/memory-model.md has the whole argument.
 *
 * The barrier waits until the peer's core has given up the lines that were written, which takes
 * longer than the step of a component that passes single messages. So one that goes on running
 * before anybody else does may look without it, is *unsure* then, and looks once more later. */
#include "wait.h"
#include "wake.h"

#define AX_WAITS   (AX_WAITS_FOR_ROOM | AX_WAITS_FOR_TIME | AX_WAITS_FOR_FD)
#define AX_WOKEN   (AX_WAITS | AX_TIMED_WAIT)
#define AX_SELDOM  (AX_NEWBORN | AX_CONTROL_NEWS | AX_ENDING)
#define AX_UNUSUAL (AX_WOKEN | AX_SELDOM | AX_OWES_SOME | AX_HAS_FAR | AX_CONTROL_OPEN)

/* ---- publication -------------------------------------------------------------------------- */

static __attribute__((noinline)) void empty_bin(struct ax_component *c)
{
	struct ax_worker *worker = c->owner;
	if (ax_likely(worker->bin.type == AX_NONE))
		return;
	ax_drop(worker->engine, &worker->bin);
	ax_count_dropped(c, 1);
}

/* Something is about to be published that a foreign peer may wait for. */
static void be_unsure(struct ax_component *c, struct ax_box *box)
{
	box->flags |= AX_BOX_UNSURE;
	c->flags |= AX_UNSURE;
}

/* n messages go to another worker by that outbox. */
static void note_crossing(struct ax_component *c, struct ax_box *box, uint32_t n)
{
	struct ax_worker *worker = c->owner;
	box->link->more->told_tail = box->cursor;
	be_unsure(c, box);
	/* Relaxed: the director reads it racily. */
	ax_store_relaxed(&worker->far_sent, worker->far_sent + n);
}

/* Publishes what the outbox has sent. */
static void publish_tail(struct ax_component *c, struct ax_box *box)
{
	struct ax_link *link = box->link;
	struct ax_words *tx = ax_link_tx(link);
	/* Relaxed: only this worker writes the tail. */
	uint32_t tail = link->far ? link->more->told_tail : ax_load_relaxed(&tx->index);
	uint32_t n = (box->cursor - tail) & AX_INDEX_MASK;
	if (n == 0)
		return;
	c->sent += n;
	if (link->far)
		note_crossing(c, box, n);
	struct ax_byte_bound *bytes = ax_link_bytes(link);
	if (bytes)
		ax_link_count_bytes(bytes, box);
	/* T1 release: the slots' stores before the tail. Pairs with T2 in open_inbox(). */
	ax_store_release(&tx->index, box->cursor);
	if (ax_link_join(link))
		ax_join_list(link);
}

/* A join's producers may be foreign, whatever its current link is. */
static bool has_far_producer(const struct ax_inbox *inbox)
{
	return inbox->join || (inbox->box.link && inbox->box.link->far);
}

static void publish_tails(struct ax_component *c)
{
	bool control = false;
	for (struct ax_box *box = c->engaged; box; box = box->next) {
		if (!(box->flags & AX_BOX_OUT))
			continue;
		if (!box->link)
			empty_bin(c);
		else if (box->link->control)
			control = true;
		else
			publish_tail(c, box);
	}
	if (control)
		for (struct ax_box *box = c->engaged; box; box = box->next)
			if ((box->flags & AX_BOX_OUT) && box->link && box->link->control)
				publish_tail(c, box);
}

/* Across workers a head that nobody waits for is published less often: each time its line goes to
 * the producer and back. Less than a quarter of the link is kept back, and for a few steps only. */
static bool may_lag(const struct ax_component *c, const struct ax_inbox *inbox)
{
	struct ax_link *link = inbox->box.link;
	return link->far && link->plain && !link->control && !inbox->join &&
	       c->steps % AX_OWED_STEPS != 0 && !ax_load_relaxed(&link->more->wants.room) &&
	       ax_inbox_unpublished(inbox) < link->bound / 4;
}

/* Publishes what the step has taken, but for heads that may lag, unless all is set. */
static void publish_heads(struct ax_component *c, bool all)
{
	for (struct ax_box *box = c->engaged; box; box = box->next) {
		if ((box->flags & AX_BOX_OUT) || !box->link)
			continue;
		struct ax_inbox *inbox = ax_as_inbox(box);
		box->flags &= (uint16_t)~AX_BOX_LAGS;
		if (!all && may_lag(c, inbox))
			box->flags |= AX_BOX_LAGS;
		else if (ax_inbox_publish(inbox) && has_far_producer(inbox))
			be_unsure(c, box);
	}
}

/* ---- room that is owed --------------------------------------------------------------------- */

static void pay(struct ax_worker *worker, struct ax_box *box)
{
	if (!(box->flags & AX_BOX_UNSURE)) /* else the producer may have missed it */
		box->flags &= (uint16_t)~AX_BOX_OWES;
	if (box->link)
		ax_link_wake_producer(worker, box->link);
}

/* Wakes every producer that waits for room which this component has freed without a word. */
static void pay_all(struct ax_worker *worker, struct ax_component *c)
{
	c->flags &= (uint16_t)~AX_OWES_SOME;
	AX_FOR_EACH_BOX(spec, c)
	{
		struct ax_box *box = ax_component_box(c, spec->offset);
		if (box->flags & AX_BOX_OWES)
			pay(worker, box);
	}
}

/* Wakes the waiting producer when the room it asked for is there, level-triggered; owes it a wake
 * when there is less. One that freed nothing owes nothing: else a full cycle wakes itself for
 * ever. */
static __attribute__((noinline)) void offer_room(struct ax_worker *worker, struct ax_component *c,
						 struct ax_box *box)
{
	uint32_t want = ax_load_relaxed(&ax_link_wants(box->link)->room);
	if (!(want & AX_ARMED_BIT)) {
		if (!(box->flags & AX_BOX_UNSURE)) /* else it may be about to show */
			box->flags &= (uint16_t)~AX_BOX_OWES;
	} else if (ax_index_reached(box->cursor, want & AX_INDEX_MASK))
		pay(worker, box);
	else if (box->flags & AX_BOX_OWES)
		c->flags |= AX_OWES_SOME;
}

static void wake_peers(struct ax_worker *worker, struct ax_component *c)
{
	for (struct ax_box *box = c->engaged; box; box = box->next) {
		if (!box->link)
			continue;
		if (box->flags & AX_BOX_OUT)
			ax_link_wake_consumer(worker, box->link);
		else
			offer_room(worker, c, box);
	}
}

/* ---- waiting ------------------------------------------------------------------------------ */

static void arm_awaited(struct ax_component *c)
{
	for (struct ax_box *box = c->engaged; box; box = box->next)
		if (box->flags & AX_BOX_AWAITED)
			ax_box_arm(box);
}

/* The awaited boxes of the last wait are on the engaged list, and stay there: the step is likely to
 * use them. Takes their wants back. */
static void disarm(struct ax_component *c)
{
	for (struct ax_box *box = c->engaged; box; box = box->next)
		if (box->flags & AX_BOX_AWAITED)
			ax_box_disarm(box);
}

/* What kind of box it is, for the short cuts. */
#define AX_KIND	      (AX_BOX_STEADY | AX_BOX_OUT | AX_BOX_CONTROL | AX_BOX_AWAITED)
#define AX_WAITING_IN (AX_BOX_STEADY | AX_BOX_AWAITED)
#define AX_STEADY_OUT (AX_BOX_STEADY | AX_BOX_OUT)

/* The common case: the one box that was awaited is an inbox whose short cuts hold. Opens it for the
 * step as ax_inbox_refill() would at its first use. Between two steps that end in settle_pair() it
 * stays open, with nothing in it. */
static inline void open_awaited(struct ax_component *c)
{
	struct ax_box *box = c->engaged;
	uint16_t flags = box->flags;
	if (ax_unlikely((flags & AX_KIND) != AX_WAITING_IN ||
			(box->next && (box->next->flags & AX_BOX_AWAITED)))) {
		disarm(c);
		return;
	}
	uint32_t seen = ax_load_relaxed(&box->link->near_tx.index);
	uint32_t n = (seen - box->cursor) & AX_INDEX_MASK;
	if (ax_unlikely(n - 1 >= c->budget)) {
		/* Nothing, or more than one step takes: as the step looks. */
		box->flags = flags & (uint16_t) ~(AX_BOX_AWAITED | AX_BOX_OPEN);
		return;
	}
	box->seen = seen;
	box->limit = seen & AX_INDEX_MASK;
	box->flags = (flags | AX_BOX_OPEN) & (uint16_t)~AX_BOX_AWAITED;
}

/* Ends the boxes' part in this step; those stay on the list that are awaited or to be looked at. */
static void close_boxes(struct ax_component *c)
{
	struct ax_box *box = c->engaged, **at = &c->engaged;
	while (box) {
		struct ax_box *next = box->next;
		box->limit = box->cursor;
		box->flags &= (uint16_t)~AX_BOX_OPEN;
		if (box->flags & (AX_BOX_AWAITED | AX_BOX_LAGS | AX_BOX_UNSURE)) {
			*at = box;
			at = &box->next;
		} else {
			box->flags &= (uint16_t)~AX_BOX_ENGAGED;
		}
		box = next;
	}
	*at = NULL;
}

/* Without memory for it, the wait is not timed. */
static void time_wait(struct ax_worker *worker, struct ax_component *c)
{
	if (!ax_component_fit_aside(c))
		return;
	c->aside->since_ns = worker->ops->clock(worker);
	c->flags |= AX_TIMED_WAIT;
}

static void fall_asleep(struct ax_worker *worker, struct ax_component *c)
{
	c->state = AX_IDLE;
	if (c->flags & AX_WAITS_FOR_ROOM)
		worker->n_room++;
	if (c->flags & AX_WAITS_FOR_TIME)
		worker->ops->timer_arm(worker, c);
	if (worker->watch)
		time_wait(worker, c);
}

/* Queues a component again whose step has ended and is published. */
static void stay_runnable(struct ax_worker *worker, struct ax_component *c)
{
	disarm(c);
	c->flags &= (uint16_t)~AX_WAITS;
	ax_worker_queue(worker, c);
}

static __attribute__((noinline)) void finish(struct ax_worker *worker, struct ax_component *c,
					     bool waits)
{
	if ((c->flags & AX_OWES_SOME) && (waits || c->steps % AX_OWED_STEPS == 0)) {
		pay_all(worker, c);
		/* It may owe itself. */
		waits = waits && !(c->flags & AX_CONTROL_NEWS);
	}
	if (waits)
		fall_asleep(worker, c);
	else
		stay_runnable(worker, c);
}

#define AX_SLOWLY (AX_WAITS | AX_CONTROL_NEWS | AX_OWES_SOME)

/* ---- a step among neighbours ----------------------------------------------------------------
 * When every peer is on this worker, nobody looks while the step is published: the order is free,
 * no barrier is needed, and one walk over the boxes does what settle_far() does in five. */

static void near_outbox(struct ax_worker *worker, struct ax_component *c, struct ax_box *box)
{
	struct ax_link *link = box->link;
	uint32_t n = (box->cursor - ax_load_relaxed(&link->near_tx.index)) & AX_INDEX_MASK;
	if (n == 0)
		return;
	if (ax_unlikely(!link->plain)) {
		publish_tail(c, box);
		ax_link_wake_consumer(worker, link);
		return;
	}
	c->sent += n;
	ax_store_relaxed(&link->near_tx.index, box->cursor);
	ax_wake_near_consumer(worker, link);
}

static void near_inbox(struct ax_worker *worker, struct ax_component *c, struct ax_box *box)
{
	struct ax_link *link = box->link;
	uint32_t n = (box->cursor - ax_load_relaxed(&link->near_rx.index)) & AX_INDEX_MASK;
	c->taken += n;
	ax_store_relaxed(&link->near_rx.index, box->cursor);
	if (ax_unlikely(ax_load_relaxed(&link->near_wants.room))) {
		if (n)
			box->flags |= AX_BOX_OWES;
		offer_room(worker, c, box);
	}
}

/* Arms a box that is waited for; whether it holds up sleep. */
static bool near_wait(struct ax_box *box)
{
	if (ax_likely(box->link && !(box->flags & (AX_BOX_OUT | AX_BOX_JOINED))))
		return ax_load_relaxed(&box->link->near_tx.index) != box->cursor;
	if (!(box->flags & AX_BOX_OUT))
		return ax_message_pending(box);
	ax_box_arm(box);
	return ax_room_pending(box);
}

/* Publishes and closes one box, and arms it when it is waited for; whether it holds up sleep. */
static __attribute__((noinline)) bool settle_box(struct ax_worker *worker, struct ax_component *c,
						 struct ax_box *box, bool waits)
{
	if (ax_likely(box->link)) {
		if (box->flags & AX_BOX_OUT)
			near_outbox(worker, c, box);
		else
			near_inbox(worker, c, box);
	} else if (box->flags & AX_BOX_OUT) {
		empty_bin(c);
	}
	box->limit = box->cursor;
	box->flags &= (uint16_t) ~(AX_BOX_OPEN | AX_BOX_ENGAGED);
	return (box->flags & AX_BOX_AWAITED) && waits && near_wait(box);
}

/* Gives `woken` back, by way of a guess. When each component wakes the next one, the time of a hop is
 * that of the loads from a component to its box, to the link, to the consumer. A right guess comes
 * from the component itself, and the processor goes on with it while those loads are still under way. */
static inline struct ax_component *guessed(struct ax_component *c, struct ax_component *woken)
{
	struct ax_component *guess = c->follower;
	if (ax_unlikely(guess != woken)) {
		c->follower = woken;
		return woken;
	}
	__asm__("" : "+r"(guess)); /* else the compiler sees that the two are one */
	return guess;
}

/* The same for an outbox whose short cuts hold and that is not waited for; whether it was used. Its
 * limit stays good, since the consumer only ever frees more. */
static inline bool settle_steady_outbox(struct ax_worker *worker, struct ax_component *c,
					struct ax_box *box)
{
	struct ax_link *link = box->link;
	uint32_t n = (box->cursor - ax_load_relaxed(&link->near_tx.index)) & AX_INDEX_MASK;
	if (n == 0)
		return false;
	c->sent += n;
	ax_store_relaxed(&link->near_tx.index, box->cursor);
	struct ax_component *consumer = link->consumer;
	if (ax_unlikely(!consumer) || consumer->state != AX_IDLE) {
		if (consumer == c)
			c->flags |= AX_CONTROL_NEWS; /* it wakes itself: it must not sleep now */
		return true;
	}
	if (!(ax_component_box(consumer, link->inbox)->flags & AX_BOX_AWAITED))
		return true;
	consumer->wakes++;
	ax_worker_queue(worker, guessed(c, consumer));
	return true;
}

/* The same for such an inbox; whether it holds up sleep. */
static inline bool settle_steady_inbox(struct ax_worker *worker, struct ax_component *c,
				       struct ax_box *box)
{
	struct ax_link *link = box->link;
	uint32_t cursor = box->cursor;
	uint32_t n = (cursor - ax_load_relaxed(&link->near_rx.index)) & AX_INDEX_MASK;
	c->taken += n;
	ax_store_relaxed(&link->near_rx.index, cursor);
	box->limit = cursor;
	box->flags &= (uint16_t)~AX_BOX_OPEN;
	if (ax_unlikely(ax_load_relaxed(&link->near_wants.room))) {
		if (n)
			box->flags |= AX_BOX_OWES;
		offer_room(worker, c, box);
	}
	return ax_load_relaxed(&link->near_tx.index) != cursor;
}

/* Awaited boxes stay engaged, in front, since the next step is likely to use them; behind them the
 * outboxes that this step has used and whose short cuts hold. */
static __attribute__((noinline)) void settle_near(struct ax_worker *worker, struct ax_component *c,
						  bool waits)
{
	struct ax_box *awaited = NULL, **last = &awaited, *used = NULL;
	bool pending = false;
	for (struct ax_box *box = c->engaged, *next; box; box = next) {
		uint32_t kind = box->flags & (AX_STEADY_OUT | AX_BOX_AWAITED);
		next = box->next;
		if (kind == AX_STEADY_OUT) {
			if (settle_steady_outbox(worker, c, box)) {
				box->next = used;
				used = box;
			} else {
				box->limit = box->cursor;
				box->flags &= (uint16_t)~AX_BOX_ENGAGED;
			}
			box->flags &= (uint16_t)~AX_BOX_OPEN;
			continue;
		}
		if (ax_likely((kind & AX_STEADY_OUT) == AX_BOX_STEADY))
			pending |= settle_steady_inbox(worker, c, box) && (kind & AX_BOX_AWAITED);
		else
			pending |= settle_box(worker, c, box, waits);
		if (!(box->flags & AX_BOX_AWAITED)) {
			box->flags &= (uint16_t)~AX_BOX_ENGAGED;
			continue;
		}
		box->flags |= AX_BOX_ENGAGED;
		*last = box;
		last = &box->next;
	}
	*last = used;
	c->engaged = awaited;
	waits = waits && !pending;
	if (ax_likely(waits && !(c->flags & AX_SLOWLY) && !worker->watch)) {
		c->state = AX_IDLE;
		return;
	}
	/* A message to itself, control, or a time that has come. */
	waits = waits && !(c->flags & AX_CONTROL_NEWS) &&
		!((c->flags & AX_WAITS_FOR_TIME) && c->aside->until <= worker->now);
	finish(worker, c, waits);
}

/* Whether c sleeps and waits for what the link brings, so that it has to be queued now. */
static inline bool must_queue(const struct ax_component *c, const struct ax_link *link)
{
	return c->state == AX_IDLE && (ax_component_box(c, link->inbox)->flags & AX_BOX_AWAITED);
}

/* The commonest end of a step: it has emptied the one inbox that it waits at, and has sent by the one
 * outbox; both were engaged like this before, and nobody asks for anything special. False, and
 * nothing done, when it is another one. */
static inline bool settle_pair(struct ax_worker *worker, struct ax_component *c)
{
	struct ax_box *in = c->engaged, *out = in ? in->next : NULL;
	if (ax_unlikely(!out || out->next || (in->flags & AX_KIND) != AX_WAITING_IN ||
			(out->flags & AX_KIND) != AX_STEADY_OUT))
		return false;
	struct ax_link *from = in->link, *to = out->link;
	struct ax_component *consumer = to->consumer;
	uint32_t taken = in->cursor, sent = out->cursor;
	if (ax_unlikely(ax_load_relaxed(&from->near_tx.index) != taken ||
			ax_load_relaxed(&from->near_wants.room) || !consumer || consumer == c ||
			(consumer->flags & AX_GROUPED)))
		return false;
	c->taken += (taken - ax_load_relaxed(&from->near_rx.index)) & AX_INDEX_MASK;
	ax_store_relaxed(&from->near_rx.index, taken);
	uint32_t n = (sent - ax_load_relaxed(&to->near_tx.index)) & AX_INDEX_MASK;
	c->state = AX_IDLE;
	if (ax_unlikely(n == 0))
		return true;
	c->sent += n;
	ax_store_relaxed(&to->near_tx.index, sent);
	if (ax_unlikely(!must_queue(consumer, to)))
		return true;
	consumer->wakes++;
	ax_worker_queue_own(worker, guessed(c, consumer));
	return true;
}

/* ---- a step with foreign peers ---------------------------------------------------------------- */

/* Looks at the wants of the peers of all boxes that are engaged. */
static void look_around(struct ax_worker *worker, struct ax_component *c)
{
	if (c->flags & AX_UNSURE) {
		ax_fence(); /* F: indices and own wants before the peers' wants and indices */
		c->flags &= (uint16_t)~AX_UNSURE;
		for (struct ax_box *box = c->engaged; box; box = box->next)
			box->flags &= (uint16_t)~AX_BOX_UNSURE;
	}
	wake_peers(worker, c);
}

/* The same without F: a peer that falls asleep just now may be overlooked until the next look, which
 * nobody else's step and few of its own may delay. An inbox that changes between links would forget
 * some that it has to look at. */
static void look_lightly(struct ax_worker *worker, struct ax_component *c)
{
	bool soon = !worker->run_head && !(c->flags & AX_GROUPED) && c->steps % AX_OWED_STEPS != 0;
	for (struct ax_box *box = c->engaged; soon && box; box = box->next)
		soon = !(box->flags & AX_BOX_JOINED);
	if (soon) {
		wake_peers(worker, c);
		soon = !worker->run_head; /* it may just have woken a neighbour */
	}
	if (!soon)
		look_around(worker, c);
}

void ax_step_make_sure(struct ax_worker *worker, struct ax_component *c)
{
	if (c->flags & AX_UNSURE)
		look_around(worker, c);
}

/* Whether something has come while c lingered, first unsure, then not. */
static bool linger(struct ax_worker *worker, struct ax_component *c)
{
	uint32_t few = worker->patience < AX_FEW_LOOKS ? worker->patience : AX_FEW_LOOKS;
	if (ax_linger(worker, c, few))
		return true;
	ax_step_make_sure(worker, c);
	return ax_linger(worker, c, worker->patience - few);
}

/* The wants are set, and what lags is published, only when nothing comes for a while. */
static __attribute__((noinline)) void settle_far(struct ax_worker *worker, struct ax_component *c,
						 bool waits)
{
	publish_tails(c);
	waits = waits && !ax_first_look(worker, c);
	if (!waits || worker->patience) {
		publish_heads(c, false);
		look_lightly(worker, c);
		waits = waits && !linger(worker, c);
	}
	if (waits) {
		publish_heads(c, true);
		arm_awaited(c);
		c->flags |= AX_UNSURE;
		look_around(worker, c);
		waits = !ax_wait_met(c);
	}
	close_boxes(c);
	finish(worker, c, waits);
}

/* When the step, which has looked at control, has left messages there, the next one opens it again. */
static __attribute__((noinline)) void look_at_unread(struct ax_component *c)
{
	struct ax_box *box = &c->control.box;
	c->flags &= (uint16_t)~AX_CONTROL_OPEN;
	bool left = box->cursor != (box->seen & AX_INDEX_MASK) ||
		    ((box->flags & (AX_BOX_JOINED | AX_BOX_CLOSED)) == AX_BOX_JOINED &&
		     ax_message_pending(box));
	if ((box->flags & AX_BOX_OPEN) && left)
		c->flags |= AX_CONTROL_NEWS;
}

/* Publishes a step that has not ended its component, and queues it or lets it sleep. */
static void settle(struct ax_worker *worker, struct ax_component *c, enum ax_status status)
{
	if (ax_unlikely(c->flags & AX_CONTROL_OPEN))
		look_at_unread(c);
	if (ax_unlikely(c->flags & AX_HAS_FAR))
		settle_far(worker, c, status == AX_STEP_WAIT);
	else
		settle_near(worker, c, status == AX_STEP_WAIT);
}

/* The commonest flush: of one outbox, whose link has neither a ready list nor a bound in bytes, to
 * another worker. False, and nothing done, when it is another one. */
static inline bool flush_one(struct ax_component *c)
{
	struct ax_box *box = c->engaged;
	if (!box || box->next || !(box->flags & AX_BOX_OUT) || !box->link || !box->link->far ||
	    !box->link->plain)
		return false;
	struct ax_link_more *more = box->link->more;
	uint32_t n = (box->cursor - more->told_tail) & AX_INDEX_MASK;
	c->sent += n;
	note_crossing(c, box, n);
	/* T1 release, as in publish_tail(). */
	ax_store_release(&more->tx.index, box->cursor);
	ax_link_wake_consumer(c->owner, box->link);
	return true;
}

void ax_flush(struct ax_component *self)
{
	if (flush_one(self))
		return;
	publish_tails(self);
	publish_heads(self, true);
	wake_peers(self->owner, self);
}

/* ---- the step ------------------------------------------------------------------------------ */

/* What a component that does not read control does with it. */
static void absorb_control(struct ax_component *c)
{
	struct ax_msg msg;
	while (ax_take1(&c->control, &msg)) {
		if (msg.type == AX_SHUTDOWN) {
			c->flags |= AX_ENDING;
		} else if (msg.type != AX_FINISHED) {
			ax_drop(c->owner->engine, &msg);
			ax_count_dropped(c, 1);
		}
	}
}

/* What comes before a step now and then; false when the component has ended or left instead. */
static __attribute__((noinline)) bool prologue(struct ax_worker *worker, struct ax_component *c)
{
	if (c->flags & AX_CONTROL_NEWS) {
		c->flags &= (uint16_t)~AX_CONTROL_NEWS;
		if (ax_load_relaxed(&c->ops))
			ax_operations_run(worker, c);
		if (ax_component_to(c) && !(c->flags & AX_ENDING)) {
			ax_step_make_sure(worker, c);
			if (ax_component_leave(worker, c))
				return false;
		}
		ax_control_snapshot(&c->control);
		if (!(c->type->flags & AX_READS_CONTROL))
			absorb_control(c);
		c->flags |= AX_CONTROL_OPEN;
	}
	if (c->flags & AX_ENDING) {
		if (c->reason != AX_REASON_FAILED)
			c->reason = AX_REASON_SHUTDOWN;
		ax_component_end(worker, c);
		return false;
	}
	if (c->flags & AX_NEWBORN) {
		c->flags &= (uint16_t)~AX_NEWBORN;
		if (c->type->init && c->type->init(c) != 0) {
			ax_component_end(worker, c);
			return false;
		}
	}
	return true;
}

static void account_wait(struct ax_worker *worker, struct ax_component *c)
{
	uint64_t waited = worker->ops->clock(worker) - c->aside->since_ns;
	if (c->flags & AX_WAITS_FOR_ROOM)
		c->aside->room_ns += waited;
	else
		c->aside->input_ns += waited;
	c->flags &= (uint16_t)~AX_TIMED_WAIT;
}

static __attribute__((noinline)) void wake_up(struct ax_worker *worker, struct ax_component *c)
{
	if (c->flags & AX_TIMED_WAIT)
		account_wait(worker, c);
	if (c->flags & AX_WAITS_FOR_ROOM)
		worker->n_room--;
	if (c->timer)
		worker->ops->timer_disarm(worker, c);
	c->flags &= (uint16_t)~AX_WAITS;
}

/* Messages that c has taken and not published, which it counts then. */
static uint64_t unpublished(const struct ax_component *c)
{
	uint64_t n = 0;
	for (struct ax_box *box = c->engaged; box; box = box->next)
		if (box->link && !(box->flags & AX_BOX_OUT))
			n += ax_inbox_unpublished(ax_as_inbox(box));
	return n;
}

/* Runs the step with the clock on, and fits the budget to the time that messages take. */
static __attribute__((noinline)) enum ax_status timed_step(struct ax_worker *worker,
							   struct ax_component *c)
{
	uint64_t known = c->taken + c->sent + unpublished(c);
	uint64_t before = worker->ops->clock(worker);
	enum ax_status status = c->type->step(c);
	uint64_t took = worker->ops->clock(worker) - before;
	uint64_t stands_for = worker->watch ? took : took * AX_SAMPLE_STEPS;
	c->ran_ns += stands_for;
	/* Relaxed: the director reads it racily. */
	ax_store_relaxed(&worker->work_ns, worker->work_ns + stands_for);
	uint64_t messages = c->taken + c->sent + unpublished(c) - known;
	/* A step without a message says nothing about the time that they take. */
	uint64_t fit = messages && took ? AX_STEP_WORK_NS * messages / took : c->budget;
	c->budget = fit > AX_STEP_BUDGET ? AX_STEP_BUDGET : fit ? (uint16_t)fit : 1;
	return status;
}

static __attribute__((noinline)) void run_slowly(struct ax_worker *worker, struct ax_component *c,
						 bool timed)
{
	if (ax_unlikely(c->flags & (AX_WOKEN | AX_SELDOM))) {
		disarm(c);
		if (c->flags & AX_WOKEN)
			wake_up(worker, c);
		if ((c->flags & AX_SELDOM) && !prologue(worker, c))
			return;
	} else if (c->engaged) {
		open_awaited(c);
	}
	enum ax_status status = timed ? timed_step(worker, c) : c->type->step(c);
	if (ax_unlikely(status == AX_STEP_DONE))
		ax_component_end(worker, c);
	else
		settle(worker, c, status);
}

void ax_step_run(struct ax_worker *worker, struct ax_component *c)
{
	c->state = AX_RUNNING;
	/* Relaxed: a count that the director reads racily; only this worker writes it. */
	ax_store_relaxed(&worker->steps, worker->steps + 1);
	/* Not the first: many a component takes no other. */
	bool timed = (c->steps++ & worker->untimed) == (worker->untimed & 1);
	if (ax_unlikely(timed || (c->flags & AX_UNUSUAL))) {
		run_slowly(worker, c, timed);
		return;
	}
	if (c->engaged)
		open_awaited(c);
	enum ax_status status = c->type->step(c);
	if (ax_unlikely(status == AX_STEP_DONE))
		ax_component_end(worker, c);
	else if (status != AX_STEP_WAIT || (c->flags & AX_UNUSUAL) || !settle_pair(worker, c))
		settle(worker, c, status);
}
