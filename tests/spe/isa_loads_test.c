// SPDX-License-Identifier: Apache-2.0
/* isa_loads: quadwords in and out of local store, whose addresses wrap; constants. */
#include "isa_bench.h"

#include <criterion/criterion.h>

#include <string.h>

static struct bench bench;

static void set_up(void)
{
	bench_init(&bench, NULL, NULL);
}

static void tear_down(void)
{
	bench_fini(&bench);
}

TestSuite(isa_loads, .init = set_up, .fini = tear_down);

static const struct quad pattern = { { 0x00112233, 0x44556677, 0x8899aabb, 0xccddeeff } };

static void poke_quad(uint32_t address, struct quad quad)
{
	for (uint32_t i = 0; i < 4; i++)
		bench_poke(&bench, address + 4 * i, quad.w[i]);
}

static void expect_store(uint32_t address, struct quad quad)
{
	for (uint32_t i = 0; i < 4; i++)
		cr_assert_eq(bench_peek(&bench, address + 4 * i), quad.w[i], "word %u at 0x%x", i,
			     address);
}

static void expect_reg(unsigned reg, struct quad quad)
{
	struct quad is = bench_get(&bench, reg);
	cr_assert(memcmp(&is, &quad, sizeof(is)) == 0, "register %u is %08x %08x %08x %08x", reg,
		  is.w[0], is.w[1], is.w[2], is.w[3]);
}

/* The instruction at address 0x100 loads the pattern from there into register 9. */
static void expect_load(uint32_t word, uint32_t address)
{
	memset(bench.store, 0, AX_ISA_STORE_BYTES);
	poke_quad(address, pattern);
	bench_poke(&bench, 0x100, word);
	bench_set(&bench, 9, SPLAT(0));
	ax_isa_set_pc(bench.isa, 0x100);
	cr_assert_eq(ax_isa_step(bench.isa), AX_ISA_OK);
	expect_reg(9, pattern);
}

static void expect_stored(uint32_t word, uint32_t address)
{
	memset(bench.store, 0, AX_ISA_STORE_BYTES);
	bench_poke(&bench, 0x100, word);
	bench_set(&bench, 9, pattern);
	ax_isa_set_pc(bench.isa, 0x100);
	cr_assert_eq(ax_isa_step(bench.isa), AX_ISA_OK);
	expect_store(address, pattern);
}

static void expect_both(const char *load, const char *store, int y, int z, uint32_t address)
{
	expect_load(bench_word(load, 9, y, z, 0), address);
	expect_stored(bench_word(store, 9, y, z, 0), address);
}

Test(isa_loads, addresses_are_cut_to_quadwords_of_the_store)
{
	bench_set(&bench, 5, Q(0x2007, 1, 2, 3));
	bench_set(&bench, 6, Q(0xfffc2006, 1, 2, 3));
	bench_set(&bench, 7, Q(0xffffffff, 1, 2, 3));
	expect_both("lqd", "stqd", 5, 1, 0x2010);
	expect_both("lqd", "stqd", 5, -512, 0x0);
	expect_both("lqd", "stqd", 5, 511, 0x3ff0);
	expect_both("lqd", "stqd", 7, 0, 0x3fff0);
	expect_both("lqd", "stqd", 7, 1, 0x0);
	expect_both("lqx", "stqx", 5, 5, 0x4000);
	expect_both("lqx", "stqx", 6, 7, 0x2000);
}

Test(isa_loads, immediate_addresses_count_words)
{
	expect_both("lqa", "stqa", 0x404, 0, 0x1010);
	expect_both("lqa", "stqa", 0x407, 0, 0x1010);
	expect_both("lqa", "stqa", 0xfffc, 0, 0x3fff0);
	expect_both("lqr", "stqr", 0x404, 0, 0x1110);
	expect_both("lqr", "stqr", -0x44, 0, 0x3fff0);
	expect_both("lqr", "stqr", 4, 0, 0x110);
}

