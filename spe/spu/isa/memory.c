// SPDX-License-Identifier: Apache-2.0
/* memory: the memory functions of <string.h>, which the compiler also calls of its own accord. Whole
 * quadwords where both places allow it: the SPU loads and stores nothing else. */
#include <string.h>

#include <stdint.h>

typedef unsigned char quadword __attribute__((vector_size(16), may_alias));

static int aligned(const void *a, const void *b, size_t bytes)
{
	return (((uintptr_t)a | (uintptr_t)b | bytes) & 15) == 0;
}

void *memcpy(void *restrict to, const void *restrict from, size_t bytes)
{
	unsigned char *t = to;
	const unsigned char *f = from;

	if (aligned(to, from, 0)) {
		for (; bytes >= 16; bytes -= 16, t += 16, f += 16)
			*(quadword *)t = *(const quadword *)f;
	}
	while (bytes--)
		*t++ = *f++;
	return to;
}

static void copy_down(unsigned char *to, const unsigned char *from, size_t bytes)
{
	to += bytes;
	from += bytes;
	if (aligned(to, from, 0)) {
		for (; bytes >= 16; bytes -= 16) {
			to -= 16;
			from -= 16;
			*(quadword *)to = *(const quadword *)from;
		}
	}
	while (bytes--)
		*--to = *--from;
}

void *memmove(void *to, const void *from, size_t bytes)
{
	if ((uintptr_t)to - (uintptr_t)from >= bytes)
		return memcpy(to, from, bytes);
	copy_down(to, from, bytes);
	return to;
}

void *memset(void *to, int value, size_t bytes)
{
	unsigned char *t = to;
	unsigned char byte = (unsigned char)value;
	quadword many = { byte, byte, byte, byte, byte, byte, byte, byte,
			  byte, byte, byte, byte, byte, byte, byte, byte };

	for (; bytes && ((uintptr_t)t & 15); bytes--)
		*t++ = byte;
	for (; bytes >= 16; bytes -= 16, t += 16)
		*(quadword *)t = many;
	while (bytes--)
		*t++ = byte;
	return to;
}

int memcmp(const void *a, const void *b, size_t bytes)
{
	const unsigned char *p = a;
	const unsigned char *q = b;

	for (; bytes; bytes--, p++, q++) {
		if (*p != *q)
			return *p < *q ? -1 : 1;
	}
	return 0;
}

void *memchr(const void *in, int value, size_t bytes)
{
	const unsigned char *p = in;

	for (; bytes; bytes--, p++) {
		if (*p == (unsigned char)value)
			return (void *)(uintptr_t)p;
	}
	return NULL;
}
