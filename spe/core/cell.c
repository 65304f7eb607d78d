// SPDX-License-Identifier: Apache-2.0
/* cell: the machine: address space for problem-state areas, and its contexts. */
#include "core/core.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/mman.h>

/* Address space of n times `bytes`, aligned to `bytes`, which nobody can touch; NULL: none. */
static uint8_t *reserve(size_t n, size_t bytes)
{
	size_t all = (n + 1) * bytes;
	uint8_t *at =
		mmap(NULL, all, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (at == MAP_FAILED)
		return NULL;
	size_t before = (bytes - (uintptr_t)at % bytes) % bytes;
	if (before)
		munmap(at, before);
	munmap(at + before + n * bytes, bytes - before);
	return at + before;
}

struct ax_cell *ax_cell_new(const struct ax_spe_config *config, bool deterministic)
{
	if (!config->n_spes || config->n_spes > AX_MAX_SPES)
		return NULL;
	struct ax_cell *cell = calloc(1, sizeof(*cell));
	if (!cell)
		return NULL;
	cell->config = *config;
	cell->deterministic = deterministic;
	cell->n_free = (int)config->n_spes;
	cell->problems = reserve(AX_MAX_CONTEXTS, AX_PROBLEM_BYTES);
	pthread_mutex_init(&cell->lock, NULL);
	ax_condition_init(&cell->help);
	for (int i = 0; i < AX_LINE_LOCKS; i++)
		pthread_mutex_init(&cell->line[i], NULL);
	if (cell->problems)
		return cell;
	ax_cell_free(cell);
	return NULL;
}

void ax_cell_free(struct ax_cell *cell)
{
	ax_helper_stop(cell);
	for (uint32_t i = 0; i < atomic_load(&cell->n_contexts); i++)
		ax_spe_unmake(atomic_load(&cell->context[i]));
	if (cell->problems)
		munmap(cell->problems, (size_t)AX_MAX_CONTEXTS * AX_PROBLEM_BYTES);
	for (int i = 0; i < AX_LINE_LOCKS; i++)
		pthread_mutex_destroy(&cell->line[i]);
	pthread_cond_destroy(&cell->help);
	pthread_mutex_destroy(&cell->lock);
	free(cell);
}

int ax_cell_add_backend(struct ax_cell *cell, const struct ax_spu_backend *backend)
{
	if (cell->n_backends == AX_MAX_BACKENDS)
		return -ENOSPC;
	cell->backend[cell->n_backends++] = backend;
	return 0;
}
