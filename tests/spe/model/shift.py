# SPDX-License-Identifier: Apache-2.0
"""shift: chapter 6: shifts and rotations. Of a count only so many bits are looked at."""

from quad import bits, each, from_bits, signed, word


def left(number, count, size):
    return number << count if count < size else 0


def around(number, count, size):
    """Rotated left by count modulo size."""
    text = f"{number:0{size}b}"
    count %= size
    return int(text[count:] + text[:count], 2)


def right(number, count, size):
    return number >> count if count < size else 0


def right_signed(number, count, size):
    """Beyond the size, the sign is all that is left."""
    return signed(number, size) >> min(count, size - 1)


def shlh(o):
    return each(2, lambda a, b: left(a, b % 32, 16), o.ra, o.rb)


def shlhi(o):
    return each(2, lambda a: left(a, o.i7 % 32, 16), o.ra)


def shl(o):
    return each(4, lambda a, b: left(a, b % 64, 32), o.ra, o.rb)


def shli(o):
    return each(4, lambda a: left(a, o.i7 % 64, 32), o.ra)


def roth(o):
    return each(2, lambda a, b: around(a, b % 16, 16), o.ra, o.rb)


def rothi(o):
    return each(2, lambda a: around(a, o.i7 % 16, 16), o.ra)


def rot(o):
    return each(4, lambda a, b: around(a, b % 32, 32), o.ra, o.rb)


def roti(o):
    return each(4, lambda a: around(a, o.i7 % 32, 32), o.ra)


# "Rotate and mask" shifts right by what the count lacks to zero.
def rothm(o):
    return each(2, lambda a, b: right(a, -b % 32, 16), o.ra, o.rb)


def rothmi(o):
    return each(2, lambda a: right(a, -o.i7 % 32, 16), o.ra)


def rotm(o):
    return each(4, lambda a, b: right(a, -b % 64, 32), o.ra, o.rb)


def rotmi(o):
    return each(4, lambda a: right(a, -o.i7 % 64, 32), o.ra)


def rotmah(o):
    return each(2, lambda a, b: right_signed(a, -b % 32, 16), o.ra, o.rb)


def rotmahi(o):
    return each(2, lambda a: right_signed(a, -o.i7 % 32, 16), o.ra)


def rotma(o):
    return each(4, lambda a, b: right_signed(a, -b % 64, 32), o.ra, o.rb)


def rotmai(o):
    return each(4, lambda a: right_signed(a, -o.i7 % 64, 32), o.ra)


def quad_left(quad, count):
    return from_bits((bits(quad) + [0] * count)[-128:]) if count < 128 else bytes(16)


def quad_right(quad, count):
    return from_bits(([0] * count + bits(quad))[:128]) if count < 128 else bytes(16)


def quad_around(quad, count):
    all_bits = bits(quad)
    return from_bits(all_bits[count % 128 :] + all_bits[: count % 128])


def bit_count(o):
    """Bits 29:31 of the preferred word."""
    return word(o.rb) % 8


def byte_count(o):
    """Bits 27:31."""
    return word(o.rb) % 32


def byte_count_of_bits(o):
    """Bits 24:28: the whole bytes in a count of bits."""
    return word(o.rb) // 8 % 32


def shlqbi(o):
    return quad_left(o.ra, bit_count(o))


def shlqbii(o):
    return quad_left(o.ra, o.i7 % 8)


def shlqby(o):
    return quad_left(o.ra, 8 * byte_count(o))


def shlqbyi(o):
    return quad_left(o.ra, 8 * (o.i7 % 32))


def shlqbybi(o):
    return quad_left(o.ra, 8 * byte_count_of_bits(o))


def rotqbi(o):
    return quad_around(o.ra, bit_count(o))


def rotqbii(o):
    return quad_around(o.ra, o.i7 % 8)


def rotqby(o):
    return quad_around(o.ra, 8 * byte_count(o))


def rotqbyi(o):
    return quad_around(o.ra, 8 * (o.i7 % 16))


def rotqbybi(o):
    return quad_around(o.ra, 8 * byte_count_of_bits(o))


def rotqmbi(o):
    return quad_right(o.ra, -bit_count(o) % 8)


def rotqmbii(o):
    return quad_right(o.ra, -o.i7 % 8)


def rotqmby(o):
    return quad_right(o.ra, 8 * (-byte_count(o) % 32))


def rotqmbyi(o):
    return quad_right(o.ra, 8 * (-o.i7 % 32))


def rotqmbybi(o):
    return quad_right(o.ra, 8 * (-byte_count_of_bits(o) % 32))
