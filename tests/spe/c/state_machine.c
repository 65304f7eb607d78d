// SPDX-License-Identifier: Apache-2.0
/* state_machine: a machine over characters: words, numbers, comments and quoted texts of a source. */
#include "result.h"

enum state {
	SPACE,
	WORD,
	NUMBER,
	QUOTED,
	ESCAPED,
	SLASH,
	COMMENT,
	STAR,
	STATES
};
enum kind {
	LETTER,
	DIGIT,
	QUOTE,
	BACKSLASH,
	SLANT,
	ASTERISK,
	OTHER,
	KINDS
};

static const uint8_t next[STATES][KINDS] = {
	[SPACE] = { WORD, NUMBER, QUOTED, SPACE, SLASH, SPACE, SPACE },
	[WORD] = { WORD, WORD, QUOTED, SPACE, SLASH, SPACE, SPACE },
	[NUMBER] = { WORD, NUMBER, QUOTED, SPACE, SLASH, SPACE, SPACE },
	[QUOTED] = { QUOTED, QUOTED, SPACE, ESCAPED, QUOTED, QUOTED, QUOTED },
	[ESCAPED] = { QUOTED, QUOTED, QUOTED, QUOTED, QUOTED, QUOTED, QUOTED },
	[SLASH] = { WORD, NUMBER, QUOTED, SPACE, SLASH, COMMENT, SPACE },
	[COMMENT] = { COMMENT, COMMENT, COMMENT, COMMENT, COMMENT, STAR, COMMENT },
	[STAR] = { COMMENT, COMMENT, COMMENT, COMMENT, SPACE, STAR, COMMENT },
};

static enum kind kind_of(char c)
{
	if ((c >= 'a' && c <= 'z') || c == '_')
		return LETTER;
	if (c >= '0' && c <= '9')
		return DIGIT;
	switch (c) {
	case '"':
		return QUOTE;
	case '\\':
		return BACKSLASH;
	case '/':
		return SLANT;
	case '*':
		return ASTERISK;
	default:
		return OTHER;
	}
}

int program(uint64_t memory)
{
	static const char text[] =
		"int x1 = 42; /* an \"answer\" **/ char *s = \"a \\\" b\"; y / z /* 7 */ 8ab 9";
	static const char *const names[STATES] = { "space",   "words",	 "numbers",  "quoted",
						   "escaped", "slashes", "comments", "stars" };
	uint32_t entered[STATES] = { 0 };
	uint8_t state = SPACE;

	(void)memory;
	for (const char *at = text; *at; at++) {
		uint8_t then = next[state][kind_of(*at)];

		entered[then] += then != state;
		state = then;
	}
	for (int i = 0; i < STATES; i++)
		say(names[i], entered[i]);
	return state;
}
