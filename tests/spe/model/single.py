# SPDX-License-Identifier: Apache-2.0
"""single: extended-range single precision (section 9.1), by exact rational arithmetic.

An exponent of 255 is one as any other: no infinity, no NaN. What is below the least normal number
is zero, and a zero result is positive. All is rounded toward zero.
"""

from fractions import Fraction

SMALLEST = Fraction(1, 1 << 126)
LARGEST = Fraction(((1 << 24) - 1) << 105)
LARGEST_WORD = 0x7FFFFFFF


def exponent(word):
    return word >> 23 & 0xFF


def fraction(word):
    return word & 0x7FFFFF


def value(word):
    if exponent(word) == 0:
        return Fraction(0)
    magnitude = Fraction((1 << 23) + fraction(word), 1 << 23) * power(exponent(word) - 127)
    return -magnitude if word >> 31 else magnitude


def power(n):
    return Fraction(1 << n) if n >= 0 else Fraction(1, 1 << -n)


def floor_log2(magnitude):
    """The n for which 2^n <= magnitude < 2^(n + 1)."""
    n = magnitude.numerator.bit_length() - magnitude.denominator.bit_length()
    return n if power(n) <= magnitude else n - 1


def unlike_ieee(word):
    """Whether an operand is one that IEEE 754 reads otherwise: a denormal, infinity or a NaN."""
    return exponent(word) == 255 or exponent(word) == 0 and fraction(word) != 0


def pack(exact):
    """The word that a result becomes, and the flags it raises."""
    magnitude = abs(exact)
    sign = 0x80000000 if exact < 0 else 0
    if magnitude == 0:
        return 0, set()
    if magnitude < SMALLEST:
        return 0, {"UNF", "DIFF"}
    if magnitude > LARGEST:
        return sign | LARGEST_WORD, {"OVF", "DIFF"}
    n = floor_log2(magnitude)
    significand = magnitude * power(23 - n) // 1
    word = sign | (n + 127) << 23 | significand - (1 << 23)
    return word, {"DIFF"} if n + 127 == 255 else set()
