// SPDX-License-Identifier: Apache-2.0
/* signals: the thread that waits for Ctrl-C. */
#include <stdatomic.h>
#include <stdint.h>
#include <time.h>

#include "signals.h"

void cli_signals_block(struct cli_signals *signals)
{
	sigemptyset(&signals->set);
	sigaddset(&signals->set, SIGINT);
	sigaddset(&signals->set, SIGTERM);
	pthread_sigmask(SIG_BLOCK, &signals->set, NULL);
}

/* One key press may come as several signals at once: timeout(1) sends to its child and then to the
 * group that the child is in. */
static bool is_echo(struct timespec *last)
{
	enum {
		ECHO_MS = 100
	};
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	int64_t ms = (now.tv_sec - last->tv_sec) * 1000 + (now.tv_nsec - last->tv_nsec) / 1000000;
	if (last->tv_sec != 0 && ms < ECHO_MS)
		return true;
	*last = now;
	return false;
}

static void stop(struct cli_signals *signals)
{
	unsigned before = cli_signals_seen(signals);
	/* Relaxed: only this thread writes, and the count says nothing of other data. */
	atomic_store_explicit(&signals->seen, before + 1, memory_order_relaxed);
	ax_run_stop(signals->run, before > 0);
}

static void *wait_for_signals(void *arg)
{
	struct cli_signals *signals = arg;
	struct timespec last = { .tv_sec = 0 };
	int which;
	while (sigwait(&signals->set, &which) == 0) {
		/* Relaxed: the signal that follows the flag brings it along. */
		if (atomic_load_explicit(&signals->over, memory_order_relaxed))
			break;
		if (!is_echo(&last))
			stop(signals);
	}
	return NULL;
}

void cli_signals_watch(struct cli_signals *signals, struct ax_run *run)
{
	signals->run = run;
	signals->running = pthread_create(&signals->thread, NULL, wait_for_signals, signals) == 0;
	if (!signals->running)
		pthread_sigmask(SIG_UNBLOCK, &signals->set, NULL);
}

void cli_signals_end(struct cli_signals *signals)
{
	if (!signals->running)
		return;
	atomic_store_explicit(&signals->over, true, memory_order_relaxed);
	pthread_kill(signals->thread, SIGTERM);
	pthread_join(signals->thread, NULL);
	signals->running = false;
}

unsigned cli_signals_seen(const struct cli_signals *signals)
{
	return atomic_load_explicit(&signals->seen, memory_order_relaxed);
}
