// SPDX-License-Identifier: Apache-2.0
/* double_convert: double precision to and from integers of 32 and 64 bits, and single precision. */
#include "result.h"

int program(uint64_t memory)
{
	uint32_t state = 909;
	uint32_t words = 0;
	uint32_t longs = 0;
	uint32_t floats = 0;

	(void)memory;
	for (int i = 0; i < 200; i++) {
		uint32_t a = next_random(&state);
		uint64_t b = ((uint64_t)a << 32 | next_random(&state)) >> 11;
		double d = (double)(int32_t)a / 1024.0;

		words = mix_long(words, double_bits((double)(int32_t)a));
		words = mix_long(words, double_bits((double)a));
		words = mix(words, (uint32_t)(int32_t)d);
		words = mix(words, (uint32_t)((double)a * 0.5));
		longs = mix_long(longs, double_bits((double)b));
		longs = mix_long(longs, double_bits((double)-(int64_t)b));
		longs = mix_long(longs, (uint64_t)(int64_t)(d * 1048576.0));
		longs = mix_long(longs, (uint64_t)((double)b * 0.25));
		floats = mix(floats, float_bits((float)(double)((int32_t)a >> 8)));
		floats = mix_long(floats, double_bits((double)(float)(a >> 8) * 0.125));
	}
	say("words", words);
	say("longs", longs);
	say("floats", floats);
	return 0;
}
