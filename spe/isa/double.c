// SPDX-License-Identifier: Apache-2.0
/* double: double precision by integers. */
#include "double.h"

#define SIGN	    (UINT64_C(1) << 63)
#define FRACTION    ((UINT64_C(1) << 52) - 1)
#define INFINITE    (UINT64_C(0x7ff) << 52)
#define DEFAULT_NAN (UINT64_C(0xfff) << 51)
#define ONE	    (UINT64_C(0x3ff) << 52)

/* What arithmetic is inlined into: one function for each operation. */
#define WAY static inline __attribute__((always_inline))

/* A function that gives both slots the value of an expression in slot, mode and flags. */
#define BOTH_SLOTS(name, expression, ...)                                                          \
	ax_doubles name(uint32_t fpscr[4], __VA_ARGS__)                                            \
	{                                                                                          \
		uint64_t result[2];                                                                \
		for (unsigned i = 0; i < 2; i++) {                                                 \
			const unsigned slot = AX_DOUBLE(i);                                        \
			const enum ax_rounding mode = ax_fpscr_rounding(fpscr, i);                 \
			uint32_t flags = 0;                                                        \
			result[i] = expression;                                                    \
			fpscr[1 + i] |= flags;                                                     \
		}                                                                                  \
		return ax_doubles_of(result[0], result[1]);                                        \
	}

/* ---- operands ----------------------------------------------------------------------------- */

WAY uint64_t magnitude(uint64_t bits)
{
	return bits & ~SIGN;
}

WAY bool is_finite(uint64_t bits)
{
	return magnitude(bits) < INFINITE;
}

/* A denormal operand is zero. */
WAY uint64_t operand(uint64_t bits, uint32_t *flags)
{
	if (__builtin_expect(magnitude(bits) - 1 < FRACTION, 0)) {
		*flags |= AX_DOUBLE_DENORMAL;
		bits &= SIGN;
	}
	return bits;
}

static bool is_nan(uint64_t bits, uint32_t *flags)
{
	if (magnitude(bits) <= INFINITE)
		return false;
	*flags |= AX_DOUBLE_NAN | (bits >> 51 & 1 ? 0 : AX_DOUBLE_INVALID);
	return true;
}

WAY int exponent_of(uint64_t bits)
{
	return (int)(bits >> 52 & 0x7ff);
}

/* With the one that the format leaves out as bit 52; 0 for zero. */
WAY uint64_t digits(uint64_t bits)
{
	return (bits & FRACTION) | (uint64_t)(exponent_of(bits) != 0) << 52;
}

/* ---- results ------------------------------------------------------------------------------ */

/* A format: its fraction's bits, and the exponent field of infinity. */
struct shape {
	int fraction;
	uint64_t top;
};

static const struct shape binary64 = { 52, 0x7ff };
static const struct shape binary32 = { 23, 0xff };

/* n places to the right. What falls out stays as the last bit. */
WAY uint64_t shifted(uint64_t m, int n)
{
	n = n < 63 ? n : 63;
	return m >> n | (m >> n << n != m);
}

WAY ax_number number_shifted(ax_number m, int n)
{
	n = n < 127 ? n : 127;
	return m >> n | (m >> n << n != m);
}

/* What rounding adds to a magnitude before its last bits, of which `half` is the first, go. */
WAY uint64_t increment(enum ax_rounding mode, uint64_t sign, uint64_t half)
{
	bool away = mode == (sign ? AX_ROUND_DOWN : AX_ROUND_UP);
	return mode == AX_ROUND_NEAREST ? half : away ? 2 * half - 1 : 0;
}

/* The magnitude m * 2^-62 * 2^(exponent - bias), where bit 62 of m is the first one. */
WAY uint64_t pack(uint64_t sign, int exponent, uint64_t m, const struct shape *shape,
		  enum ax_rounding mode, uint32_t *flags)
{
	const int drop = 62 - shape->fraction;
	const uint64_t half = UINT64_C(1) << (drop - 1), infinity = shape->top << shape->fraction;
	uint32_t inexact = AX_DOUBLE_INEXACT;
	if (__builtin_expect(exponent < 1, 0)) {
		m = shifted(m, 1 - exponent);
		exponent = 1;
		inexact |= AX_DOUBLE_UNDERFLOW;
	}
	uint64_t rest = m & (2 * half - 1), added = increment(mode, sign, half);
	uint64_t result = (m + added) >> drop;
	if (mode == AX_ROUND_NEAREST && rest == half)
		result &= ~UINT64_C(1);
	*flags |= rest ? inexact : 0;
	/* The first bit of a normal number adds one to the exponent field; so does a carry. */
	result += (uint64_t)(exponent - 1) << shape->fraction;
	if (__builtin_expect(result >= infinity, 0)) {
		*flags |= AX_DOUBLE_OVERFLOW | AX_DOUBLE_INEXACT;
		return infinity - !added;
	}
	return result;
}

