// SPDX-License-Identifier: Apache-2.0
/* isa_run: SPU images on the software SPE: arguments, channels that block, DMA, stops, faults. */
#include "isa/backend.h"
#include "isa_bench.h"
#include "isa_image.h"
#include "lab.h"

#include <criterion/criterion.h>

#include <errno.h>
#include <string.h>
#include <time.h>

static struct lab_log messages;
static struct ax_cell *cell;
static struct ax_spe *spe;
static uint32_t program[ISA_IMAGE_WORDS];
static size_t n_words;

static void set_up_cell(bool deterministic)
{
	int error;
	cell = lab_cell(&messages, 2, 1, deterministic);
	cr_assert(cell);
	ax_cell_add_backend(cell, &ax_isa_backend);
	spe = ax_spe_new(cell, 0, &error);
	cr_assert(spe);
	n_words = 0;
}

static void set_up(void)
{
	set_up_cell(false);
}

static void tear_down(void)
{
	ax_spe_free(spe);
	ax_cell_free(cell);
}

TestSuite(isa_run, .init = set_up, .fini = tear_down);

static void put(const char *name, int x, int y, int z)
{
	program[n_words++] = bench_word(name, x, y, z, 0);
}

static void load(void)
{
	uint8_t image[ISA_IMAGE_BYTES];
	size_t bytes = isa_image(image, program, n_words);
	cr_assert_eq(ax_spe_load(spe, image, bytes), 0);
}

/* Runs until it stops, and says how. */
static void expect_stop(enum ax_stop_kind kind, uint32_t code, uint32_t npc)
{
	cr_assert_eq(ax_spe_run(spe), AX_SPU_STOP);
	cr_assert_eq(spe->stop.kind, kind, "%d: %s", spe->stop.kind, messages.last);
	cr_assert_eq(spe->stop.code, code, "0x%x", spe->stop.code);
	cr_assert_eq(spe->npc, npc, "0x%x", spe->npc);
}

Test(isa_run, a_program_gets_arguments_and_goes_on_after_a_stop)
{
	put("ai", 3, 3, 1);
	put("stop", 0x123, 0, 0);
	put("a", 3, 3, 4);
	put("stop", 0x2000, 0, 0);
	load();
	spe->gpr[3] = (struct ax_quad){ { 41, 1, 2, 3 } };
	spe->gpr[4] = (struct ax_quad){ { 100, 0, 0, 0 } };
	expect_stop(AX_STOP_SIGNAL, 0x123, 8);
	cr_assert_eq(spe->gpr[3].w[0], 42);
	cr_assert_eq(spe->gpr[3].w[3], 4);
	expect_stop(AX_STOP_SIGNAL, 0x2000, 16);
	cr_assert_eq(spe->gpr[3].w[0], 142);
}

Test(isa_run, halts_and_bad_instructions_end_the_run)
{
	put("heqi", 0, 3, 0);
	program[n_words++] = 0x009fffff;
	load();
	expect_stop(AX_STOP_HALT, 0, 4);
	expect_stop(AX_STOP_ERROR, SPE_SPU_INVALID_INSTR, 4);
	cr_assert(strstr(messages.last, "pc 0x00004"), "%s", messages.last);
	cr_assert(strstr(messages.last, "0x009fffff"), "%s", messages.last);
}

static void *write_mailbox(void *arg)
{
	const struct timespec soon = { 0, 20000000 };
	const uint32_t word[2] = { 7, 8 };
	nanosleep(&soon, NULL);
	ax_mailbox_in_write(arg, word, 2);
	return NULL;
}

Test(isa_run, an_empty_mailbox_is_waited_for)
{
	pthread_t thread;
	put("rdch", 3, AX_RD_IN_MBOX, 0);
	put("rdch", 4, AX_RD_IN_MBOX, 0);
	put("a", 5, 3, 4);
	put("wrch", 5, AX_WR_OUT_MBOX, 0);
	put("rchcnt", 6, AX_WR_OUT_MBOX, 0);
	put("stop", 0x2000, 0, 0);
	load();
	cr_assert_eq(pthread_create(&thread, NULL, write_mailbox, spe), 0);
	expect_stop(AX_STOP_SIGNAL, 0x2000, 24);
	pthread_join(thread, NULL);
	uint32_t word;
	cr_assert_eq(ax_mailbox_out_read(spe, &word, 1), 1);
	cr_assert_eq(word, 15);
	cr_assert_eq(spe->gpr[6].w[0], 0);
}

/* The six channel writes of a command, from registers 10 on, and the wait for its tag. */
static void put_dma(unsigned opcode, uint32_t ls, const void *ea, uint32_t size)
{
	uint64_t address = (uintptr_t)ea;
	const uint32_t word[] = {
		ls, (uint32_t)(address >> 32), (uint32_t)address, size, 0, opcode
	};
	for (int i = 0; i < 6; i++) {
		spe->gpr[10 + i].w[0] = word[i];
		put("wrch", 10 + i, AX_MFC_LSA + i, 0);
	}
}

