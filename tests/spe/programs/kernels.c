// SPDX-License-Identifier: Apache-2.0
/* kernels: a filter by vector intrinsics, a checksum of bytes, and a sort. */
#include "kernels.h"

#include <spu_intrinsics.h>

enum {
	N = 1024,
	TAPS = 16
};

static vec_float4 samples[N / 4 + TAPS], filtered[N / 4];
static unsigned char bytes[4 * N];
static uint32_t numbers[N];

uint32_t kernel_fir(unsigned times)
{
	for (int i = 0; i < N / 4 + TAPS; i++)
		samples[i] = spu_splats((float)(i % 17));
	for (unsigned t = 0; t < times; t++) {
		for (int i = 0; i < N / 4; i++) {
			vec_float4 sum = spu_splats(0.0F);
			for (int tap = 0; tap < TAPS; tap++)
				sum = spu_madd(samples[i + tap],
					       spu_splats(1.0F / (float)(tap + 1)), sum);
			filtered[i] = sum;
		}
		samples[t % (N / 4)] = spu_add(samples[t % (N / 4)], filtered[t % (N / 4)]);
	}
	return (uint32_t)spu_extract(filtered[7], 0);
}

uint32_t kernel_sum(unsigned times)
{
	uint32_t a = 1, b = 0;
	for (int i = 0; i < 4 * N; i++)
		bytes[i] = (unsigned char)(i * 7);
	for (unsigned t = 0; t < times; t++) {
		for (int i = 0; i < 4 * N; i++) {
			a = (a + bytes[i]) % 65521;
			b = (b + a) % 65521;
		}
	}
	return b << 16 | a;
}

static void sort(uint32_t *at, int n)
{
	for (int gap = n / 2; gap > 0; gap /= 2) {
		for (int i = gap; i < n; i++) {
			uint32_t one = at[i];
			int j = i;
			for (; j >= gap && at[j - gap] > one; j -= gap)
				at[j] = at[j - gap];
			at[j] = one;
		}
	}
}

uint32_t kernel_sort(unsigned times)
{
	uint32_t random = 1, all = 0;
	for (unsigned t = 0; t < times; t++) {
		for (int i = 0; i < N; i++)
			numbers[i] = random = random * 1664525 + 1013904223;
		sort(numbers, N);
		all ^= numbers[N / 2];
	}
	return all;
}