/* The number m * 2^-124 * 2^(exponent - 1023), where m is from 1 to 2^127 - 1. */
WAY uint64_t rounded(uint64_t sign, int exponent, ax_number m, enum ax_rounding mode,
		     uint32_t *flags)
{
	if (!(m >> 64)) { /* a difference: its last 20 bits are zero */
		m <<= 62;
		exponent -= 62;
	}
	int left = __builtin_clzll((uint64_t)(m >> 64)) - 1;
	m <<= left;
	uint64_t high = (uint64_t)(m >> 64) | ((uint64_t)m != 0);
	return sign | pack(sign, exponent + 2 - left, high, &binary64, mode, flags);
}

/* ---- arithmetic --------------------------------------------------------------------------- */

/* a * b + t where one of them is infinite or a NaN. */
static __attribute__((noinline)) uint64_t exceptional(uint64_t a, uint64_t b, uint64_t t,
						      uint32_t *flags)
{
	bool a_nan = is_nan(a, flags), b_nan = is_nan(b, flags), t_nan = is_nan(t, flags);
	if (a_nan || b_nan || t_nan)
		return DEFAULT_NAN;
	if (is_finite(a) && is_finite(b))
		return t;
	uint64_t product = ((a ^ b) & SIGN) | INFINITE;
	if (magnitude(a) && magnitude(b) && (is_finite(t) || t == product))
		return product;
	*flags |= AX_DOUBLE_INVALID;
	return DEFAULT_NAN;
}

/* What x + y is when it is zero. */
WAY uint64_t zero(uint64_t x, uint64_t y, enum ax_rounding mode)
{
	return mode == AX_ROUND_DOWN ? (x | y) & SIGN : x & y & SIGN;
}

WAY uint64_t sum(uint64_t a, uint64_t b, enum ax_rounding mode, uint32_t *flags)
{
	a = operand(a, flags);
	b = operand(b, flags);
	if (__builtin_expect(!is_finite(a) || !is_finite(b), 0))
		return exceptional(a, ONE, b, flags);
	uint64_t x = magnitude(a) > magnitude(b) ? a : b, y = a ^ b ^ x;
	int exponent = exponent_of(x);
	uint64_t m = digits(x) << 8;
	uint64_t n = shifted(digits(y) << 8, exponent - exponent_of(y));
	m = (x ^ y) & SIGN ? m - n : m + n;
	if (m == 0)
		return zero(x, y, mode);
	return rounded(x & SIGN, exponent, (ax_number)m << 64, mode, flags);
}

WAY uint64_t product(uint64_t a, uint64_t b, enum ax_rounding mode, uint32_t *flags)
{
	a = operand(a, flags);
	b = operand(b, flags);
	if (__builtin_expect(!is_finite(a) || !is_finite(b), 0))
		return exceptional(a, b, 0, flags);
	uint64_t sign = (a ^ b) & SIGN;
	if (magnitude(a) == 0 || magnitude(b) == 0)
		return sign;
	ax_number m = (ax_number)(digits(a) << 10) * (digits(b) << 10);
	return rounded(sign, exponent_of(a) + exponent_of(b) - 1023, m, mode, flags);
}

/* A product's last 20 bits and a number's last 72 are zero, so that some fall out only where the
 * other number is far greater. */
WAY uint64_t fused(uint64_t a, uint64_t b, uint64_t t, enum ax_rounding mode, uint32_t *flags)
{
	a = operand(a, flags);
	b = operand(b, flags);
	t = operand(t, flags);
	if (__builtin_expect(!is_finite(a) || !is_finite(b) || !is_finite(t), 0))
		return exceptional(a, b, t, flags);
	uint64_t sign = (a ^ b) & SIGN;
	ax_number m = (ax_number)(digits(a) << 10) * (digits(b) << 10);
	ax_number n = (ax_number)digits(t) << 72;
	if (m == 0)
		return n ? t : zero(sign, t, mode);
	int e = exponent_of(a) + exponent_of(b) - 1023, f = n ? exponent_of(t) : e;
	int exponent = e > f ? e : f;
	m = number_shifted(m, exponent - e);
	n = number_shifted(n, exponent - f);
	if (((sign ^ t) & SIGN) == 0) {
		m += n;
	} else if (m == n) {
		return zero(sign, t, mode);
	} else if (m > n) {
		m -= n;
	} else {
		m = n - m;
		sign = t & SIGN;
	}
	return rounded(sign, exponent, m, mode, flags);
}

