// SPDX-License-Identifier: Apache-2.0
/* description: what a graph description is made of, for the files that build, read and flatten it.
 *
 * A description is written by one thread until it is fixed (nested into another, or flattened);
 * from then on nothing changes but refs, error and flat, which are atomic. */
#ifndef AXON_DESCRIPTION_H
#define AXON_DESCRIPTION_H

#include "graph_private.h"

#include <stdarg.h>

enum {
	AX_OWN = -1, /* the node of an end that is the graph's own box */
	AX_NO_EDGE = -1,
	AX_MAX_NESTING = 32,	      /* graphs in graphs */
	AX_MAX_FLAT = 1 << 20,	      /* components of a flattened graph */
	AX_MAX_NAME = 255,	      /* bytes of a component's or box's name */
	AX_MAX_BOUND = (1 << 30) - 1, /* messages of a link: its indices count mod 2^31 */
	AX_MAX_WEIGHT = 1 << 16,
	AX_MAX_GROUPS = 4096, /* of one graph */
	AX_MAX_OWN = 4096,    /* boxes of one graph's own, besides control and signal */
};

/* A text in the graph language: positions in messages are counted from its start. */
struct ax_source {
	const char *where;
	const char *text;
	size_t n;
	unsigned depth; /* of the graph that is read, in the texts around it */
};

/* What a message points at. Without a source it comes from C, and there is no place to show. */
struct ax_spot {
	const struct ax_source *source;
	size_t at, n;
};

/* One end of a link: "component.box", or ".box". */
struct ax_end {
	const char *component, *box;
	size_t n_component, n_box;
	size_t at, n; /* in the source: the box may be implied there */
};

/* A box of a component, or of a graph. */
struct ax_port {
	const char *name;
	const char *type;
	uint16_t offset; /* in a component */
	bool out;
};

/* A link, or a pass-through: what leaves box `from` arrives at box `to`. */
struct ax_edge {
	int from, to; /* nodes, or AX_OWN */
	const char *from_box, *to_box;
	bool from_out, to_out;
	int next_from, next_to; /* among the edges that leave, and reach, the same node */
	size_t at, n;		/* in the source that it was read from */
};

struct ax_bound {
	const char *box;
	uint32_t n;
	uint64_t n_bytes;
	int next; /* of the same node */
};

struct ax_node {
	const char *name;
	const struct ax_component_type *type; /* NULL: inner holds a graph */
	void *image;
	struct ax_graph *inner;
	int first_from, first_to, first_bound;
	int pin, group;
	uint32_t last_serial; /* of the names made from this one: name#2, name#3 */
};

/* A list of what lives as long as the description: bytes, or a graph given to a parameter. */
struct ax_kept {
	struct ax_kept *next;
	struct ax_graph *graph;
	char bytes[];
};

struct ax_graph {
	struct ax_engine *engine;
	char *name;
	uint32_t refs;		   /* atomic: owners */
	uint32_t fixed;		   /* atomic: no change any more */
	char *error;		   /* atomic: the first sentence */
	struct ax_flattened *flat; /* atomic: made once */
	struct ax_node *node;
	struct ax_edge *edge;
	struct ax_bound *bound;
	struct ax_flat_group *group;
	struct ax_kept *kept;
	uint32_t *index; /* open hash of node names: position + 1, or 0 */
	uint32_t index_mask;
	uint32_t n_nodes, n_edges, n_bounds, n_groups;
	uint32_t room_nodes, room_edges, room_bounds, room_groups;
	uint32_t n_own;	      /* boxes of its own that were named */
	int own_from, own_to; /* heads of the edges at the graph's own boxes */
	unsigned height;      /* of the graphs nested in it */
	struct ax_spot spot;  /* what is being read */
};

/* ---- graph.c ---- */

/* Keeps the first mistake: a sentence, and the place that graph->spot holds. */
__attribute__((format(printf, 2, 3))) void ax__graph_fail(struct ax_graph *graph,
							  const char *format, ...);
