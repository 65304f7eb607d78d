# SPDX-License-Identifier: Apache-2.0
"""float_cases: what floating-point instructions are tried with: every class with every other,
sums that cancel, exponents all distances apart, results at the ends of the range."""

from itertools import islice, product

import fpscr
import single
from cases import SCALED, edges, status
from quad import join

# Magnitudes; each is taken with both signs.
SINGLES = (
    0,
    1,  # denormals
    0x007FFFFF,
    0x00800000,  # the least
    0x00FFFFFF,
    0x1F800000,  # 2^-64: its square is just too small
    0x20000000,
    0x33FFFFFF,
    0x3F7FFFFF,
    0x3F800000,  # 1
    0x3F800001,
    0x3FC00000,
    0x40490FDB,
    0x4B7FFFFF,  # 2^24 - 1
    0x4EFFFFFF,  # below 2^31, and 2^31
    0x4F000000,
    0x4F7FFFFF,  # below 2^32, and 2^32
    0x4F800000,
    0x5F800000,
    0x7EFFFFFF,
    0x7F7FFFFF,  # IEEE 754's greatest, and beyond
    0x7F800000,
    0x7F800001,
    0x7FC00000,
    0x7FFFFFFF,  # the greatest
)
DOUBLES = (
    0,
    1,  # denormals
    0x000FFFFFFFFFFFFF,
    0x0010000000000000,  # the least normal
    0x0010000000000001,
    0x1FF0000000000000,  # its square is a denormal
    0x36A0000000000000,  # the least denormal of single precision; half of it
    0x3690000000000000,
    0x380FFFFFE0000000,  # half a unit below its least normal
    0x3810000000000000,
    0x3CA0000000000000,
    0x3FEFFFFFFFFFFFFF,
    0x3FF0000000000000,  # 1
    0x3FF0000000000001,
    0x3FF0000010000000,  # halfway between singles
    0x3FF0000030000000,
    0x4009421FB5444D18,
    0x433FFFFFFFFFFFFF,
    0x47EFFFFFE0000000,  # the greatest of single precision; halfway beyond
    0x47EFFFFFF0000000,
    0x7FE0000000000000,
    0x7FEFFFFFFFFFFFFF,  # the greatest
    0x7FF0000000000000,  # infinity
    0x7FF8000000000000,
    0x7FFFFFFFFFFFFFFF,
    0x7FF0000000000001,  # signalling
)
SIGNED_SINGLES = [x | sign for x in SINGLES for sign in (0, 1 << 31)]
SIGNED_DOUBLES = [x | sign for x in DOUBLES for sign in (0, 1 << 63)]


def grouped(tries, rows, size):
    """Operands slot by slot, into registers: each row is a tuple of one operand a source."""
    rows, per = iter(rows), 16 // size
    while group := list(islice(rows, per)):
        group += [group[-1]] * (per - len(group))
        quads = [join(column, size) for column in zip(*group)]
        yield dict(zip(tries.sources(), quads))


def near_single(random, word):
    """A word whose exponent is up to 30 away from another's, so that sums do not just vanish."""
    exponent = min(255, max(0, single.exponent(word) + random.randrange(-30, 31)))
    fraction = random.choice((0, 1, 0x7FFFFF, random.getrandbits(23)))
    return random.getrandbits(1) << 31 | exponent << 23 | fraction


def at_the_ends(random, count, fraction_bits, top):
    """Sums of numbers near either end of the range, and products that come to be there, with a
    third operand beside them."""
    bias = top // 2

    def number(exponent):
        whole = (1 << fraction_bits) - 1
        fraction = random.choice((0, 1, whole, random.randrange(whole)))
        bits = min(top, max(0, exponent)) << fraction_bits | fraction
        return random.getrandbits(1) * (top + 1) << fraction_bits | bits

    for _ in range(300):
        end = random.choice((1, 2, 3, fraction_bits, top - 3, top - 1, top))
        yield tuple(number(end + random.randrange(-1, 2)) for _ in range(count))
        result = random.choice((1 - fraction_bits, -fraction_bits, -1, 0, 1, 2, top - 1, top))
        one = random.randrange(max(1, result + bias - top), min(top, result + bias))
        others = number(result + bias - one), number(result + random.randrange(-2, 3))
        yield (number(one), *others)[:count]


def singles(tries):
    random, count = tries.random, len(tries.sources())
    rows = list(product(SIGNED_SINGLES, repeat=min(count, 2)))
    if count == 3:
        rows = [row + (random.choice(SIGNED_SINGLES),) for row in rows]
    rows += [tuple(random.getrandbits(32) for _ in range(count)) for _ in range(400)]
    for _ in range(400):
        first = random.getrandbits(32)
        rows.append((first, *(near_single(random, first) for _ in range(count - 1))))
    rows += cancelling(random, count)
    rows += at_the_ends(random, count, 23, 255)
    for contents in grouped(tries, rows, 4):
        tries.add(contents, status=status(random))


