// SPDX-License-Identifier: Apache-2.0
/* isa_bits: logic, shuffles, shifts and rotates, with counts on both sides of what they wrap at. */
#include "isa_bench.h"

#include <criterion/criterion.h>

#define ONES UINT32_MAX

/* Bytes that are their number. */
static const struct quad numbers = { { 0x00010203, 0x04050607, 0x08090a0b, 0x0c0d0e0f } };

Test(isa_bits, logic_is_by_bit)
{
	const struct quad a = Q(0x0f0f0f0f, 0, ONES, 0x12345678);
	const struct quad b = Q(0x00ff00ff, 0, ONES, 0);
	EXPECT({ "and", { .a = a, .b = b }, Q(0x000f000f, 0, ONES, 0) },
	       { "andc", { .a = a, .b = b }, Q(0x0f000f00, 0, 0, 0x12345678) },
	       { "or", { .a = a, .b = b }, Q(0x0fff0fff, 0, ONES, 0x12345678) },
	       { "orc", { .a = a, .b = b }, Q(0xff0fff0f, ONES, ONES, ONES) },
	       { "xor", { .a = a, .b = b }, Q(0x0ff00ff0, 0, 0, 0x12345678) },
	       { "nand", { .a = a, .b = b }, Q(0xfff0fff0, ONES, 0, ONES) },
	       { "nor", { .a = a, .b = b }, Q(0xf000f000, ONES, 0, 0xedcba987) },
	       { "eqv", { .a = a, .b = b }, Q(0xf00ff00f, ONES, ONES, 0xedcba987) },
	       { "selb",
		 { .a = a, .b = b, .c = Q(0xffff0000, ONES, 0, 0x0000ffff) },
		 Q(0x00ff0f0f, 0, ONES, 0x12340000) },
	       { "orx", { .a = Q(1, 2, 4, 0x80000000) }, Q(0x80000007, 0, 0, 0) });
}

Test(isa_bits, immediates_fill_each_slot)
{
	const struct quad a = Q(0x0f0f0f0f, 0, ONES, 0x12345678);
	EXPECT({ "andbi", { .a = a, .imm = 0x3c }, Q(0x0c0c0c0c, 0, 0x3c3c3c3c, 0x10341438) },
	       { "andhi", { .a = a, .imm = -2 }, Q(0x0f0e0f0e, 0, 0xfffefffe, 0x12345678) },
	       { "andi", { .a = a, .imm = -256 }, Q(0x0f0f0f00, 0, 0xffffff00, 0x12345600) },
	       { "orbi", { .a = a, .imm = 0x180 }, Q(0x8f8f8f8f, 0x80808080, ONES, 0x92b4d6f8) },
	       { "orhi", { .a = a, .imm = 1 }, Q(0x0f0f0f0f, 0x00010001, ONES, 0x12355679) },
	       { "ori", { .a = a, .imm = -512 }, Q(0xffffff0f, 0xfffffe00, ONES, 0xfffffe78) },
	       { "xorbi", { .a = a, .imm = -1 }, Q(0xf0f0f0f0, ONES, 0, 0xedcba987) },
	       { "xorhi",
		 { .a = a, .imm = 0xf },
		 Q(0x0f000f00, 0x000f000f, 0xfff0fff0, 0x123b5677) },
	       { "xori", { .a = a, .imm = 0xf }, Q(0x0f0f0f00, 0xf, 0xfffffff0, 0x12345677) });
}

Test(isa_bits, shuffles_choose_of_32_bytes_and_three_constants)
{
	const struct quad b = Q(0x10111213, 0x14151617, 0x18191a1b, 0x1c1d1e1f);
	EXPECT({ "shufb", { .a = numbers, .b = b, .c = numbers }, numbers },
	       { "shufb", { .a = numbers, .b = b, .c = b }, b },
	       { "shufb",
		 { .a = numbers, .b = b, .c = Q(0x1f000f10, 0x00102030, 0x3f5f7f1e, 0x01110212) },
		 Q(0x1f000f10, 0x00100010, 0x1f1f1f1e, 0x01110212) },
	       { "shufb",
		 { .a = numbers, .b = b, .c = Q(0x80bf9fa0, 0xc0dfc1d0, 0xe0ffe1f0, 0x00800080) },
		 Q(0, ONES, 0x80808080, 0) });
}

