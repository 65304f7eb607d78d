// SPDX-License-Identifier: Apache-2.0
/* mailbox: mailboxes and signals from both sides. */
#include "stand.h"

#include <criterion/criterion.h>

#include <errno.h>
#include <sched.h>
#include <stdatomic.h>
#include <string.h>

static struct stand stand, other;
static unsigned word[8];

static void set_up(void)
{
	stand_machine(2, 1, true);
	for (unsigned i = 0; i < 8; i++)
		word[i] = i + 1;
}

TestSuite(mailbox, .init = set_up);

static void einval(int result)
{
	cr_assert_eq(result, -1);
	cr_assert_eq(errno, EINVAL);
}

/* case: spe_in_mbox_write | no buffer, n < 1, behaviour that is none: -1, EINVAL */
/* case: spe_out_mbox_read | no buffer, n < 1: -1, EINVAL */
/* case: spe_out_intr_mbox_read | no buffer, n < 1, behaviour that is none: -1, EINVAL */
/* libspe2: mfc/mbox_error */
Test(mailbox, mbox_errors_are_einval)
{
	stand_init(&stand, 0);
	einval(spe_in_mbox_write(stand.spe, NULL, 1, SPE_MBOX_ALL_BLOCKING));
	einval(spe_in_mbox_write(stand.spe, word, 0, SPE_MBOX_ALL_BLOCKING));
	einval(spe_in_mbox_write(stand.spe, word, 1, 0));
	einval(spe_in_mbox_write(stand.spe, word, 1, 4));
	einval(spe_out_mbox_read(stand.spe, NULL, 1));
	einval(spe_out_mbox_read(stand.spe, word, 0));
	einval(spe_out_intr_mbox_read(stand.spe, NULL, 1, SPE_MBOX_ALL_BLOCKING));
	einval(spe_out_intr_mbox_read(stand.spe, word, -1, SPE_MBOX_ALL_BLOCKING));
	einval(spe_out_intr_mbox_read(stand.spe, word, 1, 0));
	einval(spe_out_intr_mbox_read(stand.spe, word, 1, 4));
}

/* case: spe_in_mbox_write | ANY_NONBLOCKING: as many as fit, 0 when it is full */
/* case: spe_in_mbox_status | free places, 4 to 0 */
/* case: channel 29 | the words in order; the count is how many there are */
/* libspe2: mfc/wbox */
Test(mailbox, wbox_holds_four)
{
	stand_init(&stand, 0);
	cr_assert_eq(spe_in_mbox_status(stand.spe), 4);
	cr_assert_eq(spe_in_mbox_write(stand.spe, word, 3, SPE_MBOX_ANY_NONBLOCKING), 3);
	cr_assert_eq(spe_in_mbox_status(stand.spe), 1);
	cr_assert_eq(spe_in_mbox_write(stand.spe, word + 3, 3, SPE_MBOX_ANY_NONBLOCKING), 1);
	cr_assert_eq(spe_in_mbox_write(stand.spe, word + 3, 3, SPE_MBOX_ANY_NONBLOCKING), 0);
	SCRIPT(&stand, N(AX_RD_IN_MBOX, 4), R(AX_RD_IN_MBOX, 1), R(AX_RD_IN_MBOX, 2),
	       R(AX_RD_IN_MBOX, 3), R(AX_RD_IN_MBOX, 4), N(AX_RD_IN_MBOX, 0));
	stand_passes(&stand);
	cr_assert_eq(spe_in_mbox_status(stand.spe), 4);
}

/* case: spe_in_mbox_write | ALL_BLOCKING: all of them, waiting for room */
/* case: channel 29 | empty: the SPU waits for the PPE */
/* libspe2: basic/mbox */
Test(mailbox, mbox_write_waits_for_room)
{
	stand_init(&stand, 0);
	SCRIPT(&stand, R(AX_RD_IN_MBOX, 1), R(AX_RD_IN_MBOX, 2), R(AX_RD_IN_MBOX, 3),
	       R(AX_RD_IN_MBOX, 4), R(AX_RD_IN_MBOX, 5), R(AX_RD_IN_MBOX, 6), R(AX_RD_IN_MBOX, 7),
	       R(AX_RD_IN_MBOX, 8));
	stand_start(&stand);
	cr_assert_eq(spe_in_mbox_write(stand.spe, word, 8, SPE_MBOX_ALL_BLOCKING), 8);
	stand_finish(&stand);
	stand_expect_exit(&stand);
}

