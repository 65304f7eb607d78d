// SPDX-License-Identifier: Apache-2.0
/* float_compare: comparisons of single precision, both zeros, least and greatest, signs. */
#include "result.h"

static uint32_t relations(float a, float b)
{
	uint32_t bits = 0;

	bits |= (uint32_t)(a < b) << 0;
	bits |= (uint32_t)(a <= b) << 1;
	bits |= (uint32_t)(a == b) << 2;
	bits |= (uint32_t)(a != b) << 3;
	bits |= (uint32_t)(a >= b) << 4;
	bits |= (uint32_t)(a > b) << 5;
	bits |= (uint32_t)(a > 0.0f) << 6;
	bits |= (uint32_t)!a << 7;
	return bits;
}

int program(uint64_t memory)
{
	static const float edge[] = { 0.0f,	 -0.0f,	     1.0f,     -1.0f,	  1.5f,
				      0x1p-126f, -0x1p-126f, 0x1p127f, -0x1p127f, 3.25f };
	uint32_t related = 0;
	uint32_t chosen = 0;
	int order = 0;

	(void)memory;
	for (unsigned i = 0; i < 100; i++) {
		float a = UNKNOWN(edge[i % 10]);
		float b = UNKNOWN(edge[i / 10]);

		related = mix(related, relations(a, b));
		chosen = mix(chosen, float_bits(a < b ? a : b));
		chosen = mix(chosen, float_bits(a > b ? a : b));
		chosen = mix(chosen, float_bits(__builtin_fabsf(a)));
		if (a < b)
			order++;
		else if (a > b)
			order -= 2;
	}
	say("related", related);
	say("chosen", chosen);
	say("order", (uint32_t)order);
	return 0;
}
