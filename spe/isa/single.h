// SPDX-License-Identifier: Apache-2.0
/* single: extended-range single precision.
 *
 * Exponent 255 is one more binade and not infinity or NaN; exponent 0 is zero whatever the fraction;
 * results are chopped, too large ones are the largest number, too small ones +0, and zero is +0.
 *
 * Doubles hold such a number, and the product of two, exactly. A sum of doubles s has a rest r with
 * s + r exact (Knuth's TwoSum), which says whether chopping must go below s. Slots without
 * denormals, exponents 255 and results near the ends of the range, which is nearly all of them, go
 * through the host's conversions, two at a time; the others one by one in single.c. */
#ifndef AXON_ISA_SINGLE_H
#define AXON_ISA_SINGLE_H

#include "cpu.h"
#include "fpscr.h"

typedef float ax_floats __attribute__((vector_size(16)));

/* ---- single.c: slot by slot --------------------------------------------------------------- */

enum ax_single_kind {
	AX_SINGLE_ADD,			      /* a + b */
	AX_SINGLE_SUBTRACT,		      /* a - b */
	AX_SINGLE_MULTIPLY,		      /* a * b */
	AX_SINGLE_MULTIPLY_ADD,		      /* a * b + c */
	AX_SINGLE_MULTIPLY_SUBTRACT,	      /* a * b - c */
	AX_SINGLE_NEGATIVE_MULTIPLY_SUBTRACT, /* c - a * b */
};

/* All four slots, with their flags. */
ax_words ax_single_careful(uint32_t fpscr[4], enum ax_single_kind kind, ax_words a, ax_words b,
			   ax_words c);

uint32_t ax_single_from_signed(uint32_t integer, unsigned i8, uint32_t *flags);
uint32_t ax_single_from_unsigned(uint32_t integer, unsigned i8, uint32_t *flags);
uint32_t ax_single_to_signed(uint32_t single, unsigned i8);
uint32_t ax_single_to_unsigned(uint32_t single, unsigned i8);
uint32_t ax_single_interpolate(uint32_t operand, uint32_t estimate, uint32_t *flags);
/* Estimates: see estimate.c. */
uint32_t ax_single_reciprocal(uint32_t single);
uint32_t ax_single_reciprocal_root(uint32_t single);

/* ---- the fast way ------------------------------------------------------------------------- */

/* Whether some slot is denormal or has exponent 255. */
static inline ax_words ax_singles_odd(ax_words x)
{
	ax_words magnitude = x & 0x7fffffff;
	return (ax_words)(magnitude - 1 < 0x007fffff) | (ax_words)(magnitude >= 0x7f800000);
}

static inline bool ax_any(ax_words mask)
{
	ax_doubles d = (ax_doubles)mask;
	return (d[0] | d[1]) != 0;
}

static inline ax_pair ax_low_pair(ax_words x)
{
	ax_floats f = (ax_floats)x;
	return (ax_pair){ (double)f[0], (double)f[1] };
}

static inline ax_pair ax_high_pair(ax_words x)
{
	ax_floats f = (ax_floats)x;
	return (ax_pair){ (double)f[2], (double)f[3] };
}

/* Whether a result may be near an end of the range: chopped, it could be out of it. Zero is not. */
static inline ax_signed_doubles ax_pair_odd(ax_pair x)
{
	ax_pair magnitude = (ax_pair)((ax_doubles)x & INT64_MAX);
	return ((magnitude <= 0x1p-126) & (magnitude != 0)) | (magnitude >= 0x1p128);
}

/* x + y, chopped to 53 bits; *odd collects slots for the careful way. */
static inline ax_pair ax_pair_sum(ax_pair x, ax_pair y, ax_signed_doubles *odd)
{
	ax_pair sum = x + y;
	ax_pair part = sum - x;
	ax_pair rest = (x - (sum - part)) + (y - part);
	*odd |= ax_pair_odd(sum);
	/* Of different signs, and the rest not zero: the product is negative, and no such small
	 * one underflows. */
	return (ax_pair)((ax_signed_doubles)sum + (sum * rest < 0));
}

/* To 24 bits, towards zero; zero is +0. */
static inline ax_words ax_chop(ax_pair low, ax_pair high)
{
	ax_pair l = (ax_pair)((ax_doubles)low & ~UINT64_C(0x1fffffff));
	ax_pair h = (ax_pair)((ax_doubles)high & ~UINT64_C(0x1fffffff));
	ax_floats f = { (float)l[0], (float)l[1], (float)h[0], (float)h[1] };
	return (ax_words)f & (ax_words)(f != 0);
}

/* a * b, or a with b NULL, plus c. Returns whether that is right for all slots. */
static inline __attribute__((always_inline)) bool ax_singles_sum(ax_words a, const ax_words *b,
								 ax_words c, ax_words *result)
{
	ax_pair low = ax_low_pair(a), high = ax_high_pair(a);
	ax_words odd = ax_singles_odd(a) | ax_singles_odd(c);
	ax_signed_doubles odd_sum = { 0, 0 };
	if (b) {
		odd |= ax_singles_odd(*b);
		low *= ax_low_pair(*b);
		high *= ax_high_pair(*b);
	}
	low = ax_pair_sum(low, ax_low_pair(c), &odd_sum);
	high = ax_pair_sum(high, ax_high_pair(c), &odd_sum);
	*result = ax_chop(low, high);
	return !ax_any(odd | (ax_words)odd_sum);
}