/* case: spe_in_mbox_write | ANY_BLOCKING: at least one, waiting for the first place */
Test(mailbox, any_blocking_write_waits_for_one)
{
	stand_init(&stand, 0);
	spe_in_mbox_write(stand.spe, word, 4, SPE_MBOX_ALL_BLOCKING);
	SCRIPT(&stand, R(AX_RD_IN_MBOX, 1), R(AX_RD_SIG_NOTIFY_1, 1));
	stand_start(&stand);
	cr_assert_eq(spe_in_mbox_write(stand.spe, word + 4, 2, SPE_MBOX_ANY_BLOCKING), 1);
	spe_signal_write(stand.spe, SPE_SIG_NOTIFY_REG_1, 1);
	stand_finish(&stand);
	stand_expect_exit(&stand);
}

static void note(void *told)
{
	++*(unsigned *)told;
}

/* Else an SPU that polls would wake whoever waits for it at each look. */
Test(mailbox, counts_tell_nobody)
{
	unsigned by_end = 0, by_counts = 0;
	stand_init(&stand, 0);
	ax_spe_watch(stand.spe->base_private->spe, note, &by_end);
	SCRIPT(&stand, EXIT(0));
	stand_passes(&stand);
	stand_init(&other, 0);
	ax_spe_watch(other.spe->base_private->spe, note, &by_counts);
	SCRIPT(&other, N(AX_RD_IN_MBOX, 0), N(AX_WR_OUT_MBOX, 1), N(AX_MFC_CMD, 16));
	stand_passes(&other);
	cr_assert_eq(by_counts, by_end);
}

/* case: In_Mbox register | written while full: replaces the newest word: 1 2 3 5 */
Test(mailbox, overrun_replaces_the_newest)
{
	stand_init(&stand, SPE_MAP_PS);
	spe_spu_control_area_t *control = spe_ps_area_get(stand.spe, SPE_CONTROL_AREA);
	for (int i = 0; i < 5; i++)
		ax_ps_write(&control->SPU_In_Mbox, word[i]);
	cr_assert_eq(ax_ps_read(&control->SPU_Mbox_Stat), 0);
	SCRIPT(&stand, R(AX_RD_IN_MBOX, 1), R(AX_RD_IN_MBOX, 2), R(AX_RD_IN_MBOX, 3),
	       R(AX_RD_IN_MBOX, 5), N(AX_RD_IN_MBOX, 0));
	stand_passes(&stand);
}

/* case: spe_out_mbox_read | as many as there are, 0 or 1; never blocks */
/* case: spe_out_mbox_status | words to be read, 0 or 1 */
/* case: channel 28 | count 1 when empty; full: the SPU waits until the PPE has read */
/* libspe2: mfc/mbox */
Test(mailbox, mbox_holds_one)
{
	unsigned got[2];
	stand_init(&stand, 0);
	cr_assert_eq(spe_out_mbox_status(stand.spe), 0);
	cr_assert_eq(spe_out_mbox_read(stand.spe, got, 2), 0);
	SCRIPT(&stand, N(AX_WR_OUT_MBOX, 1), W(AX_WR_OUT_MBOX, 11), N(AX_WR_OUT_MBOX, 0),
	       W(AX_WR_OUT_INTR_MBOX, 1), W(AX_WR_OUT_MBOX, 12), W(AX_WR_OUT_MBOX, 13));
	stand_start(&stand);
	/* Nobody reads before the SPU has counted. */
	cr_assert_eq(spe_out_intr_mbox_read(stand.spe, got, 1, SPE_MBOX_ALL_BLOCKING), 1);
	for (unsigned i = 11; i <= 13; i++) {
		while (!spe_out_mbox_status(stand.spe))
			;
		cr_assert_eq(spe_out_mbox_read(stand.spe, got, 2), 1);
		cr_assert_eq(got[0], i);
	}
	stand_finish(&stand);
	stand_expect_exit(&stand);
}

/* case: Out_Mbox register | read while empty: the last word again */
Test(mailbox, empty_outbound_reads_stale)
{
	stand_init(&stand, SPE_MAP_PS);
	spe_spu_control_area_t *control = spe_ps_area_get(stand.spe, SPE_CONTROL_AREA);
	SCRIPT(&stand, W(AX_WR_OUT_MBOX, 5));
	stand_passes(&stand);
	cr_assert_eq(ax_ps_read(&control->SPU_Mbox_Stat), 0x401);
	cr_assert_eq(ax_ps_read(&control->SPU_Out_Mbox), 5);
	cr_assert_eq(ax_ps_read(&control->SPU_Mbox_Stat), 0x400);
	cr_assert_eq(ax_ps_read(&control->SPU_Out_Mbox), 5);
}

