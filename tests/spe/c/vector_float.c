// SPDX-License-Identifier: Apache-2.0
/* vector_float: the compiler's vectors of floats, on values that need no rounding. */
#include "result.h"

typedef float floats __attribute__((vector_size(16)));
typedef int32_t words __attribute__((vector_size(16)));
typedef double doubles __attribute__((vector_size(16)));

static floats filter(const floats *x, const float *taps, int n)
{
	floats sum = { 0.0f, 0.0f, 0.0f, 0.0f };

	for (int i = 0; i < n; i++)
		sum += x[i] * taps[i];
	return sum;
}

int program(uint64_t memory)
{
	static const float taps[8] = { 0.5f, -1.0f, 0.25f, 2.0f, 1.5f, -0.75f, 1.0f, 0.125f };
	static floats x[40];
	doubles pair = { 1.0, -3.0 };
	uint32_t state = 48000;
	uint32_t sum = 0;

	(void)memory;
	for (int i = 0; i < 160; i++)
		x[i / 4][i % 4] = (float)((int32_t)next_random(&state) >> 20);
	for (int i = 0; i < 32; i++) {
		floats y = filter(x + i, taps, 8);
		words greater = y > x[i];

		for (int k = 0; k < 4; k++) {
			sum = mix(sum, float_bits(y[k]));
			sum = mix(sum, (uint32_t)greater[k]);
		}
		pair = pair * (doubles){ 1.5, -0.5 } + (doubles){ y[0], y[3] };
		sum = mix_long(mix_long(sum, double_bits(pair[0])), double_bits(pair[1]));
	}
	say("sum", sum);
	return 4;
}
