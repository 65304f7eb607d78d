// SPDX-License-Identifier: Apache-2.0
/* double_fft: a Fourier transform of 64 points and its inverse, the factors from one square root. */
#include "result.h"

#define N 64

struct complex {
	double re, im;
};

static struct complex times(struct complex a, struct complex b)
{
	return (struct complex){ a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re };
}

static double root(double x)
{
	double y = x > 1.0 ? x : 1.0;

	for (int i = 0; i < 12; i++)
		y = 0.5 * (y + x / y);
	return y;
}

/* Danielson and Lanczos, 1942: turn is the primitive root of unity of the order n. */
static void transform(struct complex *x, int n, int step, struct complex turn, struct complex *out)
{
	struct complex factor = { 1.0, 0.0 };

	if (n == 1) {
		out[0] = x[0];
		return;
	}
	transform(x, n / 2, step * 2, times(turn, turn), out);
	transform(x + step, n / 2, step * 2, times(turn, turn), out + n / 2);
	for (int k = 0; k < n / 2; k++) {
		struct complex even = out[k];
		struct complex odd = times(factor, out[k + n / 2]);

		out[k] = (struct complex){ even.re + odd.re, even.im + odd.im };
		out[k + n / 2] = (struct complex){ even.re - odd.re, even.im - odd.im };
		factor = times(factor, turn);
	}
}

int program(uint64_t memory)
{
	static struct complex x[N], y[N], z[N];
	double cosine = 0.0; /* of a quarter of a circle; then halved to 1/64 */
	uint32_t sum = 0;
	int near = 0;

	(void)memory;
	for (int i = 0; i < 4; i++)
		cosine = root((1.0 + cosine) * 0.5);
	for (int i = 0; i < N; i++)
		x[i] = (struct complex){ i % 7 - 3.0, (i * i % 11) * 0.5 };
	transform(x, N, 1, (struct complex){ cosine, -root(1.0 - cosine * cosine) }, y);
	transform(y, N, 1, (struct complex){ cosine, root(1.0 - cosine * cosine) }, z);
	for (int i = 0; i < N; i++) {
		sum = mix_long(mix_long(sum, double_bits(y[i].re)), double_bits(y[i].im));
		near += __builtin_fabs(z[i].re / N - x[i].re) < 1e-12;
		near += __builtin_fabs(z[i].im / N - x[i].im) < 1e-12;
	}
	say("sum", sum);
	say("near", (uint32_t)near);
	return near;
}
