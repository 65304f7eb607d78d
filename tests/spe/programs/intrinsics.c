// SPDX-License-Identifier: Apache-2.0
/* intrinsics: vector intrinsics against results worked out by hand from the SPU's definitions. Floats
 * are such that nothing is rounded. Tells the line of the first one that is wrong by its mailbox. */
#include <spu_mfcio.h>

static uint32_t wrong_line;

/* By memory: both sides are of one type. */
static int same(const void *a, const void *b)
{
	const unsigned char *l = a, *r = b;
	for (int i = 0; i < 16; i++)
		if (l[i] != r[i])
			return 0;
	return 1;
}

#define IS(type, result, ...)                                                                      \
	do {                                                                                       \
		volatile type got_ = (result);                                                     \
		type is_ = got_, want_ = (type){ __VA_ARGS__ };                                    \
		if (!wrong_line && !same(&is_, &want_))                                            \
			wrong_line = __LINE__;                                                     \
	} while (0)

#define IS_SCALAR(result, want)                                                                    \
	do {                                                                                       \
		if (!wrong_line && (result) != (want))                                             \
			wrong_line = __LINE__;                                                     \
	} while (0)

/* Not known to the compiler, so that code is made for what would be a constant. */
static volatile vec_uint4 u4_ = { 1, 0x80000000, 0xffffffff, 0x12345678 };
static volatile vec_int4 s4_ = { 1, -2, 0x7fffffff, -0x7fffffff - 1 };
static volatile vec_short8 s8_ = { 1, -2, 300, -400, 32767, -32768, 7, -7 };
static volatile vec_ushort8 u8_ = { 1, 2, 300, 40000, 65535, 0x8000, 7, 0x1234 };
static volatile vec_uchar16 u16_ = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 0x7f, 0x80, 0xfe, 0xff };
static volatile vec_float4 f4_ = { 1.5F, -2.25F, 0, 65536 };
static volatile vec_double2 d2_ = { 1.5, -2.25 };

static void makes_and_takes_apart(void)
{
	vec_uint4 u4 = u4_;
	vec_float4 f4 = f4_;
	IS(vec_uint4, spu_splats(7U), 7, 7, 7, 7);
	IS(vec_float4, spu_splats(0.5F), 0.5F, 0.5F, 0.5F, 0.5F);
	IS(vec_double2, spu_splats(0.5), 0.5, 0.5);
	IS(vec_short8, spu_splats((short)-3), -3, -3, -3, -3, -3, -3, -3, -3);
	IS(vec_ullong2, spu_splats(1ULL << 40), 1ULL << 40, 1ULL << 40);
	IS_SCALAR(spu_extract(u4, 3), 0x12345678U);
	IS_SCALAR(spu_extract(f4, 1), -2.25F);
	IS_SCALAR(spu_extract(u4, 4 + 1), 0x80000000U);
	IS(vec_uint4, spu_insert(9U, u4, 1), 1, 9, 0xffffffff, 0x12345678);
	IS(vec_float4, spu_insert(9.0F, f4, 0), 9, -2.25F, 0, 65536);
	IS_SCALAR(spu_extract(spu_promote(5, 2), 2), 5);
}

