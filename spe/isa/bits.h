// SPDX-License-Identifier: Apache-2.0
/* bits: logic, selection and shuffling, shifts and rotates. */
#ifndef AXON_ISA_BITS_H
#define AXON_ISA_BITS_H

#include "loads.h"

#if defined(__SSE4_1__)
#	include "bytes_x86.h"
#else
#	include "bytes_plain.h"
#endif

AX_SLOTS_B(and, d, a &b)
AX_SLOTS_B(andc, d, a & ~b)
AX_SLOTS(andbi, b, a &(uint8_t)IMM)
AX_SLOTS(andhi, h, a &(uint16_t)IMM)
AX_SLOTS(andi, w, a &(uint32_t)IMM)
AX_SLOTS_B(or, d, a | b)
AX_SLOTS_B(orc, d, a | ~b)
AX_SLOTS(orbi, b, a | (uint8_t)IMM)
AX_SLOTS(orhi, h, a | (uint16_t)IMM)
AX_SLOTS(ori, w, a | (uint32_t)IMM)
AX_SLOTS_B(xor, d, a ^ b)
AX_SLOTS(xorbi, b, a ^ (uint8_t)IMM)
AX_SLOTS(xorhi, h, a ^ (uint16_t)IMM)
AX_SLOTS(xori, w, a ^ (uint32_t)IMM)
AX_SLOTS_B(nand, d, ~(a &b))
AX_SLOTS_B(nor, d, ~(a | b))
AX_SLOTS_B(eqv, d, ~(a ^ b))
AX_SLOTS_BC(selb, d, (c & b) | (~c & a))

AX_INSTRUCTION(orx)
{
	const ax_words a = RA.w;
	RT.w = ax_words_of(a[0] | a[1] | a[2] | a[3], 0, 0, 0);
}

AX_SLOTS_BC(shufb, b, ax_shuffle(a, b, c))

/* ---- shifts of slots ---------------------------------------------------------------------- */

/* Counts are taken modulo twice the slot's bits; from the slot's bits on nothing is left, or of an
 * arithmetic shift the sign. The ...m forms shift to the right by the negative count. */
static inline ax_words ax_words_left(ax_words x, ax_words n)
{
	return x << (n & 31) & (ax_words)((n & 32) == 0);
}

static inline ax_words ax_words_right(ax_words x, ax_words n)
{
	return x >> (n & 31) & (ax_words)((n & 32) == 0);
}

static inline ax_signed_words ax_words_signed_right(ax_words x, ax_words n)
{
	ax_words beyond = (ax_words)((n & 32) != 0);
	return (ax_signed_words)x >> (ax_signed_words)((n | beyond) & 31);
}

static inline ax_words ax_words_rotate(ax_words x, ax_words n)
{
	return x << (n & 31) | x >> (-n & 31);
}

static inline ax_halves ax_halves_left(ax_halves x, ax_halves n)
{
	return x << (n & 15) & (ax_halves)((n & 16) == 0);
}

static inline ax_halves ax_halves_right(ax_halves x, ax_halves n)
{
	return x >> (n & 15) & (ax_halves)((n & 16) == 0);
}

static inline ax_signed_halves ax_halves_signed_right(ax_halves x, ax_halves n)
{
	ax_halves beyond = (ax_halves)((n & 16) != 0);
	return (ax_signed_halves)x >> (ax_signed_halves)((n | beyond) & 15);
}

static inline ax_halves ax_halves_rotate(ax_halves x, ax_halves n)
{
	return x << (n & 15) | x >> (-n & 15);
}

static inline ax_halves ax_splat_half(uint32_t word)
{
	uint16_t half = (uint16_t)word;
	return (ax_halves){ half, half, half, half, half, half, half, half };
}

#define AX_IMM_WORDS  ax_splat((uint32_t)IMM)
#define AX_IMM_HALVES ax_splat_half((uint32_t)IMM)

AX_SLOTS_B(shlh, h, ax_halves_left(a, b))
AX_SLOTS(shlhi, h, ax_halves_left(a, AX_IMM_HALVES))
AX_SLOTS_B(shl, w, ax_words_left(a, b))
AX_SLOTS(shli, w, ax_words_left(a, AX_IMM_WORDS))
AX_SLOTS_B(roth, h, ax_halves_rotate(a, b))
AX_SLOTS(rothi, h, ax_halves_rotate(a, AX_IMM_HALVES))
AX_SLOTS_B(rot, w, ax_words_rotate(a, b))
AX_SLOTS(roti, w, ax_words_rotate(a, AX_IMM_WORDS))
AX_SLOTS_B(rothm, h, ax_halves_right(a, -b))
AX_SLOTS(rothmi, h, ax_halves_right(a, -AX_IMM_HALVES))
AX_SLOTS_B(rotm, w, ax_words_right(a, -b))
AX_SLOTS(rotmi, w, ax_words_right(a, -AX_IMM_WORDS))
AX_SLOTS_B(rotmah, h, ax_halves_signed_right(a, -b))
AX_SLOTS(rotmahi, h, ax_halves_signed_right(a, -AX_IMM_HALVES))
AX_SLOTS_B(rotma, w, ax_words_signed_right(a, -b))
AX_SLOTS(rotmai, w, ax_words_signed_right(a, -AX_IMM_WORDS))

/* ---- shifts of the quadword --------------------------------------------------------------- */

/* By less than 8 bits. */
static inline ax_doubles ax_bits_left(ax_doubles x, uint32_t n)
{
	return ax_number_parts(ax_number_of(x) << (n & 7));
}

static inline ax_doubles ax_bits_right(ax_doubles x, uint32_t n)
{
	return ax_number_parts(ax_number_of(x) >> (n & 7));
}

static inline ax_doubles ax_bits_rotate(ax_doubles x, uint32_t n)
{
	ax_number number = ax_number_of(x);
	return ax_number_parts(number << (n & 7) | number >> 1 >> (127 - (n & 7)));
}

AX_SLOTS(shlqbi, d, ax_bits_left(a, RB0))
AX_SLOTS(shlqbii, d, ax_bits_left(a, (uint32_t)IMM))
AX_SLOTS(shlqby, d, ax_bytes_left(a, RB0))
AX_SLOTS(shlqbyi, d, ax_bytes_left(a, (uint32_t)IMM))
AX_SLOTS(shlqbybi, d, ax_bytes_left(a, RB0 >> 3))
AX_SLOTS(rotqby, d, ax_bytes_rotate(a, RB0))
AX_SLOTS(rotqbyi, d, ax_bytes_rotate(a, (uint32_t)IMM))
AX_SLOTS(rotqbybi, d, ax_bytes_rotate(a, RB0 >> 3))
AX_SLOTS(rotqbi, d, ax_bits_rotate(a, RB0))
AX_SLOTS(rotqbii, d, ax_bits_rotate(a, (uint32_t)IMM))
AX_SLOTS(rotqmby, d, ax_bytes_right(a, -RB0))
AX_SLOTS(rotqmbyi, d, ax_bytes_right(a, (uint32_t)-IMM))
AX_SLOTS(rotqmbybi, d, ax_bytes_right(a, -(RB0 >> 3)))
AX_SLOTS(rotqmbi, d, ax_bits_right(a, -RB0))
AX_SLOTS(rotqmbii, d, ax_bits_right(a, (uint32_t)-IMM))

#endif
