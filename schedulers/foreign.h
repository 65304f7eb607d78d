// SPDX-License-Identifier: Apache-2.0
/* foreign: what a run asks of workers that are not its own: another folder makes them, and their
 * threads. To the engine they are workers like all others; the director neither holds, balances nor
 * reports them. */
#ifndef AXON_FOREIGN_H
#define AXON_FOREIGN_H

#include "../engine/engine_private.h"

#include <axon/run.h>

struct ax_foreign {
	/* The worker for the component with that name, or NULL: it is for one of the run's own, of
	 * which there are n. Before any component is made. */
	struct ax_worker *(*place)(struct ax_foreign *foreign, struct ax_engine *engine, unsigned n,
				   const char *component);
	/* The components are made and linked, and nobody runs yet: gets ready for what was placed.
	 * 0, or -errno with a sentence in error; then nothing is left of it. */
	int (*start)(struct ax_foreign *foreign, const struct ax_instance *instance, char *error,
		     size_t room);
	/* Orders of enum ax_orders: those to stop and to end. */
	void (*order)(struct ax_foreign *foreign, uint32_t orders);
	/* No component lives: ends the workers, and adds what they counted. */
	void (*stop)(struct ax_foreign *foreign, struct ax_result *result);
};

#endif
