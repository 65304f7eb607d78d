// SPDX-License-Identifier: Apache-2.0
/* isa_control: branches, links, halts, stops, channels, interrupts, and what is no instruction. */
#include "isa_bench.h"

#include "isa/table.h"

#include <criterion/criterion.h>

#include <string.h>

/* Channels whose counts the test sets; reads give 100 + the channel, writes are kept. */
struct channels {
	uint32_t count[128];
	uint32_t channel, value;
	unsigned n_writes;
	uint32_t pc;
	enum ax_isa_end end;
};

static struct channels channels;
static struct bench bench;

static enum ax_isa_end read_channel(void *owner, uint32_t channel, uint32_t *value)
{
	struct channels *at = owner;
	at->pc = ax_isa_pc(bench.isa);
	if (!at->count[channel])
		return AX_ISA_CHANNEL;
	*value = 100 + channel;
	return at->end;
}

static enum ax_isa_end write_channel(void *owner, uint32_t channel, uint32_t value)
{
	struct channels *at = owner;
	at->pc = ax_isa_pc(bench.isa);
	if (!at->count[channel])
		return AX_ISA_CHANNEL;
	at->channel = channel;
	at->value = value;
	at->n_writes++;
	return at->end;
}

static uint32_t count_channel(void *owner, uint32_t channel)
{
	return ((struct channels *)owner)->count[channel];
}

static const struct ax_isa_ports ports = { read_channel, write_channel, count_channel };

static void set_up(void)
{
	channels = (struct channels){ .end = AX_ISA_OK };
	bench_init(&bench, &ports, &channels);
}

static void tear_down(void)
{
	bench_fini(&bench);
}

TestSuite(isa_control, .init = set_up, .fini = tear_down);

static void expect_word0(unsigned reg, uint32_t value)
{
	struct quad is = bench_get(&bench, reg);
	cr_assert(is.w[0] == value && !is.w[1] && !is.w[2] && !is.w[3],
		  "register %u is %08x %08x %08x %08x", reg, is.w[0], is.w[1], is.w[2], is.w[3]);
}

/* Where the PC is after the instruction, put at 0x1000. */
static uint32_t after(uint32_t word)
{
	bench_poke(&bench, 0x1000, word);
	ax_isa_set_pc(bench.isa, 0x1000);
	cr_assert_eq(ax_isa_step(bench.isa), AX_ISA_OK);
	return ax_isa_pc(bench.isa);
}

/* ---- branches ----------------------------------------------------------------------------- */

Test(isa_control, branches_count_words_and_wrap)
{
	cr_assert_eq(after(bench_word("br", 0, 4, 0, 0)), 0x1010);
	cr_assert_eq(after(bench_word("br", 0, -0x401, 0, 0)), 0x3fffc);
	cr_assert_eq(after(bench_word("br", 0, 0x7fff, 0, 0)), 0x20ffc);
	cr_assert_eq(after(bench_word("bra", 0, 0x4001, 0, 0)), 0x10004);
	cr_assert_eq(after(bench_word("bra", 0, 0xffff, 0, 0)), 0x3fffc);
}

static void expect_taken(const char *name, struct quad t, bool taken)
{
	bench_set(&bench, 7, t);
	bench_set(&bench, 8, Q(0xfffc2003, 0, 0, 0));
	bool direct = name[1] == 'r';
	uint32_t word = direct ? bench_word(name, 7, 4, 0, 0) : bench_word(name, 7, 8, 0, 0);
	uint32_t target = direct ? 0x1010 : 0x2000;
	cr_assert_eq(after(word), taken ? target : 0x1004, "%s", name);
}

Test(isa_control, conditions_look_at_the_preferred_slot)
{
	const char *const zero[] = { "brz", "biz" }, *const other[] = { "brnz", "binz" };
	const char *const half_zero[] = { "brhz", "bihz" }, *const half[] = { "brhnz", "bihnz" };
	for (int i = 0; i < 2; i++) {
		expect_taken(zero[i], Q(0, 1, 1, 1), true);
		expect_taken(zero[i], Q(0x10000, 0, 0, 0), false);
		expect_taken(other[i], Q(0x80000000, 0, 0, 0), true);
		expect_taken(other[i], Q(0, 1, 1, 1), false);
		expect_taken(half_zero[i], Q(0xffff0000, 1, 1, 1), true);
		expect_taken(half_zero[i], Q(1, 0, 0, 0), false);
		expect_taken(half[i], Q(0x8000, 0, 0, 0), true);
		expect_taken(half[i], Q(0xffff0000, 0, 0, 0), false);
	}
}

Test(isa_control, calls_link_to_the_next_instruction)
{
	cr_assert_eq(after(bench_word("brsl", 5, 4, 0, 0)), 0x1010);
	expect_word0(5, 0x1004);
	cr_assert_eq(after(bench_word("brasl", 6, 4, 0, 0)), 0x10);
	expect_word0(6, 0x1004);
	bench_set(&bench, 7, Q(0x2007, 1, 2, 3));
	cr_assert_eq(after(bench_word("bisl", 7, 7, 0, 0)), 0x2004, "the target before the link");
	expect_word0(7, 0x1004);
	bench_poke(&bench, 0x3fffc, bench_word("brsl", 5, 1, 0, 0));
	ax_isa_set_pc(bench.isa, 0x3fffc);
	ax_isa_step(bench.isa);
	expect_word0(5, 0);
}

