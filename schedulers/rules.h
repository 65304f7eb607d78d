// SPDX-License-Identifier: Apache-2.0
/* rules: what a placement must keep to: pins of the graph, and those of a placement file.
 * docs/reference/placement.md has the format.
 *
 * Components that must share a worker are one unit. */
#ifndef AXON_RULES_H
#define AXON_RULES_H

#include "../engine/graph_private.h"
#include "machine.h"

struct ax_rules {
	unsigned n; /* workers */
	uint32_t n_units;
	uint32_t *unit;	    /* by component */
	uint64_t **allowed; /* by unit: a set of workers; NULL: all */
	size_t *line;	    /* by unit: of the file, what allowed was last narrowed by; 0: a pin */
	bool *named;	    /* by component: the file names it, and it stays where it is put */
};

/* The rules of flat, and those of the file at path unless that is NULL; false with a sentence in
 * error. They are the caller's to end either way. */
bool ax_rules_init(struct ax_rules *rules, const struct ax_flat *flat,
		   const struct ax_machine *machine, unsigned n, const char *path, char *error,
		   size_t room);
void ax_rules_fini(struct ax_rules *rules);

static inline bool ax_rules_allow(const struct ax_rules *rules, uint32_t unit, unsigned worker)
{
	const uint64_t *allowed = rules->allowed[unit];
	return !allowed || allowed[worker / 64] >> worker % 64 & 1;
}

#endif
