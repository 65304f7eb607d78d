// SPDX-License-Identifier: Apache-2.0
/* wire: the links and pass-throughs of a description, and the bounds of its inboxes. What can be
 * wrong with a link is found here, where it is made; only types wait for ax__flatten(). */
#include "description.h"
#include "lang.h"

#include <stdio.h>
#include <string.h>

/* What a link may be: an end that was looked up. */
struct joint {
	int node;
	const char *name; /* of the component; "" for the graph itself */
	const char *box;
	bool out;
	bool fresh; /* a box of the graph itself that is named for the first time */
	const struct ax_end *end;
};

bool ax__end_split(struct ax_graph *graph, const char *text, size_t n, size_t at,
		   struct ax_end *end)
{
	const char *dot = memchr(text, '.', n);
	size_t n_component = dot ? (size_t)(dot - text) : n;
	*end = (struct ax_end){ text,	     dot ? dot + 1 : NULL,
				n_component, dot ? n - n_component - 1 : 0,
				at,	     n };
	bool component_ok = dot == text || ax__name_ok(text, n_component);
	if (component_ok && dot && ax__name_ok(end->box, end->n_box))
		return true;
	ax__graph_fail(graph,
		       "%s is not the end of a link: write component.box, or .box for a box "
		       "of the graph itself",
		       ax__quote(text, n).text);
	return false;
}

/* ---- looking up edges ---------------------------------------------------------------------- */

int ax__edge_from(const struct ax_graph *graph, int node, const char *box, bool out)
{
	int e = node == AX_OWN ? graph->own_from : graph->node[node].first_from;
	while (e >= 0 && (graph->edge[e].from_out != out || strcmp(graph->edge[e].from_box, box)))
		e = graph->edge[e].next_from;
	return e;
}

int ax__edge_to(const struct ax_graph *graph, int node, const char *box, bool out)
{
	int e = node == AX_OWN ? graph->own_to : graph->node[node].first_to;
	while (e >= 0 && (graph->edge[e].to_out != out || strcmp(graph->edge[e].to_box, box)))
		e = graph->edge[e].next_to;
	return e;
}

static const char *node_name(const struct ax_graph *graph, int node)
{
	return node == AX_OWN ? "" : graph->node[node].name;
}

/* ---- the ends of a link --------------------------------------------------------------------- */

static void point_at(struct ax_graph *graph, const struct ax_end *end)
{
	graph->spot.at = end->at;
	graph->spot.n = end->n;
}

/* A box of the graph itself: an inbox where a link starts, an outbox where it ends. */
static bool look_up_own(struct ax_graph *graph, const struct ax_end *end, bool starts,
			struct joint *joint)
{
	struct ax_port port;
	joint->node = AX_OWN;
	joint->name = "";
	joint->out = !starts;
	joint->fresh = !ax__port_find(graph, AX_OWN, end->box, end->n_box, &port);
	if (joint->fresh && graph->n_own++ == AX_MAX_OWN) {
		ax__graph_fail(graph, "graph %s has more than %d boxes of its own", graph->name,
			       AX_MAX_OWN);
		return false;
	}
	if (joint->fresh)
		return true;
	joint->box = port.name;
	if (port.out == !starts)
		return true;
	ax__graph_fail(graph, ".%s is an %s of the graph: inside, no link can %s there", port.name,
		       port.out ? "outbox" : "inbox", starts ? "start" : "end");
	return false;
}

static bool look_up(struct ax_graph *graph, const struct ax_end *end, bool starts,
		    struct joint *joint)
{
	struct ax_port port;
	*joint = (struct joint){ .end = end };
	point_at(graph, end);
	if (end->n_component == 0)
		return look_up_own(graph, end, starts, joint);
	joint->node = ax__node_named(graph, end->component, end->n_component);
	if (joint->node < 0)
		return false;
	if (!ax__port_find(graph, joint->node, end->box, end->n_box, &port)) {
		ax__port_unknown(graph, joint->node, end->box, end->n_box);
		return false;
	}
	joint->name = graph->node[joint->node].name;
	joint->box = port.name;
	joint->out = port.out;
	return true;
}

/* ---- what a link must not do ----------------------------------------------------------------- */

