// SPDX-License-Identifier: Apache-2.0
/* box: the verbs' slow half. A step opens a box with its first use: the peer's index is read once,
 * and the cursor's limit is set from it. Index caching after Lee et al., "MCRingBuffer". */
#include "link.h"

#include <stdlib.h>

/* ---- inboxes ------------------------------------------------------------------------------ */

uint32_t ax_inbox_unpublished(const struct ax_inbox *inbox)
{
	struct ax_link *link = inbox->box.link;
	/* Relaxed: only this worker writes the head. */
	return (inbox->box.cursor - ax_load_relaxed(&ax_link_rx(link)->index)) & AX_INDEX_MASK;
}

bool ax_inbox_publish(struct ax_inbox *inbox)
{
	struct ax_box *box = &inbox->box;
	struct ax_link *link = box->link;
	uint32_t n = ax_inbox_unpublished(inbox);
	if (n == 0)
		return false;
	ax_box_component(box)->taken += n;
	box->flags |= AX_BOX_OWES; /* until the producer was looked at */
	/* H1 release: the slots' reads before the head. Pairs with H2 in ax_outbox_refill(). */
	ax_store_release(&ax_link_rx(link)->index, box->cursor);
	return true;
}

/* Goes on to the next segment and frees the one that the cursor has left behind; or to the first. */
static void change_segment(struct ax_box *box, struct ax_link *link)
{
	/* Relaxed: the tail that showed a message was acquired (T2) after the producer's store. */
	struct ax_segment *segment = ax_load_relaxed(&link->reading);
	if (box->slot) {
		struct ax_segment *next = ax_load_acquire(&segment->next);
		ax_line_free(segment);
		segment = next;
		ax_store_relaxed(&link->reading, segment);
	}
	box->slot = segment->slot;
	box->mask = segment->mask;
}

/* How many of the n known messages lie in the segment at the cursor. */
static uint32_t segment_run(struct ax_box *box, struct ax_link *link, uint32_t n)
{
	if (!box->slot)
		change_segment(box, link);
	/* S2 acquire: pairs with S1 in ax_link_grow(); `end` is set when `next` is seen. */
	struct ax_segment *segment;
	while (segment = ax_segment_of(box->slot), ax_load_acquire(&segment->next)) {
		uint32_t run = (ax_load_relaxed(&segment->end) - box->cursor) & AX_INDEX_MASK;
		if (run)
			return n < run ? n : run;
		change_segment(box, link);
	}
	return n;
}

/* What another core wrote takes long to come: the lines of n messages are asked for at once. */
static void fetch(const struct ax_box *box, uint32_t n)
{
	for (uint32_t i = 0; i < n; i += AX_CACHE_LINE / sizeof(struct ax_msg))
		__builtin_prefetch(&box->slot[(box->cursor + i) & box->mask]);
}

/* Raises the limit within the step's snapshot and budget; false when there is nothing more. */
static bool grant(struct ax_inbox *inbox)
{
	struct ax_box *box = &inbox->box;
	uint32_t n = (box->seen - box->cursor) & AX_INDEX_MASK;
	if (n == 0)
		return false;
	if (inbox->left == 0) {
		box->flags |= AX_BOX_MORE;
		return false;
	}
	if (n > inbox->left)
		n = inbox->left;
	n = segment_run(box, box->link, n);
	inbox->left -= n;
	box->limit = (box->cursor + n) & AX_INDEX_MASK;
	if (box->link->far)
		fetch(box, n);
	if (!box->link->far && !inbox->join && !ax_load_relaxed(&ax_segment_of(box->slot)->next))
		box->flags |= AX_BOX_STEADY;
	return true;
}

static void close_when_last(struct ax_inbox *inbox)
{
	bool open =
		inbox->box.link || (inbox->join && (inbox->join->direct || inbox->join->members));
	if (!open && (inbox->box.flags & AX_BOX_ENDED) && !(inbox->box.flags & AX_BOX_HELD))
		inbox->box.flags |= AX_BOX_CLOSED;
}

static void forget_member(struct ax_inbox *inbox, struct ax_link *link)
{
	struct ax_join *join = inbox->join;
	if (!join)
		return;
	if (join->direct == link) {
		join->direct = NULL;
		return;
	}
	struct ax_link_more *more = link->more;
	*more->member_at = more->member_next;
	if (more->member_next)
		more->member_next->more->member_at = more->member_at;
}

/* The current link has ended and is drained: lets go of it, or goes on in its successor. */
static void leave_link(struct ax_inbox *inbox)
{
	struct ax_box *box = &inbox->box;
	struct ax_link *link = box->link, *next = ax_link_successor(link);
	ax_inbox_publish(inbox);
	/* The producer that has closed it may be about to look: control's want was still set. */
	ax_store_relaxed(&ax_link_wants(link)->message, 0);
	if (link->ended == AX_LINK_CLOSED)
		box->flags |= AX_BOX_ENDED;
	forget_member(inbox, link);
	box->flags &= (uint16_t)~AX_BOX_STEADY;
	box->link = NULL;
	box->limit = box->cursor;
	if (link->far)
		ax_uncount_far(ax_box_component(box));
	ax_link_let_go(ax_engine_of(ax_box_component(box)), link);
	if (next && ax_join_release(inbox, next) < 0)
		ax_panic("no memory to follow a relinked outbox");
	close_when_last(inbox);
}

