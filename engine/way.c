// SPDX-License-Identifier: Apache-2.0
/* way: follows every outbox through links and pass-throughs to the component that finally
 * receives, and gives the two one link. */
#include "flatten.h"

#include "keeper.h"

#include <string.h>

/* A box somewhere. */
struct box {
	struct ax_place *place;
	int node;
	const char *name;
};

/* A link on its way from its producer to its consumer. */
struct way {
	struct ax_flattened *flat;
	struct ax_flat_link link;
	struct box from, at;
	const char *type;
	const struct ax_edge *edge; /* the one that goes from an outbox to an inbox */
};

/* The bound of the last inbox that has one holds. */
static void note_bound(struct way *way)
{
	const struct ax_graph *graph = way->at.place->graph;
	int b = graph->node[way->at.node].first_bound;
	while (b >= 0 && strcmp(graph->bound[b].box, way->at.name) != 0)
		b = graph->bound[b].next;
	if (b < 0)
		return;
	way->link.bound = graph->bound[b].n;
	way->link.n_bytes = graph->bound[b].n_bytes;
}

static bool add_link(struct way *way, uint32_t to, uint16_t inbox)
{
	struct ax_flattened *flat = way->flat;
	way->link.to = to;
	way->link.inbox = inbox;
	if (!ax__graph_grow(flat->graph, &flat->flat.link, flat->flat.n_links, &flat->room_links,
			    sizeof(way->link)))
		return false;
	flat->flat.link[flat->flat.n_links++] = way->link;
	return true;
}

/* A text is checked when it is read: then the link is one of its own, and its place is known. */
static bool refuse(const struct way *way, const struct ax_port *port)
{
	struct ax_graph *graph = way->flat->graph;
	const struct ax_place *from = way->from.place, *to = way->at.place;
	if (graph->spot.source && way->edge) {
		graph->spot.at = way->edge->at;
		graph->spot.n = way->edge->n;
	}
	ax__graph_fail(graph, "link %s%s.%s (%s) -> %s%s.%s (%s): type mismatch", from->path,
		       from->graph->node[way->from.node].name, way->from.name, way->type, to->path,
		       to->graph->node[way->at.node].name, way->at.name, port->type);
	return false;
}

static bool arrive(struct way *way)
{
	const struct ax_place *place = way->at.place;
	struct ax_port port;
	if (!ax__port_find(place->graph, way->at.node, way->at.name, strlen(way->at.name), &port))
		return true;
	if (!ax__types_agree(way->flat->graph->engine, way->type, port.type))
		return refuse(way, &port);
	return add_link(way, place->inside[way->at.node].component, port.offset);
}

/* From an inbox to the component that has it. Here a way may end without a link: at a control
 * that nobody is there to hear. */
static bool follow_in(struct way *way)
{
	for (;;) {
		struct ax_place *place = way->at.place;
		note_bound(way);
		int e = ax__edge_from(place->graph, way->at.node, way->at.name, false);
		if (e < 0 && !place->graph->node[way->at.node].inner)
			return arrive(way);
		if (e < 0) {
			place = place->inside[way->at.node].place;
			e = ax__edge_from(place->graph, AX_OWN, way->at.name, false);
		}
		if (e < 0)
			return !place->broadcasts ||
			       add_link(way, (uint32_t)place->keeper,
					offsetof(struct ax_component, control));
		const struct ax_edge *edge = &place->graph->edge[e];
		way->at = (struct box){ place, edge->to, edge->to_box };
	}
}

/* From an outbox to the inbox it is linked to, which may be further out, or nowhere. */
static bool follow_out(struct way *way)
{
	for (;;) {
		struct ax_place *place = way->at.place;
		int e = ax__edge_from(place->graph, way->at.node, way->at.name, true);
		if (e < 0)
			return true;
		const struct ax_edge *edge = &place->graph->edge[e];
		if (edge->to != AX_OWN) {
			way->at = (struct box){ place, edge->to, edge->to_box };
			if (edge->to_out)
				continue;
			way->edge = edge;
			return follow_in(way);
		}
		if (!place->parent)
			return true;
		way->at = (struct box){ place->parent, place->node, edge->to_box };
	}
}

static bool link_component(struct ax_flattened *flat, struct ax_place *place, uint32_t i)
{
	struct ax_port port;
	for (uint32_t p = 0; ax__port_at(place->graph, (int)i, p, &port); p++) {
		if (!port.out)
			continue;
		struct box from = { place, (int)i, port.name };
		struct way way = { .flat = flat, .from = from, .at = from, .type = port.type };
		way.link.from = place->inside[i].component;
		way.link.outbox = port.offset;
		if (!follow_out(&way))
			return false;
	}
	return true;
}

/* A keeper's own links: its signal is the graph's, and an outbox goes to every control left to it. */
static bool link_keeper(struct ax_flattened *flat, struct ax_place *place)
{
	struct box signal = { place->parent, place->node, "signal" };
	struct way way = { .flat = flat, .from = signal, .at = signal, .type = "any" };
	way.link.from = (uint32_t)place->keeper;
	way.link.outbox = offsetof(struct ax_component, signal);
	if (ax__place_reports(place) && !follow_out(&way))
		return false;
	for (uint32_t i = 0; place->broadcasts && i < place->graph->n_nodes; i++) {
		if (!ax__left_to_keeper(place->graph, i))
			continue;
		way.at = (struct box){ place, (int)i, "control" };
		way.link.outbox = (uint16_t)(offsetof(struct ax_keeper, kept) +
					     place->n_kept++ * sizeof(struct ax_outbox));
		way.link.bound = 0;
		way.link.n_bytes = 0;
		if (!follow_in(&way))
			return false;
	}
	return true;
}

bool ax__link_flat(struct ax_flattened *flat)
{
	for (struct ax_place *place = flat->places; place; place = place->next) {
		if (place->kept && !link_keeper(flat, place))
			return false;
		for (uint32_t i = 0; i < place->graph->n_nodes; i++)
			if (!place->graph->node[i].inner && !link_component(flat, place, i))
				return false;
	}
	return true;
}
