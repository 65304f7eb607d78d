// SPDX-License-Identifier: Apache-2.0
/* run: a program runs on the calling thread until something stops it. */
#include "core/core.h"

enum ax_spu_result ax_spe_answer(struct ax_spe *spe)
{
	pthread_mutex_lock(&spe->lock);
	uint32_t called = atomic_exchange_explicit(&spe->called, 0, memory_order_relaxed);
	if (called & AX_CALLED_FAULT)
		spe->stop = spe->fault;
	else if (called & AX_CALLED_HALT)
		spe->stop = (struct ax_spu_stop){ .kind = AX_STOP_PPE };
	pthread_mutex_unlock(&spe->lock);
	if (called & (AX_CALLED_FAULT | AX_CALLED_HALT))
		return AX_SPU_STOP;
	if (called & AX_CALLED_YIELD)
		ax_slot_yield(spe);
	return AX_SPU_OK;
}

enum ax_spu_result ax_spu_stop(struct ax_spe *spe, uint32_t code)
{
	pthread_mutex_lock(&spe->lock);
	spe->stop = (struct ax_spu_stop){ .kind = AX_STOP_SIGNAL, .code = code & 0x3fff };
	pthread_mutex_unlock(&spe->lock);
	return AX_SPU_STOP;
}

enum ax_spu_result ax_spu_halt(struct ax_spe *spe)
{
	pthread_mutex_lock(&spe->lock);
	spe->stop = (struct ax_spu_stop){ .kind = AX_STOP_HALT };
	pthread_mutex_unlock(&spe->lock);
	return AX_SPU_STOP;
}

enum ax_spu_result ax_spu_illegal(struct ax_spe *spe)
{
	ax_rule_broken(spe, AX_RULE_INSTRUCTION, NULL, 0, "0x%08x", ax_store_read32(spe, spe->pc));
	return ax_spe_answer(spe);
}

void ax_spe_halt(struct ax_spe *spe)
{
	pthread_mutex_lock(&spe->lock);
	if (spe->running)
		ax_spe_call(spe, AX_CALLED_HALT);
	pthread_mutex_unlock(&spe->lock);
}

uint32_t ax_spe_status(const struct ax_spu_stop *stop)
{
	switch (stop->kind) {
	case AX_STOP_SIGNAL:
		return stop->code << 16 | SPE_SPU_STOPPED_BY_STOP;
	case AX_STOP_HALT:
		return SPE_SPU_HALT;
	case AX_STOP_ERROR:
		return stop->code;
	default:
		return 0;
	}
}

void ax_spe_note_code(struct ax_spe *spe, uint64_t instructions, uint64_t cycles)
{
	pthread_mutex_lock(&spe->lock);
	spe->moved.instructions = instructions;
	spe->moved.cycles = cycles;
	pthread_mutex_unlock(&spe->lock);
}

void ax_spe_count(struct ax_spe *spe, struct ax_spe_counters *counters)
{
	pthread_mutex_lock(&spe->lock);
	ax_mfc_take(spe);
	*counters = spe->moved;
	ax_mfc_leave(spe);
	counters->stalls = spe->n_stalls;
	pthread_mutex_unlock(&spe->lock);
}

static void set_running(struct ax_spe *spe, bool running)
{
	pthread_mutex_lock(&spe->lock);
	spe->running = running;
	if (!running)
		atomic_fetch_and_explicit(&spe->called, AX_CALLED_FAULT, memory_order_relaxed);
	ax_spe_unlock_told(spe);
}

/* What hardware would do in the next microsecond, here before the run returns: so that a program
 * that frees its buffers then is not undone by us. A fault of that becomes the run's own. */
static void finish_commands(struct ax_spe *spe)
{
	bool calls_ppe = spe->stop.kind == AX_STOP_SIGNAL && spe->stop.code >> 8 == 0x21;
	pthread_mutex_lock(&spe->lock);
	bool forgot = spe->queue.n && !calls_ppe;
	pthread_mutex_unlock(&spe->lock);
	if (forgot)
		ax_rule_counted(spe->cell, AX_RULE_STOP_PENDING);
	if (!spe->cell->timer) /* whose commands end in their own time */
		ax_mfc_drain(spe);
	/* Relaxed: a fault of those was called by this thread. */
	if (atomic_load_explicit(&spe->called, memory_order_relaxed) & AX_CALLED_FAULT)
		ax_spe_answer(spe);
}

static enum ax_spu_result run(struct ax_spe *spe)
{
	/* A fault of the PPE's commands comes out here. */
	if (ax_spe_called(spe) && ax_spe_answer(spe) == AX_SPU_STOP)
		return AX_SPU_STOP;
	enum ax_spu_result result = spe->backend->run(spe);
	if (result == AX_SPU_STOP)
		finish_commands(spe);
	return result;
}

enum ax_spu_result ax_spe_run(struct ax_spe *spe)
{
	if (spe->cell->deterministic) {
		set_running(spe, true);
		enum ax_spu_result result = run(spe);
		if (result == AX_SPU_STOP)
			set_running(spe, false);
		return result;
	}
	ax_helper_start(spe->cell);
	ax_slot_acquire(spe);
	set_running(spe, true);
	run(spe);
	ax_slot_release(spe);
	set_running(spe, false);
	return AX_SPU_STOP;
}
