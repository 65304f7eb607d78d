// SPDX-License-Identifier: Apache-2.0
/* wake: how a component is told that something has come. Among neighbours with plain stores, inline
 * because each hop does it; across workers by the token and the postbox. */
#ifndef AXON_WAKE_H
#define AXON_WAKE_H

#include "link.h"

static inline void ax_wake_near(struct ax_worker *worker, struct ax_component *c, bool control)
{
	if (control)
		c->flags |= AX_CONTROL_NEWS;
	if (c->state != AX_IDLE) {
		if (c->state == AX_RUNNING)
			c->flags |= AX_CONTROL_NEWS; /* it wakes itself: it must not sleep now */
		return;
	}
	c->wakes++;
	if (control)
		ax_worker_queue_front(worker, c);
	else
		ax_worker_queue(worker, c);
}

/* A neighbour's state and what it waits for are plain to see: near links need no want for
 * messages. One that has ended has taken itself out of the link. */
static inline void ax_wake_near_consumer(struct ax_worker *worker, struct ax_link *link)
{
	struct ax_component *c = link->consumer;
	if (!c)
		return;
	if (c->state == AX_IDLE && !link->control &&
	    !(ax_component_box(c, link->inbox)->flags & AX_BOX_AWAITED))
		return;
	ax_wake_near(worker, c, link->control);
}

#endif
