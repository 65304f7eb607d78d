// SPDX-License-Identifier: Apache-2.0
/* postbox: how other workers reach this one. liburcu's lfstack: a push is one compare-and-swap,
 * the owner takes everything with one exchange and reverses it, so that order is kept. Nobody ever
 * waits for a pusher that was preempted. */
#ifndef AXON_POSTBOX_H
#define AXON_POSTBOX_H

#include "../engine/atomic.h"

#include <axon/component.h>

struct ax_postbox {
	void *head; /* liburcu's struct cds_lfs_stack is one pointer */
};

void ax_postbox_init(struct ax_postbox *postbox);
/* Any thread. A full barrier comes with it. */
void ax_postbox_push(struct ax_postbox *postbox, struct ax_component *c);
/* Everything in it, oldest first, chained by post_next. Owner only. */
struct ax_component *ax_postbox_take(struct ax_postbox *postbox);
static inline bool ax_postbox_empty(const struct ax_postbox *postbox)
{
	return ax_load_acquire(&postbox->head) == NULL;
}

#endif
