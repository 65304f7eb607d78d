# SPDX-License-Identifier: Apache-2.0
"""integer_test: the model against examples worked by hand: encoding, integers, memory, branches."""

import unittest
from itertools import permutations

from quad import ONES
from table import TABLE, decode
from worked import RA, RT, instruction, machine, rt, words


class Encoding(unittest.TestCase):
    def test_words_that_every_disassembly_shows(self):
        # Opcode, then fields of 7 bits from the right: RT, RA, RB.
        self.assertEqual(TABLE["ori"].word(rt=3, ra=4, i10=0), 0x04000203)
        self.assertEqual(TABLE["stqd"].word(rt=0, ra=1, i10=1), 0x24004080)
        self.assertEqual(TABLE["il"].word(rt=3, i16=0), 0x40800003)
        self.assertEqual(TABLE["bi"].word(ra=0), 0x35000000)
        self.assertEqual(TABLE["nop"].word(), 0x40200000)
        self.assertEqual(TABLE["lnop"].word(), 0x00200000)
        # RRR: RT is at bits 4:10, so 2 << 21.
        self.assertEqual(TABLE["shufb"].word(rt=2, ra=3, rb=4, rc=5), 0xB0410185)
        # cflts with a scale of 0: 173 << 14 = 0x2b4000.
        self.assertEqual(TABLE["cflts"].word(rt=0, ra=0, i8=173), 0x762B4000)

    def test_the_architecture_lists_199_instructions_none_the_beginning_of_another(self):
        self.assertEqual(len(TABLE), 199)
        for one, other in permutations((row.opcode for row in TABLE.values()), 2):
            self.assertFalse(other.startswith(one))

    def test_unassigned_opcodes_decode_to_nothing(self):
        for word in (0x90000000, 0xA1234567, 0x00800000, 0x3C000000):
            self.assertIsNone(decode(word), f"{word:08x}")


