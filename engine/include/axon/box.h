// SPDX-License-Identifier: Apache-2.0
/* box: the ends of components, and the verbs that work on them: take, put, move.
 *
 * A box is a private cursor over a link that it shares with one peer. A step opens a box with its
 * first use of it (the peer's index is read once), works on private fields, and the worker
 * publishes what the step did when it returns. So the fast paths below have no atomic at all: they
 * compare a cursor with a limit, and fall into a function of the engine when the two meet.
 *
 * Every call here: inside the step of the component that owns the box, by nobody else. */
#ifndef AXON_BOX_H
#define AXON_BOX_H

#include <axon/message.h>

#ifdef __cplusplus
extern "C" {
#endif

struct ax_link;
struct ax_join;

#define AX_INDEX_MASK	 UINT32_C(0x7fffffff) /* indices count messages mod 2^31 */
#define AX_NOT_ITERATING UINT32_C(0x80000000) /* no index has this bit */

enum ax_box_flags {
	AX_BOX_OUT = 1 << 0,
	AX_BOX_CONTROL = 1 << 1,  /* control and signal, and what is linked to them */
	AX_BOX_ENGAGED = 1 << 2,  /* on the component's list of boxes used or awaited */
	AX_BOX_OPEN = 1 << 3,	  /* used in this step */
	AX_BOX_CLOSED = 1 << 4,	  /* inbox: closed and drained */
	AX_BOX_REFUSED = 1 << 5,  /* outbox: the consumer is gone */
	AX_BOX_OWES = 1 << 6,	  /* inbox: freed room that its producer has not been told of */
	AX_BOX_MORE = 1 << 7,	  /* inbox: the budget cut the snapshot short */
	AX_BOX_FED = 1 << 8,	  /* inbox: a link was attached at some time */
	AX_BOX_HELD = 1 << 9,	  /* inbox: stays open although no link is open */
	AX_BOX_ENDED = 1 << 10,	  /* inbox: at least one of its links has closed */
	AX_BOX_JOINED = 1 << 11,  /* inbox: has a join */
	AX_BOX_STEADY = 1 << 12,  /* near, plain, one segment: the engine's short cuts hold */
	AX_BOX_LAGS = 1 << 13,	  /* inbox: its head is not published yet */
	AX_BOX_UNSURE = 1 << 14,  /* published, and the foreign peer not looked at after a fence */
	AX_BOX_AWAITED = 1 << 15, /* its component waits for a message, or for room */
};

struct ax_box {
	struct ax_link *link; /* the link in use; NULL while there is none */
	struct ax_box *next;  /* in the component's engaged list */
	struct ax_msg *slot;  /* the ring of the current segment */
	uint32_t mask;	      /* its capacity - 1 */
	uint32_t cursor;      /* inbox: the next message to take; outbox: the next slot to fill */
	uint32_t limit;	      /* where the cursor must ask the engine */
	uint32_t await;	      /* outbox, with AX_BOX_AWAITED: how much room */
	uint32_t seen;	      /* the peer's index as last read */
	uint16_t offset;      /* of this box in its component, in units of 8 bytes */
	uint16_t flags;
};

struct ax_inbox {
	struct ax_box box;
	struct ax_join *join; /* the other links, when there is more than one */
	uint32_t mark;	      /* AX_EACH: the message of this iteration, or AX_NOT_ITERATING */
	uint32_t left;	      /* what the budget still allows in this step */
};

struct ax_outbox {
	struct ax_box box;
};

/* A run of messages that lie side by side: in a link, or for a link. */
struct ax_span {
	struct ax_msg *msg;
	uint32_t n;
};

/* Tells the compiler what it can't see, so that it asks only once. */
#define AX_KNOWN(condition) ((condition) ? (void)0 : __builtin_unreachable())

/* The engine's half of the verbs; call the verbs. */
bool ax_inbox_refill(struct ax_inbox *inbox);
bool ax_outbox_refill(struct ax_outbox *outbox);
void ax_inbox_drop_owned(struct ax_inbox *inbox);
void ax_inbox_drop_late(struct ax_inbox *inbox);

static inline struct ax_component *ax_box_component(const struct ax_box *box)
{
	return (struct ax_component *)((uintptr_t)box - (uintptr_t)box->offset * 8);
}

/* ---- inboxes ------------------------------------------------------------------------------ */

/* Whether there is a message to take in this step. */
static inline bool ax_ready(struct ax_inbox *inbox)
{
	const struct ax_box *box = &inbox->box;
	if (box->cursor != box->limit)
		return true;
	/* Drained to what the step's snapshot showed, and that was no close. */
	if ((box->flags & (AX_BOX_OPEN | AX_BOX_JOINED)) == AX_BOX_OPEN && box->cursor == box->seen)
		return false;
	if (!ax_inbox_refill(inbox))
		return false;
	AX_KNOWN(box->cursor != box->limit);
	return true;
}

/* Whether the inbox is closed and drained: every producer has ended, and nothing is left. */
static inline bool ax_closed(struct ax_inbox *inbox)
{
	return !ax_ready(inbox) && (inbox->box.flags & AX_BOX_CLOSED);
}

/* The first message, or NULL. It stays the link's until it is taken or moved; what it owns may be
 * read and changed in place. */
static inline struct ax_msg *ax_head(struct ax_inbox *inbox)
{
	if (!ax_ready(inbox))
		return NULL;
	return &inbox->box.slot[inbox->box.cursor & inbox->box.mask];
}

/* The messages that lie side by side at the head: 0 or more. Take them with ax_advance(). */
static inline struct ax_span ax_peek(struct ax_inbox *inbox)
{
	struct ax_box *box = &inbox->box;
	if (!ax_ready(inbox))
		return (struct ax_span){ NULL, 0 };
	uint32_t at = box->cursor & box->mask;
	uint32_t n = (box->limit - box->cursor) & AX_INDEX_MASK;
	uint32_t run = box->mask + 1 - at;
	return (struct ax_span){ &box->slot[at], n < run ? n : run };
}

/* Removes the first n messages of the last ax_peek(); what they own is now the caller's. */
static inline void ax_advance(struct ax_inbox *inbox, uint32_t n)
{
	inbox->box.cursor = (inbox->box.cursor + n) & AX_INDEX_MASK;
}

/* Drops the first message, if there is one. */
static inline void ax_drop_head(struct ax_inbox *inbox)
{
	const struct ax_box *box = &inbox->box;
	if (box->cursor == box->limit)
		ax_inbox_drop_late(inbox);
	else if (box->slot[box->cursor & box->mask].flags & AX_OWNED)
		ax_inbox_drop_owned(inbox);
	else
		ax_advance(inbox, 1);
}

/* Takes up to n messages; returns how many.
 * Owner:   what was taken is the caller's. */
uint32_t ax_take(struct ax_inbox *inbox, struct ax_msg *msg, uint32_t n);

/* Takes one message; false when there is none now. */
static inline bool ax_take1(struct ax_inbox *inbox, struct ax_msg *msg)
{
	struct ax_msg *head = ax_head(inbox);
	if (!head)
		return false;
	*msg = *head;
	ax_advance(inbox, 1);
	return true;
}

/* ---- outboxes ----------------------------------------------------------------------------- */

/* Whether one message can be put now. An outbox that is not linked has room for everything, and
 * drops it. */
static inline bool ax_room(struct ax_outbox *outbox)
{
	const struct ax_box *box = &outbox->box;
	if (box->cursor != box->limit)
		return true;
	if (!ax_outbox_refill(outbox))
		return false;
	AX_KNOWN(box->cursor != box->limit);
	return true;
}

/* Whether the consumer is gone. A producer that is refused ends in order; see AX_PUT. */
static inline bool ax_refused(const struct ax_outbox *outbox)
{
	return outbox->box.flags & AX_BOX_REFUSED;
}

/* Puts up to n messages from msg[]; returns how many it took, 0..n.
 * Owner:   messages taken belong to the link; msg[taken..n) stay with the caller.
 * Order:   visible to the consumer when the step returns.
 * Cost:    no lock, no allocation while the link does not grow.
 * Errors:  none; fewer than n means full, or refused: see ax_refused(). */
uint32_t ax_put(struct ax_outbox *outbox, const struct ax_msg *msg, uint32_t n);

/* Puts one message; false when there is no room now, or the consumer is gone. */
static inline bool ax_put1(struct ax_outbox *outbox, struct ax_msg msg)
{
	struct ax_box *box = &outbox->box;
	if (!ax_room(outbox))
		return false;
	box->slot[box->cursor & box->mask] = msg;
	box->cursor = (box->cursor + 1) & AX_INDEX_MASK;
	return true;
}

/* Room that lies side by side: 0 or more slots. Fill some, then ax_commit() them. */
static inline struct ax_span ax_reserve(struct ax_outbox *outbox)
{
	struct ax_box *box = &outbox->box;
	if (!ax_room(outbox))
		return (struct ax_span){ NULL, 0 };
	uint32_t at = box->cursor & box->mask;
	uint32_t n = (box->limit - box->cursor) & AX_INDEX_MASK;
	uint32_t run = box->mask + 1 - at;
	return (struct ax_span){ &box->slot[at], n < run ? n : run };
}

/* Puts the first n slots of the last ax_reserve(). */
static inline void ax_commit(struct ax_outbox *outbox, uint32_t n)
{
	outbox->box.cursor = (outbox->box.cursor + n) & AX_INDEX_MASK;
}

/* Closes the outbox before its component ends: the consumer sees the end of the stream behind
 * what was put. What is put later is dropped. Makes the step's work so far visible. */
void ax_close(struct ax_outbox *outbox);

/* ---- both --------------------------------------------------------------------------------- */

/* Moves up to n messages from the inbox to the outbox by spans; returns how many. */
uint32_t ax_move(struct ax_inbox *inbox, struct ax_outbox *outbox, uint32_t n);

/* By typed words, which the compiler knows not to be a box's fields; and not by one vector, since what
 * the component has just written is forwarded from its store buffer only to a load of the same word. */
static inline void ax_msg_copy(struct ax_msg *to, const struct ax_msg *from)
{
	uint64_t head = from->head, body = from->u;
	__asm__("" : "+r"(head));
	to->head = head;
	to->u = body;
}

/* Moves one message; false when the inbox is empty or the outbox has no room now. */
static inline bool ax_move1(struct ax_inbox *inbox, struct ax_outbox *outbox)
{
	struct ax_msg *head = ax_head(inbox);
	if (!head || !ax_room(outbox))
		return false;
	struct ax_box *box = &outbox->box;
	ax_msg_copy(&box->slot[box->cursor & box->mask], head);
	ax_commit(outbox, 1);
	ax_advance(inbox, 1);
	return true;
}

#ifdef __cplusplus
}
#endif
#endif
