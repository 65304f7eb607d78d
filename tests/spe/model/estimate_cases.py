# SPDX-License-Identifier: Apache-2.0
"""estimate_cases: the estimates, judged as the ISA does: by what its programming notes' steps make
of them, which is to be within one unit of the true result."""

from math import isqrt

import fpscr
import single
from quad import join, slots
from single import power
from table import TABLE
from vector import Vector
from machine import Machine

X, Y0, Y1, Y2, T1, T2, AX, ONE, HALF, MASK = 10, 11, 12, 13, 14, 15, 16, 20, 21, 22
CONSTANTS = {
    ONE: join([0x3F800000] * 4, 4),
    HALF: join([0x3F000000] * 4, 4),
    MASK: join([0x7FFFFFFF] * 4, 4),
}


def word(mnemonic, **fields):
    return TABLE[mnemonic].word(**fields)


RECIPROCAL = [
    word("frest", rt=Y0, ra=X),
    word("fi", rt=Y1, ra=X, rb=Y0),
    word("fnms", rt=T1, ra=X, rb=Y1, rc=ONE),
    word("fma", rt=Y2, ra=T1, rb=Y1, rc=Y1),
]
ROOT = [
    word("frsqest", rt=Y0, ra=X),
    word("and", rt=AX, ra=X, rb=MASK),
    word("fi", rt=Y1, ra=AX, rb=Y0),
    word("fm", rt=T1, ra=AX, rb=Y1),
    word("fm", rt=T2, ra=Y1, rb=HALF),
    word("fnms", rt=T1, ra=T1, rb=Y1, rc=ONE),
    word("fma", rt=Y2, ra=T1, rb=T2, rc=Y1),
]


def reciprocal(x):
    value = single.value(x)
    if value == 0:
        return x & 1 << 31 | single.LARGEST_WORD
    return single.pack(1 / value)[0] if abs(value) < power(126) else 0


def root(x):
    """1 / sqrt(|x|), truncated; 80 bits more than a single has are enough for that."""
    value = abs(single.value(x))
    if value == 0:
        return single.LARGEST_WORD
    inverse = 1 / value
    scaled = isqrt(inverse.numerator * (1 << 600) // inverse.denominator)
    return single.pack(single.Fraction(scaled, 1 << 300))[0]


def sequence(name, words, x, result, random):
    """A vector of several words: only the last register of the notes is known, and the flags of
    division by zero."""
    quad = join(x, 4)
    registers = {X: quad, **CONSTANTS}
    scratch = {number: random.randbytes(16) for number in (Y0, Y1, Y2, T1, T2, AX)}
    machine = Machine(None, 0x1000, 0, {**registers, **scratch})
    machine.pc += 4 * len(words)
    zeros = [fpscr.bit(fpscr.DIVIDE_BY_ZERO[i]) for i in range(4) if single.exponent(x[i]) == 0]
    machine.status = sum(zeros)
    machine.open_status = sum(fpscr.single(slot, fpscr.SINGLE_FLAGS) for slot in range(4))
    machine.known = {number: bytes(16) for number in (Y0, Y1, T1, T2, AX)}
    machine.written = dict.fromkeys(machine.known, bytes(16))
    close = {Y2: join([result(number) for number in slots(quad, 4)], 4)}
    return Vector(name, words, machine, "ok", 0x1000, 0, close)


def operands(random):
    """Both ends of each 64th of a binade, in odd and even ones; the ends of the range; noise."""
    for exponent in (127, 128, 1, 2, 190, 251, 252):
        for part in range(64):
            yield exponent << 23 | part << 17
            yield 1 << 31 | exponent << 23 | part << 17 | 0x1FFFF
    yield from (0x00800000, 0x00FFFFFF, 0x7E7FFFFF, 0x7E800000, 0x7F7FFFFF, 0x7F800000, 0x7FFFFFFF)
    yield from (0, 0, 1, 0x000FF53C)  # zeros
    for _ in range(1600):
        yield random.randrange(0x00800000, 0x7F000000) | random.getrandbits(1) << 31


def estimates(tries):
    name = tries.row.mnemonic
    words, result = (RECIPROCAL, reciprocal) if name == "frest" else (ROOT, root)
    chosen = list(operands(tries.random))
    for start in range(0, len(chosen) - 3, 4):
        x = chosen[start : start + 4]
        tries.vectors.append(sequence(name, words, x, result, tries.random))
