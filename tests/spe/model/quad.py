# SPDX-License-Identifier: Apache-2.0
"""quad: registers as the ISA numbers them: 16 bytes, byte 0 and bit 0 the most significant."""

ZERO = bytes(16)
ONES = bytes([0xFF]) * 16


def slots(quad, size):
    """The unsigned numbers in a quadword's slots of `size` bytes, slot 0 first."""
    return [int.from_bytes(quad[i : i + size], "big") for i in range(0, 16, size)]


def join(numbers, size):
    """A quadword of such slots; each number is taken modulo the slot."""
    return b"".join((n % (1 << 8 * size)).to_bytes(size, "big") for n in numbers)


def each(size, operation, *quads):
    """The operation applied to the corresponding slots of quadwords."""
    return join([operation(*numbers) for numbers in zip(*(slots(q, size) for q in quads))], size)


def signed(number, bits):
    """An unsigned number of so many bits, read as two's complement."""
    return number - (1 << bits) if number >> (bits - 1) else number


def each_signed(size, operation, *quads):
    return each(size, lambda *n: operation(*(signed(x, 8 * size) for x in n)), *quads)


def mask(size, operation, *quads):
    """All ones in the slots for which the operation holds, zeros in the others."""
    return each(size, lambda *n: -1 if operation(*n) else 0, *quads)


def mask_signed(size, operation, *quads):
    return each_signed(size, lambda *n: -1 if operation(*n) else 0, *quads)


def word(quad):
    """The preferred slot of a word: bytes 0 to 3."""
    return slots(quad, 4)[0]


def preferred(number):
    """A quadword with this word in the preferred slot, zeros in the others."""
    return join([number, 0, 0, 0], 4)


def bits(quad):
    """The 128 bits, bit 0 first."""
    return [byte >> (7 - i) & 1 for byte in quad for i in range(8)]


def from_bits(values):
    return bytes(
        sum(bit << (7 - i) for i, bit in enumerate(values[start : start + 8]))
        for start in range(0, 128, 8)
    )
