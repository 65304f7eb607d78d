// SPDX-License-Identifier: Apache-2.0
/* options: reads the words of `axon bench`, and says what is wrong with them. */
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <axon/run.h>

#include "bench.h"
#include "options.h"
#include "stamp.h"

struct option_spec {
	const char *name;
	const char *value; /* what help calls it; NULL: takes none */
	uint64_t least, most;
	const char *doc;
};

static const struct option_spec specs[BENCH_N_OPTIONS] = {
	[BENCH_STAGES] = { "stages", "N", 1, 100000000, "how many components, sources or sinks" },
	[BENCH_WORKERS] = { "workers", "N", 1, BENCH_MAX_WORKERS, "workers of the engine" },
	[BENCH_BURST] = { "burst", "N", 1, 1000000, "messages a source sends in one step" },
	[BENCH_MESSAGES] = { "messages", "N", 1, UINT64_C(1000000000000),
			     "how much one run does: see above" },
	[BENCH_SIZE] = { "size", "BYTES", BENCH_LEAST_PAYLOAD, 1 << 30, "of a payload" },
	[BENCH_SPANS] = { "spans", NULL, 0, 0, "stages forward spans, not single messages" },
	[BENCH_FLUSH] = { "flush", NULL, 0, 0, "the source makes each message visible at once" },
	[BENCH_REFERENCE] = { "reference", NULL, 0, 0, "payloads are passed on, not copied" },
	[BENCH_DEAL] = { "deal", NULL, 0, 0,
			 "components are dealt to the workers in turn at first: a bad start" },
	[BENCH_LOOP] = { "loop", NULL, 0, 0,
			 "measure the same work without an engine beside it, and the ratio" },
	[BENCH_TOPOLOGY] = { "topology", "WORDS", 0, 0,
			     "simulate the machine that WORDS describe, as axon run does; it has a "
			     "worker for each of its cores" },
	[BENCH_RUNS] = { "runs", "N", 1, 1000, "how often each is run, in turns (default 9)" },
	[BENCH_JSON] = { "json", NULL, 0, 0, "one JSON object a line" },
	[BENCH_HELP] = { "help", NULL, 0, 0, "print this" },
};

/* ---- values -------------------------------------------------------------------------------- */

static double suffix_factor(const char *suffix)
{
	static const struct {
		const char *suffix;
		double factor;
	} known[] = {
		{ "", 1 },    { "k", 1e3 },   { "K", 1e3 },	     { "M", 1e6 },
		{ "G", 1e9 }, { "Ki", 1024 }, { "Mi", 1024 * 1024 }, { "Gi", 1 << 30 },
	};
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (strcmp(suffix, known[i].suffix) == 0)
			return known[i].factor;
	return 0;
}

/* A whole number: 1000, 64Ki, 10M, 1e9. */
static int read_number(const struct option_spec *spec, const char *text, uint64_t *value)
{
	char *end;
	double number = strtod(text, &end);
	double factor = suffix_factor(end);
	bool plain = strspn(text, "0123456789.e+") >= (size_t)(end - text);
	double whole = number * factor;
	if (end == text || !plain || factor == 0 || !(whole < 1e18) ||
	    whole != (double)(uint64_t)whole)
		return bench_complain("--%s: \"%s\" is not a whole number like 1000, 64Ki, 10M or "
				      "1e9",
				      spec->name, text);
	*value = (uint64_t)whole;
	if (*value < spec->least || *value > spec->most)
		return bench_complain("--%s: %s is not from %" PRIu64 " to %" PRIu64, spec->name,
				      text, spec->least, spec->most);
	return 0;
}

/* ---- words --------------------------------------------------------------------------------- */

static const char *hint(char text[64], const char *dashes, const char *word,
			const char *const *names, size_t n)
{
	const char *near = ax_nearest(word, names, n);
	text[0] = '\0';
	if (near)
		snprintf(text, 64, "; did you mean \"%s%s\"?", dashes, near);
	return text;
}

