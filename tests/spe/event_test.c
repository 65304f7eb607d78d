// SPDX-License-Identifier: Apache-2.0
/* event: events of the SPU and their masks, the decrementer, and the events that the PPE waits
 * for. */
#include "stand.h"

#include <criterion/criterion.h>

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

static struct stand stand, other;
static _Alignas(128) uint8_t memory[4096];

static void set_up(void)
{
	stand_machine(4, 1, true);
}

TestSuite(event, .init = set_up);

/* ---- the SPU's ---------------------------------------------------------------------------- */

#define EVENT(bit) W(AX_WR_EVENT_MASK, bit), R(AX_RD_EVENT_STAT, bit)

static unsigned one = 1;

/* case: event 0x10 | a word came in; acknowledged, it is gone; the mask keeps it back, not away */
/* case: channels 0, 1, 2, 11 | status, mask, acknowledgement */
Test(event, mask_and_acknowledgement)
{
	stand_init(&stand, 0);
	spe_in_mbox_write(stand.spe, &one, 1, SPE_MBOX_ALL_BLOCKING);
	SCRIPT(&stand, N(AX_RD_EVENT_STAT, 0), W(AX_WR_EVENT_MASK, 0x10), R(AX_RD_EVENT_MASK, 0x10),
	       N(AX_RD_EVENT_STAT, 1), R(AX_RD_EVENT_STAT, 0x10), W(AX_WR_EVENT_ACK, 0x10),
	       N(AX_RD_EVENT_STAT, 0));
	stand_passes(&stand);
}

/* case: events 0x200, 0x100 | signals 1 and 2 */
Test(event, signals_are_events)
{
	stand_init(&stand, 0);
	spe_signal_write(stand.spe, SPE_SIG_NOTIFY_REG_1, 1);
	spe_signal_write(stand.spe, SPE_SIG_NOTIFY_REG_2, 1);
	SCRIPT(&stand, W(AX_WR_EVENT_MASK, 0xfff), R(AX_RD_EVENT_STAT, 0x300));
	stand_passes(&stand);
}

/* case: event 0x1 | the tag update has come */
/* case: event 0x2 | a list has stalled */
/* case: event 0x8 | a full queue has a place again */
Test(event, mfc_events)
{
	stand_init(&stand, 0);
	stand_element(&stand, SCRIPT_DATA, true, 16, EA(memory));
	SCRIPT(&stand, DMA(GET, SCRIPT_DATA + 128, EA(memory), 128, 1), W(AX_WR_TAG_MASK, 2),
	       W(AX_WR_TAG_UPDATE, AX_UPDATE_ALL), EVENT(0x1), N(AX_RD_TAG_STAT, 1),
	       DMA(GETL, SCRIPT_DATA + 64, (EA(memory) >> 32 << 32) | SCRIPT_DATA, 8, 2),
	       EVENT(0x2), R(AX_RD_LIST_STALL, 4), W(AX_WR_LIST_ACK, 2), N(AX_MFC_CMD, 15));
	stand_run(&stand);
	/* The list may be over before the last look. */
	cr_assert(stand.result == 0);
}

/* The update is met when it is asked for: what is acknowledged afterwards does not come again. */
Test(event, met_update_is_acknowledged)
{
	stand_init(&stand, 0);
	SCRIPT(&stand, W(AX_WR_EVENT_MASK, 1), W(AX_WR_TAG_MASK, 2),
	       W(AX_WR_TAG_UPDATE, AX_UPDATE_ALL), W(AX_WR_EVENT_ACK, 1), N(AX_RD_EVENT_STAT, 0),
	       R(AX_RD_TAG_STAT, 2));
	stand_passes(&stand);
}

/* case: events 0x80, 0x40 | the PPE has read the outbound mailbox, the interrupting one */
Test(event, mailboxes_read_are_events)
{
	unsigned got;
	stand_init(&stand, 0);
	SCRIPT(&stand, W(AX_WR_OUT_MBOX, 1), EVENT(0x80), W(AX_WR_OUT_INTR_MBOX, 1), EVENT(0x40));
	stand_start(&stand);
	while (!spe_out_mbox_read(stand.spe, &got, 1))
		;
	spe_out_intr_mbox_read(stand.spe, &got, 1, SPE_MBOX_ALL_BLOCKING);
	stand_finish(&stand);
	stand_expect_exit(&stand);
}

