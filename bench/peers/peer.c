// SPDX-License-Identifier: Apache-2.0
/* peer: what every peer program in C or C++ needs. */
#include <inttypes.h>
#include <pthread.h>
#include <sched.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "peer.h"

uint64_t peer_now(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

int peer_complain(const char *format, ...)
{
	va_list args;
	va_start(args, format);
	vfprintf(stderr, format, args);
	fputc('\n', stderr);
	va_end(args);
	return -1;
}

void peer_pin(unsigned i)
{
	cpu_set_t allowed, one;
	if (sched_getaffinity(0, sizeof(allowed), &allowed) != 0)
		return;
	for (int cpu = 0; cpu < CPU_SETSIZE; cpu++) {
		if (!CPU_ISSET((size_t)cpu, &allowed) || i-- > 0)
			continue;
		CPU_ZERO(&one);
		CPU_SET((size_t)cpu, &one);
		pthread_setaffinity_np(pthread_self(), sizeof(one), &one);
		return;
	}
}

static int check_count(const struct peer_params *params, const struct peer_outcome *outcome)
{
	if (outcome->counted == params->messages)
		return 0;
	return peer_complain("%" PRIu64 " messages were sent and %" PRIu64 " arrived in order",
			     params->messages, outcome->counted);
}

int peer_hops(const struct peer_params *params, struct peer_outcome *outcome, uint64_t ns)
{
	outcome->figure = (double)ns / (double)params->messages / (double)(params->stages - 1);
	return check_count(params, outcome);
}

int peer_rate(const struct peer_params *params, struct peer_outcome *outcome, uint64_t ns)
{
	outcome->figure = (double)params->messages / (double)ns * 1e3;
	return check_count(params, outcome);
}

/* NAME=VALUE into params; false when there is no such name. */
static bool read_word(struct peer_params *params, const char *word)
{
	struct {
		const char *name;
		uint64_t *value;
	} known[] = {
		{ "stages=", &params->stages },	      { "workers=", &params->workers },
		{ "messages=", &params->messages },   { "size=", &params->size },
		{ "reference=", &params->reference },
	};
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		size_t n = strlen(known[i].name);
		if (strncmp(word, known[i].name, n) == 0) {
			*known[i].value = strtoull(word + n, NULL, 10);
			return true;
		}
	}
	return false;
}

static int run_one(const struct peer_run *it, int argc, char **argv)
{
	struct peer_params params = { .stages = 10, .workers = 1, .messages = 1000, .size = 1024 };
	struct peer_outcome outcome = { 0 };
	for (int i = 0; i < argc; i++)
		if (!read_word(&params, argv[i]))
			return peer_complain("there is no parameter \"%s\"", argv[i]);
	if (it->run(&params, &outcome) < 0)
		return -1;
	printf("%.6g %" PRIu64 "\n", outcome.figure, outcome.counted);
	return 0;
}

int peer_main(const struct peer_run *runs, int argc, char **argv)
{
	for (const struct peer_run *it = runs; it->variant; it++) {
		if (argc == 1)
			printf("%s %s\n", it->variant, it->workload);
		else if (argc > 2 && strcmp(argv[1], it->variant) == 0 &&
			 strcmp(argv[2], it->workload) == 0)
			return run_one(it, argc - 3, argv + 3) == 0 ? 0 : 1;
	}
	if (argc == 1)
		return 0;
	peer_complain("there is no such run; %s alone lists them", argv[0]);
	return 2;
}
