// SPDX-License-Identifier: Apache-2.0
/* graph_private: what flattening a description yields, and what making an instance needs. */
#ifndef AXON_GRAPH_PRIVATE_H
#define AXON_GRAPH_PRIVATE_H

#include <axon/graph.h>

enum {
	AX_NO_PIN = -1,
	AX_NO_GROUP = -1,
	AX_NO_KEEPER = -1
};

/* One component of the flattened graph. */
struct ax_flat_component {
	const char *name; /* its path: "player/decode" */
	const struct ax_component_type *type;
	const void *image; /* type->size bytes: as ax_component_init() left it, parameters set */
	int pin;	   /* worker, or AX_NO_PIN */
	int group;	   /* index in groups, or AX_NO_GROUP */
	int keeper;	   /* index of the component whose family it belongs to, or AX_NO_KEEPER */
};

/* One link between final ends. Boxes are byte offsets in their components. */
struct ax_flat_link {
	uint32_t from, to; /* indices of components */
	uint16_t outbox, inbox;
	uint32_t bound;	  /* messages; 0: the engine's default */
	uint64_t n_bytes; /* 0: no bound in bytes */
};

struct ax_flat_group {
	const char *name;
	uint32_t weight;
};

struct ax_flat {
	struct ax_flat_component *component;
	struct ax_flat_link *link;
	struct ax_flat_group *group;
	uint32_t n_components, n_links, n_groups;
};

/* The graph without its nesting: pass-throughs resolved, names made paths, types checked. Made
 * once and kept with the graph; NULL when the graph has an error. */
const struct ax_flat *ax_graph_flat(struct ax_graph *graph);

/* Prepares base and boxes of a component, or of an image of one, whose other fields are set. It has no
 * name and no owner yet. */
void ax_component_init(struct ax_component *c, const struct ax_component_type *type);

/* The engine that graph belongs to. */
struct ax_engine *ax_graph_engine(const struct ax_graph *graph);

#endif
