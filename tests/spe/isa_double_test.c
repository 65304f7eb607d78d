// SPDX-License-Identifier: Apache-2.0
/* isa_double: double precision against the host's, and where its rules differ from the host's. */
#include "isa_bench.h"

#include "isa/fpscr.h"

#include <criterion/criterion.h>

#include <fenv.h>
#include <math.h>
#include <string.h>

#define DEFAULT_NAN UINT64_C(0x7ff8000000000000)
#define INFINITE    UINT64_C(0x7ff0000000000000)
#define MOST	    UINT64_C(0x7fefffffffffffff)
#define LEAST	    UINT64_C(0x0010000000000000)
#define MINUS	    (UINT64_C(1) << 63)
#define ONE	    UINT64_C(0x3ff0000000000000)

static struct bench bench;

static void set_up(void)
{
	bench_init(&bench, NULL, NULL);
}

static void tear_down(void)
{
	bench_fini(&bench);
}

TestSuite(isa_double, .init = set_up, .fini = tear_down);

struct outcome {
	uint64_t bits;
	uint32_t flags;
};

static uint32_t before; /* flags that are set already */

static void set_double(unsigned reg, uint64_t bits)
{
	bench_set(
		&bench, reg,
		Q((uint32_t)(bits >> 32), (uint32_t)bits, (uint32_t)(bits >> 32), (uint32_t)bits));
}

/* Both slots do the same, with the mode that both have. */
static struct outcome outcome(const char *name, unsigned mode, uint64_t a, uint64_t b, uint64_t t)
{
	uint8_t fpscr[16] = { 0 };
	fpscr[2] = (uint8_t)(mode << 2 | mode);
	fpscr[6] = fpscr[10] = (uint8_t)(before >> 8);
	ax_isa_set_fpscr(bench.isa, fpscr);
	set_double(1, t);
	set_double(2, a);
	set_double(3, b);
	bench_poke(&bench, 0, bench_word(name, 1, 2, 3, 0));
	cr_assert_eq(bench_run(&bench, 1), AX_ISA_OK);
	struct quad is = bench_get(&bench, 1);
	cr_assert(is.w[0] == is.w[2] && is.w[1] == is.w[3], "%s: the slots differ", name);
	ax_isa_fpscr(bench.isa, fpscr);
	cr_assert(fpscr[6] == fpscr[10] && fpscr[7] == 0 && fpscr[11] == 0);
	return (struct outcome){ (uint64_t)is.w[0] << 32 | is.w[1], (uint32_t)fpscr[6] << 8 };
}

static void expect(const char *name, uint64_t a, uint64_t b, uint64_t t, uint64_t bits,
		   uint32_t flags)
{
	struct outcome is = outcome(name, AX_ROUND_NEAREST, a, b, t);
	cr_assert(is.bits == bits && is.flags == flags,
		  "%s of %016llx, %016llx, %016llx: %016llx with flags 0x%x", name,
		  (unsigned long long)a, (unsigned long long)b, (unsigned long long)t,
		  (unsigned long long)is.bits, is.flags);
}

/* ---- against the host --------------------------------------------------------------------- */

static double as_double(uint64_t bits)
{
	double x;
	memcpy(&x, &bits, sizeof(x));
	return x;
}

static uint64_t as_bits(double x)
{
	uint64_t bits;
	memcpy(&bits, &x, sizeof(bits));
	return bits;
}

static double host(const char *name, double a, double b, double t)
{
	volatile double x = a, y = b, z = t;
	if (strcmp(name, "dfa") == 0)
		return x + y;
	if (strcmp(name, "dfs") == 0)
		return x - y;
	if (strcmp(name, "dfm") == 0)
		return x * y;
	if (strcmp(name, "dfma") == 0)
		return fma(x, y, z);
	if (strcmp(name, "dfms") == 0)
		return fma(x, y, -z);
	if (strcmp(name, "dfnma") == 0)
		return -fma(x, y, z);
	return -fma(x, y, -z);
}

static uint32_t host_flags(void)
{
	return (fetestexcept(FE_INEXACT) ? AX_DOUBLE_INEXACT : 0) |
	       (fetestexcept(FE_OVERFLOW) ? AX_DOUBLE_OVERFLOW : 0) |
	       (fetestexcept(FE_UNDERFLOW) ? AX_DOUBLE_UNDERFLOW : 0);
}

