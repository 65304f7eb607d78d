// SPDX-License-Identifier: Apache-2.0
/* parts: the components that the workloads are made of, written as a user would write them. */
#ifndef AXON_BENCH_PARTS_H
#define AXON_BENCH_PARTS_H

#include "workload.h"

enum bench_puts {
	BENCH_PUTS_EACH,    /* one by one; they are seen when the step ends */
	BENCH_PUTS_FLUSHED, /* one by one, and each is made visible at once */
	BENCH_PUTS_SPANS,   /* straight into the link */
};

/* Sends the numbers from first to first + n - 1, burst of them a step, and notes when its first
 * step began. */
void bench_add_source(struct ax_graph *graph, const char *name, uint64_t first, uint64_t n,
		      uint64_t burst, enum bench_puts puts, struct bench_meter *meter);

/* Checks the numbers' order and moves them on, message by message. */
void bench_add_stage(struct ax_graph *graph, const char *name);

/* Moves spans on, unread. */
void bench_add_span_stage(struct ax_graph *graph, const char *name);

/* Fails when the numbers are not 0, 1, 2 ...; notes when the last of them came, or its inbox's
 * end when last is UINT64_MAX, and how many came. */
void bench_add_sink(struct ax_graph *graph, const char *name, uint64_t last,
		    struct bench_meter *meter);

/* The same for the numbers 0 to n - 1, by spans. */
void bench_add_span_sink(struct ax_graph *graph, const char *name, uint64_t n,
			 struct bench_meter *meter);

#endif
