// SPDX-License-Identifier: Apache-2.0
/* time: the model's results where they can be counted by hand.
 *
 * A command that is issued at cycle t arrives, when nobody is in its way, at
 *     t + issue + latency + packets * 16 + hops * hop
 * and the native program goes on with the channel operation that awaits it, for `channel` more. */
#include "axon/spe.h"

#include "isa_image.h"
#include "programs/time.h"

#include <criterion/criterion.h>

#include <errno.h>
#include <string.h>

extern spe_program_handle_t time_native;

enum {
	CHANNEL = 6,
	ISSUE = 16,
	LIST = 20,
	MEMORY = 500,
	STORE = 290,
	SIGNAL = 300,
	HIT = 100,
	MISS = 500,
	MAILBOX = 1200,
	PACKET = 16,
	HOP = 2,
	UNALIGNED = 8,
	PLACE = 0x20000, /* in local store: free */
};

static _Alignas(128) uint8_t memory[32768];
static struct ax_spe_time_program program[AX_SPE_TIME_SPES];
static struct ax_spe_time_costs costs;
static struct ax_spe_time_report report;

static void set_up(void)
{
	struct ax_spe_config config;
	ax_spe_config_init(&config);
	config.n_spes = AX_SPE_TIME_SPES;
	config.timed = true;
	cr_assert_eq(ax_spe_configure(&config), 0);
	ax_spe_time_costs_init(&costs);
	for (unsigned i = 0; i < AX_SPE_TIME_SPES; i++) {
		program[i].spe = spe_context_create(SPE_MAP_PS, NULL);
		program[i].place = i;
		cr_assert_eq(spe_program_load(program[i].spe, &time_native), 0);
	}
}

TestSuite(time, .init = set_up);

static void task(unsigned i, const volatile void *ea, enum time_kind kind, unsigned bytes,
		 unsigned n)
{
	program[i].argp = (void *)(uintptr_t)ea;
	program[i].envp = (void *)(uintptr_t)TIME_TASK(kind, bytes, n);
}

static uint64_t run(unsigned n)
{
	cr_assert_eq(ax_spe_time_run(program, n, &costs, NULL, &report), 0);
	for (unsigned i = 0; i < n; i++)
		cr_assert_eq(report.spe[i].result, 0);
	return report.makespan;
}

static void *store_of(unsigned i)
{
	return (char *)spe_ls_area_get(program[i].spe) + PLACE;
}

static void set(const char *text)
{
	cr_assert_eq(ax_spe_time_costs_set(&costs, text), 0);
}

/* ---- one SPE ------------------------------------------------------------------------------ */

/* SPE0 is next to the memory controller. */
Test(time, a_get_takes_the_sum_of_its_costs)
{
	for (unsigned packets = 1; packets <= 128; packets *= 8) {
		task(0, memory, TIME_SINGLE, packets * 128, 1);
		uint64_t arrival = ISSUE + MEMORY + packets * PACKET + HOP;
		cr_expect_eq(run(1), arrival + CHANNEL + TIME_WORK);
		cr_expect_eq(report.spe[0].stalled[AX_SPE_TIME_ON_DMA], arrival - 3 * CHANNEL);
		cr_expect_eq(report.spe[0].bus_wait, 0);
		cr_expect_eq(report.spe[0].commands, packets == 1 ? 1 : packets == 8 ? 2 : 3);
	}
}

Test(time, distance_is_charged_by_the_hop)
{
	static const unsigned hops[AX_SPE_TIME_SPES] = { 1, 2, 2, 3, 3, 4, 4, 5 };
	for (unsigned place = 0; place < AX_SPE_TIME_SPES; place++) {
		program[0].place = place;
		task(0, memory, TIME_SINGLE, 128, 1);
		cr_expect_eq(run(1),
			     ISSUE + MEMORY + PACKET + hops[place] * HOP + CHANNEL + TIME_WORK);
	}
}

Test(time, what_is_not_on_a_line_pays)
{
	task(0, memory, TIME_UNALIGNED, 256, 1);
	cr_expect_eq(run(1), ISSUE + MEMORY + 2 * (PACKET + UNALIGNED) + HOP + CHANNEL);
	/* Three lines are touched by 256 bytes; the first and the last packets are short. */
	task(0, memory + 16, TIME_SINGLE, 256, 1);
	uint64_t parts = (14 + UNALIGNED) + (16 + UNALIGNED) + 2;
	cr_expect_eq(run(1), ISSUE + MEMORY + parts + HOP + CHANNEL + TIME_WORK);
}

