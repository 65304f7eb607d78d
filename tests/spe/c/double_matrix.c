// SPDX-License-Identifier: Apache-2.0
/* double_matrix: a system of linear equations by elimination with pivots. */
#include "result.h"

#define N 8

static void swap_rows(double *a, double *b)
{
	for (int k = 0; k <= N; k++) {
		double kept = a[k];

		a[k] = b[k];
		b[k] = kept;
	}
}

static void eliminate(double m[N][N + 1], int column)
{
	int best = column;

	for (int i = column + 1; i < N; i++) {
		if (__builtin_fabs(m[i][column]) > __builtin_fabs(m[best][column]))
			best = i;
	}
	swap_rows(m[column], m[best]);
	for (int i = column + 1; i < N; i++) {
		double factor = m[i][column] / m[column][column];

		for (int k = column; k <= N; k++)
			m[i][k] -= factor * m[column][k];
	}
}

int program(uint64_t memory)
{
	static double m[N][N + 1];
	double x[N];
	uint32_t state = 12;

	(void)memory;
	for (int i = 0; i < N; i++) {
		for (int k = 0; k <= N; k++)
			m[i][k] = (double)((int32_t)next_random(&state) >> 20) * 0.125;
	}
	for (int i = 0; i < N; i++)
		eliminate(m, i);
	for (int i = N - 1; i >= 0; i--) {
		x[i] = m[i][N];
		for (int k = i + 1; k < N; k++)
			x[i] -= m[i][k] * x[k];
		x[i] /= m[i][i];
		say("x", double_bits(x[i]));
	}
	return N;
}
