// SPDX-License-Identifier: Apache-2.0
/* signals: the thread that waits for Ctrl-C. */
#include <stdatomic.h>

#include "signals.h"

void cli_signals_block(struct cli_signals *signals)
{
	sigemptyset(&signals->set);
	sigaddset(&signals->set, SIGINT);
	sigaddset(&signals->set, SIGTERM);
	pthread_sigmask(SIG_BLOCK, &signals->set, NULL);
}

/* Cancelled while it waits, never while it holds on to the run: ax_run_stop() writes to a
 * descriptor, which is a cancellation point. */
static void *wait_for_signals(void *arg)
{
	struct cli_signals *signals = arg;
	int which, state;
	while (sigwait(&signals->set, &which) == 0) {
		pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &state);
		unsigned before = cli_signals_seen(signals);
		/* Relaxed: only this thread writes, and the count says nothing of other data. */
		atomic_store_explicit(&signals->seen, before + 1, memory_order_relaxed);
		ax_run_stop(signals->run, before > 0);
		pthread_setcancelstate(state, &state);
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
	pthread_cancel(signals->thread);
	pthread_join(signals->thread, NULL);
	signals->running = false;
}

unsigned cli_signals_seen(const struct cli_signals *signals)
{
	return atomic_load_explicit(&signals->seen, memory_order_relaxed);
}
