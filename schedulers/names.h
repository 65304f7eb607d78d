// SPDX-License-Identifier: Apache-2.0
/* names: finds the components of a flattened graph by name, also those of 10^5. */
#ifndef AXON_NAMES_H
#define AXON_NAMES_H

#include "../engine/graph_private.h"

struct ax_names {
	const struct ax_flat *flat;
	uint32_t *sorted; /* components by name */
};

/* False: no memory. */
bool ax_names_init(struct ax_names *names, const struct ax_flat *flat);
void ax_names_fini(struct ax_names *names);
/* The component with that name; n_components when there is none. */
uint32_t ax_names_find(const struct ax_names *names, const char *name);
/* "; did you mean 'X'?" for a name that nobody has, or "". Returns text. */
const char *ax_names_hint(const struct ax_names *names, const char *name, char *text, size_t room);

#endif
