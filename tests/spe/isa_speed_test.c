// SPDX-License-Identifier: Apache-2.0
/* isa_speed: how many instructions a second of this thread's processor time, at least. */
#include "isa_bench.h"

#include <criterion/criterion.h>

#include <stdio.h>
#include <time.h>

enum {
	TURNS = 8,
	INSTRUCTIONS = 2000000, /* a turn; the best one counts: others may use the processor too */
};

static struct bench bench;

static void set_up(void)
{
	bench_init(&bench, NULL, NULL);
	bench_set(&bench, 3, SPLAT(0x7fffffff));
	bench_set(&bench, 4, SPLAT(0x10000));
	for (unsigned reg = 40; reg < 60; reg++)
		bench_set(&bench, reg, SPLAT(0x3f900001));
}

static void tear_down(void)
{
	bench_fini(&bench);
}

TestSuite(isa_speed, .init = set_up, .fini = tear_down);

static double now(void)
{
	struct timespec time;
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
	return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

/* Millions a second. */
static double speed(void)
{
	double best = 0;
	for (int i = 0; i < TURNS; i++) {
		double before = now();
		cr_assert_eq(bench_run(&bench, INSTRUCTIONS), AX_ISA_OK);
		double is = INSTRUCTIONS / (now() - before) / 1e6;
		best = is > best ? is : best;
	}
	return best;
}

/* Closes the loop that begins at address 0, counting register 3 down. */
static void expect_speed(const char *what, double plain, double timed)
{
	bench_put(&bench, "ai", 3, 3, -1);
	bench_put(&bench, "brnz", 3, -(int)(bench.at / 4));
	double is = speed();
	printf("isa_speed: %s: %.0f M instructions/s\n", what, is);
	cr_assert_geq(is, plain, "%s", what);
	ax_isa_set_timing(bench.isa, true);
	is = speed();
	printf("isa_speed: %s: %.0f M instructions/s with cycles\n", what, is);
	cr_assert_geq(is, timed, "%s with cycles", what);
}

Test(isa_speed, integers)
{
	bench_put(&bench, "ai", 10, 10, 1);
	bench_put(&bench, "a", 11, 11, 10);
	bench_put(&bench, "xor", 12, 11, 10);
	bench_put(&bench, "shl", 13, 12, 10);
	bench_put(&bench, "cgt", 14, 13, 12);
	expect_speed("integers", 60, 20);
}

/* What a store of a word is: its quadword is loaded, the word put in, and stored. */
Test(isa_speed, words_in_local_store)
{
	bench_put(&bench, "lqd", 10, 4, 1);
	bench_put(&bench, "cwx", 11, 4, 3);
	bench_put(&bench, "shufb", 12, 10, 10, 11);
	bench_put(&bench, "stqd", 12, 4, 2);
	bench_put(&bench, "rotqby", 13, 12, 3);
	expect_speed("words in local store", 60, 20);
}

Test(isa_speed, single_precision)
{
	bench_put(&bench, "lqd", 10, 4, 1);
	bench_put(&bench, "fma", 20, 41, 42, 43);
	bench_put(&bench, "fm", 21, 44, 45);
	bench_put(&bench, "fa", 22, 46, 47);
	expect_speed("single precision", 30, 15);
}

/* The first product is inexact, and from then on most are quick. */
Test(isa_speed, double_precision)
{
	bench_put(&bench, "lqd", 10, 4, 1);
	bench_put(&bench, "dfa", 20, 41, 42);
	bench_put(&bench, "dfm", 21, 44, 45);
	bench_put(&bench, "dfm", 22, 46, 47);
	expect_speed("double precision", 10, 8);
}
