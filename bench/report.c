// SPDX-License-Identifier: Apache-2.0
/* report: medians, JSON lines and the table. */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report.h"

enum {
	MAX_RUNS = 1000
};

struct summary {
	double median, min, max;
};

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

static struct summary summarise(const double *figure, size_t n)
{
	double sorted[MAX_RUNS];
	memcpy(sorted, figure, n * sizeof(*sorted));
	qsort(sorted, n, sizeof(*sorted), by_value);
	return (struct summary){
		.median = (sorted[(n - 1) / 2] + sorted[n / 2]) / 2,
		.min = sorted[0],
		.max = sorted[n - 1],
	};
}

/* The ratios of the runs, each of the engine to the loop that ran just after it. */
static void ratios(const struct bench_case *it, size_t n, double *ratio)
{
	for (size_t i = 0; i < n; i++)
		ratio[i] = it->figure[0][i] / it->loop_figure[i];
}

static bool takes(const struct bench_workload *workload, enum bench_option option)
{
	return workload->takes & BENCH_TAKES(option);
}

/* ---- JSON ---------------------------------------------------------------------------------- */

static void json_params(const struct bench_case *it, const char *key, const char *value)
{
	const struct bench_workload *w = it->workload;
	const struct bench_params *p = &it->params;
	printf("{\"workload\":\"%s\",\"params\":{", w->name);
	if (takes(w, BENCH_STAGES))
		printf("\"stages\":%" PRIu64 ",", p->stages);
	printf("\"workers\":%" PRIu64, p->workers);
	if (w->apart && p->workers > 1)
		printf(",\"apart\":true");
	if (takes(w, BENCH_BURST))
		printf(",\"burst\":%" PRIu64, p->burst);
	if (takes(w, BENCH_MESSAGES))
		printf(",\"messages\":%" PRIu64, p->messages);
	if (takes(w, BENCH_SIZE))
		printf(",\"size\":%" PRIu64, p->size);
	if (takes(w, BENCH_SPANS))
		printf(",\"spans\":%s", p->spans ? "true" : "false");
	if (takes(w, BENCH_FLUSH))
		printf(",\"flush\":%s", p->flush ? "true" : "false");
	if (takes(w, BENCH_REFERENCE))
		printf(",\"reference\":%s", p->reference ? "true" : "false");
	if (takes(w, BENCH_DEAL))
		printf(",\"deal\":%s", p->deal ? "true" : "false");
	if (p->topology)
		printf(",\"topology\":\"%s\"", p->topology);
	if (key)
		printf(",\"%s\":\"%s\"", key, value);
	printf("}");
}

static void json_figures(const char *unit, const double *figure, size_t n)
{
	struct summary s = summarise(figure, n);
	printf(",\"unit\":\"%s\",\"median\":%.6g,\"min\":%.6g,\"max\":%.6g,\"runs\":[", unit,
	       s.median, s.min, s.max);
	for (size_t i = 0; i < n; i++)
		printf("%s%.6g", i ? "," : "", figure[i]);
	printf("]");
}

void bench_report_json(const struct bench_case *it, size_t n_runs)
{
	const struct bench_workload *w = it->workload;
	for (size_t i = 0; i < w->n_measures; i++) {
		json_params(it, w->measure[i].name ? "measure" : NULL, w->measure[i].name);
		json_figures(w->measure[i].unit, it->figure[i], n_runs);
		printf(",\"counted\":%" PRIu64 "}\n", it->counted);
	}
	if (!it->loop)
		return;
	double ratio[MAX_RUNS];
	ratios(it, n_runs, ratio);
	json_params(it, "by", w->loop_name);
	json_figures(w->measure[0].unit, it->loop_figure, n_runs);
	printf("}\n");
	json_params(it, "ratio_to", w->loop_name);
	json_figures("x", ratio, n_runs);
	printf("}\n");
}

/* ---- the table ----------------------------------------------------------------------------- */

/* Adds to a list in text. */
__attribute__((format(printf, 3, 4))) static void list_add(char *text, size_t room,
							   const char *format, ...)
{
	size_t at = strlen(text);
	if (at > 0)
		at += (size_t)snprintf(text + at, room - at, ", ");
	va_list args;
	va_start(args, format);
	vsnprintf(text + at, room - at, format, args);
	va_end(args);
}

static void describe_size(char *text, size_t room, uint64_t size)
{
	if (size % 1024 == 0)
		list_add(text, room, "%" PRIu64 " KiB", size / 1024);
	else
		list_add(text, room, "%" PRIu64 " bytes", size);
}

static void describe(const struct bench_case *it, char *text, size_t room)
{
	const struct bench_workload *w = it->workload;
	const struct bench_params *p = &it->params;
	text[0] = '\0';
	if (takes(w, BENCH_STAGES))
		list_add(text, room, "%" PRIu64, p->stages);
	list_add(text, room, "%" PRIu64 " worker%s", p->workers, p->workers == 1 ? "" : "s");
	if (w->preset.burst && p->burst != w->preset.burst)
		list_add(text, room, "burst %" PRIu64, p->burst);
	if (takes(w, BENCH_SIZE))
		describe_size(text, room, p->size);
	if (p->spans)
		list_add(text, room, "spans");
	if (p->flush)
		list_add(text, room, "flush");
	if (p->reference)
		list_add(text, room, "by reference");
	if (p->topology)
		list_add(text, room, "simulated");
}

/* Four digits that matter. */
static const char *figure_text(char text[24], double figure)
{
	int digits = figure < 10 ? 2 : figure < 100 ? 1 : 0;
	snprintf(text, 24, "%.*f", digits, figure);
	return text;
}

static void table_row(const char *name, const char *params, const double *figure, size_t n,
		      const char *unit)
{
	struct summary s = summarise(figure, n);
	char median[24], min[24], max[24];
	printf("%-9s %-32s %9s %9s %9s  %s\n", name, params, figure_text(median, s.median),
	       figure_text(min, s.min), figure_text(max, s.max), unit);
}

static void table_case(const struct bench_case *it, size_t n_runs)
{
	const struct bench_workload *w = it->workload;
	char params[128], text[128];
	describe(it, params, sizeof(params));
	for (size_t i = 0; i < w->n_measures; i++) {
		const char *name = w->measure[i].name;
		snprintf(text, sizeof(text), "  %s", name ? name : "");
		if (name && i == 0)
			printf("%-9s %s\n", w->name, params);
		table_row(name ? "" : w->name, name ? text : params, it->figure[i], n_runs,
			  w->measure[i].unit);
	}
	if (!it->loop)
		return;
	double ratio[MAX_RUNS];
	ratios(it, n_runs, ratio);
	snprintf(text, sizeof(text), "  %s", w->loop_name);
	table_row("", text, it->loop_figure, n_runs, w->measure[0].unit);
	snprintf(text, sizeof(text), "  ratio to it");
	table_row("", text, ratio, n_runs, "x");
}

void bench_report_table(const struct bench_case *first, size_t n, size_t n_runs)
{
	printf("%-9s %-32s %9s %9s %9s  %s\n", "workload", "parameters", "median", "min", "max",
	       "unit");
	uint64_t counted = 0;
	for (size_t i = 0; i < n; i++) {
		table_case(&first[i], n_runs);
		counted += first[i].counted;
	}
	printf("%zu run%s of each; %" PRIu64 " messages counted and checked, none lost\n", n_runs,
	       n_runs == 1 ? "" : "s", counted);
}
