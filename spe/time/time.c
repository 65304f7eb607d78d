// SPDX-License-Identifier: Apache-2.0
/* time: who goes on, and when. */
#include "time/time.h"

#include <errno.h>

/* Cycles of an SPU to ticks of the timebase, and back. */
#define SPU_HZ UINT64_C(3200000000)

static void set_clock(struct ax_cell *cell, uint64_t cycle)
{
	uint64_t ticks = (uint64_t)((unsigned __int128)cycle * AX_TIMEBASE_HZ / SPU_HZ);
	/* Relaxed: one thread. */
	atomic_store_explicit(&cell->ticks, ticks, memory_order_relaxed);
}

static uint64_t cycle_of(uint64_t ticks)
{
	return (uint64_t)((unsigned __int128)ticks * SPU_HZ / AX_TIMEBASE_HZ) + 1;
}

static uint64_t earlier(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

static uint64_t later(uint64_t a, uint64_t b)
{
	return a > b ? a : b;
}

/* ---- whose turn it is --------------------------------------------------------------------- */

static uint64_t time_of(const struct ax_time_spe *self)
{
	if (self->state == AX_TIME_ENDED)
		return AX_NEVER;
	return self->state == AX_TIME_STALLED ? self->ready : self->spe->cycle;
}

static struct ax_time_spe *first_spe(struct ax_time *time)
{
	struct ax_time_spe *first = &time->spe[0];
	for (unsigned i = 1; i < time->n; i++)
		if (time_of(&time->spe[i]) < time_of(first))
			first = &time->spe[i];
	return first;
}

static struct ax_time_spe *first_answer(struct ax_time *time)
{
	struct ax_time_spe *first = &time->spe[0];
	for (unsigned i = 1; i < time->n; i++)
		if (time->spe[i].answer < first->answer)
			first = &time->spe[i];
	return first;
}

static struct ax_time_spe *find(struct ax_time *time, const struct ax_spe *spe)
{
	unsigned i = 0;
	while (time->spe[i].spe != spe)
		i++;
	return &time->spe[i];
}

static bool turn(struct ax_spe *spe, uint32_t channel)
{
	struct ax_time *time = spe->cell->time;
	struct ax_time_spe *self = find(time, spe);
	const struct ax_time_transfer *transfer = ax_time_first(time);
	set_clock(spe->cell, spe->cycle);
	self->denied = first_spe(time) != self || first_answer(time)->answer <= spe->cycle ||
		       (transfer && transfer->at <= spe->cycle);
	return !self->denied && (channel != AX_RD_ATOMIC_STAT || self->atomic <= spe->cycle);
}

/* ---- what operations cost ----------------------------------------------------------------- */

static void note_atomic(struct ax_time *time, struct ax_time_spe *self, uint32_t command)
{
	const struct ax_mfc_op *op = ax_mfc_op_find(command & 0xffff);
	bool hit = op && op->opcode == 0xb4;
	if (op && op->flags & AX_OP_ATOMIC)
		self->atomic = self->spe->cycle +
			       time->cost[hit ? AX_SPE_TIME_ATOMIC_HIT : AX_SPE_TIME_ATOMIC_MISS];
}

static void operated(struct ax_spe *spe, uint32_t channel, uint32_t value)
{
	struct ax_time *time = spe->cell->time;
	struct ax_time_spe *self = find(time, spe);
	if (channel == AX_MFC_CMD)
		note_atomic(time, self, value);
	ax_time_begin(time, self, spe->cycle);
	if ((channel == AX_WR_OUT_MBOX || channel == AX_WR_OUT_INTR_MBOX) && time->ppe)
		self->answer = earlier(self->answer, spe->cycle + time->cost[AX_SPE_TIME_MAILBOX]);
	if (!spe->backend->counts_cycles)
		spe->cycle += time->cost[AX_SPE_TIME_CHANNEL];
}

static const struct ax_timer timer = { turn, operated };

/* ---- stalls ------------------------------------------------------------------------------- */

static enum ax_spe_time_wait cause(uint32_t channel)
{
	switch (channel) {
	case AX_RD_SIG_NOTIFY_1:
	case AX_RD_SIG_NOTIFY_2:
		return AX_SPE_TIME_ON_SIGNAL;
	case AX_WR_OUT_MBOX:
	case AX_RD_IN_MBOX:
	case AX_WR_OUT_INTR_MBOX:
		return AX_SPE_TIME_ON_MAILBOX;
	case AX_RD_ATOMIC_STAT:
		return AX_SPE_TIME_ON_ATOMIC;
	case AX_RD_EVENT_STAT:
		return AX_SPE_TIME_ON_EVENT;
	default:
		return AX_SPE_TIME_ON_DMA;
	}
}

/* When it goes on by itself. */
static uint64_t ready_alone(const struct ax_time_spe *self)
{
	const struct ax_spe *spe = self->spe;
	if (spe->waiting == AX_RD_ATOMIC_STAT && self->atomic > spe->cycle)
		return self->atomic;
	if (spe->waiting == AX_RD_EVENT_STAT && spe->dec_runs &&
	    spe->event_mask & AX_EVENT_DECREMENTER)
		return later(spe->cycle, cycle_of(spe->dec_zero + 1));
	return AX_NEVER;
}

static void stall(struct ax_time_spe *self)
{
	self->state = AX_TIME_STALLED;
	self->ready = ready_alone(self);
	self->spe->n_stalls++;
}

/* Those whose channel is ready now go on now. */
static void look(struct ax_time *time, uint64_t now)
{
	uint32_t count;
	set_clock(time->cell, now);
	for (unsigned i = 0; i < time->n; i++) {
		struct ax_time_spe *self = &time->spe[i];
		struct ax_spe *spe = self->spe;
		bool alone = spe->waiting == AX_RD_ATOMIC_STAT && self->ready != AX_NEVER;
		if (self->state != AX_TIME_STALLED || alone)
			continue;
		if (ax_spe_called(spe) || ax_channel_ready(spe, spe->waiting, &count))
			self->ready = earlier(self->ready, later(now, spe->cycle));
	}
}

static void go_on(struct ax_time_spe *self)
{
	struct ax_spe *spe = self->spe;
	if (self->state != AX_TIME_STALLED)
		return;
	self->report->stalled[cause(spe->waiting)] += self->ready - spe->cycle;
	spe->cycle = self->ready;
	self->state = AX_TIME_RUNS;
}

/* ---- steps -------------------------------------------------------------------------------- */

static void end(struct ax_time *time, struct ax_time_spe *self)
{
	self->state = AX_TIME_ENDED;
	self->report->cycles = self->spe->cycle;
	time->report->makespan = later(time->report->makespan, self->spe->cycle);
}

static void run(struct ax_time *time, struct ax_time_spe *self, ax_time_stopped *stopped, void *arg)
{
	struct ax_spe *spe = self->spe;
	go_on(self);
	self->denied = false;
	/* Native programs count calls: each has its turn. */
	spe->budget = spe->backend->counts_cycles ? time->cost[AX_SPE_TIME_QUANTUM] : 0;
	enum ax_spu_result result = ax_spe_run(spe);
	if (result == AX_SPU_STALL && !self->denied)
		stall(self);
	if (result != AX_SPU_STOP)
		return;
	if (stopped(arg, (unsigned)(self - time->spe)))
		spe->cycle += time->cost[AX_SPE_TIME_CALL];
	else
		end(time, self);
}

/* The PPE takes a word; if there is another, it is next. */
static void answer(struct ax_time *time, struct ax_time_spe *self)
{
	uint32_t word;
	uint64_t now = self->answer;
	unsigned i = (unsigned)(self - time->spe);
	bool interrupting = !ax_mailbox_out_read(self->spe, &word, 1);
	if (interrupting)
		ax_mailbox_out_intr_read(self->spe, &word, 1);
	bool more = self->spe->out_intr.n;
	self->answer = more ? now + time->cost[AX_SPE_TIME_MAILBOX] : AX_NEVER;
	time->ppe->mailbox(time->ppe->arg, i, interrupting, word, now);
	for (unsigned j = 0; j < time->n; j++)
		ax_time_begin(time, &time->spe[j], now);
}

/* The earliest of all goes on. False: nobody can. */
static bool step(struct ax_time *time, ax_time_stopped *stopped, void *arg)
{
	struct ax_time_transfer *transfer = ax_time_first(time);
	struct ax_time_spe *asks = first_answer(time), *runs = first_spe(time);
	uint64_t now =
		earlier(transfer ? transfer->at : AX_NEVER, earlier(asks->answer, time_of(runs)));
	if (now == AX_NEVER)
		return false;
	if (transfer && transfer->at == now)
		ax_time_advance(time, transfer);
	else if (asks->answer == now)
		answer(time, asks);
	else
		run(time, runs, stopped, arg);
	look(time, now);
	return true;
}

static void begin(struct ax_time *time)
{
	time->bus.cost = time->cost;
	time->bus.count = time->report->port;
	time->cell->time = time;
	time->cell->timer = &timer;
	for (unsigned i = 0; i < time->n; i++) {
		time->spe[i].spe->cycle = 0;
		time->spe[i].answer = AX_NEVER;
		ax_time_begin(time, &time->spe[i], 0);
	}
}

static int finish(struct ax_time *time)
{
	int error = 0;
	time->cell->timer = NULL;
	time->cell->time = NULL;
	for (unsigned i = 0; i < time->n; i++) {
		struct ax_spe_time_spe *report = time->spe[i].report;
		if (time->spe[i].state != AX_TIME_ENDED)
			error = -EDEADLK;
		report->commands = time->spe[i].spe->moved.commands;
		report->busy = report->cycles;
		for (unsigned j = 0; j < AX_SPE_TIME_WAITS; j++)
			report->busy -= report->stalled[j];
	}
	return error;
}

int ax_time_run(struct ax_time *time, ax_time_stopped *stopped, void *arg)
{
	begin(time);
	while (step(time, stopped, arg))
		;
	return finish(time);
}
