// SPDX-License-Identifier: Apache-2.0
/* int_divide: quotients and remainders, by variables and by constants; signs, and the extremes. */
#include "result.h"

static uint32_t by_constants(uint32_t sum, int32_t a)
{
	sum = mix(sum, (uint32_t)(a / 3));
	sum = mix(sum, (uint32_t)(a % 10));
	sum = mix(sum, (uint32_t)(a / -7));
	sum = mix(sum, (uint32_t)a / 1000);
	sum = mix(sum, (uint32_t)(a / 16));
	return mix(sum, (uint32_t)(a % 16));
}

int program(uint64_t memory)
{
	uint32_t state = 77;
	uint32_t plain = 0;
	uint32_t with_sign = 0;
	uint32_t constant = 0;

	(void)memory;
	for (int i = 0; i < 300; i++) {
		uint32_t a = next_random(&state);
		uint32_t b = next_random(&state) >> (i % 32);
		int32_t c = (int32_t)(b ? b : 1);

		b = b ? b : 3;
		plain = mix(mix(plain, a / b), a % b);
		with_sign = mix(with_sign, (uint32_t)((int32_t)a / c));
		with_sign = mix(with_sign, (uint32_t)((int32_t)a % c));
		constant = by_constants(constant, (int32_t)a);
	}
	say("plain", plain);
	say("with sign", with_sign);
	say("constant", constant);
	say("least by 2", (uint32_t)(UNKNOWN(INT32_MIN) / UNKNOWN(2)));
	say("least by itself", (uint32_t)(UNKNOWN(INT32_MIN) / UNKNOWN(INT32_MIN)));
	say("towards 0", (uint32_t)(UNKNOWN(-7) / UNKNOWN(2)));
	say("sign of the rest", (uint32_t)(UNKNOWN(-7) % UNKNOWN(2)));
	return 1;
}
