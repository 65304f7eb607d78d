// SPDX-License-Identifier: Apache-2.0
/* int_add: sums and differences of every width, with wrap-around and carries into nothing. */
#include "result.h"

int program(uint64_t memory)
{
	uint32_t state = 1;
	uint32_t words = 0;
	uint32_t halves = 0;
	uint32_t bytes = 0;

	(void)memory;
	for (int i = 0; i < 1000; i++) {
		uint32_t a = next_random(&state);
		uint32_t b = next_random(&state);

		words = mix(words, a + b);
		words = mix(words, a - b);
		halves = mix(halves, (uint16_t)((uint16_t)a + (uint16_t)b));
		halves = mix(halves, (uint32_t)(int32_t)(int16_t)(uint16_t)(a - b));
		bytes = mix(bytes, (uint8_t)((uint8_t)a + (uint8_t)b));
		bytes = mix(bytes, (uint32_t)(int32_t)(int8_t)(uint8_t)(a - b));
	}
	say("words", words);
	say("halves", halves);
	say("bytes", bytes);
	say("wrap up", UNKNOWN(UINT32_MAX) + 1U);
	say("wrap down", UNKNOWN(0U) - 1U);
	say("negative", (uint32_t)-UNKNOWN(INT32_MAX));
	return (int)(words & 255);
}