/* case: event 0x20 | the decrementer has passed 0; the SPU sleeps until then */
/* case: channels 7, 8 | it is loaded, and counts down */
Test(event, decrementer)
{
	stand_init(&stand, 0);
	/* 10 ms */
	SCRIPT(&stand, W(AX_WR_DEC, 798000), EVENT(0x20), W(AX_WR_EVENT_ACK, 0x20),
	       N(AX_RD_EVENT_STAT, 0), TAKE(AX_RD_DEC));
	uint64_t before = ax_clock_ns();
	stand_passes(&stand);
	cr_assert_geq(ax_clock_ns() - before, 9999000);
	cr_assert_gt(stand_peek(&stand, SCRIPT_GOT), 0xf0000000);
}

/* case: channels 13, 14, 15 | the machine's status is 0, SRR0 keeps what is written */
Test(event, other_channels)
{
	stand_init(&stand, 0);
	SCRIPT(&stand, R(AX_RD_MACH_STAT, 0), W(AX_WR_SRR0, 0x120), R(AX_RD_SRR0, 0x120));
	stand_passes(&stand);
}

/* ---- the PPE's: errors -------------------------------------------------------------------- */

static spe_event_handler_ptr_t handler;

static spe_event_unit_t unit_of(struct stand *of, unsigned events)
{
	return (spe_event_unit_t){ events, of->spe, { .u32 = events } };
}

static void fails(int result, int error)
{
	cr_assert_eq(result, -1);
	cr_assert_eq(errno, error, "%s", strerror(errno));
}

/* case: spe_event_handler_create | a handler */
/* case: spe_event_handler_destroy | 0; NULL: -1, ESRCH */
Test(event, handler_is_made_and_ended)
{
	handler = spe_event_handler_create();
	cr_assert(handler);
	cr_assert_eq(spe_event_handler_destroy(handler), 0);
	fails(spe_event_handler_destroy(NULL), ESRCH);
}

/* case: spe_event_handler_register | no handler: -1, ESRCH; no unit, no context: -1, EINVAL */
/* case: spe_event_handler_register | no SPE_EVENTS_ENABLE, unknown event: -1, ENOTSUP */
/* case: spe_event_handler_register | tag groups with SPE_MAP_PS: -1, ENOTSUP; twice: -1, EEXIST */
/* libspe2: event/error */
Test(event, register_errors)
{
	handler = spe_event_handler_create();
	stand_init(&stand, SPE_EVENTS_ENABLE);
	spe_event_unit_t unit = unit_of(&stand, SPE_EVENT_IN_MBOX), none = { 1, NULL, { NULL } };
	fails(spe_event_handler_register(NULL, &unit), ESRCH);
	fails(spe_event_handler_register(handler, NULL), EINVAL);
	fails(spe_event_handler_register(handler, &none), EINVAL);
	unit.events = 0x10;
	fails(spe_event_handler_register(handler, &unit), ENOTSUP);
	stand_init(&other, 0);
	unit = unit_of(&other, SPE_EVENT_IN_MBOX);
	fails(spe_event_handler_register(handler, &unit), ENOTSUP);
	stand_fini(&other);
	stand_init(&other, SPE_EVENTS_ENABLE | SPE_MAP_PS);
	unit = unit_of(&other, SPE_EVENT_TAG_GROUP);
	fails(spe_event_handler_register(handler, &unit), ENOTSUP);
	unit = unit_of(&other, SPE_EVENT_IN_MBOX);
	cr_assert_eq(spe_event_handler_register(handler, &unit), 0);
	fails(spe_event_handler_register(handler, &unit), EEXIST);
}

/* case: spe_event_handler_deregister | 0; no handler: ESRCH; no unit: EINVAL; not there: ENOENT */
/* case: spe_event_handler_deregister | no SPE_EVENTS_ENABLE, unknown event: -1, ENOTSUP */
/* libspe2: basic/event1 */
Test(event, event1_is_deregistered)
{
	handler = spe_event_handler_create();
	stand_init(&stand, SPE_EVENTS_ENABLE);
	spe_event_unit_t unit = unit_of(&stand, SPE_EVENT_IN_MBOX), got;
	fails(spe_event_handler_deregister(NULL, &unit), ESRCH);
	fails(spe_event_handler_deregister(handler, NULL), EINVAL);
	fails(spe_event_handler_deregister(handler, &unit), ENOENT);
	cr_assert_eq(spe_event_handler_register(handler, &unit), 0);
	cr_assert_eq(spe_event_wait(handler, &got, 1, 0), 1);
	cr_assert_eq(spe_event_handler_deregister(handler, &unit), 0);
	cr_assert_eq(spe_event_wait(handler, &got, 1, 0), 0);
	stand_init(&other, 0);
	unit = unit_of(&other, SPE_EVENT_IN_MBOX);
	fails(spe_event_handler_deregister(handler, &unit), ENOTSUP);
	unit = unit_of(&stand, 0x80);
	fails(spe_event_handler_deregister(handler, &unit), ENOTSUP);
}

