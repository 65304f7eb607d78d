// SPDX-License-Identifier: Apache-2.0
/* bit_fields: fields of bits, with and without sign, across words, assigned and counted up. */
#include "result.h"

struct fields {
	uint32_t a : 3;
	int32_t b : 5;
	uint32_t c : 11;
	int32_t d : 13;
	uint32_t e : 1;
	uint64_t f : 40;
	int64_t g : 23;
	uint32_t whole;
};

static uint32_t sum_of(uint32_t sum, const struct fields *f)
{
	sum = mix(mix(sum, f->a), (uint32_t)f->b);
	sum = mix(mix(sum, f->c), (uint32_t)f->d);
	sum = mix_long(mix(sum, f->e), f->f);
	return mix(mix_long(sum, (uint64_t)(int64_t)f->g), f->whole);
}

int program(uint64_t memory)
{
	static struct fields many[5];
	uint32_t state = 606;
	uint32_t sum = 0;

	(void)memory;
	for (unsigned i = 0; i < 200; i++) {
		struct fields *f = &many[next_random(&state) % 5];
		uint32_t value = next_random(&state);

		f->a = value & 7;
		f->b = (int32_t)(value >> 3 & 15) - 16;
		f->c++;
		f->d = (int32_t)(value >> 20) - 2048;
		f->e ^= 1;
		f->f += (uint64_t)value << 6;
		f->g = (int64_t)(value & 0x3fffff) - 0x200000;
		f->whole = f->c * 3U;
		sum = sum_of(sum, f);
	}
	say("sum", sum);
	many[0].a = 7;
	many[0].a++;
	say("around", many[0].a);
	return 5;
}