static bool directions_fit(struct ax_graph *graph, const struct joint *from, const struct joint *to)
{
	if (from->node == AX_OWN && to->node == AX_OWN) {
		ax__graph_fail(graph,
			       "a graph's own boxes pass on to components in it, not to each "
			       "other");
		return false;
	}
	/* From inside, the graph's own inbox gives messages and its own outbox takes them. */
	if (to->node == AX_OWN && !from->out) {
		ax__graph_fail(graph, "%s.%s is an inbox: nothing comes out of it for an outbox",
			       from->name, from->box);
		return false;
	}
	if (from->node == AX_OWN && to->out) {
		ax__graph_fail(graph, "%s.%s is an outbox: an inbox can't pass on to it", to->name,
			       to->box);
		return false;
	}
	if (!from->out && to->out && from->node != AX_OWN && to->node != AX_OWN) {
		ax__graph_fail(graph,
			       "%s.%s is an inbox and %s.%s an outbox: a link goes from an "
			       "outbox to an inbox",
			       from->name, from->box, to->name, to->box);
		return false;
	}
	return true;
}

/* A box passes what it has to one other box. */
static bool leads_nowhere_yet(struct ax_graph *graph, const struct joint *from)
{
	if (from->fresh)
		return true;
	point_at(graph, from->end);
	int e = ax__edge_from(graph, from->node, from->box, from->out);
	if (e >= 0) {
		const struct ax_edge *edge = &graph->edge[e];
		ax__graph_fail(graph, "%s %s.%s is linked already, to %s.%s",
			       from->out ? "outbox" : "inbox", from->name, from->box,
			       node_name(graph, edge->to), edge->to_box);
		return false;
	}
	const struct ax_graph *inner = from->node == AX_OWN ? NULL : graph->node[from->node].inner;
	if (!from->out && inner && ax__edge_from(inner, AX_OWN, from->box, false) >= 0) {
		ax__graph_fail(graph, "inbox %s.%s is linked already, inside %s", from->name,
			       from->box, from->name);
		return false;
	}
	return true;
}

/* Follows what leaves `to`; comes to `from` when the new edge would close a ring. A ring of links
 * is legal, but no message would ever arrive in a ring of pass-throughs. */
static bool closes_no_ring(struct ax_graph *graph, const struct joint *from, const struct joint *to)
{
	if (from->node == AX_OWN || to->node == AX_OWN || from->out != to->out)
		return true;
	char ring[300];
	size_t used = (size_t)snprintf(ring, sizeof(ring), "%.40s.%.40s -> %.40s.%.40s", from->name,
				       from->box, to->name, to->box);
	int node = to->node;
	const char *box = to->box;
	while (node != from->node || strcmp(box, from->box) != 0) {
		int e = ax__edge_from(graph, node, box, from->out);
		if (e < 0 || graph->edge[e].to == AX_OWN || graph->edge[e].to_out != from->out)
			return true;
		node = graph->edge[e].to;
		box = graph->edge[e].to_box;
		if (used < sizeof(ring))
			used += (size_t)snprintf(ring + used, sizeof(ring) - used, " -> %s.%s",
						 node_name(graph, node), box);
	}
	ax__graph_fail(graph, "a cycle of pass-throughs, in which no message arrives: %s%s", ring,
		       used >= sizeof(ring) ? "..." : "");
	return false;
}

/* ---- making one ------------------------------------------------------------------------------ */

static const char *box_name(struct ax_graph *graph, const struct joint *joint)
{
	if (!joint->fresh)
		return joint->box;
	return ax__graph_keep_text(graph, joint->end->box, joint->end->n_box);
}

static void connect(struct ax_graph *graph, const struct joint *from, const struct joint *to)
{
	struct ax_edge edge = {
		.from = from->node,
		.to = to->node,
		.from_box = box_name(graph, from),
		.to_box = box_name(graph, to),
		.from_out = from->out,
		.to_out = to->out,
		.at = from->end->at,
		.n = to->end->at + to->end->n - from->end->at,
	};
	if (!edge.from_box || !edge.to_box ||
	    !ax__graph_grow(graph, &graph->edge, graph->n_edges, &graph->room_edges,
			    sizeof(*graph->edge)))
		return;
	int *first_from =
		from->node == AX_OWN ? &graph->own_from : &graph->node[from->node].first_from;
	int *first_to = to->node == AX_OWN ? &graph->own_to : &graph->node[to->node].first_to;
	edge.next_from = *first_from;
	edge.next_to = *first_to;
	*first_from = *first_to = (int)graph->n_edges;
	graph->edge[graph->n_edges++] = edge;
}

void ax__link_ends(struct ax_graph *graph, const struct ax_end *from, const struct ax_end *to)
{
	struct joint source, sink;
	if (look_up(graph, from, true, &source) && look_up(graph, to, false, &sink) &&
	    directions_fit(graph, &source, &sink) && leads_nowhere_yet(graph, &source) &&
	    closes_no_ring(graph, &source, &sink))
		connect(graph, &source, &sink);
}

