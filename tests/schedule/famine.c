// SPDX-License-Identifier: Apache-2.0
/* famine: a graph is built and run again and again, and each time another allocation fails. Either
 * the graph says so in a sentence, or a component fails, or nobody notices; but nothing crashes,
 * hangs or leaks, and what arrives is in order. */
#include "live.h"
#include "parts.h"

#include "reclaim.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	HANG_SECONDS = 20,
	MOST_ALLOCATIONS = 5000
};

static long at_work;
static struct tally tally, guests;
static struct ax_handle hub;
static struct ax_graph *visit;

static void log_nothing(void *arg, const char *component, const char *line)
{
	(void)arg;
	(void)component;
	(void)line;
}

static struct ax_graph *make_inner(struct ax_engine *engine)
{
	const char *row[] = { "a", "b", NULL };
	struct ax_graph *inner = ax_graph_new(engine, "inner");
	if (!inner)
		return NULL;
	ax_graph_add(inner, "a", &part_stage, NULL, NULL);
	ax_graph_add(inner, "b", &part_stage, &(struct stage){ .way = STAGE_SPANS }, NULL);
	ax_graph_pipeline(inner, row);
	return inner;
}

static void add_guests(struct ax_graph *graph)
{
	struct guest guest = { .n = 20, .relink_at = 7 };
	struct hub h = { .sink = { .tally = &guests }, .here = &hub };
	struct spawner spawner = { .graph = visit, .n = 3, .at_once = 2, .hub = &hub };
	ax_graph_add(visit, "guest", &part_guest, &guest, NULL);
	ax_graph_add(graph, "hub", &part_hub, &h, NULL);
	ax_graph_add(graph, "spawner", &part_spawner, &spawner, NULL);
	ax_graph_link(graph, "spawner.outbox", "hub.inbox");
}

/* Two sources, one through a graph inside and through a timer, into one sink, in a group; bounds
 * in messages and in bytes; links that grow. */
static struct ax_graph *make_graph(struct ax_engine *engine)
{
	struct source one = { .id = 0, .n = 100, .burst = 100 };
	struct source two = { .id = 1, .n = 60, .every_ns = 100, .owned = false };
	struct ax_graph *graph = ax_graph_new(engine, "famine"), *inner = make_inner(engine);
	if (!graph || !inner) {
		ax_graph_free(graph);
		ax_graph_free(inner);
		return NULL;
	}
	ax_graph_add(graph, "one", &part_source, &one, NULL);
	ax_graph_add(graph, "two", &part_source, &two, NULL);
	ax_graph_add(graph, "sink", &part_sink, &(struct sink){ .tally = &tally }, NULL);
	ax_graph_nest(graph, "inner", inner);
	ax_graph_link(graph, "one.outbox", "inner.inbox");
	ax_graph_link(graph, "one.signal", "inner.control");
	ax_graph_link(graph, "inner.outbox", "sink.inbox");
	ax_graph_link(graph, "two.outbox", "sink.inbox");
	ax_graph_group(graph, "gold", 3);
	ax_graph_join_group(graph, "sink", "gold");
	add_guests(graph);
	return graph;
}

static void run(struct ax_graph *graph)
{
	char error[200] = "";
	struct ax_result result;
	struct ax_run_options options = { .workers = 2, .seeded = true, .seed = 7 };
	if (ax_run_graph(graph, &options, &result, error, sizeof(error)) < 0) {
		if (!error[0]) {
			fprintf(stderr, "allocation %ld: refused without a sentence\n", at_work);
			exit(1);
		}
		return;
	}
	bool whole = result.failed == 0;
	if (tally.wrong[0] || guests.wrong[0] || tally.got > 160 || guests.got > 60 ||
	    (whole && (tally.got != 160 || guests.got != 60)) || result.wedged) {
		fprintf(stderr, "allocation %ld: %u failed, %llu and %llu came%s: %s%s\n", at_work,
			result.failed, (unsigned long long)tally.got,
			(unsigned long long)guests.got, result.wedged ? ", wedged" : "",
			tally.wrong, guests.wrong);
		exit(1);
	}
}

/* Whether the allocation was reached, and failed. */
static bool try_allocation(long n)
{
	long before = live_count();
	memset(&tally, 0, sizeof(tally));
	memset(&guests, 0, sizeof(guests));
	hub.component = NULL;
	alarm(HANG_SECONDS);
	live_fail_at(n);
	struct ax_engine *engine = ax_engine_new();
	if (engine) {
		ax_engine_log(engine, log_nothing, NULL);
		visit = ax_graph_new(engine, "visit");
		struct ax_graph *graph = visit ? make_graph(engine) : NULL;
		if (graph)
			run(graph);
		bool failed = live_failed();
		live_fail_at(-1);
		if (hub.component)
			ax_handle_release(hub);
		ax_graph_free(graph);
		ax_graph_free(visit);
		ax_engine_free(engine);
		ax_reclaim_barrier();
		alarm(0);
		if (live_count() != before) {
			fprintf(stderr, "allocation %ld: %ld allocations were not freed\n", n,
				live_count() - before);
			exit(1);
		}
		return failed;
	}
	live_fail_at(-1);
	return true;
}

static void on_alarm(int signal)
{
	(void)signal;
	fprintf(stderr, "allocation %ld: hangs\n", at_work);
	abort();
}

static void on_abort(int number)
{
	fprintf(stderr, "allocation %ld: panic\n", at_work);
	signal(number, SIG_DFL);
	raise(number);
}

int main(int argc, char **argv)
{
	signal(SIGALRM, on_alarm);
	signal(SIGABRT, on_abort);
	at_work = argc > 1 ? strtol(argv[1], NULL, 10) : 0;
	try_allocation(MOST_ALLOCATIONS); /* what is allocated once for all */
	while (at_work < MOST_ALLOCATIONS && try_allocation(at_work))
		at_work++;
	printf("%ld allocations failed, one at a time\n", at_work);
	return at_work < MOST_ALLOCATIONS ? 0 : 1;
}
