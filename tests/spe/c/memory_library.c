// SPDX-License-Identifier: Apache-2.0
/* memory_library: memcpy, memmove, memset, memcmp and memchr at all alignments and many lengths. */
#include <string.h>

#include "result.h"

static uint8_t from[256] __attribute__((aligned(16)));
static uint8_t to[256] __attribute__((aligned(16)));

static uint32_t sum_of(const uint8_t *bytes)
{
	uint32_t sum = 0;

	for (int i = 0; i < 256; i++)
		sum = mix(sum, bytes[i]);
	return sum;
}

int program(uint64_t memory)
{
	uint32_t sum = 0;
	int order = 0;

	(void)memory;
	for (unsigned i = 0; i < 256; i++)
		from[i] = (uint8_t)(i * 11 + 1);
	for (unsigned i = 0; i < 200; i++) {
		unsigned a = UNKNOWN(i % 17);
		unsigned b = UNKNOWN(i * 5 % 19);
		unsigned bytes = UNKNOWN(i * 7 % 101);

		memcpy(to + a, from + b, bytes);
		memmove(from + a, from + b, bytes);
		memmove(from + b + 60, from + a + 70, bytes);
		memset(to + b + 40, (int)i, bytes);
		order += memcmp(from + a, to + b, bytes) > 0;
		order += memchr(to, (int)(i * 3 % 256), bytes) != NULL;
		sum = mix(mix(sum, sum_of(from)), sum_of(to));
	}
	say("sum", sum);
	say("order", (uint32_t)order);
	return 0;
}
