// SPDX-License-Identifier: Apache-2.0
/* report: what was measured, as JSON lines or as a table. */
#ifndef AXON_BENCH_REPORT_H
#define AXON_BENCH_REPORT_H

#include "workload.h"

/* A workload with its parameters set, and the figures of its runs. */
struct bench_case {
	const struct bench_workload *workload;
	struct bench_params params;
	bool loop;			    /* measure the plain loop beside it */
	double *figure[BENCH_MAX_MEASURES]; /* n_runs of each measure */
	double *loop_figure;
	uint64_t counted; /* of all runs of the engine */
};

void bench_report_json(const struct bench_case *it, size_t n_runs);

/* Prints the table of n cases. */
void bench_report_table(const struct bench_case *first, size_t n, size_t n_runs);

#endif
