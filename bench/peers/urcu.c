// SPDX-License-Identifier: Apache-2.0
/* urcu: liburcu's wait-free concurrent queue, used by one producer and one consumer. It is
 * unbounded and takes nodes: they come from a pool of as many as the other queues have slots, and go
 * back through a flag in each. */
#include <stdlib.h>

#define _LGPL_SOURCE /* its functions inline, not called */
#include <urcu/wfcqueue.h>

#include "spsc.h"

struct node {
	struct cds_wfcq_node link;
	struct peer_msg msg;
	unsigned taken; /* by the consumer: free again */
};

struct wfcq {
	struct __cds_wfcq_head head;
	_Alignas(64) struct cds_wfcq_tail tail;
	_Alignas(64) uint64_t next; /* the producer's: the node to use */
	_Alignas(64) struct node node[SPSC_CAPACITY];
};

static struct wfcq *wfcq_new(void)
{
	struct wfcq *q = aligned_alloc(64, sizeof(*q));
	if (!q)
		abort();
	__cds_wfcq_init(&q->head, &q->tail);
	q->next = 0;
	for (int i = 0; i < SPSC_CAPACITY; i++)
		q->node[i].taken = 1;
	return q;
}

static inline bool wfcq_put(struct wfcq *q, struct peer_msg msg)
{
	struct node *node = &q->node[q->next % SPSC_CAPACITY];
	/* W1 acquire: pairs with W2; the consumer has let go of the node. */
	if (!__atomic_load_n(&node->taken, __ATOMIC_ACQUIRE))
		return false;
	node->taken = 0;
	node->msg = msg;
	q->next++;
	cds_wfcq_node_init(&node->link);
	cds_wfcq_enqueue(&q->head, &q->tail, &node->link);
	return true;
}

static inline bool wfcq_get(struct wfcq *q, struct peer_msg *msg)
{
	struct cds_wfcq_node *link = __cds_wfcq_dequeue_nonblocking(&q->head, &q->tail);
	if (!link || link == CDS_WFCQ_WOULDBLOCK)
		return false;
	struct node *node = caa_container_of(link, struct node, link);
	*msg = node->msg;
	/* W2 release: the node was read. Pairs with W1. */
	__atomic_store_n(&node->taken, 1, __ATOMIC_RELEASE);
	return true;
}

static inline void wfcq_flush(struct wfcq *q)
{
	(void)q;
}

SPSC_RUNS(wfcq)

int main(int argc, char **argv)
{
	static const struct peer_run runs[] = {
		{ "wfcqueue", "link", wfcq_link },
		{ "wfcqueue", "pingpong", wfcq_pingpong },
		{ NULL, NULL, NULL },
	};
	return peer_main(runs, argc, argv);
}
