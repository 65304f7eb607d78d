// SPDX-License-Identifier: Apache-2.0
/* variadic: variable arguments of all types, in registers and beyond, and handed on. */
#include <stdarg.h>

#include "result.h"

static uint32_t sum_of(const char *types, va_list arguments)
{
	uint32_t sum = 0;

	for (; *types; types++) {
		switch (*types) {
		case 'i':
			sum = mix(sum, (uint32_t)va_arg(arguments, int));
			break;
		case 'l':
			sum = mix_long(sum, va_arg(arguments, uint64_t));
			break;
		case 'd':
			sum = mix_long(sum, double_bits(va_arg(arguments, double)));
			break;
		default:
			sum = mix(sum, (uint32_t)*va_arg(arguments, const char *));
			break;
		}
	}
	return sum;
}

static uint32_t __attribute__((noinline)) sum(const char *types, ...)
{
	va_list arguments, again;
	uint32_t twice;

	va_start(arguments, types);
	va_copy(again, arguments);
	twice = mix(sum_of(types, arguments), sum_of(types, again));
	va_end(again);
	va_end(arguments);
	return twice;
}

static int32_t __attribute__((noinline)) greatest(int n, ...)
{
	va_list arguments;
	int32_t best = INT32_MIN;

	va_start(arguments, n);
	while (n--) {
		int32_t value = va_arg(arguments, int32_t);

		best = value > best ? value : best;
	}
	va_end(arguments);
	return best;
}

int program(uint64_t memory)
{
	uint64_t big = UNKNOWN(UINT64_C(0x1122334455667788));

	(void)memory;
	say("none", sum(""));
	say("mixed", sum("ildsi", UNKNOWN(-5), big, UNKNOWN(2.5), "text", 'c'));
	say("float", sum("dd", UNKNOWN(1.5f), -0.0));
	say("greatest", (uint32_t)greatest(5, -10, UNKNOWN(70), 3, 69, -1));
	say("many",
	    (uint32_t)greatest(80, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18,
			       19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35,
			       36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, 52,
			       53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63, 64, 65, 66, 67, 68, 69,
			       70, 71, 72, 73, 74, 75, 76, 77, 990, 79, 80));
	return 0;
}
