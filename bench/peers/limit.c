// SPDX-License-Identifier: Apache-2.0
/* limit: what the machine and the C library ask for the least that a workload must do, and how much
 * of two cores the machine gives just now. */
#include <pthread.h>
#include <stdlib.h>

#include "peer.h"

enum {
	ALIVE = 64, /* as many as axon bench spawns in a step */
	BYTES = 64,
	SCALING_TRIES = 5
};

/* malloc and free of one line each, ALIVE of them at a time. */
static int malloc_spawn(const struct peer_params *params, struct peer_outcome *outcome)
{
	void *it[ALIVE];
	uint64_t started = peer_now();
	for (uint64_t i = 0; i < params->messages;) {
		uint64_t left = params->messages - i, n = left < ALIVE ? left : ALIVE;
		for (uint64_t k = 0; k < n; k++) {
			it[k] = malloc(BYTES);
			if (!it[k])
				return peer_complain("no memory");
			*(uint64_t *)it[k] = i + k;
		}
		for (uint64_t k = 0; k < n; k++) {
			outcome->counted += *(uint64_t *)it[k] == i + k;
			free(it[k]);
		}
		i += n;
	}
	uint64_t ended = peer_now();
	if (peer_rate(params, outcome, ended - started) < 0)
		return -1;
	outcome->figure = (double)(ended - started) / (double)params->messages;
	return 0;
}

/* ---- what two cores do more than one ---------------------------------------------------------- */

struct worker {
	pthread_t thread;
	unsigned cpu;
	uint64_t messages, x;
};

static void *work_alone(void *arg)
{
	struct worker *worker = arg;
	peer_pin(worker->cpu);
	for (uint64_t i = 0; i < worker->messages; i++)
		worker->x = peer_work(worker->x);
	return NULL;
}

/* Nanoseconds that n threads take, each for so many units of work; 0 after a sentence. */
static uint64_t run_workers(unsigned n, uint64_t messages)
{
	struct worker worker[2];
	uint64_t started = peer_now();
	unsigned n_started = 0;
	for (; n_started < n; n_started++) {
		struct worker *it = &worker[n_started];
		*it = (struct worker){ .cpu = n_started, .messages = messages };
		if (pthread_create(&it->thread, NULL, work_alone, it) != 0)
			break;
	}
	for (unsigned i = 0; i < n_started; i++)
		pthread_join(worker[i].thread, NULL);
	if (n_started == n)
		return peer_now() - started;
	peer_complain("no thread for the work");
	return 0;
}

/* Two on a machine that gives two cores, and down to one on a host that is busy. */
static int threads_scaling(const struct peer_params *params, struct peer_outcome *outcome)
{
	uint64_t one = UINT64_MAX,
		 two = UINT64_MAX; /* the least of some: starting a thread varies */
	for (int i = 0; i < SCALING_TRIES; i++) {
		uint64_t ns[2] = { run_workers(1, params->messages),
				   run_workers(2, params->messages) };
		if (!ns[0] || !ns[1])
			return -1;
		one = ns[0] < one ? ns[0] : one;
		two = ns[1] < two ? ns[1] : two;
	}
	outcome->counted = params->messages;
	outcome->figure = 2 * (double)one / (double)two;
	return 0;
}

int main(int argc, char **argv)
{
	static const struct peer_run runs[] = {
		{ "malloc", "spawn", malloc_spawn },
		{ "threads", "scaling", threads_scaling },
		{ NULL, NULL, NULL },
	};
	return peer_main(runs, argc, argv);
}