Test(isa_bits, patterns_insert_at_the_address)
{
	EXPECT({ "cbd",
		 { .a = Q(0x10, 0, 0, 0), .imm = 3 },
		 Q(0x10111203, 0x14151617, 0x18191a1b, 0x1c1d1e1f) },
	       { "cbx",
		 { .a = Q(ONES, 0, 0, 0), .b = Q(16, 0, 0, 0) },
		 Q(0x10111213, 0x14151617, 0x18191a1b, 0x1c1d1e03) },
	       { "chd",
		 { .a = Q(5, 0, 0, 0), .imm = 0 },
		 Q(0x10111213, 0x02031617, 0x18191a1b, 0x1c1d1e1f) },
	       { "chx",
		 { .a = Q(7, 0, 0, 0), .b = Q(7, 0, 0, 0) },
		 Q(0x10111213, 0x14151617, 0x18191a1b, 0x1c1d0203) },
	       { "cwd",
		 { .a = Q(0, 0, 0, 0), .imm = -5 },
		 Q(0x10111213, 0x14151617, 0x00010203, 0x1c1d1e1f) },
	       { "cwx",
		 { .a = Q(1, 0, 0, 0), .b = Q(2, 0, 0, 0) },
		 Q(0x00010203, 0x14151617, 0x18191a1b, 0x1c1d1e1f) },
	       { "cdd",
		 { .a = Q(9, 0, 0, 0), .imm = 0 },
		 Q(0x10111213, 0x14151617, 0x00010203, 0x04050607) },
	       { "cdx",
		 { .a = Q(7, 0, 0, 0), .b = Q(0, 0, 0, 0) },
		 Q(0x00010203, 0x04050607, 0x18191a1b, 0x1c1d1e1f) });
}

Test(isa_bits, slots_shift_by_their_own_counts)
{
	const struct quad a = Q(0x80000001, 0x80000001, 0x80000001, 0x80000001);
	const struct quad right = Q(0, ONES, (uint32_t)-31, (uint32_t)-32);
	EXPECT({ "shl", { .a = a, .b = Q(0, 1, 31, 32) }, Q(0x80000001, 2, 0x80000000, 0) },
	       { "shl", { .a = a, .b = Q(63, 64, 65, 0xffffffe1) }, Q(0, 0x80000001, 2, 0) },
	       { "rot",
		 { .a = a, .b = Q(0, 1, 31, 33) },
		 Q(0x80000001, 0x00000003, 0xc0000000, 0x00000003) },
	       { "rotm", { .a = a, .b = right }, Q(0x80000001, 0x40000000, 1, 0) },
	       { "rotm", { .a = a, .b = Q(1, 64, 33, (uint32_t)-63) }, Q(0, 0x80000001, 1, 0) },
	       { "rotma", { .a = a, .b = right }, Q(0x80000001, 0xc0000000, ONES, ONES) },
	       { "rotma",
		 { .a = Q(0x7fffffff, 0x7fffffff, 0x80000000, 1), .b = Q(1, 33, 32, 64) },
		 Q(0, 0, ONES, 1) });
}

Test(isa_bits, halfwords_shift_by_their_own_counts)
{
	const struct quad a = Q(0x80018001, 0x80018001, 0x80018001, 0x80018001);
	const struct quad right = Q(0x0000ffff, 0xfff1fff0, 0x00010020, 0xffe1ffe0);
	EXPECT({ "shlh",
		 { .a = a, .b = Q(0x00000001, 0x000f0010, 0x001f0020, 0xffff0021) },
		 Q(0x80010002, 0x80000000, 0x00008001, 0x00000002) },
	       { "roth",
		 { .a = a, .b = Q(0x00000001, 0x000f0010, 0x00110000, 0) },
		 Q(0x80010003, 0xc0008001, 0x00038001, 0x80018001) },
	       { "rothm",
		 { .a = a, .b = right },
		 Q(0x80014000, 0x00010000, 0x00008001, 0x00008001) },
	       { "rotmah",
		 { .a = a, .b = right },
		 Q(0x8001c000, 0xffffffff, 0xffff8001, 0xffff8001) });
}

Test(isa_bits, slots_shift_by_an_immediate)
{
	const struct quad a = SPLAT(0x80008001);
	EXPECT({ "shli", { .a = a, .imm = 1 }, SPLAT(0x00010002) },
	       { "shli", { .a = a, .imm = 32 }, SPLAT(0) },
	       { "shli", { .a = a, .imm = 64 }, SPLAT(0x80008001) },
	       { "shlhi", { .a = a, .imm = 1 }, SPLAT(0x00000002) },
	       { "shlhi", { .a = a, .imm = 16 }, SPLAT(0) },
	       { "shlhi", { .a = a, .imm = 33 }, SPLAT(0x00000002) },
	       { "roti", { .a = a, .imm = 4 }, SPLAT(0x00080018) },
	       { "roti", { .a = a, .imm = -4 }, SPLAT(0x18000800) },
	       { "rothi", { .a = a, .imm = 4 }, SPLAT(0x00080018) },
	       { "rothi", { .a = a, .imm = -4 }, SPLAT(0x08001800) },
	       { "rotmi", { .a = a, .imm = 0 }, SPLAT(0x80008001) },
	       { "rotmi", { .a = a, .imm = -31 }, SPLAT(1) },
	       { "rotmi", { .a = a, .imm = -32 }, SPLAT(0) },
	       { "rotmai", { .a = a, .imm = -4 }, SPLAT(0xf8000800) },
	       { "rotmai", { .a = a, .imm = -63 }, SPLAT(ONES) },
	       { "rothmi", { .a = a, .imm = -15 }, SPLAT(0x00010001) },
	       { "rothmi", { .a = a, .imm = -16 }, SPLAT(0) },
	       { "rotmahi", { .a = a, .imm = -15 }, SPLAT(ONES) },
	       { "rotmahi", { .a = a, .imm = -1 }, SPLAT(0xc000c000) });
}

