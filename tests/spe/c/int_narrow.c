// SPDX-License-Identifier: Apache-2.0
/* int_narrow: values cut to fewer bits and widened again, through memory and registers. */
#include "result.h"

struct narrow {
	int8_t a;
	uint8_t b;
	int16_t c;
	uint16_t d;
	int32_t e;
};

static void store(struct narrow *to, uint32_t value)
{
	to->a = (int8_t)value;
	to->b = (uint8_t)(value >> 3);
	to->c = (int16_t)(value >> 5);
	to->d = (uint16_t)(value >> 7);
	to->e = (int32_t)value;
}

int program(uint64_t memory)
{
	static struct narrow many[37];
	uint32_t state = 4242;
	uint32_t sum = 0;
	uint64_t wide = 0;

	(void)memory;
	for (int i = 0; i < 37; i++)
		store(&many[i], next_random(&state));
	for (int i = 36; i >= 0; i--) {
		sum = mix(sum, (uint32_t)many[i].a);
		sum = mix(sum, many[i].b);
		sum = mix(sum, (uint32_t)many[i].c);
		sum = mix(sum, many[i].d);
		sum = mix(sum, (uint32_t)many[i].e);
		wide += (uint64_t)(int64_t)many[i].a + (uint64_t)(int64_t)many[i].c + many[i].d;
		wide ^= (uint64_t)(int64_t)many[i].e;
	}
	say("sum", sum);
	say("wide", wide);
	say("size", sizeof(struct narrow));
	return many[7].b;
}
