// SPDX-License-Identifier: Apache-2.0
/* isa_single: single precision by the extended range's rules, and what the status register notes. */
#include "isa_bench.h"

#include "isa/single.h"

#include <criterion/criterion.h>

#include <math.h>
#include <string.h>

#define ONE	  UINT32_C(0x3f800000)
#define MINUS_ONE UINT32_C(0xbf800000)
#define TWO	  UINT32_C(0x40000000)
#define LEAST	  UINT32_C(0x00800000) /* 2^-126 */
#define MOST	  UINT32_C(0x7fffffff)
#define MINUS	  UINT32_C(0x80000000)

Test(isa_single, results_are_chopped)
{
	EXPECT({ "fa",
		 { .a = Q(ONE, ONE, MINUS_ONE, 0x4b800000),
		   .b = Q(ONE, 0x33ffffff, 0xb3ffffff, 0xbf800000) },
		 Q(TWO, ONE, MINUS_ONE, 0x4b7fffff) },
	       { "fa",
		 { .a = SPLAT(ONE), .b = Q(0xb3000000, 0x80000001, 0x9a000000, LEAST | MINUS) },
		 Q(0x3f7fffff, ONE, 0x3f7fffff, 0x3f7fffff) },
	       { "fs",
		 { .a = SPLAT(ONE), .b = Q(ONE, TWO, 0x33000000, LEAST) },
		 Q(0, MINUS_ONE, 0x3f7fffff, 0x3f7fffff) },
	       { "fm",
		 { .a = Q(0x3f800001, 0xbf800001, 0x3fffffff, TWO),
		   .b = Q(0x3f800001, 0x3f800001, 0x3fffffff, TWO) },
		 Q(0x3f800002, 0xbf800002, 0x407ffffe, 0x40800000) });
}

Test(isa_single, multiply_add_rounds_once)
{
	const struct quad a = SPLAT(0x3f800001); /* 1 + e, squared 1 + 2e + ee */
	EXPECT({ "fma",
		 { .a = a, .b = a, .c = Q(0xbf800002, 0, ONE, 0x80000000) },
		 Q(0x28800000, 0x3f800002, 0x40000001, 0x3f800002) },
	       { "fms",
		 { .a = a, .b = a, .c = Q(0x3f800002, ONE, 0x3f800003, 0) },
		 Q(0x28800000, 0x34800000, 0xb3fffffe, 0x3f800002) },
	       { "fnms",
		 { .a = a, .b = a, .c = Q(0x3f800002, ONE, 0x3f800003, 0) },
		 Q(0xa8800000, 0xb4800000, 0x33fffffe, 0xbf800002) });
}

Test(isa_single, the_top_exponent_is_of_numbers)
{
	EXPECT({ "fa",
		 { .a = Q(0x7f800000, 0x7f800000, MOST, MOST),
		   .b = Q(0x7f000000, 0x7f800000, MOST, 0xff800000) },
		 Q(0x7fc00000, MOST, MOST, 0x7f7ffffe) },
	       { "fm",
		 { .a = Q(0x7f000000, 0xff000000, MOST, 0x7fc00000),
		   .b = Q(TWO, TWO, ONE, 0x3f000000) },
		 Q(0x7f800000, 0xff800000, MOST, 0x7f400000) },
	       { "fs",
		 { .a = Q(0x7fffffff, 0xffffffff, 0, 0),
		   .b = Q(0xffffffff, 0x7fffffff, 0x7f800001, 0) },
		 Q(MOST, 0xffffffff, 0xff800001, 0) });
}

Test(isa_single, denormals_are_zero_and_zero_is_positive)
{
	EXPECT({ "fa",
		 { .a = Q(0x007fffff, MINUS, 0x80000001, LEAST),
		   .b = Q(0, MINUS, MINUS, 0x80800000) },
		 SPLAT(0) },
	       { "fm",
		 { .a = Q(LEAST, LEAST, MINUS, 0x007fffff),
		   .b = Q(0x3f7fffff, MINUS_ONE, ONE, MOST) },
		 Q(0, 0x80800000, 0, 0) },
	       { "fms",
		 { .a = SPLAT(LEAST), .b = SPLAT(LEAST), .c = Q(LEAST, 0, 0x80800000, 1) },
		 Q(0, 0, LEAST, 0) });
}

