// SPDX-License-Identifier: Apache-2.0
/* ax_spu_bits: the SPU's logic, selection, counting, and shifts and rotations of elements.
 * Programs use spu_intrinsics.h. */
#ifndef AX_SPU_BITS_H
#define AX_SPU_BITS_H

#include "ax_spu_arithmetic.h"

/* ---- logic ---------------------------------------------------------------------------------- */

#define AX_SPU_DEFINE_LOGIC(name, T, U, result)                                                    \
	AX_SPU_FUNCTION vec_##T ax_##name##_##T(vec_##T left, vec_##T right)                       \
	{                                                                                          \
		vec_##U a = (vec_##U)left, b = (vec_##U)right;                                     \
		return (vec_##T)(result);                                                          \
	}
#define AX_SPU_DEFINE(T, E, N, U)                                                                  \
	AX_SPU_DEFINE_LOGIC(and, T, U, a &b)                                                       \
	AX_SPU_DEFINE_LOGIC(andc, T, U, a & ~b)                                                    \
	AX_SPU_DEFINE_LOGIC(nand, T, U, ~(a & b))                                                  \
	AX_SPU_DEFINE_LOGIC(or, T, U, a | b)                                                       \
	AX_SPU_DEFINE_LOGIC(orc, T, U, a | ~b)                                                     \
	AX_SPU_DEFINE_LOGIC(nor, T, U, ~(a | b))                                                   \
	AX_SPU_DEFINE_LOGIC(xor, T, U, a ^ b)                                                      \
	AX_SPU_DEFINE_LOGIC(eqv, T, U, ~(a ^ b))                                                   \
	AX_SPU_FUNCTION vec_##T ax_and_vs_##T(vec_##T a, E b)                                      \
	{                                                                                          \
		return ax_and_##T(a, ax_splats_##T(b));                                            \
	}                                                                                          \
	AX_SPU_FUNCTION vec_##T ax_or_vs_##T(vec_##T a, E b)                                       \
	{                                                                                          \
		return ax_or_##T(a, ax_splats_##T(b));                                             \
	}                                                                                          \
	AX_SPU_FUNCTION vec_##T ax_xor_vs_##T(vec_##T a, E b)                                      \
	{                                                                                          \
		return ax_xor_##T(a, ax_splats_##T(b));                                            \
	}                                                                                          \
	AX_SPU_FUNCTION vec_##T ax_sel_##T(vec_##T a, vec_##T b, vec_##U pick)                     \
	{                                                                                          \
		return (vec_##T)(((vec_##U)a & ~pick) | ((vec_##U)b & pick));                      \
	}
AX_SPU_ALL(AX_SPU_DEFINE)
#undef AX_SPU_DEFINE

/* clang-format off */
#define AX_SPU_OF_LOGIC(name, b)                                                                   \
	AX_SPU_VV_OR_VS(name, uchar16, b), AX_SPU_VV_OR_VS(name, char16, b),                       \
	AX_SPU_VV_OR_VS(name, ushort8, b), AX_SPU_VV_OR_VS(name, short8, b),                       \
	AX_SPU_VV_OR_VS(name, uint4, b), AX_SPU_VV_OR_VS(name, int4, b),                           \
	AX_SPU_OF_LONGS(name), AX_SPU_OF_FLOATS(name)
/* clang-format on */

#define spu_and(a, b)	 AX_SPU_CALL2(a, b, AX_SPU_OF_LOGIC(and, ax_b))
#define spu_or(a, b)	 AX_SPU_CALL2(a, b, AX_SPU_OF_LOGIC(or, ax_b))
#define spu_xor(a, b)	 AX_SPU_CALL2(a, b, AX_SPU_OF_LOGIC(xor, ax_b))
#define spu_andc(a, b)	 AX_SPU_CALL2(a, b, AX_SPU_OF_ALL(andc))
#define spu_nand(a, b)	 AX_SPU_CALL2(a, b, AX_SPU_OF_ALL(nand))
#define spu_orc(a, b)	 AX_SPU_CALL2(a, b, AX_SPU_OF_ALL(orc))
#define spu_nor(a, b)	 AX_SPU_CALL2(a, b, AX_SPU_OF_ALL(nor))
#define spu_eqv(a, b)	 AX_SPU_CALL2(a, b, AX_SPU_OF_ALL(eqv))
#define spu_sel(a, b, c) AX_SPU_CALL3(a, b, c, AX_SPU_OF_ALL(sel))

/* Of all four words, into the first. */
#define AX_SPU_DEFINE(T, E, N, U)                                                                  \
	AX_SPU_FUNCTION vec_##T ax_orx_##T(vec_##T v)                                              \
	{                                                                                          \
		return (vec_##T){ v[0] | v[1] | v[2] | v[3], 0, 0, 0 };                            \
	}
AX_SPU_WORDS(AX_SPU_DEFINE)
#undef AX_SPU_DEFINE
#define spu_orx(v) AX_SPU_CALL1(v, AX_SPU_OF_WORDS(orx))

/* ---- counting and masks --------------------------------------------------------------------- */

/* By reinterpretation where the type does not matter. */
#define spu_cntb(v)  ax_cntb((vec_uchar16)(v))
#define spu_cntlz(v) ax_cntlz((vec_uint4)(v))

AX_SPU_FUNCTION vec_uchar16 ax_cntb(vec_uchar16 v)
{
	v = v - ((v >> 1) & 0x55);
	v = (v & 0x33) + ((v >> 2) & 0x33);
	return (v + (v >> 4)) & 0x0f;
}

AX_SPU_FUNCTION vec_uint4 ax_cntlz(vec_uint4 v)
{
	vec_uint4 r;
	for (int i = 0; i < 4; i++)
		r[i] = v[i] ? (unsigned int)__builtin_clz(v[i]) : 32;
	return r;
}

/* The lowest bit of each element, the first one's on the left, into the first word. */
#define AX_SPU_DEFINE(T, E, N, U)                                                                  \
	AX_SPU_FUNCTION vec_uint4 ax_gather_##T(vec_##T v)                                         \
	{                                                                                          \
		vec_##U u = (vec_##U)v;                                                            \
		unsigned int bits = 0;                                                             \
		for (int i = 0; i < N; i++)                                                        \
			bits = bits << 1 | (unsigned int)(u[i] & 1);                               \
		return (vec_uint4){ bits, 0, 0, 0 };                                               \
	}
AX_SPU_CHARS(AX_SPU_DEFINE)
AX_SPU_SHORTS(AX_SPU_DEFINE)
AX_SPU_WORDS(AX_SPU_DEFINE)
AX_SPU_FLOATS(AX_SPU_DEFINE)
#undef AX_SPU_DEFINE
#define spu_gather(v)                                                                              \
	AX_SPU_CALL1(v, AX_SPU_OF_CHARS(gather), AX_SPU_OF_SHORTS(gather),                         \
		     AX_SPU_OF_WORDS(gather), vec_float4                                           \
		     : ax_gather_float4)

/* The other way round: elements of ones or zeros. */
#define AX_SPU_DEFINE_MASK(name, T, E, N)                                                          \
	AX_SPU_FUNCTION vec_##T name(unsigned int bits)                                            \
	{                                                                                          \
		vec_##T r;                                                                         \
		for (int i = 0; i < N; i++)                                                        \
			r[i] = (E)(0 - (bits >> (N - 1 - i) & 1));                                 \
		return r;                                                                          \
	}
AX_SPU_DEFINE_MASK(spu_maskb, uchar16, unsigned char, 16)
AX_SPU_DEFINE_MASK(spu_maskh, ushort8, unsigned short, 8)
AX_SPU_DEFINE_MASK(spu_maskw, uint4, unsigned int, 4)

/* ---- shifts and rotations of elements ------------------------------------------------------- */

/* An SPU looks at one bit more of the count than an element needs: twice the width at most, and
 * from the width on nothing of the element is left. rlmask and rlmaska take the count negated. */
#define AX_SPU_DEFINE_SHIFT(name, T, E, N, C, D, result)                                           \
	AX_SPU_FUNCTION vec_##T ax_##name##_##T(vec_##T v, vec_##C count)                          \
	{                                                                                          \
		enum {                                                                             \
			BITS = 128 / N                                                             \
		};                                                                                 \
		vec_##T r;                                                                         \
		for (int i = 0; i < N; i++) {                                                      \
			unsigned int n = (unsigned int)count[i];                                   \
			E e = v[i];                                                                \
			r[i] = (E)(result);                                                        \
		}                                                                                  \
		return r;                                                                          \
	}                                                                                          \
	AX_SPU_FUNCTION vec_##T ax_##name##_vs_##T(vec_##T v, int count)                           \
	{                                                                                          \
		return ax_##name##_##T(v, ax_splats_##C((D)count));                                \
	}

#define AX_SPU_LEFT(e, n)   ((n) < BITS ? (unsigned int)(e) << (n) : 0)
#define AX_SPU_RIGHT(u, n)  ((n) < BITS ? (unsigned int)(u) >> (n) : 0)
#define AX_SPU_SIGNED(s, n) ((int)(s) >> ((n) < BITS ? (n) : BITS - 1))
#define AX_SPU_TWICE	    (2 * BITS - 1)

#define AX_SPU_DEFINE_SHIFTS(T, E, N, U, UE, S, SE)                                                \
	AX_SPU_DEFINE_SHIFT(sl, T, E, N, U, UE, AX_SPU_LEFT(e, n &AX_SPU_TWICE))                   \
	AX_SPU_DEFINE_SHIFT(rl, T, E, N, S, SE,                                                    \
			    AX_SPU_LEFT(e, n &(BITS - 1)) |                                        \
				    AX_SPU_RIGHT((UE)e, BITS - (n & (BITS - 1))))                  \
	AX_SPU_DEFINE_SHIFT(rlmask, T, E, N, S, SE, AX_SPU_RIGHT((UE)e, -n &AX_SPU_TWICE))         \
	AX_SPU_DEFINE_SHIFT(rlmaska, T, E, N, S, SE, AX_SPU_SIGNED((SE)e, -n &AX_SPU_TWICE))       \
	AX_SPU_DEFINE_SHIFT(sr, T, E, N, U, UE, AX_SPU_RIGHT((UE)e, n &AX_SPU_TWICE))              \
	AX_SPU_DEFINE_SHIFT(sra, T, E, N, U, UE, AX_SPU_SIGNED((SE)e, n &AX_SPU_TWICE))
AX_SPU_DEFINE_SHIFTS(ushort8, unsigned short, 8, ushort8, unsigned short, short8, short)
AX_SPU_DEFINE_SHIFTS(short8, short, 8, ushort8, unsigned short, short8, short)
AX_SPU_DEFINE_SHIFTS(uint4, unsigned int, 4, uint4, unsigned int, int4, int)
AX_SPU_DEFINE_SHIFTS(int4, int, 4, uint4, unsigned int, int4, int)

/* The count is a vector of its own type, or a scalar. */
/* clang-format off */
#define AX_SPU_BY(name, T, C, b)                                                                   \
	vec_##T : _Generic((b), vec_##C : ax_##name##_##T, default : ax_##name##_vs_##T)
#define AX_SPU_OF_SHIFTED(name, half, word, b)                                                     \
	AX_SPU_BY(name, ushort8, half, b), AX_SPU_BY(name, short8, half, b),                       \
	AX_SPU_BY(name, uint4, word, b), AX_SPU_BY(name, int4, word, b)
/* clang-format on */

#define spu_sl(a, b)	  AX_SPU_CALL2(a, b, AX_SPU_OF_SHIFTED(sl, ushort8, uint4, ax_b))
#define spu_rl(a, b)	  AX_SPU_CALL2(a, b, AX_SPU_OF_SHIFTED(rl, short8, int4, ax_b))
#define spu_rlmask(a, b)  AX_SPU_CALL2(a, b, AX_SPU_OF_SHIFTED(rlmask, short8, int4, ax_b))
#define spu_rlmaska(a, b) AX_SPU_CALL2(a, b, AX_SPU_OF_SHIFTED(rlmaska, short8, int4, ax_b))
#define spu_sr(a, b)	  AX_SPU_CALL2(a, b, AX_SPU_OF_SHIFTED(sr, ushort8, uint4, ax_b))
#define spu_sra(a, b)	  AX_SPU_CALL2(a, b, AX_SPU_OF_SHIFTED(sra, ushort8, uint4, ax_b))

#endif
