// SPDX-License-Identifier: Apache-2.0
/* wake: wakes across workers, and what arrives by post. docs/explanation/run-states.md has the table
 * of states and events that this file keeps. */
#include "wake.h"
#include "reclaim.h"

/* ---- sending ------------------------------------------------------------------------------ */

void ax_component_post(struct ax_component *c)
{
	/* P1 exchange: the node is in at most one postbox. Pairs with P2 in arrive(). */
	if (ax_exchange(&c->posted, 1) == 0) {
		/* O2 acquire: pairs with the release at hand-over. */
		struct ax_worker *owner = ax_load_acquire(&c->owner);
		owner->ops->post(owner, c);
	}
	ax_hand_over(c);
}

/* Relaxed, both: the director reads them racily. */
static void note_partner(struct ax_worker *worker, const struct ax_component *peer)
{
	/* O2 acquire, as above. */
	ax_store_relaxed(&worker->partner, ax_load_acquire(&peer->owner)->id);
}

static bool count_talk(struct ax_worker *worker)
{
	ax_store_relaxed(&worker->far_wakes, worker->far_wakes + 1);
	return worker->far_wakes % AX_SAMPLE_STEPS == 1;
}

void ax_count_talk(struct ax_worker *worker, const struct ax_box *box)
{
	struct ax_link *link = box->link;
	struct ax_component *peer = (box->flags & AX_BOX_OUT) ? link->consumer : link->producer;
	if (!count_talk(worker))
		return;
	ax_read_lock();
	/* T2, H2 acquire: an end that has neither closed nor refused outlives the section. */
	if (!(ax_load_acquire(&link->more->tx.index) & AX_CLOSED_BIT) &&
	    !(ax_load_acquire(&link->more->rx.index) & AX_REFUSED_BIT))
		note_partner(worker, peer);
	ax_hand_over(peer);
	ax_read_unlock();
}

/* A component that ends clears its wants before its memory can be freed, so a want read inside the
 * section vouches for the component. */
static void wake_far(struct ax_worker *worker, uint32_t *want, struct ax_component *c)
{
	ax_read_lock();
	if (ax_load_relaxed(want)) {
		if (count_talk(worker))
			note_partner(worker, c);
		ax_component_post(c);
	}
	ax_read_unlock();
}

void ax_link_wake_consumer(struct ax_worker *worker, struct ax_link *link)
{
	if (!link->far) {
		ax_wake_near_consumer(worker, link);
		return;
	}
	struct ax_join *join = ax_link_join(link);
	uint32_t *want = join ? &join->want : &ax_link_wants(link)->message;
	/* Relaxed: after F in look_around(); in a light look without it, and once more later. */
	if (ax_load_relaxed(want))
		wake_far(worker, want, link->consumer);
}

void ax_link_wake_producer(struct ax_worker *worker, struct ax_link *link)
{
	uint32_t *want = &ax_link_wants(link)->room;
	if (!ax_load_relaxed(want))
		return;
	if (link->far)
		wake_far(worker, want, link->producer);
	else
		ax_wake_near(worker, link->producer, false);
}

/* ---- arrivals ------------------------------------------------------------------------------ */

void ax_component_wake(struct ax_worker *worker, struct ax_component *c)
{
	ax_wake_near(worker, c, false);
}

static void list(struct ax_worker *worker, struct ax_component *c)
{
	c->all_next = worker->all;
	c->all_at = &worker->all;
	if (worker->all)
		worker->all->all_at = &c->all_next;
	worker->all = c;
}

/* Tells c of a stop that it has missed: it was not listed when the others were told. */
static void tell_late(struct ax_worker *worker, struct ax_component *c)
{
	uint32_t stopping = ax_load_acquire(&worker->engine->stopping);
	if (stopping)
		ax_component_tell_stop(worker, c, stopping);
}

static void adopt(struct ax_worker *worker, struct ax_component *c)
{
	list(worker, c);
	c->flags |= AX_CONTROL_NEWS;
	ax_worker_queue(worker, c);
	ax_component_receive(worker, c);
	tell_late(worker, c);
}

static void clear_token(struct ax_component *c)
{
	/* P2 exchange: what was published before the last P1 is seen by the next step. */
	ax_exchange(&c->posted, 0);
}

void ax_component_arrive(struct ax_worker *worker, struct ax_component *c)
{
	/* O2 acquire, as in ax_component_post(). */
	struct ax_worker *owner = ax_load_acquire(&c->owner);
	if (owner != worker) {
		owner->ops->post(owner, c); /* the token stays set: the node is in flight */
		return;
	}
	if (c->state == AX_DEAD) {
		ax_component_unref(c); /* the token stays set for good */
		return;
	}
	clear_token(c);
	if (c->state == AX_TRANSIT) {
		adopt(worker, c);
		return;
	}
	c->flags |= AX_CONTROL_NEWS;
	ax_wake_near(worker, c, false);
}

void ax_component_give_birth(struct ax_worker *owner, struct ax_component *c)
{
	/* O1 release: everything of the newborn before its owner. Pairs with O2. */
	ax_store_release(&c->owner, owner);
	owner->ops->post(owner, c);
}

void ax_component_bear(struct ax_worker *worker, struct ax_component *c)
{
	if (c->flags & AX_SHARED) {
		/* Foreign members of the instance may have run, and handles been used. */
		clear_token(c);
		c->flags |= AX_CONTROL_NEWS;
	} else {
		ax_store_relaxed(&c->posted, 0);
	}
	list(worker, c);
	ax_worker_queue(worker, c);
	tell_late(worker, c);
}
