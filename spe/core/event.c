// SPDX-License-Identifier: Apache-2.0
/* event: what wakes an SPU and the PPE threads that wait for it; the decrementer; clocks. */
#include "core/core.h"

#include <time.h>

uint64_t ax_clock_ns(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

uint64_t ax_cell_timebase(struct ax_cell *cell)
{
	if (cell->deterministic)
		/* Relaxed: one thread. */
		return atomic_load_explicit(&cell->ticks, memory_order_relaxed);
	return (uint64_t)((unsigned __int128)ax_clock_ns() * AX_TIMEBASE_HZ / 1000000000);
}

/* An event is kept until it is acknowledged, whether or not the mask lets it through. */
void ax_event_raise(struct ax_spe *spe, uint32_t events)
{
	spe->events |= events;
	if (spe->n_asleep)
		pthread_cond_broadcast(&spe->changed);
}

void ax_spe_call(struct ax_spe *spe, uint32_t why)
{
	/* Relaxed: what it is about is under the lock. */
	atomic_fetch_or_explicit(&spe->called, why, memory_order_relaxed);
	if (spe->n_asleep)
		pthread_cond_broadcast(&spe->changed);
}

void ax_spe_unlock_told(struct ax_spe *spe)
{
	void (*watch)(void *arg) = spe->watch;
	void *arg = spe->watch_arg;
	if (spe->n_asking)
		pthread_cond_broadcast(&spe->told);
	pthread_mutex_unlock(&spe->lock);
	if (watch)
		watch(arg);
}

void ax_spe_watch(struct ax_spe *spe, void (*watch)(void *arg), void *arg)
{
	pthread_mutex_lock(&spe->lock);
	spe->watch = watch;
	spe->watch_arg = arg;
	pthread_mutex_unlock(&spe->lock);
}

/* It is a 32-bit counter that goes on below 0: the next event is a whole round later. */
void ax_decrementer_look(struct ax_spe *spe)
{
	if (!spe->dec_runs || ax_cell_timebase(spe->cell) <= spe->dec_zero)
		return;
	spe->dec_zero += UINT64_C(1) << 32;
	ax_event_raise(spe, AX_EVENT_DECREMENTER);
}
