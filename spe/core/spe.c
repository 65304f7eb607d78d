// SPDX-License-Identifier: Apache-2.0
/* spe: contexts: their making and end, their local store, and the images loaded into it. */
#include "core/core.h"

#include <endian.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

/* The store's pages: fresh and zero, or out of reach. */
static int map_store(struct ax_spe *spe, int protection)
{
	void *at = mmap(spe->store, AX_STORE_BYTES, protection,
			MAP_FIXED | MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	ax_memory_forget(spe->cell, (uintptr_t)spe->store, AX_STORE_BYTES);
	return at == MAP_FAILED ? ENOMEM : 0;
}

/* A condition that waits by the monotonic clock. */
void ax_condition_init(pthread_cond_t *condition)
{
	pthread_condattr_t attributes;
	pthread_condattr_init(&attributes);
	pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
	pthread_cond_init(condition, &attributes);
	pthread_condattr_destroy(&attributes);
}

/* The struct of an id that was never used. */
static struct ax_spe *make(struct ax_cell *cell, uint32_t id)
{
	struct ax_spe *spe = aligned_alloc(_Alignof(struct ax_spe), sizeof(*spe));
	uint8_t *store = ax_store_reserve(id);
	if (!spe || !store)
		goto no_memory;
	memset(spe, 0, sizeof(*spe));
	spe->cell = cell;
	spe->id = id;
	spe->store = store;
	spe->problem = cell->problems + (size_t)id * AX_PROBLEM_BYTES;
	pthread_mutex_init(&spe->lock, NULL);
	ax_condition_init(&spe->changed);
	ax_condition_init(&spe->told);
	ax_condition_init(&spe->placed);
	ax_condition_init(&spe->rested);
	return spe;

no_memory:
	if (store)
		ax_store_release(store);
	free(spe);
	return NULL;
}

void ax_spe_unmake(struct ax_spe *spe)
{
	pthread_cond_destroy(&spe->rested);
	pthread_cond_destroy(&spe->placed);
	pthread_cond_destroy(&spe->told);
	pthread_cond_destroy(&spe->changed);
	pthread_mutex_destroy(&spe->lock);
	ax_store_release(spe->store);
	free(spe);
}

/* The lowest free id's struct, now alive. Under cell->lock. */
static struct ax_spe *take(struct ax_cell *cell, int *error)
{
	uint32_t n = atomic_load(&cell->n_contexts);
	for (uint32_t id = 0; id < n; id++) {
		struct ax_spe *spe = atomic_load(&cell->context[id]);
		if (!atomic_load(&spe->alive))
			return spe;
	}
	*error = n == AX_MAX_CONTEXTS ? EBUSY : ENOMEM;
	struct ax_spe *spe = n == AX_MAX_CONTEXTS ? NULL : make(cell, n);
	if (!spe)
		return NULL;
	atomic_store(&cell->context[n], spe);
	atomic_store(&cell->n_contexts, n + 1);
	return spe;
}

/* Under cell->lock and spe->lock, with no command in a queue: nobody looks meanwhile. */
static void reset(struct ax_spe *spe, unsigned flags)
{
	size_t from = offsetof(struct ax_spe, flags);
	memset((char *)spe + from, 0, sizeof(*spe) - from);
	spe->flags = flags;
	spe->budget = UINT64_MAX;
	spe->random = spe->cell->config.seed * AX_MAX_CONTEXTS + spe->id;
	spe->luck = ~spe->random;
	spe->queue.capacity = AX_QUEUE_COMMANDS;
	spe->proxy.capacity = AX_PROXY_COMMANDS;
	spe->in.capacity = 4;
	spe->out.capacity = 1;
	spe->out_intr.capacity = 1;
	spe->signal[0].ors = flags & SPE_CFG_SIGNOTIFY1_OR;
	spe->signal[1].ors = flags & SPE_CFG_SIGNOTIFY2_OR;
	atomic_store(&spe->called, 0);
	atomic_store(&spe->alive, true);
}

static struct ax_spe *begin(struct ax_cell *cell, unsigned flags, int *error)
{
	pthread_mutex_lock(&cell->lock);
	struct ax_spe *spe = take(cell, error);
	if (spe) {
		pthread_mutex_lock(&spe->lock);
		reset(spe, flags);
		pthread_mutex_unlock(&spe->lock);
	}
	pthread_mutex_unlock(&cell->lock);
	return spe;
}

static void end(struct ax_spe *spe)
{
	pthread_mutex_lock(&spe->cell->lock);
	atomic_store(&spe->alive, false);
	pthread_mutex_unlock(&spe->cell->lock);
}

struct ax_spe *ax_spe_new(struct ax_cell *cell, unsigned flags, int *error)
{
	struct ax_spe *spe = begin(cell, flags, error);
	if (!spe)
		return NULL;
	*error = map_store(spe, PROT_READ | PROT_WRITE);
	if (*error)
		goto no_store;
	*error = flags & SPE_NOSCHED ? ax_slot_pin(spe) : 0;
	if (*error)
		goto no_slot;
	return spe;

no_slot:
	map_store(spe, PROT_NONE);
no_store:
	end(spe);
	return NULL;
}

static void unload(struct ax_spe *spe)
{
	if (spe->backend && spe->backend->fini)
		spe->backend->fini(spe);
	spe->backend = NULL;
	spe->backend_data = NULL;
}

/* Lists that wait for their SPU go with it. */
static void drop_commands(struct ax_spe *spe)
{
	ax_mfc_drain(spe);
	pthread_mutex_lock(&spe->lock);
	spe->queue.n = 0;
	atomic_store(&spe->n_pending, 0);
	pthread_mutex_unlock(&spe->lock);
}

void ax_spe_free(struct ax_spe *spe)
{
	drop_commands(spe);
	ax_reservation_drop(spe);
	unload(spe);
	if (spe->flags & SPE_NOSCHED)
		ax_slot_unpin(spe);
	map_store(spe, PROT_NONE);
	end(spe);
}

static const struct ax_spu_backend *find_backend(const struct ax_cell *cell, const void *image,
						 size_t bytes)
{
	for (size_t i = 0; i < cell->n_backends; i++)
		if (cell->backend[i]->knows(image, bytes))
			return cell->backend[i];
	return NULL;
}

int ax_spe_load(struct ax_spe *spe, const void *image, size_t bytes)
{
	const struct ax_spu_backend *backend = find_backend(spe->cell, image, bytes);
	if (!backend)
		return -EINVAL;
	unload(spe);
	if (map_store(spe, PROT_READ | PROT_WRITE))
		return -ENOMEM;
	int error = backend->load(spe, image, bytes);
	if (error)
		return error;
	spe->backend = backend;
	spe->npc = spe->entry;
	return 0;
}

static bool swaps(const struct ax_spe *spe)
{
	return spe->backend && spe->backend->big_endian;
}

uint32_t ax_store_read32(const struct ax_spe *spe, uint32_t ls)
{
	const uint32_t *at = (const uint32_t *)(spe->store + (ls & AX_STORE_MASK & ~3U));
	uint32_t word = __atomic_load_n(at, __ATOMIC_ACQUIRE);
	return swaps(spe) ? be32toh(word) : word;
}

void ax_store_write32(struct ax_spe *spe, uint32_t ls, uint32_t value)
{
	uint32_t *at = (uint32_t *)(spe->store + (ls & AX_STORE_MASK & ~3U));
	__atomic_store_n(at, swaps(spe) ? htobe32(value) : value, __ATOMIC_RELEASE);
}
