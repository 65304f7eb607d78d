// SPDX-License-Identifier: Apache-2.0
/* int_compare: comparisons as values and as branches, least and greatest, saturation. */
#include "result.h"

static uint32_t relations(int32_t a, int32_t b)
{
	uint32_t x = (uint32_t)a;
	uint32_t y = (uint32_t)b;
	uint32_t bits = 0;

	bits |= (uint32_t)(a < b) << 0;
	bits |= (uint32_t)(a <= b) << 1;
	bits |= (uint32_t)(a == b) << 2;
	bits |= (uint32_t)(x < y) << 3;
	bits |= (uint32_t)(x >= y) << 4;
	bits |= (uint32_t)((int16_t)a > (int16_t)b) << 5;
	bits |= (uint32_t)((uint16_t)a > (uint16_t)b) << 6;
	bits |= (uint32_t)((int8_t)a < (int8_t)b) << 7;
	bits |= (uint32_t)((uint8_t)a < (uint8_t)b) << 8;
	bits |= (uint32_t)(a < 0) << 9;
	bits |= (uint32_t)(a > 100) << 10;
	return bits;
}

static int32_t saturated_sum(int32_t a, int32_t b)
{
	int64_t sum = (int64_t)a + b;

	if (sum > INT32_MAX)
		return INT32_MAX;
	return sum < INT32_MIN ? INT32_MIN : (int32_t)sum;
}

int program(uint64_t memory)
{
	static const int32_t edge[] = { 0,   1,	   -1,	  100,	  101,	     127,
					128, -128, 32767, -32768, INT32_MAX, INT32_MIN };
	uint32_t related = 0;
	uint32_t saturated = 0;
	uint32_t chosen = 0;

	(void)memory;
	for (unsigned i = 0; i < 144; i++) {
		int32_t a = UNKNOWN(edge[i % 12]);
		int32_t b = UNKNOWN(edge[i / 12]);

		related = mix(related, relations(a, b));
		saturated = mix(saturated, (uint32_t)saturated_sum(a, b));
		chosen = mix(chosen, (uint32_t)(a < b ? a : b));
		chosen = mix(chosen, (uint32_t)a > (uint32_t)b ? (uint32_t)a : (uint32_t)b);
	}
	say("related", related);
	say("saturated", saturated);
	say("chosen", chosen);
	return 144;
}
