// SPDX-License-Identifier: Apache-2.0
/* place: proposes a placement, and tries the best few when it shall measure. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <axon/engine.h>
#include <axon/plan.h>

#include "catalogue.h"
#include "command.h"
#include "graph.h"
#include "options.h"
#include "text.h"

enum {
	TRIED = 4, /* candidates that are measured */
	TURNS = 3  /* each of them so often, in turns */
};

/* Another one must be so much faster than the first, in percent. */
#define CLEARLY 2.0

struct trial {
	struct ax_graph *graph;
	struct ax_run_options options;
	const struct ax_plan *plan;
	double rate[TRIED][TURNS]; /* messages a second */
};

static void time_is_up(struct ax_run *run, void *arg)
{
	(void)arg;
	ax_run_stop(run, true);
}

/* Runs candidate i for a while; its rate, or a negative number after a sentence. */
static double rate_of(struct trial *trial, unsigned i)
{
	char path[] = "/tmp/axon-place-XXXXXX", error[1024];
	struct ax_result result;
	int file = mkstemp(path);
	if (file < 0) {
		cli_wrong("no file can be made in /tmp for --measure: %m");
		return -1;
	}
	close(file);
	trial->options.placement = path;
	int failed = ax_plan_write(trial->plan, i, path);
	if (failed)
		snprintf(error, sizeof(error), "%s: %s", path, strerror(-failed));
	else
		failed = ax_run_graph(trial->graph, &trial->options, &result, error, sizeof(error));
	unlink(path);
	if (failed) {
		cli_wrong("%s", error);
		return -1;
	}
	if (result.failed || result.wedged) {
		cli_wrong("the graph failed while it was measured");
		return -1;
	}
	return (double)result.messages * 1e9 / (double)(result.elapsed_ns + 1);
}

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

/* The fastest of the first few candidates by the median of its turns; -1 after a sentence. The
 * first one, which is expected to be the best, stays so unless another is clearly faster. */
static int fastest(struct trial *trial)
{
	unsigned n = ax_plan_n(trial->plan) < TRIED ? ax_plan_n(trial->plan) : TRIED;
	int best = 0;
	for (unsigned turn = 0; turn < TURNS; turn++)
		for (unsigned i = 0; i < n; i++) {
			trial->rate[i][turn] = rate_of(trial, i);
			if (trial->rate[i][turn] < 0)
				return -1;
		}
	for (unsigned i = 0; i < n; i++) {
		char figure[16];
		qsort(trial->rate[i], TURNS, sizeof(double), by_size);
		double median = trial->rate[i][TURNS / 2];
		printf("placement %u: %s messages/s\n", i,
		       cli_figure(figure, sizeof(figure), median));
		if (median > trial->rate[best][TURNS / 2] * (1 + CLEARLY / 100))
			best = (int)i;
	}
	return best;
}

/* Which placement to take; -1 after a sentence. */
static int choose(const struct cli_settings *settings, struct ax_graph *graph,
		  const struct ax_plan *plan)
{
	const struct cli_value *measure = &settings->value[CLI_MEASURE];
	if (!measure->given)
		return 0;
	if (settings->value[CLI_TOPOLOGY].given) {
		cli_wrong("--measure needs the machine itself, and --topology simulates one");
		return -1;
	}
	struct trial trial = { .graph = graph, .options = cli_run_options(settings), .plan = plan };
	trial.options.tick = time_is_up;
	trial.options.tick_ns = measure->n / TURNS;
	return fastest(&trial);
}

static int print_text(const struct ax_plan *plan, unsigned i)
{
	size_t room = ax_plan_text(plan, i, NULL, 0) + 1;
	char *text = malloc(room);
	if (!text) {
		cli_wrong("there is no memory to print the placement");
		return CLI_FAILED;
	}
	ax_plan_text(plan, i, text, room);
	fputs(text, stdout);
	free(text);
	return CLI_DONE;
}

static int place(const struct cli_settings *settings, struct ax_graph *graph)
{
	char error[1024];
	struct ax_run_options options = cli_run_options(settings);
	struct ax_plan *plan = ax_plan_new(graph, &options, settings->value[CLI_MEASURED].text,
					   error, sizeof(error));
	if (!plan)
		return cli_wrong("%s", error);
	const char *output = settings->value[CLI_OUTPUT].text;
	int chosen = choose(settings, graph, plan);
	int status = chosen < 0 ? CLI_WRONG : print_text(plan, (unsigned)chosen);
	int failed =
		status == CLI_DONE && output ? ax_plan_write(plan, (unsigned)chosen, output) : 0;
	if (failed)
		status = cli_wrong("%s: the placement can't be written: %s", output,
				   strerror(-failed));
	ax_plan_free(plan);
	return status;
}

int cli_place(const struct cli_settings *settings, int n, char **word)
{
	struct ax_engine *engine = cli_engine_new();
	if (!engine)
		return CLI_FAILED;
	struct ax_graph *graph = cli_graph_read(engine, settings, n, word);
	int status = graph ? place(settings, graph) : CLI_WRONG;
	ax_graph_free(graph);
	ax_engine_free(engine);
	return status;
}
