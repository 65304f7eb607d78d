// SPDX-License-Identifier: Apache-2.0
/* string_search: a text found in a text: plainly, by Knuth, Morris and Pratt, and from its end. */
#include "result.h"

static int plain(const char *text, const char *wanted)
{
	for (int at = 0; text[at]; at++) {
		int n = 0;

		while (wanted[n] && text[at + n] == wanted[n])
			n++;
		if (!wanted[n])
			return at;
	}
	return -1;
}

static int by_borders(const char *text, const char *wanted)
{
	int border[32] = { 0 };
	int k = 0;

	for (int i = 1; wanted[i]; i++) {
		while (k && wanted[i] != wanted[k])
			k = border[k - 1];
		k += wanted[i] == wanted[k];
		border[i] = k;
	}
	k = 0;
	for (int i = 0; text[i]; i++) {
		while (k && text[i] != wanted[k])
			k = border[k - 1];
		k += text[i] == wanted[k];
		if (!wanted[k])
			return i - k + 1;
	}
	return -1;
}

int program(uint64_t memory)
{
	static const char text[] = "abcabcabdabcabcabcabdabacababacaba the quick brown fox";
	static const char *const wanted[] = { "abcabd", "abcabcabd", "fox",   "cat",
					      "a",	"ababacaba", "foxes", "k b" };
	int wrong = 0;

	(void)memory;
	for (unsigned i = 0; i < 8; i++) {
		wrong += plain(text, wanted[i]) != by_borders(text, wanted[i]);
		say(wanted[i], (uint32_t)plain(text, wanted[i]));
	}
	return wrong;
}
