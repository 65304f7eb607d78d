// SPDX-License-Identifier: Apache-2.0
/* ax_spu_vector: the SPU's vector types, and how an intrinsic finds the function for its operands'
 * types. Programs use spu_intrinsics.h. */
#ifndef AX_SPU_VECTOR_H
#define AX_SPU_VECTOR_H

#include <stdint.h>

/* `vector` as a word of the language: some compilers have another one of that name. */
#undef vector
#undef __vector
#define __vector __attribute__((vector_size(16)))
#define vector	 __vector

typedef __vector unsigned char vec_uchar16;
typedef __vector signed char vec_char16;
typedef __vector unsigned short vec_ushort8;
typedef __vector signed short vec_short8;
typedef __vector unsigned int vec_uint4;
typedef __vector signed int vec_int4;
typedef __vector unsigned long long vec_ullong2;
typedef __vector signed long long vec_llong2;
typedef __vector float vec_float4;
typedef __vector double vec_double2;
typedef vec_char16 qword;

#define AX_SPU_FUNCTION static inline __attribute__((always_inline, unused))

/* X(type, its element, its number of elements, unsigned type of the same elements) */
#define AX_SPU_CHARS(X)                                                                            \
	X(uchar16, unsigned char, 16, uchar16)                                                     \
	X(char16, signed char, 16, uchar16)
#define AX_SPU_SHORTS(X)                                                                           \
	X(ushort8, unsigned short, 8, ushort8)                                                     \
	X(short8, signed short, 8, ushort8)
#define AX_SPU_WORDS(X)                                                                            \
	X(uint4, unsigned int, 4, uint4)                                                           \
	X(int4, signed int, 4, uint4)
#define AX_SPU_LONGS(X)                                                                            \
	X(ullong2, unsigned long long, 2, ullong2)                                                 \
	X(llong2, signed long long, 2, ullong2)
#define AX_SPU_FLOATS(X)                                                                           \
	X(float4, float, 4, uint4)                                                                 \
	X(double2, double, 2, ullong2)
#define AX_SPU_ALL(X)                                                                              \
	AX_SPU_CHARS(X)                                                                            \
	AX_SPU_SHORTS(X)                                                                           \
	AX_SPU_WORDS(X)                                                                            \
	AX_SPU_LONGS(X)                                                                            \
	AX_SPU_FLOATS(X)

/* What _Generic chooses from: the function ax_NAME_TYPE. */
#define AX_SPU_OF_CHARS(name)                                                                      \
vec_uchar16:                                                                                       \
	ax_##name##_uchar16, vec_char16 : ax_##name##_char16
#define AX_SPU_OF_SHORTS(name)                                                                     \
vec_ushort8:                                                                                       \
	ax_##name##_ushort8, vec_short8 : ax_##name##_short8
#define AX_SPU_OF_WORDS(name)                                                                      \
vec_uint4:                                                                                         \
	ax_##name##_uint4, vec_int4 : ax_##name##_int4
#define AX_SPU_OF_LONGS(name)                                                                      \
vec_ullong2:                                                                                       \
	ax_##name##_ullong2, vec_llong2 : ax_##name##_llong2
#define AX_SPU_OF_FLOATS(name)                                                                     \
vec_float4:                                                                                        \
	ax_##name##_float4, vec_double2 : ax_##name##_double2
#define AX_SPU_OF_ALL(name)                                                                        \
	AX_SPU_OF_CHARS(name), AX_SPU_OF_SHORTS(name), AX_SPU_OF_WORDS(name),                      \
		AX_SPU_OF_LONGS(name), AX_SPU_OF_FLOATS(name)

/* The operands are evaluated once, and written once: calls may be nested deeply. */
#define AX_SPU_CALL1(a, ...)                                                                       \
	__extension__({                                                                            \
		__auto_type ax_a = (a);                                                            \
		_Generic(ax_a, __VA_ARGS__)(ax_a);                                                 \
	})
#define AX_SPU_CALL2(a, b, ...)                                                                    \
	__extension__({                                                                            \
		__auto_type ax_a = (a);                                                            \
		__auto_type ax_b = (b);                                                            \
		_Generic(ax_a, __VA_ARGS__)(ax_a, ax_b);                                           \
	})
#define AX_SPU_CALL3(a, b, c, ...)                                                                 \
	__extension__({                                                                            \
		__auto_type ax_a = (a);                                                            \
		__auto_type ax_b = (b);                                                            \
		__auto_type ax_c = (c);                                                            \
		_Generic(ax_a, __VA_ARGS__)(ax_a, ax_b, ax_c);                                     \
	})

/* ---- making and taking apart ---------------------------------------------------------------- */

#define AX_SPU_DEFINE(T, E, N, U)                                                                  \
	AX_SPU_FUNCTION vec_##T ax_splats_##T(E value)                                             \
	{                                                                                          \
		vec_##T v;                                                                         \
		for (int i = 0; i < N; i++)                                                        \
			v[i] = value;                                                              \
		return v;                                                                          \
	}                                                                                          \
	AX_SPU_FUNCTION E ax_extract_##T(vec_##T v, int element)                                   \
	{                                                                                          \
		return v[element & (N - 1)];                                                       \
	}                                                                                          \
	AX_SPU_FUNCTION vec_##T ax_insert_##T(E value, vec_##T v, int element)                     \
	{                                                                                          \
		v[element & (N - 1)] = value;                                                      \
		return v;                                                                          \
	}                                                                                          \
	AX_SPU_FUNCTION vec_##T ax_promote_##T(E value, int element)                               \
	{                                                                                          \
		return ax_insert_##T(value, (vec_##T){ 0 }, element);                              \
	}
AX_SPU_ALL(AX_SPU_DEFINE)
#undef AX_SPU_DEFINE

/* By a scalar's type. As on an SPU, a plain char is unsigned, and a long has 32 bits. */
/* clang-format off */
#define AX_SPU_OF_SCALARS(name)                                                                    \
	unsigned char : ax_##name##_uchar16, signed char : ax_##name##_char16,                     \
	char : ax_##name##_uchar16,                                                                \
	unsigned short : ax_##name##_ushort8, short : ax_##name##_short8,                          \
	unsigned int : ax_##name##_uint4, int : ax_##name##_int4,                                  \
	unsigned long : ax_##name##_uint4, long : ax_##name##_int4,                                \
	unsigned long long : ax_##name##_ullong2, long long : ax_##name##_llong2,                  \
	float : ax_##name##_float4, double : ax_##name##_double2
/* clang-format on */

#define spu_splats(scalar)	     AX_SPU_CALL1(scalar, AX_SPU_OF_SCALARS(splats))
#define spu_promote(scalar, element) AX_SPU_CALL2(scalar, element, AX_SPU_OF_SCALARS(promote))
#define spu_extract(v, element)	     AX_SPU_CALL2(v, element, AX_SPU_OF_ALL(extract))
#define spu_insert(scalar, v, element)                                                             \
	__extension__({                                                                            \
		__auto_type ax_v = (v);                                                            \
		_Generic(ax_v, AX_SPU_OF_ALL(insert))((scalar), ax_v, (element));                  \
	})

#endif
