// SPDX-License-Identifier: Apache-2.0
/* int_multiply: products of 16 and 32 bits, signed and not, and their upper halves. */
#include "result.h"

static uint32_t high_unsigned(uint32_t a, uint32_t b)
{
	return (uint32_t)(((uint64_t)a * b) >> 32);
}

static uint32_t high_signed(int32_t a, int32_t b)
{
	return (uint32_t)((uint64_t)((int64_t)a * b) >> 32);
}

int program(uint64_t memory)
{
	static const uint32_t edge[] = { 0,	 1,	  2,	      0x7fff,	  0x8000,
					 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0xffffffff };
	uint32_t low = 0;
	uint32_t high = 0;
	uint32_t small = 0;
	uint32_t constant = 0;

	(void)memory;
	for (unsigned i = 0; i < 100; i++) {
		uint32_t a = UNKNOWN(edge[i % 10]);
		uint32_t b = UNKNOWN(edge[i / 10]);

		low = mix(low, a * b);
		high = mix(high, high_unsigned(a, b));
		high = mix(high, high_signed((int32_t)a, (int32_t)b));
		small = mix(small, (uint32_t)((int32_t)(int16_t)a * (int16_t)b));
		small = mix(small, (uint32_t)(uint16_t)a * (uint16_t)b);
		constant = mix(constant, a * 10);
		constant = mix(constant, a * 12345);
		constant = mix(constant, a * 0xdeadbeef);
	}
	say("low", low);
	say("high", high);
	say("small", small);
	say("constant", constant);
	return 0;
}
