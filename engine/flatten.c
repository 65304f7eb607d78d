// SPDX-License-Identifier: Apache-2.0
/* flatten: a description without its nesting. Every outbox of a component is followed through
 * links and pass-throughs to the component that finally receives, so that a message makes one hop.
 *
 * Every graph inside is entered once, as a place: graphs may be shared, places are not. Whether a
 * place needs a keeper is decided top down, because a keeper outside feeds the controls inside. */
#include "flatten.h"

#include "keeper.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const struct ax_flat *ax__flattened_view(const struct ax_flattened *flat)
{
	return &flat->flat;
}

void ax__flattened_free(struct ax_flattened *flat)
{
	if (!flat)
		return;
	for (struct ax_place *place = flat->places, *next; place; place = next) {
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
static bool fed(const struct ax_place *place, const char *box)
{
	const struct ax_place *outer = place->parent;
	if (!outer || ax__edge_from(outer->graph, place->node, box, false) >= 0)
		return false;
	int e = ax__edge_to(outer->graph, place->node, box, false);
	if (e < 0)
		return outer->broadcasts && strcmp(box, "control") == 0;
	const struct ax_edge *edge = &outer->graph->edge[e];
	return edge->from != AX_OWN || fed(outer, edge->from_box);
}

/* Whether what leaves an outbox of the place's graph arrives anywhere. */
static bool heard(const struct ax_place *place, const char *box)
{
	const struct ax_place *outer = place->parent;
	int e = outer ? ax__edge_from(outer->graph, place->node, box, true) : AX_NO_EDGE;
	if (e < 0)
		return false;
	const struct ax_edge *edge = &outer->graph->edge[e];
	return edge->to != AX_OWN || heard(outer, edge->to_box);
}

static bool needs_broadcast(const struct ax_place *place)
{
	return ax__edge_from(place->graph, AX_OWN, "control", false) < 0 && fed(place, "control");
}

bool ax__place_reports(const struct ax_place *place)
{
	return ax__edge_to(place->graph, AX_OWN, "signal", true) < 0 && heard(place, "signal");
}

bool ax__left_to_keeper(const struct ax_graph *graph, uint32_t node)
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
						 const struct ax_place *place)
{
	const char *names[AX_MAX_KEPT];
	uint32_t n = 0;
	for (uint32_t i = 0; place->broadcasts && i < place->graph->n_nodes; i++) {
		if (!ax__left_to_keeper(place->graph, i))
			continue;
		if (n == AX_MAX_KEPT) {
			ax__graph_fail(
				flat->graph,
				"graph %s has more than %d components whose control is not linked",
				place->parent->graph->node[place->node].name, AX_MAX_KEPT);
			return NULL;
		}
		names[n++] = place->graph->node[i].name;
	}
	struct ax_component_type *type = ax__keeper_type_new(names, n);
	if (!type)
		out_of_memory(flat);
	return type;
}

static bool add_keeper(struct ax_flattened *flat, struct ax_place *place)
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

static bool add_groups(struct ax_flattened *flat, struct ax_place *place)
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

static int pin_of(const struct ax_place *place, const struct ax_node *node)
{
	return node->pin != AX_NO_PIN ? node->pin : place->pin;
}

static int group_of(const struct ax_place *place, const struct ax_node *node)
{
	return node->group != AX_NO_GROUP ? (int)place->first_group + node->group : place->group;
}

static struct ax_place *add_place(struct ax_flattened *flat, struct ax_place *parent, int node,
				  const struct ax_graph *graph)
{
	if (++flat->n_places > AX_MAX_FLAT) {
		ax__graph_fail(flat->graph, "a graph of more than %d graphs", AX_MAX_FLAT);
		return NULL;
	}
	struct ax_place *place = calloc(1, sizeof(*place));
	if (!place) {
		out_of_memory(flat);
		return NULL;
	}
	const struct ax_node *at = parent ? &parent->graph->node[node] : NULL;
	*place = (struct ax_place){
		.parent = parent,
		.node = node,
		.graph = graph,
		.path = at ? join_path(flat, parent->path, at->name, "/") : "",
		.inside = calloc(graph->n_nodes + 1, sizeof(*place->inside)),
		.keeper = parent ? parent->keeper : AX_NO_KEEPER,
		.pin = at ? pin_of(parent, at) : AX_NO_PIN,
		.group = at ? group_of(parent, at) : AX_NO_GROUP,
	};
	*flat->last_place = place;
	flat->last_place = &place->next;
	if (place->inside && place->path)
		return place;
	out_of_memory(flat);
	return NULL;
}

static bool add_leaf(struct ax_flattened *flat, struct ax_place *place, uint32_t i)
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
static bool enter(struct ax_flattened *flat, struct ax_place *place)
{
	bool broadcasts = needs_broadcast(place);
	place->broadcasts = broadcasts;
	if ((broadcasts || ax__place_reports(place)) && !add_keeper(flat, place))
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

struct ax_flattened *ax__flatten(struct ax_graph *graph)
{
	struct ax_flattened *flat = calloc(1, sizeof(*flat));
	if (!flat) {
		ax__graph_fail(graph, "no memory");
		return NULL;
	}
	flat->graph = graph;
	flat->last_place = &flat->places;
	struct ax_place *outermost = add_place(flat, NULL, AX_OWN, graph);
	if (outermost && enter(flat, outermost) && ax__link_flat(flat))
		return flat;
	ax__flattened_free(flat);
	return NULL;
}
