// SPDX-License-Identifier: Apache-2.0
/* wait: how an SPU that finds a channel's count at 0 waits: it looks for a few microseconds, during
 * which its commands go on; then it leaves its SPE to others and sleeps. */
#include "core/core.h"

#include <time.h>

enum {
	SPINS = 64
};

void ax_pause(void)
{
#if defined(__x86_64__)
	__builtin_ia32_pause();
#else
	__asm__ __volatile__("" ::: "memory");
#endif
}

static bool ready(struct ax_spe *spe, uint32_t channel)
{
	uint32_t count;
	pthread_mutex_lock(&spe->lock);
	bool is_ready = ax_channel_ready(spe, channel, &count);
	pthread_mutex_unlock(&spe->lock);
	return is_ready;
}

/* True when it need not sleep. Afterwards no command of its can go on by itself. */
static bool spin(struct ax_spe *spe, uint32_t channel)
{
	for (int i = 0; i < SPINS; i++) {
		do {
			if (ready(spe, channel) || ax_spe_called(spe))
				return true;
		} while (ax_mfc_step(spe));
		ax_pause();
	}
	return false;
}

static bool has_lists(const struct ax_spe *spe)
{
	for (uint32_t i = 0; i < spe->queue.n; i++)
		if (spe->queue.command[i].op->flags & AX_OP_LIST)
			return true;
	return false;
}

/* The rule that is broken by a wait that nobody but the SPU itself could end, or AX_N_RULES. All
 * that can go on by itself has gone on. Under the lock. */
static enum ax_rule_id endless(const struct ax_spe *spe, uint32_t channel)
{
	switch (channel) {
	case AX_RD_TAG_STAT:
		/* Relaxed: it ends under the lock, which is held. */
		if (!atomic_load_explicit(&spe->tag_update, memory_order_relaxed))
			return AX_RULE_TAG_STATUS;
		return ax_mfc_blocked(spe) ? AX_RULE_TAG_STALLED : AX_N_RULES;
	case AX_MFC_CMD:
		return ax_mfc_blocked(spe) ? AX_RULE_TAG_STALLED : AX_N_RULES;
	case AX_RD_LIST_STALL:
		return has_lists(spe) ? AX_N_RULES : AX_RULE_TAG_STATUS;
	case AX_RD_ATOMIC_STAT:
		return AX_RULE_TAG_STATUS;
	default:
		return AX_N_RULES;
	}
}

static bool for_ever(struct ax_spe *spe, uint32_t channel)
{
	uint32_t count;
	pthread_mutex_lock(&spe->lock);
	enum ax_rule_id rule =
		ax_channel_ready(spe, channel, &count) ? AX_N_RULES : endless(spe, channel);
	pthread_mutex_unlock(&spe->lock);
	return rule != AX_N_RULES &&
	       ax_rule_broken(spe, rule, NULL, 0, "wait at channel %u", channel);
}

/* When the decrementer will have passed 0, in ns of the monotonic clock. */
static struct timespec decrementer_end(const struct ax_spe *spe)
{
	uint64_t ns =
		(uint64_t)((unsigned __int128)(spe->dec_zero + 2) * 1000000000 / AX_TIMEBASE_HZ);
	return (struct timespec){ (time_t)(ns / 1000000000), (long)(ns % 1000000000) };
}

static void sleep_until_ready(struct ax_spe *spe, uint32_t channel)
{
	uint32_t count;
	pthread_mutex_lock(&spe->lock);
	spe->n_stalls++;
	spe->n_asleep++;
	while (!ax_channel_ready(spe, channel, &count) && !ax_spe_called(spe)) {
		struct timespec end = decrementer_end(spe);
		if (channel == AX_RD_EVENT_STAT && spe->dec_runs &&
		    spe->event_mask & AX_EVENT_DECREMENTER)
			pthread_cond_timedwait(&spe->changed, &spe->lock, &end);
		else
			pthread_cond_wait(&spe->changed, &spe->lock);
	}
	spe->n_asleep--;
	pthread_mutex_unlock(&spe->lock);
}

enum ax_spu_result ax_channel_wait(struct ax_spe *spe, uint32_t channel)
{
	if (!spin(spe, channel) && !for_ever(spe, channel)) {
		ax_slot_release(spe);
		sleep_until_ready(spe, channel);
		ax_slot_acquire(spe);
	}
	return ax_spe_called(spe) ? ax_spe_answer(spe) : AX_SPU_OK;
}

void ax_ppe_wait(struct ax_spe *spe, bool (*is_ready)(const struct ax_spe *spe))
{
	pthread_mutex_lock(&spe->lock);
	spe->n_asking++;
	while (!is_ready(spe))
		pthread_cond_wait(&spe->told, &spe->lock);
	spe->n_asking--;
	pthread_mutex_unlock(&spe->lock);
}
