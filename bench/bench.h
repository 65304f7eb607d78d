// SPDX-License-Identifier: Apache-2.0
/* bench: the benchmarks of `axon bench`, behind one call. */
#ifndef AXON_BENCH_H
#define AXON_BENCH_H

/* Runs the words of a command line; argv[0] is "bench". Returns 0, 1 when a run failed or a count
 * was wrong, 2 when the words were wrong. */
int ax_bench_main(int argc, char **argv);

#endif
