// SPDX-License-Identifier: Apache-2.0
/* channel: what an SPU reads and writes. Each operation is over at once or finds a count of 0; with
 * reads, counts, queued commands and writes that may block, some command that lingers in the queue
 * may go on: they have the lock anyway.
 *
 * A tag update is asked for without the lock. While tag_update is 0, tag_mask, tag_stat and
 * tag_stat_ready are the running thread's alone. It writes them and then asks (T1); from there on
 * whoever has the lock may find the update met (T2), and then gives them back (T3, T4). Nobody need
 * be there to find it: so whatever depends on an update looks first, under the lock, as
 * ax_channel_ready() does. */
#include "core/core.h"

#include <string.h>

/* ---- counts ------------------------------------------------------------------------------- */

static uint32_t room(const struct ax_mailbox *box)
{
	return box->capacity - box->n;
}

/* Whether an update is pending, as far as anybody has looked. */
static bool pending(const struct ax_spe *spe)
{
	/* T4 acquire: pairs with T3 in ax_mfc_tag_look(); the status is the caller's again. */
	return atomic_load_explicit(&spe->tag_update, memory_order_acquire);
}

bool ax_channel_ready(struct ax_spe *spe, uint32_t channel, uint32_t *count)
{
	ax_mfc_tag_look(spe);
	switch (channel) {
	case AX_RD_EVENT_STAT:
		ax_decrementer_look(spe);
		*count = (spe->events & spe->event_mask) != 0;
		break;
	case AX_RD_SIG_NOTIFY_1:
	case AX_RD_SIG_NOTIFY_2:
		*count = spe->signal[channel - AX_RD_SIG_NOTIFY_1].pending;
		break;
	case AX_MFC_CMD:
		*count = spe->queue.capacity - spe->queue.n;
		break;
	case AX_WR_TAG_UPDATE:
		*count = !pending(spe);
		break;
	case AX_RD_TAG_STAT:
		*count = spe->tag_stat_ready;
		break;
	case AX_RD_LIST_STALL:
		*count = spe->stall_news != 0;
		break;
	case AX_RD_ATOMIC_STAT:
		*count = spe->atomic_stat_ready;
		break;
	case AX_WR_OUT_MBOX:
		*count = room(&spe->out);
		break;
	case AX_RD_IN_MBOX:
		*count = spe->in.n;
		break;
	case AX_WR_OUT_INTR_MBOX:
		*count = room(&spe->out_intr);
		break;
	default:
		*count = 1; /* never blocks */
		break;
	}
	return *count != 0;
}

static const uint32_t readable =
	1U << AX_RD_EVENT_STAT | 1U << AX_RD_SIG_NOTIFY_1 | 1U << AX_RD_SIG_NOTIFY_2 |
	1U << AX_RD_DEC | 1U << AX_RD_EVENT_MASK | 1U << AX_RD_TAG_MASK | 1U << AX_RD_MACH_STAT |
	1U << AX_RD_SRR0 | 1U << AX_RD_TAG_STAT | 1U << AX_RD_LIST_STALL | 1U << AX_RD_ATOMIC_STAT |
	1U << AX_RD_IN_MBOX;

static const uint32_t writable = 1U << AX_WR_EVENT_MASK | 1U << AX_WR_EVENT_ACK | 1U << AX_WR_DEC |
				 1U << AX_WR_MSSYNC_REQ | 1U << AX_WR_SRR0 | 1U << AX_MFC_LSA |
				 1U << AX_MFC_EAH | 1U << AX_MFC_EAL | 1U << AX_MFC_SIZE |
				 1U << AX_MFC_TAG | 1U << AX_MFC_CMD | 1U << AX_WR_TAG_MASK |
				 1U << AX_WR_TAG_UPDATE | 1U << AX_WR_LIST_ACK |
				 1U << AX_WR_OUT_MBOX | 1U << AX_WR_OUT_INTR_MBOX;

static bool allowed(struct ax_spe *spe, uint32_t channel, uint32_t set, const char *verb)
{
	if (channel < 32 && set & 1U << channel)
		return true;
	ax_rule_broken(spe, AX_RULE_CHANNEL, NULL, 0, "%s of channel %u", verb, channel);
	return false;
}

static void trace(struct ax_spe *spe, uint32_t channel, const char *way, uint32_t value)
{
	if (spe->cell->config.trace)
		ax_trace_channel(spe, channel, way, value);
}

/* In a timed cell operations are made in the order of their times. */
static bool must_wait(struct ax_spe *spe, uint32_t channel)
{
	if (!spe->cell->timer || spe->cell->timer->turn(spe, channel))
		return false;
	spe->waiting = channel;
	return true;
}

