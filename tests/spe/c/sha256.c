// SPDX-License-Identifier: Apache-2.0
/* sha256: SHA-256 of FIPS 180-4, its constants computed from the primes. */
#include "result.h"

static uint32_t turn(uint32_t x, int n)
{
	return x >> n | x << (32 - n);
}

/* The first 32 bits of the fraction of p's root: with 32 more bits, in integers. */
static uint32_t fraction(uint64_t p, int cubic)
{
	uint64_t root = 0;

	for (uint64_t bit = UINT64_C(1) << 36; bit; bit >>= 1) {
		unsigned __int128 x = root + bit;
		/* In units of 2^-64 for the square, of 2^-96 for the cube, of which 64 are left. */
		unsigned __int128 power = cubic ? (x * x >> 32) * x : x * x;

		if (power <= (unsigned __int128)p << 64)
			root += bit;
	}
	return (uint32_t)root;
}

static uint32_t h[8], k[64];

static void constants(void)
{
	int n = 0;

	for (uint32_t p = 2; n < 64; p++) {
		uint32_t divisor = 2;

		while (divisor * divisor <= p && p % divisor)
			divisor++;
		if (divisor * divisor <= p)
			continue;
		k[n] = fraction(p, 1);
		if (n < 8)
			h[n] = fraction(p, 0);
		n++;
	}
}

static void block(const uint8_t *bytes)
{
	uint32_t w[64], v[8];

	for (int i = 0; i < 16; i++)
		w[i] = (uint32_t)bytes[4 * i] << 24 | (uint32_t)bytes[4 * i + 1] << 16 |
		       (uint32_t)bytes[4 * i + 2] << 8 | bytes[4 * i + 3];
	for (int i = 16; i < 64; i++)
		w[i] = (turn(w[i - 2], 17) ^ turn(w[i - 2], 19) ^ w[i - 2] >> 10) + w[i - 7] +
		       (turn(w[i - 15], 7) ^ turn(w[i - 15], 18) ^ w[i - 15] >> 3) + w[i - 16];
	for (int i = 0; i < 8; i++)
		v[i] = h[i];
	for (int i = 0; i < 64; i++) {
		uint32_t one = v[7] + (turn(v[4], 6) ^ turn(v[4], 11) ^ turn(v[4], 25)) +
			       ((v[4] & v[5]) ^ (~v[4] & v[6])) + k[i] + w[i];
		uint32_t two = (turn(v[0], 2) ^ turn(v[0], 13) ^ turn(v[0], 22)) +
			       ((v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2]));

		for (int n = 7; n > 0; n--)
			v[n] = v[n - 1];
		v[4] += one;
		v[0] = one + two;
	}
	for (int i = 0; i < 8; i++)
		h[i] += v[i];
}

int program(uint64_t memory)
{
	uint8_t abc[64] = { 'a', 'b', 'c', 0x80, [63] = 24 };

	(void)memory;
	constants();
	block(abc);
	for (int i = 0; i < 8; i++)
		say("abc", h[i]);
	return (int)(h[0] & 255);
}