static void adds_and_subtracts(void)
{
	vec_uint4 u4 = u4_;
	vec_int4 s4 = s4_;
	vec_short8 s8 = s8_;
	vec_ushort8 u8 = u8_;
	vec_float4 f4 = f4_;
	vec_double2 d2 = d2_;
	IS(vec_uint4, spu_add(u4, u4), 2, 0, 0xfffffffe, 0x2468acf0);
	IS(vec_uint4, spu_add(u4, 1), 2, 0x80000001, 0, 0x12345679);
	IS(vec_int4, spu_add(s4, s4), 2, -4, -2, 0);
	IS(vec_short8, spu_add(s8, 1), 2, -1, 301, -399, -32768, -32767, 8, -6);
	IS(vec_ushort8, spu_sub(u8, u8), 0);
	IS(vec_ushort8, spu_sub(1, u8), 0, 65535, 65237, 25537, 2, 32769, 65530, 60877);
	IS(vec_int4, spu_sub(0, s4), -1, 2, -0x7fffffff, -0x7fffffff - 1);
	IS(vec_uint4, spu_sub(u4, spu_splats(2U)), 0xffffffff, 0x7ffffffe, 0xfffffffd, 0x12345676);
	IS(vec_float4, spu_add(f4, f4), 3, -4.5F, 0, 131072);
	IS(vec_float4, spu_sub(f4, spu_splats(1.0F)), 0.5F, -3.25F, -1, 65535);
	IS(vec_double2, spu_sub(d2, d2), 0, 0);
	IS(vec_uint4, spu_genc(u4, u4), 0, 1, 1, 0);
	IS(vec_uint4, spu_genb(u4, spu_splats(2U)), 0, 1, 1, 1);
	vec_uint4 ones = spu_splats(0xffffffffU), one = spu_splats(1U), none = spu_splats(0U);
	IS(vec_uint4, spu_addx(u4, none, one), 2, 0x80000001, 0, 0x12345679);
	IS(vec_uint4, spu_gencx(u4, none, one), 0, 0, 1, 0);
	IS(vec_uint4, spu_gencx(ones, ones, one), 1, 1, 1, 1);
	IS(vec_uint4, spu_subx(u4, one, one), 0, 0x7fffffff, 0xfffffffe, 0x12345677);
	IS(vec_uint4, spu_subx(u4, one, none), 0xffffffff, 0x7ffffffe, 0xfffffffd, 0x12345676);
	IS(vec_uint4, spu_genbx(u4, one, none), 0, 1, 1, 1);
}

static void multiplies(void)
{
	vec_short8 s8 = s8_;
	vec_ushort8 u8 = u8_;
	vec_float4 f4 = f4_;
	vec_double2 d2 = d2_;
	IS(vec_int4, spu_mule(s8, s8), 1, 90000, 1073676289, 49);
	IS(vec_int4, spu_mulo(s8, s8), 4, 160000, 1073741824, 49);
	IS(vec_uint4, spu_mule(u8, u8), 1, 90000, 0xfffe0001, 49);
	IS(vec_uint4, spu_mulo(u8, (unsigned short)2), 4, 80000, 65536, 0x2468);
	IS(vec_int4, spu_mulh(s8, s8), -131072, (int)(-120000U << 16), -0x7fffffff - 1, -3211264);
	IS(vec_int4, spu_mulsr(s8, s8), 0, 2, 16384, 0);
	IS(vec_int4, spu_madd(s8, s8, spu_splats(10)), 14, 160010, 1073741834, 59);
	IS(vec_int4, spu_mhhadd(s8, s8, spu_splats(10)), 11, 90010, 1073676299, 59);
	IS(vec_float4, spu_mul(f4, spu_splats(2.0F)), 3, -4.5F, 0, 131072);
	IS(vec_float4, spu_madd(f4, f4, spu_splats(1.0F)), 3.25F, 6.0625F, 1, 4294967296.0F);
	IS(vec_float4, spu_nmsub(f4, spu_splats(2.0F), spu_splats(1.0F)), -2, 5.5F, 1, -131071);
	IS(vec_float4, spu_msub(f4, spu_splats(2.0F), spu_splats(1.0F)), 2, -5.5F, -1, 131071);
	IS(vec_double2, spu_nmadd(d2, d2, d2), -3.75, -2.8125);
	vec_float4 near = spu_mul(spu_re(spu_splats(3.0F)), spu_splats(3.0F));
	IS_SCALAR(spu_extract(near, 0) > 0.999F && spu_extract(near, 0) < 1.001F, 1);
	near = spu_mul(spu_rsqrte(spu_splats(16.0F)), spu_splats(4.0F));
	IS_SCALAR(spu_extract(near, 3) > 0.999F && spu_extract(near, 3) < 1.001F, 1);
}

