// SPDX-License-Identifier: Apache-2.0
/* estimate: frest, frsqest, and fi, which refines what they give.
 *
 * An estimate is a line for an interval of operands: a sign and exponent, 13 bits of base fraction
 * and 10 bits of step fraction. fi takes step times Y from the base, Y being the operand's last 19
 * fraction bits. The architecture fixes that and the error, not the lines. Ours divide each binade
 * (of frsqest: each of two) into 32 intervals, with the base and step that keep the largest error
 * in the interval smallest. */
#include "single.h"

struct line {
	uint16_t base, step;
};

/* 2 / x for x from 1 to 2. */
static const struct line reciprocal[32] = {
	{ 8190, 993 }, { 8160, 933 }, { 7227, 882 }, { 7203, 833 }, { 6370, 786 }, { 6349, 745 },
	{ 5604, 708 }, { 5587, 673 }, { 4914, 638 }, { 4899, 609 }, { 4290, 580 }, { 4277, 554 },
	{ 3723, 530 }, { 3711, 506 }, { 3205, 485 }, { 3195, 465 }, { 2730, 445 }, { 2721, 428 },
	{ 2293, 410 }, { 2285, 395 }, { 1890, 380 }, { 1882, 365 }, { 1517, 354 }, { 1510, 340 },
	{ 1170, 329 }, { 1165, 318 }, { 847, 306 },  { 842, 296 },  { 546, 287 },  { 541, 277 },
	{ 264, 268 },  { 260, 260 },
};

/* 2 / sqrt(x) for x from 1 to 2, and from 2 to 4. */
static const struct line root[2][32] = {
	{
		{ 8191, 499 }, { 8181, 479 }, { 7702, 456 }, { 7692, 437 }, { 7255, 422 },
		{ 7245, 402 }, { 6843, 389 }, { 6835, 373 }, { 6462, 360 }, { 6455, 346 },
		{ 6109, 335 }, { 6103, 323 }, { 5780, 312 }, { 5775, 302 }, { 5473, 292 },
		{ 5469, 284 }, { 5185, 273 }, { 5181, 266 }, { 4915, 258 }, { 4910, 249 },
		{ 4661, 245 }, { 4657, 237 }, { 4420, 229 }, { 4417, 224 }, { 4193, 218 },
		{ 4190, 212 }, { 3978, 208 }, { 3975, 202 }, { 3773, 197 }, { 3770, 191 },
		{ 3579, 189 }, { 3577, 184 },
	},
	{
		{ 3393, 354 }, { 3385, 338 }, { 3047, 324 }, { 3040, 310 }, { 2730, 296 },
		{ 2725, 286 }, { 2439, 274 }, { 2434, 264 }, { 2170, 255 }, { 2166, 246 },
		{ 1920, 236 }, { 1916, 228 }, { 1688, 221 }, { 1683, 212 }, { 1471, 208 },
		{ 1468, 201 }, { 1267, 194 }, { 1264, 188 }, { 1076, 182 }, { 1074, 178 },
		{ 896, 172 },  { 894, 168 },  { 726, 162 },  { 723, 157 },  { 566, 156 },
		{ 564, 151 },  { 413, 146 },  { 411, 142 },  { 269, 140 },  { 267, 136 },
		{ 131, 133 },  { 129, 129 },
	},
};

static uint32_t estimate(uint32_t sign, int exponent, const struct line *line)
{
	if (exponent <= 0)
		return sign;
	return sign | (uint32_t)exponent << 23 | (uint32_t)line->base << 10 | line->step;
}

/* Of zero: of the largest exponent. */
uint32_t ax_single_reciprocal(uint32_t single)
{
	uint32_t exponent = single >> 23 & 0xff;
	unsigned interval = exponent ? single >> 18 & 31 : 0;
	return estimate(single & 0x80000000, exponent ? 253 - (int)exponent : 255,
			&reciprocal[interval]);
}

/* Of the magnitude. */
uint32_t ax_single_reciprocal_root(uint32_t single)
{
	uint32_t exponent = single >> 23 & 0xff;
	unsigned interval = exponent ? single >> 18 & 31 : 0;
	/* Exponents are biased by an odd number: an odd field is an even power of two. */
	return estimate(0, exponent ? 190 - (int)((exponent + 1) >> 1) : 255,
			&root[exponent && (exponent & 1) == 0][interval]);
}

uint32_t ax_single_interpolate(uint32_t operand, uint32_t estimated, uint32_t *flags)
{
	uint32_t exponent = estimated >> 23 & 0xff;
	uint64_t base = UINT64_C(1) << 32 | (uint64_t)(estimated >> 10 & 0x1fff) << 19;
	uint64_t step = (uint64_t)(estimated & 0x3ff) * (operand & 0x7ffff);
	uint64_t fraction = base - step; /* in 2^-32, above one half */
	if (exponent == 0)
		return 0;
	if (exponent == 255)
		*flags |= AX_SINGLE_DIFFERENT;
	if (!(fraction >> 32)) {
		fraction <<= 1;
		exponent--;
	}
	if (exponent == 0) {
		*flags |= AX_SINGLE_UNDERFLOW | AX_SINGLE_DIFFERENT;
		return 0;
	}
	return (estimated & 0x80000000) | exponent << 23 | (fraction >> 9 & 0x7fffff);
}
