// SPDX-License-Identifier: Apache-2.0
/* single: extended-range single precision slot by slot, for what the fast way leaves: special
 * operands, results near the ends of the range, conversions. */
#include "single.h"

/* The smallest and the largest magnitudes. */
#define LEAST 0x1p-126
#define MOST  0x1.fffffep128

enum {
	MOST_BITS = 0x7fffffff,
	WIDER = 1023 - 127, /* what a double's exponent is more */
};

static uint64_t bits_of(double x)
{
	uint64_t bits;
	__builtin_memcpy(&bits, &x, sizeof(bits));
	return bits;
}

static double double_of(uint64_t bits)
{
	double x;
	__builtin_memcpy(&x, &bits, sizeof(x));
	return x;
}

static double power_of_two(int n)
{
	return double_of((uint64_t)(1023 + n) << 52);
}

static double widen(uint32_t single)
{
	uint64_t sign = (uint64_t)(single >> 31) << 63;
	uint64_t magnitude = single & 0x7fffffff;
	if (magnitude < 0x00800000)
		return double_of(sign);
	return double_of(sign | ((magnitude << 29) + ((uint64_t)WIDER << 52)));
}

static uint32_t chop(double x)
{
	uint32_t sign = (uint32_t)(bits_of(x) >> 32) & 0x80000000;
	double magnitude = __builtin_fabs(x);
	if (magnitude < LEAST)
		return 0;
	if (magnitude >= MOST)
		return sign | MOST_BITS;
	return sign | (uint32_t)((bits_of(magnitude) - ((uint64_t)WIDER << 52)) >> 29);
}

/* Whether IEEE arithmetic would take it for something else. */
static bool special(uint32_t single)
{
	uint32_t magnitude = single & 0x7fffffff;
	return magnitude >= 0x7f800000 || (magnitude != 0 && magnitude < 0x00800000);
}

/* x + y with its flags. */
static uint32_t sum(double x, double y, uint32_t *flags)
{
	double s = x + y;
	double part = s - x;
	double rest = (x - (s - part)) + (y - part);
	double below = rest != 0 && (rest < 0) != (s < 0) ? double_of(bits_of(s) - 1) : s;
	double magnitude = __builtin_fabs(below);
	uint32_t result = chop(below);
	if (magnitude > MOST || (magnitude >= MOST && rest != 0))
		*flags |= AX_SINGLE_OVERFLOW | AX_SINGLE_DIFFERENT;
	if (s != 0 && magnitude < LEAST)
		*flags |= AX_SINGLE_UNDERFLOW | AX_SINGLE_DIFFERENT;
	if (special(result))
		*flags |= AX_SINGLE_DIFFERENT;
	return result;
}

static uint32_t slot(enum ax_single_kind kind, uint32_t a, uint32_t b, uint32_t c, uint32_t *flags)
{
	double x = widen(a), y = widen(b), z = widen(c);
	*flags = special(a) || special(b) ? AX_SINGLE_DIFFERENT : 0;
	if (kind >= AX_SINGLE_MULTIPLY_ADD && special(c))
		*flags = AX_SINGLE_DIFFERENT;
	switch (kind) {
	case AX_SINGLE_ADD:
		return sum(x, y, flags);
	case AX_SINGLE_SUBTRACT:
		return sum(x, -y, flags);
	case AX_SINGLE_MULTIPLY:
		return sum(x * y, 0, flags);
	case AX_SINGLE_MULTIPLY_ADD:
		return sum(x * y, z, flags);
	case AX_SINGLE_MULTIPLY_SUBTRACT:
		return sum(x * y, -z, flags);
	case AX_SINGLE_NEGATIVE_MULTIPLY_SUBTRACT:
	default:
		return sum(-x * y, z, flags);
	}
}

ax_words ax_single_careful(uint32_t fpscr[4], enum ax_single_kind kind, ax_words a, ax_words b,
			   ax_words c)
{
	ax_words t = { 0, 0, 0, 0 };
	for (unsigned i = 0; i < 4; i++) {
		uint32_t flags;
		t[AX_WORD(i)] = slot(kind, a[AX_WORD(i)], b[AX_WORD(i)], c[AX_WORD(i)], &flags);
		fpscr[i] |= flags;
	}
	return t;
}

/* ---- conversions -------------------------------------------------------------------------- */

/* The scale is what the field is taken from; one outside 0 to 127 is not defined, and taken as it
 * is. */
static uint32_t from_integer(double integer, unsigned i8, uint32_t *flags)
{
	uint32_t result = chop(integer * power_of_two((int)i8 - 155));
	if (result == 0 && integer != 0)
		*flags |= AX_SINGLE_UNDERFLOW | AX_SINGLE_DIFFERENT;
	return result;
}

uint32_t ax_single_from_signed(uint32_t integer, unsigned i8, uint32_t *flags)
{
	return from_integer((int32_t)integer, i8, flags);
}

uint32_t ax_single_from_unsigned(uint32_t integer, unsigned i8, uint32_t *flags)
{
	return from_integer(integer, i8, flags);
}

uint32_t ax_single_to_signed(uint32_t single, unsigned i8)
{
	double x = widen(single) * power_of_two(173 - (int)i8);
	if (x >= 0x1p31)
		return INT32_MAX;
	if (x <= -0x1p31)
		return UINT32_C(1) << 31;
	return (uint32_t)(int32_t)x;
}

uint32_t ax_single_to_unsigned(uint32_t single, unsigned i8)
{
	double x = widen(single) * power_of_two(173 - (int)i8);
	if (x >= 0x1p32)
		return UINT32_MAX;
	return x < 1 ? 0 : (uint32_t)x;
}