class Integer(unittest.TestCase):
    def test_addition_wraps_in_its_slot(self):
        ra, rb = words(0x7FFFFFFF, 0xFFFFFFFF, 0, 1), words(1, 1, 0, 1)
        self.assertEqual(rt("a", ra=ra, rb=rb), words(0x80000000, 0, 0, 2))
        # Halfwords: ffff + 1 leaves the left half alone.
        self.assertEqual(rt("ah", ra=words(0x0001FFFF), rb=words(1)), words(0x00010000))

    def test_subtract_from_subtracts_ra(self):
        self.assertEqual(rt("sf", ra=words(1), rb=words(0)), words(0xFFFFFFFF))
        self.assertEqual(rt("sfi", {"i10": 0x3FF}, ra=words(1)), words(0xFFFFFFFE))  # -1 - 1

    def test_carries_and_borrows_make_64_bits(self):
        # 00000000ffffffff + 1: the low word carries, the high one is 0 + 0 + 1.
        self.assertEqual(rt("cg", ra=words(0xFFFFFFFF), rb=words(1)), words(1))
        self.assertEqual(rt("addx", ra=words(0), rb=words(0), rt=words(1)), words(1))
        # 0000000100000000 - 1: the low word borrows (0), the high one is 1 - 0 - 1.
        self.assertEqual(rt("bg", ra=words(1), rb=words(0)), words(0))
        self.assertEqual(rt("sfx", ra=words(0), rb=words(1), rt=words(0)), words(0))
        # Only the lowest bit of RT is the carry: 2 is none.
        self.assertEqual(rt("addx", ra=words(5), rb=words(6), rt=words(2)), words(11))
        self.assertEqual(rt("cgx", ra=words(0xFFFFFFFF), rb=words(0), rt=words(1)), words(1))
        # 5 - 5 borrows only when something was borrowed before.
        fives = {"ra": words(5), "rb": words(5)}
        self.assertEqual(rt("bgx", **fives, rt=words(0, 1, 0, 1)), words(0, 1, 0, 1))

    def test_products_of_halfwords(self):
        # -32768 * 32767 = -3fff8000; the left halves are not looked at.
        self.assertEqual(rt("mpy", ra=words(0xFFFF8000), rb=words(0x17FFF)), words(0xC0008000))
        self.assertEqual(rt("mpyu", ra=words(0xFFFF), rb=words(0xFFFF)), words(0xFFFE0001))
        # 1234 * 10 = 12340, of which the low 16 bits become the left half.
        self.assertEqual(rt("mpyh", ra=words(0x12340000), rb=words(0x10)), words(0x23400000))
        self.assertEqual(rt("mpys", ra=words(0xFFFF), rb=words(1)), words(0xFFFFFFFF))
        # mpyui: the immediate -1 is ffff. 2 * ffff.
        self.assertEqual(rt("mpyui", {"i10": 0x3FF}, ra=words(2)), words(0x1FFFE))
        self.assertEqual(rt("mpyi", {"i10": 0x3FF}, ra=words(2)), words(0xFFFFFFFE))

    def test_a_whole_product_from_three_partial_ones(self):
        # 12345678 * 9abcdef0 = 0b00ea4e242d2080.
        a, b = words(0x12345678), words(0x9ABCDEF0)
        cross = rt("a", ra=rt("mpyh", ra=a, rb=b), rb=rt("mpyh", ra=b, rb=a))
        self.assertEqual(rt("a", ra=cross, rb=rt("mpyu", ra=a, rb=b)), words(0x242D2080))

    def test_bits_counted_formed_and_gathered(self):
        self.assertEqual(rt("clz", ra=words(0, 1, 0x80000000, 0x8000)), words(32, 31, 0, 16))
        self.assertEqual(rt("cntb", ra=words(0xFF010380)), words(0x08010201))
        # Of 16 bits, the first is byte 0's and the last byte 15's.
        mask = b"\xff" + bytes(14) + b"\xff"
        self.assertEqual(rt("fsmb", ra=words(0x00018001, 7, 7, 7)), mask)
        self.assertEqual(rt("gbb", ra=b"\x01" + bytes(14) + b"\x03"), words(0x8001, 0, 0, 0))
        self.assertEqual(rt("fsm", ra=words(0b1010, 0, 0, 0)), words(0xFFFFFFFF, 0, 0xFFFFFFFF, 0))
        self.assertEqual(rt("gb", ra=words(1, 2, 3, 4)), words(0b1010, 0, 0, 0))
        self.assertEqual(rt("orx", ra=words(1, 2, 4, 8)), words(15, 0, 0, 0))

    def test_bytes_averaged_and_summed(self):
        self.assertEqual(rt("avgb", ra=words(0x00FF01FE), rb=words(0x01FF0101)), words(0x01FF0180))
        self.assertEqual(rt("absdb", ra=words(0x00FF0102), rb=words(0x01FE0101)), words(0x01010001))
        # The sum of RB's bytes goes left.
        self.assertEqual(rt("sumb", ra=words(0x01010101), rb=ONES), words(0x03FC0004))

    def test_signs_extended(self):
        self.assertEqual(rt("xsbh", ra=words(0x12803456)), words(0xFF800056))
        self.assertEqual(rt("xshw", ra=words(0x12348000)), words(0xFFFF8000))
        self.assertEqual(rt("xswd", ra=words(7, 0x80000000)), words(0xFFFFFFFF, 0x80000000))

    def test_immediates_of_logic(self):
        # The low 8 bits for bytes; extended by the sign for halfwords and words.
        self.assertEqual(rt("orbi", {"i10": 0x2F0}, ra=words(0)), words(0xF0F0F0F0))
        self.assertEqual(rt("orhi", {"i10": 0x200}, ra=words(0)), words(0xFE00FE00))
        self.assertEqual(rt("ori", {"i10": 0x200}, ra=words(0)), words(0xFFFFFE00))
        self.assertEqual(rt("iohl", {"i16": 0x8001}, rt=words(0x12340000)), words(0x12348001))
        self.assertEqual(rt("il", {"i16": 0x8000}), words(0xFFFF8000))
        self.assertEqual(rt("ila", {"i18": 0x3FFFF}), words(0x3FFFF))
        self.assertEqual(rt("ilhu", {"i16": 0x8001}), words(0x80010000))

    def test_select_takes_rb_where_rc_is_one(self):
        got = rt("selb", ra=words(0xAAAA5555), rb=words(0x12345678), rc=words(0xFFFF0000))
        self.assertEqual(got, words(0x12345555))

    def test_shuffle_has_three_constants_and_32_bytes(self):
        control = bytes.fromhex("000f101f7f6080bf" + "c0dfe0ff00000000")
        got = rt("shufb", ra=bytes(range(16)), rb=bytes(range(16, 32)), rc=control)
        # 7f and 60 name bytes 31 and 0: three bits above the index do not count.
        self.assertEqual(got.hex(), "000f101f1f000000ffff8080" + "00000000")

    def test_insertion_puts_the_preferred_slot_at_an_address(self):
        # Byte 5, of what shufb finds as byte 3 of RA.
        got = rt("cbd", {"i7": 5}, ra=words(0x40, 9, 9, 9))
        self.assertEqual(got.hex(), "1011121314031617" + "18191a1b1c1d1e1f")
        # -1 from 0x40 is byte 15; the halfword it is in is 14, the word 12, the doubleword 8.
        last = {"i7": 0x7F}, words(0x40, 9, 9, 9)
        self.assertEqual(rt("chd", last[0], ra=last[1]).hex()[-8:], "1c1d0203")
        self.assertEqual(rt("cwd", last[0], ra=last[1]).hex()[-8:], "00010203")
        self.assertEqual(rt("cdd", last[0], ra=last[1]).hex()[-16:], "0001020304050607")


