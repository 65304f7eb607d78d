// SPDX-License-Identifier: Apache-2.0
/* dot: writes a description in Graphviz's language, a cluster for every graph inside. */
#include "description.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* Counts what it writes, also what no longer fits. */
struct page {
	char *text;
	size_t room, n;
};

__attribute__((format(printf, 2, 3))) static void put(struct page *page, const char *format, ...)
{
	va_list args;
	size_t left = page->n < page->room ? page->room - page->n : 0;
	va_start(args, format);
	int n = vsnprintf(left ? page->text + page->n : NULL, left, format, args);
	va_end(args);
	page->n += n > 0 ? (size_t)n : 0;
}

/* Names have no quotes, but the graph's own may be anything. */
static void put_quoted(struct page *page, const char *text)
{
	put(page, "\"");
	for (; *text; text++)
		put(page, *text == '"' || *text == '\\' ? "\\%c" : "%c", *text);
	put(page, "\"");
}

/* The node that stands for one end of an edge. Graphs inside are entered box by box. */
static void put_end(struct page *page, const char *path, const char *node, const char *box,
		    bool is_graph)
{
	if (*node == '\0' || is_graph)
		put(page, "\"%s%s%s.%s\"", path, node, *node ? "/" : "", box);
	else
		put(page, "\"%s%s\"", path, node);
}

static void put_own_boxes(struct page *page, const struct ax_graph *graph, const char *path)
{
	for (uint32_t i = 0; i < graph->n_edges; i++) {
		const struct ax_edge *edge = &graph->edge[i];
		if (edge->from != AX_OWN && edge->to != AX_OWN)
			continue;
		const char *box = edge->from == AX_OWN ? edge->from_box : edge->to_box;
		put(page, "\"%s.%s\" [shape=plaintext label=\".%s\"];\n", path, box, box);
	}
}

static void put_edges(struct page *page, const struct ax_graph *graph, const char *path)
{
	for (uint32_t i = 0; i < graph->n_edges; i++) {
		const struct ax_edge *edge = &graph->edge[i];
		const struct ax_node *from = edge->from < 0 ? NULL : &graph->node[edge->from];
		const struct ax_node *to = edge->to < 0 ? NULL : &graph->node[edge->to];
		put_end(page, path, from ? from->name : "", edge->from_box, from && from->inner);
		put(page, " -> ");
		put_end(page, path, to ? to->name : "", edge->to_box, to && to->inner);
		put(page, " [taillabel=\"%s\" headlabel=\"%s\"%s];\n", edge->from_box, edge->to_box,
		    strcmp(edge->from_box, "signal") == 0 || strcmp(edge->to_box, "control") == 0
			    ? " style=dashed"
			    : "");
	}
}

static void put_graph(struct page *page, const struct ax_graph *graph, const char *path)
{
	for (uint32_t i = 0; i < graph->n_nodes; i++) {
		const struct ax_node *node = &graph->node[i];
		char inside[1024];
		if (!node->inner) {
			put(page, "\"%s%s\" [label=\"%s\\n%s\"];\n", path, node->name, node->name,
			    node->type->name);
			continue;
		}
		snprintf(inside, sizeof(inside), "%s%s/", path, node->name);
		put(page, "subgraph \"cluster_%s%s\" {\nlabel=\"%s\";\n", path, node->name,
		    node->name);
		/* Its control and signal are there although nothing inside may be linked to them. */
		put(page, "\"%s.control\" [shape=point]; \"%s.signal\" [shape=point];\n", inside,
		    inside);
		put_graph(page, node->inner, inside);
		put(page, "}\n");
	}
	put_own_boxes(page, graph, path);
	put_edges(page, graph, path);
}

size_t ax_graph_dot(const struct ax_graph *graph, char *text, size_t room)
{
	struct page page = { text, room, 0 };
	if (room)
		*text = '\0';
	put(&page, "digraph ");
	put_quoted(&page, graph->name);
	put(&page, " {\nrankdir=LR;\nnode [shape=box];\n");
	put_graph(&page, graph, "");
	put(&page, "}\n");
	return page.n;
}
