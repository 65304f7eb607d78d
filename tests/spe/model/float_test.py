# SPDX-License-Identifier: Apache-2.0
"""float_test: the model against examples worked by hand: single and double precision."""

import unittest

import fpscr
from quad import ONES
from worked import RT, doubles, flags, instruction, machine, rt, words


class Single(unittest.TestCase):
    def test_what_does_not_fit_is_cut_off(self):
        # 1 + 2^-24 is 1; 1 - 2^-30 is the number below 1.
        self.assertEqual(rt("fa", ra=words(0x3F800000), rb=words(0x33800000)), words(0x3F800000))
        self.assertEqual(rt("fs", ra=words(0x3F800000), rb=words(0x30800000)), words(0x3F7FFFFF))

    def test_the_range_goes_to_twice_the_greatest_of_ieee_754(self):
        # 7f7fffff + 7f7fffff has the next exponent, 255; that is the greatest, and no overflow.
        great = {"ra": words(0x7F7FFFFF), "rb": words(0x7F7FFFFF)}
        self.assertEqual(rt("fa", **great), words(0x7FFFFFFF))
        self.assertEqual(flags("fa", **great), sum(fpscr.single(i, {"DIFF"}) for i in range(4)))

    def test_overflow_is_the_greatest_with_its_sign(self):
        operands = {"ra": words(0xFFFFFFFF, 0, 0, 0), "rb": words(0x40000000)}
        self.assertEqual(rt("fm", **operands), words(0xFFFFFFFF, 0, 0, 0))
        self.assertEqual(flags("fm", **operands), fpscr.single(0, {"OVF", "DIFF"}))

    def test_underflow_is_a_positive_zero(self):
        # 2^-64 * -2^-64 in slot 3: bits 126 and 127 of the register.
        operands = {"ra": words(0, 0, 0, 0x1F800000), "rb": words(0x9F800000)}
        self.assertEqual(rt("fm", **operands), words(0))
        self.assertEqual(flags("fm", **operands), 3)

    def test_zeros_are_positive_and_denormals_zeros(self):
        self.assertEqual(rt("fm", ra=words(0x80000000), rb=words(0x3F800000)), words(0))
        operands = {"ra": words(0x007FFFFF, 0, 0, 0), "rb": words(0x3F800000)}
        self.assertEqual(rt("fa", **operands), words(0x3F800000))
        self.assertEqual(flags("fa", **operands), fpscr.single(0, {"DIFF"}))

    def test_products_are_not_rounded_before_the_sum(self):
        # (1 + 2^-23)^2 = 1 + 2^-22 + 2^-46; less 1 + 2^-22, 2^-46 is left.
        near, square = words(0x3F800001), words(0x3F800002)
        self.assertEqual(rt("fms", ra=near, rb=near, rc=square), words(0x28800000))
        self.assertEqual(rt("fnms", ra=near, rb=near, rc=square), words(0xA8800000))
        self.assertEqual(rt("fma", ra=near, rb=near, rc=words(0xBF800002)), words(0x28800000))

    def test_interpolation_goes_down_from_the_base(self):
        # Base 1, step 1023/8192, half of it: 15361/16384 = 15361/8192 / 2; 15361 - 8192 = 1c01.
        got = rt("fi", ra=words(0x00040000), rb=words(0x3F8003FF))
        self.assertEqual(got, words(0x3F000000 | 0x1C01 << 10))

    def test_integers_become_floats(self):
        one, least = {"i8": 155}, {"i8": 28}  # scales of 0 and 127
        self.assertEqual(rt("csflt", one, ra=words(1)), words(0x3F800000))
        self.assertEqual(rt("csflt", one, ra=words(0xFFFFFFFF)), words(0xBF800000))
        self.assertEqual(rt("cuflt", one, ra=words(0xFFFFFFFF)), words(0x4F7FFFFF))
        self.assertEqual(rt("csflt", least, ra=words(2)), words(0x00800000))  # 2^-126
        self.assertEqual(rt("csflt", least, ra=words(1)), words(0))  # too small

    def test_floats_become_integers(self):
        one = {"i8": 173}
        got = rt("cflts", one, ra=words(0xBFFFFFFF, 0x4F000000, 0xCF000001, 0x7FC00000))
        self.assertEqual(got, words(0xFFFFFFFF, 0x7FFFFFFF, 0x80000000, 0x7FFFFFFF))
        got = rt("cfltu", one, ra=words(0xBF800000, 0x4F7FFFFF, 0x4F800000, 0x3FFFFFFF))
        self.assertEqual(got, words(0, 0xFFFFFF00, 0xFFFFFFFF, 1))
        self.assertEqual(rt("cflts", {"i8": 172}, ra=words(0x3F800000)), words(2))  # 1 * 2^1

    def test_comparisons_know_no_nan_and_one_zero(self):
        self.assertEqual(rt("fceq", ra=words(0x80000000), rb=words(0x007FFFFF)), ONES)
        self.assertEqual(rt("fcgt", ra=words(0x7FC00000), rb=words(0x7F800000)), ONES)
        self.assertEqual(rt("fcgt", ra=words(0xBF800000), rb=words(0xC0000000)), ONES)
        self.assertEqual(rt("fcmgt", ra=words(0xC0000000), rb=words(0x3F800000)), ONES)


