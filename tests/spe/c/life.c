// SPDX-License-Identifier: Apache-2.0
/* life: Conway's game of life on a torus of 32 by 32, whole rows of bits at a time. */
#include "result.h"

#define N 32

static uint32_t left(uint32_t row)
{
	return row << 1 | row >> 31;
}

static uint32_t right(uint32_t row)
{
	return row >> 1 | row << 31;
}

/* Counts the eight neighbours of 32 cells in three planes of bits; the fourth wraps to none. */
static uint32_t next_row(uint32_t above, uint32_t row, uint32_t below)
{
	uint32_t neighbour[8] = { left(above), above,	    right(above), left(row),
				  right(row),  left(below), below,	  right(below) };
	uint32_t ones = 0;
	uint32_t twos = 0;
	uint32_t fours = 0;

	for (int i = 0; i < 8; i++) {
		uint32_t carry = ones & neighbour[i];

		ones ^= neighbour[i];
		fours |= twos & carry;
		twos ^= carry;
	}
	return twos & ~fours & (ones | row);
}

int program(uint64_t memory)
{
	static uint32_t board[2][N];
	uint32_t state = 1970;
	uint32_t sum = 0;
	int alive = 0;

	(void)memory;
	for (int i = 0; i < N; i++)
		board[0][i] = next_random(&state);
	for (int step = 0; step < 60; step++) {
		const uint32_t *now = board[step & 1];

		for (int i = 0; i < N; i++)
			board[!(step & 1)][i] =
				next_row(now[(i + 31) % N], now[i], now[(i + 1) % N]);
		sum = mix(sum, now[step % N]);
	}
	for (int i = 0; i < N; i++)
		alive += __builtin_popcount(board[0][i]);
	say("sum", sum);
	say("alive", (uint32_t)alive);
	return alive;
}
