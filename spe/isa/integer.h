// SPDX-License-Identifier: Apache-2.0
/* integer: arithmetic and compares of slots. */
#ifndef AXON_ISA_INTEGER_H
#define AXON_ISA_INTEGER_H

#include "loads.h"

AX_SLOTS_B(ah, h, a + b)
AX_SLOTS(ahi, h, a + (uint16_t)IMM)
AX_SLOTS_B(a, w, a + b)
AX_SLOTS(ai, w, a + (uint32_t)IMM)
AX_SLOTS_B(sfh, h, b - a)
AX_SLOTS(sfhi, h, (uint16_t)IMM - a)
AX_SLOTS_B(sf, w, b - a)
AX_SLOTS(sfi, w, (uint32_t)IMM - a)

/* ---- carry and borrow --------------------------------------------------------------------- */

/* A comparison's ones are -1; a carry is 1. */
#define AX_CARRY(comparison) (-(ax_words)(comparison))

AX_SLOTS_B(cg, w, AX_CARRY(a + b < a))
AX_SLOTS_B(bg, w, AX_CARRY(b >= a))
AX_SLOTS_BT(addx, w, a + b + (t & 1))
AX_SLOTS_BT(sfx, w, b + ~a + (t & 1))

/* a + b + carry is too large for a word. */
static inline ax_words ax_carries(ax_words a, ax_words b, ax_words carry)
{
	ax_words sum = a + b;
	return AX_CARRY(sum < a) | AX_CARRY(sum + carry < sum);
}

AX_SLOTS_BT(cgx, w, ax_carries(a, b, t & 1))
AX_SLOTS_BT(bgx, w, ax_carries(b, ~a, t & 1))

/* ---- products of halfwords ---------------------------------------------------------------- */

#define AX_LOW(x)    ((ax_signed_words)((x) << 16) >> 16)
#define AX_HIGH(x)   ((ax_signed_words)(x) >> 16)
#define AX_LOW_U(x)  ((x)&0xffff)
#define AX_HIGH_U(x) ((x) >> 16)
#define AX_IMM_LOW   ((uint32_t)IMM & 0xffff)
#define AX_WORDS(x)  ((ax_words)(x))

AX_SLOTS_B(mpy, w, AX_LOW(a) * AX_LOW(b))
AX_SLOTS_B(mpyu, w, AX_LOW_U(a) * AX_LOW_U(b))
AX_SLOTS(mpyi, w, AX_LOW(a) * IMM)
AX_SLOTS(mpyui, w, AX_LOW_U(a) * AX_IMM_LOW)
AX_SLOTS_BC(mpya, w, AX_WORDS(AX_LOW(a) * AX_LOW(b)) + c)
AX_SLOTS_B(mpyh, w, (AX_HIGH_U(a) * AX_LOW_U(b)) << 16)
AX_SLOTS_B(mpys, w, AX_LOW(a) * AX_LOW(b) >> 16)
AX_SLOTS_B(mpyhh, w, AX_HIGH(a) * AX_HIGH(b))
AX_SLOTS_BT(mpyhha, w, AX_WORDS(AX_HIGH(a) * AX_HIGH(b)) + t)
AX_SLOTS_B(mpyhhu, w, AX_HIGH_U(a) * AX_HIGH_U(b))
AX_SLOTS_BT(mpyhhau, w, AX_HIGH_U(a) * AX_HIGH_U(b) + t)

/* ---- counting ----------------------------------------------------------------------------- */

static inline uint32_t ax_leading_zeros(uint32_t word)
{
	return word ? (uint32_t)__builtin_clz(word) : 32;
}

AX_SLOTS(clz, w,
	 ((ax_words){ ax_leading_zeros(a[0]), ax_leading_zeros(a[1]), ax_leading_zeros(a[2]),
		      ax_leading_zeros(a[3]) }))

static inline ax_bytes ax_ones(ax_bytes x)
{
	x -= (x >> 1) & 0x55;
	x = (x & 0x33) + ((x >> 2) & 0x33);
	return (x + (x >> 4)) & 0x0f;
}

AX_SLOTS(cntb, b, ax_ones(a))

static inline ax_words ax_byte_sums(ax_words x)
{
	x = (x & 0x00ff00ff) + (x >> 8 & 0x00ff00ff);
	return (x + (x >> 16)) & 0xffff;
}

