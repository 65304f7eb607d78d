// SPDX-License-Identifier: Apache-2.0
/* programs: what backends promise, each claim by an SPU program of tests/spe/programs, compiled for
 * the native backend or for the interpreter. A plain program, so that ThreadSanitizer and other
 * processors can have it too. */
#include "programs.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

extern spe_program_handle_t statics, stops, echo, dma, atomic, wrong, crowd, intrinsics, tags;

/* ---- images and local stores ---------------------------------------------------------------- */

static void each_spe_has_its_own_statics(struct ax_cell *cell)
{
	struct ax_spe *first = program_load(cell, &statics);
	struct ax_spe *second = program_load(cell, &statics);
	check(program_run(first, 0, 0) == 0x2001);
	check(program_out(first) && program_run(first, 0, 0) == 0x2002);
	check(program_run(second, 0, 0) == 0x2001);
	ax_spe_free(second);
	ax_spe_free(first);
}

static void a_loaded_program_begins_anew(struct ax_cell *cell)
{
	struct ax_spe *spe = program_load(cell, &statics);
	check(program_run(spe, 0, 0) == 0x2001);
	check(!ax_spe_load(spe, statics.elf_image, SIZE_MAX));
	check(program_out(spe) && program_run(spe, 0, 0) == 0x2001);
	ax_spe_free(spe);
}

static void a_pointer_is_a_local_store_address(struct ax_cell *cell)
{
	struct ax_spe *spe = program_load(cell, &statics);
	check(program_run(spe, 0, 0) == 0x2001);
	uint32_t ls = program_out(spe);
	check(ls < AX_STORE_BYTES);
	check(ax_store_read32(spe, ls) == 1);
	ax_spe_free(spe);
}

/* ---- stops ---------------------------------------------------------------------------------- */

static void a_stop_can_be_gone_on_from(struct ax_cell *cell)
{
	struct ax_spe *spe = program_load(cell, &stops);
	check(program_run(spe, 1, 31) == 0);
	for (int i = 0; i < 3; i++)
		check(program_go_on(spe) == 0x111);
	check(program_go_on(spe) == 0x3fff);
	check(program_go_on(spe) == (0x2000 | (30 * 31 / 2 & 0xff)));
	/* Run again, it stops where it did. */
	check(program_run(spe, 1, 2) == 0);
	check(program_go_on(spe) == 0x3fff);
	check(program_go_on(spe) == 0x2001);
	ax_spe_free(spe);
}

static void *go_on(void *spe)
{
	check(program_go_on(spe) == 0x111);
	return NULL;
}

static void another_thread_can_go_on(struct ax_cell *cell)
{
	struct ax_spe *spe = program_load(cell, &stops);
	check(program_run(spe, 1, 31) == 0);
	for (int i = 0; i < 3; i++) {
		pthread_t thread;
		check(!pthread_create(&thread, NULL, go_on, spe));
		pthread_join(thread, NULL);
	}
	check(program_go_on(spe) == 0x3fff);
	ax_spe_free(spe);
}

static void a_halt_is_one_and_an_abort_an_exit(struct ax_cell *cell)
{
	struct ax_spe *spe = program_load(cell, &wrong);
	program_run(spe, 3, 0);
	check(spe->stop.kind == AX_STOP_HALT);
	check(program_run(spe, 4, 0) == 0x2086);
	check(program_run(spe, 5, 0) == 0x2005);
	ax_spe_free(spe);
}

/* ---- channels ------------------------------------------------------------------------------- */

static void intrinsics_are_the_spus(struct ax_cell *cell)
{
	struct ax_spe *spe = program_load(cell, &intrinsics);
	uint32_t code = program_run(spe, 0, 0);
	if (code != 0x2000)
		printf("intrinsics.c: line %u is wrong\n", program_out(spe));
	check(code == 0x2000);
	ax_spe_free(spe);
}

static void *run_echo(void *spe)
{
	check(program_run(spe, 0x0123456789abcdef, 0xfedcba9876543210) == 0x202a);
	return NULL;
}

static uint32_t await_out(struct ax_spe *spe)
{
	uint32_t word;
	while (!ax_mailbox_out_read(spe, &word, 1))
		sched_yield();
	return word;
}

static void words_go_through_mailboxes(struct ax_cell *cell)
{
	struct ax_spe *spe = program_load(cell, &echo);
	pthread_t thread;
	uint32_t end = 0, word;
	check(!pthread_create(&thread, NULL, run_echo, spe));
	check(await_out(spe) == 0x01234567 && await_out(spe) == 0x89abcdef);
	check(await_out(spe) == 0xfedcba98 && await_out(spe) == 0x76543210);
	for (uint32_t i = 1; i < 1000; i++) {
		check(ax_mailbox_in_write(spe, &i, 1) == 1);
		check(await_out(spe) == i + 1);
	}
	ax_mailbox_in_write(spe, &end, 1);
	pthread_join(thread, NULL);
	check(ax_mailbox_out_intr_read(spe, &word, 1) == 1 && word == 0xabcdef);
	ax_spe_free(spe);
}

