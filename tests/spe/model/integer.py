# SPDX-License-Identifier: Apache-2.0
"""integer: chapter 5: arithmetic, bits and bytes, logic, select and shuffle."""

from quad import bits, each, from_bits, join, preferred, signed, slots, word


def i10(o):
    return signed(o.i10, 10)


def ah(o):
    return each(2, lambda a, b: a + b, o.ra, o.rb)


def ahi(o):
    return each(2, lambda a: a + i10(o), o.ra)


def a(o):
    return each(4, lambda a, b: a + b, o.ra, o.rb)


def ai(o):
    return each(4, lambda a: a + i10(o), o.ra)


def sfh(o):
    return each(2, lambda a, b: b - a, o.ra, o.rb)


def sfhi(o):
    return each(2, lambda a: i10(o) - a, o.ra)


def sf(o):
    return each(4, lambda a, b: b - a, o.ra, o.rb)


def sfi(o):
    return each(4, lambda a: i10(o) - a, o.ra)


def addx(o):
    return each(4, lambda a, b, t: a + b + t % 2, o.ra, o.rb, o.rt)


def cg(o):
    return each(4, lambda a, b: a + b >= 1 << 32, o.ra, o.rb)


def cgx(o):
    return each(4, lambda a, b, t: a + b + t % 2 >= 1 << 32, o.ra, o.rb, o.rt)


def sfx(o):
    return each(4, lambda a, b, t: b - a - (1 - t % 2), o.ra, o.rb, o.rt)


def bg(o):
    return each(4, lambda a, b: b - a >= 0, o.ra, o.rb)


def bgx(o):
    return each(4, lambda a, b, t: b - a - (1 - t % 2) >= 0, o.ra, o.rb, o.rt)


def low(number):
    """The right halfword of a word, signed."""
    return signed(number % 65536, 16)


def high(number):
    return signed(number // 65536, 16)


def low_unsigned(number):
    return number % 65536


def high_unsigned(number):
    return number // 65536


def mpy(o):
    return each(4, lambda a, b: low(a) * low(b), o.ra, o.rb)


def mpyu(o):
    return each(4, lambda a, b: low_unsigned(a) * low_unsigned(b), o.ra, o.rb)


def mpyi(o):
    return each(4, lambda a: low(a) * i10(o), o.ra)


def mpyui(o):
    """The immediate is extended by its sign to 16 bits, and those are taken as unsigned."""
    return each(4, lambda a: low_unsigned(a) * (i10(o) % 65536), o.ra)


def mpya(o):
    return each(4, lambda a, b, c: low(a) * low(b) + c, o.ra, o.rb, o.rc)


def mpyh(o):
    return each(4, lambda a, b: high_unsigned(a) * low_unsigned(b) << 16, o.ra, o.rb)


def mpys(o):
    """The left 16 bits of each product, extended by their sign."""
    return each(4, lambda a, b: low(a) * low(b) >> 16, o.ra, o.rb)


def mpyhh(o):
    return each(4, lambda a, b: high(a) * high(b), o.ra, o.rb)


def mpyhha(o):
    return each(4, lambda a, b, t: high(a) * high(b) + t, o.ra, o.rb, o.rt)


def mpyhhu(o):
    return each(4, lambda a, b: high_unsigned(a) * high_unsigned(b), o.ra, o.rb)


def mpyhhau(o):
    return each(4, lambda a, b, t: high_unsigned(a) * high_unsigned(b) + t, o.ra, o.rb, o.rt)


def clz(o):
    return each(4, lambda a: f"{a:032b}1".index("1"), o.ra)


def cntb(o):
    return each(1, lambda a: f"{a:08b}".count("1"), o.ra)


def form(quad, size):
    """A mask of slots of `size` bytes from as many of the preferred word's low bits."""
    count = 16 // size
    return join([-(word(quad) >> (count - 1 - i) & 1) for i in range(count)], size)


def fsmb(o):
    return form(o.ra, 1)


def fsmh(o):
    return form(o.ra, 2)


def fsm(o):
    return form(o.ra, 4)


def gather(quad, size):
    """The low bits of the slots of `size` bytes, at the right of the preferred word."""
    result = 0
    for number in slots(quad, size):
        result = result * 2 + number % 2
    return preferred(result)


def gbb(o):
    return gather(o.ra, 1)


def gbh(o):
    return gather(o.ra, 2)


def gb(o):
    return gather(o.ra, 4)


def avgb(o):
    return each(1, lambda a, b: (a + b + 1) // 2, o.ra, o.rb)


def absdb(o):
    return each(1, lambda a, b: abs(a - b), o.ra, o.rb)


def sumb(o):
    """In each word, the sum of RB's bytes at the left, that of RA's at the right."""
    result = []
    for start in range(0, 16, 4):
        result += [sum(o.rb[start : start + 4]), sum(o.ra[start : start + 4])]
    return join(result, 2)


def xsbh(o):
    return each(2, lambda a: signed(a % 256, 8), o.ra)


def xshw(o):
    return each(4, low, o.ra)


def xswd(o):
    return each(8, lambda a: signed(a % (1 << 32), 32), o.ra)


def and_(o):
    return each(1, lambda a, b: a & b, o.ra, o.rb)


def andc(o):
    return each(1, lambda a, b: a & ~b, o.ra, o.rb)


def andbi(o):
    return each(1, lambda a: a & o.i10 & 0xFF, o.ra)


def andhi(o):
    return each(2, lambda a: a & i10(o), o.ra)


def andi(o):
    return each(4, lambda a: a & i10(o), o.ra)


def or_(o):
    return each(1, lambda a, b: a | b, o.ra, o.rb)


def orc(o):
    return each(1, lambda a, b: a | ~b, o.ra, o.rb)


def orbi(o):
    return each(1, lambda a: a | o.i10 & 0xFF, o.ra)


def orhi(o):
    return each(2, lambda a: a | i10(o), o.ra)


def ori(o):
    return each(4, lambda a: a | i10(o), o.ra)


def orx(o):
    one, two, three, four = slots(o.ra, 4)
    return preferred(one | two | three | four)


def xor(o):
    return each(1, lambda a, b: a ^ b, o.ra, o.rb)


def xorbi(o):
    return each(1, lambda a: a ^ o.i10 & 0xFF, o.ra)


def xorhi(o):
    return each(2, lambda a: a ^ i10(o), o.ra)


def xori(o):
    return each(4, lambda a: a ^ i10(o), o.ra)


def nand(o):
    return each(1, lambda a, b: ~(a & b), o.ra, o.rb)


def nor(o):
    return each(1, lambda a, b: ~(a | b), o.ra, o.rb)


def eqv(o):
    return each(1, lambda a, b: ~(a ^ b), o.ra, o.rb)


def selb(o):
    chosen = zip(bits(o.ra), bits(o.rb), bits(o.rc))
    return from_bits([b if c else a for a, b, c in chosen])


def shufb(o):
    source = o.ra + o.rb

    def byte(control):
        if control >= 0b11100000:
            return 0x80
        if control >= 0b11000000:
            return 0xFF
        if control >= 0b10000000:
            return 0
        return source[control % 32]

    return each(1, byte, o.rc)
