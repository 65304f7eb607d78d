// SPDX-License-Identifier: Apache-2.0
/* string: the string functions of <string.h> that a kernel has a use for. */
#include <string.h>

#include <stdint.h>

size_t strlen(const char *text)
{
	const char *end = text;

	while (*end)
		end++;
	return (size_t)(end - text);
}

int strncmp(const char *a, const char *b, size_t bytes)
{
	for (; bytes; bytes--, a++, b++) {
		unsigned char p = (unsigned char)*a;
		unsigned char q = (unsigned char)*b;

		if (p != q)
			return p < q ? -1 : 1;
		if (!p)
			return 0;
	}
	return 0;
}

int strcmp(const char *a, const char *b)
{
	return strncmp(a, b, SIZE_MAX);
}

char *strcpy(char *restrict to, const char *restrict from)
{
	return memcpy(to, from, strlen(from) + 1);
}

char *strncpy(char *restrict to, const char *restrict from, size_t bytes)
{
	size_t n = 0;

	for (; n < bytes && from[n]; n++)
		to[n] = from[n];
	memset(to + n, 0, bytes - n);
	return to;
}

char *strcat(char *restrict to, const char *restrict from)
{
	strcpy(to + strlen(to), from);
	return to;
}

char *strchr(const char *text, int wanted)
{
	for (; *text != (char)wanted; text++) {
		if (!*text)
			return NULL;
	}
	return (char *)(uintptr_t)text;
}

char *strrchr(const char *text, int wanted)
{
	const char *last = NULL;

	do {
		if (*text == (char)wanted)
			last = text;
	} while (*text++);
	return (char *)(uintptr_t)last;
}

char *strstr(const char *text, const char *wanted)
{
	size_t bytes = strlen(wanted);

	for (; strncmp(text, wanted, bytes) != 0; text++) {
		if (!*text)
			return NULL;
	}
	return (char *)(uintptr_t)text;
}