static void compare(const char *name, unsigned mode, uint64_t a, uint64_t b, uint64_t t)
{
	static const int modes[] = { FE_TONEAREST, FE_TOWARDZERO, FE_UPWARD, FE_DOWNWARD };
	struct outcome is = outcome(name, mode, a, b, t);
	fesetround(modes[mode]);
	feclearexcept(FE_ALL_EXCEPT);
	uint64_t bits = as_bits(host(name, as_double(a), as_double(b), as_double(t)));
	uint32_t flags = host_flags();
	fesetround(FE_TONEAREST);
	/* Hosts differ in whether what rounds to the least normal number was too small. */
	if ((bits & ~MINUS) == LEAST)
		flags |= is.flags & AX_DOUBLE_UNDERFLOW;
	cr_assert(is.bits == bits && is.flags == flags,
		  "%s of %016llx, %016llx, %016llx, mode %u: %016llx, flags 0x%x; the host: "
		  "%016llx, 0x%x",
		  name, (unsigned long long)a, (unsigned long long)b, (unsigned long long)t, mode,
		  (unsigned long long)is.bits, is.flags, (unsigned long long)bits, flags);
}

static uint64_t state = 88172645463325252;

static uint64_t random_bits(void)
{
	state ^= state << 13; /* Marsaglia, "Xorshift RNGs" */
	state ^= state >> 7;
	state ^= state << 17;
	return state;
}

/* A normal number: with an exponent near `near`, at an end of the range, or any. */
static uint64_t random_double(uint64_t near)
{
	uint64_t r = random_bits(), choice = random_bits(), exponent = r >> 52 & 0x7ff;
	if (choice & 1)
		r &= ~UINT64_C(0) << (choice >> 8 & 63);
	if (choice & 2)
		exponent = (near >> 52 & 0x7ff) + (choice >> 20 & 127) - 64;
	if ((choice & 0x3c) == 0)
		exponent = choice & 64 ? 1 + (choice >> 20 & 63) : 2046 - (choice >> 20 & 63);
	if (exponent - 1 > 2045)
		exponent = 1023;
	return (r & (MINUS | ((UINT64_C(1) << 52) - 1))) | exponent << 52;
}

Test(isa_double, arithmetic_is_the_hosts_on_normal_numbers)
{
	const char *const names[] = { "dfa", "dfs", "dfm", "dfma", "dfms", "dfnma", "dfnms" };
	for (int i = 0; i < 60000; i++) {
		uint64_t a = random_double(ONE), b = random_double(a ^ random_bits() % 2 << 61);
		double product = as_double(a) * as_double(b);
		uint64_t t = random_double(i % 2 ? as_bits(product) : b);
		compare(names[i % 7], (unsigned)(i / 7) % 4, a, b, t);
	}
}

Test(isa_double, narrowing_is_the_hosts_on_normal_numbers)
{
	static const int modes[] = { FE_TONEAREST, FE_TOWARDZERO, FE_UPWARD, FE_DOWNWARD };
	for (unsigned i = 0; i < 20000; i++) {
		uint64_t bits = random_double((UINT64_C(883) + i % 300) << 52);
		volatile double x = as_double(bits);
		struct outcome is = outcome("frds", i % 4, bits, 0, 0);
		float narrow;
		uint32_t narrow_bits;
		fesetround(modes[i % 4]);
		feclearexcept(FE_ALL_EXCEPT);
		narrow = (float)x;
		uint32_t flags = host_flags();
		fesetround(FE_TONEAREST);
		memcpy(&narrow_bits, &narrow, sizeof(narrow));
		if ((narrow_bits & 0x7fffffff) == 0x00800000)
			flags |= is.flags & AX_DOUBLE_UNDERFLOW;
		cr_assert_eq(is.bits, (uint64_t)narrow_bits << 32, "%a, mode %u: %016llx, not %08x",
			     x, i % 4, (unsigned long long)is.bits, narrow_bits);
		cr_assert_eq(is.flags, flags);
	}
}