Test(isa_single, compares_take_denormals_for_zero)
{
	const struct quad a = Q(1, MINUS, MINUS_ONE, 0x7fc00000),
			  b = Q(MINUS, 0x007fffff, ONE, 0x7f800000);
	EXPECT({ "fceq", { .a = a, .b = b }, Q(UINT32_MAX, UINT32_MAX, 0, 0) },
	       { "fcmeq", { .a = a, .b = b }, Q(UINT32_MAX, UINT32_MAX, UINT32_MAX, 0) },
	       { "fcgt", { .a = a, .b = b }, Q(0, 0, 0, UINT32_MAX) },
	       { "fcgt", { .a = b, .b = a }, Q(0, 0, UINT32_MAX, 0) },
	       { "fcgt",
		 { .a = Q(0xff800000, MINUS_ONE, 0, 0),
		   .b = Q(0xffc00000, 0xc0000000, MINUS_ONE, 0) },
		 Q(UINT32_MAX, UINT32_MAX, UINT32_MAX, 0) },
	       { "fcmgt",
		 { .a = Q(0xc0000000, ONE, 1, 0xffffffff), .b = Q(ONE, 0xc0000000, 0, 0x7ffffffe) },
		 Q(UINT32_MAX, 0, 0, UINT32_MAX) });
}

Test(isa_single, conversions_scale_chop_and_saturate)
{
	EXPECT({ "csflt",
		 { .a = Q(1, UINT32_MAX, 0x80000000, 0x7fffffff), .imm = 155 },
		 Q(ONE, MINUS_ONE, 0xcf000000, 0x4effffff) },
	       { "csflt",
		 { .a = Q(2, 0, 0x01000001, 0xfeffffff), .imm = 154 },
		 Q(ONE, 0, 0x4b000000, 0xcb000000) },
	       { "csflt",
		 { .a = Q(1, 2, UINT32_MAX, 0x40000000), .imm = 155 - 127 },
		 Q(0, LEAST, 0, 0x0f000000) },
	       { "cuflt",
		 { .a = Q(1, UINT32_MAX, 0x80000000, 0), .imm = 155 },
		 Q(ONE, 0x4f7fffff, 0x4f000000, 0) },
	       { "cflts",
		 { .a = Q(ONE, 0xbfffffff, 0x4f000000, 0xcf000000), .imm = 173 },
		 Q(1, UINT32_MAX, 0x7fffffff, 0x80000000) },
	       { "cflts",
		 { .a = Q(ONE, 0xffffffff, 0x007fffff, 0x3f7fffff), .imm = 172 },
		 Q(2, 0x80000000, 0, 1) },
	       { "cfltu",
		 { .a = Q(ONE, MINUS_ONE, 0x4f800000, 0x4f7fffff), .imm = 173 },
		 Q(1, 0, UINT32_MAX, 0xffffff00) },
	       { "cfltu",
		 { .a = Q(0x7fffffff, 0x3f7fffff, MINUS, 0x40400000), .imm = 173 },
		 Q(UINT32_MAX, 0, 0, 3) });
}

/* ---- the fast way and the careful one ----------------------------------------------------- */

static uint64_t state = 88172645463325252;

static uint32_t random_word(void)
{
	state ^= state << 13; /* Marsaglia, "Xorshift RNGs" */
	state ^= state >> 7;
	state ^= state << 17;
	return (uint32_t)(state >> 16);
}

