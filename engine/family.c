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

static void unref(struct ax_family *family)
{
	if (ax_add(&family->refs, UINT32_MAX) != 1)
		return;
	if (family->keeper)
		ax_component_unref(family->keeper);
	free(family);
}

uint32_t ax_family_alive(const struct ax_family *family)
{
	/* A2 acquire: pairs with A1; what the members did before they ended is visible. */
	return ax_load_acquire(&family->alive);
}

void ax_family_release(struct ax_family *family)
{
	if (family)
		unref(family);
}

void ax_family_join(struct ax_family *family, struct ax_component *member)
{
	member->family = family;
	ax_add(&family->alive, 1);
	ax_add(&family->refs, 1);
}

void ax_family_leave(struct ax_family *family, bool failed)
{
	if (failed)
		ax_add(&family->failed, 1);
	/* A1 release. The keeper re-reads the count after the token was cleared (P2). */
	ax_add(&family->alive, UINT32_MAX);
	if (family->keeper)
		ax_component_post(family->keeper);
	unref(family);
}
