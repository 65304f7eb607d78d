// SPDX-License-Identifier: Apache-2.0
/* signals: Ctrl-C ends a run in order; twice, at once. A thread of its own waits for the signals,
 * so that no handler needs to find the run through a global variable. */
#ifndef AXON_CLI_SIGNALS_H
#define AXON_CLI_SIGNALS_H

#include <pthread.h>
#include <signal.h>
#include <stdbool.h>

#include <axon/run.h>

struct cli_signals {
	sigset_t set;
	pthread_t thread;
	bool running;
	_Atomic bool over; /* the next signal only ends the thread */
	struct ax_run *run;
	_Atomic unsigned seen; /* how many came; see cli_signals_seen() */
};

/* Blocks the signals, in the threads made from here on too. Call before the run starts. */
void cli_signals_block(struct cli_signals *signals);
/* Starts stopping run when they come. */
void cli_signals_watch(struct cli_signals *signals, struct ax_run *run);
/* Ends that: run is not touched any more. They stay blocked. */
void cli_signals_end(struct cli_signals *signals);

/* How many came. */
unsigned cli_signals_seen(const struct cli_signals *signals);

#endif
