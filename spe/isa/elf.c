// SPDX-License-Identifier: Apache-2.0
/* elf: SPU images. Offsets and values after the System V ABI, chapter 4 and 5; machine number and
 * flags after the SPU Application Binary Interface. */
#include "elf.h"

#include "isa.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum {
	HEADER_BYTES = 52,
	PROGRAM_HEADER_BYTES = 32,
	IDENT_BYTES = 7, /* magic, class, data, version */
	TYPE_EXECUTABLE = 2,
	MACHINE_SPU = 23,
	SEGMENT_LOAD = 1,
	FLAG_OVERLAY = 1 << 27, /* the program fetches it itself */
	MOST_SEGMENTS = 64,
};

struct image {
	const uint8_t *byte;
	size_t bytes;
	char *why;
	size_t why_bytes;
};

struct segment {
	uint32_t offset, address, file_bytes, bytes;
};

static __attribute__((format(printf, 2, 3))) int refuse(const struct image *image,
							const char *format, ...)
{
	va_list args;
	va_start(args, format);
	vsnprintf(image->why, image->why_bytes, format, args);
	va_end(args);
	return -EINVAL;
}

static uint32_t big16(const uint8_t *at)
{
	return (uint32_t)at[0] << 8 | at[1];
}

static uint32_t big32(const uint8_t *at)
{
	return big16(at) << 16 | big16(at + 2);
}

static bool inside(uint64_t offset, uint64_t bytes, uint64_t all)
{
	return offset <= all && bytes <= all - offset;
}

bool ax_elf_knows(const void *image, size_t bytes)
{
	const uint8_t *at = image;
	return bytes >= 20 && memcmp(at, "\177ELF", 4) == 0 && big16(at + 18) == MACHINE_SPU;
}

static int check_header(const struct image *image)
{
	static const uint8_t ident[IDENT_BYTES] = { 0x7f, 'E', 'L', 'F', 1, 2, 1 };
	const uint8_t *at = image->byte;
	if (image->bytes < HEADER_BYTES)
		return refuse(image, "the image is cut off within its header, after %zu bytes",
			      image->bytes);
	if (memcmp(at, ident, 4) != 0)
		return refuse(image, "the image is not an ELF file");
	if (memcmp(at, ident, IDENT_BYTES) != 0)
		return refuse(image, "the image is not a 32-bit big-endian ELF file of version 1");
	if (big16(at + 18) != MACHINE_SPU)
		return refuse(image, "the image is for machine %u, not for the SPU (%d)",
			      big16(at + 18), MACHINE_SPU);
	if (big16(at + 16) != TYPE_EXECUTABLE)
		return refuse(image, "the image is of type %u, not an executable (%d)",
			      big16(at + 16), TYPE_EXECUTABLE);
	if (big32(at + 24) >= AX_ISA_STORE_BYTES || big32(at + 24) % 4)
		return refuse(image,
			      "the entry 0x%x is not an instruction's address in local store",
			      big32(at + 24));
	return 0;
}

static int check_table(const struct image *image)
{
	uint32_t at = big32(image->byte + 28);
	uint32_t n = big16(image->byte + 44), each = big16(image->byte + 42);
	if (n && each != PROGRAM_HEADER_BYTES)
		return refuse(image, "a program header has %u bytes, not %d", each,
			      PROGRAM_HEADER_BYTES);
	if (!inside(at, (uint64_t)n * PROGRAM_HEADER_BYTES, image->bytes))
		return refuse(image, "the image is cut off before its %u program headers at 0x%x",
			      n, at);
	return 0;
}

static int check_segment(const struct image *image, const struct segment *segment, unsigned index)
{
	if (segment->file_bytes > segment->bytes)
		return refuse(image, "segment %u has %u bytes in the file, but only %u in memory",
			      index, segment->file_bytes, segment->bytes);
	if (!inside(segment->offset, segment->file_bytes, image->bytes))
		return refuse(image, "the image is cut off within segment %u, of %u bytes at 0x%x",
			      index, segment->file_bytes, segment->offset);
	if (!inside(segment->address, segment->bytes, AX_ISA_STORE_BYTES))
		return refuse(image, "segment %u, 0x%x to 0x%llx, is not inside local store", index,
			      segment->address,
			      (unsigned long long)segment->address + segment->bytes);
	return 0;
}

static int check_overlap(const struct image *image, const struct segment *segment, unsigned n)
{
	const struct segment *last = &segment[n];
	for (unsigned i = 0; i < n; i++)
		if (segment[i].address < last->address + last->bytes &&
		    last->address < segment[i].address + segment[i].bytes)
			return refuse(image,
				      "two segments overlap, at 0x%x and 0x%x of local store",
				      segment[i].address, last->address);
	return 0;
}

/* The segments to be loaded, all in order; how many, or -EINVAL. */
static int read_segments(const struct image *image, struct segment segment[MOST_SEGMENTS])
{
	const uint8_t *at = image->byte + big32(image->byte + 28);
	unsigned n = 0;
	for (unsigned i = 0; i < big16(image->byte + 44); i++, at += PROGRAM_HEADER_BYTES) {
		if (big32(at) != SEGMENT_LOAD || big32(at + 24) & FLAG_OVERLAY)
			continue;
		if (n == MOST_SEGMENTS)
			return refuse(image, "the image has more than %d segments", MOST_SEGMENTS);
		segment[n] = (struct segment){ big32(at + 4), big32(at + 8), big32(at + 16),
					       big32(at + 20) };
		int error = check_segment(image, &segment[n], i);
		if (!error && segment[n].bytes)
			error = check_overlap(image, segment, n++);
		if (error)
			return error;
	}
	return n ? (int)n : refuse(image, "the image has no segment to load");
}

int ax_elf_load(uint8_t *store, const void *from, size_t bytes, uint32_t *entry, char *why,
		size_t why_bytes)
{
	const struct image image = { from, bytes, why, why_bytes };
	struct segment segment[MOST_SEGMENTS];
	int n = check_header(&image);
	if (!n)
		n = check_table(&image);
	if (!n)
		n = read_segments(&image, segment);
	if (n < 0)
		return n;
	for (int i = 0; i < n; i++)
		memcpy(store + segment[i].address, image.byte + segment[i].offset,
		       segment[i].file_bytes);
	*entry = big32(image.byte + 24);
	return 0;
}
