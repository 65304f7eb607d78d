// SPDX-License-Identifier: Apache-2.0
/* join: an inbox with many links, in constant time for each message.
 *
 * The first link of an inbox is direct: the consumer looks at its tail. Every further one is
 * listed: after publishing a tail its producer sets `listed` to a number it has not used lately,
 * and whoever turned that from 0 owns the link's place on the ready list. The consumer takes the
 * whole stack, serves it in order of arrival, and gives a place back only when it found the link
 * empty and nothing was published meanwhile:
 *
 *     producer: store tail                  consumer: mark = load listed
 *               listed = exchange number              load tail: still empty?
 *                                                     listed = compare-and-swap mark by 0
 *
 * If the producer's exchange comes before the load of the mark, the consumer sees the tail; if it
 * comes between the two, the swap fails; in both cases the consumer keeps the place. If it comes
 * after the swap, the producer sees 0 and lists the link before it publishes control. (To give the
 * place back first and look then is not enough: a second publication can take the place and be
 * about to list the link, while the control message behind the first one is seen.) A link that has
 * closed is let go only by a consumer that holds its place, since its producer may still be about
 * to list it. */
#include "link.h"

#include <stdlib.h>
#include <string.h>

static struct ax_join *join_new(struct ax_link *direct)
{
	struct ax_join *join = ax_line_alloc(sizeof(*join));
	if (!join)
		return NULL;
	memset(join, 0, sizeof(*join));
	join->direct = direct;
	join->refs = 1;
	return join;
}

void ax_join_unref(struct ax_join *join)
{
	if (ax_add(&join->refs, UINT32_MAX) == 1)
		ax_line_free(join);
}

static void fifo_push(struct ax_join *join, struct ax_link *link)
{
	ax_store_relaxed(&link->more->ready_next, NULL);
	if (join->fifo_head)
		ax_store_relaxed(&join->fifo_tail->more->ready_next, link);
	else
		join->fifo_head = link;
	join->fifo_tail = link;
}

int ax_join_add(struct ax_inbox *inbox, struct ax_link *link)
{
	struct ax_join *join = inbox->join;
	if (!join) {
		join = join_new(inbox->box.link);
		if (!join)
			return -12; /* ENOMEM */
		inbox->join = join;
		inbox->box.flags |= AX_BOX_JOINED;
	}
	if (!join->direct && !ax_link_join(link)) {
		join->direct = link;
		return 0;
	}
	if (!ax_link_fit_more(link))
		return -12;
	/* The link's producer has not begun: this is published with the link itself. A link that
	 * was held has it already. */
	if (!ax_link_join(link)) {
		link->more->join = join;
		link->plain = false;
		ax_add(&join->refs, 1);
	}
	link->more->member_next = join->members;
	link->more->member_at = &join->members;
	if (join->members)
		join->members->more->member_at = &link->more->member_next;
	join->members = link;
	return 0;
}

int ax_join_hold(struct ax_link *old, struct ax_link *link)
{
	while (ax_link_successor(old))
		old = ax_link_successor(old);
	if (!ax_link_fit_more(old) || !ax_link_fit_more(link))
		return -12;
	old->more->successor = link;
	link->held = AX_HELD;
	link->more->join = ax_link_join(old);
	if (link->more->join) {
		link->plain = false;
		ax_add(&link->more->join->refs, 1);
	}
	return 0;
}

int ax_join_release(struct ax_inbox *inbox, struct ax_link *link)
{
	int error = ax_inbox_attach(inbox, link);
	if (link->held == AX_HELD_READY)
		fifo_push(link->more->join, link);
	link->held = AX_NOT_HELD;
	return error;
}

void ax_join_list(struct ax_link *link)
{
	struct ax_join *join = link->more->join;
	if (!link->far) {
		/* Same worker: the consumer's private list is ours, too, while it lives. */
		if (!join->gone && !ax_load_relaxed(&link->more->listed)) {
			ax_store_relaxed(&link->more->listed, 1);
			fifo_push(join, link);
		}
		return;
	}
	link->more->listings += 2; /* odd: never 0 */
	/* U1: after the tail (T1). Pairs with U2 in unlist(). */
	if (ax_exchange(&link->more->listed, link->more->listings | 1))
		return;
	struct ax_link *top;
	do {
		top = ax_load_relaxed(&join->ready);
		/* R1 release (by the exchange of `ready`): pairs with R2. */
		ax_store_relaxed(&link->more->ready_next, top);
	} while (!ax_cas(&join->ready, top, link));
}