/* case: spe_out_intr_mbox_read | ANY_NONBLOCKING: 0 or 1; ALL_BLOCKING: all; ANY_BLOCKING: one */
/* case: spe_out_intr_mbox_status | words to be read, 0 or 1 */
/* case: channel 30 | count 1 when empty; full: the SPU waits until the PPE has read */
/* libspe2: mfc/ibox */
Test(mailbox, ibox_holds_one)
{
	unsigned got[3];
	stand_init(&stand, 0);
	cr_assert_eq(spe_out_intr_mbox_read(stand.spe, got, 1, SPE_MBOX_ANY_NONBLOCKING), 0);
	SCRIPT(&stand, W(AX_WR_OUT_INTR_MBOX, 1), W(AX_WR_OUT_INTR_MBOX, 2),
	       W(AX_WR_OUT_INTR_MBOX, 3), W(AX_WR_OUT_INTR_MBOX, 4), N(AX_WR_OUT_INTR_MBOX, 0),
	       R(AX_RD_IN_MBOX, 1));
	stand_start(&stand);
	cr_assert_eq(spe_out_intr_mbox_read(stand.spe, got, 2, SPE_MBOX_ALL_BLOCKING), 2);
	cr_assert(got[0] == 1 && got[1] == 2);
	cr_assert_eq(spe_out_intr_mbox_read(stand.spe, got, 3, SPE_MBOX_ANY_BLOCKING), 1);
	cr_assert_eq(got[0], 3);
	while (spe_out_intr_mbox_status(stand.spe) != 1)
		;
	spe_in_mbox_write(stand.spe, word, 1, SPE_MBOX_ALL_BLOCKING);
	stand_finish(&stand);
	stand_expect_exit(&stand);
	cr_assert_eq(spe_out_intr_mbox_read(stand.spe, got, 1, SPE_MBOX_ANY_NONBLOCKING), 1);
}

/* case: mailboxes | all three in one program, both ways */
/* libspe2: mfc/mbox_all */
Test(mailbox, mbox_all_in_one_program)
{
	unsigned got[2];
	stand_init(&stand, 0);
	SCRIPT(&stand, R(AX_RD_IN_MBOX, 1), W(AX_WR_OUT_MBOX, 11), W(AX_WR_OUT_INTR_MBOX, 21),
	       R(AX_RD_IN_MBOX, 2), W(AX_WR_OUT_MBOX, 12), W(AX_WR_OUT_INTR_MBOX, 22));
	stand_start(&stand);
	for (unsigned i = 1; i <= 2; i++) {
		cr_assert_eq(spe_in_mbox_write(stand.spe, &i, 1, SPE_MBOX_ALL_BLOCKING), 1);
		cr_assert_eq(spe_out_intr_mbox_read(stand.spe, &got[0], 1, SPE_MBOX_ALL_BLOCKING),
			     1);
		cr_assert_eq(spe_out_mbox_read(stand.spe, &got[1], 1), 1);
		cr_assert(got[0] == 20 + i && got[1] == 10 + i);
	}
	stand_finish(&stand);
	stand_expect_exit(&stand);
}

/* case: spe_out_intr_mbox_read | what was written before a stop is there after it */
/* libspe2: mfc/ibox_stop */
Test(mailbox, ibox_stop_and_go_on)
{
	unsigned got;
	stand_init(&stand, 0);
	SCRIPT(&stand, W(AX_WR_OUT_INTR_MBOX, 1), STOP(1), W(AX_WR_OUT_INTR_MBOX, 2), STOP(2));
	for (unsigned i = 1; i <= 2; i++) {
		cr_assert_eq(stand_run(&stand), (int)i);
		cr_assert_eq(spe_out_intr_mbox_read(stand.spe, &got, 1, SPE_MBOX_ALL_BLOCKING), 1);
		cr_assert_eq(got, i);
	}
	stand_passes(&stand);
}

/* ---- many threads ------------------------------------------------------------------------- */

enum {
	THREADS = 4,
	EACH = 32, /* words to a thread */
	WORDS = THREADS * EACH
};

static atomic_uint times[WORDS]; /* that a word was read */

static void saw(unsigned got)
{
	if (got < WORDS)
		atomic_fetch_add(&times[got], 1);
}

static void *write_wbox(void *arg)
{
	static unsigned seven = 7;
	for (int i = 0; i < EACH; i++)
		spe_in_mbox_write(stand.spe, &seven, 1, SPE_MBOX_ALL_BLOCKING);
	return arg;
}

