// SPDX-License-Identifier: Apache-2.0
/* bytes_x86: the same as bytes_plain.h where the host shuffles bytes itself. Its byte i of a
 * register is the one that counts 256^i. */
#ifndef AXON_ISA_BYTES_X86_H
#define AXON_ISA_BYTES_X86_H

#include "quad.h"

#include <immintrin.h>

/* Byte i is that of x which index[i] names; zero where the index is 128 or more. */
static inline ax_bytes ax_permute(ax_bytes x, ax_bytes index)
{
	return (ax_bytes)_mm_shuffle_epi8((__m128i)x, (__m128i)index);
}

static inline ax_bytes ax_own_index(void)
{
	return (ax_bytes){ 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15 };
}

static inline ax_doubles ax_bytes_rotate(ax_doubles x, uint32_t n)
{
	return (ax_doubles)ax_permute((ax_bytes)x, (ax_own_index() - (uint8_t)n) & 15);
}

static inline ax_doubles ax_bytes_left(ax_doubles x, uint32_t n)
{
	return (ax_doubles)ax_permute((ax_bytes)x, ax_own_index() - (uint8_t)(n & 31));
}

static inline ax_doubles ax_bytes_right(ax_doubles x, uint32_t n)
{
	return (ax_doubles)ax_permute((ax_bytes)x, ax_own_index() + (uint8_t)(0x70 + (n & 31)));
}

static inline ax_bytes ax_shuffle(ax_bytes a, ax_bytes b, ax_bytes pattern)
{
	/* By the pattern's three leftmost bits: zero, ones, 0x80. */
	const ax_bytes special = { 0, 0, 0, 0, 0, 0, 0xff, 0x80 };
	const ax_bytes index = ~pattern & 15;
	/* Each choice is by the leftmost bit of a byte. */
	__m128i second = (__m128i)((ax_halves)pattern << 3);
	__m128i chosen = _mm_blendv_epi8((__m128i)ax_permute(a, index),
					 (__m128i)ax_permute(b, index), second);
	__m128i other = (__m128i)ax_permute(special, (ax_bytes)((ax_halves)pattern >> 5) & 7);
	return (ax_bytes)_mm_blendv_epi8(chosen, other, (__m128i)pattern);
}

#endif