Test(time, elements_of_a_list_overlap)
{
	set("list=30"); /* more than a packet takes: they follow each other so far apart */
	task(0, memory, TIME_LIST, 128, 4);
	uint64_t one = ISSUE + 30 + MEMORY + PACKET + HOP + CHANNEL;
	uint64_t four = run(1);
	task(0, memory, TIME_LIST, 128, 1);
	cr_expect_eq(run(1), one);
	cr_expect_geq(four, one + 3 * 30);
	cr_expect_lt(four, one + 3 * MEMORY);
}

Test(time, two_buffers_hide_what_one_waits_for)
{
	enum {
		N = 10,
		ARRIVAL = ISSUE + MEMORY + 8 * PACKET + HOP
	};
	task(0, memory, TIME_SINGLE, 1024, N);
	cr_expect_eq(run(1), N * (ARRIVAL + CHANNEL + TIME_WORK));
	task(0, memory, TIME_TWOFOLD, 1024, N);
	/* The first wait is for both, whose packets take turns; later ones find their data there. */
	uint64_t first = ARRIVAL + 7 * PACKET;
	uint64_t rest = N * TIME_WORK + (8 * 4 + 3) * CHANNEL;
	cr_expect_eq(run(1), first + CHANNEL + rest);
	cr_expect_eq(report.spe[0].stalled[AX_SPE_TIME_ON_DMA], first - 4 * CHANNEL);
}

Test(time, atomics_cost_a_miss_and_a_hit)
{
	task(0, memory, TIME_ATOMIC, 0, 0);
	cr_expect_eq(run(1), MISS + CHANNEL + HIT + CHANNEL);
	cr_expect_eq(report.spe[0].stalled[AX_SPE_TIME_ON_ATOMIC], MISS + HIT - 2 * CHANNEL);
}

/* ---- two ---------------------------------------------------------------------------------- */

/* On the bus: SPE1 SPE3 SPE5 SPE7 in a row, SPE6 SPE4 SPE2 SPE0 in another. */
Test(time, transfers_with_nothing_in_common_overlap)
{
	unsigned int word = 0;
	task(0, store_of(2), TIME_SINGLE, 4096, 1);
	for (unsigned i = 1; i < 4; i++) {
		task(i, NULL, TIME_AWAIT_WORD, 0, 0);
		for (int times = 0; times < 2; times++)
			spe_in_mbox_write(program[i].spe, &word, 1, SPE_MBOX_ANY_NONBLOCKING);
	}
	uint64_t alone = run(4);
	cr_expect_eq(alone, ISSUE + STORE + 32 * PACKET + HOP + CHANNEL + TIME_WORK);
	task(1, store_of(3), TIME_SINGLE, 4096, 1);
	/* Two cycles of the bus: their packets don't start in the same one. */
	cr_expect_eq(run(4), alone + 2);
}

Test(time, transfers_at_one_port_take_turns)
{
	task(0, memory, TIME_SINGLE, 4096, 1);
	uint64_t alone = run(1);
	task(1, memory, TIME_SINGLE, 4096, 1);
	uint64_t both = run(2);
	cr_expect_geq(both, alone + 31 * PACKET);
	cr_expect_leq(both, alone + 33 * PACKET);
	/* Packet by packet: neither is served before the other. */
	uint64_t apart = report.spe[1].cycles - report.spe[0].cycles;
	cr_expect_leq(apart, 2 * PACKET);
	cr_expect_geq(report.spe[0].bus_wait, 31 * PACKET);
	cr_expect_eq(report.port[AX_SPE_TIME_PORTS - 1].bytes_out, 8192);
}

Test(time, a_signal_wakes_after_its_latency)
{
	spe_sig_notify_1_area_t *area = spe_ps_area_get(program[1].spe, SPE_SIG_NOTIFY_1_AREA);
	task(0, &area->SPU_Sig_Notify_1, TIME_SIGNAL, 0, 0);
	task(1, NULL, TIME_AWAIT_SIGNAL, 0, 0);
	cr_assert_eq(ax_spe_time_run(program, 2, &costs, NULL, &report), 0);
	uint64_t arrival = ISSUE + SIGNAL + 2 + 3 * HOP; /* SPE0, controller, PPE, SPE1 */
	cr_expect_eq(report.spe[1].stop.result.spe_exit_code, 1);
	cr_expect_eq(report.spe[1].stalled[AX_SPE_TIME_ON_SIGNAL], arrival);
	cr_expect_eq(report.spe[1].cycles, arrival + CHANNEL);
}

