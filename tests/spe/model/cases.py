# SPDX-License-Identifier: Apache-2.0
"""cases: what each instruction is tried with: ordinary values, extremes, wraps, aliases, noise."""

from itertools import product

import fpscr
from quad import ONES, ZERO, join, preferred
from table import FORMATS
from vector import run

REGISTERS = ("ra", "rb", "rc", "rt")
ADDRESSES = (0, 4, 8, 0xC, 0x100, 0x1FFFC, 0x20000, 0x3FFF0, 0x3FFF8, 0x3FFFC)  # of instructions

TARGETS = (0, 3, 4, 0x3FFFC, 0x3FFFF, 0x40000, 0x80000001, 0xFFFFFFFE)  # of branches

# Each slot differs from its neighbours in most of these, so that what crosses slots is seen.
QUADS = (
    ZERO,
    ONES,
    bytes(range(16)),
    join([0x80000000] * 4, 4),
    join([0x7FFFFFFF] * 4, 4),
    join([0x80000000, 0x7FFFFFFF, 0xFFFFFFFF, 1], 4),
    join([0x8000, 0x7FFF, 0xFFFF, 1, 0, 0x80, 0xFF, 0xFF80], 2),
    join([0x00010000, 0xFFFF0000, 0x00008000, 0xFFFE0001], 4),
    bytes([0x80, 0x7F, 0xFF, 1, 0, 0x81, 0xFE, 0x10, 0xF0, 0x0F, 0x55, 0xAA, 0xC0, 0xE0, 0x1F, 2]),
)


# What the immediate of a conversion is for a scale of 0. Scales of 0 to 127 are defined.
SCALED = {"csflt": 155, "cuflt": 155, "cflts": 173, "cfltu": 173}


class Tries:
    """Vectors of one instruction, to which a caller adds."""

    def __init__(self, row, random):
        self.row = row
        self.random = random
        self.vectors = []

    def span(self, name):
        """How many values a field has."""
        first, last = FORMATS[self.row.format][name]
        return 1 << (last - first + 1)

    def noise(self):
        """Every field at random, but for what is reserved (D and E of a branch both set, a place
        in a hint that only prefetches) and what is undefined."""
        fields = {n: self.random.randrange(self.span(n)) for n in FORMATS[self.row.format]}
        if fields.get("d") and fields.get("e"):
            fields["d"] = 0
        if fields.get("p"):
            fields["roh"] = fields["rol"] = 0
        if "i8" in fields:
            fields["i8"] = SCALED[self.row.mnemonic] - self.random.randrange(128)
        return fields

    def numbers(self):
        """Registers, all different, for the fields that are registers."""
        names = [n for n in FORMATS[self.row.format] if n in REGISTERS]
        return dict(zip(names, self.random.sample(range(128), len(names))))

    def add(self, contents=None, fields=None, **state):
        """A vector with these contents of the registers named ra, rb, rc, rt."""
        numbers = self.numbers()
        rest = {n: 0 for n in FORMATS[self.row.format] if n not in REGISTERS}
        fields = {**rest, **numbers, **(fields or {})}
        registers = {fields[n]: quad for n, quad in (contents or {}).items()}
        state.setdefault("pc", self.random.choice(ADDRESSES))
        self.vectors.append(run(self.row, self.random, fields, registers, **state))

    def sources(self):
        return [n for n in self.row.reads if n in REGISTERS]

    def noisy(self, count):
        """All at random, in the contents of registers as well."""
        for _ in range(count):
            fields = self.noise()
            state = {"pc": self.random.randrange(0, 0x40000, 4), "status": status(self.random)}
            state["reserved"] = self.random.choice((0, self.random.getrandbits(32)))
            self.vectors.append(run(self.row, self.random, fields, {}, **state))

    def aliased(self):
        """Every way for registers to be the same, the contents among the extremes."""
        names = [n for n in FORMATS[self.row.format] if n in REGISTERS]
        for same in product(range(len(names)), repeat=len(names)):
            if any(i > 1 + max(same[:at], default=-1) for at, i in enumerate(same)):
                continue  # another numbering of ways already there
            numbers = self.random.sample(range(128), len(names))
            fields = {**self.noise(), **{n: numbers[i] for n, i in zip(names, same)}}
            registers = {number: self.random.choice(QUADS) for number in numbers}
            registers = {fields[n]: registers[fields[n]] for n in self.sources()}
            self.vectors.append(run(self.row, self.random, fields, registers, pc=0x400))


def status(random):
    """Some flags raised before, any rounding."""
    return random.choice((0, 0, random.getrandbits(128), (1 << 128) - 1)) & fpscr.DEFINED


def edges(bits):
    """Values of an immediate field at which something may turn."""
    half = 1 << (bits - 1)
    near = {0, 1, 2, half - 1, half, half + 1, 2 * half - 2, 2 * half - 1}
    powers = {1 << i for i in range(bits)} | {2 * half - (1 << i) for i in range(bits)}
    return sorted(near | powers)


def immediate(tries):
    """The field that is an immediate, if there is one."""
    return next((n for n in FORMATS[tries.row.format] if n[0] == "i" and n[1:].isdigit()), None)


def plain(tries, quads=QUADS):
    """Instructions that compute a register from registers and an immediate."""
    sources, name = tries.sources(), immediate(tries)
    if name:
        for value in edges(int(name[1:])):
            chosen = tries.random.sample(quads, 3)
            for quad in chosen if sources else chosen[:1]:
                tries.add({n: quad for n in sources}, {name: value})
    elif len(sources) < 3:
        for chosen in product(quads, repeat=len(sources)):
            tries.add(dict(zip(sources, chosen)))
    else:
        for _ in range(100):
            tries.add({n: tries.random.choice(quads) for n in sources})