class Shift(unittest.TestCase):
    def test_counts_beyond_the_slot_leave_nothing(self):
        got = rt("shl", ra=words(3), rb=words(1, 31, 32, 64))  # of 64, six bits are looked at: 0
        self.assertEqual(got, words(6, 0x80000000, 0, 3))
        got = rt("shlh", ra=words(0x00030003), rb=words(0x000F0010, 0x001F0020, 1, 1))
        self.assertEqual(got, words(0x80000000, 3, 0x00030006, 0x00030006))

    def test_right_shifts_take_the_count_negative(self):
        minus = [-n % 128 for n in (4, 31, 32, 63)]
        shifted = [rt("rotmi", {"i7": n}, ra=words(0x80000000)) for n in minus]
        self.assertEqual(shifted, [words(n) for n in (0x08000000, 1, 0, 0)])
        shifted = [rt("rotmai", {"i7": n}, ra=words(0x80000000)) for n in minus]
        self.assertEqual(shifted, [words(n) for n in (0xF8000000, 0xFFFFFFFF) + (0xFFFFFFFF,) * 2])
        self.assertEqual(rt("rothmi", {"i7": 0x71}, ra=words(0x80008000)), words(0x00010001))  # -15

    def test_rotation_brings_back_what_goes_out(self):
        self.assertEqual(rt("roti", {"i7": 0x7F}, ra=words(1)), words(0x80000000))  # -1 is 31
        got = rt("rotqby", ra=bytes(range(16)), rb=words(0x13, 0, 0, 0))  # 19 is 3
        self.assertEqual(got, bytes([*range(3, 16), 0, 1, 2]))

    def test_a_quadword_shifted_right_by_20_bits(self):
        # The usual pair: bytes by (7 - 20) = ...f3, of which bits 24:28 are 30, so 2; then -20 % 8,
        # so 4 more bits.
        quad = bytes.fromhex("123456789abcdef0" * 2)
        by_bytes = rt("rotqmbybi", ra=quad, rb=words(7 - 20, 0, 0, 0))
        self.assertEqual(by_bytes.hex(), "0000" + ("123456789abcdef0" * 2)[:28])
        by_bits = rt("rotqmbi", ra=by_bytes, rb=words(-20, 0, 0, 0))
        self.assertEqual(by_bits.hex(), "00000" + ("123456789abcdef0" * 2)[:27])

    def test_a_quadword_shifted_left_across_words(self):
        self.assertEqual(rt("shlqbii", {"i7": 1}, ra=words(0, 0x80000000, 0, 1)), words(1, 0, 0, 2))
        got = rt("shlqbyi", {"i7": 15}, ra=words(0, 0, 0, 7))
        self.assertEqual(got, words(0x07000000, 0, 0, 0))
        self.assertEqual(rt("shlqbyi", {"i7": 16}, ra=ONES), words(0))
        self.assertEqual(rt("shlqbyi", {"i7": 32}, ra=ONES), ONES)  # five bits are looked at


