// SPDX-License-Identifier: Apache-2.0
/* isa_integer: arithmetic, counting, masks and compares, on typical and extreme slots. */
#include "isa_bench.h"

#include <criterion/criterion.h>

#define ONES UINT32_MAX

Test(isa_integer, adds_wrap_in_their_slot)
{
	EXPECT({ "a",
		 { .a = Q(1, ONES, 0x7fffffff, 0x80000000), .b = Q(2, 1, 1, 0x80000000) },
		 Q(3, 0, 0x80000000, 0) },
	       { "ai",
		 { .a = Q(1, ONES, 0, 0x80000000), .imm = -1 },
		 Q(0, 0xfffffffe, ONES, 0x7fffffff) },
	       { "ai", { .a = SPLAT(0), .imm = 511 }, SPLAT(511) },
	       { "ai", { .a = SPLAT(0), .imm = -512 }, SPLAT(0xfffffe00) },
	       { "ah",
		 { .a = Q(0xffff0001, 0x7fff8000, 0, 0), .b = Q(0x00010001, 0x00018000, 0, 0) },
		 Q(0x00000002, 0x80000000, 0, 0) },
	       { "ahi",
		 { .a = Q(0xffff0001, 0, 0, 0x00010000), .imm = -1 },
		 Q(0xfffe0000, ONES, ONES, 0x0000ffff) });
}

Test(isa_integer, subtracts_from_the_second_operand)
{
	EXPECT({ "sf",
		 { .a = Q(1, 0, 0x80000000, 5), .b = Q(3, 1, 0, 3) },
		 Q(2, 1, 0x80000000, 0xfffffffe) },
	       { "sfi", { .a = Q(1, 0, ONES, 7), .imm = 5 }, Q(4, 5, 6, 0xfffffffe) },
	       { "sfh",
		 { .a = Q(0x00010002, 0, 0, 0), .b = Q(0x00000001, 0, 0, 0) },
		 Q(ONES, 0, 0, 0) },
	       { "sfhi",
		 { .a = Q(0x00010002, 0, 0, 0), .imm = -1 },
		 Q(0xfffefffd, ONES, ONES, ONES) });
}

Test(isa_integer, carries_and_borrows_make_wider_numbers)
{
	EXPECT({ "cg",
		 { .a = Q(ONES, ONES, 0x80000000, 1), .b = Q(1, 0, 0x80000000, 2) },
		 Q(1, 0, 1, 0) },
	       { "bg", { .a = Q(1, 2, 0, ONES), .b = Q(1, 1, 0, 0) }, Q(1, 0, 1, 0) },
	       { "addx",
		 { .t = Q(1, 0, 3, 2), .a = SPLAT(ONES), .b = Q(0, 0, 1, 1) },
		 Q(0, ONES, 1, 0) },
	       { "sfx",
		 { .t = Q(1, 0, 1, 0), .a = Q(1, 1, 0, 0), .b = Q(3, 3, 0, 0) },
		 Q(2, 1, 0, ONES) },
	       { "cgx",
		 { .t = Q(1, 0, 1, 0), .a = Q(ONES, ONES, ONES, 0), .b = Q(0, 0, ONES, ONES) },
		 Q(1, 0, 1, 0) },
	       { "bgx", { .t = Q(1, 0, 0, 1), .a = Q(5, 5, 4, 6), .b = SPLAT(5) }, Q(1, 0, 1, 0) });
}

Test(isa_integer, products_take_the_halves_they_name)
{
	const struct quad a = Q(0xffff0003, 0x0002ffff, 0x80008000, 0x7fff7fff);
	const struct quad b = Q(0x00020004, 0x0003fffe, 0x80008000, 0x7fff7fff);
	EXPECT({ "mpy", { .a = a, .b = b }, Q(12, 2, 0x40000000, 0x3fff0001) },
	       { "mpyu", { .a = a, .b = b }, Q(12, 0xfffd0002, 0x40000000, 0x3fff0001) },
	       { "mpyi", { .a = a, .imm = -2 }, Q(0xfffffffa, 2, 0x00010000, 0xffff0002) },
	       { "mpyui",
		 { .a = a, .imm = -1 },
		 Q(0x0002fffd, 0xfffe0001, 0x7fff8000, 0x7ffe8001) },
	       { "mpya",
		 { .a = a, .b = b, .c = Q(1, ONES, 0, 0) },
		 Q(13, 1, 0x40000000, 0x3fff0001) },
	       { "mpyh", { .a = a, .b = b }, Q(0xfffc0000, 0xfffc0000, 0, 0x00010000) },
	       { "mpys", { .a = a, .b = b }, Q(0, 0, 0x00004000, 0x00003fff) },
	       { "mpys", { .a = SPLAT(0x8000), .b = SPLAT(1) }, SPLAT(ONES) },
	       { "mpyhh", { .a = a, .b = b }, Q(0xfffffffe, 6, 0x40000000, 0x3fff0001) },
	       { "mpyhha", { .t = SPLAT(2), .a = a, .b = b }, Q(0, 8, 0x40000002, 0x3fff0003) },
	       { "mpyhhu", { .a = a, .b = b }, Q(0x0001fffe, 6, 0x40000000, 0x3fff0001) },
	       { "mpyhhau",
		 { .t = SPLAT(2), .a = a, .b = b },
		 Q(0x00020000, 8, 0x40000002, 0x3fff0003) });
}

