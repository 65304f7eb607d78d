// SPDX-License-Identifier: Apache-2.0
/* float_matrix: matrices of 4 by 4: products, and an inverse by whole-number steps. */
#include "result.h"

struct matrix {
	float at[4][4];
};

static struct matrix times(struct matrix a, struct matrix b)
{
	struct matrix product;

	for (int i = 0; i < 4; i++) {
		for (int j = 0; j < 4; j++) {
			float sum = 0.0f;

			for (int k = 0; k < 4; k++)
				sum += a.at[i][k] * b.at[k][j];
			product.at[i][j] = sum;
		}
	}
	return product;
}

static uint32_t sum_of(const struct matrix *m)
{
	uint32_t sum = 0;

	for (int i = 0; i < 16; i++)
		sum = mix(sum, float_bits(m->at[i / 4][i % 4]));
	return sum;
}

int program(uint64_t memory)
{
	struct matrix step = { { { 1, 1, 0, 0 }, { 0, 1, 1, 0 }, { 0, 0, 1, 1 }, { 0, 0, 0, 1 } } };
	struct matrix back = {
		{ { 1, -1, 1, -1 }, { 0, 1, -1, 1 }, { 0, 0, 1, -1 }, { 0, 0, 0, 1 } }
	};
	struct matrix power = step;
	struct matrix undone;

	(void)memory;
	for (int i = 0; i < 30; i++)
		power = times(power, step);
	say("power", sum_of(&power));
	say("corner", float_bits(power.at[0][3]));
	undone = power;
	for (int i = 0; i < 31; i++)
		undone = times(back, undone);
	say("undone", sum_of(&undone));
	return (int)power.at[0][1];
}