static void take_time(struct ax_spe *spe, uint32_t channel, uint32_t value)
{
	if (spe->cell->timer)
		spe->cell->timer->operated(spe, channel, value);
}

/* After an operation that was carried out. */
static enum ax_spu_result done(struct ax_spe *spe, uint32_t channel, uint32_t value)
{
	take_time(spe, channel, value);
	return ax_spe_called(spe) ? ax_spe_answer(spe) : AX_SPU_OK;
}

uint32_t ax_channel_count(struct ax_spe *spe, uint32_t channel)
{
	uint32_t count;
	take_time(spe, channel, 0);
	if (channel >= 32 || !((readable | writable) & 1U << channel))
		return 0;
	pthread_mutex_lock(&spe->lock);
	ax_channel_ready(spe, channel, &count);
	ax_mfc_linger_unlock(spe);
	trace(spe, channel, "count", count);
	return count;
}

/* ---- reads -------------------------------------------------------------------------------- */

static uint32_t take(uint32_t *word)
{
	uint32_t value = *word;
	*word = 0;
	return value;
}

static uint32_t take_signal(struct ax_signal *signal)
{
	signal->pending = false;
	return take(&signal->value);
}

/* The channel's count is not 0. Under the lock. */
static uint32_t read_ready(struct ax_spe *spe, uint32_t channel)
{
	uint32_t value = 0;
	switch (channel) {
	case AX_RD_EVENT_STAT:
		return spe->events & spe->event_mask;
	case AX_RD_SIG_NOTIFY_1:
	case AX_RD_SIG_NOTIFY_2:
		return take_signal(&spe->signal[channel - AX_RD_SIG_NOTIFY_1]);
	case AX_RD_DEC:
		return (uint32_t)(spe->dec_zero - ax_cell_timebase(spe->cell));
	case AX_RD_EVENT_MASK:
		return spe->event_mask;
	case AX_RD_TAG_MASK:
		return atomic_load_explicit(&spe->tag_mask, memory_order_relaxed); /* its own */
	case AX_RD_SRR0:
		return spe->srr0;
	case AX_RD_TAG_STAT:
		spe->tag_stat_ready = false;
		return spe->tag_stat;
	case AX_RD_LIST_STALL:
		return take(&spe->stall_news);
	case AX_RD_ATOMIC_STAT:
		spe->atomic_stat_ready = false;
		return spe->atomic_stat;
	case AX_RD_IN_MBOX:
		ax_mailbox_take(&spe->in, &value);
		return value;
	default:
		return 0; /* the machine's status: not isolated, interrupts off */
	}
}

enum ax_spu_result ax_channel_read(struct ax_spe *spe, uint32_t channel, uint32_t *value)
{
	uint32_t count;
	*value = 0;
	if (must_wait(spe, channel))
		return AX_SPU_STALL;
	if (!allowed(spe, channel, readable, "rdch"))
		return done(spe, channel, 0);
	pthread_mutex_lock(&spe->lock);
	ax_mfc_linger(spe);
	bool ready = ax_channel_ready(spe, channel, &count);
	if (!ready && channel == AX_RD_TAG_STAT && !spe->cell->deterministic)
		ready = ax_mfc_finish_tags(spe);
	if (ready)
		*value = read_ready(spe, channel);
	ax_spe_unlock_told(spe);
	spe->waiting = channel;
	if (!ready)
		return AX_SPU_STALL;
	trace(spe, channel, "->", *value);
	return done(spe, channel, *value);
}

/* ---- writes ------------------------------------------------------------------------------- */

/* Parameters of the next command: nobody else's. */
static bool write_parameter(struct ax_spe *spe, uint32_t channel, uint32_t value)
{
	if (channel - AX_MFC_LSA < AX_MFC_PARAMETERS)
		spe->mfc[channel - AX_MFC_LSA] = value;
	else if (channel == AX_WR_SRR0)
		spe->srr0 = value;
	else
		return false;
	return true;
}

/* Without the lock only while none is pending. */
static void ask(struct ax_spe *spe, uint32_t update)
{
	spe->tag_stat_ready = false;
	/* T1 release: the mask and the status before it. Pairs with T2 in ax_mfc_tag_look(). */
	atomic_store_explicit(&spe->tag_update, update + 1, memory_order_release);
}

static void ask_and_look(struct ax_spe *spe, uint32_t update)
{
	pthread_mutex_lock(&spe->lock);
	ask(spe, update);
	ax_mfc_tag_look(spe);
	pthread_mutex_unlock(&spe->lock);
}

static bool still_pending(struct ax_spe *spe)
{
	if (!pending(spe))
		return false;
	pthread_mutex_lock(&spe->lock);
	ax_mfc_tag_look(spe);
	pthread_mutex_unlock(&spe->lock);
	return pending(spe);
}