class Memory(unittest.TestCase):
    def test_addresses_wrap_and_lose_their_low_bits(self):
        for mnemonic, i10, base, address in (
            ("lqd", 1, 0x3FFF0, 0),
            ("lqd", 0x3FF, 0, 0x3FFF0),
            ("lqd", 0, 0x4001F, 0x10),
        ):
            state = machine(ra=words(base, 9, 9, 9))
            state.loaded[address] = ONES
            state.step(instruction(mnemonic, i10=i10))
            self.assertEqual(state.written[RT], ONES)

    def test_stores_by_place(self):
        state = machine(pc=0x3FFFC, rt=ONES)
        state.step(instruction("stqr", i16=1))  # 3fffc + 4 is 0
        self.assertEqual(state.stored, {0: ONES})
        state = machine(rt=ONES)
        state.step(instruction("stqa", i16=0xFFFF))  # -4
        self.assertEqual(state.stored, {0x3FFF0: ONES})


class Branch(unittest.TestCase):
    def after(self, mnemonic, immediate=None, pc=0x100, **contents):
        state = machine(pc=pc, **contents)
        self.outcome = state.step(instruction(mnemonic, **(immediate or {})))
        self.link = state.written.get(RT)
        return state.pc

    def test_the_program_counter_wraps(self):
        self.assertEqual(self.after("nop", pc=0x3FFFC), 0)
        self.assertEqual(self.after("br", {"i16": 1}, pc=0x3FFFC), 0)
        self.assertEqual(self.after("bra", {"i16": 0xFFFF}), 0x3FFFC)
        self.assertEqual(self.after("brsl", {"i16": 2}, pc=0x3FFFC), 4)
        self.assertEqual(self.link, words(0, 0, 0, 0))
        self.assertEqual(self.after("bi", ra=words(0xFFFFFFFF, 0, 0, 0)), 0x3FFFC)

    def test_conditions_look_at_the_preferred_slot(self):
        upper = words(0x10000, 5, 5, 5)  # a word that is not zero, its right halfword is
        self.assertEqual(self.after("brnz", {"i16": 4}, rt=upper), 0x110)
        self.assertEqual(self.after("brhnz", {"i16": 4}, rt=upper), 0x104)
        self.assertEqual(self.after("bihz", rt=upper, ra=words(0x207)), 0x204)
        self.assertEqual(self.after("biz", rt=words(0, 5, 5, 5), ra=words(0x200)), 0x200)

    def test_the_link_may_be_the_target(self):
        state = machine(ra=words(0x200))
        state.step(TABLE["bisl"].word(rt=RA, ra=RA))
        self.assertEqual((state.pc, state.written[RA]), (0x200, words(0x104, 0, 0, 0)))

    def test_halts_and_stops(self):
        self.after("heq", ra=words(1, 2, 3, 4), rb=words(1, 0, 0, 0))
        self.assertEqual(self.outcome, "halt")
        self.after("hlgti", {"i10": 0x3FF}, ra=ONES)  # not above ffffffff
        self.assertEqual(self.outcome, "ok")
        self.after("hgti", {"i10": 0x3FF}, ra=words(0))  # 0 > -1
        self.assertEqual(self.outcome, "halt")
        state = machine()
        self.assertEqual(state.step(TABLE["stop"].word(type=0x2001)), "stop")
        self.assertEqual((state.code, state.pc), (0x2001, 0x104))

    def test_comparisons_with_immediates(self):
        # -1 as an unsigned halfword is the greatest: nothing is above it.
        self.assertEqual(rt("clgthi", {"i10": 0x3FF}, ra=ONES), words(0))
        self.assertEqual(rt("clgtbi", {"i10": 0x37F}, ra=words(0x807F8000)), words(0xFF00FF00))
        self.assertEqual(rt("cgtbi", {"i10": 0x080}, ra=words(0x8081007F)), words(0x00FFFFFF))
