// SPDX-License-Identifier: Apache-2.0
/* names: an index of components, sorted by name. */
#include "names.h"

#include <axon/engine.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int by_name(const void *a, const void *b, void *flat)
{
	const struct ax_flat_component *component = ((const struct ax_flat *)flat)->component;
	return strcmp(component[*(const uint32_t *)a].name, component[*(const uint32_t *)b].name);
}

bool ax_names_init(struct ax_names *names, const struct ax_flat *flat)
{
	uint32_t n = flat->n_components;
	*names = (struct ax_names){ flat, calloc((size_t)n + 1, sizeof(*names->sorted)) };
	if (!names->sorted)
		return false;
	for (uint32_t i = 0; i < n; i++)
		names->sorted[i] = i;
	qsort_r(names->sorted, n, sizeof(*names->sorted), by_name, (void *)(uintptr_t)flat);
	return true;
}

void ax_names_fini(struct ax_names *names)
{
	free(names->sorted);
	names->sorted = NULL;
}

uint32_t ax_names_find(const struct ax_names *names, const char *name)
{
	const struct ax_flat_component *component = names->flat->component;
	uint32_t low = 0, high = names->flat->n_components;
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		int order = strcmp(name, component[names->sorted[middle]].name);
		if (order == 0)
			return names->sorted[middle];
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return names->flat->n_components;
}

const char *ax_names_hint(const struct ax_names *names, const char *name, char *text, size_t room)
{
	const struct ax_flat *flat = names->flat;
	const char **all = calloc((size_t)flat->n_components + 1, sizeof(*all));
	const char *near = NULL;
	for (uint32_t i = 0; all && i < flat->n_components; i++)
		all[i] = flat->component[i].name;
	if (all)
		near = ax_nearest(name, all, flat->n_components);
	free(all);
	text[0] = '\0';
	if (near)
		snprintf(text, room, "; did you mean '%s'?", near);
	return text;
}