Test(isa_loads, a_load_may_replace_its_address)
{
	bench_set(&bench, 9, Q(0x2000, 0, 0, 0));
	poke_quad(0x2000, pattern);
	bench_put(&bench, "lqd", 9, 9, 0);
	cr_assert_eq(bench_run(&bench, 1), AX_ISA_OK);
	expect_reg(9, pattern);
}

Test(isa_loads, constants_fill_the_slots)
{
	EXPECT({ "il", { .imm = -2 }, SPLAT(0xfffffffe) },
	       { "il", { .imm = 0x7fff }, SPLAT(0x7fff) },
	       { "ilh", { .imm = 0x8001 }, SPLAT(0x80018001) },
	       { "ilhu", { .imm = 0x8001 }, SPLAT(0x80010000) },
	       { "ila", { .imm = 0x3ffff }, SPLAT(0x3ffff) },
	       { "iohl",
		 { .t = Q(0x12340000, 0, 0x0000000f, 0xffffffff), .imm = 0x80f0 },
		 Q(0x123480f0, 0x80f0, 0x80ff, 0xffffffff) });
}

Test(isa_loads, special_registers_read_as_zero)
{
	EXPECT({ "mfspr", { .t = SPLAT(7), .imm = 3 }, SPLAT(0) },
	       { "mtspr", { .t = SPLAT(7), .imm = 3 }, SPLAT(7) });
}

Test(isa_loads, registers_are_poked_and_peeked_in_the_architectures_order)
{
	const uint8_t bytes[16] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15 };
	uint8_t back[16];
	ax_isa_poke(bench.isa, 127, bytes);
	ax_isa_peek(bench.isa, 127, back);
	cr_assert(memcmp(back, bytes, 16) == 0);
	expect_reg(127, Q(0x00010203, 0x04050607, 0x08090a0b, 0x0c0d0e0f));
}

/* ---- code that changes -------------------------------------------------------------------- */

Test(isa_loads, a_program_may_write_its_next_instruction)
{
	bench_set(&bench, 9, Q(bench_word("il", 3, 2, 0, 0), bench_word("stop", 2, 0, 0, 0), 0, 0));
	bench_put(&bench, "br", 0, 4);
	bench.at = 0x10;
	bench_put(&bench, "il", 3, 1);
	bench_put(&bench, "stop", 1);
	cr_assert_eq(bench_run(&bench, 99), AX_ISA_STOPPED);
	cr_assert_eq(ax_isa_code(bench.isa), 1);
	bench.at = 0;
	bench_put(&bench, "stqr", 9, 4); /* decoded before, and overwritten right before it runs */
	bench_put(&bench, "br", 0, 3);
	cr_assert_eq(bench_run(&bench, 99), AX_ISA_STOPPED);
	cr_assert_eq(ax_isa_code(bench.isa), 2);
	expect_reg(3, SPLAT(2));
}

Test(isa_loads, others_may_write_a_programs_instructions)
{
	bench_put(&bench, "il", 3, 1);
	bench_put(&bench, "stop", 1);
	bench_run(&bench, 99);
	bench_poke(&bench, 0, bench_word("il", 3, 77, 0, 0));
	bench_run(&bench, 99);
	expect_reg(3, SPLAT(77));
}

Test(isa_loads, the_program_counter_wraps)
{
	bench_poke(&bench, 0x3fffc, bench_word("il", 3, 5, 0, 0));
	bench_poke(&bench, 0, bench_word("stop", 9, 0, 0, 0));
	ax_isa_set_pc(bench.isa, 0xfffffffc);
	cr_assert_eq(ax_isa_run(bench.isa, 99), AX_ISA_STOPPED);
	cr_assert_eq(ax_isa_pc(bench.isa), 4);
	cr_assert_eq(ax_isa_instructions(bench.isa), 2);
}
