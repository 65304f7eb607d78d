// SPDX-License-Identifier: Apache-2.0
/* rule: every rule that stops an SPU, broken once with each form of fault; then the rest. */
#include "stand.h"

#include <criterion/criterion.h>

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

static struct stand stand;
static _Alignas(128) uint8_t memory[64 * 1024];

static void set_up(void)
{
	stand_machine(2, 1, true);
}

TestSuite(rule, .init = set_up);

static volatile int caught, caught_code;
static void *volatile caught_at;

static void catch_signal(int number, siginfo_t *info, void *context)
{
	(void)context;
	caught = number;
	caught_code = info->si_code;
	caught_at = info->si_addr;
}

static void catch_faults(void)
{
	struct sigaction action = { .sa_sigaction = catch_signal, .sa_flags = SA_SIGINFO };
	sigaction(SIGBUS, &action, NULL);
	sigaction(SIGSEGV, &action, NULL);
	sigaction(SIGILL, &action, NULL);
}

/* One line that names the rule, and the place in the program. */
static void expect_line(enum ax_rule_id id, const char *place)
{
	char name[64];
	snprintf(name, sizeof(name), ": %s: ", ax_rule_at(id)->name);
	cr_assert_eq(stand_lines(), 1);
	cr_assert(strstr(stand_line(), name), "%s", stand_line());
	cr_assert(strstr(stand_line(), place), "%s", stand_line());
	cr_assert(strstr(stand_line(), ax_rule_at(id)->text), "%s", stand_line());
	cr_assert_eq(stand_count(id), 1);
}

/* What a rule's fault looks like to a context with SPE_EVENTS_ENABLE. */
static void expect_event(enum ax_rule_id id)
{
	const struct ax_rule *rule = ax_rule_at(id);
	cr_assert_eq(stand.result, -1, "%d", stand.result);
	cr_assert_eq(stand.error, rule->of_spu ? EFAULT : EIO);
	cr_assert_eq(stand.info.stop_reason,
		     rule->of_spu ? SPE_RUNTIME_ERROR : SPE_RUNTIME_EXCEPTION);
	cr_assert_eq(stand.info.result.spe_runtime_exception, rule->error);
	cr_assert_eq(stand.info.spu_status, rule->of_spu ? rule->error : -1);
}

static int signal_of(const struct ax_rule *rule, int *code)
{
	if (rule->of_spu)
		return *code = ILL_ILLOPC, SIGILL;
	if (rule->error == SPE_DMA_ALIGNMENT)
		return *code = BUS_ADRALN, SIGBUS;
	if (rule->error == SPE_INVALID_DMA)
		return *code = BUS_OBJERR, SIGBUS;
	*code = rule->error == SPE_DMA_STORAGE ? SEGV_ACCERR : SEGV_MAPERR;
	return SIGSEGV;
}

static void expect_signal(enum ax_rule_id id)
{
	int code, number = signal_of(ax_rule_at(id), &code);
	cr_assert_eq(stand.result, -1);
	cr_assert_eq(stand.error, EINTR);
	cr_assert_eq(stand.info.stop_reason, SPE_RUNTIME_FATAL);
	cr_assert_eq(stand.info.result.spe_runtime_fatal, EINTR);
	cr_assert_eq(caught, number);
	cr_assert_eq(caught_code, code);
}

typedef void prepare(void);

static void by_event(prepare *prepare_script, enum ax_rule_id id)
{
	stand_init(&stand, SPE_EVENTS_ENABLE | SPE_MAP_PS);
	prepare_script();
	stand_run(&stand);
	expect_event(id);
	expect_line(id, "; pc 0x");
	stand_fini(&stand);
}

static void by_signal(prepare *prepare_script, enum ax_rule_id id)
{
	catch_faults();
	stand_init(&stand, SPE_MAP_PS);
	prepare_script();
	stand_run(&stand);
	expect_signal(id);
	expect_line(id, "; pc 0x");
	stand_fini(&stand);
}