/* Moves what producers have listed to the private FIFO, oldest first. */
static void collect(struct ax_join *join)
{
	if (!ax_load_relaxed(&join->ready))
		return;
	/* R2 acquire: pairs with R1; the links' chain is readable. */
	struct ax_link *link = ax_exchange(&join->ready, NULL), *oldest = NULL;
	while (link) {
		struct ax_link *next = ax_load_relaxed(&link->more->ready_next);
		ax_store_relaxed(&link->more->ready_next, oldest);
		oldest = link;
		link = next;
	}
	while (oldest) {
		struct ax_link *next = ax_load_relaxed(&oldest->more->ready_next);
		fifo_push(join, oldest);
		oldest = next;
	}
}

static struct ax_link *fifo_pop(struct ax_join *join)
{
	collect(join);
	struct ax_link *link = join->fifo_head;
	if (link)
		join->fifo_head = ax_load_relaxed(&link->more->ready_next);
	return link;
}

/* Makes link the current one; whether it has a message or a close. */
static bool load(struct ax_inbox *inbox, struct ax_link *link)
{
	struct ax_box *box = &inbox->box;
	box->link = link;
	inbox->mark = AX_NOT_ITERATING; /* an index of the link before */
	box->cursor = ax_load_relaxed(&ax_link_rx(link)->index) & AX_INDEX_MASK;
	box->limit = box->cursor;
	box->seen = ax_load_acquire(&ax_link_tx(link)->index); /* as T2 in open_inbox() */
	ax_link_read_on(inbox, link);
	return box->seen != box->cursor;
}

/* Gives back the place of a drained link, unless something came meanwhile. */
static void unlist(struct ax_join *join, struct ax_link *link, uint32_t head)
{
	/* U2 acquire: pairs with U1; the mark before the tail. */
	uint32_t mark = ax_load_acquire(&link->more->listed);
	if (ax_load_acquire(&ax_link_tx(link)->index) != head)
		fifo_push(join, link);
	else if (!link->far)
		ax_store_relaxed(&link->more->listed, 0);
	else if (!ax_cas(&link->more->listed, mark, 0))
		fifo_push(join, link);
}

void ax_join_park(struct ax_inbox *inbox)
{
	struct ax_box *box = &inbox->box;
	struct ax_join *join = inbox->join;
	struct ax_link *link = box->link;
	ax_inbox_publish(inbox);
	if (link->far)
		ax_fence(); /* the head before the producer's want, as at a step's end */
	ax_link_wake_producer(ax_box_component(box)->owner, link);
	box->link = NULL;
	box->limit = box->cursor;
	if (link == join->direct)
		return;
	if (box->seen == box->cursor)
		unlist(join, link, box->cursor);
	else
		fifo_push(join, link);
}

static bool next_direct(struct ax_inbox *inbox)
{
	struct ax_link *link = inbox->join->direct;
	if (link && load(inbox, link))
		return true;
	inbox->box.link = NULL;
	return false;
}

static bool next_listed(struct ax_inbox *inbox)
{
	struct ax_link *link;
	while ((link = fifo_pop(inbox->join))) {
		if (link->held) {
			link->held = AX_HELD_READY;
			continue;
		}
		if (load(inbox, link))
			return true;
		inbox->box.link = NULL;
		unlist(inbox->join, link, inbox->box.cursor);
	}
	return false;
}

bool ax_join_next(struct ax_inbox *inbox)
{
	struct ax_join *join = inbox->join;
	bool direct_first = join->direct_next;
	join->direct_next = !direct_first;
	if (direct_first)
		return next_direct(inbox) || next_listed(inbox);
	return next_listed(inbox) || next_direct(inbox);
}

bool ax_join_pending(struct ax_join *join)
{
	return join->fifo_head || ax_load_acquire(&join->ready);
}

void ax_inbox_each_link(struct ax_inbox *inbox, void (*fn)(struct ax_link *link, void *arg),
			void *arg)
{
	struct ax_join *join = inbox->join;
	if (!join) {
		if (inbox->box.link)
			fn(inbox->box.link, arg);
		return;
	}
	if (join->direct)
		fn(join->direct, arg);
	for (struct ax_link *link = join->members, *next; link; link = next) {
		next = link->more->member_next;
		fn(link, arg);
	}
}
