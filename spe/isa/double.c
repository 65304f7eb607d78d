// SPDX-License-Identifier: Apache-2.0
/* double: double precision by integers. */
#include "double.h"

#define SIGN	    (UINT64_C(1) << 63)
#define FRACTION    ((UINT64_C(1) << 52) - 1)
#define INFINITE    (UINT64_C(0x7ff) << 52)
#define DEFAULT_NAN (UINT64_C(0xfff) << 51)

/* A format: its fraction's bits, and the exponents of its normal numbers. */
struct shape {
	int fraction, least, most;
};

static const struct shape binary64 = { 52, -1022, 1023 };
static const struct shape binary32 = { 23, -126, 127 };

enum kind {
	A_ZERO,
	A_FINITE,
	AN_INFINITY,
	A_NAN
};

/* A number. Finite: m * 2^(exponent - 124) with bit 124 of m the first one. */
struct number {
	bool negative;
	enum kind kind;
	int exponent;
	ax_number m;
};

/* ---- operands ----------------------------------------------------------------------------- */

static struct number unpack(uint64_t bits, uint32_t *flags)
{
	struct number x = {
		.negative = bits >> 63,
		.kind = A_FINITE,
		.exponent = (int)(bits >> 52 & 0x7ff) - 1023,
		.m = (ax_number)(bits & FRACTION) << 72,
	};
	if (x.exponent == 1024) {
		x.kind = x.m ? A_NAN : AN_INFINITY;
		if (x.m)
			*flags |= AX_DOUBLE_NAN | (bits >> 51 & 1 ? 0 : AX_DOUBLE_INVALID);
	} else if (x.exponent == -1023) {
		x.kind = A_ZERO;
		if (x.m)
			*flags |= AX_DOUBLE_DENORMAL;
	}
	x.m |= (ax_number)1 << 124;
	return x;
}

/* ---- results ------------------------------------------------------------------------------ */

/* Whether what is left out of a magnitude (in units of its last bit: none, less than a half, half,
 * more) makes it one greater. */
static bool rounds_up(enum ax_rounding mode, bool negative, bool odd, ax_number rest,
		      ax_number half)
{
	switch (mode) {
	case AX_ROUND_UP:
		return rest && !negative;
	case AX_ROUND_DOWN:
		return rest && negative;
	case AX_ROUND_ZERO:
		return false;
	case AX_ROUND_NEAREST:
	default:
		return rest > half || (rest == half && odd);
	}
}

static uint64_t overflow(const struct shape *shape, enum ax_rounding mode, bool negative,
			 uint32_t *flags)
{
	bool infinite =
		mode == AX_ROUND_NEAREST || mode == (negative ? AX_ROUND_DOWN : AX_ROUND_UP);
	uint64_t infinity = (uint64_t)(2 * shape->most + 1) << shape->fraction;
	*flags |= AX_DOUBLE_OVERFLOW | AX_DOUBLE_INEXACT;
	return infinite ? infinity : infinity - 1;
}

/* The magnitude of a finite number that is not zero, without its sign. */
static uint64_t pack_finite(const struct number *x, const struct shape *shape,
			    enum ax_rounding mode, uint32_t *flags)
{
	bool tiny = x->exponent < shape->least;
	int drop = 124 - shape->fraction + (tiny ? shape->least - x->exponent : 0);
	if (drop > 126)
		drop = 126; /* below the half of the last bit: all that rounding asks */
	ax_number half = (ax_number)1 << (drop - 1);
	ax_number rest = x->m & (2 * half - 1);
	uint64_t magnitude = (uint64_t)(x->m >> drop);
	magnitude += rounds_up(mode, x->negative, magnitude & 1, rest, half);
	if (rest)
		*flags |= AX_DOUBLE_INEXACT | (tiny ? AX_DOUBLE_UNDERFLOW : 0);
	/* The first bit of a normal number adds one to the exponent field; so does a carry. */
	if (!tiny)
		magnitude += (uint64_t)(x->exponent - shape->least) << shape->fraction;
	if (magnitude >> shape->fraction > (uint64_t)(2 * shape->most))
		return overflow(shape, mode, x->negative, flags);
	return magnitude;
}

static uint64_t pack(const struct number *x, const struct shape *shape, enum ax_rounding mode,
		     uint32_t *flags)
{
	int width = shape == &binary64 ? 63 : 31;
	uint64_t sign = (uint64_t)x->negative << width;
	uint64_t infinity = (uint64_t)(2 * shape->most + 1) << shape->fraction;
	switch (x->kind) {
	case A_NAN:
		return infinity | UINT64_C(1) << (shape->fraction - 1);
	case AN_INFINITY:
		return sign | infinity;
	case A_FINITE:
		return sign | pack_finite(x, shape, mode, flags);
	case A_ZERO:
	default:
		return sign;
	}
}

