// SPDX-License-Identifier: Apache-2.0
/* placement: which component goes to which worker. */
#ifndef AXON_PLACEMENT_H
#define AXON_PLACEMENT_H

#include "machine.h"
#include "rules.h"
#include "weights.h"

enum {
	AX_CROSSING_NS = 12,   /* a message between workers under one L3, in a batch */
	AX_GAIN_PERCENT = 15,  /* what more workers must save to be taken */
	AX_CANDIDATES_MAX = 40 /* placements that one search looks at */
};

/* What is to be placed, on what, and by which rules. */
struct ax_problem {
	const struct ax_flat *flat;
	const struct ax_machine *machine;
	unsigned n; /* workers */
	const struct ax_rules *rules;
	const struct ax_weights *weights;
};

/* A placement, and what it is expected to cost. Times are for what the weights were taken of. */
struct ax_candidate {
	unsigned *worker; /* by component */
	double *busy_ns;  /* by worker: work, and its side of crossings */
	double cost;	  /* what placements are compared by */
	double time_ns;	  /* how long the whole takes, at least */
	double crossing;  /* messages that change workers */
	unsigned used;	  /* workers that have something */
};

struct ax_candidates {
	struct ax_candidate at[AX_CANDIDATES_MAX]; /* the chosen one first, then by cost */
	unsigned n;
};

/* ---- placement.c ---- */
/* By hints and pins alone: the row of the graph, cut where that pays. Fills worker[] with numbers
 * below n. 0 or -ENOMEM. */
int ax_place(const struct ax_flat *flat, unsigned n, unsigned *worker);
/* The same for any weights, cut where it pays (k is 0) or into at most k parts, without pins. */
int ax_place_row(const struct ax_flat *flat, const struct ax_weights *weights, unsigned n,
		 unsigned k, unsigned *worker);

/* ---- search.c ---- */
/* Looks for good placements: 0 or -ENOMEM. They are the caller's to end either way. */
int ax_search(const struct ax_problem *problem, struct ax_candidates *candidates);
void ax_candidates_fini(struct ax_candidates *candidates);
/* The cost of a given placement, by the measure of the search; negative: no memory. */
double ax_placement_cost(const struct ax_problem *problem, const unsigned *worker);

#endif
