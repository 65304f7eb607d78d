// SPDX-License-Identifier: Apache-2.0
/* boxes: the slow half of the verbs, as engine/box.c, for boxes whose rings are in main memory. A box
 * works on a ring in local store; spans of 64 messages come and go behind its back, two at a time. */
#include "half.h"

static void open_box(struct ax_box *box)
{
	box->flags |= AX_BOX_OPEN;
}

/* ---- inboxes ------------------------------------------------------------------------------ */

static void ask_ahead(struct ax_spu_end *end)
{
	uint32_t held = (end->asked - end->box->cursor) & AX_INDEX_MASK;
	ax_spu_send_spans(end, end->box->seen & AX_INDEX_MASK, AX_SPU_RING - held);
}

static void leave_link(struct ax_inbox *inbox, struct ax_spu_end *end)
{
	ax_spu_call.box = end->n;
	ax_spu_call.index = inbox->box.cursor;
	ax_spu_ask_ppe(AX_SPE_LEAVE);
	end->home.words = 0; /* the link is the PPE's to free */
	ax_spu_call.taken += (inbox->box.cursor - end->told) & AX_INDEX_MASK;
	end->told = inbox->box.cursor;
	if (ax_spu_call.closed)
		inbox->box.flags |= AX_BOX_CLOSED;
}

static void open_inbox(struct ax_inbox *inbox, const struct ax_spu_end *end)
{
	open_box(&inbox->box);
	inbox->left = AX_SPU_RING;
	inbox->box.flags &= (uint16_t)~AX_BOX_MORE;
	if (end->home.words)
		inbox->box.seen = end->peer[0]; /* the step's snapshot */
}

bool ax_inbox_refill(struct ax_inbox *inbox)
{
	struct ax_box *box = &inbox->box;
	if (box->flags & AX_BOX_CONTROL)
		return false; /* the PPE's half reads it */
	struct ax_spu_end *end = ax_spu_end_of(box);
	if (!(box->flags & AX_BOX_OPEN))
		open_inbox(inbox, end);
	if (!end->home.words)
		return false;
	if (box->cursor == (box->seen & AX_INDEX_MASK)) {
		if (box->seen & AX_SPU_TOP_BIT)
			leave_link(inbox, end);
		return false;
	}
	if (inbox->left == 0) {
		box->flags |= AX_BOX_MORE;
		return false;
	}
	if (box->cursor == end->ready) {
		ask_ahead(end);
		ax_spu_land(end);
	}
	ask_ahead(end);
	uint32_t n = (end->ready - box->cursor) & AX_INDEX_MASK;
	n = n < inbox->left ? n : inbox->left;
	inbox->left -= n;
	box->limit = (box->cursor + n) & AX_INDEX_MASK;
	return true;
}

void ax_inbox_drop_owned(struct ax_inbox *inbox)
{
	struct ax_box *box = &inbox->box;
	ax_spu_drop_later(&box->slot[box->cursor & box->mask]);
	ax_advance(inbox, 1);
}

void ax_inbox_drop_late(struct ax_inbox *inbox)
{
	if (ax_ready(inbox))
		ax_drop_head(inbox);
}

/* ---- outboxes ----------------------------------------------------------------------------- */

/* Nobody is linked: what was put is dropped and counted. */
static void drop_unlinked(struct ax_spu_end *end)
{
	struct ax_box *box = end->box;
	for (; end->told != box->cursor; end->told = (end->told + 1) & AX_INDEX_MASK) {
		ax_spu_drop_later(&box->slot[end->told & box->mask]);
		ax_spu_call.dropped++;
	}
}

static uint32_t free_at_home(const struct ax_spu_end *end)
{
	uint32_t used = (end->box->cursor - end->box->seen) & AX_INDEX_MASK;
	return used < end->home.bound ? end->home.bound - used : 0;
}

static uint32_t free_here(const struct ax_spu_end *end)
{
	return AX_SPU_RING - ((end->box->cursor - end->ready) & AX_INDEX_MASK);
}

/* Reads the head afresh when there is no room by what is known. */
static bool find_room(struct ax_spu_end *end)
{
	struct ax_box *box = end->box;
	if (free_at_home(end))
		return true;
	ax_spu_ask_peer(end);
	ax_spu_wait(1U << AX_TAG_PEER);
	box->seen = end->peer[0];
	if (box->seen & AX_SPU_TOP_BIT) {
		box->flags |= AX_BOX_REFUSED;
		return false;
	}
	return free_at_home(end);
}