/* "Inexact" is there before every second one: the quick way. */
Test(isa_double, results_do_not_depend_on_the_flags_before)
{
	const char *const names[] = { "dfa", "dfs", "dfm" };
	for (int i = 0; i < 60000; i++) {
		uint64_t a = random_double(ONE), b = random_double(a);
		struct outcome fresh = outcome(names[i % 3], AX_ROUND_NEAREST, a, b, 0);
		before = AX_DOUBLE_INEXACT;
		struct outcome is = outcome(names[i % 3], AX_ROUND_NEAREST, a, b, 0);
		before = 0;
		cr_assert_eq(is.bits, fresh.bits, "%s of %016llx and %016llx", names[i % 3],
			     (unsigned long long)a, (unsigned long long)b);
		cr_assert_eq(is.flags, fresh.flags | AX_DOUBLE_INEXACT);
	}
}

/* ---- the rules of its own ----------------------------------------------------------------- */

Test(isa_double, denormal_operands_are_zero_and_noted)
{
	expect("dfa", 1, ONE, 0, ONE, AX_DOUBLE_DENORMAL);
	expect("dfa", MINUS | 1, MINUS, 0, MINUS, AX_DOUBLE_DENORMAL);
	expect("dfm", 0x000fffffffffffff, MINUS | ONE, 0, MINUS, AX_DOUBLE_DENORMAL);
	expect("dfma", ONE, ONE, 1, ONE, AX_DOUBLE_DENORMAL);
	expect("dfm", 1, INFINITE, 0, DEFAULT_NAN, AX_DOUBLE_DENORMAL | AX_DOUBLE_INVALID);
}

Test(isa_double, denormal_results_are_given)
{
	expect("dfm", LEAST, 0x3fe0000000000000, 0, 0x0008000000000000, 0);
	expect("dfs", LEAST | 1, LEAST, 0, 1, 0);
	expect("dfm", LEAST, 0x3ca0000000000000, 0, 0, AX_DOUBLE_INEXACT | AX_DOUBLE_UNDERFLOW);
	expect("dfm", LEAST, LEAST, 0, 0, AX_DOUBLE_INEXACT | AX_DOUBLE_UNDERFLOW);
}

Test(isa_double, nan_results_are_the_default_one)
{
	const uint64_t quiet = 0xfff8000000001234, signalling = 0x7ff0000000000001;
	expect("dfa", quiet, ONE, 0, DEFAULT_NAN, AX_DOUBLE_NAN);
	expect("dfm", ONE, signalling, 0, DEFAULT_NAN, AX_DOUBLE_NAN | AX_DOUBLE_INVALID);
	expect("dfma", ONE, ONE, quiet, DEFAULT_NAN, AX_DOUBLE_NAN);
	expect("dfnma", ONE, ONE, quiet, DEFAULT_NAN, AX_DOUBLE_NAN);
	expect("dfs", INFINITE, INFINITE, 0, DEFAULT_NAN, AX_DOUBLE_INVALID);
	expect("dfm", 0, MINUS | INFINITE, 0, DEFAULT_NAN, AX_DOUBLE_INVALID);
	expect("dfma", ONE, INFINITE, MINUS | INFINITE, DEFAULT_NAN, AX_DOUBLE_INVALID);
	expect("dfa", INFINITE, MINUS | ONE, 0, INFINITE, 0);
	expect("dfms", ONE, ONE, INFINITE, MINUS | INFINITE, 0);
}

Test(isa_double, zeros_have_signs)
{
	expect("dfa", MINUS, MINUS, 0, MINUS, 0);
	expect("dfa", 0, MINUS, 0, 0, 0);
	expect("dfs", ONE, ONE, 0, 0, 0);
	expect("dfnms", ONE, ONE, ONE, MINUS, 0);
	cr_assert_eq(outcome("dfs", AX_ROUND_DOWN, ONE, ONE, 0).bits, MINUS);
	cr_assert_eq(outcome("dfa", AX_ROUND_DOWN, 0, MINUS, 0).bits, MINUS);
}

Test(isa_double, slots_round_by_their_own_modes)
{
	uint8_t fpscr[16] = { 0, 0, AX_ROUND_UP << 2 | AX_ROUND_DOWN };
	ax_isa_set_fpscr(bench.isa, fpscr);
	set_double(2, ONE);
	set_double(3, LEAST);
	bench_put(&bench, "dfa", 1, 2, 3);
	bench_run(&bench, 1);
	struct quad is = bench_get(&bench, 1), should = Q(0x3ff00000, 1, 0x3ff00000, 0);
	cr_assert(memcmp(&is, &should, sizeof(is)) == 0);
}

