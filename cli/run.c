// SPDX-License-Identifier: Apache-2.0
/* run: reads a graph from words or a file and runs it until it has ended. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include <axon/engine.h>
#include <axon/run.h>

#include "catalogue.h"
#include "command.h"
#include "graph.h"
#include "options.h"
#include "screen.h"
#include "signals.h"
#include "stats.h"
#include "text.h"

/* What ticks and signals need of a run under way. */
struct session {
	const struct cli_settings *settings;
	struct cli_screen screen;
	struct cli_signals signals;
	struct cli_stats stats;
};

static int print_dot(const struct ax_graph *graph)
{
	size_t room = ax_graph_dot(graph, NULL, 0) + 1;
	char *text = malloc(room);
	if (!text) {
		cli_wrong("there is no memory to draw the graph");
		return CLI_FAILED;
	}
	ax_graph_dot(graph, text, room);
	fputs(text, stdout);
	free(text);
	return CLI_DONE;
}

/* ---- while it runs ------------------------------------------------------------------------- */

static void show_table(struct session *session)
{
	char *text = NULL;
	size_t n;
	int columns, lines;
	FILE *to = open_memstream(&text, &n);
	if (!to)
		return;
	cli_screen_size(&columns, &lines);
	cli_stats_table(to, &session->stats, columns, lines);
	fclose(to);
	cli_screen_show(&session->screen, text);
}

static void tick(struct ax_run *run, void *arg)
{
	struct session *session = arg;
	cli_stats_take(&session->stats, run);
	if (session->settings->value[CLI_JSON].given)
		cli_stats_json(stdout, &session->stats);
	else if (session->screen.terminal)
		show_table(session);
	else
		cli_stats_lines(stderr, &session->stats);
}

static void ended(struct ax_run *run, void *arg)
{
	(void)run;
	struct session *session = arg;
	cli_signals_end(&session->signals);
}

/* Prints which worker stands where and what it runs. */
static void print_standing(struct ax_run *run)
{
	enum {
		ROOM = 1 << 17
	};
	char *text = malloc(ROOM);
	if (!text)
		return;
	ax_run_binding(run, text, ROOM);
	fputs(text, stderr);
	ax_run_placement(run, text, ROOM);
	fputs(text, stderr);
	free(text);
}

/* ---- its end ------------------------------------------------------------------------------- */

static const char *outcome(const struct ax_result *result, bool forced)
{
	if (result->failed)
		return "failed";
	if (result->wedged)
		return "wedged";
	if (forced)
		return "broken off";
	return result->stopped ? "stopped" : "done";
}

static void print_json_result(const struct ax_result *result, const char *what)
{
	printf("{\"event\": \"result\", \"outcome\": \"%s\", \"failed\": %" PRIu32
	       ", \"steps\": %" PRIu64 ", \"messages\": %" PRIu64 ", \"dropped\": %" PRIu64
	       ", \"seconds\": %.6f}\n",
	       what, result->failed, result->steps, result->messages, result->dropped,
	       (double)result->elapsed_ns / 1e9);
}

static void print_result(const struct ax_result *result, const char *what)
{
	fprintf(stderr,
		"%s after %.2f s: %" PRIu64 " steps, %" PRIu64 " messages, %" PRIu64 " dropped\n",
		what, (double)result->elapsed_ns / 1e9, result->steps, result->messages,
		result->dropped);
}

static int report(const struct session *session, const struct ax_result *result)
{
	const struct cli_value *value = session->settings->value;
	bool forced = cli_signals_seen(&session->signals) > 1;
	const char *what = outcome(result, forced);
	if (value[CLI_JSON].given)
		print_json_result(result, what);
	else if (value[CLI_STATS].given || value[CLI_VERBOSE].given)
		print_result(result, what);
	if (result->failed)
		fprintf(stderr, "axon: the graph failed: %" PRIu32 " component%s did\n",
			result->failed, result->failed == 1 ? "" : "s");
	else if (result->wedged)
		fputs("axon: the graph failed: nothing could move any more\n", stderr);
	else if (forced)
		fputs("axon: the graph was broken off by the second signal\n", stderr);
	if (result->profile_error)
		fprintf(stderr, "axon: %s: the profile could not be written: %s\n",
			value[CLI_PROFILE].text, strerror(-result->profile_error));
	bool bad = result->failed || result->wedged || forced || result->profile_error;
	return bad ? CLI_FAILED : CLI_DONE;
}

static int run_graph(struct session *session, struct ax_graph *graph)
{
	const struct cli_value *value = session->settings->value;
	struct ax_run_options options = cli_run_options(session->settings);
	char error[1024] = "";
	options.tick_arg = session;
	options.ended = ended;
	if (value[CLI_STATS].given) {
		options.watch = true;
		options.tick = tick;
		options.tick_ns = value[CLI_STATS].n;
	}
	cli_signals_block(&session->signals);
	struct ax_run *run = ax_run_start(graph, &options, error, sizeof(error));
	if (!run)
		return cli_wrong("%s", error);
	if (value[CLI_STATS].given || value[CLI_VERBOSE].given)
		print_standing(run);
	cli_signals_watch(&session->signals, run);
	struct ax_result result = ax_run_wait(run);
	return report(session, &result);
}

static int run_session(struct session *session, int n, char **word)
{
	struct ax_engine *engine = cli_engine_new();
	if (!engine)
		return CLI_FAILED;
	ax_engine_log(engine, cli_screen_log, &session->screen);
	int status = CLI_WRONG;
	struct ax_graph *graph = cli_graph_read(engine, session->settings, n, word);
	if (graph)
		status = session->settings->value[CLI_DOT].given ? print_dot(graph)
								 : run_graph(session, graph);
	ax_graph_free(graph);
	ax_engine_free(engine);
	return status;
}

int cli_run(const struct cli_settings *settings, int n, char **word)
{
	struct session session = { .settings = settings };
	cli_screen_init(&session.screen);
	cli_stats_init(&session.stats);
	int status = run_session(&session, n, word);
	cli_stats_fini(&session.stats);
	cli_screen_fini(&session.screen);
	return status;
}
