// SPDX-License-Identifier: Apache-2.0
/* int_primes: Eratosthenes' sieve in bits, and factors by trial. */
#include "result.h"

#define LIMIT 20000

static uint32_t composite[LIMIT / 32 + 1];

static int is_composite(uint32_t n)
{
	return (composite[n / 32] >> (n % 32)) & 1;
}

static void sieve(void)
{
	for (uint32_t n = 2; n * n <= LIMIT; n++) {
		if (is_composite(n))
			continue;
		for (uint32_t k = n * n; k <= LIMIT; k += n)
			composite[k / 32] |= 1U << (k % 32);
	}
}

static uint32_t factors(uint32_t n)
{
	uint32_t sum = 0;

	for (uint32_t p = 2; p * p <= n; p++) {
		for (; n % p == 0; n /= p)
			sum = mix(sum, p);
	}
	return n > 1 ? mix(sum, n) : sum;
}

int program(uint64_t memory)
{
	uint32_t count = 0;
	uint32_t sum = 0;

	(void)memory;
	sieve();
	for (uint32_t n = 2; n <= LIMIT; n++) {
		if (!is_composite(n)) {
			count++;
			sum += n;
		}
	}
	say("count", count);
	say("sum", sum);
	say("factors", factors(720720) ^ factors(999983) ^ factors(UNKNOWN(600851475U)));
	return (int)(count % 256);
}
