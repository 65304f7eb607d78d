// SPDX-License-Identifier: Apache-2.0
/* The original's acceptance cases of the scheduler and the chassis, as far as no module's own test
 * stands for them. docs/reference/acceptance.md maps every case. */
#include "parts.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

static struct ax_engine *engine;
static struct ax_graph *graph;
static struct tally tally;

static void set_up(void)
{
	engine = part_engine();
	graph = ax_graph_new(engine, "test");
}

static void tear_down(void)
{
	ax_graph_free(graph);
	ax_engine_free(engine);
}

TestSuite(acceptance_run, .init = set_up, .fini = tear_down, .timeout = 30);

static struct ax_result run_on(unsigned workers)
{
	struct ax_run_options options = { .workers = workers, .no_pin = true };
	return part_run(graph, &options);
}

/* ---- scheduler ---------------------------------------------------------------------------- */

Test(acceptance_run, case_35_a_run_returns_only_when_all_have_ended)
{
	int ended = 0;
	for (uint32_t i = 0; i < 20; i++) {
		char name[16];
		struct source s = { .n = i, .every_ns = 1000000, .ended = &ended };
		snprintf(name, sizeof(name), "s%u", i);
		ax_graph_add(graph, name, &part_source, &s, NULL);
	}
	run_on(1);
	cr_assert_eq(ended, 20);
}

Test(acceptance_run, case_36_when_one_pauses_the_others_go_on)
{
	ax_graph_add(graph, "pauses", &part_source, &(struct source){ .n = 2, .every_ns = 5000000 },
		     NULL);
	ax_graph_add(graph, "source", &part_source, &(struct source){ .n = 10000 }, NULL);
	ax_graph_add(graph, "sink", &part_sink, &(struct sink){ .tally = &tally }, NULL);
	ax_graph_link(graph, "source.outbox", "sink.inbox");
	run_on(1);
	cr_assert_eq(tally.got, 10000);
}

struct looker {
	unsigned queued_or_running, idle, seen;
	bool stopped;
};

static void look_at(void *arg, const struct ax_component_stats *stats)
{
	struct looker *l = arg;
	l->seen++;
	if (stats->state == AX_IDLE)
		l->idle++;
	else
		l->queued_or_running++;
}

static void look_then_stop(struct ax_run *run, void *arg)
{
	struct looker *l = arg;
	if (l->stopped)
		return; /* what ends is no longer of interest */
	l->seen = l->idle = l->queued_or_running = 0;
	ax_run_visit(run, look_at, l);
	/* A busy machine may be late to run the second one. */
	l->stopped = l->seen == 2 && l->idle == 1;
	if (l->stopped)
		ax_run_stop(run, false);
}

static enum ax_status busy(struct ax_component *self)
{
	(void)self;
	return AX_STEP_READY;
}

Test(acceptance_run, case_40_active_and_paused_are_listed)
{
	static const struct ax_component_type busy_type = {
		.name = "busy",
		.doc = "never waits",
		.size = sizeof(struct ax_component),
		.step = busy,
	};
	struct looker looker = { .seen = 0 };
	ax_graph_add(graph, "busy", &busy_type, NULL, NULL);
	ax_graph_add(graph, "idle", &part_source, &(struct source){ .linger = true }, NULL);
	struct ax_run_options options = {
		.workers = 1, .tick = look_then_stop, .tick_arg = &looker, .tick_ns = 10000000
	};
	part_run(graph, &options);
	cr_assert_eq(looker.idle, 1);
	cr_assert_eq(looker.queued_or_running, 1);
}

static struct ax_handle hub;
static uint64_t answered_ns;

enum {
	IN_TIME_NS = 10000000,
	TRIES = 100 /* to be answered in time, on a machine that others disturb */
};

