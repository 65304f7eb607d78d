// SPDX-License-Identifier: Apache-2.0
/* long_random: generators of 64 bits: splitmix, xorshift, PCG (O'Neill, 2014). */
#include "result.h"

static uint64_t splitmix(uint64_t *state)
{
	uint64_t z = *state += 0x9e3779b97f4a7c15;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
	z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
	return z ^ (z >> 31);
}

static uint64_t xorshift(uint64_t *state)
{
	*state ^= *state >> 12;
	*state ^= *state << 25;
	*state ^= *state >> 27;
	return *state * 0x2545f4914f6cdd1d;
}

static uint32_t pcg(uint64_t *state)
{
	uint64_t old = *state;
	uint32_t folded = (uint32_t)(((old >> 18) ^ old) >> 27);
	uint32_t turn = (uint32_t)(old >> 59);

	*state = old * 6364136223846793005U + 105;
	return folded >> turn | folded << (-turn & 31);
}

int program(uint64_t memory)
{
	uint64_t a = 1;
	uint64_t b = 88172645463325252;
	uint64_t c = 42;
	uint32_t sum[3] = { 0, 0, 0 };

	(void)memory;
	for (int i = 0; i < 300; i++) {
		sum[0] = mix_long(sum[0], splitmix(&a));
		sum[1] = mix_long(sum[1], xorshift(&b));
		sum[2] = mix(sum[2], pcg(&c));
	}
	say("splitmix", sum[0]);
	say("xorshift", sum[1]);
	say("pcg", sum[2]);
	return (int)(a & 255);
}
