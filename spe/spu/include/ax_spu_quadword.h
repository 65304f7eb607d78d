// SPDX-License-Identifier: Apache-2.0
/* ax_spu_quadword: the SPU's shuffle, and its shifts and rotations of whole registers: 16 bytes, or
 * 128 bits, the first element's on the left, and of each element its highest. Programs use
 * spu_intrinsics.h. */
#ifndef AX_SPU_QUADWORD_H
#define AX_SPU_QUADWORD_H

#include "ax_spu_vector.h"

/* ---- shuffle -------------------------------------------------------------------------------- */

/* Where an SPU has byte i of a vector whose elements have `bytes` bytes: 0 to 7 is added to i by
 * exclusive or. */
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
#	define AX_SPU_TURN(bytes) 0
#else
#	define AX_SPU_TURN(bytes) ((bytes)-1)
#endif

/* Bytes of a and b by their numbers, 0 to 31; as they lie in memory. */
AX_SPU_FUNCTION vec_uchar16 ax_pick(vec_uchar16 a, vec_uchar16 b, vec_uchar16 from)
{
#if defined(__clang__)
	vec_uchar16 r;
#	pragma clang loop unroll(full)
	for (int i = 0; i < 16; i++)
		r[i] = from[i] & 16 ? b[from[i] & 15] : a[from[i] & 15];
	return r;
#else
	return __builtin_shuffle(a, b, from);
#endif
}

AX_SPU_FUNCTION vec_uchar16 ax_turn(vec_uchar16 v, int turn)
{
	vec_uchar16 at = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15 };
	return turn ? ax_pick(v, v, at ^ (unsigned char)turn) : v;
}

/* 10xxxxxx makes 0x00, 110xxxxx 0xff, 111xxxxx 0x80. */
AX_SPU_FUNCTION vec_uchar16 ax_shuffle(vec_uchar16 a, vec_uchar16 b, vec_uchar16 pattern, int turn)
{
	vec_uchar16 p = ax_turn(pattern, turn);
	vec_uchar16 picked = ax_pick(a, b, (p & 31) ^ (unsigned char)turn);
	vec_uchar16 special = (vec_uchar16)(p >= 0x80);
	vec_uchar16 ones = (vec_uchar16)(p >= 0xc0), top = (vec_uchar16)(p >= 0xe0);
	return (picked & ~special) | (ones & ~top) | (top & 0x80);
}

/* ---- 128 bits ------------------------------------------------------------------------------- */

typedef unsigned __int128 ax_bits128;

AX_SPU_FUNCTION ax_bits128 ax_shift_left(ax_bits128 bits, unsigned int n)
{
	return n < 128 ? bits << n : 0;
}

AX_SPU_FUNCTION ax_bits128 ax_shift_right(ax_bits128 bits, unsigned int n)
{
	return n < 128 ? bits >> n : 0;
}

AX_SPU_FUNCTION ax_bits128 ax_rotate_left(ax_bits128 bits, unsigned int n)
{
	return n ? bits << n | bits >> (128 - n) : bits;
}

/* A shift by bits looks at 3 bits of its count, one by bytes at 5, a rotation at 4; `bc` means that
 * the count is of bits, of which whole bytes are taken. */
#define AX_SPU_DEFINE_QUADWORD(name, T, move, n)                                                   \
	AX_SPU_FUNCTION vec_##T ax_##name##_##T(vec_##T v, int amount)                             \
	{                                                                                          \
		unsigned int count = (unsigned int)amount;                                         \
		return ax_of_bits_##T(move(ax_bits_##T(v), (n)));                                  \
	}
