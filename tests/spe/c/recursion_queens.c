// SPDX-License-Identifier: Apache-2.0
/* recursion_queens: queens on boards of 4 to 8: counted by columns and diagonals in bits. */
#include "result.h"

struct board {
	int size;
	int row[12];
	uint32_t solutions;
	uint32_t sum;
};

static void place(struct board *board, int column, uint32_t rows, uint32_t up, uint32_t down)
{
	uint32_t free = ~(rows | up | down) & ((1U << board->size) - 1);

	if (column == board->size) {
		board->solutions++;
		for (int i = 0; i < column; i++)
			board->sum = mix(board->sum, (uint32_t)board->row[i]);
		return;
	}
	while (free) {
		uint32_t bit = free & -free;

		free ^= bit;
		board->row[column] = __builtin_ctz(bit);
		place(board, column + 1, rows | bit, (up | bit) << 1, (down | bit) >> 1);
	}
}

int program(uint64_t memory)
{
	struct board board;

	(void)memory;
	for (int size = 4; size <= 8; size++) {
		board = (struct board){ .size = size };
		place(&board, 0, 0, 0, 0);
		say("solutions", board.solutions);
		say("sum", board.sum);
	}
	return (int)board.solutions;
}
