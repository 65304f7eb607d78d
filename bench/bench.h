// SPDX-License-Identifier: Apache-2.0
/* bench: the benchmarks of `axon bench`, behind one call. */
#ifndef AXON_BENCH_H
#define AXON_BENCH_H

#include <stdbool.h>
#include <stddef.h>

/* Runs the words of a command line; argv[0] is "bench". Returns 0, 1 when a run failed or a count
 * was wrong, 2 when the words were wrong. */
int ax_bench_main(int argc, char **argv);

/* The options and the workloads, for the pages of the command. */
struct ax_bench_option {
	const char *name;
	const char *value; /* what help calls it, or NULL: it takes none */
	const char *doc;
};

/* The i-th option; false when there are no more. */
bool ax_bench_option(size_t i, struct ax_bench_option *option);
/* The name of the i-th workload, or NULL. */
const char *ax_bench_workload(size_t i);

#endif
