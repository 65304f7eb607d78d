// SPDX-License-Identifier: Apache-2.0
/* graph: makes, shares and frees descriptions, and keeps their first mistake. */
#include "atomic.h"
#include "description.h"
#include "lang.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The sentence that needs no memory. */
static char no_memory[] = "no memory";

static char *copy_text(const char *text)
{
	return text ? strdup(text) : NULL;
}

struct ax_graph *ax_graph_new(struct ax_engine *engine, const char *name)
{
	struct ax_graph *graph = calloc(1, sizeof(*graph));
	if (!graph)
		return NULL;
	graph->engine = engine;
	graph->refs = 1;
	graph->own_from = AX_NO_EDGE;
	graph->own_to = AX_NO_EDGE;
	graph->name = copy_text(name ? name : "graph");
	if (graph->name)
		return graph;
	free(graph);
	return NULL;
}

struct ax_graph *ax_graph_share(struct ax_graph *graph)
{
	ax_add(&graph->refs, 1);
	return graph;
}

static void free_kept(struct ax_kept *kept)
{
	while (kept) {
		struct ax_kept *next = kept->next;
		ax_graph_free(kept->graph);
		free(kept);
		kept = next;
	}
}

void ax_graph_free(struct ax_graph *graph)
{
	if (!graph || ax_add(&graph->refs, -1u) != 1)
		return;
	ax__flattened_free(graph->flat);
	for (uint32_t i = 0; i < graph->n_nodes; i++)
		ax_graph_free(graph->node[i].inner);
	free_kept(graph->kept);
	if (graph->error != no_memory)
		free(graph->error);
	free(graph->node);
	free(graph->edge);
	free(graph->bound);
	free(graph->group);
	free(graph->index);
	free(graph->name);
	free(graph);
}

struct ax_engine *ax_graph_engine(const struct ax_graph *graph)
{
	return graph->engine;
}

/* ---- the first mistake -------------------------------------------------------------------- */

const char *ax_graph_error(const struct ax_graph *graph)
{
	return ax_load_acquire(&graph->error); /* G1 acquire: pairs with G2. */
}

/* The first sentence stays, also when two workers flatten the graph at once. */
static void set_error(struct ax_graph *graph, char *error)
{
	/* G2 release: the sentence before the pointer to it. Pairs with G1. */
	if (!ax_cas(&graph->error, NULL, error) && error != no_memory)
		free(error);
}

void ax__graph_fail_with(struct ax_graph *graph, const char *sentence, const char *place)
{
	char *error;
	if (asprintf(&error, "%s%s", sentence, place) < 0)
		error = no_memory;
	set_error(graph, error);
}

void ax__graph_fail(struct ax_graph *graph, const char *format, ...)
{
	char *sentence = NULL;
	va_list args;
	if (ax_graph_error(graph))
		return;
	va_start(args, format);
	int n = vasprintf(&sentence, format, args);
	va_end(args);
	if (n < 0) {
		set_error(graph, no_memory);
		return;
	}
	char *place = ax__spot_print(&graph->spot);
	ax__graph_fail_with(graph, sentence, place ? place : "");
	free(place);
	free(sentence);
}

bool ax__graph_open(struct ax_graph *graph)
{
	if (ax_graph_error(graph))
		return false;
	/* Relaxed: who builds has nested or flattened the graph itself, or is not its only user,
	 * which is a mistake that this can't always see. */
	if (!ax_load_relaxed(&graph->fixed))
		return true;
	ax__graph_fail(graph, "graph %s can't change any more: it was run, or made part of another",
		       graph->name);
	return false;
}

void ax__graph_fix(struct ax_graph *graph)
{
	/* Relaxed: see ax__graph_open(). */
	if (ax_load_relaxed(&graph->fixed))
		return;
	ax_store_relaxed(&graph->fixed, 1u);
}

/* ---- memory ------------------------------------------------------------------------------- */

