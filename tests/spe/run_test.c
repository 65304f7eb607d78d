// SPDX-License-Identifier: Apache-2.0
/* run: how a program starts, stops, calls the PPE and goes on. */
#include "stand.h"

#include <criterion/criterion.h>

#include <errno.h>
#include <string.h>

static struct stand stand;

static void set_up(void)
{
	stand_machine(2, 1, true);
}

TestSuite(run, .init = set_up);

static void expect(int result, int error, unsigned reason, int detail, int status)
{
	cr_assert_eq(stand.result, result, "%d", stand.result);
	if (result == -1)
		cr_assert_eq(stand.error, error, "%s", strerror(stand.error));
	cr_assert_eq(stand.info.stop_reason, reason, "%u", stand.info.stop_reason);
	cr_assert_eq(stand.info.result.spe_signal_code, detail);
	cr_assert_eq(stand.info.spu_status, status, "0x%x", (unsigned)stand.info.spu_status);
}

/* case: spe_context_run | no entry, or no program: -1, EINVAL */
Test(run, needs_program_and_entry)
{
	spe_context_ptr_t spe = spe_context_create(0, NULL);
	unsigned entry = SPE_DEFAULT_ENTRY;
	cr_assert_eq(spe_context_run(spe, &entry, 0, NULL, NULL, NULL), -1);
	cr_assert_eq(errno, EINVAL);
	spe_context_destroy(spe);
	stand_init(&stand, 0);
	cr_assert_eq(spe_context_run(stand.spe, NULL, 0, NULL, NULL, NULL), -1);
	cr_assert_eq(errno, EINVAL);
}

/* case: spe_context_run | it runs already: -1, EBUSY */
/* libspe2: basic/pthreadmini */
Test(run, pthreadmini_one_at_a_time)
{
	unsigned entry = SPE_DEFAULT_ENTRY, word = 1;
	stand_init(&stand, 0);
	SCRIPT(&stand, W(AX_WR_OUT_MBOX, 1), R(AX_RD_IN_MBOX, 1));
	stand_start(&stand);
	while (!spe_out_mbox_status(stand.spe))
		;
	cr_assert_eq(spe_context_run(stand.spe, &entry, 0, NULL, NULL, NULL), -1);
	cr_assert_eq(errno, EBUSY);
	spe_in_mbox_write(stand.spe, &word, 1, SPE_MBOX_ALL_BLOCKING);
	stand_finish(&stand);
	stand_expect_exit(&stand);
}

/* case: spe_context_run | a thread for each context, more than there are SPEs */
/* libspe2: basic/pthread */
Test(run, pthreads_run_a_context_each)
{
	static struct stand each[6];
	for (unsigned i = 0; i < 6; i++) {
		stand_init(&each[i], 0);
		SCRIPT(&each[i], R(AX_RD_SIG_NOTIFY_1, i), W(AX_WR_OUT_MBOX, i), STOP(i));
		stand_start(&each[i]);
	}
	for (unsigned i = 0; i < 6; i++) {
		unsigned got = 6;
		spe_signal_write(each[i].spe, SPE_SIG_NOTIFY_REG_1, i);
		cr_assert_eq(stand_finish(&each[i]), (int)i);
		cr_assert_eq(spe_out_mbox_read(each[i].spe, &got, 1), 1);
		cr_assert_eq(got, i);
		stand_fini(&each[i]);
	}
}

/* case: spe_context_run | exit: 0, SPE_EXIT and the code, for all 256 */
/* libspe2: run/single_context */
Test(run, single_context_exits_with_each_code)
{
	stand_init(&stand, 0);
	for (int code = 0; code < 256; code++) {
		stand.entry = SPE_DEFAULT_ENTRY;
		SCRIPT(&stand, EXIT(code));
		stand_run(&stand);
		expect(0, 0, SPE_EXIT, code, (0x2000 | code) << 16 | SPE_SPU_STOPPED_BY_STOP);
	}
}

/* case: spe_context_run | stop: the code, SPE_STOP_AND_SIGNAL, for all of 14 bits but the special */
/* libspe2: run/stop */
Test(run, stop_codes)
{
	stand_init(&stand, 0);
	for (int code = 0; code < 0x4000; code++) {
		if (code >> 8 == 0x20 || code >> 8 == 0x21 || code >> 4 == 0x220)
			continue;
		stand.entry = SPE_DEFAULT_ENTRY;
		SCRIPT(&stand, STOP(code));
		stand_run(&stand);
		expect(code, 0, SPE_STOP_AND_SIGNAL, code, code << 16 | SPE_SPU_STOPPED_BY_STOP);
	}
}

