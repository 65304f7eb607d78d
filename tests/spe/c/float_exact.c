// SPDX-License-Identifier: Apache-2.0
/* float_exact: single precision where nothing needs rounding: both machines must agree on every bit. */
#include "result.h"

int program(uint64_t memory)
{
	uint32_t state = 3;
	uint32_t sums = 0;
	uint32_t products = 0;
	uint32_t fractions = 0;

	(void)memory;
	for (int i = 0; i < 200; i++) {
		/* 11 bits each: sums have 12, products 22. */
		float a = (float)(int32_t)(next_random(&state) >> 21) - 1024.0f;
		float b = (float)(int32_t)(next_random(&state) >> 21) - 1024.0f;

		sums = mix(mix(sums, float_bits(a + b)), float_bits(a - b));
		products = mix(products, float_bits(a * b + 1.0f));
		fractions = mix(fractions, float_bits(a * 0.0625f - b * 0.25f));
		fractions = mix(fractions, float_bits(-a * 1.5f));
	}
	say("sums", sums);
	say("products", products);
	say("fractions", fractions);
	say("tiny", float_bits(UNKNOWN(0x1p-126f) * 1.0f));
	say("large", float_bits(UNKNOWN(0x1p126f) * 1.5f));
	return 0;
}