/* Exponents near the middle, near one another, or anything; fractions of few bits, or any. */
static uint32_t random_single(uint32_t near)
{
	uint32_t r = random_word(), choice = random_word();
	if (choice & 1)
		r &= 0xff800000 | (UINT32_C(0x7fffff) << (choice >> 8 & 31) & 0x7fffff);
	if (choice & 2)
		r = (r & 0x807fffff) |
		    ((near & 0x7f800000) + ((choice >> 16 & 3) << 23)) % 0x7f800000;
	if ((choice & 0xf000) == 0)
		r = (r & 0x807fffff) | (choice & 0x10000 ? 0x7f800000 : 0);
	return r;
}

static void compare_ways(const char *name, enum ax_single_kind kind)
{
	struct bench bench;
	bench_init(&bench, NULL, NULL);
	bench_poke(&bench, 0, bench_word(name, 1, 2, 3, 4));
	for (int i = 0; i < 20000; i++) {
		uint32_t fpscr[4] = { 0 };
		ax_words a = { 0 }, b = { 0 }, c = { 0 }, t;
		for (unsigned slot = 0; slot < 4; slot++) {
			a[AX_WORD(slot)] = random_single(0x3f800000);
			b[AX_WORD(slot)] = random_single(a[AX_WORD(slot)]);
			c[AX_WORD(slot)] = random_single(b[AX_WORD(slot)]);
			ax_isa_set_word(bench.isa, 2, slot, a[AX_WORD(slot)]);
			ax_isa_set_word(bench.isa, 3, slot, b[AX_WORD(slot)]);
			ax_isa_set_word(bench.isa, 4, slot, c[AX_WORD(slot)]);
		}
		bench_run(&bench, 1);
		t = ax_single_careful(fpscr, kind, a, b, c);
		for (unsigned slot = 0; slot < 4; slot++)
			cr_assert_eq(bench_get(&bench, 1).w[slot], t[AX_WORD(slot)],
				     "%s of %08x, %08x, %08x is %08x, carefully %08x", name,
				     a[AX_WORD(slot)], b[AX_WORD(slot)], c[AX_WORD(slot)],
				     bench_get(&bench, 1).w[slot], t[AX_WORD(slot)]);
	}
	bench_fini(&bench);
}

Test(isa_single, both_ways_agree)
{
	compare_ways("fa", AX_SINGLE_ADD);
	compare_ways("fs", AX_SINGLE_SUBTRACT);
	compare_ways("fm", AX_SINGLE_MULTIPLY);
	compare_ways("fma", AX_SINGLE_MULTIPLY_ADD);
	compare_ways("fms", AX_SINGLE_MULTIPLY_SUBTRACT);
	compare_ways("fnms", AX_SINGLE_NEGATIVE_MULTIPLY_SUBTRACT);
}

/* ---- flags -------------------------------------------------------------------------------- */

static void expect_flags(const char *name, struct quad a, struct quad b, struct quad flags)
{
	struct bench bench;
	uint8_t quad[16];
	bench_init(&bench, NULL, NULL);
	bench_set(&bench, 2, a);
	bench_set(&bench, 3, b);
	bench_put(&bench, name, 1, 2, 3);
	bench_put(&bench, "fscrrd", 5);
	bench_run(&bench, 2);
	struct quad is = bench_get(&bench, 5);
	cr_assert(memcmp(&is, &flags, sizeof(is)) == 0, "%s: %08x %08x %08x %08x", name, is.w[0],
		  is.w[1], is.w[2], is.w[3]);
	ax_isa_fpscr(bench.isa, quad);
	cr_assert_eq(quad[15], flags.w[3] & 0xff);
	bench_fini(&bench);
}

