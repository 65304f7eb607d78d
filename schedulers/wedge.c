// SPDX-License-Identifier: Apache-2.0
/* wedge: what to do when nothing moves. A cycle of waits with a full link in it is a bound that the
 * graph can't live with: the smallest full link of the cycle is doubled (Parks, "Bounded Scheduling
 * of Process Networks", 1995). If nothing outside can come either, the graph is wedged.
 * Everything here runs while no worker does. */
#include "../engine/link.h"
#include "run_private.h"

#include <stdlib.h>

enum {
	TOLD_MOST = 8
};

/* All components, ordered by address so that a search can mark them. */
struct crowd {
	struct ax_component **c;
	uint32_t *from; /* the search: who waits for this one, as index + 1 */
	size_t n;
};

static int by_address(const void *a, const void *b)
{
	uintptr_t x = (uintptr_t) * (struct ax_component *const *)a;
	uintptr_t y = (uintptr_t) * (struct ax_component *const *)b;
	return x < y ? -1 : x > y;
}

static bool gather(struct ax_run *run, struct crowd *crowd)
{
	size_t n = 0;
	for (unsigned i = 0; i < run->n; i++)
		for (struct ax_component *c = run->loop[i].base.all; c; c = c->all_next)
			n++;
	crowd->c = calloc(n + 1, sizeof(*crowd->c));
	crowd->from = calloc(n + 1, sizeof(*crowd->from));
	if (!crowd->c || !crowd->from)
		return false;
	for (unsigned i = 0; i < run->n; i++)
		for (struct ax_component *c = run->loop[i].base.all; c; c = c->all_next)
			crowd->c[crowd->n++] = c;
	qsort(crowd->c, crowd->n, sizeof(*crowd->c), by_address);
	return true;
}

static size_t index_of(const struct crowd *crowd, const struct ax_component *c)
{
	struct ax_component *const *at =
		bsearch(&c, crowd->c, crowd->n, sizeof(*crowd->c), by_address);
	return at ? (size_t)(at - crowd->c) : crowd->n;
}

/* Something other than a component of this graph can wake it. */
static bool has_outside(const struct ax_component *c)
{
	return (c->flags & (AX_WAITS_FOR_TIME | AX_WAITS_FOR_FD | AX_HANDED_OUT)) ||
	       (c->type->flags & AX_UNWATCHED);
}

/* ---- the search for a cycle ------------------------------------------------------------------ */

struct visit {
	struct crowd *crowd;
	size_t at;
	size_t *stack, *top;
};

static void visit_peer(struct visit *visit, const struct ax_component *peer)
{
	size_t i = peer ? index_of(visit->crowd, peer) : visit->crowd->n;
	if (i == visit->crowd->n || visit->crowd->from[i] || has_outside(peer))
		return;
	visit->crowd->from[i] = (uint32_t)visit->at + 1;
	*visit->top++ = i;
}

static void visit_producer(struct ax_link *link, void *arg)
{
	visit_peer(arg, link->producer);
}

/* Whoever the component waits for, box by box. */
static void visit_peers(struct visit *visit)
{
	struct ax_component *c = visit->crowd->c[visit->at];
	for (struct ax_box *box = c->engaged; box; box = box->next) {
		if (!(box->flags & AX_BOX_AWAITED))
			continue;
		if (!(box->flags & AX_BOX_OUT))
			ax_inbox_each_link(ax_as_inbox(box), visit_producer, visit);
		else if (box->link)
			visit_peer(visit, box->link->consumer);
	}
}

/* Whether the waits that start at `first` lead back to it. */
static bool leads_back(struct crowd *crowd, size_t first, size_t *stack)
{
	for (size_t i = 0; i < crowd->n; i++)
		crowd->from[i] = 0;
	struct visit visit = { crowd, first, stack, stack };
	visit_peers(&visit);
	while (visit.top > stack && !crowd->from[first]) {
		visit.at = *--visit.top;
		visit_peers(&visit);
	}
	return crowd->from[first] != 0;
}

static struct ax_link *full_link_to(struct ax_component *c, const struct ax_component *consumer)
{
	for (struct ax_box *box = c->engaged; box; box = box->next)
		if ((box->flags & AX_BOX_AWAITED) && (box->flags & AX_BOX_OUT) && box->link &&
		    box->link->consumer == consumer)
			return box->link;
	return NULL;
}

/* The smallest full link on the way back from `first` to itself. */
static struct ax_link *smallest_full(const struct crowd *crowd, size_t first)
{
	struct ax_link *best = NULL;
	size_t to = first;
	do {
		size_t from = crowd->from[to] - 1;
		struct ax_link *link = full_link_to(crowd->c[from], crowd->c[to]);
		if (link && (!best || link->bound < best->bound))
			best = link;
		to = from;
	} while (to != first);
	return best;
}

