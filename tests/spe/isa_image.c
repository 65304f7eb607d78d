// SPDX-License-Identifier: Apache-2.0
/* isa_image: an ELF image made of words. */
#include "isa_image.h"

static void put(uint8_t *image, size_t at, uint32_t value)
{
	for (unsigned i = 0; i < 4; i++)
		image[at + i] = (uint8_t)(value >> (24 - 8 * i));
}

size_t isa_image(uint8_t image[ISA_IMAGE_BYTES], const uint32_t *word, size_t n)
{
	/* Header and program header; the words that are not zero. */
	static const struct {
		uint8_t at;
		uint32_t value;
	} header[] = {
		{ 0, 0x7f454c46 }, { 4, 0x01020100 }, { 16, 2 << 16 | 23 },
		{ 20, 1 },	   { 28, 52 },	      { 40, 52 << 16 | 32 },
		{ 44, 1 << 16 },   { 52, 1 },	      { 56, 84 },
		{ 76, 7 },
	};
	for (size_t i = 0; i < ISA_IMAGE_BYTES; i++)
		image[i] = 0;
	for (size_t i = 0; i < sizeof(header) / sizeof(header[0]); i++)
		put(image, header[i].at, header[i].value);
	put(image, 68, (uint32_t)(4 * n)); /* bytes in the file, and in memory */
	put(image, 72, (uint32_t)(4 * n));
	for (size_t i = 0; i < n; i++)
		put(image, 84 + 4 * i, word[i]);
	return 84 + 4 * n;
}
