// SPDX-License-Identifier: Apache-2.0
/* common: what every workload needs: a clock, an engine, a run with the defaults, complaints. */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <axon/run.h>

#include "workload.h"

static uint64_t read_clock(clockid_t clock)
{
	struct timespec now;
	clock_gettime(clock, &now);
	return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

uint64_t bench_now(void)
{
	return read_clock(CLOCK_MONOTONIC);
}

uint64_t bench_cpu(void)
{
	return read_clock(CLOCK_PROCESS_CPUTIME_ID);
}

int bench_complain(const char *format, ...)
{
	va_list args;
	va_start(args, format);
	fputs("axon bench: ", stderr);
	vfprintf(stderr, format, args);
	fputc('\n', stderr);
	va_end(args);
	return -1;
}

int bench_open(struct ax_engine **engine, struct ax_graph **graph)
{
	*engine = ax_engine_new();
	*graph = *engine ? ax_graph_new(*engine, "bench") : NULL;
	if (*graph)
		return 0;
	if (*engine)
		ax_engine_free(*engine);
	return bench_complain("no memory for an engine");
}

void bench_close(struct ax_engine *engine, struct ax_graph *graph)
{
	ax_graph_free(graph);
	ax_engine_free(engine);
}

int bench_run(struct ax_graph *graph, const struct bench_params *params, uint64_t workers)
{
	struct ax_run_options options = { .workers = (unsigned)workers,
					  .topology = params->topology,
					  .deal = params->deal };
	struct ax_result result = { 0 };
	char error[512];
	if (ax_run_graph(graph, &options, &result, error, sizeof(error)) < 0)
		return bench_complain("%s", error);
	if (result.failed)
		return bench_complain("%" PRIu32 " component%s failed", result.failed,
				      result.failed == 1 ? "" : "s");
	if (result.wedged || result.stopped)
		return bench_complain("the graph did not come to its end");
	return 0;
}

int bench_execute(struct ax_engine *engine, struct ax_graph *graph,
		  const struct bench_params *params, uint64_t workers)
{
	int status = bench_run(graph, params, workers);
	bench_close(engine, graph);
	return status;
}

int bench_check_count(const char *what, uint64_t received, uint64_t sent)
{
	if (received == sent)
		return 0;
	return bench_complain("%" PRIu64 " %s were sent and %" PRIu64 " arrived", sent, what,
			      received);
}

const char *bench_name(char text[BENCH_NAME], const char *stem, uint64_t number)
{
	snprintf(text, BENCH_NAME, "%s%" PRIu64, stem, number);
	return text;
}

void bench_join(struct ax_graph *graph, const char *from, const char *outbox, const char *to)
{
	char left[2 * BENCH_NAME], right[2 * BENCH_NAME];
	snprintf(left, sizeof(left), "%s.%s", from, outbox);
	snprintf(right, sizeof(right), "%s.inbox", to);
	ax_graph_link(graph, left, right);
}

int bench_line(struct ax_graph *graph, uint64_t n,
	       const char *(*name)(char text[BENCH_NAME], uint64_t i, uint64_t n))
{
	char(*text)[BENCH_NAME] = calloc(n, sizeof(*text));
	const char **names = calloc(n + 1, sizeof(*names));
	int status = text && names ? 0 : bench_complain("no memory for %" PRIu64 " names", n);
	if (status == 0) {
		for (uint64_t i = 0; i < n; i++)
			names[i] = name(text[i], i, n);
		ax_graph_pipeline(graph, names);
	}
	free(text);
	free(names);
	return status;
}