static void put_wait(void)
{
	put("il", 20, 1, 0);
	put("wrch", 20, AX_WR_TAG_MASK, 0);
	put("il", 20, AX_UPDATE_ALL, 0);
	put("wrch", 20, AX_WR_TAG_UPDATE, 0);
	put("rdch", 21, AX_RD_TAG_STAT, 0);
}

Test(isa_run, dma_brings_data_and_code)
{
	_Alignas(128) uint8_t code[16] = { 0 };
	uint32_t il = bench_word("il", 30, 77, 0, 0), stop = bench_word("stop", 0x2001, 0, 0, 0);
	for (unsigned i = 0; i < 4; i++) {
		code[i] = (uint8_t)(il >> (24 - 8 * i));
		code[4 + i] = (uint8_t)(stop >> (24 - 8 * i));
	}
	/* Words 4 and 5 are executed, then overwritten, then executed again. */
	put("bra", 0, 4, 0);
	n_words = 4;
	put("il", 30, 1, 0);
	put("bra", 0, 8, 0);
	n_words = 8;
	put_dma(0x40, 16, code, 16);
	put_wait();
	put("bra", 0, 4, 0);
	struct ax_quad arguments[6];
	memcpy(arguments, &spe->gpr[10], sizeof(arguments));
	load();
	memcpy(&spe->gpr[10], arguments, sizeof(arguments));
	expect_stop(AX_STOP_SIGNAL, 0x2001, 24);
	cr_assert_eq(spe->gpr[30].w[0], 77);
	cr_assert_eq(spe->gpr[21].w[0], 1);
}

Test(isa_run, a_fault_names_the_instruction)
{
	put("nop", 0, 0, 0);
	put_dma(0x40, 8, program, 16);
	put("stop", 0x2000, 0, 0);
	load();
	expect_stop(AX_STOP_EXCEPTION, SPE_DMA_ALIGNMENT, 28);
	cr_assert(strstr(messages.last, "pc 0x00018"), "%s", messages.last);
}

static void *halt(void *arg)
{
	const struct timespec soon = { 0, 20000000 };
	nanosleep(&soon, NULL);
	ax_spe_halt(arg);
	return NULL;
}

Test(isa_run, an_endless_loop_is_stopped_by_the_ppe)
{
	pthread_t thread;
	put("br", 0, 0, 0);
	load();
	cr_assert_eq(pthread_create(&thread, NULL, halt, spe), 0);
	expect_stop(AX_STOP_PPE, 0, 0);
	pthread_join(thread, NULL);
}

Test(isa_run, a_bad_image_is_refused_with_a_sentence)
{
	uint8_t image[ISA_IMAGE_BYTES];
	put("stop", 0, 0, 0);
	size_t bytes = isa_image(image, program, n_words);
	cr_assert_eq(ax_spe_load(spe, image, bytes - 1), -EINVAL);
	cr_assert_str_eq(messages.last,
			 "spe 0: the image is cut off within segment 0, of 4 bytes at 0x54");
}

Test(isa_run, interrupts_come_by_events)
{
	program[0] = bench_word("rdch", 40, AX_RD_EVENT_STAT, 0, 0);
	program[1] = bench_word("wrch", 40, AX_WR_EVENT_ACK, 0, 0);
	program[2] = bench_word("rdch", 41, AX_RD_SRR0, 0, 0);
	program[3] = bench_word("stop", 0x111, 0, 0, 0);
	n_words = 8;
	put("il", 3, AX_EVENT_SIGNAL_1, 0);
	put("wrch", 3, AX_WR_EVENT_MASK, 0);
	put("ila", 4, 0x30, 0);
	put("bi", 0, 4, 0x10); /* bie */
	put("rdch", 42, AX_RD_MACH_STAT, 0);
	put("br", 0, 0, 0);
	load();
	spe->npc = 0x20;
	ax_signal_write(spe, 0, 5);
	expect_stop(AX_STOP_SIGNAL, 0x111, 16);
	cr_assert_eq(spe->gpr[40].w[0], AX_EVENT_SIGNAL_1);
	cr_assert_geq(spe->gpr[41].w[0], 0x30);
	cr_assert_leq(spe->gpr[41].w[0], 0x34);
}

Test(isa_run, a_deterministic_cell_takes_turns)
{
	tear_down();
	set_up_cell(true);
	put("ai", 3, 3, 1);
	put("rdch", 4, AX_RD_IN_MBOX, 0);
	put("br", 0, 0, 0);
	load();
	cr_assert_eq(ax_spe_run(spe), AX_SPU_STALL);
	cr_assert_eq(spe->npc, 4);
	cr_assert_eq(spe->waiting, AX_RD_IN_MBOX);
	const uint32_t word = 9;
	ax_mailbox_in_write(spe, &word, 1);
	spe->budget = 100000;
	cr_assert_eq(ax_spe_run(spe), AX_SPU_OK);
	cr_assert_eq(spe->npc, 8);
	cr_assert_eq(spe->gpr[3].w[0], 1);
	cr_assert_eq(spe->gpr[4].w[0], 9);
	cr_assert_eq(ax_isa_instructions(ax_isa_of(spe)), 100001);
}