static int unknown_option(const char *word)
{
	const char *names[BENCH_N_OPTIONS];
	char bare[64], text[64];
	for (size_t i = 0; i < BENCH_N_OPTIONS; i++)
		names[i] = specs[i].name;
	if (strncmp(word, "--", 2) != 0)
		return bench_complain("there is no option \"%s\"; see axon bench --help", word);
	snprintf(bare, sizeof(bare), "%.*s", (int)strcspn(word + 2, "="), word + 2);
	return bench_complain("there is no option \"--%s\"%s", bare,
			      hint(text, "--", bare, names, BENCH_N_OPTIONS));
}

static int read_options(struct bench_words *words, int argc, char **argv)
{
	struct option longs[BENCH_N_OPTIONS + 1] = { { 0 } };
	for (int i = 0; i < BENCH_N_OPTIONS; i++)
		longs[i] = (struct option){ specs[i].name,
					    specs[i].value ? required_argument : no_argument, NULL,
					    256 + i };
	opterr = 0;
	optind = 0; /* glibc: forget earlier scans */
	int found;
	while ((found = getopt_long(argc, argv, ":", longs, NULL)) >= 0) {
		const char *word = argv[optind - 1];
		if (found == ':')
			return bench_complain("%s: needs a value, %s", word,
					      specs[optopt - 256].value);
		if (found == '?' && optopt >= 256)
			return bench_complain("--%s: takes no value", specs[optopt - 256].name);
		if (found == '?')
			return unknown_option(word);
		int i = found - 256;
		words->given[i] = true;
		if (i == BENCH_TOPOLOGY)
			words->topology = optarg;
		else if (specs[i].value && read_number(&specs[i], optarg, &words->value[i]) < 0)
			return -1;
	}
	return 0;
}

/* Without --workers there are as many as that machine has cores. */
static int read_topology(struct bench_words *words)
{
	char error[512];
	struct ax_run_options options = { .topology = words->topology };
	int n = ax_run_workers(&options, error, sizeof(error));
	if (n < 0)
		return bench_complain("%s", error);
	if (words->given[BENCH_WORKERS])
		return 0;
	if (n > BENCH_MAX_WORKERS)
		return bench_complain("topology '%s' has %d cores, and at most %d workers are "
				      "measured; say how many by --workers",
				      words->topology, n, BENCH_MAX_WORKERS);
	words->given[BENCH_WORKERS] = true;
	words->value[BENCH_WORKERS] = (uint64_t)n;
	return 0;
}

static int read_workload(struct bench_words *words, const char *name)
{
	const struct bench_workload *workload = bench_workload_find(name);
	if (workload && words->n_workloads < BENCH_MAX_WORDS) {
		words->workload[words->n_workloads++] = workload;
		return 0;
	}
	if (workload)
		return bench_complain("at most %d workloads at a time", BENCH_MAX_WORDS);
	const char *names[64];
	char text[64];
	size_t n = 0;
	for (const struct bench_workload *it = bench_workloads; it->name; it++)
		names[n++] = it->name;
	return bench_complain("there is no workload \"%s\"%s", name,
			      hint(text, "", name, names, n));
}

/* ---- what goes together --------------------------------------------------------------------- */

/* The options of takes that are no switches of the whole command, as a sentence's end. */
static const char *list_options(char text[256], unsigned takes)
{
	size_t at = 0;
	text[0] = '\0';
	for (size_t i = 0; i < BENCH_TOPOLOGY; i++)
		if (takes & BENCH_TAKES(i))
			at += (size_t)snprintf(text + at, 256 - at, "%s--%s", at ? ", " : "",
					       specs[i].name);
	return text;
}

static int check_workload(const struct bench_words *words, const struct bench_workload *workload)
{
	char text[256];
	for (size_t i = 0; i < BENCH_N_OPTIONS; i++)
		if (words->given[i] && !(workload->takes & BENCH_TAKES(i)))
			return bench_complain("%s has no --%s; it takes %s", workload->name,
					      specs[i].name, list_options(text, workload->takes));
	if (words->given[BENCH_FLUSH] && words->given[BENCH_SPANS])
		return bench_complain("%s: --flush is for single messages, and not for --spans",
				      workload->name);
	uint64_t stages = words->value[BENCH_STAGES];
	if (words->given[BENCH_STAGES] &&
	    (stages < workload->least_stages || stages > workload->most_stages))
		return bench_complain(
			"%s: --stages is from %" PRIu64 " to %" PRIu64 ", and not %" PRIu64,
			workload->name, workload->least_stages, workload->most_stages, stages);
	return 0;
}

