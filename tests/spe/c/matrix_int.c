// SPDX-License-Identifier: Apache-2.0
/* matrix_int: matrices of integers: products by rows and by blocks, transposition, a determinant. */
#include "result.h"

#define N 16

typedef int32_t matrix[N][N];

static void times(matrix out, matrix a, matrix b)
{
	for (int i = 0; i < N; i++) {
		for (int j = 0; j < N; j++) {
			out[i][j] = 0;
			for (int k = 0; k < N; k++)
				out[i][j] += a[i][k] * b[k][j];
		}
	}
}

static void times_blocks(matrix out, matrix a, matrix b)
{
	for (int block = 0; block < N * N * N / 64; block++) {
		int i0 = block / 16 * 4;
		int j0 = block / 4 % 4 * 4;
		int k0 = block % 4 * 4;

		for (int i = i0; i < i0 + 4; i++)
			for (int j = j0; j < j0 + 4; j++)
				for (int k = k0; k < k0 + 4; k++)
					out[i][j] += a[i][k] * b[k][j];
	}
}

/* Bareiss, 1968: every division is exact. */
static int64_t determinant(matrix m, int n)
{
	int64_t before = 1;

	for (int k = 0; k < n - 1; k++) {
		for (int i = k + 1; i < n; i++) {
			for (int j = k + 1; j < n; j++)
				m[i][j] = (int32_t)(((int64_t)m[i][j] * m[k][k] -
						     (int64_t)m[i][k] * m[k][j]) /
						    before);
		}
		before = m[k][k];
	}
	return m[n - 1][n - 1];
}

int program(uint64_t memory)
{
	static matrix a, b, plain, blocks, turned;
	uint32_t state = 640;
	uint32_t sum = 0;
	int wrong = 0;

	(void)memory;
	for (int i = 0; i < N * N; i++) {
		a[i / N][i % N] = (int32_t)(next_random(&state) % 19) - 9;
		b[i / N][i % N] = (int32_t)(next_random(&state) % 1999) - 999;
		turned[i % N][i / N] = a[i / N][i % N];
	}
	times(plain, a, b);
	times_blocks(blocks, a, b);
	for (int i = 0; i < N * N; i++) {
		wrong += plain[i / N][i % N] != blocks[i / N][i % N];
		sum = mix(mix(sum, (uint32_t)plain[i / N][i % N]), (uint32_t)turned[i / N][i % N]);
	}
	say("sum", sum);
	say("wrong", (uint32_t)wrong);
	say("determinant", (uint64_t)determinant(a, 6));
	return wrong;
}
