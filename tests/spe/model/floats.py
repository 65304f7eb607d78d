# SPDX-License-Identifier: Apache-2.0
"""floats: chapter 9: single and double precision, conversions, comparisons, status register."""

import fpscr
import ieee
import single
from quad import each, join, mask, signed, slots
from single import power


def in_words(o, compute, *quads):
    """Four results of single precision; an operand unlike IEEE 754's raises DIFF."""
    words = []
    for slot, operands in enumerate(zip(*(slots(quad, 4) for quad in quads))):
        result, flags = single.pack(compute(*(single.value(x) for x in operands)))
        if any(single.unlike_ieee(x) for x in operands):
            flags = flags | {"DIFF"}
        o.raise_flags(fpscr.single(slot, flags))
        words.append(result)
    return join(words, 4)


def fa(o):
    return in_words(o, lambda a, b: a + b, o.ra, o.rb)


def fs(o):
    return in_words(o, lambda a, b: a - b, o.ra, o.rb)


def fm(o):
    return in_words(o, lambda a, b: a * b, o.ra, o.rb)


def fma(o):
    return in_words(o, lambda a, b, c: a * b + c, o.ra, o.rb, o.rc)


def fnms(o):
    return in_words(o, lambda a, b, c: c - a * b, o.ra, o.rb, o.rc)


def fms(o):
    return in_words(o, lambda a, b, c: a * b - c, o.ra, o.rb, o.rc)


def fi(o):
    """RB is base (13 bits of fraction) and step (10 bits, three places further right); RA's low 19
    bits say how many steps to go down from the base."""
    words = []
    for slot, (a, b) in enumerate(zip(slots(o.ra, 4), slots(o.rb, 4))):
        base = 1 + single.Fraction(b >> 10 & 0x1FFF, 1 << 13)
        step = single.Fraction(b & 0x3FF, 1 << 13)
        y = single.Fraction(a & 0x7FFFF, 1 << 19)
        exact = (base - step * y) * power(single.exponent(b) - 127)
        result, flags = single.pack(-exact if b >> 31 else exact)
        if single.exponent(b) == 255:
            flags = flags | {"DIFF"}
        o.raise_flags(fpscr.single(slot, flags))
        # Whether a zero exponent is taken as a zero, and RA as an operand, the text leaves open.
        if single.exponent(b) == 0:
            o.leave_open(fpscr.single(slot, {"UNF", "DIFF"}))
        if single.unlike_ieee(a):
            o.leave_open(fpscr.single(slot, {"DIFF"}))
        words.append(result)
    return join(words, 4)


def estimate(o, sign):
    """What an estimate is good for is said of the steps that follow it: see estimate_cases.py. Of
    itself: the sign, and that a zero exponent raises the divide-by-zero flag."""
    for slot, a in enumerate(slots(o.ra, 4)):
        if single.exponent(a) == 0:
            o.raise_flags(fpscr.bit(fpscr.DIVIDE_BY_ZERO[slot]))
    big = single.power(126)  # what is as large has an estimate of zero
    known = mask(4, lambda a: abs(single.value(a)) < big, o.ra)
    return o.partly(each(4, sign, o.ra), each(4, lambda x: x & 1 << 31, known))


def frest(o):
    return estimate(o, lambda a: a & 1 << 31)


def frsqest(o):
    return estimate(o, lambda a: 0)


def to_words(o, read):
    words = []
    for slot, a in enumerate(slots(o.ra, 4)):
        result, flags = single.pack(read(a) / power(155 - o.i8))
        o.raise_flags(fpscr.single(slot, flags))
        words.append(result)
    return join(words, 4)


def csflt(o):
    return to_words(o, lambda a: single.Fraction(signed(a, 32)))


def cuflt(o):
    return to_words(o, single.Fraction)


def to_integers(o, least, greatest):
    def convert(a):
        exact = single.value(a) * power(173 - o.i8)
        truncated = abs(exact) // 1
        return max(least, min(greatest, -truncated if exact < 0 else truncated))

    return join([convert(a) for a in slots(o.ra, 4)], 4)


def cflts(o):
    return to_integers(o, -(1 << 31), (1 << 31) - 1)


def cfltu(o):
    return to_integers(o, 0, (1 << 32) - 1)


def fceq(o):
    return mask(4, lambda a, b: single.value(a) == single.value(b), o.ra, o.rb)


def fcmeq(o):
    return mask(4, lambda a, b: abs(single.value(a)) == abs(single.value(b)), o.ra, o.rb)


def fcgt(o):
    return mask(4, lambda a, b: single.value(a) > single.value(b), o.ra, o.rb)


def fcmgt(o):
    return mask(4, lambda a, b: abs(single.value(a)) > abs(single.value(b)), o.ra, o.rb)


