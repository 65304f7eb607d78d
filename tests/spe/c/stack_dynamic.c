// SPDX-License-Identifier: Apache-2.0
/* stack_dynamic: arrays whose length is known late, and alloca, in loops and recursion. */
#include "result.h"

static uint32_t __attribute__((noinline)) reversed(const uint16_t *values, unsigned n)
{
	uint16_t copy[n];
	uint32_t sum = n;

	for (unsigned i = 0; i < n; i++)
		copy[n - 1 - i] = values[i];
	for (unsigned i = 0; i < n; i++)
		sum = mix(sum, copy[i]);
	return n > 3 ? mix(sum, reversed(copy + 1, n / 2)) : sum;
}

static uint32_t __attribute__((noinline)) grown(unsigned n)
{
	uint32_t *last = 0;
	uint32_t sum = 0;

	for (unsigned i = 1; i <= n; i++) {
		uint32_t *more = __builtin_alloca(i * sizeof *more);

		for (unsigned k = 0; k < i; k++)
			more[k] = last && k < i - 1 ? last[k] * 2 : i;
		last = more;
	}
	for (unsigned k = 0; k < n; k++)
		sum = mix(sum, last[k]);
	return sum;
}

int program(uint64_t memory)
{
	uint16_t values[200];
	uint32_t state = 19;

	(void)memory;
	for (int i = 0; i < 200; i++)
		values[i] = (uint16_t)next_random(&state);
	say("reversed", reversed(values, UNKNOWN(200U)));
	say("few", reversed(values, UNKNOWN(1U)));
	say("grown", grown(UNKNOWN(40U)));
	return 0;
}
