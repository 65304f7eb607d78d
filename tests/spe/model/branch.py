# SPDX-License-Identifier: Apache-2.0
"""branch: chapters 7, 8, 10 and 11: compare, branch, halt, hint, control and channel."""

from quad import mask, mask_signed, preferred, signed, word

PROGRAM = 0x3FFFC  # an address in a local store of 256 KiB, of an instruction


def immediate(o):
    return signed(o.i10, 10)


def heq(o):
    if word(o.ra) == word(o.rb):
        o.end("halt")


def heqi(o):
    if signed(word(o.ra), 32) == immediate(o):
        o.end("halt")


def hgt(o):
    if signed(word(o.ra), 32) > signed(word(o.rb), 32):
        o.end("halt")


def hgti(o):
    if signed(word(o.ra), 32) > immediate(o):
        o.end("halt")


def hlgt(o):
    if word(o.ra) > word(o.rb):
        o.end("halt")


def hlgti(o):
    """The immediate is extended by its sign, and compared as unsigned."""
    if word(o.ra) > immediate(o) % (1 << 32):
        o.end("halt")


def ceqb(o):
    return mask(1, lambda a, b: a == b, o.ra, o.rb)


def ceqbi(o):
    return mask(1, lambda a: a == o.i10 % 256, o.ra)


def ceqh(o):
    return mask(2, lambda a, b: a == b, o.ra, o.rb)


def ceqhi(o):
    return mask_signed(2, lambda a: a == immediate(o), o.ra)


def ceq(o):
    return mask(4, lambda a, b: a == b, o.ra, o.rb)


def ceqi(o):
    return mask_signed(4, lambda a: a == immediate(o), o.ra)


def cgtb(o):
    return mask_signed(1, lambda a, b: a > b, o.ra, o.rb)


def cgtbi(o):
    return mask_signed(1, lambda a: a > signed(o.i10 % 256, 8), o.ra)


def cgth(o):
    return mask_signed(2, lambda a, b: a > b, o.ra, o.rb)


def cgthi(o):
    return mask_signed(2, lambda a: a > immediate(o), o.ra)


def cgt(o):
    return mask_signed(4, lambda a, b: a > b, o.ra, o.rb)


def cgti(o):
    return mask_signed(4, lambda a: a > immediate(o), o.ra)


def clgtb(o):
    return mask(1, lambda a, b: a > b, o.ra, o.rb)


def clgtbi(o):
    return mask(1, lambda a: a > o.i10 % 256, o.ra)


def clgth(o):
    return mask(2, lambda a, b: a > b, o.ra, o.rb)


def clgthi(o):
    return mask(2, lambda a: a > immediate(o) % (1 << 16), o.ra)


def clgt(o):
    return mask(4, lambda a, b: a > b, o.ra, o.rb)


def clgti(o):
    return mask(4, lambda a: a > immediate(o) % (1 << 32), o.ra)


def near(o):
    return o.pc + (signed(o.i16, 16) << 2) & PROGRAM


def far(o):
    return signed(o.i16, 16) << 2 & PROGRAM


def indirect(o):
    return word(o.ra) & PROGRAM


def link(o):
    return preferred(o.pc + 4 & PROGRAM)


def br(o):
    o.go(near(o))


def bra(o):
    o.go(far(o))


def brsl(o):
    o.go(near(o))
    return link(o)


def brasl(o):
    o.go(far(o))
    return link(o)


def turn(o, address):
    """A branch whose D and E bits disable and enable interrupts, when it is taken."""
    o.go(address)
    if o.d:
        o.interrupts(False)
    if o.e:
        o.interrupts(True)


def bi(o):
    turn(o, indirect(o))


def bisl(o):
    turn(o, indirect(o))
    return link(o)


def bisled(o):
    """Taken when an event is pending."""
    if o.event():
        turn(o, indirect(o))
    return link(o)


def iret(o):
    turn(o, o.srr0() & PROGRAM)


def halfword(quad):
    """The right halfword of the preferred word."""
    return word(quad) % 65536


def brnz(o):
    if word(o.rt) != 0:
        o.go(near(o))


def brz(o):
    if word(o.rt) == 0:
        o.go(near(o))


def brhnz(o):
    if halfword(o.rt) != 0:
        o.go(near(o))


def brhz(o):
    if halfword(o.rt) == 0:
        o.go(near(o))


def biz(o):
    if word(o.rt) == 0:
        turn(o, indirect(o))


def binz(o):
    if word(o.rt) != 0:
        turn(o, indirect(o))


def bihz(o):
    if halfword(o.rt) == 0:
        turn(o, indirect(o))


def bihnz(o):
    if halfword(o.rt) != 0:
        turn(o, indirect(o))


def nothing(o):
    """Hints, no-operations and barriers: without effect where all is done in order."""


hbr = hbra = hbrr = lnop = nop = sync = dsync = nothing


def stop(o):
    o.end("stop", o.type)


def stopd(o):
    o.end("stop", 0x3FFF)


def mfspr(o):
    """No special-purpose register is defined: zeros."""
    return preferred(0)


def mtspr(o):
    """No special-purpose register is defined: nothing is written."""


def rdch(o):
    value = o.read(o.ca)
    return None if value is None else preferred(value)


def rchcnt(o):
    return preferred(o.count(o.ca))


def wrch(o):
    o.write(o.ca, word(o.rt))