static void interrupt(int number)
{
	(void)number;
}

/* case: spe_event_wait | no handler: -1, ESRCH; no events, max < 1: -1, EINVAL */
/* case: spe_event_wait | nothing for the time given: 0, also when a signal interrupts it */
/* case: spe_event_wait | a signal, and no end of the time: -1, EINTR */
Test(event, wait_errors)
{
	spe_event_unit_t got;
	handler = spe_event_handler_create();
	fails(spe_event_wait(NULL, &got, 1, 0), ESRCH);
	fails(spe_event_wait(handler, NULL, 1, 0), EINVAL);
	fails(spe_event_wait(handler, &got, 0, 0), EINVAL);
	fails(spe_event_wait(handler, &got, -1, 0), EINVAL);
	uint64_t before = ax_clock_ns();
	cr_assert_eq(spe_event_wait(handler, &got, 1, 20), 0);
	cr_assert_geq(ax_clock_ns() - before, 19000000);
	struct sigaction action = { .sa_handler = interrupt };
	sigaction(SIGALRM, &action, NULL);
	alarm(1);
	cr_assert_eq(spe_event_wait(handler, &got, 1, 10000), 0);
	alarm(1);
	fails(spe_event_wait(handler, &got, 1, -1), EINTR);
}

/* ---- the PPE's: events -------------------------------------------------------------------- */

static void expect_one(struct stand *of, unsigned events, int timeout)
{
	spe_event_unit_t got[4];
	cr_assert_eq(spe_event_wait(handler, got, 4, timeout), 1);
	cr_assert_eq(got[0].spe, of->spe);
	cr_assert_eq(got[0].events, events);
	cr_assert_eq(got[0].data.u32, events);
}

static void begin(unsigned events)
{
	handler = spe_event_handler_create();
	stand_init(&stand, SPE_EVENTS_ENABLE);
	spe_event_unit_t unit = unit_of(&stand, events);
	cr_assert_eq(spe_event_handler_register(handler, &unit), 0);
}

/* case: SPE_EVENT_OUT_INTR_MBOX | as long as the interrupting mailbox can be read */
/* libspe2: event/ibox */
Test(event, ibox_is_an_event)
{
	unsigned got;
	begin(SPE_EVENT_OUT_INTR_MBOX);
	SCRIPT(&stand, W(AX_WR_OUT_INTR_MBOX, 5), R(AX_RD_IN_MBOX, 1));
	stand_start(&stand);
	for (int i = 0; i < 2; i++)
		expect_one(&stand, SPE_EVENT_OUT_INTR_MBOX, -1);
	spe_out_intr_mbox_read(stand.spe, &got, 1, SPE_MBOX_ALL_BLOCKING);
	spe_event_unit_t unit;
	cr_assert_eq(spe_event_wait(handler, &unit, 1, 0), 0);
	spe_in_mbox_write(stand.spe, &one, 1, SPE_MBOX_ALL_BLOCKING);
	stand_finish(&stand);
}

/* case: SPE_EVENT_IN_MBOX | as long as the inbound mailbox has room */
/* libspe2: event/wbox */
Test(event, wbox_is_an_event)
{
	unsigned words[4] = { 1, 2, 3, 4 };
	spe_event_unit_t unit;
	begin(SPE_EVENT_IN_MBOX);
	expect_one(&stand, SPE_EVENT_IN_MBOX, 0);
	spe_in_mbox_write(stand.spe, words, 4, SPE_MBOX_ALL_BLOCKING);
	cr_assert_eq(spe_event_wait(handler, &unit, 1, 0), 0);
	SCRIPT(&stand, R(AX_RD_IN_MBOX, 1));
	stand_start(&stand);
	expect_one(&stand, SPE_EVENT_IN_MBOX, -1);
	stand_finish(&stand);
}

