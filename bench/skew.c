// SPDX-License-Identifier: Apache-2.0
/* skew: 128 components of which eight have most of the work, and stand together, so that every
 * even division of the graph puts them on one worker. The work is a chain of multiplications, each
 * waiting for the one before: bound by latency, so that two hardware threads of a core don't
 * disturb each other. What two bare threads gain on this machine is measured beside it. */
#include <inttypes.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>

#include "workload.h"

enum {
	HEAVY = 8,	   /* components with more work, */
	HEAVIER = 20,	   /* so many times as much; */
	HEAVY_STRIDE = 2,  /* every second one of the first: halves and dealing both go wrong */
	UNIT_ROUNDS = 1500 /* multiplications in a step */
};

static uint64_t work(uint64_t x)
{
	for (int i = 0; i < UNIT_ROUNDS; i++)
		x = x * UINT64_C(6364136223846793005) + 1;
	return x;
}

struct bee {
	struct ax_component base;
	uint64_t left; /* steps */
	uint64_t x;
	struct bench_meter *meter;
};

AX_STEP(bee, b)
{
	AX_BEGIN(b);
	b->meter->started_ns = bench_now();
	for (; b->left > 0; b->left--) {
		b->x = work(b->x);
		b->meter->received++;
		AX_YIELD(b);
	}
	b->meter->ended_ns = bench_now();
	AX_END(b);
}

static const struct ax_box_spec no_boxes[] = { AX_BOXES_END };

static const struct ax_component_type bee_type = {
	.name = "bench_bee",
	.doc = "works step by step",
	.size = sizeof(struct bee),
	.boxes = no_boxes,
	.step = bee_step,
};

static bool is_heavy(uint64_t i)
{
	return i % HEAVY_STRIDE == 0 && i / HEAVY_STRIDE < HEAVY;
}

/* The steps of component i when a light one has n. */
static uint64_t steps_of(uint64_t i, uint64_t n)
{
	return is_heavy(i) ? HEAVIER * n : n;
}

static uint64_t steps_of_all(uint64_t n_bees, uint64_t n)
{
	uint64_t sum = 0;
	for (uint64_t i = 0; i < n_bees; i++)
		sum += steps_of(i, n);
	return sum;
}

/* From the first step of any to the last of all, in seconds; negative after a sentence. */
static double run_bees(const struct bench_params *params, uint64_t workers,
		       struct bench_meter *meter)
{
	struct ax_engine *engine;
	struct ax_graph *graph;
	if (bench_open(&engine, &graph) < 0)
		return -1;
	for (uint64_t i = 0; i < params->stages; i++) {
		char text[BENCH_NAME];
		meter[i] = (struct bench_meter){ 0 };
		struct bee proto = { .left = steps_of(i, params->messages),
				     .x = i,
				     .meter = &meter[i] };
		ax_graph_add(graph, bench_name(text, "bee", i), &bee_type, &proto, NULL);
	}
	if (bench_execute(engine, graph, params, workers) < 0)
		return -1;
	uint64_t start = UINT64_MAX, end = 0, steps = 0;
	for (uint64_t i = 0; i < params->stages; i++) {
		if (meter[i].started_ns < start)
			start = meter[i].started_ns;
		if (meter[i].ended_ns > end)
			end = meter[i].ended_ns;
		steps += meter[i].received;
	}
	if (bench_check_count("steps", steps, steps_of_all(params->stages, params->messages)) < 0)
		return -1;
	return (double)(end - start) / 1e9;
}

/* ---- the machine: the same work on bare threads --------------------------------------------- */

struct bare {
	pthread_t thread;
	int cpu; /* negative: anywhere */
	uint64_t steps;
	uint64_t x;
};

static void *bare_work(void *arg)
{
	struct bare *bare = arg;
	cpu_set_t set;
	CPU_ZERO(&set);
	if (bare->cpu >= 0) {
		CPU_SET((size_t)bare->cpu, &set);
		pthread_setaffinity_np(pthread_self(), sizeof(set), &set);
	}
	for (uint64_t i = 0; i < bare->steps; i++)
		bare->x = work(bare->x);
	return NULL;
}

/* Seconds that n threads need for so many steps each; negative after a sentence. */
static double run_bare(uint64_t n, uint64_t steps, const int *cpu)
{
	struct bare bare[BENCH_MAX_WORKERS];
	uint64_t started = bench_now(), n_started = 0;
	while (n_started < n) {
		struct bare *it = &bare[n_started];
		*it = (struct bare){ .cpu = cpu[n_started], .steps = steps, .x = n_started };
		if (pthread_create(&it->thread, NULL, bare_work, it) != 0)
			break;
		n_started++;
	}
	for (uint64_t i = 0; i < n_started; i++)
		pthread_join(bare[i].thread, NULL);
	if (n_started < n)
		return bench_complain("no thread for the bare work");
	return (double)(bench_now() - started) / 1e9;
}

/* The first n processors that we may use; the rest of the threads may run anywhere. */
static void choose_cpus(int *cpu, uint64_t n)
{
	cpu_set_t allowed;
	uint64_t found = 0;
	if (sched_getaffinity(0, sizeof(allowed), &allowed) == 0)
		for (int i = 0; i < CPU_SETSIZE && found < n; i++)
			if (CPU_ISSET((size_t)i, &allowed))
				cpu[found++] = i;
	while (found < n)
		cpu[found++] = -1;
}

/* How much more n bare threads do than one; negative after a sentence. */
static double bare_scaling(uint64_t n, uint64_t steps)
{
	int cpu[BENCH_MAX_WORKERS];
	choose_cpus(cpu, n);
	double one = run_bare(1, steps, cpu), all = run_bare(n, steps, cpu);
	return one < 0 || all < 0 ? -1 : (double)n * one / all;
}

int bench_skew(const struct bench_params *params, struct bench_outcome *outcome)
{
	uint64_t steps = steps_of_all(params->stages, params->messages);
	struct bench_meter *meter =
		aligned_alloc(_Alignof(struct bench_meter), params->stages * sizeof(*meter));
	if (!meter)
		return bench_complain("no memory for %" PRIu64 " counts", params->stages);
	double one = run_bees(params, 1, meter);
	double all = one < 0 ? -1 : run_bees(params, params->workers, meter);
	free(meter);
	double machine = all < 0 ? -1 : bare_scaling(params->workers, steps / params->workers);
	if (machine < 0)
		return -1;
	outcome->counted = 2 * steps;
	outcome->figure[0] = one / all;
	outcome->figure[1] = machine;
	outcome->figure[2] = one;
	outcome->figure[3] = all;
	return 0;
}