class Double(unittest.TestCase):
    ONE = 0x3FF0000000000000
    NAN = 0x7FF8000000000000

    def run_double(self, mnemonic, status=0, **contents):
        state = machine(status, **contents)
        state.step(instruction(mnemonic))
        return state.written[RT], state.status & ~status

    def test_each_slot_rounds_as_it_is_told(self):
        # 1 + 2^-53, to nearest and up.
        modes = fpscr.with_rounding(fpscr.NEAREST, fpscr.UP)
        got, raised = self.run_double("dfa", modes, ra=doubles(self.ONE), rb=doubles(0x3CA << 52))
        self.assertEqual(got, doubles(self.ONE, self.ONE + 1))
        self.assertEqual(raised, fpscr.double(0, {"INX"}) | fpscr.double(1, {"INX"}))

    def test_overflow_is_infinite_unless_rounded_toward_zero(self):
        modes = fpscr.with_rounding(fpscr.NEAREST, fpscr.TO_ZERO)
        great = doubles(0x7FEFFFFFFFFFFFFF)
        got, raised = self.run_double("dfa", modes, ra=great, rb=great)
        self.assertEqual(got, doubles(0x7FF0000000000000, 0x7FEFFFFFFFFFFFFF))
        self.assertEqual(raised, sum(fpscr.double(i, {"OVF", "INX"}) for i in range(2)))

    def test_denormals_are_results_but_not_operands(self):
        # 2^-511 * 2^-512 = 2^-1023, half the least normal number; exact, so no underflow.
        got, raised = self.run_double("dfm", ra=doubles(0x200 << 52), rb=doubles(0x1FF << 52))
        self.assertEqual((got, raised), (doubles(0x0008000000000000), 0))
        got, raised = self.run_double("dfm", ra=doubles(1 << 63 | 1, 0), rb=doubles(self.ONE))
        self.assertEqual((got, raised), (doubles(1 << 63, 0), fpscr.double(0, {"DENORM"})))

    def test_every_nan_is_the_default_one(self):
        quiet, signalling = 0xFFF8000000000001, 0x7FF0000000000001
        got, raised = self.run_double("dfa", ra=doubles(quiet, signalling), rb=doubles(self.ONE))
        self.assertEqual(got, doubles(self.NAN))
        self.assertEqual(raised, fpscr.double(0, {"NAN"}) | fpscr.double(1, {"NAN", "INV"}))
        infinity = 0x7FF0000000000000
        got, raised = self.run_double("dfs", ra=doubles(infinity), rb=doubles(infinity, self.ONE))
        self.assertEqual((got, raised), (doubles(self.NAN, infinity), fpscr.double(0, {"INV"})))

    def test_products_are_not_rounded_before_the_sum(self):
        # (1 + 2^-52)^2 less 1 + 2^-51 leaves 2^-104.
        near, square = doubles(self.ONE + 1), doubles(self.ONE + 2)
        got, _ = self.run_double("dfms", ra=near, rb=near, rt=square)
        self.assertEqual(got, doubles(0x397 << 52))

    def test_negated_forms_negate_what_is_rounded(self):
        ones = {"ra": doubles(self.ONE), "rb": doubles(self.ONE)}
        # 1 * 1 - 1 is +0.
        got, _ = self.run_double("dfnms", **ones, rt=doubles(self.ONE))
        self.assertEqual(got, doubles(1 << 63))
        # 1 * 1 + 2^-53 rounded up, then negated.
        up = fpscr.with_rounding(fpscr.UP, fpscr.UP)
        got, _ = self.run_double("dfnma", up, **ones, rt=doubles(0x3CA << 52))
        self.assertEqual(got, doubles(1 << 63 | self.ONE + 1))

    def test_conversions_use_the_left_word(self):
        pi = doubles(0x400921FB54442D18)
        self.assertEqual(self.run_double("frds", ra=pi)[0], words(0x40490FDB, 0))
        to_zero = fpscr.with_rounding(fpscr.TO_ZERO, fpscr.TO_ZERO)
        self.assertEqual(self.run_double("frds", to_zero, ra=pi)[0], words(0x40490FDA, 0))
        self.assertEqual(self.run_double("fesd", ra=words(0x3F800000, 7))[0], doubles(self.ONE))

    def test_underflow_is_told_before_rounding(self):
        # (1 - 2^-24) * 2^-126 rounds up to the least normal single: tiny, and inexact.
        got, raised = self.run_double("frds", ra=doubles(0x380FFFFFE0000000, 0))
        self.assertEqual(got, words(0x00800000, 0, 0, 0))
        self.assertEqual(raised, fpscr.double(0, {"UNF", "INX"}))

    def test_special_values_are_told_apart(self):
        asked = {"i7": 0x41}  # NaN or a negative denormal
        got = rt("dftsv", asked, ra=doubles(0xFFF0000000000001, 0x8000000000000001))
        self.assertEqual(got, ONES)
        self.assertEqual(rt("dftsv", asked, ra=doubles(1, 0xFFF0000000000000)), words(0))

    def test_the_status_register_reads_as_zeros_where_nothing_is_defined(self):
        state = machine(ra=ONES)
        state.step(instruction("fscrwr"))
        state.step(instruction("fscrrd"))
        self.assertEqual(state.written[RT], words(0xF07, 0x3F07, 0x3F07, 0xF07))
