// SPDX-License-Identifier: Apache-2.0
/* string: the functions that compilers call on their own. Built so that they don't call
 * themselves. */
#include <stddef.h>
#include <string.h>

void *memcpy(void *restrict to, const void *restrict from, size_t bytes)
{
	return memmove(to, from, bytes);
}

void *memmove(void *to, const void *from, size_t bytes)
{
	unsigned char *t = to;
	const unsigned char *f = from;
	if ((size_t)(t - f) >= bytes) {
		for (size_t i = 0; i < bytes; i++) {
			t[i] = f[i];
		}
	} else {
		for (size_t i = bytes; i-- > 0;) {
			t[i] = f[i];
		}
	}
	return to;
}

void *memset(void *to, int value, size_t bytes)
{
	unsigned char *t = to;
	for (size_t i = 0; i < bytes; i++) {
		t[i] = (unsigned char)value;
	}
	return to;
}

int memcmp(const void *left, const void *right, size_t bytes)
{
	const unsigned char *l = left;
	const unsigned char *r = right;
	for (size_t i = 0; i < bytes; i++) {
		if (l[i] != r[i]) {
			return l[i] < r[i] ? -1 : 1;
		}
	}
	return 0;
}

size_t strlen(const char *text)
{
	size_t n = 0;
	while (text[n] != '\0') {
		n++;
	}
	return n;
}
