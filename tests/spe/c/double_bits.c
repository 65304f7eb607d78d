// SPDX-License-Identifier: Apache-2.0
/* double_bits: doubles taken apart: exponents, neighbours, whole parts, by their bits. */
#include "result.h"

static double scale(double x, int exponent)
{
	return x * double_of((uint64_t)(1023 + exponent) << 52);
}

static int exponent_of(double x)
{
	return (int)(double_bits(x) >> 52 & 0x7ff) - 1023;
}

static double whole(double x)
{
	int exponent = exponent_of(x);
	uint64_t bits = double_bits(x);

	if (exponent < 0)
		return double_of(bits & UINT64_C(1) << 63);
	return exponent >= 52 ? x : double_of(bits & ~(UINT64_C(0xfffffffffffff) >> exponent));
}

int program(uint64_t memory)
{
	uint32_t state = 64;
	uint32_t exponents = 0;
	uint32_t scaled = 0;
	uint32_t wholes = 0;
	int wrong = 0;

	(void)memory;
	for (int i = 0; i < 150; i++) {
		double x = scale((double)(int32_t)next_random(&state) * 0x1p-16, i % 40 - 20);

		exponents = mix(exponents, (uint32_t)exponent_of(x));
		scaled = mix_long(scaled, double_bits(scale(x, 300 - 4 * i)));
		wholes = mix_long(wholes, double_bits(whole(x)));
		if (exponent_of(x) < 31)
			wrong += (double)(int32_t)x != whole(x);
	}
	say("exponents", exponents);
	say("scaled", scaled);
	say("wholes", wholes);
	say("wrong", (uint32_t)wrong);
	say("next to 1", double_bits(double_of(double_bits(UNKNOWN(1.0)) + 1) - 1.0));
	return wrong;
}
