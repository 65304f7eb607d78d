// SPDX-License-Identifier: Apache-2.0
/* float_polynomial: Horner's rule and finite differences on values with few bits. */
#include "result.h"

static float horner(const float *coefficient, int n, float x)
{
	float value = 0.0f;

	while (n--)
		value = value * x + coefficient[n];
	return value;
}

int program(uint64_t memory)
{
	static const float cubic[] = { 3.0f, -7.0f, 0.5f, 2.0f };
	static const float line[] = { -0.125f, 4.0f };
	uint32_t sum = 0;
	float value = horner(cubic, 4, 0.0f);
	float first = horner(cubic, 4, 1.0f) - value;
	float second = horner(cubic, 4, 2.0f) - 2.0f * horner(cubic, 4, 1.0f) + value;
	int wrong = 0;

	(void)memory;
	for (int i = 0; i < 64; i++) {
		float x = (float)i;

		wrong += horner(cubic, 4, x) != value;
		value += first;
		first += second;
		second += 6.0f * cubic[3];
		sum = mix(sum, float_bits(horner(cubic, 4, x * 0.25f)));
		sum = mix(sum, float_bits(horner(line, 2, -x)));
	}
	say("sum", sum);
	say("last", float_bits(value));
	say("wrong", (uint32_t)wrong);
	return wrong;
}
