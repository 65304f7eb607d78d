// SPDX-License-Identifier: Apache-2.0
/* long_shift: shifts and rotations of 64 bits, across the words and within. */
#include "result.h"

static uint64_t rotate(uint64_t a, unsigned n)
{
	return n ? a << n | a >> (64 - n) : a;
}

int program(uint64_t memory)
{
	uint64_t a = UNKNOWN(UINT64_C(0x8123456789abcdef));
	uint32_t left = 0;
	uint32_t right = 0;
	uint32_t with_sign = 0;
	uint32_t around = 0;

	(void)memory;
	for (unsigned i = 0; i < 128; i++) {
		unsigned n = UNKNOWN(i % 64);

		left = mix_long(left, a << n);
		right = mix_long(right, a >> n);
		with_sign = mix_long(with_sign, (uint64_t)((int64_t)a >> n));
		around = mix_long(around, rotate(a, n));
		a = rotate(a, 5) ^ (a >> 3);
	}
	say("left", left);
	say("right", right);
	say("with sign", with_sign);
	say("around", around);
	say("a word", a << 32);
	say("back", a >> 32);
	say("a bit", (uint64_t)((int64_t)a >> 1));
	return 64;
}
