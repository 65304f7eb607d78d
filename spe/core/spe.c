// SPDX-License-Identifier: Apache-2.0
/* spe: contexts: their making and end, their local store, and the images loaded into it. */
#include "core/spe.h"

#include <endian.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

static int take_id(struct ax_cell *cell, struct ax_spe *spe)
{
	for (uint32_t id = 0; id < AX_MAX_CONTEXTS; id++) {
		if (cell->context[id])
			continue;
		cell->context[id] = spe;
		spe->id = id;
		return 0;
	}
	return EBUSY;
}

/* The store's pages: fresh and zero, or out of reach. */
static int map_store(struct ax_spe *spe, int protection)
{
	void *at = mmap(spe->store, AX_STORE_BYTES, protection,
			MAP_FIXED | MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	return at == MAP_FAILED ? ENOMEM : 0;
}

/* A condition that waits by the monotonic clock. */
static void init_condition(pthread_cond_t *condition)
{
	pthread_condattr_t attributes;
	pthread_condattr_init(&attributes);
	pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
	pthread_cond_init(condition, &attributes);
	pthread_condattr_destroy(&attributes);
}

static void init(struct ax_spe *spe, struct ax_cell *cell, unsigned flags)
{
	spe->cell = cell;
	spe->flags = flags;
	spe->queue.capacity = AX_QUEUE_COMMANDS;
	spe->proxy.capacity = AX_PROXY_COMMANDS;
	spe->in.capacity = 4;
	spe->out.capacity = 1;
	spe->out_intr.capacity = 1;
	spe->signal[0].ors = flags & SPE_CFG_SIGNOTIFY1_OR;
	spe->signal[1].ors = flags & SPE_CFG_SIGNOTIFY2_OR;
	spe->budget = UINT64_MAX;
	pthread_mutex_init(&spe->engine, NULL);
	pthread_mutex_init(&spe->lock, NULL);
	init_condition(&spe->changed);
	init_condition(&spe->told);
}

static void fini(struct ax_spe *spe)
{
	pthread_cond_destroy(&spe->told);
	pthread_cond_destroy(&spe->changed);
	pthread_mutex_destroy(&spe->lock);
	pthread_mutex_destroy(&spe->engine);
	free(spe);
}

struct ax_spe *ax_spe_new(struct ax_cell *cell, unsigned flags, int *error)
{
	struct ax_spe *spe = aligned_alloc(_Alignof(struct ax_spe), sizeof(*spe));
	if (!spe) {
		*error = ENOMEM;
		return NULL;
	}
	memset(spe, 0, sizeof(*spe));
	init(spe, cell, flags);
	pthread_mutex_lock(&cell->lock);
	*error = take_id(cell, spe);
	pthread_mutex_unlock(&cell->lock);
	if (*error)
		goto no_id;
	spe->random = cell->config.seed * AX_MAX_CONTEXTS + spe->id;
	spe->store = cell->stores + (size_t)spe->id * AX_STORE_BYTES;
	spe->problem = cell->problems + (size_t)spe->id * AX_PROBLEM_BYTES;
	*error = map_store(spe, PROT_READ | PROT_WRITE);
	if (*error)
		goto no_store;
	return spe;

no_store:
	pthread_mutex_lock(&cell->lock);
	cell->context[spe->id] = NULL;
	pthread_mutex_unlock(&cell->lock);
no_id:
	fini(spe);
	return NULL;
}

static void unload(struct ax_spe *spe)
{
	if (spe->backend && spe->backend->fini)
		spe->backend->fini(spe);
	spe->backend = NULL;
	spe->backend_data = NULL;
}

void ax_spe_free(struct ax_spe *spe)
{
	struct ax_cell *cell = spe->cell;
	unload(spe);
	map_store(spe, PROT_NONE);
	pthread_mutex_lock(&cell->lock);
	cell->context[spe->id] = NULL;
	pthread_mutex_unlock(&cell->lock);
	fini(spe);
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

uint32_t ax_store_read32(const struct ax_spe *spe, uint32_t ls)
{
	uint32_t word;
	memcpy(&word, spe->store + (ls & AX_STORE_MASK & ~3U), sizeof(word));
	return spe->backend && spe->backend->big_endian ? be32toh(word) : word;
}

void ax_store_write32(struct ax_spe *spe, uint32_t ls, uint32_t value)
{
	uint32_t word = spe->backend && spe->backend->big_endian ? htobe32(value) : value;
	memcpy(spe->store + (ls & AX_STORE_MASK & ~3U), &word, sizeof(word));
}