def in_doublewords(o, compute, *quads):
    """Two results of double precision, each rounded as its slot's mode says."""
    results = []
    for slot, operands in enumerate(zip(*(slots(quad, 8) for quad in quads))):
        numbers = [ieee.read(x, ieee.DOUBLE) for x in operands]
        result, flags = compute(*numbers, fpscr.rounding(o.fpscr, slot))
        o.raise_flags(fpscr.double(slot, flags))
        # IEEE 754-1985 lets (infinity * 0) + quiet NaN be invalid or not.
        if len(numbers) == 3 and ieee.product_is_invalid(*numbers[:2]) and "NAN" in flags:
            o.leave_open(fpscr.double(slot, {"INV"}))
        results.append(result)
    return join(results, 8)


def dfa(o):
    return in_doublewords(o, ieee.add, o.ra, o.rb)


def dfs(o):
    return in_doublewords(o, lambda a, b, mode: ieee.add(a, ieee.opposite(b), mode), o.ra, o.rb)


def dfm(o):
    return in_doublewords(o, ieee.multiply, o.ra, o.rb)


def negated(result):
    """The rounded result with the other sign; a NaN stays as it is."""
    bits, flags = result
    return (bits if bits == ieee.DOUBLE.nan else bits ^ ieee.DOUBLE.sign), flags


def dfma(o):
    return in_doublewords(o, ieee.multiply_add, o.ra, o.rb, o.rt)


def minus(a, b, c, mode):
    return ieee.multiply_add(a, b, ieee.opposite(c), mode)


def dfms(o):
    return in_doublewords(o, minus, o.ra, o.rb, o.rt)


def dfnms(o):
    return in_doublewords(o, lambda *operands: negated(minus(*operands)), o.ra, o.rb, o.rt)


def dfnma(o):
    return in_doublewords(
        o, lambda *operands: negated(ieee.multiply_add(*operands)), o.ra, o.rb, o.rt
    )


def frds(o):
    """Into the left word of each doubleword; the right one becomes zero."""
    words = []
    for slot, a in enumerate(slots(o.ra, 8)):
        number = ieee.read(a, ieee.DOUBLE)
        result, flags = ieee.convert(number, fpscr.rounding(o.fpscr, slot), ieee.SINGLE)
        o.raise_flags(fpscr.double(slot, flags))
        words += [result, 0]
    return join(words, 4)


def fesd(o):
    """From the left word of each doubleword."""
    results = []
    for slot, a in enumerate(slots(o.ra, 4)[::2]):
        number = ieee.read(a, ieee.SINGLE)
        result, flags = ieee.convert(number, fpscr.rounding(o.fpscr, slot), ieee.DOUBLE)
        o.raise_flags(fpscr.double(slot, flags))
        results.append(result)
    return join(results, 8)


def compare(o, holds):
    """What NaNs do to the flags, and whether denormals are read as zeros, these optional
    instructions leave to the implementation."""
    results, known = [], []
    for slot, operands in enumerate(zip(slots(o.ra, 8), slots(o.rb, 8))):
        a, b = (ieee.read(x, ieee.DOUBLE) for x in operands)
        nan = bool({a.kind, b.kind} & {"nan", "signalling"})
        denormal = "DENORM" in a.flags | b.flags
        if nan or denormal:
            o.leave_open(fpscr.double(slot, fpscr.DOUBLE_FLAGS))
        known.append(-1 if nan or not denormal else 0)
        results.append(-1 if not nan and holds(ordered(a), ordered(b)) else 0)
    return o.partly(join(results, 8), join(known, 8))


def ordered(number):
    """A rational that stands for the number in comparisons."""
    if number.kind == "infinity":
        return -power(2000) if number.negative else power(2000)
    return number.value


def dfceq(o):
    return compare(o, lambda a, b: a == b)


def dfcmeq(o):
    return compare(o, lambda a, b: abs(a) == abs(b))


def dfcgt(o):
    return compare(o, lambda a, b: a > b)


def dfcmgt(o):
    return compare(o, lambda a, b: abs(a) > abs(b))


def kind(bits):
    """Which of the seven bits of dftsv's immediate asks for such a number; 0: none."""
    magnitude = bits % (1 << 63)
    negative = bits >> 63
    if magnitude > ieee.DOUBLE.infinity:
        return 0x40
    if magnitude == ieee.DOUBLE.infinity:
        return 0x10 if negative else 0x20
    if magnitude == 0:
        return 0x04 if negative else 0x08
    if magnitude < 1 << 52:
        return 0x01 if negative else 0x02
    return 0


def dftsv(o):
    return mask(8, lambda a: kind(a) & o.i7, o.ra)


def fscrwr(o):
    o.fpscr = int.from_bytes(o.ra, "big") & fpscr.DEFINED


def fscrrd(o):
    return (o.fpscr & fpscr.DEFINED).to_bytes(16, "big")
