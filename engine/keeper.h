// SPDX-License-Identifier: Apache-2.0
/* keeper: stands for a graph inside a graph where the conventions ask for somebody: it hands
 * control messages to every component whose control nothing feeds, ends when all of the graph has
 * ended, and says so by signal. ax__flatten() puts one in where it is needed. */
#ifndef AXON_KEEPER_H
#define AXON_KEEPER_H

#include <axon/graph.h>

enum {
	AX_MAX_KEPT = 1000
}; /* outboxes of one keeper: their offsets are 16 bits */

/* The type of a keeper is made for its graph, because it has an outbox for each component that it
 * controls. */
struct ax_keeper {
	struct ax_component base;
	struct ax_family *children; /* filled in with the instance */
	uint32_t n_kept;
	bool told_to_stop;
	struct ax_outbox kept[];
};

/* A type for a keeper of the components with those names, freed by ax__keeper_type_free(); NULL
 * when there is no memory. */
struct ax_component_type *ax__keeper_type_new(const char *const *names, uint32_t n);
void ax__keeper_type_free(struct ax_component_type *type);
/* Its initial state. */
const void *ax__keeper_image(const struct ax_component_type *type);

#endif
