# SPDX-License-Identifier: Apache-2.0
"""ieee: the arithmetic of section 9.2: IEEE 754, but that denormal operands are read as zeros and
every NaN becomes the default one. Exact rationals, rounded once.
"""

from dataclasses import dataclass
from fractions import Fraction

from fpscr import DOWN, NEAREST, UP
from single import floor_log2, power


@dataclass(frozen=True)
class Format:
    fraction_bits: int
    exponent_bits: int

    @property
    def bias(self):
        return (1 << (self.exponent_bits - 1)) - 1

    @property
    def top(self):
        """The exponent of infinities and NaNs."""
        return (1 << self.exponent_bits) - 1

    @property
    def sign(self):
        return 1 << (self.fraction_bits + self.exponent_bits)

    @property
    def infinity(self):
        return self.top << self.fraction_bits

    @property
    def nan(self):
        return self.infinity | 1 << (self.fraction_bits - 1)


DOUBLE = Format(52, 11)
SINGLE = Format(23, 8)


@dataclass(frozen=True)
class Number:
    kind: str  # "nan", "signalling", "infinity" or "finite"
    negative: bool
    magnitude: Fraction
    flags: frozenset  # raised by reading it

    @property
    def value(self):
        return -self.magnitude if self.negative else self.magnitude


def read(bits, form):
    exponent = bits >> form.fraction_bits & form.top
    fraction = bits & (1 << form.fraction_bits) - 1
    negative = bits & form.sign != 0
    if exponent == form.top and fraction != 0:
        if fraction >> (form.fraction_bits - 1):
            return Number("nan", False, Fraction(0), frozenset({"NAN"}))
        return Number("signalling", False, Fraction(0), frozenset({"NAN", "INV"}))
    if exponent == form.top:
        return Number("infinity", negative, Fraction(0), frozenset())
    if exponent == 0:
        denormal = {"DENORM"} if fraction else set()
        return Number("finite", negative, Fraction(0), frozenset(denormal))
    significand = Fraction((1 << form.fraction_bits) + fraction, 1 << form.fraction_bits)
    return Number("finite", negative, significand * power(exponent - form.bias), frozenset())


def opposite(number):
    """The number with the other sign; a NaN has none."""
    if number.kind in ("nan", "signalling"):
        return number
    return Number(number.kind, not number.negative, number.magnitude, number.flags)


def nearest_even(exact):
    below = exact // 1
    rest = exact - below
    if rest > Fraction(1, 2) or rest == Fraction(1, 2) and below % 2:
        return below + 1
    return below


def to_integer(exact, negative, mode):
    """A magnitude rounded to an integer as the mode says."""
    if mode == NEAREST:
        return nearest_even(exact)
    away = mode == (DOWN if negative else UP)
    return -(-exact // 1) if away else exact // 1


def largest_or_infinity(form, negative, mode):
    away = mode == NEAREST or mode == (DOWN if negative else UP)
    return form.infinity if away else form.infinity - 1


def pack(magnitude, negative, mode, form):
    """What a result other than zero becomes, and the flags it raises.

    Underflow is told before rounding, and only of what is inexact as well.
    """
    sign = form.sign if negative else 0
    least = 1 - form.bias
    n = floor_log2(magnitude)
    tiny = n < least
    unit = power(max(n, least) - form.fraction_bits)
    count = to_integer(magnitude / unit, negative, mode)
    inexact = {"INX"} if count * unit != magnitude else set()
    if count * unit >= power(form.bias + 1):
        return sign | largest_or_infinity(form, negative, mode), {"OVF", "INX"}
    if tiny and inexact:
        inexact.add("UNF")
    if count == 0:
        return sign, inexact
    # `count` units are the significand with its leading one, which adds one to the exponent field.
    return sign | ((max(n, least) + form.bias - 1) << form.fraction_bits) + count, inexact


def total(parts, form, mode):
    """The sum of finite parts, each a sign and a magnitude, rounded once."""
    exact = sum(-magnitude if negative else magnitude for negative, magnitude in parts)
    if exact != 0:
        return pack(abs(exact), exact < 0, mode, form)
    signs = {negative for negative, _ in parts}
    negative = signs.pop() if len(signs) == 1 else mode == DOWN
    return form.sign if negative else 0, set()


def invalid(form):
    return form.nan, {"INV"}


def infinite(form, negative):
    return form.infinity | (form.sign if negative else 0), set()


def with_operands(form, operands, compute):
    """The NaN rule, and the flags of the operands beside those of the result."""
    flags = set().union(*(number.flags for number in operands))
    if any(number.kind in ("nan", "signalling") for number in operands):
        return form.nan, flags
    bits, raised = compute()
    return bits, flags | raised


def add(a, b, mode, form=DOUBLE):
    def compute():
        infinities = {n.negative for n in (a, b) if n.kind == "infinity"}
        if len(infinities) == 2:
            return invalid(form)
        if infinities:
            return infinite(form, infinities.pop())
        return total([(a.negative, a.magnitude), (b.negative, b.magnitude)], form, mode)

    return with_operands(form, (a, b), compute)


def product_is_invalid(a, b):
    zero = [n.kind == "finite" and n.magnitude == 0 for n in (a, b)]
    return a.kind == "infinity" and zero[1] or b.kind == "infinity" and zero[0]


def multiply(a, b, mode, form=DOUBLE):
    def compute():
        negative = a.negative != b.negative
        if product_is_invalid(a, b):
            return invalid(form)
        if "infinity" in (a.kind, b.kind):
            return infinite(form, negative)
        return total([(negative, a.magnitude * b.magnitude)], form, mode)

    return with_operands(form, (a, b), compute)


def multiply_add(a, b, c, mode, form=DOUBLE):
    """a * b + c, rounded once."""

    def compute():
        negative = a.negative != b.negative
        if product_is_invalid(a, b):
            return invalid(form)
        if "infinity" in (a.kind, b.kind):
            if c.kind == "infinity" and c.negative != negative:
                return invalid(form)
            return infinite(form, negative)
        if c.kind == "infinity":
            return infinite(form, c.negative)
        return total([(negative, a.magnitude * b.magnitude), (c.negative, c.magnitude)], form, mode)

    return with_operands(form, (a, b, c), compute)


def convert(number, mode, form):
    """The number in another format."""

    def compute():
        if number.kind == "infinity":
            return infinite(form, number.negative)
        return total([(number.negative, number.magnitude)], form, mode)

    return with_operands(form, (number,), compute)
