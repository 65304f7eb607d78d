// SPDX-License-Identifier: Apache-2.0
/* link: the one queue that joins an outbox to the inbox that finally receives it.
 *
 * A bounded single-producer single-consumer ring with free-running 31-bit indices; the top bit of
 * the published tail says "closed", that of the published head "refused". Private cursors live in
 * the boxes (box.h); here are the words that the two ends publish.
 *
 * | operation                     | who                | concurrently with            |
 * | ----------------------------- | ------------------ | ---------------------------- |
 * | ax_outbox_refill, publish     | producer's worker  | anything of the consumer's   |
 * | ax_inbox_refill, publish      | consumer's worker  | anything of the producer's   |
 * | ax_link_let_go                | each end, once     | the other end's              |
 * | attach, detach                | the owner of that end, or anyone before activation | the other end's |
 *
 * A ring that is full below its bound gets a second segment, twice as large. The producer stores
 * `end` and `next` of the old segment before it publishes the first tail beyond `end`, so a
 * consumer that has seen such a tail sees both. */
#ifndef AXON_LINK_H
#define AXON_LINK_H

#include "engine_private.h"

/* The bits above a 31-bit index. */
#define AX_CLOSED_BIT  UINT32_C(0x80000000) /* in the tail word */
#define AX_REFUSED_BIT UINT32_C(0x80000000) /* in the head word */
#define AX_ARMED_BIT   UINT32_C(0x80000000) /* in the producer's want */

/* Why a link ended, for its consumer. */
enum ax_link_end {
	AX_LINK_OPEN,
	AX_LINK_CLOSED,	  /* the producer has ended: counts as a close of the inbox */
	AX_LINK_UNLINKED, /* taken away: the inbox stays open */
};

/* What one end publishes. */
struct ax_words {
	uint32_t index; /* atomic. tx: tail and close bit; rx: head and refuse bit */
};

/* What the other end is asked to wake for. */
struct ax_wants {
	uint32_t message; /* atomic: 1, the consumer waits for one */
	uint32_t room; /* atomic: armed bit and the head at which the producer wants to be woken */
};

struct ax_segment {
	struct ax_segment *next; /* atomic: the larger one that follows */
	uint32_t end;		 /* atomic: the first index that is in next */
	uint32_t mask;		 /* capacity - 1 */
	uint32_t start;		 /* the first index in it; the producer's */
	/* DMA of whole lines is the quick one: where lines are an SPE's, slots begin on one. */
	_Alignas(AX_CACHE_LINE > 64 ? AX_CACHE_LINE : 16) struct ax_msg slot[];
};

/* One line, which is all there is of a near link that never carried a message. The producer's
 * segment is the one that its box's slots are part of. */
struct ax_link {
	struct ax_words near_tx, near_rx; /* the words when both ends share a worker */
	struct ax_wants near_wants;
	struct ax_component *producer, *consumer;
	struct ax_link_more *more;  /* what most near links do without, or NULL */
	struct ax_segment *reading; /* atomic: set with the first message, then the consumer's */
	uint16_t outbox, inbox;	    /* byte offsets in their components */
	uint32_t bound;		    /* messages */
	bool far;		    /* separated form: the words are in *more */
	bool control;		    /* published after the data */
	bool plain;		    /* no join and no bound in bytes */
	bool by_default;	    /* the bound is the engine's choice: another when it is far */
	bool draining;		    /* producer's: older segments may still hold messages */
	uint8_t ended;		    /* enum ax_link_end; handed over with the close bit */
	uint8_t held;		    /* enum ax_held; the consumer's */
	uint8_t holds;		    /* atomic: ends that have not let go */
};

/* Whether a link follows an older one of the same outbox, and is not read yet. */
enum ax_held {
	AX_NOT_HELD,
	AX_HELD,
	AX_HELD_READY, /* its producer has listed it meanwhile */
};

/* A bound in bytes. The producer's. */
struct ax_byte_bound {
	uint64_t bound;
	uint64_t inside;  /* what the link holds */
	uint32_t *length; /* of each message in the link, by index */
	uint32_t length_mask;
	uint32_t freed;	  /* bytes are subtracted up to this index */
	uint32_t counted; /* bytes are counted up to this index */
};

/* Of a link that is far or once was, that is taken from a ready list, is followed by a held one,
 * or has a bound in bytes. */