Test(isa_single, each_slot_has_its_flags)
{
	const uint32_t over = AX_SINGLE_OVERFLOW | AX_SINGLE_DIFFERENT;
	const uint32_t under = AX_SINGLE_UNDERFLOW | AX_SINGLE_DIFFERENT;
	expect_flags("fa", Q(ONE, 0, MINUS, 0x7f000000), Q(ONE, ONE, MINUS, 0), SPLAT(0));
	expect_flags("fm", Q(MOST, LEAST, ONE, 0x7f800000), Q(TWO, 0x3f000000, ONE, ONE),
		     Q(over, under, 0, AX_SINGLE_DIFFERENT));
	expect_flags("fa", Q(1, 0x7f7fffff, MOST, LEAST + 1), Q(ONE, 0x7f7fffff, LEAST, 0x80800000),
		     Q(AX_SINGLE_DIFFERENT, AX_SINGLE_DIFFERENT, over, under));
}

Test(isa_single, estimates_of_zero_are_noted)
{
	expect_flags("frest", Q(0, ONE, 0x80000001, ONE), SPLAT(0),
		     Q(0, 0, 0, AX_DIVIDED_BY_ZERO | AX_DIVIDED_BY_ZERO >> 2));
	expect_flags("frsqest", Q(ONE, ONE, ONE, MINUS), SPLAT(0),
		     Q(0, 0, 0, AX_DIVIDED_BY_ZERO >> 3));
}

Test(isa_single, interpolation_has_flags_too)
{
	expect_flags("fi", Q(0x7ffff, 0x7ffff, 0, 0), Q(0x008003ff, 0x7f8003ff, 0, ONE),
		     Q(AX_SINGLE_UNDERFLOW | AX_SINGLE_DIFFERENT, AX_SINGLE_DIFFERENT, 0, 0));
}

Test(isa_single, the_status_register_has_the_bits_it_has)
{
	struct bench bench;
	bench_init(&bench, NULL, NULL);
	bench_set(&bench, 2, SPLAT(UINT32_MAX));
	bench_put(&bench, "fscrwr", 0, 2);
	bench_put(&bench, "fscrrd", 5);
	bench_run(&bench, 2);
	struct quad is = bench_get(&bench, 5), bits = Q(0xf07, 0x3f07, 0x3f07, 0xf07);
	cr_assert(memcmp(&is, &bits, sizeof(is)) == 0);
	bench_fini(&bench);
}

/* ---- estimates ---------------------------------------------------------------------------- */

static double value(uint32_t single)
{
	double magnitude =
		ldexp((double)((single & 0x7fffff) | 0x800000), (int)(single >> 23 & 0xff) - 150);
	return single >> 31 ? -magnitude : magnitude;
}

static void expect_near(const char *name, uint32_t operand, double exact)
{
	struct operands in = { .a = SPLAT(operand) };
	in.b = bench_do(name, &in);
	double is = value(bench_do("fi", &in).w[2]);
	cr_assert(fabs(is - exact) <= fabs(exact) * 0x1p-12, "%s of %08x: %.9g, not %.9g", name,
		  operand, is, exact);
}

Test(isa_single, interpolated_estimates_are_good_to_12_bits)
{
	for (uint32_t fraction = 0; fraction < 0x800000; fraction += 0x800000 / 128 - 1) {
		for (uint32_t exponent = 1; exponent < 252; exponent += 50) {
			uint32_t single = exponent << 23 | fraction;
			expect_near("frest", single, 1 / value(single));
			expect_near("frest", single | MINUS, -1 / value(single));
			expect_near("frsqest", single, 1 / sqrt(value(single)));
			expect_near("frsqest", single + 0x800000,
				    1 / sqrt(value(single + 0x800000)));
		}
	}
}

Test(isa_single, interpolation_takes_step_times_the_rest)
{
	EXPECT({ "fi",
		 { .a = Q(0x7ffff, 0x40000, 0, 0),
		   .b = Q(0x3f8003ff, 0x3f800200, 0x3f80f000, 0xbf8003ff) },
		 Q(0x3f600803, 0x3f780000, 0x3f80f000, MINUS_ONE) },
	       { "fi",
		 { .a = Q(0x7ffff, 0, 0, 0), .b = Q(0x008003ff, 0x00000400, 0, 0) },
		 SPLAT(0) });
}
