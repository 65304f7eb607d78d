// SPDX-License-Identifier: Apache-2.0
/* int_root: square and cube roots of integers, by bits and by Newton's steps. */
#include "result.h"

static uint32_t root_by_bits(uint32_t n)
{
	uint32_t root = 0;

	for (uint32_t bit = 1U << 30; bit; bit >>= 2) {
		if (n >= root + bit) {
			n -= root + bit;
			root = (root >> 1) + bit;
		} else {
			root >>= 1;
		}
	}
	return root;
}

static uint32_t root_by_steps(uint32_t n)
{
	uint32_t x = n;
	uint32_t next = (n >> 1) + (n & 1);

	while (next < x) {
		x = next;
		next = (x + n / x) / 2;
	}
	return x;
}

static uint32_t cube_root(uint32_t n)
{
	uint32_t root = 0;

	for (uint32_t bit = 1024; bit; bit >>= 1) {
		uint64_t tried = root + bit;

		if (tried * tried * tried <= n)
			root += bit;
	}
	return root;
}

int program(uint64_t memory)
{
	uint32_t state = 1234567;
	uint32_t sum = 0;
	int wrong = 0;

	(void)memory;
	for (int i = 0; i < 200; i++) {
		uint32_t n = next_random(&state) >> (i % 30);

		wrong += root_by_bits(n) != root_by_steps(n);
		sum = mix(mix(sum, root_by_bits(n)), cube_root(n));
	}
	say("sum", sum);
	say("wrong", (uint32_t)wrong);
	say("greatest", root_by_bits(UNKNOWN(UINT32_MAX)));
	return wrong;
}
