// SPDX-License-Identifier: Apache-2.0
/* flow: numbers from a source through stages to a sink. `link` is the shortest of pipes, with its
 * ends on different workers; `pipe` is a pipe as a user builds it, placed by the engine. */
#include "parts.h"

static const char *part_name(char text[BENCH_NAME], uint64_t i, uint64_t n)
{
	if (i == 0)
		return "source";
	return i == n - 1 ? "sink" : bench_name(text, "stage", i);
}

static void add_parts(struct ax_graph *graph, const struct bench_params *params,
		      struct bench_meter *source, struct bench_meter *sink)
{
	char text[BENCH_NAME];
	enum bench_puts puts = params->flush ? BENCH_PUTS_FLUSHED : BENCH_PUTS_EACH;
	bench_add_source(graph, "source", 0, params->messages, params->burst, puts, source);
	for (uint64_t i = 1; i + 1 < params->stages; i++) {
		const char *name = part_name(text, i, params->stages);
		if (params->spans)
			bench_add_span_stage(graph, name);
		else
			bench_add_stage(graph, name);
	}
	bench_add_sink(graph, "sink", params->messages - 1, sink);
}

/* The two ends of a link that put and take spans. */
static void add_span_ends(struct ax_graph *graph, const struct bench_params *params,
			  struct bench_meter *source, struct bench_meter *sink)
{
	bench_add_source(graph, "source", 0, params->messages, params->burst, BENCH_PUTS_SPANS,
			 source);
	bench_add_span_sink(graph, "sink", params->messages, sink);
}

/* Adds the components of a run; the first is "source", the last "sink". */
typedef void add_fn(struct ax_graph *graph, const struct bench_params *params,
		    struct bench_meter *source, struct bench_meter *sink);

/* Runs the pipe; gives the nanoseconds from the source's first step to the last message. */
static int run_pipe(const struct bench_params *params, add_fn *add, bool apart,
		    struct bench_outcome *outcome, double *elapsed_ns)
{
	struct bench_meter source = { 0 }, sink = { 0 };
	struct ax_engine *engine;
	struct ax_graph *graph;
	if (bench_open(&engine, &graph) < 0)
		return -1;
	add(graph, params, &source, &sink);
	if (apart) {
		ax_graph_pin(graph, "source", 0);
		ax_graph_pin(graph, "sink", 1);
	}
	if (bench_line(graph, params->stages, part_name) < 0) {
		bench_close(engine, graph);
		return -1;
	}
	if (bench_execute(engine, graph, params, params->workers) < 0)
		return -1;
	outcome->counted = sink.received;
	*elapsed_ns = (double)(sink.ended_ns - source.started_ns);
	return bench_check_count("messages", sink.received, params->messages);
}

int bench_pipe(const struct bench_params *params, struct bench_outcome *outcome)
{
	double ns;
	if (run_pipe(params, add_parts, false, outcome, &ns) < 0)
		return -1;
	outcome->figure[0] = ns / (double)params->messages / (double)(params->stages - 1);
	return 0;
}

int bench_link(const struct bench_params *params, struct bench_outcome *outcome)
{
	double ns;
	add_fn *add = params->spans ? add_span_ends : add_parts;
	if (run_pipe(params, add, params->workers > 1, outcome, &ns) < 0)
		return -1;
	outcome->figure[0] = (double)params->messages / ns * 1e3;
	return 0;
}
