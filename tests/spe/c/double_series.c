// SPDX-License-Identifier: Apache-2.0
/* double_series: sums that are rounded at each step, to the nearest on both machines. */
#include "result.h"

static double arc_tangent(double x)
{
	double power = x;
	double sum = 0.0;

	for (int i = 1; i < 60; i += 2) {
		sum += power / i;
		power *= -x * x;
	}
	return sum;
}

static double exponential(double x)
{
	double term = 1.0;
	double sum = 1.0;

	for (int i = 1; i < 40; i++) {
		term *= x / i;
		sum += term;
	}
	return sum;
}

int program(uint64_t memory)
{
	double harmonic = 0.0;
	double compensated = 0.0;
	double lost = 0.0;

	(void)memory;
	for (int i = 1; i <= 500; i++) {
		double term = 1.0 / i;
		double wanted = term - lost;
		double next = compensated + wanted;

		harmonic += term;
		lost = (next - compensated) - wanted;
		compensated = next;
	}
	say("harmonic", double_bits(harmonic));
	say("compensated", double_bits(compensated));
	/* Machin's formula of 1706. */
	say("pi", double_bits(16.0 * arc_tangent(1.0 / 5.0) - 4.0 * arc_tangent(1.0 / 239.0)));
	say("e", double_bits(exponential(UNKNOWN(1.0))));
	say("e to the -2.5", double_bits(exponential(UNKNOWN(-2.5))));
	return 0;
}
