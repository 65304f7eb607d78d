// SPDX-License-Identifier: Apache-2.0
/* double_exact: double precision where nothing needs rounding. */
#include "result.h"

int program(uint64_t memory)
{
	uint32_t state = 333;
	uint32_t sums = 0;
	uint32_t products = 0;
	double all = 0.0;

	(void)memory;
	for (int i = 0; i < 200; i++) {
		double a = (double)(int32_t)next_random(&state) * 0.00390625;
		double b = (double)((int32_t)next_random(&state) >> 12);

		sums = mix_long(sums, double_bits(a + b));
		sums = mix_long(sums, double_bits(a - b));
		products = mix_long(products, double_bits(a * b));
		products = mix_long(products, double_bits(-a * 0x1p200));
		products = mix_long(products, double_bits(__builtin_fabs(b)));
		all += a * 2.0 - b;
	}
	say("sums", sums);
	say("products", products);
	say("all", double_bits(all));
	return 53;
}