/* ---- arithmetic --------------------------------------------------------------------------- */

static struct number invalid(uint32_t *flags)
{
	*flags |= AX_DOUBLE_INVALID;
	return (struct number){ .kind = A_NAN };
}

/* Moves the first one to bit 124. A bit that falls out stays as the last one. */
static void normalise(struct number *x)
{
	uint64_t high = (uint64_t)(x->m >> 64);
	int zeros = high ? __builtin_clzll(high) : 64 + __builtin_clzll((uint64_t)x->m);
	int left = zeros - 3;
	if (left >= 0)
		x->m <<= left;
	else
		x->m = x->m >> -left | ((x->m & (((ax_number)1 << -left) - 1)) != 0);
	x->exponent -= left;
}

static struct number product(const struct number *x, const struct number *y, uint32_t *flags)
{
	struct number p = { .negative = x->negative != y->negative, .kind = A_FINITE };
	if (x->kind == A_NAN || y->kind == A_NAN) {
		p.kind = A_NAN;
	} else if (x->kind == AN_INFINITY || y->kind == AN_INFINITY) {
		if (x->kind == A_ZERO || y->kind == A_ZERO)
			return invalid(flags);
		p.kind = AN_INFINITY;
	} else if (x->kind == A_ZERO || y->kind == A_ZERO) {
		p.kind = A_ZERO;
	} else {
		/* 53 bits times 53 bits, from bit 104 or 105 to bit 0. */
		p.m = (x->m >> 72) * (y->m >> 72) << 20;
		p.exponent = x->exponent + y->exponent;
		normalise(&p);
	}
	return p;
}

/* n places to the right. What falls out stays as the last bit: a product's last 19 bits and a
 * number's last 72 are zero, so it only does where the other number is far greater. */
static ax_number shifted(ax_number m, int n)
{
	if (n > 126)
		return 1;
	return m >> n | ((m & (((ax_number)1 << n) - 1)) != 0);
}

static struct number finite_sum(struct number x, struct number y, enum ax_rounding mode)
{
	if (x.exponent < y.exponent) {
		struct number swap = x;
		x = y;
		y = swap;
	}
	y.m = shifted(y.m, x.exponent - y.exponent);
	if (x.negative == y.negative) {
		x.m += y.m;
	} else if (x.m == y.m) {
		return (struct number){ .kind = A_ZERO, .negative = mode == AX_ROUND_DOWN };
	} else if (x.m > y.m) {
		x.m -= y.m;
	} else {
		x.m = y.m - x.m;
		x.negative = y.negative;
	}
	normalise(&x);
	return x;
}

static struct number sum(struct number x, struct number y, enum ax_rounding mode, uint32_t *flags)
{
	if (x.kind == A_NAN || y.kind == A_NAN)
		return (struct number){ .kind = A_NAN };
	if (x.kind == AN_INFINITY && y.kind == AN_INFINITY && x.negative != y.negative)
		return invalid(flags);
	if (x.kind == A_ZERO && y.kind == A_ZERO) {
		if (x.negative != y.negative)
			x.negative = mode == AX_ROUND_DOWN;
		return x;
	}
	if (x.kind == AN_INFINITY || y.kind == A_ZERO)
		return x;
	if (y.kind == AN_INFINITY || x.kind == A_ZERO)
		return y;
	return finite_sum(x, y, mode);
}

static struct number negative(struct number x)
{
	x.negative = !x.negative;
	return x;
}

static struct number compute(enum ax_double_kind kind, const uint64_t bits[3],
			     enum ax_rounding mode, uint32_t *flags)
{
	struct number a = unpack(bits[0], flags), b = unpack(bits[1], flags), t;
	if (kind == AX_DOUBLE_ADD)
		return sum(a, b, mode, flags);
	if (kind == AX_DOUBLE_SUBTRACT)
		return sum(a, negative(b), mode, flags);
	if (kind == AX_DOUBLE_MULTIPLY)
		return product(&a, &b, flags);
	t = unpack(bits[2], flags);
	if (t.kind == A_NAN)
		return t;
	a = product(&a, &b, flags);
	if (kind == AX_DOUBLE_MULTIPLY_SUBTRACT || kind == AX_DOUBLE_NEGATIVE_MULTIPLY_SUBTRACT)
		t = negative(t);
	return sum(a, t, mode, flags);
}

