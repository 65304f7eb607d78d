// SPDX-License-Identifier: Apache-2.0
/* pipeline [BLOCKS]: four SPEs in a row, each with the next one's local store before it. */
#include "pipeline.h"

#include "order.h"

#include <libspe2.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

extern spe_program_handle_t pipeline_spu;

struct runner {
	spe_context_ptr_t spe;
	struct stage *stage;
	pthread_t thread;
	int failed;
};

static void *run(void *arg)
{
	struct runner *runner = arg;
	unsigned int entry = SPE_DEFAULT_ENTRY;
	spe_stop_info_t info;
	runner->failed = spe_context_run(runner->spe, &entry, 0, runner->stage, NULL, &info) != 0 ||
			 info.stop_reason != SPE_EXIT || info.result.spe_exit_code != 0;
	return NULL;
}

static uint64_t ea(const volatile void *at)
{
	return spu64((uintptr_t)at);
}

/* Signals gather bits; and their registers must be where other SPEs can reach them. */
static int make(struct runner *runner)
{
	const unsigned int flags = SPE_CFG_SIGNOTIFY1_OR | SPE_CFG_SIGNOTIFY2_OR | SPE_MAP_PS;
	for (int i = 0; i < STAGES; i++) {
		runner[i].spe = spe_context_create(flags, NULL);
		if (!runner[i].spe || spe_program_load(runner[i].spe, &pipeline_spu))
			return -1;
	}
	return 0;
}

static void connect_stages(struct runner *runner)
{
	for (int i = 0; i + 1 < STAGES; i++) {
		struct runner *here = &runner[i], *next = &runner[i + 1];
		spe_sig_notify_1_area_t *filled = spe_ps_area_get(next->spe, SPE_SIG_NOTIFY_1_AREA);
		spe_sig_notify_2_area_t *freed = spe_ps_area_get(here->spe, SPE_SIG_NOTIFY_2_AREA);
		here->stage->next_store = ea(spe_ls_area_get(next->spe));
		here->stage->next_signal = ea(&filled->SPU_Sig_Notify_1);
		next->stage->free_signal = ea(&freed->SPU_Sig_Notify_2);
	}
}

static int run_stages(struct runner *runner)
{
	int failed = 0;
	for (int i = 0; i < STAGES; i++)
		failed |= pthread_create(&runner[i].thread, NULL, run, &runner[i]);
	for (int i = 0; i < STAGES && !failed; i++)
		pthread_join(runner[i].thread, NULL);
	for (int i = 0; i < STAGES && !failed; i++)
		failed |= runner[i].failed | spe_context_destroy(runner[i].spe);
	return failed;
}

static int is_right(const uint32_t *words, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		uint32_t word = (uint32_t)i;
		for (uint32_t stage = 0; stage < STAGES; stage++)
			word = 2 * word + stage;
		if (spu32(words[i]) != word)
			return 0;
	}
	return 1;
}

int main(int argc, char **argv)
{
	unsigned int blocks = argc > 1 ? (unsigned int)atoi(argv[1]) : 64;
	size_t n = (size_t)blocks * WORDS;
	struct runner runner[STAGES] = { 0 };
	struct stage *stages = aligned_alloc(128, STAGES * sizeof(*stages));
	uint32_t *words = aligned_alloc(128, n * sizeof(*words));
	if (!stages || !words || make(runner))
		return 1;
	memset(stages, 0, STAGES * sizeof(*stages));
	for (unsigned int i = 0; i < STAGES; i++) {
		stages[i].in = stages[i].out = ea(words);
		stages[i].number = spu32(i);
		stages[i].blocks = spu32(blocks);
		runner[i].stage = &stages[i];
	}
	for (size_t i = 0; i < n; i++)
		words[i] = spu32((uint32_t)i);
	connect_stages(runner);
	int failed = run_stages(runner) || !is_right(words, n);
	free(words);
	free(stages);
	if (failed) {
		fprintf(stderr, "pipeline: it went wrong\n");
		return 1;
	}
	printf("%u blocks through %d SPEs\n", blocks, STAGES);
	return 0;
}