Test(time, what_cannot_run_is_refused)
{
	task(0, memory, TIME_SINGLE, 4096, 1);
	cr_expect_eq(ax_spe_time_run(program, 0, &costs, NULL, &report), -EINVAL);
	cr_expect_eq(ax_spe_time_run(program, 9, &costs, NULL, &report), -EINVAL);
	program[1].place = 0;
	cr_expect_eq(ax_spe_time_run(program, 2, &costs, NULL, &report), -EINVAL);
	program[0].place = 8;
	cr_expect_eq(ax_spe_time_run(program, 1, &costs, NULL, &report), -EINVAL);
	unsigned int entry = SPE_DEFAULT_ENTRY;
	cr_expect_eq(spe_context_run(program[0].spe, &entry, 0, NULL, NULL, NULL), -1);
	cr_expect_eq(errno, EINVAL);
}

/* ---- the PPE ------------------------------------------------------------------------------ */

static void answer(void *arg, unsigned i, bool interrupting, uint32_t word, uint64_t cycle)
{
	unsigned int reply = word + 1;
	(void)interrupting;
	*(uint64_t *)arg = cycle;
	spe_in_mbox_write(program[i].spe, &reply, 1, SPE_MBOX_ANY_NONBLOCKING);
}

Test(time, the_ppe_answers_at_its_time)
{
	uint64_t when = 0;
	struct ax_spe_time_ppe ppe = { answer, &when };
	task(0, NULL, TIME_ASK, 0, 0);
	cr_assert_eq(ax_spe_time_run(program, 1, &costs, &ppe, &report), 0);
	cr_expect_eq(when, MAILBOX);
	cr_expect_eq(report.spe[0].stop.result.spe_exit_code, 8);
	cr_expect_eq(report.makespan, MAILBOX + CHANNEL);
	cr_expect_eq(report.spe[0].stalled[AX_SPE_TIME_ON_MAILBOX], MAILBOX - CHANNEL);
}

static void look(void *arg, unsigned i, bool interrupting, uint32_t word, uint64_t cycle)
{
	(void)i;
	(void)interrupting;
	(void)word;
	(void)cycle;
	*(uint8_t *)arg = memory[0];
}

/* The PPE looks at what an SPE puts there, 100 and 2000 cycles later: it takes 530 or so. */
Test(time, data_lands_when_its_time_has_come)
{
	uint8_t seen = 1;
	struct ax_spe_time_ppe ppe = { look, &seen };
	task(0, memory, TIME_PUT, 0, 0);
	set("mailbox=100");
	cr_assert_eq(ax_spe_time_run(program, 1, &costs, &ppe, &report), 0);
	cr_expect_eq(seen, 0);
	cr_expect_eq(report.makespan, ISSUE + MEMORY + PACKET + HOP + CHANNEL);
	memory[0] = 0;
	set("mailbox=2000");
	cr_assert_eq(ax_spe_time_run(program, 1, &costs, &ppe, &report), 0);
	cr_expect_eq(seen, 0x5a);
}

Test(time, polling_sees_a_word_when_it_comes)
{
	uint64_t when = 0;
	struct ax_spe_time_ppe ppe = { answer, &when };
	task(0, NULL, TIME_POLL, 0, 0);
	cr_assert_eq(ax_spe_time_run(program, 1, &costs, &ppe, &report), 0);
	cr_expect_leq(report.makespan, MAILBOX + 2 * CHANNEL + CHANNEL);
	cr_expect_eq(report.spe[0].busy, report.makespan);
}

Test(time, who_waits_for_ever_is_told_of)
{
	task(0, NULL, TIME_AWAIT_WORD, 0, 0);
	cr_expect_eq(ax_spe_time_run(program, 1, &costs, NULL, &report), -EDEADLK);
}

/* ---- the same every time ------------------------------------------------------------------ */

static uint64_t run_eight(struct ax_spe_time_report *copy)
{
	for (unsigned i = 0; i < AX_SPE_TIME_SPES; i++)
		task(i, memory + 1024 * i, i & 1 ? TIME_TWOFOLD : TIME_SINGLE, 1024 * (i + 1), 20);
	run(AX_SPE_TIME_SPES);
	*copy = report;
	return report.makespan;
}