AX_SLOTS_B(sumb, w, ax_byte_sums(b) << 16 | ax_byte_sums(a))
AX_SLOTS_B(avgb, b, (a | b) - ((a ^ b) >> 1))
AX_SLOTS_B(absdb, b, ((a - b) & (ax_bytes)(a > b)) | ((b - a) & (ax_bytes)(b > a)))

/* ---- signs -------------------------------------------------------------------------------- */

AX_SLOTS(xsbh, h, (ax_signed_halves)(a << 8) >> 8)
AX_SLOTS(xshw, w, (ax_signed_words)(a << 16) >> 16)

AX_INSTRUCTION(xswd)
{
	const ax_doubles a = RA.d;
	RT.d = ax_doubles_of((uint64_t)(int32_t)a[AX_DOUBLE(0)],
			     (uint64_t)(int32_t)a[AX_DOUBLE(1)]);
}

/* ---- masks from bits, and back ------------------------------------------------------------ */

AX_INSTRUCTION(fsmb)
{
	RT.d = ax_form_bytes(RA0);
}

AX_INSTRUCTION(fsmh)
{
	uint32_t bits = RA0 & 0xff;
	bits = (bits | bits << 4) & 0x0f0f;
	bits = (bits | bits << 2) & 0x3333;
	bits = (bits | bits << 1) & 0x5555;
	RT.d = ax_form_bytes(bits * 3);
}

AX_INSTRUCTION(fsm)
{
	uint32_t bits = RA0;
	RT.w = ax_words_of(-(bits >> 3 & 1), -(bits >> 2 & 1), -(bits >> 1 & 1), -(bits & 1));
}

/* The last bits of eight bytes, the leftmost's first. */
static inline uint32_t ax_gather_bytes(uint64_t bytes)
{
	return (uint32_t)((bytes & UINT64_C(0x0101010101010101)) * UINT64_C(0x0102040810204080) >>
			  56);
}

static inline uint32_t ax_gather_halves(uint64_t halves)
{
	return (uint32_t)(halves >> 45 & 8) | (uint32_t)(halves >> 30 & 4) |
	       (uint32_t)(halves >> 15 & 2) | (uint32_t)(halves & 1);
}

AX_INSTRUCTION(gbb)
{
	const ax_doubles a = RA.d;
	RT.w = ax_words_of(ax_gather_bytes(a[AX_DOUBLE(0)]) << 8 | ax_gather_bytes(a[AX_DOUBLE(1)]),
			   0, 0, 0);
}

AX_INSTRUCTION(gbh)
{
	const ax_doubles a = RA.d;
	RT.w = ax_words_of(ax_gather_halves(a[AX_DOUBLE(0)]) << 4 |
				   ax_gather_halves(a[AX_DOUBLE(1)]),
			   0, 0, 0);
}

AX_INSTRUCTION(gb)
{
	const ax_words a = RA.w & 1;
	RT.w = ax_words_of(a[AX_WORD(0)] << 3 | a[AX_WORD(1)] << 2 | a[AX_WORD(2)] << 1 |
				   a[AX_WORD(3)],
			   0, 0, 0);
}

/* ---- compares ----------------------------------------------------------------------------- */

AX_SLOTS_B(ceqb, b, a == b)
AX_SLOTS(ceqbi, b, a == (uint8_t)IMM)
AX_SLOTS_B(ceqh, h, a == b)
AX_SLOTS(ceqhi, h, a == (uint16_t)IMM)
AX_SLOTS_B(ceq, w, a == b)
AX_SLOTS(ceqi, w, a == (uint32_t)IMM)
AX_SLOTS_B(cgtb, sb, a > b)
AX_SLOTS(cgtbi, sb, a > (int8_t)IMM)
AX_SLOTS_B(cgth, sh, a > b)
AX_SLOTS(cgthi, sh, a > (int16_t)IMM)
AX_SLOTS_B(cgt, sw, a > b)
AX_SLOTS(cgti, sw, a > IMM)
AX_SLOTS_B(clgtb, b, a > b)
AX_SLOTS(clgtbi, b, a > (uint8_t)IMM)
AX_SLOTS_B(clgth, h, a > b)
AX_SLOTS(clgthi, h, a > (uint16_t)IMM)
AX_SLOTS_B(clgt, w, a > b)
AX_SLOTS(clgti, w, a > (uint32_t)IMM)

#endif
