// SPDX-License-Identifier: Apache-2.0
/* core_main: runs seeds one after another, and says how to replay the one that fails. */
#include "core.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	GRAPHS = 40 /* that one seed draws */
};

struct options {
	uint64_t first, n;
	const char *kind, *order;
	char command[4096];
};

static void usage(void)
{
	puts("usage: core [--first N] [--seeds N] [--kind KIND] [--order tso|pso]\n"
	     "       core --seed N [...]   replays one seed");
	exit(2);
}

static struct options options_of(int argc, char **argv)
{
	struct options options = { .first = 1, .n = 1000 };
	for (int i = 1; i < argc; i += 2) {
		if (i + 1 == argc)
			usage();
		uint64_t number = strtoull(argv[i + 1], NULL, 10);
		if (strcmp(argv[i], "--first") == 0)
			options.first = number;
		else if (strcmp(argv[i], "--seeds") == 0)
			options.n = number;
		else if (strcmp(argv[i], "--seed") == 0)
			options.first = number, options.n = 1;
		else if (strcmp(argv[i], "--kind") == 0)
			options.kind = argv[i + 1];
		else if (strcmp(argv[i], "--order") == 0)
			options.order = argv[i + 1];
		else
			usage();
	}
	snprintf(options.command, sizeof(options.command), "%s%s%s", argv[0],
		 options.kind ? " --kind " : "", options.kind ? options.kind : "");
	return options;
}

/* Of two seeds one is TSO, one PSO, when the caller leaves it open. */
static enum core_order order_of(const struct options *options, uint64_t seed)
{
	if (options->order)
		return strcmp(options->order, "pso") == 0 ? CORE_PSO : CORE_TSO;
	return seed % 2 ? CORE_TSO : CORE_PSO;
}

/* A wild access or a panic is the seed's failure, too. */
static void crashed(int signal)
{
	core_fail("%s", signal == SIGABRT ? "a panic" : "a wild access");
}

static void catch_crashes(void)
{
	static unsigned char stack[65536];
	struct sigaction action = { .sa_handler = crashed, .sa_flags = SA_ONSTACK };
	sigaltstack(&(stack_t){ .ss_sp = stack, .ss_size = sizeof(stack) }, NULL);
	sigaction(SIGSEGV, &action, NULL);
	sigaction(SIGBUS, &action, NULL);
	sigaction(SIGFPE, &action, NULL);
	sigaction(SIGILL, &action, NULL);
	sigaction(SIGABRT, &action, NULL);
}

/* Some graphs in a row; how many accesses they made. */
static uint64_t run(const struct options *options, uint64_t seed)
{
	uint64_t points = 0;
	core_seed(seed, order_of(options, seed), options->command);
	for (unsigned i = 0; i < GRAPHS; i++) {
		core_begin();
		unsigned n_workers = core_between(2, CORE_WORKERS);
		struct core_case *test = core_case_draw(options->kind);
		if (!test)
			usage();
		core_case_run(test, n_workers);
		points += core_points();
	}
	return points;
}

int main(int argc, char **argv)
{
	struct options options = options_of(argc, argv);
	catch_crashes();
	uint64_t points = 0;
	for (uint64_t seed = options.first; seed < options.first + options.n; seed++)
		points += run(&options, seed);
	printf("%llu seeds of %d graphs passed, %llu accesses\n", (unsigned long long)options.n,
	       GRAPHS, (unsigned long long)points);
	return 0;
}