static void open_inbox(struct ax_inbox *inbox)
{
	struct ax_box *box = &inbox->box;
	ax_box_engage(box);
	box->flags |= AX_BOX_OPEN;
	inbox->left = ax_box_component(box)->budget;
	bool unfair = inbox->join && (box->flags & AX_BOX_MORE) && inbox->mark != box->cursor;
	box->flags &= (uint16_t)~AX_BOX_MORE;
	if (!box->link)
		return;
	if (unfair)
		ax_join_park(inbox);
	else
		/* T2 acquire: pairs with T1 in publish_tail(); slots up to the tail are readable. */
		box->seen = ax_load_acquire(&ax_link_tx(box->link)->index);
}

/* Goes on to another link of the inbox. Control does not once the step has begun: what another
 * link shows by now may have been sent after data that this step does not see. */
static bool next_link(struct ax_inbox *inbox)
{
	const struct ax_box *box = &inbox->box;
	if (!inbox->join)
		return false;
	if ((box->flags & AX_BOX_CONTROL) && (ax_box_component(box)->flags & AX_CONTROL_OPEN))
		return false;
	return ax_join_next(inbox);
}

static __attribute__((noinline)) bool refill_by_links(struct ax_inbox *inbox)
{
	struct ax_box *box = &inbox->box;
	for (;;) {
		struct ax_link *link = box->link;
		if (link) {
			if (grant(inbox))
				return true;
			if (box->cursor != (box->seen & AX_INDEX_MASK))
				return false; /* the budget is used up */
			if (box->seen & AX_CLOSED_BIT) {
				leave_link(inbox);
			} else if (!inbox->join) {
				return false;
			} else if (inbox->left == 0) {
				box->flags |=
					AX_BOX_MORE; /* the next link's turn is a step of its own */
				return false;
			} else {
				ax_join_park(inbox);
			}
		}
		if (!box->link && !next_link(inbox))
			return false;
	}
}

static __attribute__((noinline)) bool refill_inbox_slowly(struct ax_inbox *inbox)
{
	struct ax_box *box = &inbox->box;
	if (!(box->flags & AX_BOX_OPEN)) {
		if (box->flags & AX_BOX_CONTROL)
			return false; /* only ax_control_snapshot() opens it */
		open_inbox(inbox);
	} else if ((box->flags & AX_BOX_STEADY) && box->cursor == (box->seen & AX_INDEX_MASK)) {
		inbox->left = ax_box_component(box)->budget; /* a short cut did not set it */
	}
	return refill_by_links(inbox);
}

bool ax_inbox_refill(struct ax_inbox *inbox)
{
	struct ax_box *box = &inbox->box;
	if (ax_unlikely((box->flags & (AX_BOX_OPEN | AX_BOX_STEADY)) != AX_BOX_STEADY))
		return refill_inbox_slowly(inbox);
	/* open_inbox() and grant() for one near link with one segment. */
	uint32_t seen = ax_load_acquire(&box->link->near_tx.index);
	uint32_t n = (seen - box->cursor) & AX_INDEX_MASK;
	uint32_t budget = ax_box_component(box)->budget;
	if (ax_unlikely(n == 0 || n > budget))
		return refill_inbox_slowly(inbox);
	box->seen = seen;
	box->limit = seen & AX_INDEX_MASK;
	ax_box_engage(box);
	box->flags |= AX_BOX_OPEN;
	return true;
}

void ax_control_snapshot(struct ax_inbox *control)
{
	struct ax_box *box = &control->box;
	if (box->flags & AX_BOX_OPEN)
		return;
	open_inbox(control);
	if (control->join && box->link && box->seen == box->cursor)
		ax_join_park(control);
	if (!box->link)
		next_link(control);
}

/* Drops the first message, which is there and owns something. */
void ax_inbox_drop_owned(struct ax_inbox *inbox)
{
	struct ax_box *box = &inbox->box;
	struct ax_msg *msg = &box->slot[box->cursor & box->mask];
	ax_advance(inbox, 1); /* the slot is ours until the step is published */
	if (msg->type == AX_BYTES)
		ax_bytes_drop(msg);
	else
		ax_drop(ax_engine_of(ax_box_component(box)), msg);
}

/* The step has not looked yet: an iteration may have begun in an earlier one. */
void ax_inbox_drop_late(struct ax_inbox *inbox)
{
	if (ax_ready(inbox))
		ax_drop_head(inbox);
}

/* ---- outboxes ----------------------------------------------------------------------------- */

