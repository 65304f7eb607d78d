// SPDX-License-Identifier: Apache-2.0
/* seeds: short runs under many seeds of the order in which DMA is carried out; each is a process of its
 * own, since a process has one machine. */
#include "slice.h"

#include <inttypes.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
	PATIENCE = 20 /* s: a run that takes so long hangs */
};

/* What differs from seed to seed, besides the order. */
static struct pipe draw(uint64_t seed)
{
	static const char *const words[] = { NULL, "way=spans", "way=take" };
	uint64_t random = seed;
	uint64_t x = part_draw(&random), y = part_draw(&random);
	struct pipe pipe = {
		.words = words[x % 3],
		.bound = (x >> 8) % 4 == 0 ? 0 : 1 + (uint32_t)((x >> 16) % 40),
		.workers = 1 + (unsigned)(x >> 32) % 2,
		.source = { .n = 200 + (uint32_t)(y % 3000),
			    .owned = y >> 60 & 1,
			    .burst = y >> 56 & 1 ? 0 : 1 + (uint32_t)((y >> 40) % 100) },
		.sink = { .yield_at = y >> 57 & 1 ? 0 : 7 },
	};
	if ((y >> 32) % 8 == 0)
		pipe.sink.stop_at = 1 + pipe.source.n / 2;
	return pipe;
}

static void child(uint64_t seed, spe_program_handle_t *program, bool quiet)
{
	struct pipe pipe = draw(seed);
	alarm(PATIENCE);
	if (quiet) {
		/* The runs that are most likely to show it: long ones, with ints. */
		pipe = (struct pipe){ .bound = 64, .source = { .n = 20000 } };
		if (!freopen("/dev/null", "w", stderr))
			_exit(2);
	}
	pipe.program = program;
	slice_machine(seed);
	pipe_run(&pipe);
	uint64_t all = pipe.sink.stop_at ? pipe.sink.stop_at : pipe.source.n;
	if (pipe.tally.wrong[0])
		fprintf(stderr, "%s\n", pipe.tally.wrong);
	bool right = !pipe.tally.wrong[0] && pipe.tally.got == all && !pipe.result.failed &&
		     pipe.tally.ended;
	exit(right ? 0 : 1);
}

/* Whether the run was right. */
static bool passes(uint64_t seed, spe_program_handle_t *program, bool quiet)
{
	int status;
	fflush(stdout);
	pid_t pid = fork();
	check(pid >= 0);
	if (pid == 0)
		child(seed, program, quiet);
	check(waitpid(pid, &status, 0) == pid);
	return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

void seeds_run(uint64_t from, uint64_t to)
{
	for (uint64_t seed = from; seed <= to; seed++) {
		if (passes(seed, &middle_on_spe, false))
			continue;
		fprintf(stderr, "seed %" PRIu64 " fails: slice seeds %" PRIu64 " %" PRIu64 "\n",
			seed, seed, seed);
		abort();
	}
	printf("%" PRIu64 " seeds pass\n", to - from + 1);
}

uint64_t seeds_catch(uint64_t most)
{
	for (uint64_t seed = 1; seed <= most; seed++)
		if (!passes(seed, &middle_unfenced, true))
			return seed;
	fprintf(stderr, "no seed of %" PRIu64 " shows that the fence is missing\n", most);
	abort();
}