def one_bit(tries):
    """Each of the 128 bits, alone and missing."""
    for i in range(128):
        number = 1 << i
        tries.add({"ra": number.to_bytes(16, "big")})
        tries.add({"ra": ((1 << 128) - 1 - number).to_bytes(16, "big")})


def counts(tries):
    """Shifts and rotations: every count that is looked at and more, another in each slot."""
    source = QUADS[8], QUADS[5], ONES
    if immediate(tries):
        for count in range(128):
            tries.add({"ra": source[count % 3]}, {"i7": count})
        return
    for count in [*range(130), 255, 256, 0x7FFF, 0x8000, 0xFFC0, 0xFFE1]:
        words = [count << 16 | count, count + 1, 1 << 31 | count + 16 << 16 | count + 7, -count]
        tries.add({"ra": source[count % 3], "rb": join(words, 4)})
        tries.add({"ra": tries.random.randbytes(16), "rb": join([-count, count, 3, 5], 4)})


def selectors(tries):
    """shufb: each control byte in each position at least once."""
    for start in range(0, 256, 4):
        control = bytes((start + 17 * i) % 256 for i in range(16))
        tries.add({"ra": QUADS[2], "rb": bytes(range(16, 32)), "rc": control})


def addresses(tries):
    """Loads, stores and controls for insertion: ends of the store, sums that wrap, low bits."""
    name = immediate(tries)
    bases = [0, 1, 0xF, 0x10, 0x3FFF0, 0x3FFFF, 0x40000, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF]
    noise = tries.random.randbytes
    for base in bases:
        quad = preferred(base)[:4] + noise(12)
        if "rb" in FORMATS[tries.row.format]:
            for other in bases:
                tries.add({"ra": quad, "rb": preferred(other)[:4] + noise(12)})
        elif "ra" in FORMATS[tries.row.format]:
            for value in edges(int(name[1:])):
                tries.add({"ra": quad}, {name: value})
        else:
            for value in edges(16):
                tries.add({}, {name: value})
    for pc in ADDRESSES if name == "i16" else ():
        for value in edges(16):
            tries.add({}, {name: value}, pc=pc)


def beside(tries, word):
    """The word in the preferred slot, all ones or zeros beside it."""
    return preferred(word)[:4] + tries.random.choice((ONES, ZERO))[:12]


def jumps(tries):
    """Branches: from and to the ends of the store, by conditions in either half of the word."""
    conditions = [0, 1, 0x8000, 0x10000, 0x80000000, 0xFFFF0000, 0xFFFFFFFF]
    conditions = [beside(tries, word) for word in conditions]
    tested = conditions if "rt" in tries.row.reads else [None]
    for pc, condition in product(ADDRESSES[::3], tested):
        contents = {"rt": condition} if condition else {}
        if tries.row.format == "BRANCH":
            for target in TARGETS:
                quad = preferred(target)[:4] + tries.random.randbytes(12)
                flags = tries.random.choice(({}, {"d": 1}, {"e": 1}))
                enabled = bool(tries.random.getrandbits(1))
                tries.add({**contents, "ra": quad}, flags, pc=pc, interruptible=enabled)
        else:
            for value in edges(16)[:: 1 if condition is None else 4]:
                tries.add(contents, {"i16": value}, pc=pc)


def events(tries):
    """bisled: taken while the channel of event status has a count. That does not also enable
    interrupts here: there would be one at once."""
    for target, count, fields in product(TARGETS, (0, 1, 2), ({}, {"d": 1}, {"e": 1})):
        if count and fields.get("e"):
            continue
        quad = preferred(target)[:4] + tries.random.randbytes(12)
        tries.add({"ra": quad}, fields, channels={0: (count, 0)})


def returns(tries):
    for target, fields in product(TARGETS, ({}, {"d": 1}, {"e": 1})):
        enabled = bool(tries.random.getrandbits(1))
        tries.add({}, fields, srr0=target, interruptible=enabled)


def channels(tries):
    """Every number; with nothing there, one or more."""
    random = tries.random
    for number, count in product(range(128), (0, 1, 16)):
        value = random.choice((0, 1, 0x80000000, 0xFFFFFFFF, random.getrandbits(32)))
        tries.add({}, {"ca": number}, channels={number: (count, value)})


def halts(tries):
    """Only the preferred slot decides."""
    words = [0, 1, 0x1FF, 0x200, 0xFFFFFE00, 0xFFFFFFFF, 0x7FFFFFFF, 0x80000000]
    quads = [beside(tries, word) for word in words]
    plain(tries, quads)
    for quad in quads if immediate(tries) else ():
        for value in (0, 1, 0x1FF, 0x200, 0x3FF):
            tries.add({"ra": quad}, {"i10": value})


def signals(tries):
    for value in edges(14):
        tries.add({}, {"type": value})


def registers_of_status(tries):
    """Bits that are not defined are written as well, but what they become is not."""
    for value in (0, fpscr.DEFINED, (1 << 128) - 1, 0x5A5A5A5A << 48):
        contents = {"ra": value.to_bytes(16, "big")} if tries.sources() else {}
        for before in (0, fpscr.DEFINED, value & fpscr.DEFINED):
            tries.add(contents, status=before)
