// SPDX-License-Identifier: Apache-2.0
/* isa_pipes: cycles of short programs, counted by hand from the pipes' rules. */
#include "isa_bench.h"

#include "isa/pipes.h"

#include <criterion/criterion.h>

static struct bench bench;
static struct ax_isa_counts counts;

static void set_up(void)
{
	bench_init(&bench, NULL, NULL);
}

static void tear_down(void)
{
	bench_fini(&bench);
}

TestSuite(isa_pipes, .init = set_up, .fini = tear_down);

/* Executes what was put so far, from address 0. */
static uint64_t cycles(void)
{
	ax_isa_set_timing(bench.isa, true);
	bench_run(&bench, bench.at / 4);
	ax_isa_counts(bench.isa, &counts);
	return counts.cycles;
}

Test(isa_pipes, independent_instructions_start_one_a_cycle)
{
	for (int i = 1; i <= 10; i++)
		bench_put(&bench, "il", i, i);
	cr_assert_eq(cycles(), 10);
	cr_assert_eq(counts.pairs, 0);
}

Test(isa_pipes, even_and_odd_in_one_doubleword_start_together)
{
	for (int i = 0; i < 5; i++) {
		bench_put(&bench, "il", 10 + i, i);
		bench_put(&bench, "lqa", 20 + i, 0x100);
	}
	cr_assert_eq(cycles(), 5);
	cr_assert_eq(counts.pairs, 5);
}

Test(isa_pipes, the_wrong_order_or_place_starts_apart)
{
	for (int i = 0; i < 5; i++) {
		bench_put(&bench, "lqa", 20 + i, 0x100);
		bench_put(&bench, "il", 10 + i, i);
	}
	cr_assert_eq(cycles(), 10, "the odd one is first");
	cr_assert_eq(counts.pairs, 0);
}

Test(isa_pipes, a_pairs_second_that_needs_its_first_waits)
{
	bench_put(&bench, "il", 3, 1);
	bench_put(&bench, "rotqby", 4, 5, 3);
	cr_assert_eq(cycles(), 3, "in cycles 0 and 2");
	cr_assert_eq(counts.pairs, 0);
	cr_assert_eq(counts.stalled, 1);
}

static void expect_latency(const char *name, int x, int y, int z, int w, uint64_t latency)
{
	tear_down();
	set_up();
	bench_put(&bench, name, x, y, z, w);
	bench_put(&bench, "nop");
	bench_put(&bench, "ai", 9, 1, 1);
	cr_assert_eq(cycles(), latency + 1, "%s: %llu", name, (unsigned long long)counts.cycles);
}

Test(isa_pipes, results_come_after_the_units_latency)
{
	expect_latency("a", 1, 2, 3, 0, 2);
	expect_latency("shl", 1, 2, 3, 0, 4);
	expect_latency("avgb", 1, 2, 3, 0, 4);
	expect_latency("fa", 1, 2, 3, 0, 6);
	expect_latency("fma", 1, 2, 3, 4, 6);
	expect_latency("mpy", 1, 2, 3, 0, 7);
	expect_latency("csflt", 1, 2, 155, 0, 7);
	expect_latency("dfa", 1, 2, 3, 0, 13);
	expect_latency("shufb", 1, 2, 3, 4, 4);
	expect_latency("lqd", 1, 2, 0, 0, 6);
}

Test(isa_pipes, stores_need_their_value_and_rrr_all_three)
{
	bench_put(&bench, "lqd", 5, 2, 0);
	bench_put(&bench, "nop");
	bench_put(&bench, "stqd", 5, 2, 0);
	cr_assert_eq(cycles(), 7);
	tear_down();
	set_up();
	bench_put(&bench, "lqd", 5, 2, 0);
	bench_put(&bench, "nop");
	bench_put(&bench, "selb", 9, 2, 3, 5);
	cr_assert_eq(cycles(), 7);
}

Test(isa_pipes, doubles_keep_both_pipes_from_starting)
{
	bench_put(&bench, "dfa", 1, 2, 3);
	bench_put(&bench, "lnop");
	cr_assert_eq(cycles(), 8, "cycles 0 and 7");
	cr_assert_eq(counts.pairs, 0);
}

