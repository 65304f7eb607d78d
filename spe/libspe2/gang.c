// SPDX-License-Identifier: Apache-2.0
/* gang: contexts that belong together, and which of them want to be neighbours. Here all SPEs are
 * equally near, so that affinity is checked and then of no consequence. */
#include "libspe2/private.h"

#include <errno.h>
#include <stdlib.h>

static int check_affinity(const struct spe_gang_context_base_priv *gang, unsigned flags,
			  const struct spe_context_base_priv *neighbor)
{
	if (gang->has_run)
		return EBUSY;
	if (flags & SPE_AFFINITY_MEMORY && gang->has_memory_member)
		return EEXIST;
	if (neighbor && neighbor->gang != gang)
		return EINVAL;
	if (neighbor && neighbor->has_successor)
		return EEXIST;
	return gang->n_members >= ax_cell_default()->config.n_spes ? EEXIST : 0;
}

int ax_gang_join(struct spe_gang_context_base_priv *gang, unsigned flags,
		 struct spe_context_base_priv *neighbor)
{
	int error = 0;
	pthread_mutex_lock(&gang->lock);
	if (flags & SPE_AFFINITY_MEMORY || neighbor)
		error = check_affinity(gang, flags, neighbor);
	if (!error) {
		gang->n_members++;
		gang->has_memory_member |= (flags & SPE_AFFINITY_MEMORY) != 0;
		if (neighbor)
			neighbor->has_successor = true;
	}
	pthread_mutex_unlock(&gang->lock);
	return error;
}

void ax_gang_leave(struct spe_gang_context_base_priv *gang, unsigned flags)
{
	pthread_mutex_lock(&gang->lock);
	gang->n_members--;
	if (flags & SPE_AFFINITY_MEMORY)
		gang->has_memory_member = false;
	pthread_mutex_unlock(&gang->lock);
}

spe_gang_context_ptr_t spe_gang_context_create(unsigned int flags)
{
	(void)flags; /* none is defined */
	struct spe_gang_context *gang = calloc(1, sizeof(*gang));
	struct spe_gang_context_base_priv *base = calloc(1, sizeof(*base));
	if (!gang || !base) {
		free(gang);
		free(base);
		errno = EFAULT;
		return NULL;
	}
	pthread_mutex_init(&base->lock, NULL);
	gang->base_private = base;
	return gang;
}

int spe_gang_context_destroy(spe_gang_context_ptr_t gang)
{
	if (!gang)
		return ax_spe_fail(ESRCH);
	struct spe_gang_context_base_priv *base = gang->base_private;
	pthread_mutex_lock(&base->lock);
	unsigned n = base->n_members;
	pthread_mutex_unlock(&base->lock);
	if (n)
		return ax_spe_fail(EBUSY);
	pthread_mutex_destroy(&base->lock);
	free(base);
	free(gang);
	return 0;
}