static int check_all(const struct bench_words *words)
{
	for (size_t i = 0; i < BENCH_RUNS; i++)
		if (words->given[i] && i != BENCH_LOOP)
			return bench_complain("--%s needs the name of a workload before it",
					      specs[i].name);
	return 0;
}

int bench_words_read(struct bench_words *words, int argc, char **argv)
{
	*words = (struct bench_words){ .value[BENCH_RUNS] = 9 };
	if (read_options(words, argc, argv) < 0)
		return -1;
	for (int i = optind; i < argc; i++)
		if (read_workload(words, argv[i]) < 0)
			return -1;
	for (size_t i = 0; i < words->n_workloads; i++)
		if (check_workload(words, words->workload[i]) < 0)
			return -1;
	if (!words->n_workloads && !words->given[BENCH_HELP] && check_all(words) < 0)
		return -1;
	return words->topology ? read_topology(words) : 0;
}

void bench_words_apply(const struct bench_words *words, struct bench_params *params)
{
	const bool *given = words->given;
	const uint64_t *value = words->value;
	params->stages = given[BENCH_STAGES] ? value[BENCH_STAGES] : params->stages;
	params->workers = given[BENCH_WORKERS] ? value[BENCH_WORKERS] : params->workers;
	params->burst = given[BENCH_BURST] ? value[BENCH_BURST] : params->burst;
	params->messages = given[BENCH_MESSAGES] ? value[BENCH_MESSAGES] : params->messages;
	params->size = given[BENCH_SIZE] ? value[BENCH_SIZE] : params->size;
	params->spans |= given[BENCH_SPANS];
	params->flush |= given[BENCH_FLUSH];
	params->reference |= given[BENCH_REFERENCE];
	params->deal |= given[BENCH_DEAL];
	params->topology = words->topology;
}

/* ---- help ---------------------------------------------------------------------------------- */

static void print_workload(const struct bench_workload *workload)
{
	char text[256];
	printf("  %-9s %s, in %s", workload->name, workload->doc, workload->measure[0].unit);
	for (size_t i = 1; i < workload->n_measures; i++)
		if (strcmp(workload->measure[i].unit, workload->measure[i - 1].unit) != 0)
			printf(" and %s", workload->measure[i].unit);
	printf("\n            %s\n", list_options(text, workload->takes));
	if (workload->stages)
		printf("            --stages: %s (default %" PRIu64 ")\n", workload->stages,
		       workload->preset.stages);
	if (workload->messages)
		printf("            --messages: %s\n", workload->messages);
}

void bench_print_help(void)
{
	puts("Usage: axon bench [WORKLOAD...] [OPTION...]\n\n"
	     "Measures the engine as a user gets it: default bounds, default batch, public calls.\n"
	     "Without a workload, measures all in about two minutes. Every message is counted and\n"
	     "checked; a wrong count is an error.\n\nWorkloads:");
	for (const struct bench_workload *it = bench_workloads; it->name; it++)
		print_workload(it);
	puts("\nOptions:");
	for (size_t i = 0; i < BENCH_N_OPTIONS; i++)
		printf("  --%s%s%-*s %s\n", specs[i].name, specs[i].value ? "=" : "",
		       (int)(20 - strlen(specs[i].name) - (specs[i].value ? 1 : 0)),
		       specs[i].value ? specs[i].value : "", specs[i].doc);
	puts("\nNumbers may be written 1000, 64Ki, 10M or 1e9.");
}

/* ---- for the pages of the command ---------------------------------------------------------- */

bool ax_bench_option(size_t i, struct ax_bench_option *option)
{
	if (i >= BENCH_N_OPTIONS)
		return false;
	*option = (struct ax_bench_option){ specs[i].name, specs[i].value, specs[i].doc };
	return true;
}

const char *ax_bench_workload(size_t i)
{
	for (const struct bench_workload *it = bench_workloads; it->name; it++)
		if (i-- == 0)
			return it->name;
	return NULL;
}
