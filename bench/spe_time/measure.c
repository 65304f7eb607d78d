// SPDX-License-Identifier: Apache-2.0
/* measure fir|pipeline BACKEND BYTES PLACES [NAME=VALUE...]: the model's makespan of one of the two
 * worked programs of docs/examples/spe, built with buffers of so many bytes. PLACES is a digit for
 * each SPE; four of them are a pipeline. --report prints the whole report before. Prints the
 * makespan in cycles and the bytes that went in and out of main memory's side of it. */
#include "fir.h"
#include "pipeline.h"

#include <axon/spe.h>
#include <cbea_map.h>
#include <endian.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
	SAMPLES = 1 << 17,
	PIPELINE_BYTES = 1 << 18
};

/* ---- images ------------------------------------------------------------------------------- */

#define SIZES(X) X(512) X(1024) X(2048) X(4096) X(8192) X(16384)
#define DECLARE(bytes)                                                                             \
	extern spe_program_handle_t fir_native_##bytes, pipeline_native_##bytes, fir_isa_##bytes,  \
		pipeline_isa_##bytes;
SIZES(DECLARE)

static const struct image {
	const char *program, *backend;
	unsigned bytes;
	spe_program_handle_t *handle;
} images[] = {
#define NATIVE(bytes)                                                                              \
	{ "fir", "native", bytes, &fir_native_##bytes },                                           \
		{ "pipeline", "native", bytes, &pipeline_native_##bytes },
	SIZES(NATIVE)
#ifdef HAVE_ISA
#	define ISA(bytes)                                                                         \
		{ "fir", "isa", bytes, &fir_isa_##bytes },                                         \
			{ "pipeline", "isa", bytes, &pipeline_isa_##bytes },
		SIZES(ISA)
#endif
};

static const struct image *find(char **argv)
{
	for (size_t i = 0; i < sizeof(images) / sizeof(images[0]); i++)
		if (!strcmp(images[i].program, argv[0]) && !strcmp(images[i].backend, argv[1]) &&
		    images[i].bytes == strtoul(argv[2], NULL, 10))
			return &images[i];
	fprintf(stderr, "measure: there is no %s for %s with %s bytes\n", argv[0], argv[1],
		argv[2]);
	exit(77);
}

/* ---- both sides' words -------------------------------------------------------------------- */

static bool big; /* the image's order */

static uint32_t order32(uint32_t word)
{
	return big ? htobe32(word) : word;
}

static uint64_t order64(uint64_t word)
{
	return big ? htobe64(word) : word;
}

static void fail(const char *what)
{
	fprintf(stderr, "measure: %s\n", what);
	exit(1);
}

static void *allocate(size_t bytes)
{
	void *at = aligned_alloc(128, bytes);
	if (!at)
		fail("no memory");
	memset(at, 0, bytes);
	return at;
}

static struct ax_spe_time_costs costs;
static struct ax_spe_time_report report;
static struct ax_spe_time_program program[AX_SPE_TIME_SPES];
static unsigned n_spes;

static void load(const struct image *image, const char *places)
{
	const unsigned flags = SPE_CFG_SIGNOTIFY1_OR | SPE_CFG_SIGNOTIFY2_OR | SPE_MAP_PS;
	n_spes = (unsigned)strlen(places);
	for (unsigned i = 0; i < n_spes && i < AX_SPE_TIME_SPES; i++) {
		program[i].spe = spe_context_create(flags, NULL);
		program[i].place = (unsigned)(places[i] - '0');
		if (!program[i].spe || spe_program_load(program[i].spe, image->handle))
			fail("no context");
	}
}

static void run(void)
{
	if (ax_spe_time_run(program, n_spes, &costs, NULL, &report))
		fail("it did not run");
	for (unsigned i = 0; i < n_spes; i++)
		if (report.spe[i].stop.stop_reason != SPE_EXIT ||
		    report.spe[i].stop.result.spe_exit_code)
			fail("an SPE failed");
}

/* ---- the filter --------------------------------------------------------------------------- */

static float sample(long i)
{
	return i < 0 ? 0 : (float)(i % 64) - 31.5F;
}

static void put_sample(float *at, float value)
{
	uint32_t word;
	memcpy(&word, &value, 4);
	word = order32(word);
	memcpy(at, &word, 4);
}

static bool is_filtered(const float *out, long i)
{
	float sum = 0, got;
	uint32_t word;
	for (long tap = 0; tap < TAPS; tap++)
		sum += sample(i - tap) * COEFFICIENT(tap);
	memcpy(&word, &out[i], 4);
	word = order32(word);
	memcpy(&got, &word, 4);
	return fabsf(got - sum) <= 1e-3F;
}

/* As many whole tiles as there are samples for; each SPE its share. */
static void fir(unsigned bytes)
{
	unsigned tile = bytes / 4 - HISTORY, tiles = SAMPLES / tile, from = 0;
	long n = (long)tiles * tile;
	float *memory = allocate((HISTORY + 2L * SAMPLES) * 4);
	float *in = memory + HISTORY, *out = in + SAMPLES;
	for (long i = -HISTORY; i < n; i++)
		put_sample(&in[i], sample(i));
	for (unsigned i = 0; i < n_spes; i++) {
		unsigned end = tiles * (i + 1) / n_spes, share = end - from;
		program[i].argp = in + (size_t)from * tile;
		program[i].envp = out + (size_t)from * tile;
		spe_in_mbox_write(program[i].spe, &share, 1, SPE_MBOX_ANY_NONBLOCKING);
		from = end;
	}
	run();
	for (long i = 0; i < n; i++)
		if (!is_filtered(out, i))
			fail("a sample is wrong");
	free(memory);
	printf("%llu %ld\n", (unsigned long long)report.makespan, n * 4);
}

/* ---- pipelines ---------------------------------------------------------------------------- */

static uint64_t ea(const volatile void *at)
{
	return order64((uintptr_t)at);
}

static void chain(struct ax_spe_time_program *first, struct stage *stage, uint32_t *words,
		  unsigned blocks)
{
	for (unsigned i = 0; i < STAGES; i++) {
		stage[i].in = stage[i].out = ea(words);
		stage[i].number = order32(i);
		stage[i].blocks = order32(blocks);
		first[i].argp = &stage[i];
	}
	for (unsigned i = 0; i + 1 < STAGES; i++) {
		spe_context_ptr_t here = first[i].spe, next = first[i + 1].spe;
		spe_sig_notify_1_area_t *filled = spe_ps_area_get(next, SPE_SIG_NOTIFY_1_AREA);
		spe_sig_notify_2_area_t *freed = spe_ps_area_get(here, SPE_SIG_NOTIFY_2_AREA);
		stage[i].next_store = ea(spe_ls_area_get(next));
		stage[i].next_signal = ea(&filled->SPU_Sig_Notify_1);
		stage[i + 1].free_signal = ea(&freed->SPU_Sig_Notify_2);
	}
}

static uint32_t passed_on(uint32_t word)
{
	for (uint32_t stage = 0; stage < STAGES; stage++)
		word = 2 * word + stage;
	return word;
}

static void pipelines(unsigned bytes)
{
	unsigned blocks = PIPELINE_BYTES / bytes, n = n_spes / STAGES;
	size_t words_of_one = PIPELINE_BYTES / 4, words = n * words_of_one;
	struct stage *stage = allocate(AX_SPE_TIME_SPES * sizeof(*stage));
	uint32_t *word = allocate(words * 4);
	for (size_t i = 0; i < words; i++)
		word[i] = order32((uint32_t)i);
	for (unsigned i = 0; i < n; i++)
		chain(&program[STAGES * i], &stage[STAGES * i], word + i * words_of_one, blocks);
	run();
	for (size_t i = 0; i < words; i++)
		if (order32(word[i]) != passed_on((uint32_t)i))
			fail("a word is wrong");
	free(word);
	free(stage);
	printf("%llu %zu\n", (unsigned long long)report.makespan, words * 4);
}

static void configure(void)
{
	struct ax_spe_config config;
	ax_spe_config_init(&config);
	config.n_spes = AX_SPE_TIME_SPES;
	config.timed = true;
	ax_spe_configure(&config);
	ax_spe_time_costs_init(&costs);
}

int main(int argc, char **argv)
{
	bool reports = argc > 1 && !strcmp(argv[1], "--report");
	argv += 1 + reports;
	argc -= 1 + reports;
	if (argc < 4 || strlen(argv[3]) > AX_SPE_TIME_SPES) {
		fprintf(stderr, "measure [--report] fir|pipeline native|isa BYTES PLACES "
				"[NAME=VALUE...]\n");
		return 2;
	}
	const struct image *image = find(argv);
	configure();
	for (int i = 4; i < argc; i++)
		if (ax_spe_time_costs_set(&costs, argv[i]))
			fail(argv[i]);
	big = !strcmp(image->backend, "isa");
	load(image, argv[3]);
	(argv[0][0] == 'f' ? fir : pipelines)(image->bytes);
	if (reports)
		ax_spe_time_print(&report, stdout, false);
	return 0;
}