static uint64_t now_ns(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

static void *stop_a_sleeper(void *arg)
{
	struct ax_handle handle;
	struct ax_ticket ticket;
	struct timespec idle = { .tv_nsec = 50000000 };
	(void)arg;
	while (!(handle.component = __atomic_load_n(&hub.component, __ATOMIC_ACQUIRE)))
		sched_yield();
	handle.engine = hub.engine;
	nanosleep(&idle, NULL); /* all are asleep by now */
	uint64_t asked = now_ns();
	ax_stop(handle, &ticket);
	while (ax_ticket_status(&ticket) == -EINPROGRESS)
		sched_yield();
	answered_ns = now_ns() - asked;
	return NULL;
}

static void wake_from_outside(void)
{
	char error[200];
	pthread_t thread;
	hub.component = NULL;
	struct ax_run_options options = { .workers = 2, .no_pin = true };
	struct ax_run *run = ax_run_start(graph, &options, error, sizeof(error));
	pthread_create(&thread, NULL, stop_a_sleeper, NULL);
	ax_run_wait(run);
	pthread_join(thread, NULL);
	ax_handle_release(hub);
}

Test(acceptance_run, case_41_all_asleep_a_foreign_thread_wakes_in_time)
{
	ax_graph_add(graph, "hub", &part_hub,
		     &(struct hub){ .sink = { .tally = &tally }, .here = &hub }, NULL);
	answered_ns = UINT64_MAX;
	for (int i = 0; i < TRIES && answered_ns >= IN_TIME_NS; i++)
		wake_from_outside();
	cr_assert_lt(answered_ns, IN_TIME_NS);
}

/* ---- children ----------------------------------------------------------------------------- */

static int child_ended;

struct mother {
	struct ax_component base;
	struct ax_graph *graph;
	struct ax_family *family;
	uint32_t steps_asleep;
};

AX_STEP(mother, m)
{
	AX_BEGIN(m);
	m->family = ax_family_new(ax_engine_of(&m->base), &m->base);
	if (ax_spawn(&m->base, m->graph, m->family, NULL, NULL, NULL) < 0)
		return ax_fail(&m->base, "no child");
	if (child_ended)
		return ax_fail(&m->base, "a child runs before its mother's step is over");
	while (ax_family_alive(m->family)) {
		m->steps_asleep++;
		AX_WAIT(m, (void)0);
	}
	if (!child_ended || m->steps_asleep > 3)
		return ax_fail(&m->base, "%d ended, %u waits", child_ended, m->steps_asleep);
	AX_END(m);
}

static void mother_close(struct ax_component *self)
{
	ax_family_release(((struct mother *)self)->family);
}

static const struct ax_component_type mother_type = {
	.name = "mother",
	.doc = "starts a child and waits for its end",
	.size = sizeof(struct mother),
	.step = mother_step,
	.close = mother_close,
};

static void have_child(unsigned workers)
{
	struct ax_graph *child = ax_graph_new(engine, "child");
	ax_graph_add(child, "source", &part_source,
		     &(struct source){ .n = 3, .every_ns = 1000000, .ended = &child_ended }, NULL);
	struct mother mother = { .graph = child };
	ax_graph_add(graph, "mother", &mother_type, &mother, NULL);
	struct ax_run_options options = { .workers = workers, .seeded = true };
	cr_assert_eq(part_run(graph, &options).failed, 0);
	ax_graph_free(child);
}

Test(acceptance_run, case_33_the_end_of_a_child_wakes_its_parent)
{
	have_child(1);
}

Test(acceptance_run, case_44_a_new_component_runs_after_the_step_that_made_it)
{
	have_child(3);
}

/* ---- chassis ------------------------------------------------------------------------------ */

static uint32_t seen_in_flight;
static uint16_t heard;

/* Takes nothing until it hears of the end; then counts what there is. */
struct late_reader {
	struct ax_component base;
	struct ax_inbox inbox;
};

static enum ax_status read_late(struct ax_component *self)
{
	struct late_reader *r = (struct late_reader *)self;
	struct ax_msg msg;
	if (!ax_take1(&self->control, &msg))
		return AX_STEP_WAIT;
	heard = msg.type;
	while (ax_take1(&r->inbox, &msg))
		seen_in_flight++;
	return ax_done(self, AX_REASON_FINISHED);
}

static const struct ax_box_spec late_boxes[] = {
	AX_INBOX(struct late_reader, inbox, "any", "messages"),
	AX_BOXES_END,
};

static const struct ax_component_type late_type = {
	.name = "late_reader",
	.doc = "reads when it hears of the end",
	.size = sizeof(struct late_reader),
	.boxes = late_boxes,
	.flags = AX_READS_CONTROL,
	.step = read_late,
};

static void run_pipeline(unsigned workers, bool pinned)
{
	const char *row[] = { "source", "a", "b", "reader", NULL };
	ax_graph_add(graph, "source", &part_source, &(struct source){ .n = 40 }, NULL);
	ax_graph_add(graph, "a", &part_stage, NULL, NULL);
	ax_graph_add(graph, "b", &part_stage, &(struct stage){ .way = STAGE_TAKE }, NULL);
	ax_graph_add(graph, "reader", &late_type, NULL, NULL);
	ax_graph_pipeline(graph, row);
	for (unsigned i = 0; pinned && i < 4; i++)
		ax_graph_pin(graph, row[i], i);
	struct ax_result result = run_on(workers);
	cr_assert_not(result.wedged);
	cr_assert_eq(heard, AX_FINISHED);
	cr_assert_eq(seen_in_flight, 40);
}

Test(acceptance_run, case_59_what_is_in_flight_comes_out_before_the_signal)
{
	run_pipeline(1, false);
}

Test(acceptance_run, case_59_what_is_in_flight_across_workers_comes_out_before_the_signal)
{
	run_pipeline(4, true);
}

Test(acceptance_run, case_59_children_of_a_nested_pipeline_run_with_it)
{
	struct ax_graph *inner = ax_graph_new(engine, "inner");
	const char *row[] = { "a", "b", NULL }, *outer[] = { "source", "inner", "sink", NULL };
	ax_graph_add(inner, "a", &part_stage, NULL, NULL);
	ax_graph_add(inner, "b", &part_stage, NULL, NULL);
	ax_graph_pipeline(inner, row);
	ax_graph_add(graph, "source", &part_source, &(struct source){ .n = 40 }, NULL);
	ax_graph_nest(graph, "inner", inner);
	ax_graph_add(graph, "sink", &part_sink, &(struct sink){ .tally = &tally }, NULL);
	ax_graph_pipeline(graph, outer);
	run_on(2);
	cr_assert_eq(tally.got, 40);
}