/* Two tests: the script breaks the rule, and nothing else. */
#define RULE(name, id, ...)                                                                        \
	static void name(void)                                                                     \
	{                                                                                          \
		SCRIPT(&stand, __VA_ARGS__);                                                       \
	}                                                                                          \
	Test(rule, name##_by_event)                                                                \
	{                                                                                          \
		by_event(name, id);                                                                \
	}                                                                                          \
	Test(rule, name##_by_signal)                                                               \
	{                                                                                          \
		by_signal(name, id);                                                               \
	}                                                                                          \
	struct op /* a semicolon follows */

/* ---- transfers ---------------------------------------------------------------------------- */

RULE(size_3, AX_RULE_DMA_SIZE, DMA(GET, SCRIPT_DATA, EA(memory), 3, 0));
RULE(size_24, AX_RULE_DMA_SIZE, DMA(PUT, SCRIPT_DATA, EA(memory), 24, 0));
RULE(size_above_16_kib, AX_RULE_DMA_SIZE, DMA(GET, SCRIPT_DATA, EA(memory), 16400, 0));
RULE(word_unaligned, AX_RULE_DMA_ALIGNMENT, DMA(GET, SCRIPT_DATA + 2, EA(memory) + 2, 4, 0));
RULE(ea_unaligned, AX_RULE_DMA_ALIGNMENT, DMA(GET, SCRIPT_DATA, EA(memory) + 8, 16, 0));
RULE(ls_unaligned, AX_RULE_DMA_ALIGNMENT, DMA(PUT, SCRIPT_DATA + 8, EA(memory), 32, 0));
RULE(low_bits_differ, AX_RULE_DMA_ALIGNMENT, DMA(GET, SCRIPT_DATA + 4, EA(memory) + 8, 4, 0));
RULE(unknown_command, AX_RULE_DMA_COMMAND, DMA(0x23, SCRIPT_DATA, EA(memory), 16, 0));
RULE(tag_32, AX_RULE_DMA_TAG, DMA(GET, SCRIPT_DATA, EA(memory), 16, 32));
RULE(kernel_address, AX_RULE_DMA_SEGMENT,
     DMA(GET, SCRIPT_DATA, UINT64_C(0xffff800000000000), 128, 0), TAGS(1, AX_UPDATE_ALL, 1));
RULE(get_from_nowhere, AX_RULE_DMA_STORAGE, DMA(GET, SCRIPT_DATA, UINT64_C(0x1000), 128, 0),
     TAGS(1, AX_UPDATE_ALL, 1));
RULE(put_to_nowhere, AX_RULE_DMA_STORAGE, DMA(PUT, SCRIPT_DATA, UINT64_C(0x1000), 128, 0),
     TAGS(1, AX_UPDATE_ALL, 1));
RULE(runs_over_the_end, AX_RULE_STORE_END, DMA(GET, 0x3fff0, EA(memory), 32, 0));
RULE(two_puts_to_one_place, AX_RULE_DMA_OVERLAP, DMA(PUT, SCRIPT_DATA, EA(memory), 16, 3),
     DMA(PUT, SCRIPT_DATA + 16, EA(memory), 16, 3));

static void *read_only(void)
{
	static void *at;
	if (!at)
		at = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	return at;
}

RULE(put_to_read_only, AX_RULE_DMA_STORAGE, DMA(PUT, SCRIPT_DATA, EA(read_only()), 128, 0),
     TAGS(1, AX_UPDATE_ALL, 1));
RULE(atomic_put_to_read_only, AX_RULE_DMA_STORAGE,
     DMA(PUTLLUC, SCRIPT_DATA, EA(read_only()), 128, 0));

/* case: fault | the signal of a storage fault carries the address */
Test(rule, storage_signal_has_the_address)
{
	by_signal(put_to_read_only, AX_RULE_DMA_STORAGE);
	cr_assert_eq(caught_at, read_only());
}

/* case: fault | a page that can only be read can be got from */
Test(rule, read_only_memory_can_be_got)
{
	stand_init(&stand, 0);
	SCRIPT(&stand, DMA(GET, SCRIPT_DATA, EA(read_only()), 4096, 0), TAGS(1, AX_UPDATE_ALL, 1));
	stand_passes(&stand);
}

/* ---- lists, atomics, signals, registers --------------------------------------------------- */

#define LIST(opcode, bytes, tag)                                                                   \
	DMA(opcode, SCRIPT_DATA, (EA(memory) >> 32 << 32) | SCRIPT_DATA, bytes, tag)

RULE(list_not_of_elements, AX_RULE_LIST_SHAPE, LIST(GETL, 12, 0));
RULE(list_too_long, AX_RULE_LIST_SHAPE, LIST(PUTL, 16392, 0));
RULE(list_unaligned, AX_RULE_LIST_SHAPE, DMA(GETL, SCRIPT_DATA, SCRIPT_DATA + 4, 8, 0));
RULE(list_element_size, AX_RULE_DMA_SIZE, STORE(SCRIPT_DATA, 24),
     STORE(SCRIPT_DATA + 4, EA(memory)), LIST(GETL, 8, 0), TAGS(1, AX_UPDATE_ALL, 1));
RULE(list_element_alignment, AX_RULE_DMA_ALIGNMENT, STORE(SCRIPT_DATA, 4),
     STORE(SCRIPT_DATA + 4, EA(memory) + 2), LIST(GETL, 8, 0), TAGS(1, AX_UPDATE_ALL, 1));
RULE(list_crosses_4_gib, AX_RULE_LIST_4G, STORE(SCRIPT_DATA, 32),
     STORE(SCRIPT_DATA + 4, 0xfffffff0), LIST(GETL, 8, 0), TAGS(1, AX_UPDATE_ALL, 1));
RULE(atomic_inside_a_line, AX_RULE_ATOMIC_LINE, DMA(GETLLAR, SCRIPT_DATA, EA(memory) + 64, 128, 0));
RULE(atomic_to_inside_a_line, AX_RULE_ATOMIC_STORE,
     DMA(GETLLAR, SCRIPT_DATA + 64, EA(memory), 128, 0));
RULE(atomic_status_unread, AX_RULE_ATOMIC_STATUS, DMA(GETLLAR, SCRIPT_DATA, EA(memory), 128, 0),
     DMA(PUTLLC, SCRIPT_DATA, EA(memory), 128, 0));
RULE(sndsig_of_8_bytes, AX_RULE_SNDSIG, DMA(SNDSIG, SCRIPT_DATA, EA(memory), 8, 0));

static uint64_t area(enum ps_area which)
{
	return EA(spe_ps_area_get(stand.spe, which));
}

RULE(register_that_is_none, AX_RULE_REGISTER, DMA(PUT, SCRIPT_DATA, area(SPE_CONTROL_AREA), 4, 0),
     TAGS(1, AX_UPDATE_ALL, 1));
RULE(register_by_quadword, AX_RULE_REGISTER,
     DMA(PUT, SCRIPT_DATA, area(SPE_SIG_NOTIFY_1_AREA), 16, 0), TAGS(1, AX_UPDATE_ALL, 1));

/* ---- channels ----------------------------------------------------------------------------- */

RULE(channel_that_is_none, AX_RULE_CHANNEL, W(6, 0));
RULE(write_of_a_read_channel, AX_RULE_CHANNEL, W(AX_RD_IN_MBOX, 0));
RULE(read_of_a_write_channel, AX_RULE_CHANNEL, TAKE(AX_WR_OUT_MBOX));
RULE(update_that_is_none, AX_RULE_TAG_UPDATE, W(AX_WR_TAG_UPDATE, 3));
RULE(update_while_one_is_pending, AX_RULE_TAG_UPDATE, STORE(SCRIPT_DATA, UINT32_C(0x80000010)),
     STORE(SCRIPT_DATA + 4, EA(memory)), LIST(GETL, 8, 2), UNTIL(AX_RD_LIST_STALL, 1),
     W(AX_WR_TAG_MASK, 4), W(AX_WR_TAG_UPDATE, AX_UPDATE_ALL), W(AX_WR_TAG_UPDATE, AX_UPDATE_ANY));
RULE(tag_status_unasked, AX_RULE_TAG_STATUS, TAKE(AX_RD_TAG_STAT));
RULE(atomic_status_unasked, AX_RULE_TAG_STATUS, TAKE(AX_RD_ATOMIC_STAT));
RULE(list_status_without_a_list, AX_RULE_TAG_STATUS, TAKE(AX_RD_LIST_STALL));
RULE(wait_for_a_stalled_list, AX_RULE_TAG_STALLED, STORE(SCRIPT_DATA, UINT32_C(0x80000010)),
     STORE(SCRIPT_DATA + 4, EA(memory)), LIST(GETL, 8, 2), TAGS(4, AX_UPDATE_ALL, 4));
RULE(ack_of_no_list, AX_RULE_LIST_ACK, W(AX_WR_LIST_ACK, 5));

/* What is no instruction of the host's own is the host's affair. */
static void illegal(void)
{
	if (stand_is("native"))
		cr_skip_test("a native program has no instructions of an SPU");
	SCRIPT(&stand, ILLEGAL);
}

/* case: spu-instruction | SPE_RUNTIME_ERROR SPE_SPU_INVALID_INSTR; SIGILL */
Test(rule, illegal_instruction_by_event)
{
	by_event(illegal, AX_RULE_INSTRUCTION);
}

Test(rule, illegal_instruction_by_signal)
{
	by_signal(illegal, AX_RULE_INSTRUCTION);
}

/* ---- what the PPE breaks ------------------------------------------------------------------ */

/* A fault of the PPE's command comes out of the run. */
static void by_proxy(unsigned flags, enum ax_rule_id id, unsigned ls, void *ea, unsigned size)
{
	stand_init(&stand, flags);
	cr_assert_eq(spe_mfcio_get(stand.spe, ls, ea, size, 1, 0, 0), 0);
	unsigned status;
	cr_assert_eq(spe_mfcio_tag_status_read(stand.spe, 0, SPE_TAG_ALL, &status), 0);
	SCRIPT(&stand, R(AX_RD_IN_MBOX, 1));
	stand_run(&stand);
	expect_line(id, "; by the PPE: ");
}

/* case: spe_mfcio_get | misaligned: SPE_DMA_ALIGNMENT from the run, or SIGBUS */
Test(rule, proxy_alignment_by_event)
{
	by_proxy(SPE_EVENTS_ENABLE, AX_RULE_DMA_ALIGNMENT, SCRIPT_DATA + 8, memory, 16);
	expect_event(AX_RULE_DMA_ALIGNMENT);
}

Test(rule, proxy_alignment_by_signal)
{
	catch_faults();
	by_proxy(0, AX_RULE_DMA_ALIGNMENT, SCRIPT_DATA + 8, memory, 16);
	expect_signal(AX_RULE_DMA_ALIGNMENT);
}

/* case: spe_mfcio_get | of memory that is not mapped: SPE_DMA_STORAGE from the run, or SIGSEGV */
Test(rule, proxy_storage_by_event)
{
	by_proxy(SPE_EVENTS_ENABLE, AX_RULE_DMA_STORAGE, SCRIPT_DATA, (void *)0x1000, 16);
	expect_event(AX_RULE_DMA_STORAGE);
}

Test(rule, proxy_storage_by_signal)
{
	catch_faults();
	by_proxy(0, AX_RULE_DMA_STORAGE, SCRIPT_DATA, (void *)0x1000, 16);
	expect_signal(AX_RULE_DMA_STORAGE);
}

/* case: fault | one that comes while the SPU waits ends the wait */
Test(rule, fault_of_a_proxy_ends_a_wait)
{
	stand_init(&stand, SPE_EVENTS_ENABLE);
	SCRIPT(&stand, W(AX_WR_OUT_MBOX, 1), R(AX_RD_IN_MBOX, 1));
	stand_start(&stand);
	while (!spe_out_mbox_status(stand.spe))
		;
	cr_assert_eq(spe_mfcio_put(stand.spe, SCRIPT_DATA, (void *)0x1000, 16, 1, 0, 0), 0);
	stand_finish(&stand);
	expect_event(AX_RULE_DMA_STORAGE);
}

/* case: fault | a program can be run again after one */
Test(rule, program_goes_on_after_a_fault)
{
	stand_init(&stand, SPE_EVENTS_ENABLE);
	SCRIPT(&stand, DMA(GET, SCRIPT_DATA + 4, EA(memory), 16, 0), W(AX_WR_OUT_MBOX, 7));
	stand_run(&stand);
	expect_event(AX_RULE_DMA_ALIGNMENT);
	stand_passes(&stand);
	cr_assert_eq(spe_out_mbox_status(stand.spe), 1);
}

/* case: fault | a command that is still in the queue when the program stops becomes the run's */
Test(rule, fault_after_the_stop_is_the_runs)
{
	stand_init(&stand, SPE_EVENTS_ENABLE);
	SCRIPT(&stand, DMA(PUT, SCRIPT_DATA, UINT64_C(0x1000), 128, 0));
	stand_run(&stand);
	expect_event(AX_RULE_DMA_STORAGE);
}

/* ---- what is only counted ----------------------------------------------------------------- */

static void counts(enum ax_rule_id id, uint64_t n)
{
	cr_assert_eq(stand_count(id), n, "%s: %llu", ax_rule_at(id)->name,
		     (unsigned long long)stand_count(id));
	cr_assert_eq(stand_lines(), 0, "%s", stand_line());
}

/* case: unaligned-line | counted, and the transfer is done */
Test(rule, unaligned_lines_are_counted)
{
	stand_init(&stand, 0);
	SCRIPT(&stand, DMA(GET, SCRIPT_DATA + 16, EA(memory) + 16, 128, 0),
	       DMA(GET, SCRIPT_DATA + 256, EA(memory), 128, 0), TAGS(1, AX_UPDATE_ALL, 1));
	stand_passes(&stand);
	counts(AX_RULE_UNALIGNED_LINE, 1);
}

/* case: short-transfer | counted, and the transfer is done */
Test(rule, short_transfers_are_counted)
{
	stand_init(&stand, 0);
	SCRIPT(&stand, DMA(GET, SCRIPT_DATA, EA(memory), 16, 0),
	       DMA(GET, SCRIPT_DATA + 256, EA(memory), 0, 0), TAGS(1, AX_UPDATE_ALL, 1));
	stand_passes(&stand);
	counts(AX_RULE_SHORT, 1);
}

/* case: mbox-overrun | counted */
Test(rule, mailbox_overrun_is_counted)
{
	stand_init(&stand, SPE_MAP_PS);
	spe_spu_control_area_t *control = spe_ps_area_get(stand.spe, SPE_CONTROL_AREA);
	for (uint32_t i = 1; i <= 5; i++)
		cr_assert_eq(ax_ps_write(&control->SPU_In_Mbox, i), 0);
	counts(AX_RULE_MBOX_OVERRUN, 1);
}

/* case: signal-overrun | counted */
Test(rule, signal_overrun_is_counted)
{
	stand_init(&stand, SPE_CFG_SIGNOTIFY2_OR);
	for (int i = 0; i < 2; i++) {
		spe_signal_write(stand.spe, SPE_SIG_NOTIFY_REG_1, 1);
		spe_signal_write(stand.spe, SPE_SIG_NOTIFY_REG_2, 1);
	}
	counts(AX_RULE_SIGNAL_OVERRUN, 1);
}

/* case: stop-pending | counted, and the command is done when the run returns */
Test(rule, stop_with_commands_is_counted)
{
	memory[0] = 0;
	stand_init(&stand, 0);
	SCRIPT(&stand, STORE(SCRIPT_DATA, 0xffffffff), DMA(PUT, SCRIPT_DATA, EA(memory), 16, 0));
	stand_passes(&stand);
	cr_assert_eq(memory[0], 0xff);
	cr_assert_leq(stand_count(AX_RULE_STOP_PENDING), 1);
}

/* ---- a machine that isn't strict ---------------------------------------------------------- */

static void lax(void)
{
	stand_machine(2, 1, false);
}

TestSuite(lax, .init = lax);

/* case: spu-channel | not strict: ignored, reads 0 */
Test(lax, unknown_channels_are_ignored)
{
	stand_init(&stand, 0);
	SCRIPT(&stand, W(6, 1), R(6, 0));
	stand_passes(&stand);
	counts(AX_RULE_CHANNEL, 2);
}

/* case: store-end | not strict: wraps */
Test(lax, transfers_wrap_at_the_end)
{
	for (int i = 0; i < 32; i++)
		memory[i] = (uint8_t)i;
	stand_init(&stand, 0);
	memcpy(memory + 64, stand_store(&stand, 0), 16);
	SCRIPT(&stand, DMA(PUT, 0x3fff0, EA(memory), 32, 0), TAGS(1, AX_UPDATE_ALL, 1));
	stand_passes(&stand);
	cr_assert_eq(memcmp(memory + 16, memory + 64, 16), 0);
}

/* case: atomic-store | not strict: aligned down */
Test(lax, atomics_align_their_store_address)
{
	memory[0] = 42;
	stand_init(&stand, 0);
	SCRIPT(&stand, DMA(GETLLAR, SCRIPT_DATA + 64, EA(memory), 128, 0), R(AX_RD_ATOMIC_STAT, 4));
	stand_passes(&stand);
	cr_assert_eq(*(uint8_t *)stand_store(&stand, SCRIPT_DATA), 42);
}

/* case: dma-overlap | not strict: done in any order */
Test(lax, overlapping_commands_are_done)
{
	stand_init(&stand, 0);
	SCRIPT(&stand, DMA(PUT, SCRIPT_DATA, EA(memory), 16, 3),
	       DMA(PUT, SCRIPT_DATA + 16, EA(memory), 16, 3), TAGS(8, AX_UPDATE_ALL, 8));
	stand_passes(&stand);
}
