// SPDX-License-Identifier: Apache-2.0
/* long_divide: quotients and remainders of 64 bits, with and without sign. */
#include "result.h"

int program(uint64_t memory)
{
	uint64_t a = UNKNOWN(UINT64_C(0xfedcba9876543210));
	uint32_t state = 17;
	uint32_t plain = 0;
	uint32_t with_sign = 0;
	uint32_t constant = 0;

	(void)memory;
	for (int i = 0; i < 128; i++) {
		uint64_t b = next_random_long(&state) >> (i % 64);

		b = b ? b : 5;
		a = a * 2862933555777941757U + b;
		plain = mix_long(mix_long(plain, a / b), a % b);
		with_sign = mix_long(with_sign, (uint64_t)((int64_t)a / (int64_t)b));
		with_sign = mix_long(with_sign, (uint64_t)((int64_t)a % (int64_t)b));
		constant = mix_long(constant, a / 10);
		constant = mix_long(constant, a % 1000000007);
	}
	say("plain", plain);
	say("with sign", with_sign);
	say("constant", constant);
	say("least", (uint64_t)(UNKNOWN(INT64_MIN) / UNKNOWN(INT64_C(3))));
	say("rest", (uint64_t)(UNKNOWN(INT64_C(-5000000001)) % UNKNOWN(INT64_C(5000000000))));
	return 1;
}
