// SPDX-License-Identifier: Apache-2.0
/* long_multiply: products of 64 bits, and of 64 by 64 into 128. */
#include "result.h"

static uint64_t high_half(uint64_t a, uint64_t b)
{
	uint64_t low = (a & UINT32_MAX) * (b & UINT32_MAX);
	uint64_t one = (a >> 32) * (b & UINT32_MAX) + (low >> 32);
	uint64_t two = (a & UINT32_MAX) * (b >> 32) + (one & UINT32_MAX);

	return (a >> 32) * (b >> 32) + (one >> 32) + (two >> 32);
}

int program(uint64_t memory)
{
	uint64_t a = UNKNOWN(UINT64_C(0x0123456789abcdef));
	uint64_t b = UNKNOWN(UINT64_C(0xfedcba9876543210));
	uint32_t low = 0;
	uint32_t high = 0;
	uint32_t mixed = 0;

	(void)memory;
	for (int i = 0; i < 100; i++) {
		low = mix_long(low, a * b);
		high = mix_long(high, high_half(a, b));
		mixed = mix_long(mixed, (uint64_t)((int64_t)(a >> 33) * (int32_t)b));
		mixed = mix_long(mixed, a * 1000003);
		a = a * 6364136223846793005U + 1442695040888963407U;
		b ^= a >> 7;
	}
	say("low", low);
	say("high", high);
	say("mixed", mixed);
	say("squared", UNKNOWN(UINT64_C(0xffffffff)) * UNKNOWN(UINT64_C(0xffffffff)));
	say("signs", (uint64_t)(UNKNOWN(INT64_C(-3)) * UNKNOWN(INT64_C(5000000000))));
	return 0;
}
