// SPDX-License-Identifier: Apache-2.0
/* workload: the table of what can be measured. */
#include <string.h>

#include "workload.h"

enum {
	ALWAYS = BENCH_TAKES(BENCH_WORKERS) | BENCH_TAKES(BENCH_MESSAGES) |
		 BENCH_TAKES(BENCH_RUNS) | BENCH_TAKES(BENCH_TOPOLOGY) | BENCH_TAKES(BENCH_JSON) |
		 BENCH_TAKES(BENCH_HELP),
	FLOWS = ALWAYS | BENCH_TAKES(BENCH_BURST),
	STAGES = BENCH_TAKES(BENCH_STAGES),
	SPANS = BENCH_TAKES(BENCH_SPANS),
	FLUSH = BENCH_TAKES(BENCH_FLUSH),
	LOOP = BENCH_TAKES(BENCH_LOOP),
	DEAL = BENCH_TAKES(BENCH_DEAL),
};

const struct bench_workload bench_workloads[] = {
	{
		.name = "link",
		.doc = "messages from one component to another, kept on different workers",
		.messages = "messages",
		.work = 50000000,
		.takes = FLOWS | SPANS | FLUSH,
		.apart = true,
		.preset = { .stages = 2, .workers = 2, .burst = 64 },
		.measure = { { NULL, "M/s", true } },
		.n_measures = 1,
		.run = bench_link,
	},
	{
		.name = "pingpong",
		.doc = "one message back and forth between two components; with several workers, "
		       "kept on different ones",
		.messages = "rounds",
		.work = 10000000,
		.takes = ALWAYS,
		.apart = true,
		.preset = { .stages = 2, .workers = 1 },
		.measure = { { NULL, "ns/round", false } },
		.n_measures = 1,
		.run = bench_pingpong,
	},
	{
		.name = "pipe",
		.doc = "messages through a row of components that check each and move it on",
		.messages = "messages",
		.stages = "components, with source and sink: one more than the hops",
		.least_stages = 2,
		.most_stages = 1000000,
		.work = 120000000,
		.takes = FLOWS | STAGES | SPANS | LOOP,
		.preset = { .stages = 10, .workers = 1, .burst = 64 },
		.measure = { { NULL, "ns/hop", false } },
		.n_measures = 1,
		.run = bench_pipe,
		.loop = bench_pipe_loop,
		.loop_name = "plain loop",
	},
	{
		.name = "token",
		.doc = "one message round a ring of components",
		.messages = "hops",
		.stages = "components",
		.least_stages = 2,
		.most_stages = 1000000,
		.work = 20000000,
		.takes = ALWAYS | STAGES | LOOP | DEAL,
		.preset = { .stages = 1000, .workers = 1 },
		.measure = { { NULL, "ns/hop", false } },
		.n_measures = 1,
		.run = bench_token,
		.loop = bench_token_loop,
		.loop_name = "plain loop",
	},
	{
		.name = "spawn",
		.doc = "making, running and ending a component, by one that spawns them",
		.messages = "components",
		.work = 1000000,
		.takes = FLOWS,
		.preset = { .stages = 2, .workers = 1, .burst = 64 },
		.measure = { { NULL, "ns", false } },
		.n_measures = 1,
		.run = bench_spawn,
	},
	{
		.name = "idle",
		.doc = "memory of a waiting component with its standard boxes and one link",
		.stages = "components, in thousands rounded up",
		.least_stages = 1000,
		.most_stages = 100000000,
		.takes = (ALWAYS | STAGES) & ~BENCH_TAKES(BENCH_MESSAGES),
		.preset = { .stages = 100000, .workers = 1 },
		.measure = { { NULL, "bytes", false } },
		.n_measures = 1,
		.run = bench_idle,
	},
	{
		.name = "fan_in",
		.doc = "messages from many sources into one inbox",
		.messages = "messages, of all sources together",
		.stages = "sources",
		.least_stages = 1,
		.most_stages = 100000,
		.work = 60000000,
		.takes = FLOWS | STAGES,
		.preset = { .stages = 100, .workers = 1, .burst = 64 },
		.measure = { { NULL, "M/s", true } },
		.n_measures = 1,
		.run = bench_fan_in,
	},
	{
		.name = "fan_out",
		.doc = "messages from one source dealt out to many sinks",
		.messages = "messages, of all sinks together",
		.stages = "sinks",
		.least_stages = 1,
		.most_stages = 1000,
		.work = 60000000,
		.takes = FLOWS | STAGES,
		.preset = { .stages = 100, .workers = 1, .burst = 64 },
		.measure = { { NULL, "M/s", true } },
		.n_measures = 1,
		.run = bench_fan_out,
	},
	{
		.name = "skew",
		.doc = "128 components of which eight have most of the work, on one worker and on "
		       "several",
		.messages = "steps of a component with little work",
		.stages = "components",
		.least_stages = 16,
		.most_stages = 100000,
		.work = 600,
		.takes = ALWAYS | STAGES | DEAL,
		.preset = { .stages = 128, .workers = 2 },
		.measure = { { "speed-up", "x", true },
			     { "bare threads", "x", true },
			     { "one worker", "s", false },
			     { "all workers", "s", false } },
		.n_measures = 4,
		.run = bench_skew,
	},
	{
		.name = "migrate",
		.doc = "a stage at full load that is sent from worker to worker between a source "
		       "and "
		       "a sink that stay, and what its peers do meanwhile",
		.messages = "moves",
		.work = 100,
		.takes = ALWAYS,
		.apart = true,
		.preset = { .stages = 3, .workers = 2 },
		.measure = { { "request to first step", "us", false },
			     { "99 of 100 within", "us", false },
			     { "peers' steps, of those without moves", "x", true },
			     { "messages, of those without moves", "x", true } },
		.n_measures = 4,
		.run = bench_migrate,
	},
	{
		.name = "wake",
		.doc = "a message to a component whose worker sleeps in the kernel, beside a write "
		       "to "
		       "a bare eventfd that another thread reads",
		.messages = "messages, one a millisecond",
		.work = 150,
		.takes = ALWAYS,
		.apart = true,
		.preset = { .stages = 2, .workers = 2 },
		.measure = { { "message", "us", false }, { "bare eventfd", "us", false } },
		.n_measures = 2,
		.run = bench_wake,
	},
	{
		.name = "payload",
		.doc = "buffers through a row of components that copy each, or pass it on",
		.messages = "buffers",
		.stages = "components, with source and sink; all but the source copy",
		.least_stages = 2,
		.most_stages = 100000,
		.work = UINT64_C(6000000000),
		.takes = FLOWS | STAGES | LOOP | BENCH_TAKES(BENCH_SIZE) |
			 BENCH_TAKES(BENCH_REFERENCE),
		.preset = { .stages = 4, .workers = 1, .size = 1024 },
		.measure = { { NULL, "GB/s", true } },
		.n_measures = 1,
		.run = bench_payload,
		.loop = bench_payload_loop,
		.loop_name = "memcpy alone",
	},
	{
		.name = "decode",
		.doc = "a player's decode chain (file, Vorbis, sound) as components, in CPU time "
		       "of "
		       "the whole process",
		.messages = "copies of a song of ten seconds",
		.work = 20,
		.takes = ALWAYS | LOOP,
		.preset = { .stages = 3, .workers = 1 },
		.measure = { { NULL, "ns/frame", false } },
		.n_measures = 1,
		.run = bench_decode,
		.loop = bench_decode_loop,
		.loop_name = "one loop",
	},
	{
		.name = "bytes",
		.doc = "buffers through five stages that work on their bytes, in CPU time of the "
		       "whole process",
		.messages = "buffers",
		.work = 60000,
		.takes = FLOWS | LOOP | BENCH_TAKES(BENCH_SIZE),
		.preset = { .stages = 5, .workers = 1, .size = 4096 },
		.measure = { { NULL, "ns/buffer", false } },
		.n_measures = 1,
		.run = bench_bytes,
		.loop = bench_bytes_loop,
		.loop_name = "one loop",
	},
	{ .name = NULL },
};

