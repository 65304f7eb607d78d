// SPDX-License-Identifier: Apache-2.0
/* family: counts components that belong together, and wakes whoever keeps them. */
#include "engine_private.h"
#include "reclaim.h"

#include <stdlib.h>

struct ax_family *ax_family_new(struct ax_engine *engine, struct ax_component *keeper)
{
	struct ax_family *family = calloc(1, sizeof(*family));
	if (!family)
		return NULL;
	family->engine = engine;
	family->keeper = keeper;
	family->refs = 1;
	if (keeper) {
		ax_add(&keeper->refs, 1); /* members may wake it after its end */
		keeper->flags |= AX_SHARED;
		keeper->marks |= AX_KEEPS;
	}
	return family;
}

static void unref(struct ax_family *family, uint32_t n)
{
	if (ax_add(&family->refs, -n) != n)
		return;
	if (family->keeper)
		ax_component_unref(family->keeper);
	free(family);
}

uint32_t ax_family_alive(const struct ax_family *family)
{
	/* A2 acquire: pairs with A1; what the members did before they ended is visible. */
	return ax_load_acquire(&family->refs) - 1 - family->unreported;
}

void ax_family_release(struct ax_family *family)
{
	if (!family)
		return;
	family->released = true;
	unref(family, 1 + family->unreported);
}

/* Whether worker (NULL: none) is the keeper's, and so may count without telling the others. */
static bool at_home(const struct ax_family *family, const struct ax_worker *worker)
{
	/* O2 acquire: what the keeper's former worker counted is visible. */
	return worker && family->keeper && ax_load_acquire(&family->keeper->owner) == worker &&
	       !family->released;
}

void ax_family_join(struct ax_worker *worker, struct ax_family *family, struct ax_component *member)
{
	member->family = family;
	if (at_home(family, worker) && family->unreported)
		family->unreported--;
	else
		ax_add(&family->refs, 1);
}

void ax_family_leave(struct ax_worker *worker, struct ax_family *family, bool failed)
{
	struct ax_component *keeper = family->keeper;
	if (failed)
		ax_add(&family->failed, 1);
	if (at_home(family, worker)) {
		family->unreported++;
		ax_component_wake(worker, keeper);
		return;
	}
	/* The family, and its reference on the keeper, may go with this member's. */
	ax_read_lock();
	/* A1 release. The keeper re-reads the count after the token was cleared (P2). */
	unref(family, 1);
	if (worker && keeper)
		ax_component_post(keeper);
	ax_read_unlock();
}
