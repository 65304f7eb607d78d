// SPDX-License-Identifier: Apache-2.0
/* flatten: a description without its nesting. Every outbox of a component is followed through
 * links and pass-throughs to the component that finally receives, so that a message makes one hop.
 *
 * Every graph inside is entered once, as a place: graphs may be shared, places are not. Whether a
 * place needs a keeper is decided top down, because a keeper outside feeds the controls inside. */
#include "description.h"
#include "keeper.h"
#include "lang.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A graph where it stands among the graphs around it. */
struct place {
	struct place *next; /* all of them, for freeing */
	struct place *parent;
	int node; /* in the parent's graph */
	const struct ax_graph *graph;
	const char *path; /* "" for the outermost, otherwise with a '/' at its end */
	union inside {
		uint32_t component;
		struct place *place;
	} * inside;	      /* of each node */
	int32_t keeper;	      /* the keeper whose family the components here join */
	bool kept;	      /* that keeper is this place's own */
	bool broadcasts;      /* it hands control messages to every control that nothing feeds */
	int pin, group;	      /* for components that say nothing themselves */
	uint32_t n_kept;      /* its outboxes that are linked so far */
	uint32_t first_group; /* of the flat graph's groups, those of this place */
};

struct ax_flattened {
	struct ax_flat flat;
	uint32_t room_components, room_links, room_groups;
	struct place *places;
	struct ax_graph *graph; /* whose error it is */
	struct ax_kept *names;
	struct ax_component_type **keeper;
	uint32_t n_keepers, room_keepers;
	uint32_t n_places;
};

/* A box somewhere. */
struct box {
	struct place *place;
	int node;
	const char *name;
};

const struct ax_flat *ax__flattened_view(const struct ax_flattened *flat)
{
	return &flat->flat;
}

void ax__flattened_free(struct ax_flattened *flat)
{
	if (!flat)
		return;
	for (struct place *place = flat->places, *next; place; place = next) {
		next = place->next;
		free(place->inside);
		free(place);
	}
	for (struct ax_kept *kept = flat->names, *next; kept; kept = next) {
		next = kept->next;
		free(kept);
	}
	for (uint32_t i = 0; i < flat->n_keepers; i++)
		ax__keeper_type_free(flat->keeper[i]);
	free(flat->keeper);
	free(flat->flat.component);
	free(flat->flat.link);
	free(flat->flat.group);
	free(flat);
}

static bool out_of_memory(struct ax_flattened *flat)
{
	ax__graph_fail(flat->graph, "no memory");
	return false;
}

/* path + name + end, kept with the flat graph. */
static const char *join_path(struct ax_flattened *flat, const char *path, const char *name,
			     const char *end)
{
	size_t n = strlen(path) + strlen(name) + strlen(end) + 1;
	struct ax_kept *kept = malloc(sizeof(*kept) + n);
	if (!kept) {
		out_of_memory(flat);
		return NULL;
	}
	kept->next = flat->names;
	flat->names = kept;
	snprintf(kept->bytes, n, "%s%s%s", path, name, end);
	return kept->bytes;
}

/* ---- who feeds what -------------------------------------------------------------------------- */

/* Whether something may arrive from outside at an inbox of the place's graph. */
static bool fed(const struct place *place, const char *box)
{
	const struct place *outer = place->parent;
	if (!outer || ax__edge_from(outer->graph, place->node, box, false) >= 0)
		return false;
	int e = ax__edge_to(outer->graph, place->node, box, false);
	if (e < 0)
		return outer->broadcasts && strcmp(box, "control") == 0;
	const struct ax_edge *edge = &outer->graph->edge[e];
	return edge->from != AX_OWN || fed(outer, edge->from_box);
}

/* Whether what leaves an outbox of the place's graph arrives anywhere. */
static bool heard(const struct place *place, const char *box)
{
	const struct place *outer = place->parent;
	int e = outer ? ax__edge_from(outer->graph, place->node, box, true) : AX_NO_EDGE;
	if (e < 0)
		return false;
	const struct ax_edge *edge = &outer->graph->edge[e];
	return edge->to != AX_OWN || heard(outer, edge->to_box);
}

static bool needs_broadcast(const struct place *place)
{
	return ax__edge_from(place->graph, AX_OWN, "control", false) < 0 && fed(place, "control");
}

static bool needs_report(const struct place *place)
{
	return ax__edge_to(place->graph, AX_OWN, "signal", true) < 0 && heard(place, "signal");
}