/* Where the producer must stop, given the consumer's head. */
static uint32_t room(struct ax_link *link, const struct ax_box *box, uint32_t head)
{
	uint32_t used = (box->cursor - head) & AX_INDEX_MASK;
	if (used >= link->bound || !box->slot)
		return 0;
	uint32_t start = ax_segment_of(box->slot)->start;
	if (link->draining && ax_index_reached(head, start))
		link->draining = false;
	uint32_t base = link->draining ? start : head;
	uint32_t slots = box->mask + 1 - ((box->cursor - base) & AX_INDEX_MASK);
	uint32_t n = link->bound - used;
	return n < slots ? n : slots;
}

static bool grow_when_full(struct ax_link *link, struct ax_box *box, uint32_t head)
{
	uint32_t used = (box->cursor - head) & AX_INDEX_MASK;
	return used < link->bound && ax_link_grow(link, box);
}

/* The lines of free slots are still with the core that has read them: they are asked back at once, not
 * by one store after the other. */
static void fetch_free(const struct ax_box *box)
{
	uint32_t n = (box->limit - box->cursor) & AX_INDEX_MASK;
	if (n > AX_STEP_BUDGET)
		n = AX_STEP_BUDGET;
	for (uint32_t i = 0; i < n; i += AX_CACHE_LINE / sizeof(struct ax_msg))
		ax_fetch_to_write(&box->slot[(box->cursor + i) & box->mask]);
}

/* Across workers the consumer's line is left alone while the head last seen leaves room enough. */
static bool refill_known(struct ax_box *box, struct ax_link *link)
{
	if (!link->far || ax_link_bytes(link))
		return false;
	uint32_t n = room(link, box, box->seen);
	if (n < AX_STEP_BUDGET)
		return false;
	box->limit = (box->cursor + n) & AX_INDEX_MASK;
	fetch_free(box);
	return true;
}

static bool refill_linked(struct ax_box *box, struct ax_link *link)
{
	/* H2 acquire: pairs with H1; what was taken may be written again. */
	uint32_t head = ax_load_acquire(&ax_link_rx(link)->index);
	box->seen = head;
	if (head & AX_REFUSED_BIT) {
		box->flags |= AX_BOX_REFUSED;
		return false;
	}
	struct ax_byte_bound *bytes = ax_link_bytes(link);
	if (bytes && !ax_link_bytes_allow(bytes, box, head))
		return false;
	uint32_t n = room(link, box, head);
	if (n == 0 && grow_when_full(link, box, head))
		n = room(link, box, head);
	if (bytes && n > 1)
		n = 1; /* each message is counted before the next */
	box->limit = (box->cursor + n) & AX_INDEX_MASK;
	if (link->far)
		fetch_free(box);
	if (!link->far && link->plain && !link->control && !link->draining &&
	    box->mask < link->bound)
		box->flags |= AX_BOX_STEADY;
	return n != 0;
}

/* Room in the worker's bin: nobody is linked, so what is put is dropped and counted. */
static bool refill_unlinked(struct ax_box *box)
{
	struct ax_component *c = ax_box_component(box);
	struct ax_worker *worker = c->owner;
	if (worker->bin.type != AX_NONE) {
		ax_drop(worker->engine, &worker->bin);
		ax_count_dropped(c, 1);
	}
	box->slot = &worker->bin;
	box->mask = 0;
	box->limit = (box->cursor + 1) & AX_INDEX_MASK;
	return true;
}

static __attribute__((noinline)) bool refill_outbox_slowly(struct ax_box *box)
{
	if (box->flags & AX_BOX_REFUSED)
		return false;
	bool first = !(box->flags & AX_BOX_OPEN);
	ax_box_engage(box);
	box->flags |= AX_BOX_OPEN;
	if (!box->link)
		return refill_unlinked(box);
	if (first && refill_known(box, box->link))
		return true;
	return refill_linked(box, box->link);
}

bool ax_outbox_refill(struct ax_outbox *outbox)
{
	struct ax_box *box = &outbox->box;
	if (ax_unlikely((box->flags & (AX_BOX_STEADY | AX_BOX_REFUSED)) != AX_BOX_STEADY))
		return refill_outbox_slowly(box);
	/* refill_linked() for a near link with one segment within its bound. A refuse bit makes
	 * `used` too large, and so does a cursor that has just wrapped. */
	uint32_t head = ax_load_acquire(&box->link->near_rx.index);
	uint32_t used = box->cursor - head;
	if (ax_unlikely(used > box->mask))
		return refill_outbox_slowly(box);
	box->seen = head;
	box->limit = (head + box->mask + 1) & AX_INDEX_MASK;
	ax_box_engage(box);
	box->flags |= AX_BOX_OPEN;
	return true;
}

void ax_want_room(struct ax_outbox *outbox, uint32_t n)
{
	ax_box_engage(&outbox->box);
	outbox->box.await = n ? n : 1;
	outbox->box.flags |= AX_BOX_AWAITED;
	ax_box_component(&outbox->box)->flags |= AX_WAITS_FOR_ROOM;
}