/* case: SPE_EVENT_TAG_GROUP | a proxy command is done, until its status is read */
/* libspe2: event/tag_group */
Test(event, tag_group)
{
	unsigned status;
	spe_event_unit_t unit;
	begin(SPE_EVENT_TAG_GROUP);
	cr_assert_eq(spe_event_wait(handler, &unit, 1, 0), 0);
	spe_mfcio_get(stand.spe, SCRIPT_DATA, memory, 128, 3, 0, 0);
	expect_one(&stand, SPE_EVENT_TAG_GROUP, 5000);
	spe_mfcio_tag_status_read(stand.spe, 0, SPE_TAG_ALL, &status);
	cr_assert_eq(status, 1 << 3);
	cr_assert_eq(spe_event_wait(handler, &unit, 1, 0), 0);
}

/* case: SPE_EVENT_SPE_STOPPED | a run has ended, until its stop info is read */
/* libspe2: event/stop */
Test(event, stopped)
{
	spe_stop_info_t info;
	spe_event_unit_t unit;
	begin(SPE_EVENT_SPE_STOPPED);
	SCRIPT(&stand, STOP(0x77));
	stand_start(&stand);
	expect_one(&stand, SPE_EVENT_SPE_STOPPED, -1);
	stand_finish(&stand);
	cr_assert_eq(spe_stop_info_read(stand.spe, &info), 0);
	cr_assert_eq(info.result.spe_signal_code, 0x77);
	cr_assert_eq(spe_event_wait(handler, &unit, 1, 0), 0);
}

/* case: SPE_EVENT_SPE_STOPPED | nobody reads, nobody waits: the run goes on as well */
/* libspe2: event/stop_no_read */
Test(event, stop_no_read_goes_on)
{
	begin(SPE_EVENT_SPE_STOPPED);
	SCRIPT(&stand, STOP(1), STOP(2), STOP(3));
	for (int i = 1; i <= 3; i++)
		cr_assert_eq(stand_run(&stand), i);
	expect_one(&stand, SPE_EVENT_SPE_STOPPED, 0);
	stand_fini(&stand);
	spe_event_unit_t unit;
	cr_assert_eq(spe_event_wait(handler, &unit, 1, 0), 0);
}

/* case: SPE_EVENT_SPE_STOPPED | no handler: the runs end, and each stop info is kept */
/* libspe2: event/stop_no_handler */
Test(event, stop_no_handler_keeps_nobody)
{
	spe_stop_info_t info;
	stand_init(&stand, SPE_EVENTS_ENABLE);
	SCRIPT(&stand, STOP(1), STOP(2), STOP(3));
	for (int i = 1; i <= 3; i++)
		cr_assert_eq(stand_run(&stand), i);
	for (int i = 1; i <= 3; i++) {
		cr_assert_eq(spe_stop_info_read(stand.spe, &info), 0);
		cr_assert_eq(info.result.spe_signal_code, i);
	}
}

/* case: spe_event_wait | events of many contexts, at most max at a time, none starves */
/* libspe2: event/event */
/* libspe2: basic/event2 */
Test(event, event2_all_of_two_contexts)
{
	spe_event_unit_t got[8], unit;
	unsigned seen[2] = { 0 };
	begin(SPE_EVENT_ALL_EVENTS);
	stand_init(&other, SPE_EVENTS_ENABLE);
	unit = unit_of(&other, SPE_EVENT_ALL_EVENTS);
	cr_assert_eq(spe_event_handler_register(handler, &unit), 0);
	SCRIPT(&stand, W(AX_WR_OUT_INTR_MBOX, 5), STOP(1));
	SCRIPT(&other, W(AX_WR_OUT_INTR_MBOX, 6), STOP(2));
	stand_run(&stand);
	stand_run(&other);
	cr_assert_eq(spe_event_wait(handler, got, 8, 0), 6);
	for (int i = 0; i < 12; i++) {
		cr_assert_eq(spe_event_wait(handler, got, 1, 0), 1);
		seen[got[0].spe == other.spe] |= got[0].events;
	}
	unsigned three = SPE_EVENT_OUT_INTR_MBOX | SPE_EVENT_IN_MBOX | SPE_EVENT_SPE_STOPPED;
	cr_assert_eq(seen[0], three);
	cr_assert_eq(seen[1], three);
}
