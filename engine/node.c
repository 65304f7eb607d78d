// SPDX-License-Identifier: Apache-2.0
/* node: the components of a description by name, their groups and their pins. */
#include "description.h"
#include "lang.h"

#include <axon/engine.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	FIRST_INDEX = 16
}; /* slots; a power of two */

/* ---- the index of names ------------------------------------------------------------------- */

/* FNV-1a. */
static uint32_t hash(const char *name, size_t n)
{
	uint32_t h = 2166136261u;
	for (size_t i = 0; i < n; i++)
		h = (h ^ (unsigned char)name[i]) * 16777619u;
	return h;
}

static bool named(const char *name, const char *text, size_t n)
{
	return strncmp(name, text, n) == 0 && name[n] == '\0';
}

/* The slot where the name is, or where it would go. */
static uint32_t slot_of(const struct ax_graph *graph, const char *name, size_t n)
{
	uint32_t slot = hash(name, n) & graph->index_mask;
	while (graph->index[slot] && !named(graph->node[graph->index[slot] - 1].name, name, n))
		slot = (slot + 1) & graph->index_mask;
	return slot;
}

/* Keeps the index at most half full. */
static bool make_index_room(struct ax_graph *graph)
{
	uint32_t slots = graph->index ? graph->index_mask + 1 : FIRST_INDEX;
	if (graph->index && 2 * (graph->n_nodes + 1) <= slots)
		return true;
	slots = graph->index ? 2 * slots : slots;
	uint32_t *wider = calloc(slots, sizeof(*wider));
	if (!wider) {
		ax__graph_fail(graph, "no memory");
		return false;
	}
	free(graph->index);
	graph->index = wider;
	graph->index_mask = slots - 1;
	for (uint32_t i = 0; i < graph->n_nodes; i++) {
		const char *name = graph->node[i].name;
		graph->index[slot_of(graph, name, strlen(name))] = i + 1;
	}
	return true;
}

int ax__node_find(const struct ax_graph *graph, const char *name, size_t n)
{
	return graph->index ? (int)graph->index[slot_of(graph, name, n)] - 1 : -1;
}

/* ---- names -------------------------------------------------------------------------------- */

static bool name_byte(char c)
{
	unsigned char u = (unsigned char)c;
	return (u >= 'a' && u <= 'z') || (u >= 'A' && u <= 'Z') || (u >= '0' && u <= '9') ||
	       u == '_' || u == '-' || u == '#' || u >= 0x80;
}

bool ax__name_ok(const char *name, size_t n)
{
	if (n == 0 || n > AX_MAX_NAME || *name == '#' || *name == '-')
		return false;
	for (size_t i = 0; i < n; i++)
		if (!name_byte(name[i]))
			return false;
	return true;
}

const char *ax__node_fresh_name(struct ax_graph *graph, const char *stem)
{
	char name[AX_MAX_NAME + 16];
	int first = ax__node_find(graph, stem, strlen(stem));
	if (first < 0)
		return stem;
	uint32_t serial = graph->node[first].last_serial;
	do {
		serial = serial ? serial + 1 : 2;
		snprintf(name, sizeof(name), "%s#%u", stem, serial);
	} while (ax__node_find(graph, name, strlen(name)) >= 0);
	graph->node[first].last_serial = serial;
	return ax__graph_keep_text(graph, name, strlen(name));
}

/* Ends a sentence about an unknown name with the nearest one, if there is one. */
static void fail_unknown(struct ax_graph *graph, const char *what, const char *name, size_t n,
			 const char *const *names, size_t n_names)
{
	char word[AX_MAX_NAME + 1] = "";
	if (n < sizeof(word))
		memcpy(word, name, n);
	const char *near = ax_nearest(word, names, n_names);
	if (near)
		ax__graph_fail(graph, "there is no %s %s here; did you mean '%s'?", what,
			       ax__quote(name, n).text, near);
	else
		ax__graph_fail(graph, "there is no %s %s here", what, ax__quote(name, n).text);
}

int ax__node_named(struct ax_graph *graph, const char *name, size_t n)
{
	int node = ax__node_find(graph, name, n);
	if (node >= 0)
		return node;
	char type[AX_MAX_NAME + 1] = "";
	memcpy(type, name, n < sizeof(type) ? n : 0);
	if (ax_component_find(graph->engine, type)) {
		ax__graph_fail(graph,
			       "there is no component '%s' here, only a type of that name; "
			       "types are joined by '!'",
			       type);
		return -1;
	}
	const char **names = calloc(graph->n_nodes + 1, sizeof(*names));
	for (uint32_t i = 0; names && i < graph->n_nodes; i++)
		names[i] = graph->node[i].name;
	fail_unknown(graph, "component", name, n, names, names ? graph->n_nodes : 0);
	free(names);
	return -1;
}

