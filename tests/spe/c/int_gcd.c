// SPDX-License-Identifier: Apache-2.0
/* int_gcd: greatest common divisors, by division, by shifts, and with their coefficients. */
#include "result.h"

static uint32_t by_division(uint32_t a, uint32_t b)
{
	while (b) {
		uint32_t rest = a % b;

		a = b;
		b = rest;
	}
	return a;
}

static uint32_t by_shifts(uint32_t a, uint32_t b)
{
	int twos = __builtin_ctz(a | b);

	a >>= __builtin_ctz(a);
	while (b) {
		b >>= __builtin_ctz(b);
		if (a > b) {
			uint32_t swap = a;

			a = b;
			b = swap;
		}
		b -= a;
	}
	return a << twos;
}

static int32_t extended(int32_t a, int32_t b, int32_t *x, int32_t *y)
{
	int32_t divisor, u, v;

	if (!b) {
		*x = 1;
		*y = 0;
		return a;
	}
	divisor = extended(b, a % b, &u, &v);
	*x = v;
	*y = u - a / b * v;
	return divisor;
}

int program(uint64_t memory)
{
	uint32_t state = 31;
	uint32_t sum = 0;
	int wrong = 0;

	(void)memory;
	for (int i = 0; i < 60; i++) {
		uint32_t a = (next_random(&state) >> 12) * 6 + 6;
		uint32_t b = (next_random(&state) >> 14) * 10 + 10;
		int32_t x, y;
		int32_t divisor = extended((int32_t)a, (int32_t)b, &x, &y);

		sum = mix(sum, by_division(a, b));
		wrong += by_shifts(a, b) != (uint32_t)divisor;
		wrong += (int32_t)a * (int64_t)x + (int32_t)b * (int64_t)y != divisor;
	}
	say("sum", sum);
	say("wrong", (uint32_t)wrong);
	return wrong;
}