/* case: spe_context_run | 0x220x: -1, EFAULT, SPE_ISOLATION_ERROR */
Test(run, isolation_codes)
{
	stand_init(&stand, 0);
	SCRIPT(&stand, STOP(0x2206));
	stand_run(&stand);
	expect(-1, EFAULT, SPE_ISOLATION_ERROR, 6, 0x2206 << 16 | SPE_SPU_STOPPED_BY_STOP);
}

/* case: spe_context_run | halt: -1, EFAULT, SPE_RUNTIME_ERROR SPE_SPU_HALT, in both forms */
/* libspe2: run/run_error */
Test(run, run_error_of_a_halt)
{
	static const unsigned flags[] = { 0, SPE_EVENTS_ENABLE };
	for (int i = 0; i < 2; i++) {
		stand_init(&stand, flags[i]);
		SCRIPT(&stand, HALT);
		stand_run(&stand);
		expect(-1, EFAULT, SPE_RUNTIME_ERROR, SPE_SPU_HALT, SPE_SPU_HALT);
		stand_fini(&stand);
	}
}

/* case: spe_context_run | *entry: where the program goes on, and goes on there */
/* libspe2: basic/testsingle */
Test(run, testsingle_goes_on_after_a_stop)
{
	stand_init(&stand, 0);
	SCRIPT(&stand, W(AX_WR_OUT_MBOX, 1), STOP(1), W(AX_WR_OUT_INTR_MBOX, 2), STOP(2));
	cr_assert_eq(stand_run(&stand), 1);
	cr_assert_neq(stand.entry, SPE_DEFAULT_ENTRY);
	cr_assert_eq(spe_out_intr_mbox_status(stand.spe), 0);
	cr_assert_eq(stand_run(&stand), 2);
	cr_assert_eq(spe_out_intr_mbox_status(stand.spe), 1);
	stand_passes(&stand);
}

/* case: spe_context_run | stopinfo may be NULL */
/* libspe2: basic/testsinglemini */
Test(run, testsinglemini_without_stop_info)
{
	unsigned entry = SPE_DEFAULT_ENTRY;
	stand_init(&stand, 0);
	SCRIPT(&stand, STOP(0x123));
	cr_assert_eq(spe_context_run(stand.spe, &entry, 0, NULL, NULL, NULL), 0x123);
}

/* case: spe_context_run | the PPE's run control: -1, EINTR, SPE_RUNTIME_FATAL; it goes on after */
Test(run, run_control_stops_it)
{
	stand_init(&stand, SPE_MAP_PS);
	spe_spu_control_area_t *control = spe_ps_area_get(stand.spe, SPE_CONTROL_AREA);
	SCRIPT(&stand, W(AX_WR_OUT_MBOX, 1), R(AX_RD_IN_MBOX, 9));
	stand_start(&stand);
	while (!spe_out_mbox_status(stand.spe))
		;
	cr_assert_eq(ax_ps_read(&control->SPU_Status), 1);
	cr_assert_eq(ax_ps_write(&control->SPU_RunCntl, 0), 0);
	stand_finish(&stand);
	expect(-1, EINTR, SPE_RUNTIME_FATAL, EINTR, 0);
	cr_assert_eq(ax_ps_read(&control->SPU_Status), 0);
}

/* ---- arguments ---------------------------------------------------------------------------- */

static uint64_t argument(int r)
{
	const struct ax_quad *quad = &stand.spe->base_private->spe->gpr[r];
	return (uint64_t)quad->w[0] << 32 | quad->w[1];
}

/* Only who leaves the registers alone can be asked afterwards. */
static void leave_out_isa(void)
{
	if (stand_is("isa"))
		cr_skip_test("the registers are the program's when it has stopped");
}

/* case: spe_context_run | r3 to r6: the context, argp, envp and the EA of the store */
/* libspe2: basic/libspe2 */
Test(run, libspe2_arguments)
{
	int argp, envp;
	leave_out_isa();
	unsigned entry = SPE_DEFAULT_ENTRY;
	stand_init(&stand, 0);
	SCRIPT(&stand, EXIT(0));
	cr_assert_eq(spe_context_run(stand.spe, &entry, 0, &argp, &envp, NULL), 0);
	cr_assert_eq(argument(3), EA(stand.spe));
	cr_assert_eq(argument(4), EA(&argp));
	cr_assert_eq(argument(5), EA(&envp));
	cr_assert_eq(argument(6), EA(spe_ls_area_get(stand.spe)));
}

