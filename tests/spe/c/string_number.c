// SPDX-License-Identifier: Apache-2.0
/* string_number: numbers to text and back, in several bases. */
#include "result.h"

static char *number(char *end, uint32_t value, uint32_t base)
{
	*--end = 0;
	do {
		*--end = "0123456789abcdefghijklmnopqrstuvwxyz"[value % base];
		value /= base;
	} while (value);
	return end;
}

static int digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'z' ? c - 'a' + 10 : 99;
}

static int32_t parse(const char *text, int base)
{
	int negative = *text == '-';
	int32_t value = 0;

	for (text += negative; digit(*text) < base; text++)
		value = value * base + digit(*text);
	return negative ? -value : value;
}

int program(uint64_t memory)
{
	static const uint32_t bases[] = { 2, 8, 10, 16, 36 };
	char room[40];
	uint32_t state = 2;
	int wrong = 0;

	(void)memory;
	for (unsigned i = 0; i < 25; i++) {
		uint32_t value = next_random(&state) >> (i + 1);
		char *text = number(room + sizeof room, value, bases[i % 5]);

		wrong += parse(text, (int)bases[i % 5]) != (int32_t)value;
		say_text(text);
	}
	say("negative", (uint32_t)parse("-20260", 10));
	say("stops", (uint32_t)parse("123x456", 10));
	return wrong;
}
