// SPDX-License-Identifier: Apache-2.0
/* flatten: what is known of a description while its nesting is removed. */
#ifndef AXON_FLATTEN_H
#define AXON_FLATTEN_H

#include "description.h"

/* A graph where it stands among the graphs around it. */
struct ax_place {
	struct ax_place *next; /* of all of them */
	struct ax_place *parent;
	int node; /* in the parent's graph */
	const struct ax_graph *graph;
	const char *path; /* "" for the outermost, otherwise with a '/' at its end */
	union ax_inside {
		uint32_t component;
		struct ax_place *place;
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
	struct ax_place *places, **last_place;
	struct ax_graph *graph; /* whose error it is */
	struct ax_kept *names;
	struct ax_component_type **keeper;
	uint32_t n_keepers, room_keepers;
	uint32_t n_places;
};

/* Whether the place's keeper must send the graph's signal. */
bool ax__place_reports(const struct ax_place *place);
/* Whether a component's control waits for its graph's keeper. */
bool ax__left_to_keeper(const struct ax_graph *graph, uint32_t node);

/* ---- way.c ---- */

/* Makes the links between the components; false with the graph's error set. */
bool ax__link_flat(struct ax_flattened *flat);

#endif
