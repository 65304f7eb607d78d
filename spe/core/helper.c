// SPDX-License-Identifier: Apache-2.0
/* helper: a thread of a free-running cell. While programs run, or the PPE has given a command, it
 * carries out commands that would otherwise wait for an SPU that looks at its local store alone
 * (where somebody is at it, none do), and it ends time slices. It sleeps when nothing runs. */
#include "core/core.h"

#include <time.h>

enum {
	TICK_NS = 300 * 1000
};

/* Half of what waits, so that the rest still comes late. True when some is left. */
static bool help_one(struct ax_spe *spe)
{
	/* Relaxed: the next tick sees what this one missed. */
	uint32_t n = atomic_load_explicit(&spe->n_pending, memory_order_relaxed);
	for (uint32_t i = 0; i < (n + 1) / 2; i++)
		if (!ax_mfc_help(spe))
			return false; /* lists that wait for their SPU */
	return atomic_load_explicit(&spe->n_pending, memory_order_relaxed) != 0;
}

static bool help_all(struct ax_cell *cell)
{
	bool left = false;
	uint32_t n = atomic_load(&cell->n_contexts);
	for (uint32_t i = 0; i < n; i++)
		left |= help_one(atomic_load(&cell->context[i]));
	ax_slot_slice(cell);
	return left;
}

static void sleep_tick(struct ax_cell *cell)
{
	uint64_t end = ax_clock_ns() + TICK_NS;
	struct timespec until = { (time_t)(end / 1000000000), (long)(end % 1000000000) };
	pthread_cond_timedwait(&cell->help, &cell->lock, &until);
}

static void *help(void *arg)
{
	struct ax_cell *cell = arg;
	pthread_mutex_lock(&cell->lock);
	while (!cell->helper_ends) {
		if (!cell->n_active && !cell->proxied) {
			cell->helper_idle = true;
			pthread_cond_wait(&cell->help, &cell->lock);
			cell->helper_idle = false;
			continue;
		}
		cell->proxied = false;
		sleep_tick(cell);
		pthread_mutex_unlock(&cell->lock);
		bool left = help_all(cell);
		pthread_mutex_lock(&cell->lock);
		cell->proxied |= left;
	}
	pthread_mutex_unlock(&cell->lock);
	return NULL;
}

static void start(struct ax_cell *cell)
{
	if (!cell->has_helper && !cell->deterministic)
		cell->has_helper = !pthread_create(&cell->helper, NULL, help, cell);
}

void ax_helper_start(struct ax_cell *cell)
{
	pthread_mutex_lock(&cell->lock);
	start(cell);
	pthread_mutex_unlock(&cell->lock);
}

void ax_helper_wake(struct ax_cell *cell)
{
	pthread_mutex_lock(&cell->lock);
	start(cell);
	cell->proxied = true;
	if (cell->helper_idle)
		pthread_cond_signal(&cell->help);
	pthread_mutex_unlock(&cell->lock);
}

void ax_helper_stop(struct ax_cell *cell)
{
	pthread_mutex_lock(&cell->lock);
	bool has = cell->has_helper;
	cell->helper_ends = true;
	cell->has_helper = false;
	pthread_cond_signal(&cell->help);
	pthread_mutex_unlock(&cell->lock);
	if (has)
		pthread_join(cell->helper, NULL);
}
