// SPDX-License-Identifier: Apache-2.0
/* speed SCALE: how fast programs of the native backend are, as ratios: kernels inside a local store
 * and outside, DMA and memcpy, 16 SPEs and 2. Asserts that the results are the same;
 * prints the figures: times are no test. SCALE 100 takes about 5 seconds. */
#include "../programs/kernels.h"
#include "programs.h"

#include <string.h>
#include <time.h>

extern spe_program_handle_t work;

enum {
	KERNELS = 3,
	GET = 3,
	GET_AHEAD = 4,
	LOOK = 5,
	PLACES = 256, /* 4 MiB */
	BEST_OF = 5
};

static const struct kernel {
	const char *name;
	uint32_t (*outside)(unsigned times);
	unsigned times; /* for 1 of SCALE: about a millisecond */
} kernels[KERNELS] = {
	{ "filter", kernel_fir, 300 },
	{ "checksum", kernel_sum, 20 },
	{ "sort", kernel_sort, 10 },
};

/* Processor time, of this thread or of all: others on the machine count less. */
static double seconds(clockid_t clock)
{
	struct timespec t;
	clock_gettime(clock, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static double thread_seconds(void)
{
	return seconds(CLOCK_THREAD_CPUTIME_ID);
}

/* The best of some runs of the program's work. */
static double run_inside(struct ax_spe *spe, unsigned what, unsigned times, uint32_t *result)
{
	double start = thread_seconds();
	check(program_run(spe, what, times) == 0x2000);
	*result = program_out(spe);
	return thread_seconds() - start;
}

static double run_outside(const struct kernel *kernel, unsigned times, uint32_t *result)
{
	double start = thread_seconds();
	*result = kernel->outside(times);
	return thread_seconds() - start;
}

static void keep_best(double *best, double one)
{
	if (*best == 0 || one < *best)
		*best = one;
}

static void compare_kernel(struct ax_spe *spe, unsigned i, unsigned scale)
{
	double in = 0, out = 0;
	for (int n = 0; n < BEST_OF; n++) {
		uint32_t inside, outside;
		keep_best(&in, run_inside(spe, i, kernels[i].times * scale, &inside));
		keep_best(&out, run_outside(&kernels[i], kernels[i].times * scale, &outside));
		check(inside == outside);
	}
	printf("%-10s inside %8.3f ms, outside %8.3f ms: %.3f of the time\n", kernels[i].name,
	       in * 1e3, out * 1e3, in / out);
}

/* Where the gets come from and go to. */
struct places {
	char *memory;
	uint32_t n;
	unsigned times;
	char *buffer; /* two, in the local store */
};

static double get_inside(struct ax_spe *spe, struct places *places, unsigned what)
{
	uint64_t ea = (uintptr_t)places->memory;
	uint32_t ls, words[3] = { (uint32_t)(ea >> 32), (uint32_t)ea, places->n };
	check(ax_mailbox_in_write(spe, words, 3) == 3);
	double took = run_inside(spe, what, places->times, &ls);
	places->buffer = (char *)spe->store + (ls & AX_STORE_MASK);
	check(places->buffer[0] == 77 && places->buffer[2 * AX_DMA_BYTES - 1] == 77);
	return took;
}

/* The same places into the same two buffers, in the same order. */
static double copy_outside(const struct places *places)
{
	double start = thread_seconds();
	for (unsigned i = 0; i < places->times; i++) {
		memcpy(places->buffer + (size_t)(i & 1) * AX_DMA_BYTES,
		       places->memory + (size_t)(i % places->n) * AX_DMA_BYTES, AX_DMA_BYTES);
		__asm__ volatile("" ::: "memory");
	}
	return thread_seconds() - start;
}

static void compare_dma(struct ax_spe *spe, unsigned scale, uint32_t n, const char *name)
{
	size_t bytes = (size_t)n * AX_DMA_BYTES;
	struct places places = { aligned_alloc(128, bytes), n, 2048 * scale, NULL };
	memset(places.memory, 77, bytes);
	double get = 0, ahead = 0, copy = 0, per_ns = 1e9 / places.times;
	for (int i = 0; i < BEST_OF; i++) {
		keep_best(&get, get_inside(spe, &places, GET));
		keep_best(&ahead, get_inside(spe, &places, GET_AHEAD));
		keep_best(&copy, copy_outside(&places));
	}
	printf("%-10s get of 16 KiB %.0f ns, ahead %.0f ns, memcpy %.0f ns: %.2f and %.2f of its "
	       "speed\n",
	       name, get * per_ns, ahead * per_ns, copy * per_ns, copy / get, copy / ahead);
	free(places.memory);
}

static void time_channel(struct ax_spe *spe, unsigned scale)
{
	unsigned times = 20000 * scale;
	double best = 0;
	uint32_t count;
	for (int n = 0; n < BEST_OF; n++)
		keep_best(&best, run_inside(spe, LOOK, times, &count));
	printf("rchcnt     %.1f ns\n", best / times * 1e9);
}

static void *run_job(void *job)
{
	struct program_job *j = job;
	check(program_run(j->spe, j->argp, j->envp) == 0x2000);
	return NULL;
}

/* The same work, shared by n SPEs. */
static double share(struct ax_cell *cell, int n, unsigned times)
{
	struct program_job job[16];
	for (int i = 0; i < n; i++)
		job[i] = (struct program_job){ program_load(cell, &work), 2, times / (unsigned)n };
	double start = seconds(CLOCK_PROCESS_CPUTIME_ID);
	program_run_all(job, n, run_job);
	double took = seconds(CLOCK_PROCESS_CPUTIME_ID) - start;
	uint32_t result = kernel_sort(times / (unsigned)n);
	for (int i = 0; i < n; i++) {
		check(program_out(job[i].spe) == result);
		ax_spe_free(job[i].spe);
	}
	return took;
}

static void compare_crowd(struct ax_cell *cell, unsigned scale)
{
	double two = share(cell, 2, 320 * scale), sixteen = share(cell, 16, 320 * scale);
	printf("16 SPEs    %.3f ms for what 2 do in %.3f ms: %.2f of the time\n", sixteen * 1e3,
	       two * 1e3, sixteen / two);
}

int main(int argc, char **argv)
{
	unsigned scale = argc > 1 ? (unsigned)atoi(argv[1]) : 1;
	struct ax_spe_config config = { .n_spes = 16, .seed = 1, .strict = true };
	struct ax_cell *cell = ax_cell_new(&config, false);
	check(cell && !ax_cell_add_backend(cell, &ax_native_backend));
	struct ax_spe *spe = program_load(cell, &work);
	for (unsigned i = 0; i < KERNELS; i++)
		compare_kernel(spe, i, scale);
	compare_dma(spe, scale, 1, "cached");
	compare_dma(spe, scale, PLACES, "memory");
	time_channel(spe, scale);
	compare_crowd(cell, scale);
	ax_spe_free(spe);
	ax_cell_free(cell);
	return 0;
}
