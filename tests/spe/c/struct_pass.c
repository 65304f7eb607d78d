// SPDX-License-Identifier: Apache-2.0
/* struct_pass: structs passed and returned by value, beside other arguments. */
#include "result.h"

struct small {
	uint8_t a, b, c;
};

struct pair {
	int32_t first;
	int64_t second;
};

struct large {
	uint32_t at[24];
	struct small end;
};

static struct small __attribute__((noinline)) turned(struct small s)
{
	return (struct small){ s.b, s.c, s.a };
}

static struct pair __attribute__((noinline))
combined(int32_t a, struct pair p, int64_t b, struct pair q)
{
	return (struct pair){ p.first + q.first * a, p.second - q.second * b };
}

static struct large __attribute__((noinline)) rotated(struct large l, unsigned n, struct small s)
{
	struct large out;

	for (unsigned i = 0; i < 24; i++)
		out.at[i] = l.at[(i + n) % 24] + s.c;
	out.end = turned(l.end);
	return out;
}

int program(uint64_t memory)
{
	struct small small = { 1, 2, 3 };
	struct pair pair = { 7, -9 };
	struct large large;
	uint32_t sum = 0;

	(void)memory;
	for (uint32_t i = 0; i < 24; i++)
		large.at[i] = i * i;
	large.end = small;
	for (int i = 0; i < 40; i++) {
		small = turned(small);
		pair = combined(i, pair, (int64_t)i << 3, (struct pair){ i, pair.second >> 5 });
		pair.first %= 100000;
		large = rotated(large, (unsigned)i, small);
		sum = mix(mix(sum, large.at[i % 24]), large.end.b);
		sum = mix_long(mix(sum, (uint32_t)pair.first), (uint64_t)pair.second);
	}
	say("sum", sum);
	return small.a * 16 + large.end.a;
}