#define AX_SPU_DEFINE(T, E, N, U)                                                                  \
	AX_SPU_FUNCTION vec_##T ax_shuffle_##T(vec_##T a, vec_##T b, vec_uchar16 pattern)          \
	{                                                                                          \
		return (vec_##T)ax_shuffle((vec_uchar16)a, (vec_uchar16)b, pattern,                \
					   AX_SPU_TURN((int)sizeof(E)));                           \
	}                                                                                          \
	AX_SPU_FUNCTION ax_bits128 ax_bits_##T(vec_##T v)                                          \
	{                                                                                          \
		ax_bits128 bits = 0;                                                               \
		for (int i = 0; i < N; i++)                                                        \
			bits = bits << (128 / N) | ((vec_##U)v)[i];                                \
		return bits;                                                                       \
	}                                                                                          \
	AX_SPU_FUNCTION vec_##T ax_of_bits_##T(ax_bits128 bits)                                    \
	{                                                                                          \
		vec_##U v;                                                                         \
		for (int i = N; i-- > 0; bits >>= 128 / N)                                         \
			v[i] = (__typeof__(v[0]))bits;                                             \
		return (vec_##T)v;                                                                 \
	}                                                                                          \
	AX_SPU_DEFINE_QUADWORD(rlqw, T, ax_rotate_left, count & 7)                                 \
	AX_SPU_DEFINE_QUADWORD(rlqwbyte, T, ax_rotate_left, (count & 15) * 8)                      \
	AX_SPU_DEFINE_QUADWORD(rlqwbytebc, T, ax_rotate_left, (count >> 3 & 15) * 8)               \
	AX_SPU_DEFINE_QUADWORD(slqw, T, ax_shift_left, count & 7)                                  \
	AX_SPU_DEFINE_QUADWORD(slqwbyte, T, ax_shift_left, (count & 31) * 8)                       \
	AX_SPU_DEFINE_QUADWORD(slqwbytebc, T, ax_shift_left, (count >> 3 & 31) * 8)                \
	AX_SPU_DEFINE_QUADWORD(rlmaskqw, T, ax_shift_right, -count & 7)                            \
	AX_SPU_DEFINE_QUADWORD(rlmaskqwbyte, T, ax_shift_right, (-count & 31) * 8)                 \
	AX_SPU_DEFINE_QUADWORD(rlmaskqwbytebc, T, ax_shift_right, (-(count >> 3) & 31) * 8)        \
	AX_SPU_DEFINE_QUADWORD(srqw, T, ax_shift_right, count & 7)                                 \
	AX_SPU_DEFINE_QUADWORD(srqwbyte, T, ax_shift_right, (count & 31) * 8)                      \
	AX_SPU_DEFINE_QUADWORD(srqwbytebc, T, ax_shift_right, (count >> 3 & 31) * 8)
AX_SPU_ALL(AX_SPU_DEFINE)
#undef AX_SPU_DEFINE

#define spu_shuffle(a, b, pattern)   AX_SPU_CALL3(a, b, pattern, AX_SPU_OF_ALL(shuffle))
#define spu_rlqw(v, count)	     AX_SPU_CALL2(v, count, AX_SPU_OF_ALL(rlqw))
#define spu_rlqwbyte(v, count)	     AX_SPU_CALL2(v, count, AX_SPU_OF_ALL(rlqwbyte))
#define spu_rlqwbytebc(v, count)     AX_SPU_CALL2(v, count, AX_SPU_OF_ALL(rlqwbytebc))
#define spu_slqw(v, count)	     AX_SPU_CALL2(v, count, AX_SPU_OF_ALL(slqw))
#define spu_slqwbyte(v, count)	     AX_SPU_CALL2(v, count, AX_SPU_OF_ALL(slqwbyte))
#define spu_slqwbytebc(v, count)     AX_SPU_CALL2(v, count, AX_SPU_OF_ALL(slqwbytebc))
#define spu_rlmaskqw(v, count)	     AX_SPU_CALL2(v, count, AX_SPU_OF_ALL(rlmaskqw))
#define spu_rlmaskqwbyte(v, count)   AX_SPU_CALL2(v, count, AX_SPU_OF_ALL(rlmaskqwbyte))
#define spu_rlmaskqwbytebc(v, count) AX_SPU_CALL2(v, count, AX_SPU_OF_ALL(rlmaskqwbytebc))
#define spu_srqw(v, count)	     AX_SPU_CALL2(v, count, AX_SPU_OF_ALL(srqw))
#define spu_srqwbyte(v, count)	     AX_SPU_CALL2(v, count, AX_SPU_OF_ALL(srqwbyte))
#define spu_srqwbytebc(v, count)     AX_SPU_CALL2(v, count, AX_SPU_OF_ALL(srqwbytebc))

#endif