void ax_graph_link(struct ax_graph *graph, const char *from, const char *to)
{
	struct ax_end source, sink;
	if (ax__graph_open(graph) && ax__end_split(graph, from, strlen(from), 0, &source) &&
	    ax__end_split(graph, to, strlen(to), 0, &sink))
		ax__link_ends(graph, &source, &sink);
}

/* ---- rows ----------------------------------------------------------------------------------- */

static struct ax_end end_at(const struct ax_graph *graph, int node, const char *box)
{
	const char *name = node_name(graph, node);
	return (struct ax_end){
		name, box, strlen(name), strlen(box), graph->spot.at, graph->spot.n
	};
}

static void link_boxes(struct ax_graph *graph, int before, const char *outbox, int after,
		       const char *inbox)
{
	struct ax_spot spot = graph->spot;
	struct ax_end from = end_at(graph, before, outbox), to = end_at(graph, after, inbox);
	if (!ax_graph_error(graph))
		ax__link_ends(graph, &from, &to);
	graph->spot = spot;
}

static bool has(const struct ax_graph *graph, int node, const char *box, bool out)
{
	struct ax_port port;
	return ax__port_find(graph, node, box, strlen(box), &port) && port.out == out;
}

void ax__link_row(struct ax_graph *graph, int before, int after)
{
	if (!has(graph, before, "outbox", true))
		ax__graph_fail(graph, "%s has no outbox, so nothing can follow it",
			       node_name(graph, before));
	else if (!has(graph, after, "inbox", false))
		ax__graph_fail(graph, "%s has no inbox, so it can't follow %s",
			       node_name(graph, after), node_name(graph, before));
	link_boxes(graph, before, "outbox", after, "inbox");
	link_boxes(graph, before, "signal", after, "control");
}

void ax__link_outside(struct ax_graph *graph, int first, int last)
{
	if (has(graph, first, "inbox", false))
		link_boxes(graph, AX_OWN, "inbox", first, "inbox");
	link_boxes(graph, AX_OWN, "control", first, "control");
	if (has(graph, last, "outbox", true))
		link_boxes(graph, last, "outbox", AX_OWN, "outbox");
	link_boxes(graph, last, "signal", AX_OWN, "signal");
}

void ax_graph_pipeline(struct ax_graph *graph, const char *const *names)
{
	if (!ax__graph_open(graph))
		return;
	if (!names[0]) {
		ax__graph_fail(graph, "a pipeline without components");
		return;
	}
	int first = ax__node_named(graph, names[0], strlen(names[0]));
	int last = first;
	for (size_t i = 1; names[i] && last >= 0; i++) {
		int after = ax__node_named(graph, names[i], strlen(names[i]));
		if (after >= 0)
			ax__link_row(graph, last, after);
		last = after;
	}
	if (last >= 0)
		ax__link_outside(graph, first, last);
}

/* ---- bounds --------------------------------------------------------------------------------- */

static bool bound_fits(struct ax_graph *graph, uint32_t n, uint64_t n_bytes)
{
	if (n <= AX_MAX_BOUND && (n > 0 || n_bytes > 0))
		return true;
	ax__graph_fail(graph, "a bound of %u messages; it goes from 1 to %d", n, AX_MAX_BOUND);
	return false;
}

void ax__bound_set(struct ax_graph *graph, int node, const char *box, size_t n_box, uint32_t n,
		   uint64_t n_bytes)
{
	struct ax_port port;
	if (node == AX_OWN || !ax__port_find(graph, node, box, n_box, &port) || port.out) {
		ax__graph_fail(graph,
			       "%s.%.*s is no inbox of a component, and bounds belong to those",
			       node_name(graph, node), (int)n_box, box);
		return;
	}
	struct ax_bound bound = { port.name, n, n_bytes, graph->node[node].first_bound };
	if (!ax__graph_grow(graph, &graph->bound, graph->n_bounds, &graph->room_bounds,
			    sizeof(*graph->bound)))
		return;
	graph->node[node].first_bound = (int)graph->n_bounds;
	graph->bound[graph->n_bounds++] = bound;
}

void ax_graph_bound(struct ax_graph *graph, const char *inbox, uint32_t n, uint64_t n_bytes)
{
	struct ax_end end;
	if (!ax__graph_open(graph) || !bound_fits(graph, n, n_bytes) ||
	    !ax__end_split(graph, inbox, strlen(inbox), 0, &end))
		return;
	int node = end.n_component ? ax__node_named(graph, end.component, end.n_component) : AX_OWN;
	struct ax_port port;
	if (end.n_component && node < 0)
		return;
	if (node != AX_OWN && !ax__port_find(graph, node, end.box, end.n_box, &port))
		ax__port_unknown(graph, node, end.box, end.n_box);
	else
		ax__bound_set(graph, node, end.box, end.n_box, n, n_bytes);
}