Test(isa_integer, bits_are_counted)
{
	EXPECT({ "clz", { .a = Q(0, 1, 0x80000000, 0x00010000) }, Q(32, 31, 0, 15) },
	       { "cntb",
		 { .a = Q(0x00ff0180, 0x7f55aa33, 0, ONES) },
		 Q(0x00080101, 0x07040404, 0, 0x08080808) });
}

Test(isa_integer, bytes_are_averaged_differ_and_sum_up)
{
	EXPECT({ "avgb",
		 { .a = Q(0xff000102, 0, 0, 0), .b = Q(0xff010002, 0, 0, 0) },
		 Q(0xff010102, 0, 0, 0) },
	       { "absdb",
		 { .a = Q(0xff000580, 0, 0, 0), .b = Q(0x00ff057f, 0, 0, 0) },
		 Q(0xffff0001, 0, 0, 0) },
	       { "sumb",
		 { .a = Q(0x01020304, ONES, 0, 0), .b = Q(ONES, 0x0a000000, 0, 1) },
		 Q(0x03fc000a, 0x000a03fc, 0, 0x00010000) });
}

Test(isa_integer, signs_are_extended_into_the_slot)
{
	EXPECT({ "xsbh",
		 { .a = Q(0x12801234, 0xff7f00ff, 0, 0) },
		 Q(0xff800034, 0x007fffff, 0, 0) },
	       { "xshw",
		 { .a = Q(0x12348000, 0xffff7fff, 0, 0xffff) },
		 Q(0xffff8000, 0x7fff, 0, ONES) },
	       { "xswd",
		 { .a = Q(1, 0x80000000, ONES, 0x7fffffff) },
		 Q(ONES, 0x80000000, 0, 0x7fffffff) });
}

Test(isa_integer, masks_are_formed_from_the_preferred_slot)
{
	EXPECT({ "fsmb",
		 { .a = Q(0xffff8421, ONES, ONES, ONES) },
		 Q(0xff000000, 0x00ff0000, 0x0000ff00, 0x000000ff) },
	       { "fsmh", { .a = Q(0xffffff81, 0, 0, 0) }, Q(0xffff0000, 0, 0, 0x0000ffff) },
	       { "fsmh", { .a = Q(0x6, 0, 0, 0) }, Q(0, 0, 0x0000ffff, 0xffff0000) },
	       { "fsm", { .a = Q(0xfffffff5, 0, 0, 0) }, Q(0, ONES, 0, ONES) },
	       { "fsmbi", { .imm = 0x8001 }, Q(0xff000000, 0, 0, 0x000000ff) });
}

Test(isa_integer, last_bits_are_gathered_into_the_preferred_slot)
{
	EXPECT({ "gbb", { .a = Q(0x01000000, 0, 0xfe01fe01, 0x01) }, Q(0x8051, 0, 0, 0) },
	       { "gbb", { .a = SPLAT(ONES) }, Q(0xffff, 0, 0, 0) },
	       { "gbh", { .a = Q(0x0001fffe, 0, 0xffffffff, 0x00010001) }, Q(0x8f, 0, 0, 0) },
	       { "gb", { .a = Q(1, 0xfffffffe, ONES, 2) }, Q(0xa, 0, 0, 0) });
}

Test(isa_integer, compares_make_masks)
{
	const struct quad a = Q(0x80000000, 0x7f80ff01, 5, ONES);
	const struct quad b = Q(0x7fffffff, 0x7f7f0001, 5, 0);
	EXPECT({ "ceqb", { .a = a, .b = b }, Q(0, 0xff0000ff, ONES, 0) },
	       { "ceqbi", { .a = a, .imm = -1 }, Q(0, 0x0000ff00, 0, ONES) },
	       { "ceqh", { .a = a, .b = b }, Q(0, 0, ONES, 0) },
	       { "ceqhi", { .a = a, .imm = 5 }, Q(0, 0, 0x0000ffff, 0) },
	       { "ceq", { .a = a, .b = b }, Q(0, 0, ONES, 0) },
	       { "ceqi", { .a = a, .imm = -1 }, Q(0, 0, 0, ONES) },
	       { "cgtb", { .a = a, .b = b }, Q(0x00ffffff, 0, 0, 0) },
	       { "cgtbi", { .a = a, .imm = 0 }, Q(0, 0xff0000ff, 0x000000ff, 0) },
	       { "cgth", { .a = a, .b = b }, Q(0x0000ffff, 0xffff0000, 0, 0) },
	       { "cgthi", { .a = a, .imm = -2 }, Q(0x0000ffff, 0xffff0000, ONES, ONES) },
	       { "cgt", { .a = a, .b = b }, Q(0, ONES, 0, 0) },
	       { "cgti", { .a = a, .imm = -2 }, Q(0, ONES, ONES, ONES) },
	       { "clgtb", { .a = a, .b = b }, Q(0xff000000, 0x00ffff00, 0, ONES) },
	       { "clgtbi", { .a = a, .imm = 0x7f }, Q(0xff000000, 0x00ffff00, 0, ONES) },
	       { "clgth", { .a = a, .b = b }, Q(0xffff0000, ONES, 0, ONES) },
	       { "clgthi", { .a = a, .imm = -2 }, Q(0, 0, 0, ONES) },
	       { "clgt", { .a = a, .b = b }, Q(ONES, ONES, 0, ONES) },
	       { "clgti", { .a = a, .imm = -2 }, Q(0, 0, 0, ONES) });
}
