// SPDX-License-Identifier: Apache-2.0
/* peer: what every peer program in C or C++ needs: its words, a clock, its one line of answer. */
#ifndef AXON_BENCH_PEER_H
#define AXON_BENCH_PEER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What every queue carries: as large as a message of Axon. */
struct peer_msg {
	uint64_t type; /* never 0 */
	uint64_t u;    /* its number */
};

struct peer_params {
	uint64_t stages;    /* components, with source and sink */
	uint64_t workers;   /* threads that run them */
	uint64_t messages;  /* as --messages of axon bench counts them */
	uint64_t size;	    /* of a payload, in bytes */
	uint64_t reference; /* 1: payloads are passed on, not copied */
};

struct peer_outcome {
	double figure;	  /* in the unit of the workload */
	uint64_t counted; /* messages that arrived, each one checked */
};

/* One run. 0, or -1 after a sentence on standard error. */
typedef int peer_run_fn(const struct peer_params *params, struct peer_outcome *outcome);

struct peer_run {
	const char *variant, *workload;
	peer_run_fn *run;
};

/* The whole of main(): PROGRAM VARIANT WORKLOAD [NAME=VALUE]... runs one and prints figure and
 * count; PROGRAM alone lists what there is. runs ends with a NULL variant. */
int peer_main(const struct peer_run *runs, int argc, char **argv);

uint64_t peer_now(void); /* nanoseconds */

/* Says a sentence on standard error; returns -1. */
int peer_complain(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Puts the calling thread on the i-th processor that the program may use. */
void peer_pin(unsigned i);

/* Hops (messages times stages less one) of so many nanoseconds, as ns/hop; -1 with a sentence when
 * not all messages came. */
int peer_hops(const struct peer_params *params, struct peer_outcome *outcome, uint64_t ns);
/* Messages of so many nanoseconds, as M/s; the same. */
int peer_rate(const struct peer_params *params, struct peer_outcome *outcome, uint64_t ns);

/* ---- the work of `skew`, as in axon bench ---------------------------------------------------- */

enum {
	PEER_HEAVY = 8,
	PEER_HEAVIER = 20,
	PEER_HEAVY_STRIDE = 2,
	PEER_UNIT_ROUNDS = 1500
};

static inline uint64_t peer_work(uint64_t x)
{
	for (int i = 0; i < PEER_UNIT_ROUNDS; i++)
		x = x * UINT64_C(6364136223846793005) + 1;
	return x;
}

/* The steps of component i when a light one has n. */
static inline uint64_t peer_steps_of(uint64_t i, uint64_t n)
{
	bool heavy = i % PEER_HEAVY_STRIDE == 0 && i / PEER_HEAVY_STRIDE < PEER_HEAVY;
	return heavy ? PEER_HEAVIER * n : n;
}

#ifdef __cplusplus
}
#endif

#endif
