// SPDX-License-Identifier: Apache-2.0
/* quad: a register as the host computes with it.
 *
 * The 16 bytes are one number in the host's order: on little-endian hosts reversed from how the
 * architecture numbers them. So a word, halfword or doubleword slot is a host integer wherever it
 * is, instructions on slots need no care, and only what names a slot asks the macros below. */
#ifndef AXON_ISA_QUAD_H
#define AXON_ISA_QUAD_H

#include <stdint.h>

#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#	define AX_QUAD_SLOT(i, n) ((n)-1 - (i))
#else
#	define AX_QUAD_SLOT(i, n) (i)
#endif
/* Where the architecture's byte, halfword, word or doubleword i is. */
#define AX_BYTE(i)   AX_QUAD_SLOT(i, 16)
#define AX_HALF(i)   AX_QUAD_SLOT(i, 8)
#define AX_WORD(i)   AX_QUAD_SLOT(i, 4)
#define AX_DOUBLE(i) AX_QUAD_SLOT(i, 2)

typedef uint8_t ax_bytes __attribute__((vector_size(16)));
typedef int8_t ax_signed_bytes __attribute__((vector_size(16)));
typedef uint16_t ax_halves __attribute__((vector_size(16)));
typedef int16_t ax_signed_halves __attribute__((vector_size(16)));
typedef uint32_t ax_words __attribute__((vector_size(16)));
typedef int32_t ax_signed_words __attribute__((vector_size(16)));
typedef uint64_t ax_doubles __attribute__((vector_size(16)));
typedef int64_t ax_signed_doubles __attribute__((vector_size(16)));
typedef double ax_pair __attribute__((vector_size(16)));
typedef unsigned __int128 ax_number;

union ax_register {
	ax_bytes b;
	ax_halves h;
	ax_words w;
	ax_doubles d;
	ax_signed_bytes sb;
	ax_signed_halves sh;
	ax_signed_words sw;
	ax_signed_doubles sd;
};

/* Results are put together as vectors and stored at once: a host that reads 16 bytes right after
 * they were written in parts waits for its store queue. */
static inline ax_words ax_words_of(uint32_t w0, uint32_t w1, uint32_t w2, uint32_t w3)
{
	return AX_WORD(0) ? (ax_words){ w3, w2, w1, w0 } : (ax_words){ w0, w1, w2, w3 };
}

static inline ax_doubles ax_doubles_of(uint64_t d0, uint64_t d1)
{
	return AX_DOUBLE(0) ? (ax_doubles){ d1, d0 } : (ax_doubles){ d0, d1 };
}

static inline ax_number ax_number_of(ax_doubles d)
{
	return (ax_number)d[AX_DOUBLE(0)] << 64 | d[AX_DOUBLE(1)];
}

static inline ax_doubles ax_number_parts(ax_number number)
{
	return ax_doubles_of((uint64_t)(number >> 64), (uint64_t)number);
}

/* The store holds big-endian words. */
static inline uint64_t ax_big64(uint64_t x)
{
	return AX_BYTE(0) ? __builtin_bswap64(x) : x;
}

static inline uint32_t ax_big32(uint32_t x)
{
	return AX_BYTE(0) ? __builtin_bswap32(x) : x;
}

#endif
