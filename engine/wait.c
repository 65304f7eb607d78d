// SPDX-License-Identifier: Apache-2.0
/* wait: what a component that goes to sleep leaves behind at its boxes, and the last look at them. */
#include "wait.h"

/* The head at which a producer that waits for n slots is woken. */
static uint32_t wake_at(const struct ax_box *box, uint32_t n)
{
	const struct ax_link *link = box->link;
	if (ax_link_bytes(link))
		return (box->seen + 1) & AX_INDEX_MASK;
	uint32_t half = link->bound / 2;
	uint32_t need = n < half ? n : half;
	if (need == 0)
		need = 1;
	return (box->cursor + need - link->bound) & AX_INDEX_MASK;
}

void ax_box_arm(struct ax_box *box)
{
	if (box->flags & AX_BOX_OUT) {
		if (!box->link)
			return;
		/* W1 relaxed: before the fence of settle_far(), or plain order when near. */
		ax_store_relaxed(&ax_link_wants(box->link)->room,
				 AX_ARMED_BIT | wake_at(box, box->await));
		return;
	}
	struct ax_inbox *inbox = ax_as_inbox(box);
	if (box->link)
		ax_store_relaxed(&ax_link_wants(box->link)->message, 1);
	if (inbox->join) {
		ax_store_relaxed(&inbox->join->want, 1);
		if (inbox->join->direct)
			ax_store_relaxed(&ax_link_wants(inbox->join->direct)->message, 1);
	}
}

void ax_box_disarm(struct ax_box *box)
{
	struct ax_link *link = box->link;
	box->flags &= (uint16_t) ~(AX_BOX_AWAITED | AX_BOX_OPEN);
	if (box->flags & (AX_BOX_OUT | AX_BOX_CONTROL)) {
		if (link && (box->flags & AX_BOX_OUT) &&
		    ax_load_relaxed(&ax_link_wants(link)->room))
			ax_store_relaxed(&ax_link_wants(link)->room, 0);
		return; /* control stays awaited */
	}
	struct ax_inbox *inbox = ax_as_inbox(box);
	if (link && ax_load_relaxed(&ax_link_wants(link)->message))
		ax_store_relaxed(&ax_link_wants(link)->message, 0);
	if (inbox->join) {
		ax_store_relaxed(&inbox->join->want, 0);
		if (inbox->join->direct)
			ax_store_relaxed(&ax_link_wants(inbox->join->direct)->message, 0);
	}
}

bool ax_message_pending(struct ax_box *box)
{
	struct ax_inbox *inbox = ax_as_inbox(box);
	if (box->cursor != box->limit)
		return true;
	if (box->link && ax_load_acquire(&ax_link_tx(box->link)->index) != box->cursor)
		return true;
	if (!inbox->join)
		return box->flags & AX_BOX_CLOSED;
	struct ax_link *direct = inbox->join->direct;
	if (direct && direct != box->link) {
		uint32_t head = ax_load_relaxed(&ax_link_rx(direct)->index);
		if (ax_load_acquire(&ax_link_tx(direct)->index) != head)
			return true;
	}
	return ax_join_pending(inbox->join) || (box->flags & AX_BOX_CLOSED);
}

/* Whether the head has moved since it was last read: any room will do, else a fork and join of
 * links locks up. One that waits without having tried may have room from the start. */
bool ax_room_pending(struct ax_box *box)
{
	if (!box->link || (box->flags & AX_BOX_REFUSED))
		return true;
	uint32_t head = ax_load_acquire(&ax_link_rx(box->link)->index);
	if (head != box->seen || head == box->cursor)
		return true;
	return !ax_link_bytes(box->link) && ax_index_reached(head, wake_at(box, box->await));
}

bool ax_wait_met(struct ax_component *c)
{
	if (c->flags & AX_CONTROL_NEWS)
		return true;
	for (struct ax_box *box = c->engaged; box; box = box->next) {
		if (!(box->flags & AX_BOX_AWAITED))
			continue;
		if ((box->flags & AX_BOX_OUT) ? ax_room_pending(box) : ax_message_pending(box))
			return true;
	}
	return (c->flags & AX_WAITS_FOR_TIME) && c->aside->until <= c->owner->now;
}

/* A box that c waits at and whose peer is on another worker, or NULL. */
static const struct ax_box *far_box(const struct ax_component *c)
{
	for (const struct ax_box *box = c->engaged; box; box = box->next)
		if ((box->flags & AX_BOX_AWAITED) && box->link && box->link->far)
			return box;
	return NULL;
}

/* Whether nobody else of the worker is waiting to run, as far as that is plain to see. */
static bool alone(const struct ax_worker *worker, const struct ax_component *c)
{
	return !worker->run_head && !(c->flags & AX_GROUPED);
}

static uint32_t waiting(const struct ax_box *box)
{
	return (ax_load_relaxed(&ax_link_tx(box->link)->index) - box->cursor) & AX_INDEX_MASK;
}

bool ax_first_look(struct ax_worker *worker, struct ax_component *c)
{
	const struct ax_box *box = far_box(c);
	if (!box || (box->flags & AX_BOX_OUT) || !alone(worker, c) || !worker->patience)
		return ax_wait_met(c);
	for (uint32_t i = 0; i < worker->lull && !worker->ops->called(worker); i++)
		;
	bool met = ax_wait_met(c);
	uint32_t n = waiting(box);
	if (!met || n >= AX_STEP_BUDGET)
		worker->lull /= 2;
	else if (n < AX_STEP_BUDGET / 2 && worker->lull < AX_LULL)
		worker->lull = 2 * worker->lull + 1;
	return met;
}

bool ax_linger(struct ax_worker *worker, struct ax_component *c, uint32_t looks)
{
	const struct ax_box *box = far_box(c);
	if (!box || !alone(worker, c) || (c->flags & (AX_OWES_SOME | AX_WAITS_FOR_FD)))
		return false;
	for (uint32_t i = 0; i < looks; i++) {
		if (ax_wait_met(c)) {
			ax_count_talk(worker, box);
			return true;
		}
		if (i % AX_LOOKS_A_PAUSE == 0 && worker->ops->called(worker))
			return false;
	}
	return false;
}
