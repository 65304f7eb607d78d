// SPDX-License-Identifier: Apache-2.0
/* move: a component changes its worker between two of its steps, and its peers never stop.
 *
 *     giver:  the component is off the run queue, with no wants and no timer; its near links are
 *             parted (form.c); its descriptors leave the selector
 *             posted = exchange 1                     P1: nobody else posts it from now on
 *             state = TRANSIT; owner = the new one    O1 release, after every private field
 *             had nobody the token: post the node to the new owner
 *     taker:  takes the node out; not the owner: forwards it, with the token still set
 *             posted = exchange 0                     P2: what was published before P1 is seen
 *             its links with both ends here are drawn near; it is queued
 *
 * A node that was in flight when its component was given is the adoption: it is forwarded from
 * wherever it arrives. The taker always runs a step, which looks at everything afresh, so a wake
 * that came in between is not lost. After O1 the giver touches the component no more. */
#include "link.h"
#include "reclaim.h"

#include <errno.h>

void ax_move_answer(struct ax_component *c, int status)
{
	if (!c->aside)
		return;
	ax_ticket_answer(c->aside->moving, status);
	c->aside->moving = NULL;
}

/* ---- the giver ----------------------------------------------------------------------------- */

static void unlist(struct ax_component *c)
{
	*c->all_at = c->all_next;
	if (c->all_next)
		c->all_next->all_at = c->all_at;
}

static void give(struct ax_worker *worker, struct ax_component *c)
{
	struct ax_worker *to = c->aside->to;
	if (c->marks & AX_KEEPS)
		worker->ops->gather(worker, c, to);
	worker->ops->depart(worker, c, to);
	unlist(c);
	c->aside->to = NULL;
	/* P1: claims the node. */
	bool in_flight = ax_exchange(&c->posted, 1);
	c->state = AX_TRANSIT;
	/* O1 release: all of the component before its owner. Pairs with O2. */
	ax_store_release(&c->owner, to);
	if (!in_flight)
		to->ops->post(to, c);
}

bool ax_component_leave(struct ax_worker *worker, struct ax_component *c)
{
	ax_assert(c->owner == worker && c->state == AX_RUNNING && !c->timer);
	int error = 0;
	if (ax_load_relaxed(&worker->engine->stopping))
		error = -ESHUTDOWN;
	else if (!ax_component_part(c))
		error = -ENOMEM;
	if (!error) {
		give(worker, c);
		return true;
	}
	c->aside->to = NULL;
	ax_move_answer(c, error);
	return false;
}

/* ---- the taker ----------------------------------------------------------------------------- */

/* Its keeper may have gone on while it was in transit, where no call could reach it. */
static void follow(struct ax_worker *worker, struct ax_component *c)
{
	/* O2 acquire. One that still has to call its family does so here and after this. */
	struct ax_worker *home = ax_load_acquire(&c->family->keeper->owner);
	c->marks &= (uint8_t)~AX_FOLLOWS;
	if (home != worker && ax_component_send(worker, c, home) == 0)
		c->marks |= AX_FOLLOWS;
}

void ax_component_receive(struct ax_worker *worker, struct ax_component *c)
{
	/* Time must not run backwards for one that comes from a worker with a later look. */
	if (c->steps)
		worker->now = worker->ops->clock(worker);
	if (c->flags & AX_HAS_FAR)
		ax_component_draw_near(worker, c);
	if (c->aside && c->aside->watches)
		worker->ops->receive(worker, c);
	ax_move_answer(c, 0);
	if (c->marks & AX_FOLLOWS)
		follow(worker, c);
}

/* ---- requests ------------------------------------------------------------------------------ */

int ax_component_send(struct ax_worker *worker, struct ax_component *c, struct ax_worker *to)
{
	if (c->marks & AX_PINNED)
		return -EPERM;
	if (ax_load_relaxed(&worker->engine->stopping))
		return -ESHUTDOWN;
	if (to != worker && !ax_component_fit_aside(c))
		return -ENOMEM;
	ax_move_answer(c, -ECANCELED);
	c->marks &= (uint8_t)~AX_FOLLOWS;
	if (c->aside)
		c->aside->to = to == worker ? NULL : to;
	if (to != worker)
		c->flags |= AX_CONTROL_NEWS;
	return 0;
}