/* case: spe_context_run | SPE_RUN_USER_REGS: three quadwords for r3 to r5 */
Test(run, user_registers)
{
	struct ax_quad quads[3] = { { { 1, 2, 3, 4 } }, { { 5, 6, 7, 8 } }, { { 9, 10, 11, 12 } } };
	leave_out_isa();
	stand_init(&stand, 0);
	SCRIPT(&stand, EXIT(0));
	stand.flags = SPE_RUN_USER_REGS;
	stand.argp = quads;
	stand_passes(&stand);
	cr_assert_eq(memcmp(&stand.spe->base_private->spe->gpr[3], quads, sizeof(quads)), 0);
}

/* ---- calls of the PPE --------------------------------------------------------------------- */

static unsigned called_at;
static int answer;

static int callback(void *ls, unsigned npc)
{
	cr_assert_eq(ls, spe_ls_area_get(stand.spe));
	called_at = npc;
	return answer;
}

#define CALLBACK ((void *)(uintptr_t)callback)

/* case: 0x21xx | the handler of that number is called with the store and the next address */
/* case: 0x21xx | it returns 0: the program goes on behind the argument word */
/* libspe2: run/ppe_assisted_call */
Test(run, ppe_assisted_calls_are_answered)
{
	for (unsigned number = 4; number < 256; number += 50) {
		cr_assert_eq(spe_callback_handler_register(CALLBACK, number, SPE_CALLBACK_NEW), 0);
		called_at = 0;
		stand_init(&stand, 0);
		SCRIPT(&stand, STOP(0x2100 | number), W(AX_WR_OUT_MBOX, 1));
		stand_passes(&stand);
		cr_assert_neq(called_at, 0);
		cr_assert_eq(spe_out_mbox_status(stand.spe), 1);
		stand_fini(&stand);
	}
}

/* case: 0x21xx | the handler fails: -1, EFAULT, SPE_CALLBACK_ERROR and what it returned */
Test(run, call_that_fails_ends_the_run)
{
	answer = 5;
	spe_callback_handler_register(CALLBACK, 9, SPE_CALLBACK_NEW);
	stand_init(&stand, 0);
	SCRIPT(&stand, STOP(0x2109));
	stand_run(&stand);
	expect(-1, EFAULT, SPE_CALLBACK_ERROR, 5, 0x2109 << 16 | SPE_SPU_STOPPED_BY_STOP);
	cr_assert_eq(stand.entry, called_at + 4);
}

/* case: 0x21xx | no handler, the numbers kept for libraries too: -1, EFAULT, SPE_CALLBACK_ERROR */
Test(run, call_of_nobody_ends_the_run)
{
	for (int number = 0; number < 256; number++) {
		stand_init(&stand, 0);
		SCRIPT(&stand, STOP(0x2100 | number));
		stand_run(&stand);
		expect(-1, EFAULT, SPE_CALLBACK_ERROR, -1,
		       (0x2100 | number) << 16 | SPE_SPU_STOPPED_BY_STOP);
		stand_fini(&stand);
	}
}

/* case: 0x21xx | SPE_NO_CALLBACKS: a stop like any other */
Test(run, calls_may_be_left_to_the_caller)
{
	stand_init(&stand, 0);
	stand.flags = SPE_NO_CALLBACKS;
	SCRIPT(&stand, STOP(0x2109));
	cr_assert_eq(stand_run(&stand), 0x2109);
	expect(0x2109, 0, SPE_STOP_AND_SIGNAL, 0x2109, 0x2109 << 16 | SPE_SPU_STOPPED_BY_STOP);
}

/* ---- how it stopped, again ---------------------------------------------------------------- */

/* case: spe_stop_info_read | without SPE_EVENTS_ENABLE: -1, ENOTSUP; none pending: -1, EAGAIN */
/* case: spe_stop_info_read | how each run ended, in order, once; NULL: -1, EINVAL */
Test(run, stop_info_is_kept)
{
	spe_stop_info_t info;
	stand_init(&stand, 0);
	cr_assert_eq(spe_stop_info_read(stand.spe, &info), -1);
	cr_assert_eq(errno, ENOTSUP);
	stand_fini(&stand);
	stand_init(&stand, SPE_EVENTS_ENABLE);
	cr_assert_eq(spe_stop_info_read(stand.spe, &info), -1);
	cr_assert_eq(errno, EAGAIN);
	SCRIPT(&stand, STOP(1), STOP(2));
	stand_run(&stand);
	stand_run(&stand);
	cr_assert_eq(spe_stop_info_read(stand.spe, NULL), -1);
	cr_assert_eq(errno, EINVAL);
	for (int i = 1; i <= 2; i++) {
		cr_assert_eq(spe_stop_info_read(stand.spe, &info), 0);
		cr_assert_eq(info.result.spe_signal_code, i);
	}
	cr_assert_eq(spe_stop_info_read(stand.spe, &info), -1);
	cr_assert_eq(errno, EAGAIN);
}