static void compares_and_selects(void)
{
	vec_uint4 u4 = u4_;
	vec_int4 s4 = s4_;
	vec_uchar16 u16 = u16_;
	vec_float4 f4 = f4_;
	const unsigned int all = 0xffffffff;
	IS(vec_uint4, spu_cmpgt(s4, 0), all, 0, all, 0);
	IS(vec_uint4, spu_cmpgt(u4, 0x7fffffffU), 0, all, all, 0);
	IS(vec_uint4, spu_cmpeq(s4, spu_splats(-2)), 0, all, 0, 0);
	IS(vec_uint4, spu_cmpgt(f4, spu_splats(0.0F)), all, 0, 0, all);
	IS(vec_uint4, spu_cmpabsgt(f4, spu_splats(2.0F)), 0, all, 0, all);
	IS(vec_uint4, spu_cmpabseq(f4, spu_splats(2.25F)), 0, all, 0, 0);
	IS(vec_uchar16, spu_cmpgt(u16, 0x7f), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255, 255);
	IS(vec_uint4, spu_sel(u4, spu_splats(0U), spu_splats(0xff00ff00U)), 1, 0, 0x00ff00ff,
	   0x00340078);
	IS(vec_float4, spu_sel(f4, spu_splats(9.0F), spu_cmpgt(f4, spu_splats(1.0F))), 9, -2.25F, 0,
	   9);
	IS(vec_uchar16, spu_absd(u16, spu_splats((unsigned char)4)), 4, 3, 2, 1, 0, 1, 2, 3, 4, 5,
	   6, 7, 123, 124, 250, 251);
	IS(vec_uchar16, spu_avg(u16, spu_splats((unsigned char)1)), 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6,
	   6, 64, 65, 128, 128);
	IS(vec_ushort8, spu_sumb(u16, spu_splats((unsigned char)255)), 1020, 6, 1020, 22, 1020, 38,
	   1020, 764);
}

static void does_logic(void)
{
	vec_uint4 u4 = u4_;
	vec_float4 f4 = f4_;
	vec_uint4 m = spu_splats(0xffU);
	IS(vec_uint4, spu_and(u4, 0xff), 1, 0, 0xff, 0x78);
	IS(vec_uint4, spu_or(u4, m), 0xff, 0x800000ff, 0xffffffff, 0x123456ff);
	IS(vec_uint4, spu_xor(u4, u4), 0);
	IS(vec_uint4, spu_andc(u4, m), 0, 0x80000000, 0xffffff00, 0x12345600);
	IS(vec_uint4, spu_orc(u4, m), 0xffffff01, 0xffffff00, 0xffffffff, 0xffffff78);
	IS(vec_uint4, spu_nand(u4, m), 0xfffffffe, 0xffffffff, 0xffffff00, 0xffffff87);
	IS(vec_uint4, spu_nor(u4, m), 0xffffff00, 0x7fffff00, 0, 0xedcba900);
	IS(vec_uint4, spu_eqv(u4, u4), 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff);
	IS(vec_float4, spu_andc(f4, (vec_float4)spu_splats(0x80000000U)), 1.5F, 2.25F, 0, 65536);
	IS(vec_uint4, spu_orx(u4), 0xffffffff, 0, 0, 0);
	IS(vec_uchar16, spu_cntb(u16_), 0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 7, 1, 7, 8);
	IS(vec_uint4, spu_cntlz(u4), 31, 0, 0, 3);
	IS(vec_uint4, spu_cntlz(spu_splats(0U)), 32, 32, 32, 32);
	IS(vec_uint4, spu_gather(u4), 0xa, 0, 0, 0);
	IS(vec_uint4, spu_gather(u8_), 0x8a, 0, 0, 0);
	IS(vec_uint4, spu_gather(u16_), 0x5559, 0, 0, 0);
	IS(vec_uint4, spu_maskw(0xa), 0xffffffff, 0, 0xffffffff, 0);
	IS(vec_ushort8, spu_maskh(0x81), 0xffff, 0, 0, 0, 0, 0, 0, 0xffff);
	IS(vec_uchar16, spu_maskb(0x4001), 0, 255, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255);
}

