// SPDX-License-Identifier: Apache-2.0
/* plan: proposes where the components of a graph start, before it runs. */
#ifndef AXON_PLAN_H
#define AXON_PLAN_H

#include <axon/run.h>

#ifdef __cplusplus
extern "C" {
#endif

struct ax_plan;

/* Looks for good placements of graph on the workers that a run with these options would have, by
 * the profile that a run has left in a file, or by the component types' hints when that is NULL.
 * NULL with a sentence in error (of room bytes) when it can't. */
struct ax_plan *ax_plan_new(struct ax_graph *graph, const struct ax_run_options *options,
			    const char *profile, char *error, size_t room);
void ax_plan_free(struct ax_plan *plan);

/* How many different placements there are: at least 1. The first is the one to take. */
unsigned ax_plan_n(const struct ax_plan *plan);

/* Placement i for people: what each worker has, how busy that keeps it, and what is expected.
 * Writes at most room bytes with the 0 at the end; returns the length of the whole. */
size_t ax_plan_text(const struct ax_plan *plan, unsigned i, char *text, size_t room);

/* Writes placement i to a file for ax_run_options.placement. 0 or -errno. */
int ax_plan_write(const struct ax_plan *plan, unsigned i, const char *path);

#ifdef __cplusplus
}
#endif
#endif