int ax__node_add(struct ax_graph *graph, const char *name, size_t n)
{
	if (!ax__name_ok(name, n)) {
		ax__graph_fail(graph,
			       "%s can't be a component's name: use letters, digits, '_' and '-'",
			       ax__quote(name, n).text);
		return -1;
	}
	if (ax__node_find(graph, name, n) >= 0) {
		ax__graph_fail(graph, "there are two components %s", ax__quote(name, n).text);
		return -1;
	}
	const char *copy = ax__graph_keep_text(graph, name, n);
	if (!copy || !make_index_room(graph) ||
	    !ax__graph_grow(graph, &graph->node, graph->n_nodes, &graph->room_nodes,
			    sizeof(*graph->node)))
		return -1;
	graph->node[graph->n_nodes] = (struct ax_node){
		.name = copy,
		.first_from = AX_NO_EDGE,
		.first_to = AX_NO_EDGE,
		.first_bound = AX_NO_EDGE,
		.pin = AX_NO_PIN,
		.group = AX_NO_GROUP,
	};
	graph->index[slot_of(graph, name, n)] = ++graph->n_nodes;
	return (int)graph->n_nodes - 1;
}

/* ---- graphs as components ----------------------------------------------------------------- */

static void nest(struct ax_graph *graph, int node, struct ax_graph *inner)
{
	ax__graph_fix(inner);
	graph->node[node].inner = inner;
	if (graph->height < inner->height + 1)
		graph->height = inner->height + 1;
	if (graph->height > AX_MAX_NESTING)
		ax__graph_fail(graph, "graphs are nested more than %d deep at '%s'", AX_MAX_NESTING,
			       graph->node[node].name);
}

void ax_graph_nest(struct ax_graph *graph, const char *name, struct ax_graph *inner)
{
	if (!inner || inner == graph) {
		if (inner)
			ax__graph_fail(graph, "graph %s can't be a part of itself", graph->name);
		else
			ax__graph_fail(graph, "no memory");
		return;
	}
	int node = -1;
	if (ax_graph_error(inner))
		ax__graph_fail_with(graph, ax_graph_error(inner), "");
	else if (ax__graph_open(graph))
		node = ax__node_add(graph, name, strlen(name));
	if (node >= 0)
		nest(graph, node, inner);
	else
		ax_graph_free(inner);
}

/* ---- groups and pins ---------------------------------------------------------------------- */

static int group_find(const struct ax_graph *graph, const char *name, size_t n)
{
	for (uint32_t i = 0; i < graph->n_groups; i++)
		if (named(graph->group[i].name, name, n))
			return (int)i;
	return -1;
}

int ax__group_named(struct ax_graph *graph, const char *name, size_t n)
{
	int group = group_find(graph, name, n);
	if (group >= 0)
		return group;
	const char **names = calloc(graph->n_groups + 1, sizeof(*names));
	for (uint32_t i = 0; names && i < graph->n_groups; i++)
		names[i] = graph->group[i].name;
	fail_unknown(graph, "group", name, n, names, names ? graph->n_groups : 0);
	free(names);
	return -1;
}

void ax_graph_group(struct ax_graph *graph, const char *group, uint32_t weight)
{
	size_t n = strlen(group);
	if (!ax__graph_open(graph))
		return;
	if (!ax__name_ok(group, n)) {
		ax__graph_fail(graph,
			       "%s can't be a group's name: use letters, digits, '_' and '-'",
			       ax__quote(group, n).text);
		return;
	}
	if (group_find(graph, group, n) >= 0) {
		ax__graph_fail(graph, "there are two groups '%s'", group);
		return;
	}
	if (graph->n_groups == AX_MAX_GROUPS) {
		ax__graph_fail(graph, "graph %s has more than %d groups", graph->name,
			       AX_MAX_GROUPS);
		return;
	}
	if (weight == 0 || weight > AX_MAX_WEIGHT) {
		ax__graph_fail(graph, "group '%s' has weight %u; it goes from 1 to %d", group,
			       weight, AX_MAX_WEIGHT);
		return;
	}
	const char *copy = ax__graph_keep_text(graph, group, n);
	if (copy && ax__graph_grow(graph, &graph->group, graph->n_groups, &graph->room_groups,
				   sizeof(*graph->group)))
		graph->group[graph->n_groups++] = (struct ax_flat_group){ copy, weight };
}

void ax_graph_join_group(struct ax_graph *graph, const char *component, const char *group)
{
	if (!ax__graph_open(graph))
		return;
	int node = ax__node_named(graph, component, strlen(component));
	int at = node < 0 ? -1 : ax__group_named(graph, group, strlen(group));
	if (at >= 0)
		graph->node[node].group = at;
}

void ax_graph_pin(struct ax_graph *graph, const char *component, unsigned worker)
{
	int node = ax__graph_open(graph) ? ax__node_named(graph, component, strlen(component)) : -1;
	if (node >= 0)
		graph->node[node].pin = (int)(worker & INT32_MAX);
}
