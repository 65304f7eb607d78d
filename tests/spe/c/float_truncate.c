// SPDX-License-Identifier: Apache-2.0
/* float_truncate: what the SPU's single precision rounds, it cuts off; the host does so by hand. */
#include "result.h"

/* Both operands have magnitudes within 2^20 of each other, so that a double holds sum and product. */
#ifdef __SPU__

static float sum(float a, float b)
{
	return a + b;
}

static float product(float a, float b)
{
	return a * b;
}

#else

static float cut(double exact)
{
	return (float)double_of(double_bits(exact) & ~UINT64_C(0x1fffffff));
}

static float sum(float a, float b)
{
	return cut((double)a + b);
}

static float product(float a, float b)
{
	return cut((double)a * b);
}

#endif

int program(uint64_t memory)
{
	uint32_t state = 271828;
	uint32_t sums = 0;
	uint32_t products = 0;
	float all = 0.0f;

	(void)memory;
	for (int i = 0; i < 500; i++) {
		float a = float_of((next_random(&state) & 0x84ffffff) | 0x3c000000);
		float b = float_of((next_random(&state) & 0x84ffffff) | 0x3c000000);

		sums = mix(sums, float_bits(sum(a, b)));
		sums = mix(sums, float_bits(sum(a, -b)));
		products = mix(products, float_bits(product(a, b)));
		all = sum(all, product(a, a));
	}
	say("sums", sums);
	say("products", products);
	say("all", float_bits(all));
	return 0;
}
