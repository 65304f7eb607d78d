// SPDX-License-Identifier: Apache-2.0
/* link: making, growing and freeing links; attaching their ends. */
#include "link.h"

#include <stdlib.h>
#include <string.h>

static struct ax_segment *segment_new(uint32_t slots)
{
	struct ax_segment *segment =
		ax_line_alloc(sizeof(*segment) + slots * sizeof(struct ax_msg));
	if (segment)
		*segment = (struct ax_segment){ .mask = slots - 1 };
	return segment;
}

bool ax_link_fit_more(struct ax_link *link)
{
	if (!link->more) {
		link->more = ax_line_alloc(sizeof(*link->more));
		if (link->more)
			*link->more = (struct ax_link_more){ 0 };
	}
	return link->more;
}

void ax_link_free(struct ax_link *link)
{
	struct ax_byte_bound *bytes = ax_link_bytes(link);
	if (bytes) {
		free(bytes->length);
		ax_line_free(bytes);
	}
	ax_line_free(link->more);
	ax_line_free(link);
}

static bool bound_bytes(struct ax_link *link, uint64_t bound)
{
	struct ax_byte_bound *bytes = ax_link_fit_more(link) ? ax_line_alloc(sizeof(*bytes)) : NULL;
	if (!bytes)
		return false;
	*bytes = (struct ax_byte_bound){ .bound = bound };
	link->more->bytes = bytes;
	link->plain = false;
	return true;
}

struct ax_link *ax_link_new(struct ax_component *producer, uint32_t outbox,
			    struct ax_component *consumer, uint32_t inbox, bool far, uint32_t bound,
			    uint64_t byte_bound)
{
	struct ax_link *link = ax_line_alloc(sizeof(*link));
	if (!link)
		return NULL;
	bool control = inbox == offsetof(struct ax_component, control) ||
		       outbox == offsetof(struct ax_component, signal);
	*link = (struct ax_link){ .producer = producer,
				  .consumer = consumer,
				  .outbox = (uint16_t)outbox,
				  .inbox = (uint16_t)inbox,
				  .bound = bound ? bound
					   : far ? AX_BOUND_FAR
						 : AX_BOUND_NEAR,
				  .far = far,
				  .control = control,
				  .plain = true,
				  .by_default = !bound && !control,
				  .holds = 2 };
	if (control)
		link->bound = AX_INDEX_MASK / 2;
	if ((far && !ax_link_fit_more(link)) ||
	    (byte_bound && !control && !bound_bytes(link, byte_bound))) {
		ax_link_free(link);
		return NULL;
	}
	return link;
}

static uint32_t power_of_two(uint32_t n)
{
	uint32_t power = 1;
	while (power < n)
		power *= 2;
	return power;
}

bool ax_link_grow(struct ax_link *link, struct ax_box *box)
{
	uint32_t slots = link->control ? AX_CONTROL_FIRST : AX_CAPACITY_FIRST;
	struct ax_segment *old = box->slot ? ax_segment_of(box->slot) : NULL;
	if (old)
		slots = 2 * (old->mask + 1);
	if (slots > link->bound)
		slots = power_of_two(link->bound);
	struct ax_segment *segment = segment_new(slots);
	if (!segment)
		return false;
	segment->start = box->cursor;
	if (old) {
		ax_store_relaxed(&old->end, box->cursor);
		/* S1 release: `end` and the new segment before `next`. Pairs with S2. */
		ax_store_release(&old->next, segment);
		link->draining = true;
	} else {
		/* S3 release: the segment's size. Pairs with S4 in ax_link_read_on(), which may
		 * look before the tail that shows the first message is released (T1). */
		ax_store_release(&link->reading, segment);
	}
	/* Among neighbours the two boxes' short cuts end here for a while. */
	box->flags &= (uint16_t)~AX_BOX_STEADY;
	if (!link->far && link->consumer)
		ax_component_box(link->consumer, link->inbox)->flags &= (uint16_t)~AX_BOX_STEADY;
	box->slot = segment->slot;
	box->mask = segment->mask;
	return true;
}

bool ax_link_fit_bound(struct ax_link *link)
{
	struct ax_box *box = ax_component_box(link->producer, link->outbox);
	struct ax_segment *segment = segment_new(power_of_two(link->bound));
	if (!segment)
		return false;
	segment->start = box->cursor;
	ax_store_relaxed(&link->reading, segment); /* handed over with the components */
	box->slot = segment->slot;
	box->mask = segment->mask;
	return true;
}

/* ---- bounds in bytes ----------------------------------------------------------------------- */