BOTH_SLOTS(ax_double_sum, sum(a[slot], b[slot], mode, &flags), ax_doubles a, ax_doubles b)
BOTH_SLOTS(ax_double_product, product(a[slot], b[slot], mode, &flags), ax_doubles a, ax_doubles b)
BOTH_SLOTS(ax_double_fused, fused(a[slot], b[slot], t[slot], mode, &flags), ax_doubles a,
	   ax_doubles b, ax_doubles t)

/* ---- compares ----------------------------------------------------------------------------- */

/* As an integer of the same order. */
static int64_t order(uint64_t bits, bool of_magnitudes)
{
	int64_t value = (int64_t)magnitude(bits);
	return bits & SIGN && !of_magnitudes ? -value : value;
}

static bool holds(unsigned test, uint64_t a, uint64_t b, uint32_t *flags)
{
	bool a_nan = is_nan(a, flags), b_nan = is_nan(b, flags);
	int64_t x = order(operand(a, flags), test & AX_DOUBLE_OF_MAGNITUDES);
	int64_t y = order(operand(b, flags), test & AX_DOUBLE_OF_MAGNITUDES);
	return !a_nan && !b_nan && (test & AX_DOUBLE_GREATER ? x > y : x == y);
}

ax_doubles ax_double_compare(uint32_t fpscr[4], unsigned test, ax_doubles a, ax_doubles b)
{
	uint64_t result[2];
	for (unsigned i = 0; i < 2; i++)
		result[i] = holds(test, a[AX_DOUBLE(i)], b[AX_DOUBLE(i)], &fpscr[1 + i])
				    ? UINT64_MAX
				    : 0;
	return ax_doubles_of(result[0], result[1]);
}

/* The bit of dftsv's field that names the value, or 0. */
static unsigned special(uint64_t bits)
{
	unsigned negative_form = (unsigned)(bits >> 63);
	if (magnitude(bits) > INFINITE)
		return 0x40;
	if (magnitude(bits) == INFINITE)
		return 0x20 >> negative_form;
	if (magnitude(bits) == 0)
		return 0x08 >> negative_form;
	return magnitude(bits) <= FRACTION ? 0x02U >> negative_form : 0;
}

ax_doubles ax_double_special(ax_doubles a, unsigned values)
{
	return ax_doubles_of(special(a[AX_DOUBLE(0)]) & values ? UINT64_MAX : 0,
			     special(a[AX_DOUBLE(1)]) & values ? UINT64_MAX : 0);
}

/* ---- conversions -------------------------------------------------------------------------- */

/* Of IEEE single precision: exponent 255 is infinity or NaN here. */
static uint64_t widened(uint32_t bits, uint32_t *flags)
{
	uint64_t sign = (uint64_t)(bits >> 31) << 63;
	uint64_t exponent = bits >> 23 & 0xff, fraction = bits & 0x7fffff;
	if (exponent == 255 && fraction) {
		*flags |= AX_DOUBLE_NAN | (fraction >> 22 ? 0 : AX_DOUBLE_INVALID);
		return DEFAULT_NAN;
	}
	if (exponent == 255)
		return sign | INFINITE;
	if (exponent == 0) {
		*flags |= fraction ? AX_DOUBLE_DENORMAL : 0;
		return sign;
	}
	return sign | (exponent + 1023 - 127) << 52 | fraction << 29;
}

ax_doubles ax_double_from_single(uint32_t fpscr[4], ax_doubles a)
{
	return ax_doubles_of(widened((uint32_t)(a[AX_DOUBLE(0)] >> 32), &fpscr[1]),
			     widened((uint32_t)(a[AX_DOUBLE(1)] >> 32), &fpscr[2]));
}

static uint64_t narrowed(uint64_t bits, enum ax_rounding mode, uint32_t *flags)
{
	bits = operand(bits, flags);
	uint64_t sign = (bits & SIGN) >> 32;
	if (is_nan(bits, flags))
		return 0x7fc00000;
	if (!is_finite(bits))
		return sign | 0x7f800000;
	if (magnitude(bits) == 0)
		return sign;
	return sign | pack(sign, exponent_of(bits) - 1023 + 127, digits(bits) << 10, &binary32,
			   mode, flags);
}

BOTH_SLOTS(ax_double_to_single, narrowed(a[slot], mode, &flags) << 32, ax_doubles a)
