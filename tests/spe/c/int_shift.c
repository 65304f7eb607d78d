// SPDX-License-Identifier: Apache-2.0
/* int_shift: shifts by constants and variables, to the left, with sign and without, and rotations. */
#include "result.h"

static uint32_t rotate(uint32_t a, unsigned n)
{
	return n ? (a << n) | (a >> (32 - n)) : a;
}

int program(uint64_t memory)
{
	uint32_t state = 5;
	uint32_t left = 0;
	uint32_t right = 0;
	uint32_t with_sign = 0;
	uint32_t around = 0;
	uint32_t halves = 0;

	(void)memory;
	for (unsigned i = 0; i < 320; i++) {
		uint32_t a = next_random(&state);
		unsigned n = UNKNOWN(i % 32);

		left = mix(left, a << n);
		right = mix(right, a >> n);
		with_sign = mix(with_sign, (uint32_t)((int32_t)a >> n));
		around = mix(around, rotate(a, n));
		halves = mix(halves, (uint16_t)((uint16_t)a << (n % 16)));
		halves = mix(halves, (uint32_t)((int16_t)(uint16_t)a >> (n % 16)));
	}
	say("left", left);
	say("right", right);
	say("with sign", with_sign);
	say("around", around);
	say("halves", halves);
	say("constants", mix(mix(state << 31, state >> 31), (uint32_t)((int32_t)state >> 7)));
	return 32;
}
