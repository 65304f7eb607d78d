// SPDX-License-Identifier: Apache-2.0
/* string_utf8: UTF-8 decoded by its rules: overlong forms, surrogates and stray bytes are refused. */
#include "result.h"

static uint32_t tail(const uint8_t **at, uint32_t value, int bytes)
{
	while (bytes--) {
		if ((**at & 0xc0) != 0x80)
			return UINT32_MAX;
		value = value << 6 | (*(*at)++ & 0x3f);
	}
	return value;
}

static uint32_t decode(const uint8_t **at)
{
	uint8_t first = *(*at)++;
	uint32_t value, least;

	if (first < 0x80)
		return first;
	if (first >= 0xc2 && first < 0xe0) {
		least = 0x80;
		value = tail(at, first & 0x1f, 1);
	} else if ((first & 0xf0) == 0xe0) {
		least = 0x800;
		value = tail(at, first & 0x0f, 2);
	} else if (first >= 0xf0 && first < 0xf5) {
		least = 0x10000;
		value = tail(at, first & 0x07, 3);
	} else {
		return UINT32_MAX;
	}
	return value < least || value > 0x10ffff || value >> 11 == 0x1b ? UINT32_MAX : value;
}

int program(uint64_t memory)
{
	static const uint8_t text[] =
		"na\xc3\xafve \xe2\x82\xac \xf0\x9f\x8e\xb5 \xc0\x80 \xe0\x80\x80 "
		"\xed\xa0\x80 \xf4\x90\x80\x80 \x80 \xff \xe2\x82";
	int wrong = 0;
	uint32_t sum = 0;

	(void)memory;
	for (const uint8_t *at = text; *at;) {
		uint32_t value = decode(&at);

		wrong += value == UINT32_MAX;
		sum = mix(sum, value);
	}
	say("sum", sum);
	say("wrong", (uint32_t)wrong);
	return wrong;
}
