// SPDX-License-Identifier: Apache-2.0
/* int_power: modular powers, and Miller and Rabin's test by them. */
#include "result.h"

static uint32_t power(uint32_t base, uint32_t exponent, uint32_t modulus)
{
	uint64_t square = base % modulus;
	uint64_t product = 1;

	for (; exponent; exponent >>= 1) {
		if (exponent & 1)
			product = product * square % modulus;
		square = square * square % modulus;
	}
	return (uint32_t)product;
}

/* Right for all n < 3,215,031,751 with these bases: Pomerance, Selfridge and Wagstaff, 1980. */
static int is_prime(uint32_t n)
{
	static const uint32_t base[] = { 2, 3, 5, 7 };
	uint32_t odd = n - 1;
	int twos = 0;

	for (; !(odd & 1); odd >>= 1)
		twos++;
	for (unsigned i = 0; i < 4; i++) {
		uint64_t x = power(base[i], odd, n);
		int passed = x == 1 || x == n - 1;

		for (int k = 1; k < twos && !passed; k++) {
			x = x * x % n;
			passed = x == n - 1;
		}
		if (!passed)
			return 0;
	}
	return 1;
}

int program(uint64_t memory)
{
	uint32_t primes = 0;
	uint32_t last = 0;

	(void)memory;
	say("power", power(UNKNOWN(7U), 1000003, 998244353));
	for (uint32_t n = 2147483001; n < 2147483200; n += 2) {
		if (is_prime(n)) {
			primes++;
			last = n;
		}
	}
	say("primes", primes);
	say("last", last);
	return (int)primes;
}
