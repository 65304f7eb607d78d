// SPDX-License-Identifier: Apache-2.0
/* double_divide: quotients of double precision: exact ones, and the nearest of others. */
#include "result.h"

/* Whether q is as near to a / b as its neighbours: the rest a - q * b, taken exactly in integers. */
static int nearest(uint64_t a, uint64_t b, double q)
{
	uint64_t bits = double_bits(q);
	uint64_t digits = (bits & 0xfffffffffffff) | (UINT64_C(1) << 52);
	int down = 1075 - (int)(bits >> 52);
	unsigned __int128 goal = (unsigned __int128)a << down;
	unsigned __int128 product = (unsigned __int128)digits * b;
	unsigned __int128 rest = goal > product ? goal - product : product - goal;

	return 2 * rest <= b;
}

int program(uint64_t memory)
{
	uint32_t state = 5150;
	uint32_t sum = 0;
	int exact = 0;
	int near = 0;

	(void)memory;
	for (int i = 0; i < 150; i++) {
		uint32_t a = (next_random(&state) >> 4) + 1;
		uint32_t b = (next_random(&state) >> 12) + 1;
		double q = (double)a / (double)b;

		exact += (double)a * b / b == (double)a;
		near += nearest(a, b, q);
		sum = mix_long(sum, double_bits(q));
	}
	say("exact", (uint32_t)exact);
	say("near", (uint32_t)near);
	say("sum", sum);
	say("third", double_bits(UNKNOWN(1.0) / UNKNOWN(3.0)));
	say("by zero", double_bits(UNKNOWN(1.0) / UNKNOWN(0.0)));
	say("sign", double_bits(UNKNOWN(-6.0) / UNKNOWN(1.5)));
	return 0;
}