static void *read_ibox(void *arg)
{
	unsigned got;
	for (int i = 0; i < EACH; i++)
		if (spe_out_intr_mbox_read(stand.spe, &got, 1, SPE_MBOX_ALL_BLOCKING) == 1)
			saw(got);
	return arg;
}

static void *read_mbox(void *arg)
{
	unsigned got;
	for (int i = 0; i < EACH; i++) {
		while (spe_out_mbox_read(stand.spe, &got, 1) != 1)
			sched_yield();
		saw(got);
	}
	return arg;
}

/* All threads do it while the SPU goes through the script. */
static void simultaneous(void *(*fn)(void *), const struct op *ops, size_t n)
{
	pthread_t thread[THREADS];
	stand_init(&stand, 0);
	stand_script(&stand, ops, n);
	stand_start(&stand);
	for (int i = 0; i < THREADS; i++)
		cr_assert_eq(pthread_create(&thread[i], NULL, fn, NULL), 0);
	for (int i = 0; i < THREADS; i++)
		pthread_join(thread[i], NULL);
	stand_finish(&stand);
	stand_expect_exit(&stand);
}

/* case: spe_in_mbox_write | by many threads: no word is lost, none comes twice */
/* libspe2: mfc/wbox_simultaneous */
Test(mailbox, wbox_simultaneous)
{
	struct op ops[WORDS + 2] = { 0 };
	for (unsigned i = 0; i < WORDS; i++)
		ops[i] = (struct op)R(AX_RD_IN_MBOX, 7);
	ops[WORDS] = (struct op)N(AX_RD_IN_MBOX, 0);
	ops[WORDS + 1] = (struct op)EXIT(0);
	simultaneous(write_wbox, ops, WORDS + 2);
	cr_assert_eq(spe_in_mbox_status(stand.spe), 4);
}

static void each_word_once(uint32_t channel, void *(*fn)(void *))
{
	struct op ops[WORDS + 1] = { 0 };
	for (unsigned i = 0; i < WORDS; i++)
		ops[i] = (struct op)W(channel, i);
	ops[WORDS] = (struct op)EXIT(0);
	simultaneous(fn, ops, WORDS + 1);
	for (unsigned i = 0; i < WORDS; i++)
		cr_assert_eq(atomic_load(&times[i]), 1, "word %u: %u times", i, times[i]);
}

/* case: spe_out_intr_mbox_read | by many threads: each word goes to one of them */
/* libspe2: mfc/ibox_simultaneous */
Test(mailbox, ibox_simultaneous)
{
	each_word_once(AX_WR_OUT_INTR_MBOX, read_ibox);
}

/* case: spe_out_mbox_read | by many threads: each word goes to one of them */
/* libspe2: mfc/mbox_simultaneous */
Test(mailbox, mbox_simultaneous)
{
	each_word_once(AX_WR_OUT_MBOX, read_mbox);
}

/* ---- signals ------------------------------------------------------------------------------ */

/* case: spe_signal_write | register that is none: -1, EINVAL */
/* libspe2: mfc/signal_error */
Test(mailbox, signal_error_of_a_register_that_is_none)
{
	stand_init(&stand, 0);
	einval(spe_signal_write(stand.spe, 0, 1));
	einval(spe_signal_write(stand.spe, 3, 1));
}

/* case: spe_signal_write | 0; overwrite mode: the last value; OR mode: all bits; both registers */
/* case: channels 3 and 4 | reading clears; the count is 0 or 1 */
/* libspe2: mfc/signal */
Test(mailbox, signal_modes)
{
	for (unsigned mode = 0; mode < 4; mode++) {
		unsigned first = mode & 1 ? 7 : 4, second = mode & 2 ? 0x70 : 0x40;
		stand_init(&stand, (mode & 1 ? SPE_CFG_SIGNOTIFY1_OR : 0) |
					   (mode & 2 ? SPE_CFG_SIGNOTIFY2_OR : 0));
		for (unsigned i = 0; i < 3; i++) {
			cr_assert_eq(spe_signal_write(stand.spe, SPE_SIG_NOTIFY_REG_1, 1U << i), 0);
			cr_assert_eq(spe_signal_write(stand.spe, SPE_SIG_NOTIFY_REG_2, 0x10U << i),
				     0);
		}
		SCRIPT(&stand, N(AX_RD_SIG_NOTIFY_1, 1), R(AX_RD_SIG_NOTIFY_1, first),
		       N(AX_RD_SIG_NOTIFY_1, 0), R(AX_RD_SIG_NOTIFY_2, second),
		       N(AX_RD_SIG_NOTIFY_2, 0));
		stand_passes(&stand);
		stand_fini(&stand);
	}
}