static void find_place(struct ax_spu_end *end)
{
	while (end->n_flights == 2 || (end->n_flights && free_here(end) == 0))
		ax_spu_land(end);
	ax_spu_send_spans(end, end->box->cursor, AX_SPU_RING);
	while (free_here(end) == 0)
		ax_spu_land(end);
}

bool ax_outbox_refill(struct ax_outbox *outbox)
{
	struct ax_box *box = &outbox->box;
	if (box->flags & (AX_BOX_REFUSED | AX_BOX_CONTROL))
		return false; /* signal is the PPE's half's */
	struct ax_spu_end *end = ax_spu_end_of(box);
	if (!end->home.words) {
		drop_unlinked(end);
		box->limit = (box->cursor + 1) & AX_INDEX_MASK;
		return true;
	}
	if (!(box->flags & AX_BOX_OPEN)) {
		open_box(box);
		box->seen = end->peer[0];
		if (box->seen & AX_SPU_TOP_BIT) {
			box->flags |= AX_BOX_REFUSED;
			return false;
		}
	}
	if (!find_room(end))
		return false;
	find_place(end);
	uint32_t n = free_at_home(end), here = free_here(end);
	n = n < here ? n : here;
	n = n < AX_SPU_SPAN ? n : AX_SPU_SPAN;
	box->limit = (box->cursor + n) & AX_INDEX_MASK;
	return true;
}

void ax_want_room(struct ax_outbox *outbox, uint32_t n)
{
	outbox->box.await = n ? n : 1;
	outbox->box.flags |= AX_BOX_AWAITED;
}

/* ---- at the end of a step ----------------------------------------------------------------- */

/* All spans of an outbox, then its tail. */
static void publish_outbox(struct ax_spu_end *end)
{
	if (!end->home.words) {
		drop_unlinked(end);
		return;
	}
	if (end->told == end->box->cursor)
		return;
	while (end->asked != end->box->cursor) {
		if (end->n_flights == 2)
			ax_spu_land(end);
		ax_spu_send_spans(end, end->box->cursor, AX_SPU_RING);
	}
	ax_spu_call.sent += (end->box->cursor - end->told) & AX_INDEX_MASK;
	end->news = true;
	ax_spu_put_index(end);
}

static void publish_inbox(struct ax_spu_end *end)
{
	if (!end->home.words || end->told == end->box->cursor)
		return;
	ax_spu_call.taken += (end->box->cursor - end->told) & AX_INDEX_MASK;
	end->box->flags |= AX_BOX_OWES;
	end->news = true;
	ax_spu_put_index(end);
}

static uint32_t tags_of(const struct ax_spu_end *end)
{
	return ax_spu_is_out(end) ? 3U << (2 * end->n) : 0;
}

void ax_spu_publish(void)
{
	uint32_t tags = 1U << AX_TAG_OWN;
	for (uint32_t n = 0; n < ax_spu_birth.n_boxes; n++) {
		struct ax_spu_end *end = &ax_spu_ends[n];
		if (ax_spu_is_out(end))
			publish_outbox(end);
		else
			publish_inbox(end);
		tags |= tags_of(end);
	}
	/* The barrier of the step: what was published is complete before anything is looked at. */
	ax_spu_wait(tags);
	for (uint32_t n = 0; n < ax_spu_birth.n_boxes; n++) {
		struct ax_spu_end *end = &ax_spu_ends[n];
		end->box->limit = end->box->cursor;
		end->box->flags &= (uint16_t)~AX_BOX_OPEN;
		if (ax_spu_is_out(end)) {
			end->ready = end->asked;
			end->n_flights = 0;
		}
	}
}

uint32_t ax_spu_wake_at(const struct ax_spu_end *end)
{
	uint32_t half = end->home.bound / 2;
	uint32_t need = end->box->await < half ? end->box->await : half;
	return (end->box->cursor + (need ? need : 1) - end->home.bound) & AX_INDEX_MASK;
}

static bool reached(uint32_t a, uint32_t b)
{
	return ((a - b) & AX_INDEX_MASK) < (UINT32_C(1) << 30);
}

bool ax_spu_pending(const struct ax_spu_end *end)
{
	const struct ax_box *box = end->box;
	if (!end->home.words)
		return ax_spu_is_out(end) || (box->flags & AX_BOX_CLOSED);
	uint32_t index = end->peer[0];
	if (!ax_spu_is_out(end))
		return index != box->cursor;
	/* Any room will do, as in engine/wait.c. */
	return (box->flags & AX_BOX_REFUSED) || index != box->seen || index == box->cursor ||
	       reached(index, ax_spu_wake_at(end));
}