/* Room for the lengths of n messages; false when there is no memory. */
static bool fit_lengths(struct ax_byte_bound *bytes, uint32_t n)
{
	if (bytes->length && n <= bytes->length_mask + 1)
		return true;
	uint32_t room = power_of_two(n > AX_CAPACITY_FIRST ? n : AX_CAPACITY_FIRST);
	uint32_t *length = calloc(room, sizeof(*length));
	if (!length)
		return false;
	for (uint32_t i = bytes->freed; i != bytes->counted; i = (i + 1) & AX_INDEX_MASK)
		length[i & (room - 1)] = bytes->length[i & bytes->length_mask];
	free(bytes->length);
	bytes->length = length;
	bytes->length_mask = room - 1;
	return true;
}

/* What was put has a place for its length: ax_link_bytes_allow() made one before. */
void ax_link_count_bytes(struct ax_byte_bound *bytes, const struct ax_box *box)
{
	for (uint32_t i = bytes->counted; i != box->cursor; i = (i + 1) & AX_INDEX_MASK) {
		uint32_t length = box->slot[i & box->mask].length;
		bytes->length[i & bytes->length_mask] = length;
		bytes->inside += length;
	}
	bytes->counted = box->cursor;
}

bool ax_link_bytes_allow(struct ax_byte_bound *bytes, const struct ax_box *box, uint32_t head)
{
	ax_link_count_bytes(bytes, box);
	for (; bytes->freed != head; bytes->freed = (bytes->freed + 1) & AX_INDEX_MASK)
		bytes->inside -= bytes->length[bytes->freed & bytes->length_mask];
	if (head != box->cursor && bytes->inside >= bytes->bound)
		return false;
	return fit_lengths(bytes, ((box->cursor - head) & AX_INDEX_MASK) + 1);
}

/* ---- the end ------------------------------------------------------------------------------ */

/* Drops the messages that nobody will take, and frees the segments. Both ends have let go. */
static void drop_rest(struct ax_engine *engine, struct ax_link *link)
{
	struct ax_segment *segment = link->reading;
	uint32_t head = ax_link_rx(link)->index & AX_INDEX_MASK;
	uint32_t tail = ax_link_tx(link)->index & AX_INDEX_MASK;
	while (segment) {
		struct ax_segment *next = segment->next;
		uint32_t end = next ? segment->end : tail;
		for (; head != end; head = (head + 1) & AX_INDEX_MASK)
			ax_drop(engine, &segment->slot[head & segment->mask]);
		ax_line_free(segment);
		segment = next;
	}
}

void ax_link_let_go(struct ax_engine *engine, struct ax_link *link)
{
	/* The add releases what this end did and acquires what the other did before it let go. */
	if (ax_add(&link->holds, UINT8_MAX) != 1)
		return;
	drop_rest(engine, link);
	struct ax_join *join = ax_link_join(link);
	if (join)
		ax_join_unref(join);
	ax_link_free(link);
}

static void load_direct(struct ax_inbox *inbox, struct ax_link *link)
{
	inbox->box.link = link;
	inbox->mark = AX_NOT_ITERATING;
	inbox->box.cursor = inbox->box.limit = ax_link_rx(link)->index & AX_INDEX_MASK;
	inbox->box.seen = inbox->box.cursor;
	ax_link_read_on(inbox, link);
}

int ax_inbox_attach(struct ax_inbox *inbox, struct ax_link *link)
{
	if (inbox->box.link || inbox->join) {
		int error = ax_join_add(inbox, link);
		if (error)
			return error;
	} else {
		load_direct(inbox, link);
	}
	inbox->box.flags &= (uint16_t) ~(AX_BOX_CLOSED | AX_BOX_STEADY);
	inbox->box.flags |= AX_BOX_FED;
	ax_box_component(&inbox->box)->marks |= AX_LINKED;
	if (link->far) {
		ax_count_far(ax_box_component(&inbox->box));
		if (inbox->box.flags & AX_BOX_CONTROL)
			ax_link_want_control(link);
	}
	return 0;
}

void ax_link_forget_room(struct ax_link *link)
{
	if (!link->producer || (ax_load_relaxed(&link->near_tx.index) & AX_CLOSED_BIT))
		return;
	struct ax_box *out = ax_component_box(link->producer, link->outbox);
	out->limit = out->cursor;
	out->flags &= (uint16_t)~AX_BOX_STEADY;
}

void ax_outbox_attach(struct ax_outbox *outbox, struct ax_link *link)
{
	struct ax_box *box = &outbox->box;
	ax_box_component(box)->marks |= AX_LINKED;
	box->link = link;
	box->cursor = box->limit = ax_link_tx(link)->index & AX_INDEX_MASK;
	if (link->far)
		link->more->told_tail = box->cursor;
	box->seen = 0;
	box->slot = NULL;
	box->mask = 0;
	box->flags &= (uint16_t) ~(AX_BOX_REFUSED | AX_BOX_STEADY);
	if (link->far)
		ax_count_far(ax_box_component(box));
}