Test(isa_control, bisled_goes_when_an_event_waits)
{
	bench_set(&bench, 7, Q(0x2000, 0, 0, 0));
	cr_assert_eq(after(bench_word("bisled", 5, 7, 0, 0)), 0x1004);
	expect_word0(5, 0x1004);
	channels.count[0] = 1;
	cr_assert_eq(after(bench_word("bisled", 5, 7, 0, 0)), 0x2000);
}

/* ---- halts and stops ---------------------------------------------------------------------- */

static void expect_halt(const char *name, uint32_t a, int b, bool halts)
{
	bool immediate = name[strlen(name) - 1] == 'i';
	bench_set(&bench, 2, Q(a, 5, 5, 5));
	bench_set(&bench, 3, Q((uint32_t)b, 6, 6, 6));
	bench_poke(&bench, 0, bench_word(name, 0, 2, immediate ? b : 3, 0));
	cr_assert_eq(bench_run(&bench, 1), halts ? AX_ISA_HALTED : AX_ISA_OK, "%s", name);
	cr_assert_eq(ax_isa_pc(bench.isa), 4);
}

Test(isa_control, halts_compare_the_preferred_slots)
{
	expect_halt("heq", 7, 7, true);
	expect_halt("heq", 7, 8, false);
	expect_halt("heqi", UINT32_MAX, -1, true);
	expect_halt("hgt", 8, 7, true);
	expect_halt("hgt", UINT32_MAX, 7, false);
	expect_halt("hgti", 0, -1, true);
	expect_halt("hgti", 5, 5, false);
	expect_halt("hlgt", UINT32_MAX, 7, true);
	expect_halt("hlgt", 7, -1, false);
	expect_halt("hlgti", UINT32_MAX, -2, true);
	expect_halt("hlgti", 7, -2, false);
}

Test(isa_control, stops_tell_their_code)
{
	bench_put(&bench, "stop", 0x3abc);
	bench_put(&bench, "stopd", 1, 2, 3);
	cr_assert_eq(bench_run(&bench, 9), AX_ISA_STOPPED);
	cr_assert_eq(ax_isa_code(bench.isa), 0x3abc);
	cr_assert_eq(ax_isa_pc(bench.isa), 4);
	cr_assert_eq(ax_isa_run(bench.isa, 9), AX_ISA_STOPPED);
	cr_assert_eq(ax_isa_code(bench.isa), AX_ISA_STOPD_CODE);
	cr_assert_eq(ax_isa_pc(bench.isa), 8);
}

Test(isa_control, what_is_no_instruction_is_not_passed)
{
	unsigned invalid = 0;
	for (uint32_t opcode = 0; opcode < 2048; opcode++) {
		if (ax_isa_opcodes[opcode])
			continue;
		bench_poke(&bench, 0x20, opcode << 21);
		ax_isa_set_pc(bench.isa, 0x20);
		cr_assert_eq(ax_isa_run(bench.isa, 5), AX_ISA_INVALID);
		cr_assert_eq(ax_isa_pc(bench.isa), 0x20);
		invalid++;
	}
	cr_assert_eq(ax_isa_instructions(bench.isa), 0);
	cr_assert_eq(invalid, 2048 - 1264);
}

Test(isa_control, a_zero_word_is_stop_0)
{
	cr_assert_eq(bench_run(&bench, 9), AX_ISA_STOPPED);
	cr_assert_eq(ax_isa_code(bench.isa), 0);
}

Test(isa_control, a_word_that_the_entries_start_with_is_no_instruction)
{
	bench_poke(&bench, 0, 0x00808000);
	cr_assert_eq(bench_run(&bench, 9), AX_ISA_INVALID);
}

/* ---- channels ----------------------------------------------------------------------------- */

Test(isa_control, a_channel_without_count_is_waited_for)
{
	bench_put(&bench, "nop");
	bench_put(&bench, "rdch", 5, 29);
	bench_put(&bench, "wrch", 5, 28);
	bench_set(&bench, 5, SPLAT(1));
	cr_assert_eq(bench_run(&bench, 9), AX_ISA_CHANNEL);
	cr_assert_eq(ax_isa_pc(bench.isa), 4);
	cr_assert_eq(channels.pc, 4);
	cr_assert_eq(ax_isa_instructions(bench.isa), 1);
	channels.count[29] = 1;
	cr_assert_eq(ax_isa_run(bench.isa, 9), AX_ISA_CHANNEL);
	cr_assert_eq(ax_isa_pc(bench.isa), 8);
	expect_word0(5, 129);
	channels.count[28] = 1;
	cr_assert_eq(ax_isa_step(bench.isa), AX_ISA_OK);
	cr_assert_eq(channels.channel, 28);
	cr_assert_eq(channels.value, 129);
}

