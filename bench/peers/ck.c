// SPDX-License-Identifier: Apache-2.0
/* ck: Concurrency Kit's ring between two threads. */
#include <stdlib.h>

#include <ck_ring.h>

#include "spsc.h"

CK_RING_PROTOTYPE(msg, peer_msg)

struct ck {
	ck_ring_t ring;
	struct peer_msg slot[2 * SPSC_CAPACITY]; /* one slot stays empty, and sizes are powers */
};

static struct ck *ck_new(void)
{
	struct ck *q = aligned_alloc(64, (sizeof(*q) + 63) / 64 * 64);
	if (!q)
		abort();
	ck_ring_init(&q->ring, 2 * SPSC_CAPACITY);
	return q;
}

static inline bool ck_put(struct ck *q, struct peer_msg msg)
{
	return CK_RING_ENQUEUE_SPSC(msg, &q->ring, q->slot, &msg);
}

static inline bool ck_get(struct ck *q, struct peer_msg *msg)
{
	return CK_RING_DEQUEUE_SPSC(msg, &q->ring, q->slot, msg);
}

static inline void ck_flush(struct ck *q)
{
	(void)q;
}

SPSC_RUNS(ck)

int main(int argc, char **argv)
{
	static const struct peer_run runs[] = {
		{ "ring", "link", ck_link },
		{ "ring", "pingpong", ck_pingpong },
		{ NULL, NULL, NULL },
	};
	return peer_main(runs, argc, argv);
}
