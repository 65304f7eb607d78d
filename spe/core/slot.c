// SPDX-License-Identifier: Apache-2.0
/* slot: which contexts are on a physical SPE. More may run than there are SPEs: they take turns,
 * first come first served. A context leaves its SPE when it blocks for long, stops, or has been on
 * it for a slice while others wait; one made with NOSCHED keeps its own for life. All of it is
 * under cell->lock. */
#include "core/core.h"

#include <errno.h>

enum {
	SLICE_NS = 10 * 1000 * 1000
};

static void enlist(struct ax_cell *cell, struct ax_spe *spe)
{
	spe->next_waiting = NULL;
	if (cell->last_waiting)
		cell->last_waiting->next_waiting = spe;
	else
		cell->first_waiting = spe;
	cell->last_waiting = spe;
}

static void place(struct ax_cell *cell, struct ax_spe *spe)
{
	cell->n_free--;
	spe->has_slot = true;
	spe->since = ax_clock_ns();
}

/* Gives a free SPE to who has waited longest. */
static void serve(struct ax_cell *cell)
{
	struct ax_spe *spe = cell->first_waiting;
	if (!spe || cell->n_free <= 0)
		return;
	cell->first_waiting = spe->next_waiting;
	if (!cell->first_waiting)
		cell->last_waiting = NULL;
	place(cell, spe);
	pthread_cond_signal(&spe->placed);
}

static void acquire(struct ax_cell *cell, struct ax_spe *spe)
{
	if (!(spe->flags & SPE_NOSCHED)) {
		enlist(cell, spe);
		serve(cell);
		while (!spe->has_slot)
			pthread_cond_wait(&spe->placed, &cell->lock);
	}
	if (!cell->n_active++ && cell->helper_idle)
		pthread_cond_signal(&cell->help);
}

static void release(struct ax_cell *cell, struct ax_spe *spe)
{
	cell->n_active--;
	if (spe->flags & SPE_NOSCHED)
		return;
	spe->has_slot = false;
	cell->n_free++;
	serve(cell);
}

void ax_slot_acquire(struct ax_spe *spe)
{
	pthread_mutex_lock(&spe->cell->lock);
	acquire(spe->cell, spe);
	pthread_mutex_unlock(&spe->cell->lock);
}

void ax_slot_release(struct ax_spe *spe)
{
	pthread_mutex_lock(&spe->cell->lock);
	release(spe->cell, spe);
	pthread_mutex_unlock(&spe->cell->lock);
}

void ax_slot_yield(struct ax_spe *spe)
{
	pthread_mutex_lock(&spe->cell->lock);
	release(spe->cell, spe);
	acquire(spe->cell, spe);
	pthread_mutex_unlock(&spe->cell->lock);
}

int ax_slot_pin(struct ax_spe *spe)
{
	struct ax_cell *cell = spe->cell;
	pthread_mutex_lock(&cell->lock);
	int error = cell->n_pinned == (int)cell->config.n_spes ? EBUSY : 0;
	if (!error) {
		cell->n_pinned++;
		cell->n_free--; /* below 0: who is on it goes at the end of its slice */
		spe->has_slot = true;
	}
	pthread_mutex_unlock(&cell->lock);
	return error;
}

void ax_slot_unpin(struct ax_spe *spe)
{
	struct ax_cell *cell = spe->cell;
	pthread_mutex_lock(&cell->lock);
	cell->n_pinned--;
	cell->n_free++;
	serve(cell);
	pthread_mutex_unlock(&cell->lock);
}

static void call(struct ax_spe *spe)
{
	pthread_mutex_lock(&spe->lock);
	ax_spe_call(spe, AX_CALLED_YIELD);
	pthread_mutex_unlock(&spe->lock);
}

void ax_slot_slice(struct ax_cell *cell)
{
	pthread_mutex_lock(&cell->lock);
	uint64_t now = cell->first_waiting ? ax_clock_ns() : 0;
	uint32_t n = cell->first_waiting ? atomic_load(&cell->n_contexts) : 0;
	for (uint32_t i = 0; i < n; i++) {
		struct ax_spe *spe = atomic_load(&cell->context[i]);
		if (spe->has_slot && !(spe->flags & SPE_NOSCHED) && now - spe->since > SLICE_NS)
			call(spe);
	}
	pthread_mutex_unlock(&cell->lock);
}
