// SPDX-License-Identifier: Apache-2.0
/* double: double precision, in the four rounding modes, and the status register's instructions.
 *
 * IEEE arithmetic, but that denormal operands are taken for zero, that a NaN result is always the
 * default one, and that flags say where that differs. Results may be denormal. Computed with
 * integers in double.c, but where the host's own arithmetic is known to do just the same: its flags
 * and modes stay its own. */
#ifndef AXON_ISA_DOUBLE_H
#define AXON_ISA_DOUBLE_H

#include "cpu.h"
#include "fpscr.h"

enum ax_double_test {
	AX_DOUBLE_EQUAL = 0,
	AX_DOUBLE_GREATER = 1,
	AX_DOUBLE_OF_MAGNITUDES = 2, /* added to one of these */
};

/* ---- double.c: any operands, modes and flags ---------------------------------------------- */

ax_doubles ax_double_sum(uint32_t fpscr[4], ax_doubles a, ax_doubles b);
ax_doubles ax_double_product(uint32_t fpscr[4], ax_doubles a, ax_doubles b);
/* a * b + t */
ax_doubles ax_double_fused(uint32_t fpscr[4], ax_doubles a, ax_doubles b, ax_doubles t);
ax_doubles ax_double_compare(uint32_t fpscr[4], unsigned test, ax_doubles a, ax_doubles b);
ax_doubles ax_double_special(ax_doubles a, unsigned values);
ax_doubles ax_double_from_single(uint32_t fpscr[4], ax_doubles a);
ax_doubles ax_double_to_single(uint32_t fpscr[4], ax_doubles a);

/* ---- the fast way ------------------------------------------------------------------------- */

/* Whether both slots round to nearest, as the host does, and have the flag for inexact results. */
static inline bool ax_double_usual(const uint32_t fpscr[4])
{
	return (fpscr[0] & 0xf00) == 0 && fpscr[1] & fpscr[2] & AX_DOUBLE_INEXACT;
}

/* Zeros, and numbers whose products and sums are normal or zero and raise no flag but that one. */
static inline ax_signed_doubles ax_double_ordinary(ax_doubles x)
{
	ax_pair magnitude = (ax_pair)(x & INT64_MAX);
	return ((magnitude >= 0x1p-400) | (magnitude == 0)) & (magnitude < 0x1p500);
}

static inline bool ax_both(ax_signed_doubles mask)
{
	return mask[0] & mask[1];
}

static inline ax_doubles ax_doubles_sum(uint32_t fpscr[4], ax_doubles a, ax_doubles b)
{
	ax_signed_doubles ordinary = ax_double_ordinary(a) & ax_double_ordinary(b);
	if (ax_double_usual(fpscr) && ax_both(ordinary))
		return (ax_doubles)((ax_pair)a + (ax_pair)b);
	return ax_double_sum(fpscr, a, b);
}

static inline ax_doubles ax_doubles_product(uint32_t fpscr[4], ax_doubles a, ax_doubles b)
{
	ax_signed_doubles ordinary = ax_double_ordinary(a) & ax_double_ordinary(b);
	if (ax_double_usual(fpscr) && ax_both(ordinary))
		return (ax_doubles)((ax_pair)a * (ax_pair)b);
	return ax_double_product(fpscr, a, b);
}

#if defined(__FMA__) || defined(__FP_FAST_FMA)
static inline ax_doubles ax_doubles_fused(uint32_t fpscr[4], ax_doubles a, ax_doubles b,
					  ax_doubles t)
{
	ax_pair x = (ax_pair)a, y = (ax_pair)b, z = (ax_pair)t;
	ax_signed_doubles ordinary =
		ax_double_ordinary(a) & ax_double_ordinary(b) & ax_double_ordinary(t);
	if (ax_double_usual(fpscr) && ax_both(ordinary))
		return (ax_doubles)(ax_pair){ __builtin_fma(x[0], y[0], z[0]),
					      __builtin_fma(x[1], y[1], z[1]) };
	return ax_double_fused(fpscr, a, b, t);
}
#else
#	define ax_doubles_fused ax_double_fused
#endif

/* ---- instructions ------------------------------------------------------------------------- */

#define AX_MINUS_DOUBLE(x) ((x) ^ UINT64_C(1) << 63)

/* A result with the other sign, which a NaN has not. */
static inline ax_doubles ax_doubles_negated(ax_doubles x)
{
	ax_doubles number = (ax_doubles)(x != UINT64_C(0x7ff8000000000000));
	return (AX_MINUS_DOUBLE(x) & number) | (x & ~number);
}

#define AX_DOUBLES(name, expression)                                                               \
	AX_INSTRUCTION(name)                                                                       \
	{                                                                                          \
		uint32_t *fpscr = cpu->isa->fpscr;                                                 \
		const ax_doubles a = RA.d, b = RB.d;                                               \
		RT.d = (expression);                                                               \
	}
#define AX_DOUBLE_COMPARES(name, test)                                                             \
	AX_INSTRUCTION(name)                                                                       \
	{                                                                                          \
		RT.d = ax_double_compare(cpu->isa->fpscr, test, RA.d, RB.d);                       \
	}

AX_DOUBLES(dfa, ax_doubles_sum(fpscr, a, b))
AX_DOUBLES(dfs, ax_doubles_sum(fpscr, a, AX_MINUS_DOUBLE(b)))
AX_DOUBLES(dfm, ax_doubles_product(fpscr, a, b))
AX_DOUBLES(dfma, ax_doubles_fused(fpscr, a, b, RT.d))
AX_DOUBLES(dfms, ax_doubles_fused(fpscr, a, b, AX_MINUS_DOUBLE(RT.d)))
AX_DOUBLES(dfnma, ax_doubles_negated(ax_doubles_fused(fpscr, a, b, RT.d)))
AX_DOUBLES(dfnms, ax_doubles_negated(ax_doubles_fused(fpscr, a, b, AX_MINUS_DOUBLE(RT.d))))
AX_DOUBLE_COMPARES(dfceq, AX_DOUBLE_EQUAL)
AX_DOUBLE_COMPARES(dfcgt, AX_DOUBLE_GREATER)
AX_DOUBLE_COMPARES(dfcmeq, AX_DOUBLE_EQUAL + AX_DOUBLE_OF_MAGNITUDES)
AX_DOUBLE_COMPARES(dfcmgt, AX_DOUBLE_GREATER + AX_DOUBLE_OF_MAGNITUDES)

AX_INSTRUCTION(dftsv)
{
	RT.d = ax_double_special(RA.d, (unsigned)IMM & 0x7f);
}

AX_INSTRUCTION(fesd)
{
	RT.d = ax_double_from_single(cpu->isa->fpscr, RA.d);
}

AX_INSTRUCTION(frds)
{
	RT.d = ax_double_to_single(cpu->isa->fpscr, RA.d);
}

AX_INSTRUCTION(fscrrd)
{
	const uint32_t *word = cpu->isa->fpscr;
	RT.w = ax_words_of(word[0], word[1], word[2], word[3]);
}

AX_INSTRUCTION(fscrwr)
{
	static const uint32_t mask[4] = AX_FPSCR_MASK;
	for (unsigned i = 0; i < 4; i++)
		cpu->isa->fpscr[i] = RA.w[AX_WORD(i)] & mask[i];
}

#endif
