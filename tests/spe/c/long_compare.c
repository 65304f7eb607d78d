// SPDX-License-Identifier: Apache-2.0
/* long_compare: comparisons of 64 bits, where the words disagree. */
#include "result.h"

static uint32_t relations(uint64_t a, uint64_t b)
{
	int64_t x = (int64_t)a;
	int64_t y = (int64_t)b;
	uint32_t bits = 0;

	bits |= (uint32_t)(a < b) << 0;
	bits |= (uint32_t)(a <= b) << 1;
	bits |= (uint32_t)(a == b) << 2;
	bits |= (uint32_t)(a > b) << 3;
	bits |= (uint32_t)(x < y) << 4;
	bits |= (uint32_t)(x >= y) << 5;
	bits |= (uint32_t)(x < 0) << 6;
	bits |= (uint32_t)(x > 1000) << 7;
	return bits;
}

int program(uint64_t memory)
{
	static const uint64_t edge[] = {
		0,
		1,
		1000,
		0x7fffffff,
		0x80000000,
		0xffffffff,
		0x100000000,
		0x7fffffffffffffff,
		0x8000000000000000,
		0x80000000ffffffff,
		0xffffffff00000000,
		0xffffffffffffffff,
	};
	uint32_t related = 0;
	uint32_t chosen = 0;
	unsigned branches = 0;

	(void)memory;
	for (unsigned i = 0; i < 144; i++) {
		uint64_t a = UNKNOWN(edge[i % 12]);
		uint64_t b = UNKNOWN(edge[i / 12]);

		related = mix(related, relations(a, b));
		chosen = mix_long(chosen, (int64_t)a < (int64_t)b ? a : b);
		if (a > b)
			branches += 3;
		else if ((int64_t)a > (int64_t)b)
			branches += 5;
	}
	say("related", related);
	say("chosen", chosen);
	say("branches", branches);
	return 0;
}
