// SPDX-License-Identifier: Apache-2.0
/* goto_computed: jumps to addresses of labels, and out of nested loops. */
#include "result.h"

static uint32_t run(const char *code, int rounds)
{
	static const void *const place[] = { &&twice, &&plus, &&flip, &&again, &&done };
	uint32_t value = 1;
	const char *at = code;

#define NEXT goto *place[*at++ - 'a']
	NEXT;
twice:
	value *= 2;
	NEXT;
plus:
	value += 3;
	NEXT;
flip:
	value = ~value >> 1;
	NEXT;
again:
	if (rounds--)
		at = code;
	NEXT;
done:
	return value;
}

static int first_pair(int product)
{
	int a, b;

	for (a = 2; a < 50; a++) {
		for (b = a; b < 50; b++) {
			if (a * b == product)
				goto found;
		}
	}
	return 0;
found:
	return a * 100 + b;
}

int program(uint64_t memory)
{
	(void)memory;
	say("short", run("abe", 0));
	say("loop", run("abbacde", UNKNOWN(20)));
	say("flips", run("ccbcdcbae", UNKNOWN(7)));
	say("pair", (uint32_t)first_pair(UNKNOWN(1147)));
	say("no pair", (uint32_t)first_pair(UNKNOWN(2003)));
	return 5;
}