static struct ax_kept *keep(struct ax_graph *graph, size_t n)
{
	struct ax_kept *kept = calloc(1, sizeof(*kept) + n);
	if (!kept) {
		ax__graph_fail(graph, "no memory");
		return NULL;
	}
	kept->next = graph->kept;
	graph->kept = kept;
	return kept;
}

void *ax__graph_keep(struct ax_graph *graph, size_t n)
{
	struct ax_kept *kept = keep(graph, n);
	return kept ? kept->bytes : NULL;
}

const char *ax__graph_keep_text(struct ax_graph *graph, const char *text, size_t n)
{
	char *copy = ax__graph_keep(graph, n + 1);
	return copy && n ? memcpy(copy, text, n) : copy;
}

bool ax__graph_keep_graph(struct ax_graph *graph, struct ax_graph *inner)
{
	struct ax_kept *kept = keep(graph, 0);
	if (kept)
		kept->graph = inner;
	return kept != NULL;
}

bool ax__graph_grow(struct ax_graph *graph, void *array, uint32_t n, uint32_t *room, size_t size)
{
	void *old;
	if (n < *room)
		return true;
	/* By memcpy: array points at a pointer of some other type. */
	memcpy(&old, array, sizeof(old));
	uint32_t more = *room ? 2 * *room : 8;
	void *wider = more <= INT32_MAX / 2 ? realloc(old, more * size) : NULL;
	if (!wider) {
		ax__graph_fail(graph, "no memory");
		return false;
	}
	memcpy(array, &wider, sizeof(wider));
	*room = more;
	return true;
}

/* ---- what it holds ------------------------------------------------------------------------ */

static const struct ax_component_type *param_has(const struct ax_node *node, uint32_t flag)
{
	const struct ax_component_type *found = NULL;
	for (const struct ax_param *param = node->type->params; param && param->name && !found;
	     param++) {
		struct ax_graph *inner;
		if (param->kind != AX_GRAPH)
			continue;
		memcpy(&inner, (const char *)node->image + param->offset, sizeof(inner));
		found = inner ? ax_graph_has(inner, flag) : NULL;
	}
	return found;
}

const struct ax_component_type *ax_graph_has(const struct ax_graph *graph, uint32_t type_flag)
{
	const struct ax_component_type *found = NULL;
	for (uint32_t i = 0; i < graph->n_nodes && !found; i++) {
		const struct ax_node *node = &graph->node[i];
		if (node->inner)
			found = ax_graph_has(node->inner, type_flag);
		else if (node->type->flags & type_flag)
			found = node->type;
		else
			found = param_has(node, type_flag);
	}
	return found;
}

bool ax_graph_has_box(const struct ax_graph *graph, const char *box, bool out)
{
	return (out ? ax__edge_to(graph, AX_OWN, box, true)
		    : ax__edge_from(graph, AX_OWN, box, false)) >= 0;
}

const char *ax_graph_check(struct ax_graph *graph)
{
	if (!ax_graph_error(graph) && !ax_load_acquire(&graph->flat))
		ax__flattened_free(ax__flatten(graph));
	return ax_graph_error(graph);
}

const struct ax_flat *ax_graph_flat(struct ax_graph *graph)
{
	/* G3 acquire: pairs with G4; what the flattened graph holds is readable. */
	struct ax_flattened *flat = ax_load_acquire(&graph->flat);
	if (flat)
		return ax__flattened_view(flat);
	if (ax_graph_error(graph))
		return NULL;
	ax__graph_fix(graph);
	flat = ax__flatten(graph);
	/* G4 release: the flattened graph before the pointer to it. Pairs with G3. Of two workers
	 * that come here at once, the first one's is kept. */
	if (flat && !ax_cas(&graph->flat, NULL, flat))
		ax__flattened_free(flat);
	flat = ax_load_acquire(&graph->flat);
	return flat ? ax__flattened_view(flat) : NULL;
}