struct ax_link_more {
	/* The words of the separated form, for ends on different workers. The wants have a line of
	 * their own, since each end looks at them in every step and they change only when somebody
	 * sleeps: on the line of an index, which the peer fetches whenever it changes, that look
	 * would have to fetch it back. Written by the producer's worker: */
	_Alignas(AX_CACHE_LINE) struct ax_words tx;
	/* Written by the consumer's worker. */
	_Alignas(AX_CACHE_LINE) struct ax_words rx;
	/* Written by whoever goes to sleep. */
	_Alignas(AX_CACHE_LINE) struct ax_wants wants;
	/* Constant between structure changes, but for a join's. */
	_Alignas(AX_CACHE_LINE) struct ax_join *join; /* whose ready list it is on, or NULL */
	struct ax_byte_bound *bytes;		      /* or NULL */
	struct ax_link
		*successor; /* the link of the same outbox that is held until this one ends */
	struct ax_link *member_next, **member_at; /* in the join's list of links */
	struct ax_link *ready_next; /* in the join's stack (shared), then in its private FIFO */
	uint32_t listed;	    /* atomic: not 0: on the ready list, or being taken from it */
	uint32_t listings;	    /* the producer's: numbers what it writes to `listed` */
	uint32_t told_tail; /* the producer's: as last published. Its own word is the peer's too */
};

static_assert(sizeof(struct ax_link) == 64, "what a step reads of a link is one line");
static_assert(offsetof(struct ax_link_more, rx) == AX_CACHE_LINE &&
		      offsetof(struct ax_link_more, wants) == 2 * AX_CACHE_LINE &&
		      offsetof(struct ax_link_more, join) == 3 * AX_CACHE_LINE,
	      "each end's word and the wants have a line of their own");

/* The segment that a box's ring is part of. */
static inline struct ax_segment *ax_segment_of(struct ax_msg *slot)
{
	return (struct ax_segment *)((uintptr_t)slot - offsetof(struct ax_segment, slot));
}

static inline struct ax_words *ax_link_tx(struct ax_link *link)
{
	return link->far ? &link->more->tx : &link->near_tx;
}

static inline struct ax_words *ax_link_rx(struct ax_link *link)
{
	return link->far ? &link->more->rx : &link->near_rx;
}

static inline struct ax_join *ax_link_join(const struct ax_link *link)
{
	return link->plain ? NULL : link->more->join;
}

static inline struct ax_byte_bound *ax_link_bytes(const struct ax_link *link)
{
	return link->plain ? NULL : link->more->bytes;
}

static inline struct ax_link *ax_link_successor(const struct ax_link *link)
{
	return link->more ? link->more->successor : NULL;
}

static inline struct ax_wants *ax_link_wants(struct ax_link *link)
{
	return link->far ? &link->more->wants : &link->near_wants;
}

/* The links of an inbox beyond its first. Lives until the inbox and all of them are gone. */
struct ax_join {
	/* Shared: written by every producer that goes from empty to non-empty. */
	struct ax_link *ready; /* atomic: a stack */
	uint32_t want;	       /* atomic: the consumer waits */
	uint32_t refs;	       /* atomic: the inbox, and each link */
	/* The consumer's own. */
	_Alignas(AX_CACHE_LINE) struct ax_link *fifo_head;
	struct ax_link *fifo_tail;
	struct ax_link *direct;	 /* the inbox's first link, which is not listed */
	struct ax_link *members; /* the listed ones */
	bool direct_next;	 /* whose turn it is */
	bool gone;		 /* the consumer has ended: its FIFO is not kept any more */
};

/* ---- link.c: the life of a link ---- */

/* A link from producer's outbox to consumer's inbox (byte offsets), both ends to be attached.
 * bound 0: the default. NULL: no memory. */
struct ax_link *ax_link_new(struct ax_component *producer, uint32_t outbox,
			    struct ax_component *consumer, uint32_t inbox, bool far, uint32_t bound,
			    uint64_t byte_bound);
/* Frees a link without messages that nobody has attached, or whose ends have both let go. */
void ax_link_free(struct ax_link *link);
/* Makes sure that the link has `more`; false when there is no memory. */
bool ax_link_fit_more(struct ax_link *link);
/* One end lets go; the last one drops what is left and frees the link. */
void ax_link_let_go(struct ax_engine *engine, struct ax_link *link);
/* The consumer's end: makes the inbox read the link. 0 or -ENOMEM. */
int ax_inbox_attach(struct ax_inbox *inbox, struct ax_link *link);
/* The producer's end: the outbox writes the link from now on. */
void ax_outbox_attach(struct ax_outbox *outbox, struct ax_link *link);
/* The producer's outbox, between its steps, shall look again before it puts anything: the room that
 * it knows of is no more. Near links only. */
void ax_link_forget_room(struct ax_link *link);
/* Adds a segment of at least n slots; false when there is no memory. Producer only. */
bool ax_link_grow(struct ax_link *link, struct ax_box *box);
/* Gives a link that nobody has used yet all of its capacity in one segment: it never grows. False when
 * there is no memory. */
bool ax_link_fit_bound(struct ax_link *link);
/* Counts the bytes of what was put since the last call; only with a bound in bytes. The producer
 * keeps the lengths itself, since the consumer may change a message in place. */
