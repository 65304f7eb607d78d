// SPDX-License-Identifier: Apache-2.0
/* fpscr: the bits of the floating-point status and control register.
 *
 * Flags are sticky. Word i of the four has those of single-precision slot i; words 1 and 2 those of
 * double-precision slots 0 and 1; word 0 the rounding modes, word 3 the divisions by zero. */
#ifndef AXON_ISA_FPSCR_H
#define AXON_ISA_FPSCR_H

#include <stdint.h>

enum {
	AX_SINGLE_OVERFLOW = 1 << 2,
	AX_SINGLE_UNDERFLOW = 1 << 1,
	AX_SINGLE_DIFFERENT =
		1 << 0, /* IEEE arithmetic would have had a special operand or result */

	AX_DOUBLE_OVERFLOW = 1 << 13,
	AX_DOUBLE_UNDERFLOW = 1 << 12,
	AX_DOUBLE_INEXACT = 1 << 11,
	AX_DOUBLE_INVALID = 1 << 10,
	AX_DOUBLE_NAN = 1 << 9,	     /* an operand was a NaN, which IEEE arithmetic would pass on */
	AX_DOUBLE_DENORMAL = 1 << 8, /* an operand was denormal, and taken for zero */

	AX_DIVIDED_BY_ZERO = 1 << 11, /* in word 3, of slot 0; the others follow to the right */
};

enum ax_rounding {
	AX_ROUND_NEAREST,
	AX_ROUND_ZERO,
	AX_ROUND_UP,
	AX_ROUND_DOWN,
};

/* The bits that exist. */
#define AX_FPSCR_MASK                                                                              \
	{                                                                                          \
		0x00000f07, 0x00003f07, 0x00003f07, 0x00000f07                                     \
	}

/* Of a double-precision slot. */
static inline enum ax_rounding ax_fpscr_rounding(const uint32_t fpscr[4], unsigned slot)
{
	return (enum ax_rounding)(fpscr[0] >> (10 - 2 * slot) & 3);
}

#endif
