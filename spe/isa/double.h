// SPDX-License-Identifier: Apache-2.0
/* double: double precision, in the four rounding modes, and the status register's instructions.
 *
 * IEEE arithmetic, but that denormal operands are taken for zero, that a NaN result is always the
 * default one, and that flags say where that differs. Results may be denormal. Computed with
 * integers in double.c: the host's flags and modes stay its own. */
#ifndef AXON_ISA_DOUBLE_H
#define AXON_ISA_DOUBLE_H

#include "cpu.h"
#include "fpscr.h"

enum ax_double_kind {
	AX_DOUBLE_ADD,			      /* a + b */
	AX_DOUBLE_SUBTRACT,		      /* a - b */
	AX_DOUBLE_MULTIPLY,		      /* a * b */
	AX_DOUBLE_MULTIPLY_ADD,		      /* a * b + t */
	AX_DOUBLE_MULTIPLY_SUBTRACT,	      /* a * b - t */
	AX_DOUBLE_NEGATIVE_MULTIPLY_ADD,      /* -(a * b + t): rounded, then negated */
	AX_DOUBLE_NEGATIVE_MULTIPLY_SUBTRACT, /* -(a * b - t) */
};

enum ax_double_test {
	AX_DOUBLE_EQUAL = 0,
	AX_DOUBLE_GREATER = 1,
	AX_DOUBLE_OF_MAGNITUDES = 2, /* added to one of these */
};

ax_doubles ax_double_compute(uint32_t fpscr[4], enum ax_double_kind kind, ax_doubles a,
			     ax_doubles b, ax_doubles t);
ax_doubles ax_double_compare(uint32_t fpscr[4], unsigned test, ax_doubles a, ax_doubles b);
ax_doubles ax_double_special(ax_doubles a, unsigned values);
ax_doubles ax_double_from_single(uint32_t fpscr[4], ax_doubles a);
ax_doubles ax_double_to_single(uint32_t fpscr[4], ax_doubles a);

#define AX_DOUBLES(name, kind)                                                                     \
	AX_INSTRUCTION(name)                                                                       \
	{                                                                                          \
		RT.d = ax_double_compute(cpu->isa->fpscr, kind, RA.d, RB.d, RT.d);                 \
	}
#define AX_DOUBLE_COMPARES(name, test)                                                             \
	AX_INSTRUCTION(name)                                                                       \
	{                                                                                          \
		RT.d = ax_double_compare(cpu->isa->fpscr, test, RA.d, RB.d);                       \
	}

AX_DOUBLES(dfa, AX_DOUBLE_ADD)
AX_DOUBLES(dfs, AX_DOUBLE_SUBTRACT)
AX_DOUBLES(dfm, AX_DOUBLE_MULTIPLY)
AX_DOUBLES(dfma, AX_DOUBLE_MULTIPLY_ADD)
AX_DOUBLES(dfms, AX_DOUBLE_MULTIPLY_SUBTRACT)
AX_DOUBLES(dfnma, AX_DOUBLE_NEGATIVE_MULTIPLY_ADD)
AX_DOUBLES(dfnms, AX_DOUBLE_NEGATIVE_MULTIPLY_SUBTRACT)
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
