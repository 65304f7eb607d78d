// SPDX-License-Identifier: Apache-2.0
/* memory_words: loads and stores of every size at every place that suits them. */
#include <string.h>

#include "result.h"

struct unaligned {
	uint8_t before;
	uint16_t half;
	uint32_t word;
	uint64_t twice;
	uint8_t after;
} __attribute__((packed));

int program(uint64_t memory)
{
	static union {
		uint8_t bytes[64];
		uint16_t halves[32];
		uint32_t words[16];
		uint64_t longs[8];
	} place;
	static struct unaligned packed[9];
	uint32_t state = 555;
	uint32_t sum = 0;

	(void)memory;
	for (unsigned i = 0; i < 9; i++) {
		packed[i].half = (uint16_t)next_random(&state);
		packed[i].word = next_random(&state);
		packed[i].twice = next_random_long(&state);
		packed[i].before = packed[i].after = (uint8_t)i;
	}
	for (unsigned i = 0; i < 9; i++) {
		sum = mix(mix(sum, packed[i].half), packed[i].word);
		sum = mix(mix_long(sum, packed[i].twice), packed[i].before + 2U * packed[i].after);
	}
	for (unsigned i = 0; i < 200; i++) {
		place.bytes[next_random(&state) % 64] = (uint8_t)i;
		memset(&place.halves[next_random(&state) % 32], (int)(i & 255), 2);
		memset(&place.words[next_random(&state) % 16], (int)(i >> 1), 4);
		place.longs[next_random(&state) % 8] ^= UINT64_C(0x0101010101010101) * (i % 256);
		sum = mix(sum, place.bytes[i % 64]);
	}
	for (unsigned i = 0; i < 64; i++)
		sum = mix(sum, place.bytes[i]);
	say("sum", sum);
	say("size", sizeof(struct unaligned));
	return 0;
}