static void shifts_elements(void)
{
	vec_uint4 u4 = u4_;
	vec_int4 s4 = s4_;
	vec_short8 s8 = s8_;
	vec_uint4 counts = { 0, 31, 32, 4 };
	IS(vec_uint4, spu_sl(u4, 4), 16, 0, 0xfffffff0, 0x23456780);
	IS(vec_uint4, spu_sl(u4, counts), 1, 0, 0, 0x23456780);
	IS(vec_uint4, spu_sl(u4, 64 + 1), 2, 0, 0xfffffffe, 0x2468acf0);
	IS(vec_int4, spu_rl(s4, 1), 2, -3, -2, 1);
	IS(vec_uint4, spu_rl(u4, ((vec_int4){ 0, 1, 5, -4 })), 1, 1, 0xffffffff, 0x81234567);
	IS(vec_uint4, spu_rlmask(u4, -4), 0, 0x08000000, 0x0fffffff, 0x01234567);
	IS(vec_uint4, spu_rlmask(u4, ((vec_int4){ 0, -31, -32, -63 })), 1, 1, 0, 0);
	IS(vec_int4, spu_rlmaska(s4, -1), 0, -1, 0x3fffffff, -0x40000000);
	IS(vec_int4, spu_rlmaska(s4, -40), 0, -1, 0, -1);
	IS(vec_short8, spu_sl(s8, 1), 2, -4, 600, -800, -2, 0, 14, -14);
	IS(vec_short8, spu_rlmaska(s8, -2), 0, -1, 75, -100, 8191, -8192, 1, -2);
	IS(vec_short8, spu_rlmask(s8, -16), 0);
	IS(vec_ushort8, spu_rl(u8_, (short)4), 0x10, 0x20, 0x12c0, 0xc409, 0xffff, 8, 0x70, 0x2341);
}

static void moves_quadwords(void)
{
	vec_uint4 u4 = u4_;
	vec_float4 f4 = f4_;
	vec_uchar16 u16 = u16_;
	IS(vec_uint4, spu_rlqwbyte(u4, 4), 0x80000000, 0xffffffff, 0x12345678, 1);
	IS(vec_uint4, spu_rlqwbyte(u4, -4), 0x12345678, 1, 0x80000000, 0xffffffff);
	IS(vec_uint4, spu_rlqwbyte(u4, 1), 0x00000180, 0x000000ff, 0xffffff12, 0x34567800);
	IS(vec_uchar16, spu_slqwbyte(u16, 12), 0x7f, 0x80, 0xfe, 0xff, 0);
	IS(vec_uchar16, spu_slqwbyte(u16, 16), 0);
	IS(vec_float4, spu_slqwbyte(f4, 4), -2.25F, 0, 65536, 0);
	IS(vec_uint4, spu_slqw(u4, 4), 0x18, 0x0000000f, 0xfffffff1, 0x23456780);
	IS(vec_uint4, spu_rlqw(u4, 4), 0x18, 0x0000000f, 0xfffffff1, 0x23456780);
	IS(vec_uint4, spu_rlqw(((vec_uint4){ 0xf0000000, 0, 0, 0 }), 4), 0, 0, 0, 0xf);
	IS(vec_uint4, spu_rlmaskqwbyte(u4, -4), 0, 1, 0x80000000, 0xffffffff);
	IS(vec_uint4, spu_rlmaskqw(u4, -1), 0, 0xc0000000, 0x7fffffff, 0x891a2b3c);
	IS(vec_uint4, spu_rlqwbytebc(u4, 32), 0x80000000, 0xffffffff, 0x12345678, 1);
	IS(vec_uint4, spu_slqwbytebc(u4, 39), 0x80000000, 0xffffffff, 0x12345678, 0);
	IS(vec_uint4, spu_rlmaskqwbytebc(u4, -32), 0, 1, 0x80000000, 0xffffffff);
	IS(vec_ullong2, spu_slqwbyte(((vec_ullong2){ 1, 2 }), 8), 2, 0);
}

