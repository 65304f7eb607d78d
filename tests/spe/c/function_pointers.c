// SPDX-License-Identifier: Apache-2.0
/* function_pointers: functions in tables, as arguments, in structs, and returned by functions. */
#include "result.h"

typedef int32_t operation(int32_t a, int32_t b);

static int32_t add(int32_t a, int32_t b)
{
	return a + b;
}

static int32_t subtract(int32_t a, int32_t b)
{
	return a - b;
}

static int32_t both(int32_t a, int32_t b)
{
	return a & b;
}

static int32_t greater(int32_t a, int32_t b)
{
	return a > b ? a : b;
}

struct class
{
	const char *name;
	operation *first;
	operation *second;
};

static operation *choose(const struct class *class, int which)
{
	return which & 1 ? class->second : class->first;
}

static int32_t fold(operation *with, const int32_t *values, int n)
{
	int32_t folded = values[0];

	for (int i = 1; i < n; i++)
		folded = with(folded, values[i]);
	return folded;
}

int program(uint64_t memory)
{
	static const struct class classes[] = { { "sums", add, subtract },
						{ "bits", both, greater } };
	operation *const table[] = { greater, both, subtract, add };
	int32_t values[16];
	uint32_t state = 10;
	int32_t sum = 0;

	(void)memory;
	for (int i = 0; i < 16; i++)
		values[i] = (int32_t)next_random(&state) >> 8;
	for (int i = 0; i < 4; i++) {
		say(classes[i / 2].name, (uint32_t)fold(choose(&classes[i / 2], i), values, 16));
		say("table", (uint32_t)fold(table[UNKNOWN(i)], values + i, 16 - i));
	}
	for (int i = 0; i < 100; i++)
		sum = table[(next_random(&state) >> 16) & 3](sum & 0xffffff, i * 1000);
	say("mixed", (uint32_t)sum);
	return 0;
}