/* An immediate update may be written at any time: that is how a pending one is taken back. */
static void write_tag_update(struct ax_spe *spe, uint32_t value)
{
	bool again = still_pending(spe);
	if ((value > AX_UPDATE_ALL || (again && value != AX_UPDATE_IMMEDIATE)) &&
	    ax_rule_broken(spe, AX_RULE_TAG_UPDATE, NULL, 0, "wrch of %u to channel %u", value,
			   (unsigned)AX_WR_TAG_UPDATE))
		return;
	uint32_t update = value > AX_UPDATE_ALL ? AX_UPDATE_ALL : value;
	if (again || update == AX_UPDATE_IMMEDIATE)
		ask_and_look(spe, update);
	else
		ask(spe, update);
}

/* An update that is met, though nobody has looked, is about the mask that was there. */
static void write_tag_mask(struct ax_spe *spe, uint32_t mask)
{
	still_pending(spe);
	/* Relaxed: it counts when an update is asked for, by T1. */
	atomic_store_explicit(&spe->tag_mask, mask, memory_order_relaxed);
}

static void acknowledge_list(struct ax_spe *spe, uint32_t tag)
{
	bool found = false;
	pthread_mutex_lock(&spe->lock);
	for (uint32_t i = 0; i < spe->queue.n; i++) {
		struct ax_mfc_command *command = &spe->queue.command[i];
		if (!command->stalled || command->tag != tag)
			continue;
		command->stalled = false;
		found = true;
	}
	pthread_mutex_unlock(&spe->lock);
	if (!found)
		ax_rule_broken(spe, AX_RULE_LIST_ACK, NULL, 0, "wrch of tag %u to channel %u", tag,
			       (unsigned)AX_WR_LIST_ACK);
}

/* The channel's count is not 0. Under the lock. */
static void write_ready(struct ax_spe *spe, uint32_t channel, uint32_t value)
{
	switch (channel) {
	case AX_WR_EVENT_MASK:
		spe->event_mask = value;
		break;
	case AX_WR_EVENT_ACK:
		spe->events &= ~value;
		break;
	case AX_WR_DEC:
		spe->dec_zero = ax_cell_timebase(spe->cell) + value;
		spe->dec_runs = true;
		break;
	case AX_WR_MSSYNC_REQ:
		/* What other SPEs have written through us has arrived: there is nothing to wait for. */
		ax_event_raise(spe, AX_EVENT_MSSYNC);
		break;
	case AX_WR_OUT_MBOX:
		ax_mailbox_put(&spe->out, value);
		break;
	default:
		ax_mailbox_put(&spe->out_intr, value);
		break;
	}
}

static enum ax_spu_result write_blocking(struct ax_spe *spe, uint32_t channel, uint32_t value)
{
	uint32_t count;
	pthread_mutex_lock(&spe->lock);
	ax_mfc_linger(spe);
	bool ready = ax_channel_ready(spe, channel, &count);
	if (ready)
		write_ready(spe, channel, value);
	ax_spe_unlock_told(spe);
	return ready ? AX_SPU_OK : AX_SPU_STALL;
}

void ax_channel_parameters(struct ax_spe *spe, const uint32_t value[AX_MFC_PARAMETERS])
{
	memcpy(spe->mfc, value, sizeof(spe->mfc));
	for (uint32_t i = 0; spe->cell->config.trace && i < AX_MFC_PARAMETERS; i++)
		ax_trace_channel(spe, AX_MFC_LSA + i, "<-", value[i]);
}

enum ax_spu_result ax_channel_write(struct ax_spe *spe, uint32_t channel, uint32_t value)
{
	enum ax_spu_result result = AX_SPU_OK;
	if (write_parameter(spe, channel, value)) {
		trace(spe, channel, "<-", value);
		return AX_SPU_OK;
	}
	if (must_wait(spe, channel))
		return AX_SPU_STALL;
	if (!allowed(spe, channel, writable, "wrch"))
		return done(spe, channel, value);
	if (channel == AX_MFC_CMD)
		result = ax_mfc_write(spe, value);
	else if (channel == AX_WR_TAG_MASK)
		write_tag_mask(spe, value);
	else if (channel == AX_WR_TAG_UPDATE)
		write_tag_update(spe, value);
	else if (channel == AX_WR_LIST_ACK)
		acknowledge_list(spe, value);
	else
		result = write_blocking(spe, channel, value);
	spe->waiting = channel;
	if (result != AX_SPU_OK)
		return result;
	trace(spe, channel, "<-", value);
	return done(spe, channel, value);
}