/* case: channels 3 and 4 | none: the SPU waits */
Test(mailbox, signal_wakes_the_spu)
{
	stand_init(&stand, 0);
	SCRIPT(&stand, W(AX_WR_OUT_MBOX, 1), R(AX_RD_SIG_NOTIFY_2, 0));
	stand_start(&stand);
	while (!spe_out_mbox_status(stand.spe))
		;
	spe_signal_write(stand.spe, SPE_SIG_NOTIFY_REG_2, 0);
	stand_finish(&stand);
	stand_expect_exit(&stand);
}

/* case: sndsig | to the signal register of another context, in OR mode */
Test(mailbox, sndsig_reaches_another_context)
{
	stand_init(&other, SPE_MAP_PS | SPE_CFG_SIGNOTIFY1_OR);
	spe_sig_notify_1_area_t *area = spe_ps_area_get(other.spe, SPE_SIG_NOTIFY_1_AREA);
	SCRIPT(&other, R(AX_RD_SIG_NOTIFY_1, 0x111), N(AX_RD_SIG_NOTIFY_1, 0));
	stand_init(&stand, 0);
	SCRIPT(&stand, STORE(SCRIPT_DATA + 12, 0x1), STORE(SCRIPT_DATA + 28, 0x10),
	       STORE(SCRIPT_DATA + 44, 0x100),
	       DMA(SNDSIG, SCRIPT_DATA + 12, EA(&area->SPU_Sig_Notify_1), 4, 0),
	       DMA(SNDSIG, SCRIPT_DATA + 28, EA(&area->SPU_Sig_Notify_1), 4, 0),
	       DMA(SNDSIG, SCRIPT_DATA + 44, EA(&area->SPU_Sig_Notify_1), 4, 0),
	       TAGS(1, AX_UPDATE_ALL, 1));
	stand_passes(&stand);
	stand_passes(&other);
}

/* case: problem-state areas | another SPE's mailbox is written and read by DMA */
Test(mailbox, dma_reaches_mailboxes)
{
	stand_init(&other, SPE_MAP_PS);
	spe_spu_control_area_t *control = spe_ps_area_get(other.spe, SPE_CONTROL_AREA);
	SCRIPT(&other, R(AX_RD_IN_MBOX, 0xabc), W(AX_WR_OUT_MBOX, 0xdef));
	stand_start(&other);
	stand_init(&stand, 0);
	SCRIPT(&stand, STORE(SCRIPT_DATA + 12, 0xabc),
	       DMA(PUT, SCRIPT_DATA + 12, EA(&control->SPU_In_Mbox), 4, 0),
	       TAGS(1, AX_UPDATE_ALL, 1));
	stand_passes(&stand);
	stand_finish(&other);
	SCRIPT(&stand, DMA(GET, SCRIPT_DATA + 4, EA(&control->SPU_Mbox_Stat), 4, 0),
	       TAGS(1, AX_UPDATE_ALL, 1), LOAD(SCRIPT_DATA + 4, 0x401),
	       DMA(GET, SCRIPT_DATA + 4, EA(&control->SPU_Out_Mbox), 4, 0),
	       TAGS(1, AX_UPDATE_ALL, 1), LOAD(SCRIPT_DATA + 4, 0xdef));
	stand.entry = SPE_DEFAULT_ENTRY;
	stand_passes(&stand);
}

/* case: spe_mssync_start | 0 */
/* case: spe_mssync_status | 0: done */
/* case: channel 9 | written: the event 0x1000 */
Test(mailbox, multisource_synchronisation)
{
	stand_init(&stand, SPE_MAP_PS);
	spe_mssync_area_t *area = spe_ps_area_get(stand.spe, SPE_MSSYNC_AREA);
	cr_assert_eq(spe_mssync_start(stand.spe), 0);
	cr_assert_eq(spe_mssync_status(stand.spe), 0);
	cr_assert_eq(ax_ps_write(&area->MFC_MSSync, 1), 0);
	cr_assert_eq(ax_ps_read(&area->MFC_MSSync), 0);
	SCRIPT(&stand, W(AX_WR_EVENT_MASK, 0x1000), W(AX_WR_MSSYNC_REQ, 1),
	       R(AX_RD_EVENT_STAT, 0x1000));
	stand_passes(&stand);
}