Test(isa_pipes, a_taken_branch_without_hint_costs_a_refill)
{
	bench_put(&bench, "br", 0, 1);
	bench_put(&bench, "nop");
	cr_assert_eq(cycles(), 2, "a branch to the next one is none");
	tear_down();
	set_up();
	bench_put(&bench, "br", 0, 2);
	bench_put(&bench, "nop");
	bench_put(&bench, "nop");
	ax_isa_set_timing(bench.isa, true);
	bench_run(&bench, 2);
	ax_isa_counts(bench.isa, &counts);
	cr_assert_eq(counts.cycles, 2 + AX_MISS_CYCLES);
	cr_assert_eq(counts.misses, 1);
}

/* A loop of eight no-operations and a branch, n times, with the hint before it. */
static void expect_loop(int n, int n_before, uint64_t least_hinted, uint64_t most_misses)
{
	bench_put(&bench, "il", 3, n);
	bench_put(&bench, "hbrr", n_before + 9, n_before + 1);
	for (int i = 0; i < n_before; i++)
		bench_put(&bench, "nop");
	for (int i = 0; i < 7; i++)
		bench_put(&bench, "nop");
	bench_put(&bench, "ai", 3, 3, -1);
	bench_put(&bench, "brnz", 3, -8);
	ax_isa_set_timing(bench.isa, true);
	bench_run(&bench, 2 + (uint64_t)n_before + 9 * (uint64_t)n);
	ax_isa_counts(bench.isa, &counts);
	cr_assert_geq(counts.hinted, least_hinted);
	cr_assert_leq(counts.misses, most_misses);
}

Test(isa_pipes, a_hint_serves_a_loop_until_it_falls_through)
{
	expect_loop(10, 0, 9, 1);
	cr_assert_eq(counts.misses, 1, "the last turn");
}

Test(isa_pipes, a_late_hint_is_waited_for)
{
	bench_put(&bench, "hbrr", 9, 20);
	for (int i = 0; i < 8; i++)
		bench_put(&bench, "nop");
	bench_put(&bench, "br", 0, 11);
	bench.at = 4 * 20;
	bench_put(&bench, "nop");
	ax_isa_set_timing(bench.isa, true);
	bench_run(&bench, 11);
	ax_isa_counts(bench.isa, &counts);
	cr_assert_eq(counts.hinted, 1);
	cr_assert_eq(counts.misses, 0);
	cr_assert_eq(counts.cycles, AX_HINT_CYCLES + 1);
}

Test(isa_pipes, a_hint_right_before_its_branch_is_none)
{
	bench_put(&bench, "hbrr", 1, 4);
	bench_put(&bench, "br", 0, 3);
	bench.at = 16;
	bench_put(&bench, "nop");
	ax_isa_set_timing(bench.isa, true);
	bench_run(&bench, 3);
	ax_isa_counts(bench.isa, &counts);
	cr_assert_eq(counts.misses, 1);
}

Test(isa_pipes, owners_may_let_time_pass)
{
	bench_put(&bench, "nop");
	bench_put(&bench, "nop");
	ax_isa_set_timing(bench.isa, true);
	bench_run(&bench, 1);
	ax_isa_wait_until(bench.isa, 1000);
	ax_isa_step(bench.isa);
	ax_isa_counts(bench.isa, &counts);
	cr_assert_eq(counts.cycles, 1001);
}

Test(isa_pipes, timing_changes_no_result)
{
	struct quad timed;
	bench_put(&bench, "ai", 3, 3, 1);
	bench_put(&bench, "shli", 4, 3, 2);
	bench_put(&bench, "a", 5, 5, 4);
	bench_put(&bench, "br", 0, -3);
	ax_isa_set_timing(bench.isa, true);
	bench_run(&bench, 1000);
	timed = bench_get(&bench, 5);
	bench_set(&bench, 3, SPLAT(0));
	bench_set(&bench, 5, SPLAT(0));
	ax_isa_set_timing(bench.isa, false);
	bench_run(&bench, 1000);
	cr_assert_eq(bench_get(&bench, 5).w[0], timed.w[0]);
}
