// SPDX-License-Identifier: Apache-2.0
/* options: the words of `axon bench`, read by one table. */
#ifndef AXON_BENCH_OPTIONS_H
#define AXON_BENCH_OPTIONS_H

#include "workload.h"

enum {
	BENCH_MAX_WORDS = 16
};

struct bench_words {
	const struct bench_workload *workload[BENCH_MAX_WORDS];
	size_t n_workloads; /* 0: all of them */
	bool given[BENCH_N_OPTIONS];
	uint64_t value[BENCH_N_OPTIONS];
	const char *topology;
};

/* Reads the words. 0, or -1 after a sentence on standard error. */
int bench_words_read(struct bench_words *words, int argc, char **argv);

/* Puts what was given over what the workload starts from. */
void bench_words_apply(const struct bench_words *words, struct bench_params *params);

void bench_print_help(void);

#endif