static struct ax_link *find_tight_link(struct crowd *crowd)
{
	size_t *stack = calloc(crowd->n + 1, sizeof(*stack));
	struct ax_link *link = NULL;
	for (size_t i = 0; stack && i < crowd->n && !link; i++)
		if ((crowd->c[i]->flags & AX_WAITS_FOR_ROOM) && !has_outside(crowd->c[i]) &&
		    leads_back(crowd, i, stack))
			link = smallest_full(crowd, i);
	free(stack);
	return link;
}

/* ---- what follows ------------------------------------------------------------------------- */

static const char *box_name(const struct ax_component *c, uint32_t offset)
{
	AX_FOR_EACH_BOX(spec, c)
	if (spec->offset == offset)
		return spec->name;
	return offset == offsetof(struct ax_component, signal) ? "signal" : "control";
}

static bool widen(struct ax_run *run, struct ax_link *link)
{
	if (run->options.strict_bounds || run->widened + link->bound > AX_GRAPH_MESSAGES_MAX)
		return false;
	if (run->widened == 0)
		ax_log(run->engine, NULL,
		       "%s.%s -> %s.%s was full in a cycle of waits: its bound grows from %u to %u",
		       link->producer->name, box_name(link->producer, link->outbox),
		       link->consumer->name, box_name(link->consumer, link->inbox), link->bound,
		       2 * link->bound);
	run->widened += link->bound;
	link->bound *= 2;
	if (ax_link_bytes(link))
		ax_link_bytes(link)->bound *= 2;
	ax_component_wake(link->producer->owner, link->producer);
	return true;
}

static void tell_wait(struct ax_run *run, const struct ax_component *c, struct ax_box *box)
{
	uint32_t offset = (uint32_t)box->offset * 8;
	if (box->flags & AX_BOX_OUT) {
		const struct ax_link *link = box->link;
		ax_log(run->engine, NULL, "  %s waits for room in %s -> %s.%s, which holds %u",
		       c->name, box_name(c, offset), link->consumer->name,
		       box_name(link->consumer, link->inbox), link->bound);
	} else if (box->link) {
		ax_log(run->engine, NULL, "  %s waits for a message in %s from %s", c->name,
		       box_name(c, offset),
		       box->link->producer ? box->link->producer->name : "outside");
	} else {
		ax_log(run->engine, NULL, "  %s waits for a message in %s, which %s", c->name,
		       box_name(c, offset),
		       box->flags & AX_BOX_FED ? "several feed" : "nobody feeds");
	}
}

static void tell(struct ax_run *run, const struct crowd *crowd)
{
	size_t told = 0;
	ax_log(run->engine, NULL, "nothing can move any more: %zu component%s wait%s for ever",
	       crowd->n, crowd->n == 1 ? "" : "s", crowd->n == 1 ? "s" : "");
	for (size_t i = 0; i < crowd->n && told < TOLD_MOST; i++) {
		struct ax_component *c = crowd->c[i];
		if (!c->engaged)
			ax_log(run->engine, NULL, "  %s waits for nothing in particular", c->name);
		for (struct ax_box *box = c->engaged; box; box = box->next)
			if ((box->flags & AX_BOX_AWAITED) &&
			    (box->link || !(box->flags & AX_BOX_OUT)))
				tell_wait(run, c, box);
		told++;
	}
	if (crowd->n > TOLD_MOST)
		ax_log(run->engine, NULL, "  and %zu more", crowd->n - TOLD_MOST);
}

static bool stirs(struct ax_run *run, const struct crowd *crowd)
{
	if (crowd->n == 0 || ax_load_acquire(&run->n_jobs) ||
	    ax_load_acquire(&run->engine->alive) != crowd->n)
		return true;
	for (size_t i = 0; i < crowd->n; i++)
		if (crowd->c[i]->state != AX_IDLE || ax_load_acquire(&crowd->c[i]->posted))
			return true;
	return false;
}

enum ax_verdict ax_wedge_examine(struct ax_run *run)
{
	struct crowd crowd = { 0 };
	enum ax_verdict verdict = AX_MOVING;
	if (gather(run, &crowd) && !stirs(run, &crowd)) {
		struct ax_link *link = find_tight_link(&crowd);
		bool outside = false;
		for (size_t i = 0; i < crowd.n; i++)
			outside |= has_outside(crowd.c[i]);
		if (link && widen(run, link)) {
			verdict = AX_WIDENED;
		} else if (!outside || (link && run->options.strict_bounds)) {
			tell(run, &crowd);
			verdict = AX_WEDGED;
		}
	}
	free(crowd.c);
	free(crowd.from);
	return verdict;
}