Test(isa_control, counts_are_read_into_the_preferred_slot)
{
	channels.count[127] = 16;
	bench_set(&bench, 5, SPLAT(1));
	bench_put(&bench, "rchcnt", 5, 127);
	cr_assert_eq(bench_run(&bench, 1), AX_ISA_OK);
	expect_word0(5, 16);
}

Test(isa_control, an_owner_may_end_the_execution_behind_a_channel_instruction)
{
	channels.count[21] = channels.count[24] = 1;
	channels.end = AX_ISA_FAULTED;
	bench_put(&bench, "wrch", 5, 21);
	bench_put(&bench, "rdch", 6, 24);
	cr_assert_eq(bench_run(&bench, 9), AX_ISA_FAULTED);
	cr_assert_eq(ax_isa_pc(bench.isa), 4);
	cr_assert_eq(ax_isa_run(bench.isa, 9), AX_ISA_FAULTED);
	cr_assert_eq(ax_isa_pc(bench.isa), 8);
	expect_word0(6, 124);
}

Test(isa_control, a_machine_without_channels_ends_at_them)
{
	struct bench alone;
	const char *const names[] = { "rdch", "wrch", "rchcnt" };
	bench_init(&alone, NULL, NULL);
	for (unsigned i = 0; i < 3; i++) {
		bench_poke(&alone, 0, bench_word(names[i], 5, 29, 0, 0));
		cr_assert_eq(bench_run(&alone, 9), AX_ISA_CHANNEL);
		cr_assert_eq(ax_isa_pc(alone.isa), 0);
	}
	bench_fini(&alone);
}

/* ---- interrupts --------------------------------------------------------------------------- */

enum {
	D = 0x20,
	E = 0x10
};

Test(isa_control, forms_with_e_and_d_turn_interrupts_on_and_off)
{
	const char *const names[] = { "bi", "biz", "bihz", "bisl" };
	bench_set(&bench, 7, SPLAT(0));
	for (unsigned i = 0; i < 4; i++) {
		after(bench_word(names[i], 7, 7, E, 0));
		cr_assert(ax_isa_interruptible(bench.isa), "%se", names[i]);
		bench_set(&bench, 7, SPLAT(0));
		after(bench_word(names[i], 7, 7, 0, 0));
		cr_assert(ax_isa_interruptible(bench.isa), "%s", names[i]);
		bench_set(&bench, 7, SPLAT(0));
		after(bench_word(names[i], 7, 7, D, 0));
		cr_assert(!ax_isa_interruptible(bench.isa), "%sd", names[i]);
		bench_set(&bench, 7, SPLAT(0));
	}
	after(bench_word("binz", 7, 7, E, 0));
	cr_assert(!ax_isa_interruptible(bench.isa), "not taken");
}

Test(isa_control, an_event_interrupts_once_they_are_enabled)
{
	bench_put(&bench, "il", 3, 3); /* the handler */
	bench_put(&bench, "iret", 0, 0, E);
	bench.at = 0x100;
	bench_put(&bench, "il", 4, 4);
	bench_put(&bench, "stop", 5);
	bench_set(&bench, 7, Q(0x100, 0, 0, 0));
	channels.count[0] = 1;
	bench_poke(&bench, 0x80, bench_word("bi", 0, 7, E, 0));
	ax_isa_set_pc(bench.isa, 0x80);
	cr_assert_eq(ax_isa_run(bench.isa, 2), AX_ISA_OK);
	cr_assert_eq(ax_isa_srr0(bench.isa), 0x100);
	cr_assert(!ax_isa_interruptible(bench.isa), "the handler is not interrupted");
	channels.count[0] = 0;
	cr_assert_eq(ax_isa_run(bench.isa, 9), AX_ISA_STOPPED);
	cr_assert_eq(ax_isa_code(bench.isa), 5);
	cr_assert_eq(bench_get(&bench, 3).w[0], 3);
	cr_assert_eq(bench_get(&bench, 4).w[0], 4);
	cr_assert(ax_isa_interruptible(bench.isa));
}

Test(isa_control, a_polling_loop_is_interrupted)
{
	bench_put(&bench, "stop", 6);
	bench.at = 0x100;
	bench_put(&bench, "br", 0, 0);
	ax_isa_set_interruptible(bench.isa, true);
	ax_isa_set_pc(bench.isa, 0x100);
	cr_assert_eq(ax_isa_run(bench.isa, 1000), AX_ISA_OK);
	channels.count[0] = 1;
	cr_assert_eq(ax_isa_run(bench.isa, 1000), AX_ISA_STOPPED);
	cr_assert_eq(ax_isa_srr0(bench.isa), 0x100);
}

Test(isa_control, hints_and_no_operations_change_nothing)
{
	const char *const names[] = { "nop", "lnop", "sync", "dsync", "hbr", "hbra", "hbrr" };
	for (unsigned i = 0; i < 7; i++)
		cr_assert_eq(after(bench_word(names[i], 1, 2, 3, 0)), 0x1004, "%s", names[i]);
	for (unsigned reg = 0; reg < AX_ISA_REGISTERS; reg++)
		expect_word0(reg, 0);
}