Test(isa_bits, the_quadword_shifts_by_bits)
{
	const struct quad a = Q(0x80000000, 0x80000000, 1, 0xc0000001);
	EXPECT({ "shlqbi", { .a = a, .b = Q(9, 0, 0, 0) }, Q(1, 0, 3, 0x80000002) },
	       { "shlqbii", { .a = a, .imm = 7 }, Q(0x40, 0, 0xe0, 0x80) },
	       { "shlqbii", { .a = a, .imm = 8 }, a },
	       { "rotqbi", { .a = a, .b = Q(1, 0, 0, 0) }, Q(1, 0, 3, 0x80000003) },
	       { "rotqbii", { .a = a, .imm = 7 }, Q(0x40, 0, 0xe0, 0xc0) },
	       { "rotqbii", { .a = a, .imm = 0 }, a },
	       { "rotqmbi",
		 { .a = a, .b = Q(ONES, 0, 0, 0) },
		 Q(0x40000000, 0x40000000, 0, 0xe0000000) },
	       { "rotqmbii", { .a = a, .imm = -7 }, Q(0x01000000, 0x01000000, 0, 0x03800000) },
	       { "rotqmbii", { .a = a, .imm = 0 }, a });
}

Test(isa_bits, the_quadword_shifts_by_bytes)
{
	EXPECT({ "shlqby",
		 { .a = numbers, .b = Q(1, 0, 0, 0) },
		 Q(0x01020304, 0x05060708, 0x090a0b0c, 0x0d0e0f00) },
	       { "shlqby", { .a = numbers, .b = Q(15, 0, 0, 0) }, Q(0x0f000000, 0, 0, 0) },
	       { "shlqby", { .a = numbers, .b = Q(16, 0, 0, 0) }, SPLAT(0) },
	       { "shlqby", { .a = numbers, .b = Q(32, 0, 0, 0) }, numbers },
	       { "shlqbyi", { .a = numbers, .imm = 9 }, Q(0x090a0b0c, 0x0d0e0f00, 0, 0) },
	       { "shlqbybi",
		 { .a = numbers, .b = Q(0x47, 0, 0, 0) },
		 Q(0x08090a0b, 0x0c0d0e0f, 0, 0) },
	       { "rotqby",
		 { .a = numbers, .b = Q(17, 0, 0, 0) },
		 Q(0x01020304, 0x05060708, 0x090a0b0c, 0x0d0e0f00) },
	       { "rotqby",
		 { .a = numbers, .b = Q(ONES, 0, 0, 0) },
		 Q(0x0f000102, 0x03040506, 0x0708090a, 0x0b0c0d0e) },
	       { "rotqbyi",
		 { .a = numbers, .imm = 8 },
		 Q(0x08090a0b, 0x0c0d0e0f, 0x00010203, 0x04050607) },
	       { "rotqbyi",
		 { .a = numbers, .imm = -4 },
		 Q(0x0c0d0e0f, 0x00010203, 0x04050607, 0x08090a0b) },
	       { "rotqbybi",
		 { .a = numbers, .b = Q(0xff, 0, 0, 0) },
		 Q(0x0f000102, 0x03040506, 0x0708090a, 0x0b0c0d0e) },
	       { "rotqmby",
		 { .a = numbers, .b = Q(ONES, 0, 0, 0) },
		 Q(0x00000102, 0x03040506, 0x0708090a, 0x0b0c0d0e) },
	       { "rotqmby", { .a = numbers, .b = Q((uint32_t)-16, 0, 0, 0) }, SPLAT(0) },
	       { "rotqmby", { .a = numbers, .b = Q((uint32_t)-32, 0, 0, 0) }, numbers },
	       { "rotqmbyi", { .a = numbers, .imm = -12 }, Q(0, 0, 0, 0x00010203) },
	       { "rotqmbybi",
		 { .a = numbers, .b = Q((uint32_t)-32, 0, 0, 0) },
		 Q(0, 0x00010203, 0x04050607, 0x08090a0b) },
	       { "rotqmbybi",
		 { .a = numbers, .b = Q((uint32_t)-33, 0, 0, 0) },
		 Q(0, 0x00000102, 0x03040506, 0x0708090a) });
}