def cancelling(random, count):
    """Sums that leave little or nothing: the third operand is the product truncated, or the next;
    of two, one is the other or the next."""
    for _ in range(200):
        words = [random.randrange(0x20000000, 0x5F000000) for _ in range(2)]
        rest = random.choice((0, 0, 1, -1))
        sign = random.getrandbits(1) << 31
        if count == 3:
            last, _ = single.pack(single.value(words[0]) * single.value(words[1]))
            yield (words[0], words[1] | sign, last + rest)
        elif count == 2:
            yield (words[0], words[0] + rest | sign)


def near_double(random, bits):
    exponent = min(2047, max(0, (bits >> 52 & 2047) + random.randrange(-60, 61)))
    fraction = random.choice((0, 1, (1 << 52) - 1, random.getrandbits(52)))
    return random.getrandbits(1) << 63 | exponent << 52 | fraction


def doubles(tries):
    """Classes in all four modes; in the two slots, different ones."""
    random, count = tries.random, len(tries.sources())
    rows = list(product(SIGNED_DOUBLES, repeat=min(count, 2)))
    if count == 3:
        rows = [row + (random.choice(SIGNED_DOUBLES),) for row in rows]
    random.shuffle(rows)
    for _ in range(300):
        first = random.getrandbits(64)
        rows.append((first, *(near_double(random, first) for _ in range(count - 1))))
        one = random.randrange(0x3F0 << 52, 0x410 << 52)
        rows.append((one, *(near_double(random, one) for _ in range(count - 1))))
    rows += at_the_ends(random, count, 52, 2047)
    modes = 0
    for contents in grouped(tries, rows, 8):
        modes += 1
        flags = status(random) & ~fpscr.with_rounding(3, 3)
        tries.add(contents, status=flags | fpscr.with_rounding(modes % 4, modes // 4 % 4))


def every_mode(tries):
    """One operand: each class in each mode."""
    operands = [(x,) for x in SIGNED_DOUBLES]
    if tries.row.mnemonic == "fesd":
        operands = [(x << 32 | tries.random.getrandbits(32),) for x in SIGNED_SINGLES]
    for first in range(4):
        for contents in grouped(tries, operands, 8):
            tries.add(contents, status=fpscr.with_rounding(first, 3 - first))


def double_compares(tries):
    for contents in grouped(tries, product(SIGNED_DOUBLES, repeat=2), 8):
        tries.add(contents)


def double_tests(tries):
    for value in edges(7):
        for contents in grouped(tries, [(x,) for x in SIGNED_DOUBLES], 8):
            tries.add(contents, {"i7": value})


def conversions(tries):
    """Every scale that is defined: 0 to 127."""
    greatest, random = SCALED[tries.row.mnemonic], tries.random
    for scale in range(128):
        words = random.sample(SIGNED_SINGLES, 4)
        if greatest == 173:
            # Around 2^31 and 2^32 once scaled, where that is a number.
            exponent = min(255, max(1, 127 + 32 - scale))
            words[0] = exponent << 23 | random.choice((0, 1, 0x7FFFFF))
            words[1] = 1 << 31 | max(1, exponent - 1) << 23 | random.choice((0, 1, 0x7FFFFF))
            words[2] = max(0, exponent - random.randrange(40)) << 23 | random.getrandbits(23)
        tries.add({"ra": join(words, 4)}, {"i8": greatest - scale}, status=status(random))
        words = [random.choice((0, 1, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF, 0xFFFFFF, 0x1000001))]
        words += [random.getrandbits(random.randrange(1, 33)) for _ in range(3)]
        tries.add({"ra": join(words, 4)}, {"i8": greatest - scale})
    # Small integers at the greatest scales: too small for a float from 2^-127 down.
    for scale in (125, 126, 127):
        for words in ((1, 2, 3, -1), (-2, -3, 1, 0), (0, -1, -2, 1)):
            tries.add({"ra": join(words, 4)}, {"i8": greatest - scale}, status=status(random))


def interpolations(tries):
    """Bases with every exponent, those at the ends of the range often; steps from none to the
    whole. The smallest base goes down an exponent with any step."""
    random = tries.random
    often = [0, 1, 1, 2, 253, 254, 255, 255] * 16
    for first in [*range(256), *often]:
        exponents = (first, (first + 1) % 256, random.choice(often), first)
        parts = [
            random.getrandbits(1) << 31
            | exponent << 23
            | random.choice((0, 0x1FFF, random.getrandbits(13))) << 10
            | random.choice((0, 0x3FF, random.getrandbits(10)))
            for exponent in exponents
        ]
        fractions = [random.choice((0, 0x7FFFF, random.getrandbits(19))) for _ in range(4)]
        above = [random.choice((0x3F800000, 0xC0000000, 0x12380000)) for _ in range(4)]
        ra = join([x | y for x, y in zip(fractions, above)], 4)
        tries.add({"ra": ra, "rb": join(parts, 4)}, status=status(random))
