# SPDX-License-Identifier: Apache-2.0
"""memory: chapters 3 and 4: loads, stores, controls for insertion, constants."""

from quad import ZERO, join, signed, word

QUADWORD = 0x3FFF0  # an address in a local store of 256 KiB, its low four bits off


def displaced(o):
    return word(o.ra) + (signed(o.i10, 10) << 4) & QUADWORD


def indexed(o):
    return word(o.ra) + word(o.rb) & QUADWORD


def absolute(o):
    return signed(o.i16, 16) << 2 & QUADWORD


def relative(o):
    return o.pc + (signed(o.i16, 16) << 2) & QUADWORD


def lqd(o):
    return o.load(displaced(o))


def lqx(o):
    return o.load(indexed(o))


def lqa(o):
    return o.load(absolute(o))


def lqr(o):
    return o.load(relative(o))


def stqd(o):
    o.store(displaced(o), o.rt)


def stqx(o):
    o.store(indexed(o), o.rt)


def stqa(o):
    o.store(absolute(o), o.rt)


def stqr(o):
    o.store(relative(o), o.rt)


def insertion(address, size, control):
    """Bytes 16 to 31 of shufb's source, but for a slot of `size` bytes, which `control` fills."""
    result = list(range(0x10, 0x20))
    at = address % 16 // size * size
    result[at : at + size] = control
    return bytes(result)


def cbd(o):
    return insertion(word(o.ra) + signed(o.i7, 7), 1, [3])


def cbx(o):
    return insertion(word(o.ra) + word(o.rb), 1, [3])


def chd(o):
    return insertion(word(o.ra) + signed(o.i7, 7), 2, [2, 3])


def chx(o):
    return insertion(word(o.ra) + word(o.rb), 2, [2, 3])


def cwd(o):
    return insertion(word(o.ra) + signed(o.i7, 7), 4, [0, 1, 2, 3])


def cwx(o):
    return insertion(word(o.ra) + word(o.rb), 4, [0, 1, 2, 3])


def cdd(o):
    return insertion(word(o.ra) + signed(o.i7, 7), 8, [0, 1, 2, 3, 4, 5, 6, 7])


def cdx(o):
    return insertion(word(o.ra) + word(o.rb), 8, [0, 1, 2, 3, 4, 5, 6, 7])


def ilh(o):
    return join([o.i16] * 8, 2)


def ilhu(o):
    return join([o.i16 << 16] * 4, 4)


def il(o):
    return join([signed(o.i16, 16)] * 4, 4)


def ila(o):
    return join([o.i18] * 4, 4)


def iohl(o):
    low = join([o.i16] * 4, 4)
    return bytes(x | y for x, y in zip(o.rt, low))


def fsmbi(o):
    result = bytearray(ZERO)
    for byte in range(16):
        if o.i16 >> (15 - byte) & 1:
            result[byte] = 0xFF
    return bytes(result)
