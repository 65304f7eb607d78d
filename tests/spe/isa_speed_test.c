// SPDX-License-Identifier: Apache-2.0
/* isa_speed: says how many instructions a second of this thread's processor time; what is tested is that
 * all of them were carried out. */
#include "isa_bench.h"

#include "isa/fpscr.h"

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

/* Closes the loop that begins at address 0, counting register 3 down, and says how fast it runs. */
static void expect_all_done(const char *what)
{
	bench_put(&bench, "ai", 3, 3, -1);
	bench_put(&bench, "brnz", 3, -(int)(bench.at / 4));
	uint32_t length = bench.at / 4, rounds = 2 * TURNS * ((INSTRUCTIONS + 1) / length);
	printf("isa_speed: %s: %.0f M instructions/s\n", what, speed());
	ax_isa_set_timing(bench.isa, true);
	printf("isa_speed: %s: %.0f M instructions/s with cycles\n", what, speed());
	cr_expect_eq(bench_get(&bench, 3).w[0], 0x7fffffff - rounds, "%s", what);
}

Test(isa_speed, integers_are_all_carried_out)
{
	bench_put(&bench, "ai", 10, 10, 1);
	bench_put(&bench, "a", 11, 11, 10);
	bench_put(&bench, "xor", 12, 11, 10);
	bench_put(&bench, "shl", 13, 12, 10);
	bench_put(&bench, "cgt", 14, 13, 12);
	expect_all_done("integers");
}

/* What a store of a word is: its quadword is loaded, the word put in, and stored. */
Test(isa_speed, words_in_local_store_are_all_carried_out)
{
	bench_put(&bench, "lqd", 10, 4, 1);
	bench_put(&bench, "cwx", 11, 4, 3);
	bench_put(&bench, "shufb", 12, 10, 10, 11);
	bench_put(&bench, "stqd", 12, 4, 2);
	bench_put(&bench, "rotqby", 13, 12, 3);
	expect_all_done("words in local store");
}

Test(isa_speed, single_precision_is_all_carried_out)
{
	bench_put(&bench, "lqd", 10, 4, 1);
	bench_put(&bench, "fma", 20, 41, 42, 43);
	bench_put(&bench, "fm", 21, 44, 45);
	bench_put(&bench, "fa", 22, 46, 47);
	expect_all_done("single precision");
}

/* ---- double precision --------------------------------------------------------------------- */

/* To nearest, or what the modes of both slots say; and nothing is inexact before the first is. */
static void expect_doubles_done(const char *what, unsigned modes)
{
	uint8_t fpscr[16] = { 0, 0, (uint8_t)modes };
	ax_isa_set_fpscr(bench.isa, fpscr);
	bench_put(&bench, "lqd", 10, 4, 1);
	bench_put(&bench, "dfma", 20, 41, 42);
	bench_put(&bench, "dfa", 21, 44, 45);
	bench_put(&bench, "dfm", 22, 46, 47);
	expect_all_done(what);
}

Test(isa_speed, double_precision_is_all_carried_out)
{
	expect_doubles_done("double precision", 0);
}

Test(isa_speed, doubles_rounded_up_and_down_are_all_carried_out)
{
	expect_doubles_done("double precision, up and down", AX_ROUND_UP << 2 | AX_ROUND_DOWN);
}

/* Infinity times zero plus a number, a NaN plus a denormal, and a product below all normal ones. */
Test(isa_speed, special_doubles_are_all_carried_out)
{
	bench_set(&bench, 41, Q(0x7ff00000, 0, 0xfff00000, 0));
	bench_set(&bench, 42, Q(0, 0, 0x80000000, 0));
	bench_set(&bench, 44, Q(0x7ff80000, 0, 0x7ff00000, 1));
	bench_set(&bench, 45, Q(0, 1, 0x000fffff, 0));
	bench_set(&bench, 46, Q(0x00300000, 0, 0x80300000, 1));
	expect_doubles_done("double precision, special", 0);
}
