// SPDX-License-Identifier: Apache-2.0
/* bench: makes the cases that the words ask for, runs them in turns, and reports. */
#include <assert.h>
#include <stdlib.h>

#include "bench.h"
#include "options.h"
#include "report.h"

/* What is measured when no workload is named. */
static const struct {
	const char *workload;
	struct bench_params over; /* its presets, where not 0 */
} all[] = {
	{ "link", { 0 } },
	{ "pingpong", { .workers = 1 } },
	{ "pingpong", { .workers = 2 } },
	{ "pipe", { .stages = 10 } },
	{ "pipe", { .stages = 100 } },
	{ "pipe", { .stages = 100, .spans = true } },
	{ "pipe", { .stages = 100, .burst = 1, .messages = 120000 } },
	{ "pipe", { .stages = 100, .workers = 2 } },
	{ "token", { 0 } },
	{ "token", { .workers = 2, .deal = true } },
	{ "spawn", { 0 } },
	{ "idle", { 0 } },
	{ "fan_in", { .workers = 1 } },
	{ "fan_in", { .workers = 2 } },
	{ "fan_out", { .workers = 1 } },
	{ "fan_out", { .workers = 2 } },
	{ "skew", { 0 } },
	{ "migrate", { 0 } },
	{ "payload", { .size = 1024 } },
	{ "payload", { .size = 65536 } },
	{ "payload", { .size = 1024, .reference = true } },
	{ "decode", { 0 } },
	{ "bytes", { 0 } },
};

enum {
	N_ALL = sizeof(all) / sizeof(all[0]),
	MAX_CASES = 32
};

static struct bench_params over(struct bench_params preset, const struct bench_params *with)
{
	preset.stages = with->stages ? with->stages : preset.stages;
	preset.workers = with->workers ? with->workers : preset.workers;
	preset.burst = with->burst ? with->burst : preset.burst;
	preset.messages = with->messages ? with->messages : preset.messages;
	preset.size = with->size ? with->size : preset.size;
	preset.spans = with->spans;
	preset.flush = with->flush;
	preset.reference = with->reference;
	preset.deal = with->deal;
	return preset;
}

static_assert((int)N_ALL <= (int)MAX_CASES && (int)BENCH_MAX_WORDS <= (int)MAX_CASES,
	      "every case has its place");

static size_t choose_cases(const struct bench_words *words, struct bench_case *it)
{
	for (size_t i = 0; i < words->n_workloads; i++) {
		it[i].workload = words->workload[i];
		it[i].params = it[i].workload->preset;
		it[i].loop = words->given[BENCH_LOOP];
	}
	if (words->n_workloads)
		return words->n_workloads;
	for (size_t i = 0; i < N_ALL; i++) {
		it[i].workload = bench_workload_find(all[i].workload);
		it[i].params = over(it[i].workload->preset, &all[i].over);
		it[i].loop = it[i].workload->loop && !it[i].params.reference &&
			     it[i].params.workers == 1 && it[i].params.burst != 1;
	}
	return N_ALL;
}

static bool case_init(struct bench_case *it, size_t n_runs)
{
	bench_resolve(it->workload, &it->params);
	for (size_t i = 0; i < it->workload->n_measures; i++)
		if (!(it->figure[i] = calloc(n_runs, sizeof(double))))
			return false;
	it->loop_figure = calloc(n_runs, sizeof(double));
	return it->loop_figure;
}

static void case_fini(struct bench_case *it)
{
	for (size_t i = 0; i < BENCH_MAX_MEASURES; i++)
		free(it->figure[i]);
	free(it->loop_figure);
}

static int case_run(struct bench_case *it, size_t run)
{
	struct bench_outcome outcome = { 0 };
	if (it->workload->run(&it->params, &outcome) < 0)
		return bench_complain("%s failed", it->workload->name);
	for (size_t i = 0; i < it->workload->n_measures; i++)
		it->figure[i][run] = outcome.figure[i];
	it->counted += outcome.counted;
	if (!it->loop)
		return 0;
	outcome = (struct bench_outcome){ 0 };
	if (it->workload->loop(&it->params, &outcome) < 0)
		return bench_complain("the loop beside %s failed", it->workload->name);
	it->loop_figure[run] = outcome.figure[0];
	return 0;
}

/* All cases in turns, so that a machine that changes its pace changes it for all. */
static int run_cases(struct bench_case *it, size_t n, size_t n_runs)
{
	for (size_t run = 0; run < n_runs; run++)
		for (size_t i = 0; i < n; i++)
			if (case_run(&it[i], run) < 0)
				return -1;
	return 0;
}

static void report(const struct bench_case *it, size_t n, size_t n_runs, bool json)
{
	if (!json) {
		bench_report_table(it, n, n_runs);
		return;
	}
	for (size_t i = 0; i < n; i++)
		bench_report_json(&it[i], n_runs);
}

int ax_bench_main(int argc, char **argv)
{
	struct bench_words words;
	if (bench_words_read(&words, argc, argv) < 0)
		return 2;
	if (words.given[BENCH_HELP]) {
		bench_print_help();
		return 0;
	}
	struct bench_case cases[MAX_CASES] = { 0 };
	size_t n = choose_cases(&words, cases), n_runs = words.value[BENCH_RUNS];
	bool ready = true;
	for (size_t i = 0; i < n; i++) {
		bench_words_apply(&words, &cases[i].params);
		ready = ready && case_init(&cases[i], n_runs);
	}
	int status = ready ? run_cases(cases, n, n_runs) : bench_complain("no memory");
	if (status == 0)
		report(cases, n, n_runs, words.given[BENCH_JSON]);
	for (size_t i = 0; i < n; i++)
		case_fini(&cases[i]);
	return status == 0 ? 0 : 1;
}