/* Whether a component's control waits for its graph's keeper. */
static bool left_to_keeper(const struct ax_graph *graph, uint32_t node)
{
	return ax__edge_to(graph, (int)node, "control", false) < 0 &&
	       ax__edge_from(graph, (int)node, "control", false) < 0;
}

/* ---- components ------------------------------------------------------------------------------- */

static bool add_component(struct ax_flattened *flat, const struct ax_flat_component *component)
{
	if (flat->flat.n_components == AX_MAX_FLAT) {
		ax__graph_fail(flat->graph, "a graph of more than %d components", AX_MAX_FLAT);
		return false;
	}
	if (!component->name ||
	    !ax__graph_grow(flat->graph, &flat->flat.component, flat->flat.n_components,
			    &flat->room_components, sizeof(*component)))
		return false;
	flat->flat.component[flat->flat.n_components++] = *component;
	return true;
}

static struct ax_component_type *new_keeper_type(struct ax_flattened *flat,
						 const struct place *place)
{
	const char *names[AX_MAX_KEPT];
	uint32_t n = 0;
	for (uint32_t i = 0; place->broadcasts && i < place->graph->n_nodes; i++) {
		if (!left_to_keeper(place->graph, i))
			continue;
		if (n == AX_MAX_KEPT) {
			ax__graph_fail(flat->graph,
				       "%s has more than %d components whose control is not linked",
				       place->path, AX_MAX_KEPT);
			return NULL;
		}
		names[n++] = place->graph->node[i].name;
	}
	struct ax_component_type *type = ax__keeper_type_new(names, n);
	if (!type)
		out_of_memory(flat);
	return type;
}

static bool add_keeper(struct ax_flattened *flat, struct place *place)
{
	struct ax_component_type *type = new_keeper_type(flat, place);
	if (!type)
		return false;
	if (!ax__graph_grow(flat->graph, &flat->keeper, flat->n_keepers, &flat->room_keepers,
			    sizeof(struct ax_component_type *))) {
		ax__keeper_type_free(type);
		return false;
	}
	flat->keeper[flat->n_keepers++] = type;
	struct ax_flat_component component = {
		.name = join_path(flat, place->parent->path,
				  place->parent->graph->node[place->node].name, ""),
		.type = type,
		.image = ax__keeper_image(type),
		.pin = place->pin,
		.group = place->group,
		.keeper = place->keeper,
	};
	place->keeper = (int32_t)flat->flat.n_components;
	place->kept = true;
	return add_component(flat, &component);
}

/* ---- places ------------------------------------------------------------------------------------ */

static bool add_groups(struct ax_flattened *flat, struct place *place)
{
	place->first_group = flat->flat.n_groups;
	for (uint32_t i = 0; i < place->graph->n_groups; i++) {
		const struct ax_flat_group *group = &place->graph->group[i];
		const char *name = join_path(flat, place->path, group->name, "");
		if (!name || !ax__graph_grow(flat->graph, &flat->flat.group, flat->flat.n_groups,
					     &flat->room_groups, sizeof(*group)))
			return false;
		flat->flat.group[flat->flat.n_groups++] =
			(struct ax_flat_group){ name, group->weight };
	}
	return true;
}

static int pin_of(const struct place *place, const struct ax_node *node)
{
	return node->pin != AX_NO_PIN ? node->pin : place->pin;
}

static int group_of(const struct place *place, const struct ax_node *node)
{
	return node->group != AX_NO_GROUP ? (int)place->first_group + node->group : place->group;
}

static struct place *add_place(struct ax_flattened *flat, struct place *parent, int node,
			       const struct ax_graph *graph)
{
	if (++flat->n_places > AX_MAX_FLAT) {
		ax__graph_fail(flat->graph, "a graph of more than %d graphs", AX_MAX_FLAT);
		return NULL;
	}
	struct place *place = calloc(1, sizeof(*place));
	if (!place) {
		out_of_memory(flat);
		return NULL;
	}
	const struct ax_node *at = parent ? &parent->graph->node[node] : NULL;
	*place = (struct place){
		.next = flat->places,
		.parent = parent,
		.node = node,
		.graph = graph,
		.path = at ? join_path(flat, parent->path, at->name, "/") : "",
		.inside = calloc(graph->n_nodes + 1, sizeof(*place->inside)),
		.keeper = parent ? parent->keeper : AX_NO_KEEPER,
		.pin = at ? pin_of(parent, at) : AX_NO_PIN,
		.group = at ? group_of(parent, at) : AX_NO_GROUP,
	};
	flat->places = place;
	if (place->inside && place->path)
		return place;
	out_of_memory(flat);
	return NULL;
}

