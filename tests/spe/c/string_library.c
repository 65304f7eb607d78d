// SPDX-License-Identifier: Apache-2.0
/* string_library: strlen, strcmp, strcpy and their kin, whoever wrote them. */
#include <string.h>

#include "result.h"

static int sign(int order)
{
	return (order > 0) - (order < 0);
}

/* An offset into a text, or all ones for none. */
static uint32_t place(const char *text, const char *found)
{
	return found ? (uint32_t)(found - text) : UINT32_MAX;
}

int program(uint64_t memory)
{
	static const char *const words[] = {
		"", "a", "ab", "abc", "abd", "b", "\xc3\xa9t\xc3\xa9", "abcdefghijklmnopqrstu"
	};
	char room[64];
	uint32_t sum = 0;

	(void)memory;
	for (unsigned i = 0; i < 64; i++) {
		const char *a = words[i % 8];
		const char *b = words[i / 8];

		sum = mix(sum, (uint32_t)sign(strcmp(a, b)));
		sum = mix(sum, (uint32_t)sign(strncmp(a, b, i % 5)));
		sum = mix(sum, place(a, strstr(a, b)));
		sum = mix(sum, place(a, strchr(a, 'a' + (int)(i % 6))));
		sum = mix(sum, place(a, strrchr(a, 'a')));
	}
	say("found", sum);
	memset(room, '#', sizeof room);
	strcpy(room, words[7]);
	strcat(room + UNKNOWN(3), words[3]);
	say_text(room);
	say("length", strlen(room));
	strncpy(room, "xyz", 8);
	sum = 0;
	for (unsigned i = 0; i < sizeof room; i++)
		sum = mix(sum, (uint8_t)room[i]);
	say("room", sum);
	return (int)strlen(words[7]);
}