static void dma_moves_what_it_says(struct ax_cell *cell)
{
	enum {
		PIECE = 16384,
		N = 16
	};
	struct ax_spe *spe = program_load(cell, &dma);
	unsigned char *memory = aligned_alloc(128, N * PIECE);
	for (int i = 0; i < N * PIECE; i++)
		memory[i] = (unsigned char)(i * 31 >> 3);
	check(program_run(spe, (uintptr_t)memory, N) == 0x2000);
	for (int i = 0; i < N * PIECE; i++)
		check(memory[i] == (unsigned char)~(i * 31 >> 3));
	free(memory);
	ax_spe_free(spe);
}

/* ---- many ----------------------------------------------------------------------------------- */

static void *run_one(void *job)
{
	struct program_job *j = job;
	check(program_run(j->spe, j->argp, j->envp) == 0x2000);
	return NULL;
}

static void atomics_lose_nothing(struct ax_cell *cell)
{
	enum {
		SPES = 4,
		TIMES = 2000
	};
	struct program_job job[SPES];
	unsigned char *line = aligned_alloc(128, 128);
	memset(line, 0, 128);
	for (int i = 0; i < SPES; i++)
		job[i] =
			(struct program_job){ program_load(cell, &atomic), (uintptr_t)line, TIMES };
	program_run_all(job, SPES, run_one);
	for (int i = 0; i < 128; i++)
		check(line[i] == (i < 16 ? (unsigned char)(SPES * TIMES) : 0));
	for (int i = 0; i < SPES; i++)
		ax_spe_free(job[i].spe);
	free(line);
}

static void sixteen_spes_pass_a_number_round(struct ax_cell *cell)
{
	enum {
		SPES = 16,
		ROUNDS = 200
	};
	struct program_job job[SPES];
	for (int i = 0; i < SPES; i++)
		job[i].spe = program_load(cell, &crowd);
	for (uint32_t i = 0; i < SPES; i++) {
		struct ax_spe *next = job[(i + 1) % SPES].spe;
		uint32_t is_first = i == 0;
		job[i].argp = (uintptr_t)next->problem + PROGRAM_SIGNAL_1;
		job[i].envp = ROUNDS;
		check(ax_mailbox_in_write(job[i].spe, &is_first, 1) == 1);
	}
	program_run_all(job, SPES, run_one);
	check(program_out(job[0].spe) == SPES * ROUNDS);
	for (int i = 0; i < SPES; i++)
		ax_spe_free(job[i].spe);
}

/* ---- one host thread ------------------------------------------------------------------------ */

/* Two contexts in turns on this thread, as a deterministic cell's scheduler has them. */
static void it_is_left_where_it_would_wait(struct ax_cell *unused)
{
	(void)unused;
	struct ax_cell *cell = program_cell(true);
	struct ax_spe *spe = program_load(cell, &echo);
	program_arguments(spe, 1, 2);
	uint32_t got[4], n = 0, word = 7, end = 0, answer = 0;
	spe->budget = 1000;
	while (ax_spe_run(spe) != AX_SPU_STOP) {
		if (n < 4) {
			n += ax_mailbox_out_read(spe, &got[n], 1);
		} else if (!answer) {
			ax_mailbox_in_write(spe, &word, 1);
			ax_spe_run(spe);
			ax_mailbox_out_read(spe, &answer, 1);
		} else {
			ax_mailbox_in_write(spe, &end, 1);
		}
	}
	check(got[1] == 1 && got[3] == 2 && answer == 8);
	check(spe->stop.kind == AX_STOP_SIGNAL && spe->stop.code == 0x202a);
	ax_spe_free(spe);
	ax_cell_free(cell);
}

/* ---- the native backend's own --------------------------------------------------------------- */

#if PROGRAMS_NATIVE
static void tags_are_given_out_once(struct ax_cell *cell)
{
	struct ax_spe *spe = program_load(cell, &tags);
	check(program_run(spe, 0, 0) == 0x2000);
	ax_spe_free(spe);
}

static void code_is_in_local_store(struct ax_cell *cell)
{
	struct ax_spe *spe = program_load(cell, &statics);
	const struct ax_spu_image *head = statics.elf_image;
	check(head->end_zero <= AX_STORE_BYTES && head->load >= 4096);
	check(!memcmp(spe->store + head->load, head, sizeof(*head)));
	ax_spe_free(spe);
}