void ax_link_count_bytes(struct ax_byte_bound *bytes, const struct ax_box *box);
/* Whether the bound in bytes leaves room for one more message: always, when the link is empty. */
bool ax_link_bytes_allow(struct ax_byte_bound *bytes, const struct ax_box *box, uint32_t head);

/* ---- join.c: many links to one inbox ---- */
int ax_join_add(struct ax_inbox *inbox, struct ax_link *link);
/* Keeps a link back until an older one of the same outbox is drained, so that their order holds;
 * its producer may begin. 0 or -ENOMEM. */
int ax_join_hold(struct ax_link *old, struct ax_link *link);
/* Reads a held link at last. 0 or -ENOMEM. */
int ax_join_release(struct ax_inbox *inbox, struct ax_link *link);
/* Makes the inbox read its next ready link; false when none is ready. */
bool ax_join_next(struct ax_inbox *inbox);
/* The inbox is through with its current link for now. */
void ax_join_park(struct ax_inbox *inbox);
/* The producer's side: lists the link after its tail was published. */
void ax_join_list(struct ax_link *link);
/* Whether some listed link may hold something: read afresh, for the sleeper's re-check. */
bool ax_join_pending(struct ax_join *join);
void ax_join_unref(struct ax_join *join);
/* Calls fn for every link of the inbox. */
void ax_inbox_each_link(struct ax_inbox *inbox, void (*fn)(struct ax_link *link, void *arg),
			void *arg);

/* ---- form.c: near and far ---- */
/* Parts the near links of c from its neighbours, since c leaves this worker: they become far.
 * Changes nothing and returns false when there is no memory. Owner of all ends, between steps. */
bool ax_component_part(struct ax_component *c);
/* Draws a far link near when both of its ends belong to the worker that calls. */
void ax_link_draw_near(struct ax_worker *worker, struct ax_link *link);
/* The same for every link of c, which has just arrived. */
void ax_component_draw_near(struct ax_worker *worker, struct ax_component *c);

/* One more link of c leads to another worker; one fewer. */
static inline void ax_count_far(struct ax_component *c)
{
	if (c->n_far < AX_MANY_FAR)
		c->n_far++;
	c->flags |= AX_SHARED | AX_HAS_FAR;
}

static inline void ax_uncount_far(struct ax_component *c)
{
	if (c->n_far < AX_MANY_FAR && --c->n_far == 0)
		c->flags &= (uint16_t)~AX_HAS_FAR;
}

/* control is always waited for: the want of its far links is set once, for good. */
static inline void ax_link_want_control(struct ax_link *link)
{
	struct ax_join *join = ax_link_join(link);
	ax_store_relaxed(join ? &join->want : &ax_link_wants(link)->message, 1);
}

/* ---- box.c ---- */
/* Puts the box on its component's engaged list. */
static inline void ax_box_engage(struct ax_box *box)
{
	if (box->flags & AX_BOX_ENGAGED)
		return;
	struct ax_component *c = ax_box_component(box);
	box->flags |= AX_BOX_ENGAGED;
	box->next = c->engaged;
	c->engaged = box;
}

/* The inbox goes on in the segment where the link was last read. */
static inline void ax_link_read_on(struct ax_inbox *inbox, struct ax_link *link)
{
	/* S4 acquire: pairs with S3; without a message there may be none yet, or a new one. */
	struct ax_segment *segment = ax_load_acquire(&link->reading);
	inbox->box.slot = segment ? segment->slot : NULL;
	inbox->box.mask = segment ? segment->mask : 0;
}

/* How many messages the inbox has taken from its current link without saying so. */
uint32_t ax_inbox_unpublished(const struct ax_inbox *inbox);
/* Publishes how far the inbox has taken from its current link; false when that is known. */
bool ax_inbox_publish(struct ax_inbox *inbox);

/* Reads the control inbox's tail: at the start of a step, before any data. */
void ax_control_snapshot(struct ax_inbox *control);
/* Whether a's index is at or after b's, mod 2^31. */
static inline bool ax_index_reached(uint32_t a, uint32_t b)
{
	return ((a - b) & AX_INDEX_MASK) < (UINT32_C(1) << 30);
}

static inline struct ax_inbox *ax_as_inbox(struct ax_box *box)
{
	return (struct ax_inbox *)box;
}

/* Wakes for a published change; the far form after the step's fence. In wake.c. */
void ax_link_wake_consumer(struct ax_worker *worker, struct ax_link *link);
void ax_link_wake_producer(struct ax_worker *worker, struct ax_link *link);
/* What was waited for at the far box came before its component slept: as much talk across workers as
 * a wake. */
void ax_count_talk(struct ax_worker *worker, const struct ax_box *box);

#endif
