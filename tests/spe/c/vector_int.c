// SPDX-License-Identifier: Apache-2.0
/* vector_int: the compiler's vectors of integers: arithmetic, comparisons, shifts, and shuffles. */
#include "result.h"

typedef int32_t words __attribute__((vector_size(16)));
typedef uint32_t plain __attribute__((vector_size(16)));
typedef int16_t halves __attribute__((vector_size(16)));
typedef uint16_t plain_halves __attribute__((vector_size(16)));
typedef uint8_t bytes __attribute__((vector_size(16)));

static uint32_t mix_words(uint32_t sum, words v)
{
	for (int i = 0; i < 4; i++)
		sum = mix(sum, (uint32_t)v[i]);
	return sum;
}

static uint32_t mix_halves(uint32_t sum, halves v)
{
	for (int i = 0; i < 8; i++)
		sum = mix(sum, (uint16_t)v[i]);
	return sum;
}

static uint32_t mix_bytes(uint32_t sum, bytes v)
{
	for (int i = 0; i < 16; i++)
		sum = mix(sum, v[i]);
	return sum;
}

int program(uint64_t memory)
{
	static const bytes order = { 3, 17, 31, 0, 5, 5, 16, 8, 30, 2, 9, 21, 14, 1, 28, 11 };
	plain a = { 1, -2U, 300000, 0x80000000 };
	plain b = { 7, 9, -11U, 13 };
	plain_halves c = { 1, 65535, 300, 65236, 32767, 32768, 5, 77 };
	bytes d = { 0, 1, 2, 3, 250, 251, 252, 253, 100, 101, 102, 103, 4, 5, 6, 7 };
	bytes e = d * 7;
	uint32_t sum = 0;

	(void)memory;
	for (int i = 0; i < 40; i++) {
		a = UNKNOWN(a) + b;
		b = a * 3 - (b ^ (uint32_t)i);
		sum = mix_words(sum, (words)(a & b));
		sum = mix_words(sum, a > b);
		sum = mix_words(sum, (words)a > (words)b);
		sum = mix_words(sum, (words)(a >> 5 | b << 3) ^ (words)b >> 2);
		c = (c + (uint16_t)i) * 5;
		sum = mix_halves(mix_halves(sum, (halves)c >> 2), c == c[i % 8]);
		e = (e ^ d) + (uint8_t)(i * 3);
		d = __builtin_shuffle(d - 5, e, order);
		sum = mix_bytes(mix_bytes(sum, d), (bytes)(d > (uint8_t)i));
	}
	say("sum", sum);
	return 16;
}
