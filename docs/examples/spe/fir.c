// SPDX-License-Identifier: Apache-2.0
/* fir [SPES [TILES]]: filters samples in main memory, each SPE its share, and looks at the result. */
#include "fir.h"

#include "order.h"

#include <libspe2.h>
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

extern spe_program_handle_t fir_spu;

struct share {
	spe_context_ptr_t spe;
	float *in, *out;
	unsigned int tiles;
	int failed;
};

/* An SPE needs a thread of the PPE's that runs it. */
static void *run(void *arg)
{
	struct share *share = arg;
	unsigned int entry = SPE_DEFAULT_ENTRY;
	spe_stop_info_t info;
	share->failed = spe_context_run(share->spe, &entry, 0, share->in, share->out, &info) != 0 ||
			info.stop_reason != SPE_EXIT || info.result.spe_exit_code != 0;
	return NULL;
}

static int start(struct share *share, pthread_t *thread)
{
	share->spe = spe_context_create(0, NULL);
	return !share->spe || spe_program_load(share->spe, &fir_spu) ||
	       pthread_create(thread, NULL, run, share) ||
	       spe_in_mbox_write(share->spe, &share->tiles, 1, SPE_MBOX_ALL_BLOCKING) != 1;
}

static int filter(float *in, float *out, unsigned int tiles, unsigned int spes)
{
	struct share share[16] = { 0 };
	pthread_t thread[16];
	int failed = 0;
	for (unsigned int i = 0, tile = 0; i < spes; i++) {
		unsigned int end = tiles * (i + 1) / spes;
		share[i].in = in + (size_t)tile * TILE;
		share[i].out = out + (size_t)tile * TILE;
		share[i].tiles = end - tile;
		tile = end;
		failed |= start(&share[i], &thread[i]);
	}
	for (unsigned int i = 0; i < spes && !failed; i++)
		pthread_join(thread[i], NULL);
	for (unsigned int i = 0; i < spes && !failed; i++)
		failed |= share[i].failed | spe_context_destroy(share[i].spe);
	return failed;
}

static float sample(long i)
{
	return i < 0 ? 0 : (float)(i % 64) - 31.5F;
}

static int is_right(const float *out, long n)
{
	for (long i = 0; i < n; i++) {
		float sum = 0;
		for (long tap = 0; tap < TAPS; tap++)
			sum += sample(i - tap) * COEFFICIENT(tap);
		if (fabsf(get_float(&out[i]) - sum) > 1e-3F)
			return 0;
	}
	return 1;
}

int main(int argc, char **argv)
{
	unsigned int spes = argc > 1 ? (unsigned int)atoi(argv[1]) : 4;
	unsigned int tiles = argc > 2 ? (unsigned int)atoi(argv[2]) : 32;
	if (spes < 1 || spes > 16 || tiles < 1) {
		fprintf(stderr, "fir [SPES [TILES]]: 1 to 16 SPEs\n");
		return 2;
	}
	size_t n = (size_t)tiles * TILE;
	float *memory = aligned_alloc(128, (HISTORY + 2 * n) * sizeof(float));
	if (!memory)
		return 1;
	float *in = memory + HISTORY, *out = in + n;
	for (long i = -HISTORY; i < (long)n; i++)
		put_float(&in[i], sample(i));
	int failed = filter(in, out, tiles, spes) || !is_right(out, (long)n);
	free(memory);
	if (failed) {
		fprintf(stderr, "fir: it went wrong\n");
		return 1;
	}
	printf("%zu samples by %u SPEs: as by one processor\n", n, spes);
	return 0;
}
