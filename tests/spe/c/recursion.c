// SPDX-License-Identifier: Apache-2.0
/* recursion: Ackermann's function, the towers of Hanoi, and two functions that call each other. */
#include "result.h"

static uint32_t ackermann(uint32_t m, uint32_t n)
{
	if (!m)
		return n + 1;
	return ackermann(m - 1, n ? ackermann(m, n - 1) : 1);
}

static uint32_t moves(int n, int from, int to, uint32_t sum)
{
	if (!n)
		return sum;
	sum = moves(n - 1, from, 6 - from - to, sum);
	sum = mix(sum, (uint32_t)(from * 10 + to));
	return moves(n - 1, 6 - from - to, to, sum);
}

static int male(int n);

static int __attribute__((noinline)) female(int n)
{
	return n ? n - male(female(n - 1)) : 1;
}

static int __attribute__((noinline)) male(int n)
{
	return n ? n - female(male(n - 1)) : 0;
}

int program(uint64_t memory)
{
	uint32_t sum = 0;

	(void)memory;
	say("ackermann", ackermann(2, UNKNOWN(30U)));
	say("deeper", ackermann(3, UNKNOWN(4U)));
	say("hanoi", moves(UNKNOWN(10), 1, 3, 0));
	for (int i = 0; i < 20; i++)
		sum = mix(sum, (uint32_t)(male(i) * 100 + female(i)));
	say("Hofstadter", sum);
	return female(20);
}
