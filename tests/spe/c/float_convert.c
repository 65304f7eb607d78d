// SPDX-License-Identifier: Apache-2.0
/* float_convert: single precision to and from integers, whole and with a fraction cut off. */
#include "result.h"

int program(uint64_t memory)
{
	uint32_t state = 65;
	uint32_t from = 0;
	uint32_t to = 0;
	uint32_t wide = 0;

	(void)memory;
	for (int i = 0; i < 200; i++) {
		int32_t a = (int32_t)next_random(&state) >> 8;
		uint32_t b = next_random(&state) >> 8;
		float f = (float)a / 64.0f;

		from = mix(mix(from, float_bits((float)a)), float_bits((float)b));
		from = mix(from, float_bits((float)(int16_t)a));
		from = mix(from, float_bits((float)(uint8_t)b));
		to = mix(to, (uint32_t)(int32_t)f);
		to = mix(to, (uint32_t)((float)b * 256.0f));
		to = mix(to, (uint32_t)(int32_t)(int16_t)(f / 64.0f));
		wide = mix_long(wide, (uint64_t)(int64_t)((float)a * 65536.0f));
		wide = mix(wide, float_bits((float)((int64_t)a * 1048576)));
		wide = mix(wide, float_bits((float)((uint64_t)b << 40)));
	}
	say("from", from);
	say("to", to);
	say("wide", wide);
	return 24;
}