/* ---- the quick way ------------------------------------------------------------------------ */

static double double_of(uint64_t bits)
{
	double x;
	__builtin_memcpy(&x, &bits, sizeof(x));
	return x;
}

/* Exponent between those of the least and the greatest normal numbers. */
static bool within(uint64_t bits)
{
	return (bits >> 52 & 0x7ff) - 2 < 0x7fd - 2;
}

/* The host's arithmetic rounds to nearest too; it is enough where no flag but "inexact" can come,
 * and that one is there already. */
static bool quick(enum ax_double_kind kind, uint64_t a, uint64_t b, uint64_t *result)
{
	double x = double_of(a), y = double_of(b), z;
	if (kind == AX_DOUBLE_ADD)
		z = x + y;
	else if (kind == AX_DOUBLE_SUBTRACT)
		z = x - y;
	else if (kind == AX_DOUBLE_MULTIPLY)
		z = x * y;
	else
		return false;
	__builtin_memcpy(result, &z, sizeof(z));
	return within(a) && within(b) && within(*result);
}

ax_doubles ax_double_compute(uint32_t fpscr[4], enum ax_double_kind kind, ax_doubles a,
			     ax_doubles b, ax_doubles t)
{
	uint64_t result[2];
	for (unsigned i = 0; i < 2; i++) {
		const uint64_t bits[3] = { a[AX_DOUBLE(i)], b[AX_DOUBLE(i)], t[AX_DOUBLE(i)] };
		enum ax_rounding mode = ax_fpscr_rounding(fpscr, i);
		bool plain = mode == AX_ROUND_NEAREST && fpscr[1 + i] & AX_DOUBLE_INEXACT;
		if (plain && quick(kind, bits[0], bits[1], &result[i]))
			continue;
		struct number x = compute(kind, bits, mode, &fpscr[1 + i]);
		result[i] = pack(&x, &binary64, mode, &fpscr[1 + i]);
		if (kind >= AX_DOUBLE_NEGATIVE_MULTIPLY_ADD && x.kind != A_NAN)
			result[i] ^= SIGN;
	}
	return ax_doubles_of(result[0], result[1]);
}

/* ---- compares ----------------------------------------------------------------------------- */

/* As an integer of the same order; zero for what is taken for zero. */
static int64_t order(uint64_t bits, bool magnitude)
{
	uint64_t value = bits & ~SIGN;
	if (value <= FRACTION)
		return 0;
	return bits >> 63 && !magnitude ? -(int64_t)value : (int64_t)value;
}

ax_doubles ax_double_compare(uint32_t fpscr[4], unsigned test, ax_doubles a, ax_doubles b)
{
	uint64_t result[2];
	for (unsigned i = 0; i < 2; i++) {
		uint64_t x = a[AX_DOUBLE(i)], y = b[AX_DOUBLE(i)];
		int64_t p = order(x, test & AX_DOUBLE_OF_MAGNITUDES);
		int64_t q = order(y, test & AX_DOUBLE_OF_MAGNITUDES);
		bool ordered = unpack(x, &fpscr[1 + i]).kind != A_NAN;
		ordered &= unpack(y, &fpscr[1 + i]).kind != A_NAN;
		bool holds = test & AX_DOUBLE_GREATER ? p > q : p == q;
		result[i] = ordered && holds ? UINT64_MAX : 0;
	}
	return ax_doubles_of(result[0], result[1]);
}

/* The bit of dftsv's field that names the value, or 0. */
static unsigned special(uint64_t bits)
{
	uint64_t magnitude = bits & ~SIGN;
	unsigned negative_form = (unsigned)(bits >> 63);
	if (magnitude > INFINITE)
		return 0x40;
	if (magnitude == INFINITE)
		return 0x20 >> negative_form;
	if (magnitude == 0)
		return 0x08 >> negative_form;
	return magnitude <= FRACTION ? 0x02U >> negative_form : 0;
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

ax_doubles ax_double_to_single(uint32_t fpscr[4], ax_doubles a)
{
	uint64_t result[2];
	for (unsigned i = 0; i < 2; i++) {
		uint32_t *flags = &fpscr[1 + i];
		struct number x = unpack(a[AX_DOUBLE(i)], flags);
		result[i] = pack(&x, &binary32, ax_fpscr_rounding(fpscr, i), flags) << 32;
	}
	return ax_doubles_of(result[0], result[1]);
}
