// SPDX-License-Identifier: Apache-2.0
/* isa_elf: what images are loaded, and with what sentence the others are refused. */
#include "isa/elf.h"

#include "isa/isa.h"

#include <criterion/criterion.h>

#include <errno.h>
#include <stdio.h>
#include <string.h>

enum {
	IMAGE_BYTES = 512,
	FIRST = 52, /* the first program header */
};

static uint8_t image[IMAGE_BYTES];
static uint8_t store[AX_ISA_STORE_BYTES];
static uint32_t entry;
static char why[128];

static void put16(size_t at, uint32_t value)
{
	image[at] = (uint8_t)(value >> 8);
	image[at + 1] = (uint8_t)value;
}

static void put32(size_t at, uint32_t value)
{
	put16(at, value >> 16);
	put16(at + 2, value & 0xffff);
}

/* A program header: 0 to 3. */
static void segment(unsigned i, uint32_t offset, uint32_t address, uint32_t file_bytes,
		    uint32_t bytes)
{
	size_t at = FIRST + 32 * i;
	put32(at, 1);
	put32(at + 4, offset);
	put32(at + 8, address);
	put32(at + 16, file_bytes);
	put32(at + 20, bytes);
	put32(at + 24, 7);
}

/* Two segments, the second of which has zeros at its end. */
static void set_up(void)
{
	memset(image, 0, sizeof(image));
	memset(store, 0, sizeof(store));
	memcpy(image, "\177ELF\1\2\1", 7);
	put16(16, 2);
	put16(18, 23);
	put32(20, 1);
	put32(24, 0x80);
	put32(28, FIRST);
	put16(40, 52);
	put16(42, 32);
	put16(44, 2);
	segment(0, 256, 0x80, 16, 16);
	segment(1, 300, 0x3fff0, 8, 16);
	for (unsigned i = 256; i < 320; i++)
		image[i] = (uint8_t)i;
}

TestSuite(isa_elf, .init = set_up);

static int load(size_t bytes)
{
	return ax_elf_load(store, image, bytes, &entry, why, sizeof(why));
}

static void expect_refused(const char *sentence)
{
	cr_assert_eq(load(IMAGE_BYTES), -EINVAL, "it is taken");
	cr_assert_str_eq(why, sentence);
	for (size_t i = 0; i < sizeof(store); i++)
		cr_assert_eq(store[i], 0, "the store has changed");
}

Test(isa_elf, segments_go_to_their_addresses)
{
	cr_assert(ax_elf_knows(image, IMAGE_BYTES));
	cr_assert_eq(load(IMAGE_BYTES), 0, "%s", why);
	cr_assert_eq(entry, 0x80);
	cr_assert_eq(store[0x7f], 0);
	cr_assert(memcmp(store + 0x80, image + 256, 16) == 0);
	cr_assert(memcmp(store + 0x3fff0, image + 300, 8) == 0);
	cr_assert_eq(store[0x3fff8], 0);
}

Test(isa_elf, an_image_of_unknown_size_is_taken_at_its_word)
{
	cr_assert_eq(load(SIZE_MAX), 0, "%s", why);
}

Test(isa_elf, overlays_notes_and_empty_segments_are_left_out)
{
	put16(44, 4);
	segment(2, 300, 0x80, 16, 16);
	put32(FIRST + 2 * 32 + 24, 1U << 27 | 5);
	segment(3, 300, 0x84, 0, 0);
	cr_assert_eq(load(IMAGE_BYTES), 0, "%s", why);
	put32(FIRST + 2 * 32, 4);
	put32(FIRST + 2 * 32 + 24, 5);
	cr_assert_eq(load(IMAGE_BYTES), 0, "%s", why);
	cr_assert(memcmp(store + 0x80, image + 256, 16) == 0);
}

Test(isa_elf, truncated_images_are_refused_at_every_length)
{
	static uint8_t *copy;
	for (size_t n = 0; n < 308; n++) {
		copy = malloc(n + !n); /* so that a sanitizer sees its end */
		memcpy(copy, image, n);
		cr_assert_eq(ax_elf_load(store, copy, n, &entry, why, sizeof(why)), -EINVAL, "%zu",
			     n);
		free(copy);
	}
	cr_assert_eq(load(308), 0);
	memset(store, 0, sizeof(store));
	cr_assert_eq(load(51), -EINVAL);
	cr_assert_str_eq(why, "the image is cut off within its header, after 51 bytes");
	cr_assert_eq(load(100), -EINVAL);
	cr_assert_str_eq(why, "the image is cut off before its 2 program headers at 0x34");
	cr_assert_eq(load(307), -EINVAL);
	cr_assert_str_eq(why, "the image is cut off within segment 1, of 8 bytes at 0x12c");
}

Test(isa_elf, other_files_are_refused)
{
	image[1] = 'e';
	expect_refused("the image is not an ELF file");
	cr_assert(!ax_elf_knows(image, IMAGE_BYTES));
	image[1] = 'E';
	for (size_t i = 4; i < 7; i++) {
		image[i] ^= 3;
		expect_refused("the image is not a 32-bit big-endian ELF file of version 1");
		image[i] ^= 3;
	}
	put16(18, 62);
	expect_refused("the image is for machine 62, not for the SPU (23)");
	cr_assert(!ax_elf_knows(image, IMAGE_BYTES));
	put16(18, 23);
	put16(16, 1);
	expect_refused("the image is of type 1, not an executable (2)");
}

Test(isa_elf, entries_outside_local_store_are_refused)
{
	put32(24, 0x40000);
	expect_refused("the entry 0x40000 is not an instruction's address in local store");
	put32(24, 0x82);
	expect_refused("the entry 0x82 is not an instruction's address in local store");
}

Test(isa_elf, tables_of_another_shape_are_refused)
{
	put16(42, 56);
	expect_refused("a program header has 56 bytes, not 32");
	put16(42, 32);
	put16(44, 0xffff);
	expect_refused("the image is cut off before its 65535 program headers at 0x34");
	put16(44, 2);
	put32(28, 0xffffffff);
	expect_refused("the image is cut off before its 2 program headers at 0xffffffff");
	put32(28, FIRST);
	put16(44, 0);
	expect_refused("the image has no segment to load");
}

Test(isa_elf, segments_that_do_not_fit_are_refused)
{
	segment(1, 300, 0x3fff0, 8, 17);
	expect_refused("segment 1, 0x3fff0 to 0x40001, is not inside local store");
	segment(1, 300, 0xfffffff0, 8, 0x20);
	expect_refused("segment 1, 0xfffffff0 to 0x100000010, is not inside local store");
	segment(1, 300, 0x1000, 8, 0xffffffff);
	expect_refused("segment 1, 0x1000 to 0x100000fff, is not inside local store");
	segment(1, 300, 0x1000, 9, 8);
	expect_refused("segment 1 has 9 bytes in the file, but only 8 in memory");
	segment(1, 0xfffffffc, 0x1000, 8, 8);
	expect_refused("the image is cut off within segment 1, of 8 bytes at 0xfffffffc");
}

Test(isa_elf, overlapping_segments_are_refused)
{
	segment(1, 300, 0x8f, 8, 8);
	expect_refused("two segments overlap, at 0x80 and 0x8f of local store");
	segment(1, 300, 0x70, 8, 0x11);
	expect_refused("two segments overlap, at 0x80 and 0x70 of local store");
	segment(1, 300, 0x90, 8, 8);
	cr_assert_eq(load(IMAGE_BYTES), 0, "they touch: %s", why);
}