static void shuffles(void)
{
	vec_uint4 u4 = u4_;
	vec_ushort8 u8 = u8_;
	vec_float4 f4 = f4_;
	const vec_uchar16 swap = { 4, 5, 6, 7, 0, 1, 2, 3, 28, 29, 30, 31, 16, 17, 18, 19 };
	const vec_uchar16 reverse = { 3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12 };
	const vec_uchar16 special = { 0x80, 0xc0, 0xe0, 3, 0xbf, 0xdf, 0xff, 15,
				      0,    0,	  0,	0, 16,	 16,   16,   16 };
	volatile vec_uchar16 unknown = swap;
	IS(vec_float4, spu_shuffle(f4, f4, swap), -2.25F, 1.5F, 65536, 1.5F);
	IS(vec_float4, spu_shuffle(f4, f4, unknown), -2.25F, 1.5F, 65536, 1.5F);
	IS(vec_uint4, spu_shuffle(u4, u4, reverse), 0x01000000, 0x80, 0xffffffff, 0x78563412);
	IS(vec_uint4, spu_shuffle(u4, spu_splats(0x55aaaaaaU), special), 0x00ff8001, 0x00ff8078, 0,
	   0x55555555);
	IS(vec_ushort8,
	   spu_shuffle(u8, u8,
		       ((vec_uchar16){ 2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 13, 12 })),
	   2, 1, 40000, 300, 0x8000, 65535, 0x1234, 0x0700);
	IS(vec_double2,
	   spu_shuffle(d2_, d2_,
		       ((vec_uchar16){ 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7 })),
	   -2.25, 1.5);
}

static void converts(void)
{
	vec_float4 f4 = f4_;
	vec_int4 s4 = spu_sub(s4_, ((vec_int4){ 0, 0, 127, 0 })); /* 24 bits at most */
	IS(vec_float4, spu_convtf(s4, 0), 1, -2, 2147483520.0F, -2147483648.0F);
	IS(vec_float4, spu_convtf(s4, 1), 0.5F, -1, 1073741760.0F, -1073741824.0F);
	IS(vec_int4, spu_convts(f4, 0), 1, -2, 0, 65536);
	IS(vec_int4, spu_convts(f4, 15), 49152, -73728, 0, 0x7fffffff);
	IS(vec_uint4, spu_convtu(f4, 0), 1, 0, 0, 65536);
	IS(vec_uint4, spu_convtu(f4, 16), 98304, 0, 0, 0xffffffff);
	IS(vec_int4, spu_convts(spu_sub(spu_splats(0.0F), f4), 15), -49152, 73728, 0,
	   -0x7fffffff - 1);
	IS(vec_short8,
	   spu_extend(((vec_char16){ 9, -1, 9, 2, 9, -3, 9, 4, 9, -5, 9, 6, 9, -7, 9, 8 })), -1, 2,
	   -3, 4, -5, 6, -7, 8);
	IS(vec_int4, spu_extend(s8_), -2, -400, -32768, -7);
	IS(vec_llong2, spu_extend(s4), -2, -0x80000000LL);
	IS(vec_double2, spu_extend(f4), 1.5, 0);
	IS(vec_float4, spu_roundtf(d2_), 1.5F, 0, -2.25F, 0);
}

static void is_addressed_as_memory(void)
{
	static int words[8] __attribute__((aligned(16))) = { 10, 11, 12, 13, 14, 15, 16, 17 };
	vector signed int *vectors = (vector signed int *)words;
	IS(vec_int4, vectors[1], 14, 15, 16, 17);
	vectors[0] = spu_add(vectors[0], vectors[1]);
	IS_SCALAR(words[3], 30);
	IS_SCALAR((uint32_t)(uintptr_t)&vectors[1] - (uint32_t)(uintptr_t)words, 16);
}

int main(unsigned long long spe, unsigned long long argp, unsigned long long envp)
{
	(void)spe;
	(void)argp;
	(void)envp;
	makes_and_takes_apart();
	adds_and_subtracts();
	multiplies();
	compares_and_selects();
	does_logic();
	shifts_elements();
	moves_quadwords();
	shuffles();
	converts();
	is_addressed_as_memory();
	if (!wrong_line)
		return 0;
	spu_write_out_mbox(wrong_line);
	return 1;
}
