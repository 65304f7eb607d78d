// SPDX-License-Identifier: Apache-2.0
/* float_divide: quotients of single precision that have an exact value. */
#include "result.h"

int program(uint64_t memory)
{
	uint32_t state = 1009;
	uint32_t sum = 0;
	int wrong = 0;

	(void)memory;
	for (int i = 0; i < 300; i++) {
		float quotient = (float)((next_random(&state) >> 20) + 1) * 0.03125f;
		float divisor = (float)((int32_t)(next_random(&state) >> 20) - 2048) + 0.5f;
		float product = UNKNOWN(quotient * divisor);

		wrong += product / divisor != quotient;
		wrong += product / quotient != divisor;
		sum = mix(sum, float_bits(product / divisor));
	}
	say("sum", sum);
	say("wrong", (uint32_t)wrong);
	say("third of 3", float_bits(UNKNOWN(3.0f) / UNKNOWN(3.0f)));
	say("eighth", float_bits(UNKNOWN(1.0f) / UNKNOWN(8.0f)));
	say("zero", UNKNOWN(0.0f) / UNKNOWN(8.0f) == 0.0f);
	say("small", float_bits(UNKNOWN(0x1p-60f) / UNKNOWN(0x1p60f)));
	return wrong;
}
