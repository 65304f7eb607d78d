// SPDX-License-Identifier: Apache-2.0
/* own: the best queues between two threads that we can write by hand, as the aim of `link`.
 *
 * `slotflag` has no shared index: a slot whose type is 0 is empty (FastForward). `index1` and
 * `index8` publish an index every message or every eighth, and read the other side's only when
 * their own view of it runs out (MCRingBuffer); `bulk` moves runs of messages with memcpy. */
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "spsc.h"

enum {
	LINE = 64,
	MASK = SPSC_CAPACITY - 1
};

static void *zeroed(size_t bytes)
{
	void *it = aligned_alloc(LINE, bytes);
	if (!it)
		abort();
	memset(it, 0, bytes);
	return it;
}

/* ---- slots that say themselves whether they are full ------------------------------------------ */

struct slot {
	_Atomic uint64_t type; /* 0: empty */
	uint64_t u;
};

struct slotflag {
	_Alignas(LINE) uint32_t tail; /* the producer's */
	_Alignas(LINE) uint32_t head; /* the consumer's */
	_Alignas(LINE) struct slot slot[SPSC_CAPACITY];
};

static struct slotflag *slotflag_new(void)
{
	return zeroed(sizeof(struct slotflag));
}

static inline bool slotflag_put(struct slotflag *q, struct peer_msg msg)
{
	struct slot *slot = &q->slot[q->tail & MASK];
	/* S1 acquire: pairs with S4; the consumer has read the slot. */
	if (atomic_load_explicit(&slot->type, memory_order_acquire) != 0)
		return false;
	slot->u = msg.u;
	/* S2 release: the number before the type. Pairs with S3. */
	atomic_store_explicit(&slot->type, msg.type, memory_order_release);
	q->tail++;
	return true;
}

static inline bool slotflag_get(struct slotflag *q, struct peer_msg *msg)
{
	struct slot *slot = &q->slot[q->head & MASK];
	/* S3 acquire: pairs with S2. */
	msg->type = atomic_load_explicit(&slot->type, memory_order_acquire);
	if (msg->type == 0)
		return false;
	msg->u = slot->u;
	/* S4 release: the slot was read. Pairs with S1. */
	atomic_store_explicit(&slot->type, 0, memory_order_release);
	q->head++;
	return true;
}

static inline void slotflag_flush(struct slotflag *q)
{
	(void)q;
}

SPSC_RUNS(slotflag)

/* ---- indices, published every so often -------------------------------------------------------- */

struct ring {
	_Alignas(LINE) _Atomic uint32_t tail; /* written by the producer */
	uint32_t put, put_limit; /* the producer's own: the next slot, and where to look */
	_Alignas(LINE) _Atomic uint32_t head; /* written by the consumer */
	uint32_t got, got_limit;
	_Alignas(LINE) struct peer_msg slot[SPSC_CAPACITY];
};

static struct ring *ring_new(void)
{
	struct ring *q = zeroed(sizeof(struct ring));
	q->put_limit = SPSC_CAPACITY;
	return q;
}

static inline void ring_flush(struct ring *q)
{
	/* R1 release: the slots before the index. Pairs with R2. */
	atomic_store_explicit(&q->tail, q->put, memory_order_release);
}

static inline void ring_give_back(struct ring *q)
{
	/* R3 release: the slots were read. Pairs with R4. */
	atomic_store_explicit(&q->head, q->got, memory_order_release);
}

/* Slots free for the producer; reads the consumer's index when it knows of none. */
static inline uint32_t ring_room(struct ring *q)
{
	if (q->put == q->put_limit) {
		ring_flush(q);
		/* R4 acquire: pairs with R3. */
		q->put_limit = atomic_load_explicit(&q->head, memory_order_acquire) + SPSC_CAPACITY;
	}
	return q->put_limit - q->put;
}

static inline uint32_t ring_ready(struct ring *q)
{
	if (q->got == q->got_limit) {
		ring_give_back(q);
		/* R2 acquire: pairs with R1. */
		q->got_limit = atomic_load_explicit(&q->tail, memory_order_acquire);
	}
	return q->got_limit - q->got;
}

static inline bool ring_put(struct ring *q, struct peer_msg msg, uint32_t every)
{
	if (ring_room(q) == 0)
		return false;
	q->slot[q->put++ & MASK] = msg;
	if (q->put % every == 0)
		ring_flush(q);
	return true;
}

static inline bool ring_get(struct ring *q, struct peer_msg *msg, uint32_t every)
{
	if (ring_ready(q) == 0)
		return false;
	*msg = q->slot[q->got++ & MASK];
	if (q->got % every == 0)
		ring_give_back(q);
	return true;
}

static inline uint64_t run_of(uint32_t at, uint32_t n, uint64_t most)
{
	uint32_t whole = SPSC_CAPACITY - (at & MASK);
	uint32_t run = n < whole ? n : whole;
	return run < most ? run : most;
}

static inline uint64_t ring_put_many(struct ring *q, const struct peer_msg *msg, uint64_t most)
{
	uint64_t n = run_of(q->put, ring_room(q), most);
	memcpy(&q->slot[q->put & MASK], msg, n * sizeof(*msg));
	q->put += (uint32_t)n;
	ring_flush(q);
	return n;
}

static inline uint64_t ring_get_many(struct ring *q, struct peer_msg *msg, uint64_t most)
{
	uint64_t n = run_of(q->got, ring_ready(q), most);
	memcpy(msg, &q->slot[q->got & MASK], n * sizeof(*msg));
	q->got += (uint32_t)n;
	if (n > 0)
		ring_give_back(q);
	return n;
}

#define PUBLISHES_EVERY(Q, N)                                                                      \
	struct Q {                                                                                 \
		struct ring ring;                                                                  \
	};                                                                                         \
	static struct Q *Q##_new(void)                                                             \
	{                                                                                          \
		return (struct Q *)ring_new();                                                     \
	}                                                                                          \
	static inline bool Q##_put(struct Q *q, struct peer_msg msg)                               \
	{                                                                                          \
		return ring_put(&q->ring, msg, N);                                                 \
	}                                                                                          \
	static inline bool Q##_get(struct Q *q, struct peer_msg *msg)                              \
	{                                                                                          \
		return ring_get(&q->ring, msg, N);                                                 \
	}                                                                                          \
	static inline void Q##_flush(struct Q *q)                                                  \
	{                                                                                          \
		ring_flush(&q->ring);                                                              \
	}                                                                                          \
	SPSC_RUNS(Q)

PUBLISHES_EVERY(index1, 1)
PUBLISHES_EVERY(index8, 8)
PUBLISHES_EVERY(index64, 64)
SPSC_BULK(ring, bulk)

int main(int argc, char **argv)
{
	static const struct peer_run runs[] = {
		{ "slotflag", "link", slotflag_link },
		{ "slotflag", "pingpong", slotflag_pingpong },
		{ "index1", "link", index1_link },
		{ "index1", "pingpong", index1_pingpong },
		{ "index8", "link", index8_link },
		{ "index8", "pingpong", index8_pingpong },
		{ "index64", "link", index64_link },
		{ "index64", "pingpong", index64_pingpong },
		{ "bulk", "link", bulk_link },
		{ NULL, NULL, NULL },
	};
	return peer_main(runs, argc, argv);
}