static bool add_leaf(struct ax_flattened *flat, struct place *place, uint32_t i)
{
	const struct ax_node *node = &place->graph->node[i];
	place->inside[i].component = flat->flat.n_components;
	return add_component(flat, &(struct ax_flat_component){
					   .name = join_path(flat, place->path, node->name, ""),
					   .type = node->type,
					   .image = node->image,
					   .pin = pin_of(place, node),
					   .group = group_of(place, node),
					   .keeper = place->keeper,
				   });
}

/* Enters a graph and those inside it, as deep as AX_MAX_NESTING. */
static bool enter(struct ax_flattened *flat, struct place *place)
{
	bool broadcasts = needs_broadcast(place);
	place->broadcasts = broadcasts;
	if ((broadcasts || needs_report(place)) && !add_keeper(flat, place))
		return false;
	if (!add_groups(flat, place))
		return false;
	for (uint32_t i = 0; i < place->graph->n_nodes; i++) {
		const struct ax_graph *inner = place->graph->node[i].inner;
		if (!inner && !add_leaf(flat, place, i))
			return false;
		if (!inner)
			continue;
		place->inside[i].place = add_place(flat, place, (int)i, inner);
		if (!place->inside[i].place || !enter(flat, place->inside[i].place))
			return false;
	}
	return true;
}

/* ---- links ------------------------------------------------------------------------------------- */

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

static bool arrive(struct way *way)
{
	const struct place *place = way->at.place;
	const struct ax_node *node = &place->graph->node[way->at.node];
	struct ax_port port;
	if (!ax__port_find(place->graph, way->at.node, way->at.name, strlen(way->at.name), &port))
		return true;
	if (ax__types_agree(way->flat->graph->engine, way->type, port.type))
		return add_link(way, place->inside[way->at.node].component, port.offset);
	char *sentence;
	if (asprintf(&sentence, "link %s%s.%s (%s) -> %s%s.%s (%s): type mismatch",
		     way->from.place->path, way->from.place->graph->node[way->from.node].name,
		     way->from.name, way->type, place->path, node->name, way->at.name,
		     port.type) < 0)
		return out_of_memory(way->flat);
	if (!ax_graph_error(way->flat->graph))
		ax__graph_fail_with(way->flat->graph, sentence, way->edge ? way->edge->place : "");
	free(sentence);
	return false;
}

/* From an inbox to the component that has it. Here a way may end without a link: at a control
 * that nobody is there to hear. */
static bool follow_in(struct way *way)
{
	for (;;) {
		struct place *place = way->at.place;
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
		struct place *place = way->at.place;
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

static bool link_component(struct ax_flattened *flat, struct place *place, uint32_t i)
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
static bool link_keeper(struct ax_flattened *flat, struct place *place)
{
	struct box signal = { place->parent, place->node, "signal" };
	struct way way = { .flat = flat, .from = signal, .at = signal, .type = "any" };
	way.link.from = (uint32_t)place->keeper;
	way.link.outbox = offsetof(struct ax_component, signal);
	if (needs_report(place) && !follow_out(&way))
		return false;
	for (uint32_t i = 0; place->broadcasts && i < place->graph->n_nodes; i++) {
		if (!left_to_keeper(place->graph, i))
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

static bool link_all(struct ax_flattened *flat)
{
	for (struct place *place = flat->places; place; place = place->next) {
		if (place->kept && !link_keeper(flat, place))
			return false;
		for (uint32_t i = 0; i < place->graph->n_nodes; i++)
			if (!place->graph->node[i].inner && !link_component(flat, place, i))
				return false;
	}
	return true;
}

struct ax_flattened *ax__flatten(struct ax_graph *graph)
{
	struct ax_flattened *flat = calloc(1, sizeof(*flat));
	if (!flat) {
		ax__graph_fail(graph, "no memory");
		return NULL;
	}
	flat->graph = graph;
	struct place *outermost = add_place(flat, NULL, AX_OWN, graph);
	if (outermost && enter(flat, outermost) && link_all(flat))
		return flat;
	ax__flattened_free(flat);
	return NULL;
}
