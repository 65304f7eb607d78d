// SPDX-License-Identifier: Apache-2.0
/* bytes_plain: bytes moved within a quadword, on any host. Counts are those of 32 bytes. */
#ifndef AXON_ISA_BYTES_PLAIN_H
#define AXON_ISA_BYTES_PLAIN_H

#include "quad.h"

/* To the left (towards byte 0), n < 64 bits. */
static inline uint64_t ax_high_of_two(uint64_t high, uint64_t low, uint32_t n)
{
	return high << n | low >> 1 >> (63 - n);
}

static inline ax_doubles ax_bytes_rotate(ax_doubles x, uint32_t n)
{
	uint32_t bits = 8 * (n & 7);
	uint64_t d0 = x[AX_DOUBLE(0)], d1 = x[AX_DOUBLE(1)];
	uint64_t high = n & 8 ? d1 : d0, low = n & 8 ? d0 : d1;
	return ax_doubles_of(ax_high_of_two(high, low, bits), ax_high_of_two(low, high, bits));
}

static inline ax_doubles ax_bytes_left(ax_doubles x, uint32_t n)
{
	uint32_t bits = 8 * (n & 7);
	uint64_t d0 = x[AX_DOUBLE(0)], d1 = x[AX_DOUBLE(1)];
	uint64_t high = n & 8 ? d1 : d0, low = n & 8 ? 0 : d1;
	uint64_t keep = n & 16 ? 0 : UINT64_MAX;
	return ax_doubles_of(ax_high_of_two(high, low, bits) & keep, low << bits & keep);
}

static inline ax_doubles ax_bytes_right(ax_doubles x, uint32_t n)
{
	uint32_t bits = 8 * (n & 7);
	uint64_t d0 = x[AX_DOUBLE(0)], d1 = x[AX_DOUBLE(1)];
	uint64_t high = n & 8 ? 0 : d0, low = n & 8 ? d0 : d1;
	uint64_t keep = n & 16 ? 0 : UINT64_MAX;
	return ax_doubles_of(high >> bits & keep, (low >> bits | high << 1 << (63 - bits)) & keep);
}

/* ---- shufb -------------------------------------------------------------------------------- */

/* Eight bytes of the result for eight of the pattern, as numbers. source has the 32 bytes in the
 * architecture's order. */
static inline uint64_t ax_shuffle_half(const uint8_t source[32], uint64_t pattern)
{
	uint64_t chosen = 0;
	for (unsigned shift = 64; shift;) {
		shift -= 8;
		uint8_t p = (uint8_t)(pattern >> shift);
		uint8_t byte = source[p & 31];
		/* 10xxxxxx is zero, 110xxxxx ones, 111xxxxx 0x80. */
		if (p & 0x80)
			byte = p < 0xc0 ? 0 : p < 0xe0 ? 0xff : 0x80;
		chosen |= (uint64_t)byte << shift;
	}
	return chosen;
}

static inline ax_bytes ax_shuffle(ax_bytes a, ax_bytes b, ax_bytes pattern)
{
	const ax_doubles x = (ax_doubles)a, y = (ax_doubles)b, p = (ax_doubles)pattern;
	const uint64_t source[4] = { ax_big64(x[AX_DOUBLE(0)]), ax_big64(x[AX_DOUBLE(1)]),
				     ax_big64(y[AX_DOUBLE(0)]), ax_big64(y[AX_DOUBLE(1)]) };
	const uint8_t *bytes = (const uint8_t *)source;
	return (ax_bytes)ax_doubles_of(ax_shuffle_half(bytes, p[AX_DOUBLE(0)]),
				       ax_shuffle_half(bytes, p[AX_DOUBLE(1)]));
}

#endif
