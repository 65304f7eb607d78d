// SPDX-License-Identifier: Apache-2.0
/* ax_spu_arithmetic: the SPU's arithmetic, conversions and comparisons, by elements. Programs use
 * spu_intrinsics.h. */
#ifndef AX_SPU_ARITHMETIC_H
#define AX_SPU_ARITHMETIC_H

#include "ax_spu_vector.h"

/* ---- add and subtract ----------------------------------------------------------------------- */

/* Integers wrap: the sum is made of unsigned ones. One operand may be a scalar: _vs, _sv. */
#define AX_SPU_DEFINE_OPERATION(name, op, T, E, W)                                                 \
	AX_SPU_FUNCTION vec_##T ax_##name##_##T(vec_##T a, vec_##T b)                              \
	{                                                                                          \
		return (vec_##T)((vec_##W)a op(vec_##W) b);                                        \
	}                                                                                          \
	AX_SPU_FUNCTION vec_##T ax_##name##_vs_##T(vec_##T a, E b)                                 \
	{                                                                                          \
		return ax_##name##_##T(a, ax_splats_##T(b));                                       \
	}                                                                                          \
	AX_SPU_FUNCTION vec_##T ax_##name##_sv_##T(E a, vec_##T b)                                 \
	{                                                                                          \
		return ax_##name##_##T(ax_splats_##T(a), b);                                       \
	}
#define AX_SPU_DEFINE(T, E, N, U)                                                                  \
	AX_SPU_DEFINE_OPERATION(add, +, T, E, U)                                                   \
	AX_SPU_DEFINE_OPERATION(sub, -, T, E, U)
AX_SPU_SHORTS(AX_SPU_DEFINE)
AX_SPU_WORDS(AX_SPU_DEFINE)
#undef AX_SPU_DEFINE
AX_SPU_DEFINE_OPERATION(add, +, float4, float, float4)
AX_SPU_DEFINE_OPERATION(add, +, double2, double, double2)
AX_SPU_DEFINE_OPERATION(sub, -, float4, float, float4)
AX_SPU_DEFINE_OPERATION(sub, -, double2, double, double2)

/* clang-format off */
#define AX_SPU_VV_OR_VS(name, T, b)                                                                \
	vec_##T : _Generic((b), vec_##T : ax_##name##_##T, default : ax_##name##_vs_##T)
#define AX_SPU_OF_SUMS(name, b)                                                                    \
	AX_SPU_VV_OR_VS(name, ushort8, b), AX_SPU_VV_OR_VS(name, short8, b),                       \
	AX_SPU_VV_OR_VS(name, uint4, b), AX_SPU_VV_OR_VS(name, int4, b),                           \
	AX_SPU_VV_OR_VS(name, float4, b), AX_SPU_VV_OR_VS(name, double2, b)
#define AX_SPU_OF_SV(name, b)                                                                      \
	default : _Generic((b), AX_SPU_OF_SHORTS(name##_sv), AX_SPU_OF_WORDS(name##_sv),           \
			   default : ax_##name##_int4)
/* clang-format on */

#define spu_add(a, b) AX_SPU_CALL2(a, b, AX_SPU_OF_SUMS(add, ax_b))
#define spu_sub(a, b) AX_SPU_CALL2(a, b, AX_SPU_OF_SUMS(sub, ax_b), AX_SPU_OF_SV(sub, ax_b))

/* Sums of more than a word: carries and borrows are the lowest bits of their elements. A borrow is
 * 0 when there is one. */
#define AX_SPU_DEFINE(T, E, N, U)                                                                  \
	AX_SPU_FUNCTION vec_##T ax_addx_##T(vec_##T a, vec_##T b, vec_##T carry)                   \
	{                                                                                          \
		return (vec_##T)((vec_##U)a + (vec_##U)b + ((vec_##U)carry & 1));                  \
	}                                                                                          \
	AX_SPU_FUNCTION vec_##T ax_subx_##T(vec_##T a, vec_##T b, vec_##T borrow)                  \
	{                                                                                          \
		return ax_addx_##T(a, ~b, borrow);                                                 \
	}                                                                                          \
	AX_SPU_FUNCTION vec_##T ax_gencx_##T(vec_##T a, vec_##T b, vec_##T carry)                  \
	{                                                                                          \
		vec_##U sum = (vec_##U)a + (vec_##U)b;                                             \
		vec_##U all = sum + ((vec_##U)carry & 1);                                          \
		return (vec_##T)(((vec_##U)(sum < (vec_##U)a) | (vec_##U)(all < sum)) & 1);        \
	}                                                                                          \
	AX_SPU_FUNCTION vec_##T ax_genbx_##T(vec_##T a, vec_##T b, vec_##T borrow)                 \
	{                                                                                          \
		return ax_gencx_##T(a, ~b, borrow);                                                \
	}                                                                                          \
	AX_SPU_FUNCTION vec_##T ax_genc_##T(vec_##T a, vec_##T b)                                  \
	{                                                                                          \
		return ax_gencx_##T(a, b, (vec_##T){ 0 });                                         \
	}                                                                                          \
	AX_SPU_FUNCTION vec_##T ax_genb_##T(vec_##T a, vec_##T b)                                  \
	{                                                                                          \
		return ax_gencx_##T(a, ~b, ax_splats_##T(1));                                      \
	}
AX_SPU_WORDS(AX_SPU_DEFINE)
#undef AX_SPU_DEFINE

#define spu_addx(a, b, c)  AX_SPU_CALL3(a, b, c, AX_SPU_OF_WORDS(addx))
#define spu_subx(a, b, c)  AX_SPU_CALL3(a, b, c, AX_SPU_OF_WORDS(subx))
#define spu_genc(a, b)	   AX_SPU_CALL2(a, b, AX_SPU_OF_WORDS(genc))
#define spu_gencx(a, b, c) AX_SPU_CALL3(a, b, c, AX_SPU_OF_WORDS(gencx))
#define spu_genb(a, b)	   AX_SPU_CALL2(a, b, AX_SPU_OF_WORDS(genb))
#define spu_genbx(a, b, c) AX_SPU_CALL3(a, b, c, AX_SPU_OF_WORDS(genbx))

/* ---- multiply ------------------------------------------------------------------------------- */

/* Of 16 bits each, to 32: the even (left) or odd (right) elements of each word. */
#define AX_SPU_DEFINE_PRODUCT(name, first, T, E, W, F)                                             \
	AX_SPU_FUNCTION vec_##W ax_##name##_##T(vec_##T a, vec_##T b)                              \
	{                                                                                          \
		vec_##W r;                                                                         \
		for (int i = 0; i < 4; i++)                                                        \
			r[i] = (F)a[2 * i + first] * (F)b[2 * i + first];                          \
		return r;                                                                          \
	}                                                                                          \
	AX_SPU_FUNCTION vec_##W ax_##name##_vs_##T(vec_##T a, E b)                                 \
	{                                                                                          \
		return ax_##name##_##T(a, ax_splats_##T(b));                                       \
	}
AX_SPU_DEFINE_PRODUCT(mule, 0, ushort8, unsigned short, uint4, unsigned int)
AX_SPU_DEFINE_PRODUCT(mule, 0, short8, short, int4, int)
AX_SPU_DEFINE_PRODUCT(mulo, 1, ushort8, unsigned short, uint4, unsigned int)
AX_SPU_DEFINE_PRODUCT(mulo, 1, short8, short, int4, int)

AX_SPU_FUNCTION vec_int4 ax_mulh(vec_short8 a, vec_short8 b)
{
	vec_int4 r;
	for (int i = 0; i < 4; i++)
		r[i] = (int)((unsigned int)(a[2 * i] * b[2 * i + 1]) << 16);
	return r;
}

AX_SPU_FUNCTION vec_int4 ax_mhhadd_short8(vec_short8 a, vec_short8 b, vec_int4 c)
{
	return ax_add_int4(ax_mule_short8(a, b), c);
}

AX_SPU_FUNCTION vec_uint4 ax_mhhadd_ushort8(vec_ushort8 a, vec_ushort8 b, vec_uint4 c)
{
	return ax_mule_ushort8(a, b) + c;
}

#define AX_SPU_DEFINE(T, E, N, U)                                                                  \
	AX_SPU_FUNCTION vec_##T ax_mul_##T(vec_##T a, vec_##T b)                                   \
	{                                                                                          \
		return a * b;                                                                      \
	}                                                                                          \
	AX_SPU_FUNCTION vec_##T ax_madd_##T(vec_##T a, vec_##T b, vec_##T c)                       \
	{                                                                                          \
		return a * b + c;                                                                  \
	}                                                                                          \
	AX_SPU_FUNCTION vec_##T ax_msub_##T(vec_##T a, vec_##T b, vec_##T c)                       \
	{                                                                                          \
		return a * b - c;                                                                  \
	}                                                                                          \
	AX_SPU_FUNCTION vec_##T ax_nmsub_##T(vec_##T a, vec_##T b, vec_##T c)                      \
	{                                                                                          \
		return c - a * b;                                                                  \
	}
AX_SPU_FLOATS(AX_SPU_DEFINE)
#undef AX_SPU_DEFINE

AX_SPU_FUNCTION vec_int4 ax_madd_short8(vec_short8 a, vec_short8 b, vec_int4 c)
{
	return ax_add_int4(ax_mulo_short8(a, b), c);
}

#define spu_mule(a, b) AX_SPU_CALL2(a, b, AX_SPU_OF_SHORTS(mule))
#define spu_mulo(a, b)                                                                             \
	AX_SPU_CALL2(a, b, AX_SPU_VV_OR_VS(mulo, ushort8, ax_b),                                   \
		     AX_SPU_VV_OR_VS(mulo, short8, ax_b))
#define spu_mulh(a, b)	    ax_mulh((a), (b))
#define spu_mulsr(a, b)	    (ax_mulo_short8((a), (b)) >> 16)
#define spu_mhhadd(a, b, c) AX_SPU_CALL3(a, b, c, AX_SPU_OF_SHORTS(mhhadd))
#define spu_mul(a, b)	    AX_SPU_CALL2(a, b, AX_SPU_OF_FLOATS(mul))
#define spu_madd(a, b, c)   AX_SPU_CALL3(a, b, c, AX_SPU_OF_FLOATS(madd), vec_short8 : ax_madd_short8)
#define spu_msub(a, b, c)   AX_SPU_CALL3(a, b, c, AX_SPU_OF_FLOATS(msub))
#define spu_nmsub(a, b, c)  AX_SPU_CALL3(a, b, c, AX_SPU_OF_FLOATS(nmsub))
#define spu_nmadd(a, b, c)  (-ax_madd_double2((a), (b), (c)))

/* ---- bytes ---------------------------------------------------------------------------------- */

AX_SPU_FUNCTION vec_uchar16 spu_absd(vec_uchar16 a, vec_uchar16 b)
{
	vec_uchar16 more = (vec_uchar16)(a > b);
	return ((a - b) & more) | ((b - a) & ~more);
}

AX_SPU_FUNCTION vec_uchar16 spu_avg(vec_uchar16 a, vec_uchar16 b)
{
	return (a | b) - ((a ^ b) >> 1);
}

/* The sum of each word's bytes: of b in even elements, of a in odd ones. */
AX_SPU_FUNCTION vec_ushort8 spu_sumb(vec_uchar16 a, vec_uchar16 b)
{
	vec_ushort8 r;
	for (int i = 0; i < 4; i++) {
		r[2 * i] = (unsigned short)(b[4 * i] + b[4 * i + 1] + b[4 * i + 2] + b[4 * i + 3]);
		r[2 * i + 1] =
			(unsigned short)(a[4 * i] + a[4 * i + 1] + a[4 * i + 2] + a[4 * i + 3]);
	}
	return r;
}

/* ---- compare -------------------------------------------------------------------------------- */

#define AX_SPU_DEFINE(T, E, N, U)                                                                  \
	AX_SPU_FUNCTION vec_##U ax_cmpeq_##T(vec_##T a, vec_##T b)                                 \
	{                                                                                          \
		return (vec_##U)(a == b);                                                          \
	}                                                                                          \
	AX_SPU_FUNCTION vec_##U ax_cmpgt_##T(vec_##T a, vec_##T b)                                 \
	{                                                                                          \
		return (vec_##U)(a > b);                                                           \
	}                                                                                          \
	AX_SPU_FUNCTION vec_##U ax_cmpeq_vs_##T(vec_##T a, E b)                                    \
	{                                                                                          \
		return ax_cmpeq_##T(a, ax_splats_##T(b));                                          \
	}                                                                                          \
	AX_SPU_FUNCTION vec_##U ax_cmpgt_vs_##T(vec_##T a, E b)                                    \
	{                                                                                          \
		return ax_cmpgt_##T(a, ax_splats_##T(b));                                          \
	}
AX_SPU_ALL(AX_SPU_DEFINE)
#undef AX_SPU_DEFINE

#define AX_SPU_DEFINE(T, E, N, U)                                                                  \
	AX_SPU_FUNCTION vec_##T ax_abs_##T(vec_##T v)                                              \
	{                                                                                          \
		return (vec_##T)((vec_##U)v << 1 >> 1);                                            \
	}                                                                                          \
	AX_SPU_FUNCTION vec_##U ax_cmpabseq_##T(vec_##T a, vec_##T b)                              \
	{                                                                                          \
		return ax_cmpeq_##T(ax_abs_##T(a), ax_abs_##T(b));                                 \
	}                                                                                          \
	AX_SPU_FUNCTION vec_##U ax_cmpabsgt_##T(vec_##T a, vec_##T b)                              \
	{                                                                                          \
		return ax_cmpgt_##T(ax_abs_##T(a), ax_abs_##T(b));                                 \
	}
AX_SPU_FLOATS(AX_SPU_DEFINE)
#undef AX_SPU_DEFINE

/* clang-format off */
#define AX_SPU_OF_COMPARED(name, b)                                                                \
	AX_SPU_VV_OR_VS(name, uchar16, b), AX_SPU_VV_OR_VS(name, char16, b),                       \
	AX_SPU_VV_OR_VS(name, ushort8, b), AX_SPU_VV_OR_VS(name, short8, b),                       \
	AX_SPU_VV_OR_VS(name, uint4, b), AX_SPU_VV_OR_VS(name, int4, b),                           \
	AX_SPU_OF_FLOATS(name)
/* clang-format on */

#define spu_cmpeq(a, b)	   AX_SPU_CALL2(a, b, AX_SPU_OF_COMPARED(cmpeq, ax_b))
#define spu_cmpgt(a, b)	   AX_SPU_CALL2(a, b, AX_SPU_OF_COMPARED(cmpgt, ax_b))
#define spu_cmpabseq(a, b) AX_SPU_CALL2(a, b, AX_SPU_OF_FLOATS(cmpabseq))
#define spu_cmpabsgt(a, b) AX_SPU_CALL2(a, b, AX_SPU_OF_FLOATS(cmpabsgt))

/* ---- convert -------------------------------------------------------------------------------- */

/* 2 to the power of n, which is small: exact. */
AX_SPU_FUNCTION double ax_power(int n)
{
	return ((vec_double2)(vec_ullong2){ (unsigned long long)(1023 + n) << 52, 0 })[0];
}

#define AX_SPU_DEFINE(T, E, N, U)                                                                  \
	AX_SPU_FUNCTION vec_float4 ax_convtf_##T(vec_##T v, int scale)                             \
	{                                                                                          \
		double by = ax_power(-scale);                                                      \
		return (vec_float4){ (float)(v[0] * by), (float)(v[1] * by), (float)(v[2] * by),   \
				     (float)(v[3] * by) };                                         \
	}
AX_SPU_WORDS(AX_SPU_DEFINE)
#undef AX_SPU_DEFINE

/* Towards zero; what doesn't fit becomes the nearest that does. */
AX_SPU_FUNCTION vec_int4 spu_convts(vec_float4 v, int scale)
{
	vec_int4 r;
	for (int i = 0; i < 4; i++) {
		double d = v[i] * ax_power(scale);
		r[i] = d >= 0x1p31 ? 0x7fffffff : d < -0x1p31 ? -0x7fffffff - 1 : (int)d;
	}
	return r;
}

AX_SPU_FUNCTION vec_uint4 spu_convtu(vec_float4 v, int scale)
{
	vec_uint4 r;
	for (int i = 0; i < 4; i++) {
		double d = v[i] * ax_power(scale);
		r[i] = d >= 0x1p32 ? 0xffffffff : d > 0 ? (unsigned int)d : 0;
	}
	return r;
}

/* From the right half of each wider element; of floats, from the left one. */
AX_SPU_FUNCTION vec_short8 ax_extend_char16(vec_char16 v)
{
	return (vec_short8){ v[1], v[3], v[5], v[7], v[9], v[11], v[13], v[15] };
}

AX_SPU_FUNCTION vec_int4 ax_extend_short8(vec_short8 v)
{
	return (vec_int4){ v[1], v[3], v[5], v[7] };
}

AX_SPU_FUNCTION vec_llong2 ax_extend_int4(vec_int4 v)
{
	return (vec_llong2){ v[1], v[3] };
}

AX_SPU_FUNCTION vec_double2 ax_extend_float4(vec_float4 v)
{
	return (vec_double2){ v[0], v[2] };
}

AX_SPU_FUNCTION vec_float4 spu_roundtf(vec_double2 v)
{
	return (vec_float4){ (float)v[0], 0, (float)v[1], 0 };
}

#define spu_convtf(v, scale) AX_SPU_CALL2(v, scale, AX_SPU_OF_WORDS(convtf))
#define spu_extend(v)                                                                              \
	AX_SPU_CALL1(v, vec_char16                                                                 \
		     : ax_extend_char16, vec_short8                                                \
		     : ax_extend_short8, vec_int4                                                  \
		     : ax_extend_int4, vec_float4                                                  \
		     : ax_extend_float4)

/* On an SPU these are estimates of 12 bits; here they are exact, or nearly so. */
AX_SPU_FUNCTION vec_float4 spu_re(vec_float4 v)
{
	return 1 / v;
}

/* Newton's method from a first guess by halving the exponent. */
AX_SPU_FUNCTION vec_float4 spu_rsqrte(vec_float4 v)
{
	vec_float4 a = ax_abs_float4(v);
	vec_float4 y = (vec_float4)(0x5f3759df - ((vec_uint4)a >> 1));
	for (int i = 0; i < 4; i++)
		y = y * (1.5F - 0.5F * a * y * y);
	return y;
}

#endif