/* The same with what is ready to print, the place included. */
void ax__graph_fail_with(struct ax_graph *graph, const char *sentence, const char *place);
/* Whether the graph can be built on; says why not when it can never again. */
bool ax__graph_open(struct ax_graph *graph);
/* Memory that lives as long as the graph, or NULL with the error set. */
void *ax__graph_keep(struct ax_graph *graph, size_t n);
const char *ax__graph_keep_text(struct ax_graph *graph, const char *text, size_t n);
/* Makes inner, which a parameter holds, the graph's to free; false when there is no memory. */
bool ax__graph_keep_graph(struct ax_graph *graph, struct ax_graph *inner);
/* Makes room for one more element of size bytes; false with the error set. */
bool ax__graph_grow(struct ax_graph *graph, void *array, uint32_t n, uint32_t *room, size_t size);
void ax__graph_fix(struct ax_graph *graph);

/* ---- node.c ---- */

/* The node with that name, or -1. */
int ax__node_find(const struct ax_graph *graph, const char *name, size_t n);
/* The same, or -1 with a sentence and the nearest name. */
int ax__node_named(struct ax_graph *graph, const char *name, size_t n);
/* Adds a node; -1 with the error set when the name is bad or taken. */
int ax__node_add(struct ax_graph *graph, const char *name, size_t n);
/* A name for another component of that type: "echo", then "echo#2". */
const char *ax__node_fresh_name(struct ax_graph *graph, const char *stem);
int ax__group_named(struct ax_graph *graph, const char *name, size_t n);
/* Whether a name can be written in the graph language. */
bool ax__name_ok(const char *name, size_t n);

/* ---- wire.c ---- */

bool ax__end_split(struct ax_graph *graph, const char *text, size_t n, size_t at,
		   struct ax_end *end);
void ax__link_ends(struct ax_graph *graph, const struct ax_end *from, const struct ax_end *to);
/* Links two nodes in a row: outbox to inbox, signal to control. */
void ax__link_row(struct ax_graph *graph, int before, int after);
/* Passes the graph's own boxes to the ends of a row. */
void ax__link_outside(struct ax_graph *graph, int first, int last);
void ax__bound_set(struct ax_graph *graph, int node, const char *box, size_t n_box, uint32_t n,
		   uint64_t n_bytes);
/* The edge that leaves that box, or AX_NO_EDGE. node may be AX_OWN. */
int ax__edge_from(const struct ax_graph *graph, int node, const char *box, bool out);
/* The first edge that reaches that box, or AX_NO_EDGE. */
int ax__edge_to(const struct ax_graph *graph, int node, const char *box, bool out);

/* ---- port.c ---- */

/* Finds a box of a node by name. */
bool ax__port_find(const struct ax_graph *graph, int node, const char *name, size_t n,
		   struct ax_port *port);
/* The i-th box of a node: control and signal first; false after the last. */
bool ax__port_at(const struct ax_graph *graph, int node, uint32_t i, struct ax_port *port);
/* Whether messages of type `from` may enter an inbox of type `to`. */
bool ax__types_agree(const struct ax_engine *engine, const char *from, const char *to);
/* The sentence that says which boxes a node has instead of the one named. */
void ax__port_unknown(struct ax_graph *graph, int node, const char *name, size_t n);

/* ---- words.c ---- */

struct ax_token;

/* Sets the parameters of a node that n tokens say. */
bool ax__words_apply(struct ax_graph *graph, int node, const struct ax_source *source,
		     const struct ax_token *token, size_t n);

/* Adds a component with the parameters that n tokens say. */
void ax__graph_add(struct ax_graph *graph, const char *name, size_t n_name,
		   const struct ax_component_type *type, const void *proto,
		   const struct ax_source *source, const struct ax_token *token, size_t n);

/* ---- flatten.c ---- */

/* The graph without its nesting, or NULL with the error set. */
struct ax_flattened *ax__flatten(struct ax_graph *graph);
const struct ax_flat *ax__flattened_view(const struct ax_flattened *flat);
void ax__flattened_free(struct ax_flattened *flat);

#endif