Test(time, the_same_run_gives_the_same_report)
{
	struct ax_spe_time_report first, second;
	run_eight(&first);
	run_eight(&second);
	for (unsigned i = 0; i < AX_SPE_TIME_SPES; i++) {
		cr_expect_eq(first.spe[i].cycles, second.spe[i].cycles);
		cr_expect_eq(first.spe[i].bus_wait, second.spe[i].bus_wait);
		cr_expect_arr_eq(first.spe[i].stalled, second.spe[i].stalled,
				 sizeof(first.spe[i].stalled));
	}
	cr_expect_arr_eq(first.port, second.port, sizeof(first.port));
}

Test(time, each_cost_works_the_way_it_should)
{
	static const char *const dearer[] = { "channel=60", "issue=160", "memory=600", "beat=4",
					      "line=32",    "hop=20",	 "snoop=20" };
	struct ax_spe_time_report copy;
	uint64_t before = run_eight(&copy);
	for (size_t i = 0; i < sizeof(dearer) / sizeof(dearer[0]); i++) {
		ax_spe_time_costs_init(&costs);
		set(dearer[i]);
		cr_expect_gt(run_eight(&copy), before, "%s", dearer[i]);
	}
}

Test(time, costs_have_names_and_sources)
{
	size_t n = 0;
	while (ax_spe_time_parameter_at(n)) {
		const struct ax_spe_time_parameter *parameter = ax_spe_time_parameter_at(n);
		cr_expect(parameter->name && parameter->text && parameter->source);
		cr_expect_eq(costs.cost[n], parameter->preset);
		n++;
	}
	cr_expect_eq(n, AX_SPE_TIME_PARAMETERS);
	static const char *const wrong[] = {
		"",	     "memory",	  "memory=", "memory=-1",
		"memory=1x", "nothing=1", "beat=0",  "memory=1000001"
	};
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		cr_expect_eq(ax_spe_time_costs_set(&costs, wrong[i]), -EINVAL, "%s", wrong[i]);
}

/* ---- instructions ------------------------------------------------------------------------- */

#define IL(rt, value)	   (0x081U << 23 | (uint32_t)(value) << 7 | (rt))
#define WRCH(channel, rt)  (0x10dU << 21 | (uint32_t)(channel) << 7 | (rt))
#define RDCH(rt, channel)  (0x00dU << 21 | (uint32_t)(channel) << 7 | (rt))
#define ROTQBYI(rt, ra, n) (0x1fcU << 21 | (uint32_t)(n) << 14 | (uint32_t)(ra) << 7 | (rt))

/* Gets a line and waits for it. */
static const uint32_t getter[] = {
	ROTQBYI(5, 4, 4), IL(6, 1024),	IL(7, 128),   IL(8, 0),	    IL(9, 0x40), IL(10, 1),
	IL(11, 2),	  WRCH(16, 6),	WRCH(17, 4),  WRCH(18, 5),  WRCH(19, 7), WRCH(20, 8),
	WRCH(21, 9),	  WRCH(22, 10), WRCH(23, 11), RDCH(12, 24), 0x2000, /* stop */
};

Test(time, instructions_take_what_the_pipes_say)
{
	static uint8_t bytes[ISA_IMAGE_BYTES];
	struct ax_spe_image image = { .handle = { sizeof(image), bytes, NULL } };
	image.bytes = isa_image(bytes, getter, sizeof(getter) / sizeof(getter[0]));
	cr_assert_eq(spe_program_load(program[0].spe, &image.handle), 0);
	program[0].argp = memory;
	memset(memory, 0x5a, 128);
	uint64_t cycles = run(1), busy = report.spe[0].busy;
	cr_expect_eq(memcmp((char *)spe_ls_area_get(program[0].spe) + 1024, memory, 128), 0);
	/* A command an instruction and cycle, but where two go together. */
	uint64_t n = sizeof(getter) / sizeof(getter[0]);
	cr_expect(busy <= n + CHANNEL && busy > n / 2, "busy %u", (unsigned)busy);
	/* Between the command and its arrival three instructions went. */
	cr_expect_eq(cycles, busy - 3 + ISSUE + MEMORY + PACKET + HOP, "%u cycles, busy %u",
		     (unsigned)cycles, (unsigned)busy);
	set("memory=1500");
	cr_expect_eq(run(1), cycles + 1000);
	cr_expect_eq(report.spe[0].busy, busy);
}
