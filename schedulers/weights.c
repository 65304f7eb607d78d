// SPDX-License-Identifier: Apache-2.0
/* weights: their life, and those that the component types' hints give. */
#include "weights.h"

#include <math.h>
#include <stdlib.h>

bool ax_weights_init(struct ax_weights *weights, const struct ax_flat *flat)
{
	size_t n = (size_t)flat->n_components + 1, n_links = (size_t)flat->n_links + 1;
	*weights = (struct ax_weights){ .load = calloc(n, sizeof(double)),
					.messages = calloc(n_links, sizeof(double)),
					.trips = calloc(n_links, sizeof(double)),
					.parallel = (double)INFINITY };
	return weights->load && weights->messages && weights->trips;
}

void ax_weights_fini(struct ax_weights *weights)
{
	free(weights->load);
	free(weights->messages);
	free(weights->trips);
	*weights = (struct ax_weights){ .load = NULL };
}

bool ax_weights_hint(struct ax_weights *weights, const struct ax_flat *flat)
{
	if (!ax_weights_init(weights, flat))
		return false;
	for (uint32_t i = 0; i < flat->n_components; i++) {
		uint32_t hint = flat->component[i].type->cost_ns;
		weights->load[i] = hint ? hint : AX_CHEAP_NS;
	}
	for (uint32_t k = 0; k < flat->n_links; k++)
		weights->messages[k] = ax_link_is_data(&flat->link[k]) ? 1 : 0;
	return true;
}
