// SPDX-License-Identifier: Apache-2.0
/* int_bits: bits counted, found, reversed and dealt out. */
#include "result.h"

static uint32_t reverse(uint32_t a)
{
	a = ((a >> 1) & 0x55555555U) | ((a & 0x55555555U) << 1);
	a = ((a >> 2) & 0x33333333U) | ((a & 0x33333333U) << 2);
	a = ((a >> 4) & 0x0f0f0f0fU) | ((a & 0x0f0f0f0fU) << 4);
	return __builtin_bswap32(a);
}

/* The bits of a at the places that mask has, moved together. */
static uint32_t extract(uint32_t a, uint32_t mask)
{
	uint32_t out = 0;

	for (uint32_t place = 1; mask; mask &= mask - 1, place <<= 1) {
		if (a & mask & -mask)
			out |= place;
	}
	return out;
}

int program(uint64_t memory)
{
	uint32_t state = 99;
	uint32_t counts = 0;
	uint32_t places = 0;
	uint32_t moved = 0;

	(void)memory;
	for (unsigned i = 0; i < 256; i++) {
		uint32_t a = next_random(&state) >> (i % 31);

		a |= 1U << (i % 32);
		counts = mix(counts, (uint32_t)__builtin_popcount(a));
		counts = mix(counts, (uint32_t)__builtin_parity(a));
		places = mix(places, (uint32_t)__builtin_clz(a));
		places = mix(places, (uint32_t)__builtin_ctz(a));
		places = mix(places, (uint32_t)__builtin_clzll((uint64_t)a << (i % 33)));
		moved = mix(moved, reverse(a));
		moved = mix(moved, extract(a, state));
	}
	say("counts", counts);
	say("places", places);
	say("moved", moved);
	say("none found", (uint32_t)__builtin_ffs(UNKNOWN(0)));
	return 8;
}