Test(isa_double, flags_stay)
{
	set_double(2, MOST);
	set_double(3, ONE);
	bench_put(&bench, "dfa", 4, 2, 2);
	bench_put(&bench, "dfa", 4, 3, 3);
	bench_run(&bench, 2);
	uint8_t fpscr[16];
	ax_isa_fpscr(bench.isa, fpscr);
	cr_assert_eq(fpscr[6] << 8, AX_DOUBLE_OVERFLOW | AX_DOUBLE_INEXACT);
}

Test(isa_double, widening_reads_ieee_singles)
{
	expect("fesd", UINT64_C(0x3f800000) << 32 | 7, 0, 0, ONE, 0);
	expect("fesd", UINT64_C(0xff800000) << 32, 0, 0, MINUS | INFINITE, 0);
	expect("fesd", UINT64_C(0x807fffff) << 32, 0, 0, MINUS, AX_DOUBLE_DENORMAL);
	expect("fesd", UINT64_C(0xffc00001) << 32, 0, 0, DEFAULT_NAN, AX_DOUBLE_NAN);
	expect("fesd", UINT64_C(0x7f800001) << 32, 0, 0, DEFAULT_NAN,
	       AX_DOUBLE_NAN | AX_DOUBLE_INVALID);
	expect("fesd", UINT64_C(0x00800001) << 32, 0, 0, 0x3810000020000000, 0);
}

Test(isa_double, narrowing_gives_ieee_singles)
{
	expect("frds", ONE, 0, 0, UINT64_C(0x3f800000) << 32, 0);
	expect("frds", MINUS | INFINITE, 0, 0, UINT64_C(0xff800000) << 32, 0);
	expect("frds", MINUS | 1, 0, 0, UINT64_C(0x80000000) << 32, AX_DOUBLE_DENORMAL);
	expect("frds", 0xfff8000000000000, 0, 0, UINT64_C(0x7fc00000) << 32, AX_DOUBLE_NAN);
	expect("frds", MOST, 0, 0, UINT64_C(0x7f800000) << 32,
	       AX_DOUBLE_OVERFLOW | AX_DOUBLE_INEXACT);
}

Test(isa_double, compares_make_masks)
{
	const uint64_t no = 0, yes = UINT64_MAX;
	expect("dfceq", 0, MINUS, 0, yes, 0);
	expect("dfceq", ONE, MINUS | ONE, 0, no, 0);
	expect("dfceq", DEFAULT_NAN, DEFAULT_NAN, 0, no, AX_DOUBLE_NAN);
	expect("dfcmeq", ONE, MINUS | ONE, 0, yes, 0);
	expect("dfcgt", ONE, MINUS | INFINITE, 0, yes, 0);
	expect("dfcgt", MINUS | INFINITE, MINUS | ONE, 0, no, 0);
	expect("dfcgt", 1, 0, 0, no, AX_DOUBLE_DENORMAL);
	expect("dfcmgt", MINUS | INFINITE, MOST, 0, yes, 0);
	expect("dfcmgt", MOST, MINUS | MOST, 0, no, 0);
}

Test(isa_double, special_values_are_told_by_their_bits)
{
	const uint64_t value[] = { MINUS | 1,	      1, MINUS, 0, MINUS | INFINITE, INFINITE,
				   0xfff0000000000001 };
	for (int i = 0; i < 7; i++)
		for (int bit = 0; bit < 7; bit++) {
			bench_set(&bench, 2,
				  Q((uint32_t)(value[i] >> 32), (uint32_t)value[i], 0x3ff00000, 0));
			bench_poke(&bench, 0, bench_word("dftsv", 1, 2, 1 << bit, 0));
			bench_run(&bench, 1);
			struct quad is = bench_get(&bench, 1);
			cr_assert_eq(is.w[0], i == bit ? UINT32_MAX : 0, "value %d, bit %d", i,
				     bit);
			cr_assert_eq(is.w[2], 0);
		}
}
