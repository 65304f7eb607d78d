// SPDX-License-Identifier: Apache-2.0
/* weights: what placement weighs of a graph: the work of components and the traffic on links, from
 * the types' hints or from a measured profile. */
#ifndef AXON_WEIGHTS_H
#define AXON_WEIGHTS_H

#include "../engine/graph_private.h"

struct ax_weights {
	double *load;	  /* ns, by component */
	double *messages; /* by link */
	double *trips;	  /* by link: the steps that put some of them; 0: not known */
	double parallel;  /* how many components could run at a time; INFINITY: not known */
	double span_ns;	  /* how long it was measured; 0: these are hints, for one message each */
	double taken;	  /* messages that components took in that time */
};

enum {
	AX_CHEAP_NS = 2 /* a message in a component that gives no hint */
};

/* One message on each link, and the types' hints. False: no memory. */
bool ax_weights_hint(struct ax_weights *weights, const struct ax_flat *flat);
/* The same without anything on it. */
bool ax_weights_init(struct ax_weights *weights, const struct ax_flat *flat);
void ax_weights_fini(struct ax_weights *weights);

/* Whether the link carries what components work on: its ends are no control, no signal. */
static inline bool ax_link_is_data(const struct ax_flat_link *link)
{
	return link->outbox != offsetof(struct ax_component, signal) &&
	       link->inbox != offsetof(struct ax_component, control);
}

#endif
