# SPDX-License-Identifier: Apache-2.0
"""fpscr: where the status and control register (section 9.3) keeps what, by the ISA's bit numbers.

The register is held as a number of 128 bits; bit 0 is the most significant.
"""

ROUND = (20, 22)  # first of two bits, by doubleword slot
NEAREST, TO_ZERO, UP, DOWN = range(4)

# First bit of the flags of a slot, and their names from there on.
SINGLE = (29, 61, 93, 125)
SINGLE_FLAGS = ("OVF", "UNF", "DIFF")
DOUBLE = (50, 82)
DOUBLE_FLAGS = ("OVF", "UNF", "INX", "INV", "NAN", "DENORM")
DIVIDE_BY_ZERO = (116, 117, 118, 119)


def bit(number):
    return 1 << (127 - number)


def single(slot, flags):
    return sum(bit(SINGLE[slot] + SINGLE_FLAGS.index(flag)) for flag in flags)


def double(slot, flags):
    return sum(bit(DOUBLE[slot] + DOUBLE_FLAGS.index(flag)) for flag in flags)


def rounding(fpscr, slot):
    return fpscr >> (127 - ROUND[slot] - 1) & 3


def with_rounding(first, second):
    return first << (127 - ROUND[0] - 1) | second << (127 - ROUND[1] - 1)


DEFINED = (
    with_rounding(3, 3)
    | sum(single(slot, SINGLE_FLAGS) for slot in range(4))
    | sum(double(slot, DOUBLE_FLAGS) for slot in range(2))
    | sum(bit(number) for number in DIVIDE_BY_ZERO)
)
