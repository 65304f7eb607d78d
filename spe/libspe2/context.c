// SPDX-License-Identifier: Apache-2.0
/* context: makes and ends contexts. */
#include "libspe2/private.h"

#include <errno.h>
#include <stdlib.h>

/* Without SPE_ISOLATE's hardware there is no isolation, and none is played. */
static int check_flags(unsigned flags, spe_gang_context_ptr_t gang)
{
	if (flags & (SPE_ISOLATE | SPE_ISOLATE_EMULATE))
		return ENODEV;
	return flags & SPE_AFFINITY_MEMORY && !gang ? EINVAL : 0;
}

static struct spe_context *allocate(void)
{
	struct spe_context *context = calloc(1, sizeof(*context));
	struct spe_context_base_priv *base = calloc(1, sizeof(*base));
	if (!context || !base) {
		free(context);
		free(base);
		return NULL;
	}
	pthread_mutex_init(&base->lock, NULL);
	atomic_flag_clear(&base->busy);
	context->base_private = base;
	return context;
}

static void release(struct spe_context *context)
{
	pthread_mutex_destroy(&context->base_private->lock);
	free(context->base_private);
	free(context);
}

static int begin(struct spe_context_base_priv *base, unsigned flags,
		 struct spe_context_base_priv *neighbor)
{
	int error = base->gang ? ax_gang_join(base->gang, flags, neighbor) : 0;
	if (error)
		return error;
	struct ax_cell *cell = ax_cell_default();
	error = ENOMEM;
	base->spe = cell ? ax_spe_new(cell, flags, &error) : NULL;
	if (base->spe)
		return 0;
	if (base->gang)
		ax_gang_leave(base->gang, flags);
	return error;
}

static spe_context_ptr_t create(unsigned flags, spe_context_ptr_t neighbor,
				spe_gang_context_ptr_t gang)
{
	int error = check_flags(flags, gang);
	struct spe_context *context = error ? NULL : allocate();
	if (!context) {
		errno = error ? error : ENOMEM;
		return NULL;
	}
	context->base_private->gang = gang ? gang->base_private : NULL;
	error = begin(context->base_private, flags, neighbor ? neighbor->base_private : NULL);
	if (!error)
		return context;
	release(context);
	errno = error;
	return NULL;
}

spe_context_ptr_t spe_context_create(unsigned int flags, spe_gang_context_ptr_t gang)
{
	return create(flags, NULL, gang);
}

spe_context_ptr_t spe_context_create_affinity(unsigned int flags, spe_context_ptr_t neighbor,
					      spe_gang_context_ptr_t gang)
{
	if (!gang) {
		errno = ESRCH;
		return NULL;
	}
	return create(flags, neighbor, gang);
}

static void drop_stops(struct spe_context_base_priv *base)
{
	while (base->first_stop) {
		struct spe_context_event_priv *stop = base->first_stop;
		base->first_stop = stop->next;
		free(stop);
	}
}

int spe_context_destroy(spe_context_ptr_t context)
{
	if (!context)
		return ax_spe_fail(ESRCH);
	struct spe_context_base_priv *base = context->base_private;
	if (atomic_flag_test_and_set(&base->busy))
		return ax_spe_fail(EBUSY);
	unsigned flags = base->spe->flags;
	ax_events_forget(context);
	ax_spe_free(base->spe);
	if (base->gang)
		ax_gang_leave(base->gang, flags);
	drop_stops(base);
	release(context);
	return 0;
}