const struct bench_workload *bench_workload_find(const char *name)
{
	for (const struct bench_workload *it = bench_workloads; it->name; it++)
		if (strcmp(it->name, name) == 0)
			return it;
	return NULL;
}

enum {
	APART_ROUND = 20,      /* a round between workers takes as long as so many within one */
	PAYLOAD_BURST = 65536, /* bytes a source sends in one step */
	BYTES_BURST =
		16384, /* likewise: every stage reads them, and the fastest cache holds them */
	PAYLOAD_HOP_BYTES = 1 << 9, /* a hop by reference takes as long as copying so much */
};

/* The work that one message is: the hops it makes, or the bytes that are moved. */
static uint64_t work_of_message(const struct bench_workload *workload,
				const struct bench_params *params)
{
	uint64_t hops = params->stages - 1;
	if (workload->run == bench_pipe)
		return hops;
	if (workload->run == bench_payload)
		return hops * (params->reference ? PAYLOAD_HOP_BYTES : params->size);
	if (workload->run == bench_pingpong && params->workers > 1)
		return APART_ROUND;
	return 1;
}

/* Payloads that a source sends in one step: so many bytes, or one when that is more, or 64. */
static uint64_t burst_of(uint64_t bytes, uint64_t size)
{
	uint64_t n = bytes / size;
	if (n == 0)
		return 1;
	return n < 64 ? n : 64;
}

void bench_resolve(const struct bench_workload *workload, struct bench_params *params)
{
	if (params->burst == 0 && params->size > 0)
		params->burst = burst_of(workload->run == bench_bytes ? BYTES_BURST : PAYLOAD_BURST,
					 params->size);
	if (params->messages == 0 && workload->work > 0)
		params->messages = workload->work / work_of_message(workload, params);
	if (params->messages == 0)
		params->messages = 1;
}
