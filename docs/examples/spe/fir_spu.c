// SPDX-License-Identifier: Apache-2.0
/* fir_spu: filters samples in main memory, from argp to envp, as many as the mailbox says: while a
 * tile is filtered the next one comes in, and the one before goes out. */
#include "fir.h"

#include <spu_mfcio.h>

enum {
	BYTES = TILE * sizeof(float),
	IN_BYTES = (HISTORY + TILE) * sizeof(float)
};

/* A buffer's transfers have its number as their tag. One vector more: the last shuffle reads it. */
static vec_float4 in[2][(HISTORY + TILE) / 4 + 1] __attribute__((aligned(128)));
static vec_float4 out[2][TILE / 4] __attribute__((aligned(128)));

/* Four samples from the nth on, of which the first n % 4 are in the vector before. */
static inline vec_float4 four_from(const vec_float4 *samples, int n)
{
	static const vec_uchar16 pattern[4] = {
		{ 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15 },
		{ 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19 },
		{ 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23 },
		{ 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27 },
	};
	return spu_shuffle(samples[n / 4], samples[n / 4 + 1], pattern[n % 4]);
}

static void filter(vec_float4 *to, const vec_float4 *from)
{
	for (int i = 0; i < TILE; i += 4) {
		vec_float4 sum = spu_splats(0.0F);
		for (int tap = 0; tap < TAPS; tap++)
			sum = spu_madd(four_from(from, HISTORY + i - tap),
				       spu_splats(COEFFICIENT(tap)), sum);
		to[i / 4] = sum;
	}
}

static void wait(unsigned int tag)
{
	mfc_write_tag_mask(1 << tag);
	mfc_read_tag_status_all();
}

int main(unsigned long long spe, unsigned long long argp, unsigned long long envp)
{
	(void)spe;
	unsigned int tiles = spu_read_in_mbox();
	unsigned long long from = argp - HISTORY * sizeof(float);
	if (tiles)
		mfc_get(in[0], from, IN_BYTES, 0, 0, 0);
	for (unsigned int i = 0; i < tiles; i++) {
		unsigned int now = i & 1, next = !now;
		if (i + 1 < tiles)
			mfc_get(in[next], from + (i + 1ULL) * BYTES, IN_BYTES, next, 0, 0);
		wait(now); /* also for what was put from this buffer two tiles ago */
		filter(out[now], in[now]);
		mfc_put(out[now], envp + i * (unsigned long long)BYTES, BYTES, now, 0, 0);
	}
	wait(0);
	wait(1);
	return 0;
}
