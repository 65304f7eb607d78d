// SPDX-License-Identifier: Apache-2.0
/* double_round: ties, carries and cancellation in double precision's rounding to the nearest. */
#include "result.h"

int program(uint64_t memory)
{
	double one = UNKNOWN(1.0);
	double bit = UNKNOWN(0x1p-52);
	double half = UNKNOWN(0x1p-53);
	uint32_t state = 7001;
	uint32_t sum = 0;

	(void)memory;
	say("tie to even", double_bits(one + half));
	say("tie from odd", double_bits(one + bit + half));
	say("above the tie", double_bits(one + (half + 0x1p-80)));
	say("below", double_bits(one - half * 0.5));
	say("carry", double_bits(UNKNOWN(0x1.fffffffffffffp0) + bit));
	say("cancel", double_bits((one + bit) - one));
	say("product", double_bits((one + bit) * (one + bit)));
	say("overflow", double_bits(UNKNOWN(0x1.fffffffffffffp1023) * 2.0));
	say("to single", float_bits((float)UNKNOWN(1.5)));
	for (int i = 0; i < 300; i++) {
		uint64_t a = next_random_long(&state);
		double x = double_of((a & 0x81ffffffffffffff) | 0x3e00000000000000);
		double y = double_of((a * 5 & 0x81ffffffffffffff) | 0x3e00000000000000);

		sum = mix_long(sum, double_bits(x + y));
		sum = mix_long(sum, double_bits(x * y));
		sum = mix_long(sum, double_bits(x - 3.0 * y));
	}
	say("sum", sum);
	return 0;
}
