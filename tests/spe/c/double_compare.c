// SPDX-License-Identifier: Apache-2.0
/* double_compare: comparisons of double precision, with infinity and with what is not a number. */
#include "result.h"

static uint32_t relations(double a, double b)
{
	uint32_t bits = 0;

	bits |= (uint32_t)(a < b) << 0;
	bits |= (uint32_t)(a <= b) << 1;
	bits |= (uint32_t)(a == b) << 2;
	bits |= (uint32_t)(a != b) << 3;
	bits |= (uint32_t)(a >= b) << 4;
	bits |= (uint32_t)(a > b) << 5;
	bits |= (uint32_t)(a < 0.0) << 6;
	return bits;
}

int program(uint64_t memory)
{
	static const double edge[] = { 0.0,
				       -0.0,
				       1.0,
				       -1.0,
				       1.0000000000000002,
				       0x1p-1022,
				       0x1p1023,
				       -0x1p1023,
				       __builtin_inf(),
				       -__builtin_inf(),
				       4294967296.0,
				       __builtin_nan("") };
	uint32_t related = 0;
	uint32_t chosen = 0;
	int order = 0;

	(void)memory;
	for (unsigned i = 0; i < 144; i++) {
		double a = UNKNOWN(edge[i % 12]);
		double b = UNKNOWN(edge[i / 12]);

		related = mix(related, relations(a, b));
		chosen = mix_long(chosen, double_bits(a < b ? a : b));
		if (a > b)
			order++;
		else if (a <= b)
			order += 100;
	}
	say("related", related);
	say("chosen", chosen);
	say("order", (uint32_t)order);
	return 0;
}
