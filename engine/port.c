// SPDX-License-Identifier: Apache-2.0
/* port: the boxes of components and of graphs, and which of them fit together. */
#include "description.h"
#include "lang.h"

#include <axon/engine.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	LONGEST_DESCENT = 16
}; /* of a type in what it is: a table that goes round ends here */

static const struct ax_port control = {
	.name = "control",
	.type = "any",
	.offset = offsetof(struct ax_component, control),
	.out = false,
};
static const struct ax_port signal = {
	.name = "signal",
	.type = "any",
	.offset = offsetof(struct ax_component, signal),
	.out = true,
};

static bool named(const char *name, const char *text, size_t n)
{
	return strncmp(name, text, n) == 0 && name[n] == '\0';
}

/* ---- components --------------------------------------------------------------------------- */

static struct ax_port port_of(const struct ax_box_spec *spec)
{
	return (struct ax_port){ spec->name, spec->type ? spec->type : "any", spec->offset,
				 spec->out };
}

static bool type_find(const struct ax_component_type *type, const char *name, size_t n,
		      struct ax_port *port)
{
	const struct ax_box_spec *spec = type->boxes;
	while (spec && spec->name && !named(spec->name, name, n))
		spec++;
	if (!spec || !spec->name)
		return false;
	*port = port_of(spec);
	return true;
}

static bool type_at(const struct ax_component_type *type, uint32_t i, struct ax_port *port)
{
	const struct ax_box_spec *spec = type->boxes;
	while (spec && spec->name && i--)
		spec++;
	if (!spec || !spec->name)
		return false;
	*port = port_of(spec);
	return true;
}

/* ---- graphs: their boxes are what they pass on --------------------------------------------- */

static bool own_find(const struct ax_graph *graph, const char *name, size_t n, struct ax_port *port)
{
	for (int e = graph->own_from; e >= 0; e = graph->edge[e].next_from)
		if (named(graph->edge[e].from_box, name, n)) {
			*port = (struct ax_port){ graph->edge[e].from_box, "any", 0, false };
			return true;
		}
	for (int e = graph->own_to; e >= 0; e = graph->edge[e].next_to)
		if (named(graph->edge[e].to_box, name, n)) {
			*port = (struct ax_port){ graph->edge[e].to_box, "any", 0, true };
			return true;
		}
	return false;
}

/* Whether edge e is not the first one at its own box, or is at control or signal. */
static bool counted_already(const struct ax_graph *graph, int e)
{
	const struct ax_edge *edge = &graph->edge[e];
	if (edge->from == AX_OWN)
		return strcmp(edge->from_box, "control") == 0;
	if (strcmp(edge->to_box, "signal") == 0)
		return true;
	for (int other = edge->next_to; other >= 0; other = graph->edge[other].next_to)
		if (strcmp(graph->edge[other].to_box, edge->to_box) == 0)
			return true;
	return false;
}

static bool own_at(const struct ax_graph *graph, uint32_t i, struct ax_port *port)
{
	for (int e = 0; e < (int)graph->n_edges; e++) {
		const struct ax_edge *edge = &graph->edge[e];
		if ((edge->from != AX_OWN && edge->to != AX_OWN) || counted_already(graph, e) ||
		    i--)
			continue;
		bool out = edge->to == AX_OWN;
		*port = (struct ax_port){ out ? edge->to_box : edge->from_box, "any", 0, out };
		return true;
	}
	return false;
}

/* ---- both --------------------------------------------------------------------------------- */

bool ax__port_find(const struct ax_graph *graph, int node, const char *name, size_t n,
		   struct ax_port *port)
{
	if (named("control", name, n) || named("signal", name, n)) {
		*port = *name == 'c' ? control : signal;
		return true;
	}
	if (node == AX_OWN)
		return own_find(graph, name, n, port);
	const struct ax_node *at = &graph->node[node];
	return at->inner ? own_find(at->inner, name, n, port) : type_find(at->type, name, n, port);
}

bool ax__port_at(const struct ax_graph *graph, int node, uint32_t i, struct ax_port *port)
{
	if (i < 2) {
		*port = i == 0 ? control : signal;
		return true;
	}
	if (node == AX_OWN)
		return own_at(graph, i - 2, port);
	const struct ax_node *at = &graph->node[node];
	return at->inner ? own_at(at->inner, i - 2, port) : type_at(at->type, i - 2, port);
}

bool ax__types_agree(const struct ax_engine *engine, const char *from, const char *to)
{
	if (strcmp(from, "any") == 0 || strcmp(to, "any") == 0)
		return true;
	for (int i = 0; from && i < LONGEST_DESCENT; i++) {
		if (strcmp(from, to) == 0)
			return true;
		const struct ax_type *type = ax_type_get(engine, ax_type_id(from));
		from = type ? type->is : NULL;
	}
	return false;
}

void ax__port_unknown(struct ax_graph *graph, int node, const char *name, size_t n)
{
	enum {
		MANY = 64
	};
	const char *names[MANY] = { NULL };
	char list[400] = "", word[AX_MAX_NAME + 1] = "";
	size_t used = 0;
	uint32_t n_names = 0;
	struct ax_port port;
	while (n_names < MANY && ax__port_at(graph, node, n_names, &port))
		names[n_names++] = port.name;
	/* Control and signal, which everyone has, come last. */
	for (uint32_t i = 2; i < n_names && used < sizeof(list); i++)
		used += (size_t)snprintf(list + used, sizeof(list) - used, "%s, ", names[i]);
	if (n < sizeof(word))
		memcpy(word, name, n);
	const char *near = ax_nearest(word, names, n_names);
	ax__graph_fail(graph, "component '%s' has no box %s%s%s%s has %scontrol and signal",
		       graph->node[node].name, ax__quote(name, n).text,
		       near ? "; did you mean '" : "", near ? near : "", near ? "'? It" : "; it",
		       list);
}
