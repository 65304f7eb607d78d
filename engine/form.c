// SPDX-License-Identifier: Apache-2.0
/* form: a link is near (compact) while both ends share a worker, and far (separated) otherwise.
 *
 * Invariant: a near link's living ends belong to one worker. The form is changed only by a worker
 * that owns both ends, between steps: on the way out, before it gives one of them away, and on the
 * way in, once it has received the second. So no other worker can look at the words meanwhile, no
 * mark has to tell the peer, and the queue itself stays where it is; whoever receives an end next
 * sees the form through the hand-over of the component (O1, O2). */
#include "link.h"
#include "reclaim.h"
#include "wait.h"

/* ---- all links of a component -------------------------------------------------------------- */

struct links {
	void (*fn)(struct ax_link *link, void *arg);
	void *arg;
};

/* A link, and those that are held until it ends. */
static void with_successors(struct ax_link *link, void *arg)
{
	const struct links *links = arg;
	for (; link; link = ax_link_successor(link))
		links->fn(link, links->arg);
}

static void each_link(struct ax_component *c, void (*fn)(struct ax_link *link, void *arg),
		      void *arg)
{
	struct links links = { fn, arg };
	ax_inbox_each_link(&c->control, with_successors, &links);
	if (c->signal.box.link)
		fn(c->signal.box.link, arg);
	AX_FOR_EACH_BOX(spec, c)
	{
		struct ax_box *box = ax_component_box(c, spec->offset);
		if (!spec->out)
			ax_inbox_each_link(ax_as_inbox(box), with_successors, &links);
		else if (box->link)
			fn(box->link, arg);
	}
}

static void copy_words(struct ax_words *to, const struct ax_words *from)
{
	ax_store_relaxed(&to->index, ax_load_relaxed(&from->index));
}

static void copy_wants(struct ax_wants *to, const struct ax_wants *from)
{
	ax_store_relaxed(&to->message, ax_load_relaxed(&from->message));
	ax_store_relaxed(&to->room, ax_load_relaxed(&from->room));
}

/* ---- on the way out ------------------------------------------------------------------------ */

/* Whether the link is near and has two living ends, of which one stays. */
static bool must_part(struct ax_link *link)
{
	return !link->far && link->producer && link->consumer && link->producer != link->consumer &&
	       !(ax_load_relaxed(&link->near_tx.index) & AX_CLOSED_BIT) &&
	       !(ax_load_relaxed(&link->near_rx.index) & AX_REFUSED_BIT);
}

static void fit(struct ax_link *link, void *arg)
{
	bool *fits = arg;
	if (must_part(link) && !ax_link_fit_more(link))
		*fits = false;
}

/* Among neighbours nobody needs a want for messages. One who sleeps gets it now. */
static void arm_sleeper(struct ax_link *link)
{
	struct ax_box *box = ax_component_box(link->consumer, link->inbox);
	if (box->flags & AX_BOX_CONTROL)
		ax_link_want_control(link);
	else if (box->flags & AX_BOX_AWAITED)
		ax_box_arm(box);
}

static void part(struct ax_link *link, void *arg)
{
	(void)arg;
	if (!must_part(link))
		return;
	struct ax_box *in = ax_component_box(link->consumer, link->inbox);
	copy_words(&link->more->tx, &link->near_tx);
	copy_words(&link->more->rx, &link->near_rx);
	copy_wants(&link->more->wants, &link->near_wants);
	link->more->told_tail = ax_load_relaxed(&link->near_tx.index);
	link->far = true;
	if (link->by_default && link->bound < AX_BOUND_FAR)
		link->bound = AX_BOUND_FAR;
	ax_link_forget_room(link);
	in->flags &= (uint16_t)~AX_BOX_STEADY;
	ax_count_far(link->producer);
	if (link->held)
		return;
	ax_count_far(link->consumer);
	arm_sleeper(link);
}

bool ax_component_part(struct ax_component *c)
{
	bool fits = true;
	each_link(c, fit, &fits);
	if (fits)
		each_link(c, part, NULL);
	return fits;
}

/* ---- on the way in ------------------------------------------------------------------------- */

/* The bound of a link that comes near; what its ring holds already is not taken back. */
static uint32_t near_bound(const struct ax_link *link)
{
	const struct ax_box *box = ax_component_box(link->producer, link->outbox);
	uint32_t capacity = box->slot ? box->mask + 1 : 0;
	return capacity > AX_BOUND_NEAR ? capacity : AX_BOUND_NEAR;
}

static void draw_near(struct ax_link *link)
{
	copy_words(&link->near_tx, &link->more->tx);
	copy_words(&link->near_rx, &link->more->rx);
	copy_wants(&link->near_wants, &link->more->wants);
	link->far = false;
	if (link->by_default)
		link->bound = near_bound(link);
	ax_uncount_far(link->producer);
	if (!link->held)
		ax_uncount_far(link->consumer);
	/* Who has arrived runs a step and looks at everything. */
	ax_component_box(link->producer, link->outbox)->flags &= (uint16_t)~AX_BOX_UNSURE;
	ax_component_box(link->consumer, link->inbox)->flags &= (uint16_t)~AX_BOX_UNSURE;
}

/* Whether both ends live, are attached and belong to the worker. Inside a read-side section: an
 * end that has neither closed nor refused is not freed before the section ends. */
static bool all_mine(const struct ax_worker *worker, const struct ax_link *link)
{
	/* T2, H2 acquire: an end that is gone has said so before its memory goes. */
	if ((ax_load_acquire(&link->more->tx.index) & AX_CLOSED_BIT) ||
	    (ax_load_acquire(&link->more->rx.index) & AX_REFUSED_BIT))
		return false;
	/* O2 acquire: what the peer's former owner did to the link is done. */
	if (ax_load_acquire(&link->producer->owner) != worker ||
	    ax_load_acquire(&link->consumer->owner) != worker)
		return false;
	return ax_component_box(link->producer, link->outbox)->link == link;
}

void ax_link_draw_near(struct ax_worker *worker, struct ax_link *link)
{
	if (!link->far)
		return;
	ax_read_lock();
	if (all_mine(worker, link))
		draw_near(link);
	/* To the frees that wait for this section. */
	ax_hand_over(link->producer);
	ax_hand_over(link->consumer);
	ax_read_unlock();
}

static void draw_one(struct ax_link *link, void *arg)
{
	ax_link_draw_near(arg, link);
}

void ax_component_draw_near(struct ax_worker *worker, struct ax_component *c)
{
	each_link(c, draw_one, worker);
}