static inline bool ax_singles_product(ax_words a, ax_words b, ax_words *result)
{
	ax_pair low = ax_low_pair(a) * ax_low_pair(b);
	ax_pair high = ax_high_pair(a) * ax_high_pair(b);
	ax_words odd = ax_singles_odd(a) | ax_singles_odd(b) |
		       (ax_words)(ax_pair_odd(low) | ax_pair_odd(high));
	*result = ax_chop(low, high);
	return !ax_any(odd);
}

#define AX_MINUS(x) ((x) ^ UINT32_C(0x80000000))

/* An instruction whose fast way returns whether `result` is right. */
#define AX_SINGLES(name, kind, fast)                                                               \
	AX_INSTRUCTION(name)                                                                       \
	{                                                                                          \
		const ax_words a = RA.w, b = RB.w, c = ax_info_has_c(kind) ? RC.w : b;             \
		ax_words result;                                                                   \
		if (__builtin_expect(!(fast), 0))                                                  \
			result = ax_single_careful(cpu->isa->fpscr, kind, a, b, c);                \
		RT.w = result;                                                                     \
	}

static inline bool ax_info_has_c(enum ax_single_kind kind)
{
	return kind >= AX_SINGLE_MULTIPLY_ADD;
}

AX_SINGLES(fa, AX_SINGLE_ADD, ax_singles_sum(a, NULL, b, &result))
AX_SINGLES(fs, AX_SINGLE_SUBTRACT, ax_singles_sum(a, NULL, AX_MINUS(b), &result))
AX_SINGLES(fm, AX_SINGLE_MULTIPLY, ax_singles_product(a, b, &result))
AX_SINGLES(fma, AX_SINGLE_MULTIPLY_ADD, ax_singles_sum(a, &b, c, &result))
AX_SINGLES(fms, AX_SINGLE_MULTIPLY_SUBTRACT, ax_singles_sum(a, &b, AX_MINUS(c), &result))
AX_SINGLES(fnms, AX_SINGLE_NEGATIVE_MULTIPLY_SUBTRACT, ax_singles_sum(AX_MINUS(a), &b, c, &result))

/* ---- compares ----------------------------------------------------------------------------- */

/* As integers of the same order. */
static inline ax_signed_words ax_single_order(ax_words x)
{
	ax_words magnitude = x & 0x7fffffff;
	magnitude &= (ax_words)(magnitude > 0x007fffff);
	ax_words negative = (ax_words)((ax_signed_words)x < 0);
	return (ax_signed_words)((magnitude ^ negative) - negative);
}

static inline ax_words ax_single_magnitude(ax_words x)
{
	ax_words magnitude = x & 0x7fffffff;
	return magnitude & (ax_words)(magnitude > 0x007fffff);
}

AX_SLOTS_B(fceq, w, ax_single_order(a) == ax_single_order(b))
AX_SLOTS_B(fcgt, w, ax_single_order(a) > ax_single_order(b))
AX_SLOTS_B(fcmeq, w, ax_single_magnitude(a) == ax_single_magnitude(b))
AX_SLOTS_B(fcmgt, w, ax_single_magnitude(a) > ax_single_magnitude(b))

/* ---- conversions and estimates ------------------------------------------------------------ */

#define AX_EACH_WORD(fn, x, ...)                                                                   \
	((ax_words){ fn((x)[0], __VA_ARGS__), fn((x)[1], __VA_ARGS__), fn((x)[2], __VA_ARGS__),    \
		     fn((x)[3], __VA_ARGS__) })

#define AX_FROM_INTEGER(mnemonic, fn)                                                              \
	AX_INSTRUCTION(mnemonic)                                                                   \
	{                                                                                          \
		const ax_words a = RA.w;                                                           \
		uint32_t word[4];                                                                  \
		for (unsigned i = 0; i < 4; i++)                                                   \
			word[i] = fn(a[AX_WORD(i)], (unsigned)IMM, &cpu->isa->fpscr[i]);           \
		RT.w = ax_words_of(word[0], word[1], word[2], word[3]);                            \
	}

AX_FROM_INTEGER(csflt, ax_single_from_signed)
AX_FROM_INTEGER(cuflt, ax_single_from_unsigned)
AX_SLOTS(cflts, w, AX_EACH_WORD(ax_single_to_signed, a, (unsigned)IMM))
AX_SLOTS(cfltu, w, AX_EACH_WORD(ax_single_to_unsigned, a, (unsigned)IMM))

AX_INSTRUCTION(fi)
{
	const ax_words a = RA.w, b = RB.w;
	uint32_t word[4];
	for (unsigned i = 0; i < 4; i++)
		word[i] = ax_single_interpolate(a[AX_WORD(i)], b[AX_WORD(i)], &cpu->isa->fpscr[i]);
	RT.w = ax_words_of(word[0], word[1], word[2], word[3]);
}

static inline void ax_note_zeros(struct ax_isa *isa, ax_words x)
{
	for (unsigned i = 0; i < 4; i++)
		if ((x[AX_WORD(i)] & 0x7f800000) == 0)
			isa->fpscr[3] |= (uint32_t)AX_DIVIDED_BY_ZERO >> i;
}

AX_INSTRUCTION(frest)
{
	const ax_words a = RA.w;
	ax_note_zeros(cpu->isa, a);
	RT.w = (ax_words){ ax_single_reciprocal(a[0]), ax_single_reciprocal(a[1]),
			   ax_single_reciprocal(a[2]), ax_single_reciprocal(a[3]) };
}

AX_INSTRUCTION(frsqest)
{
	const ax_words a = RA.w;
	ax_note_zeros(cpu->isa, a);
	RT.w = (ax_words){ ax_single_reciprocal_root(a[0]), ax_single_reciprocal_root(a[1]),
			   ax_single_reciprocal_root(a[2]), ax_single_reciprocal_root(a[3]) };
}

#endif