static void a_damaged_image_is_refused(struct ax_cell *cell)
{
	const struct ax_spu_image *whole = statics.elf_image;
	size_t bytes = whole->end - whole->load;
	struct ax_spe *spe = program_load(cell, &statics);
	uint32_t *copy = malloc(bytes);
	for (size_t word = 0; word < sizeof(*whole) / 4 - 1; word++) {
		for (uint32_t bit = 0; bit < 32; bit += 31) {
			memcpy(copy, whole, bytes);
			copy[word] ^= 1U << bit;
			/* What it still takes fits its store: sanitizers would tell. */
			int error = ax_spe_load(spe, copy, bytes);
			check(word >= 4 || error == -EINVAL || error == -ENOEXEC);
		}
	}
	memcpy(copy, whole, bytes);
	check(ax_spe_load(spe, copy, bytes - 1) == -EINVAL);
	check(ax_spe_load(spe, copy, sizeof(*whole) - 1) == -EINVAL);
	check(!ax_spe_load(spe, copy, bytes));
	free(copy);
	ax_spe_free(spe);
}

static bool starts_at(struct ax_spe *spe, uint32_t npc)
{
	spe->npc = npc;
	ax_spe_run(spe);
	return spe->stop.kind != AX_STOP_ERROR || spe->stop.code != SPE_SPU_INVALID_INSTR;
}

static void it_starts_at_its_entry_alone(struct ax_cell *cell)
{
	struct ax_spe *spe = program_load(cell, &stops);
	check(!starts_at(spe, spe->entry + 16));
	/* Nor a word behind a stop, where code is that was not called. */
	check(program_run(spe, 1, 2) == 0);
	check(!starts_at(spe, spe->npc + 4));
	check(program_run(spe, 1, 2) == 0);
	check(program_go_on(spe) == 0x3fff);
	ax_spe_free(spe);
}

static bool went_wrong(struct ax_spe *spe, uint64_t how, uint64_t where)
{
	program_run(spe, how, where);
	return spe->stop.kind == AX_STOP_ERROR && spe->stop.code == SPE_SPU_INVALID_INSTR;
}

/* case: native-fault | SPE_RUNTIME_ERROR SPE_SPU_INVALID_INSTR, and it runs again */
static void a_fault_ends_the_run_alone(struct ax_cell *cell)
{
	struct ax_spe *spe = program_load(cell, &wrong);
	void *nowhere = mmap(NULL, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	check(went_wrong(spe, 1, (uintptr_t)nowhere));
	check(went_wrong(spe, 1, 0));
	check(went_wrong(spe, 2, 0));
	check(program_run(spe, 5, 0) == 0x2005);
	munmap(nowhere, 4096);
	ax_spe_free(spe);
}

static void a_stack_that_overflows_touches_nothing(struct ax_cell *cell)
{
	struct ax_spe *spe = program_load(cell, &wrong);
	const struct ax_spu_image *head = wrong.elf_image;
	check(went_wrong(spe, 0, 0));
	check(!memcmp(spe->store + head->load, head, sizeof(*head)));
	check(memcmp(spe->store, spe->store + 1, 1023)); /* it was used to its end */
	check(program_run(spe, 5, 0) == 0x2005);
	ax_spe_free(spe);
}
#endif

static const struct program_case cases[] = {
	CASE(each_spe_has_its_own_statics),
	CASE(a_loaded_program_begins_anew),
	CASE(a_pointer_is_a_local_store_address),
	CASE(a_stop_can_be_gone_on_from),
	CASE(another_thread_can_go_on),
	CASE(a_halt_is_one_and_an_abort_an_exit),
	CASE(intrinsics_are_the_spus),
	CASE(words_go_through_mailboxes),
	CASE(dma_moves_what_it_says),
	CASE(atomics_lose_nothing),
	CASE(sixteen_spes_pass_a_number_round),
	CASE(it_is_left_where_it_would_wait),
#if PROGRAMS_NATIVE
	CASE(tags_are_given_out_once),
	CASE(code_is_in_local_store),
	CASE(a_damaged_image_is_refused),
	CASE(it_starts_at_its_entry_alone),
	CASE(a_fault_ends_the_run_alone),
	CASE(a_stack_that_overflows_touches_nothing),
#endif
};

int main(void)
{
	struct ax_cell *cell = program_cell(false);
	setvbuf(stdout, NULL, _IOLBF, 0);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		cases[i].run(cell);
		printf("%s\n", cases[i].name);
	}
	ax_cell_free(cell);
	return 0;
}
