// SPDX-License-Identifier: Apache-2.0
/* verbs: what the waiting macros promise to a component's author. */
#include "parts.h"

#include <criterion/criterion.h>
#include <signal.h>

/* What the components here leave behind. */
struct report {
	uint32_t n;
	uint64_t at_ns[8];
	uint64_t steps;
	int order[8], n_order;
	int reason;
};

struct tester {
	struct ax_component base;
	struct ax_inbox inbox;
	struct ax_outbox outbox;
	struct report *report;
	struct ax_msg msg;
	uint32_t i;
	uint64_t wake_at;
};

static const struct ax_box_spec boxes[] = {
	AX_INBOX(struct tester, inbox, "any", "messages"),
	AX_OUTBOX(struct tester, outbox, "any", "messages"),
	AX_BOXES_END,
};

static void note_end(struct ax_component *self)
{
	struct tester *t = (struct tester *)self;
	t->report->reason = self->reason;
	t->report->steps = self->steps;
}

#define TYPE(name_)                                                                                \
	static const struct ax_component_type name_##_type = { .name = #name_,                     \
							       .doc = "tests a verb",              \
							       .size = sizeof(struct tester),      \
							       .boxes = boxes,                     \
							       .step = name_##_step,               \
							       .close = note_end }

static struct ax_engine *engine;
static struct ax_graph *graph;
static struct report report;
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

TestSuite(verbs, .init = set_up, .fini = tear_down);

/* source of n -> a component of type -> checking sink. */
static struct ax_result run_between(uint32_t n, const struct ax_component_type *type, bool owned)
{
	struct source source = { .n = n, .owned = owned };
	struct tester tester = { .report = &report };
	struct sink sink = { .tally = &tally };
	ax_graph_add(graph, "source", &part_source, &source, NULL);
	ax_graph_add(graph, "tested", type, &tester, NULL);
	ax_graph_add(graph, "sink", &part_sink, &sink, NULL);
	ax_graph_link(graph, "source.outbox", "tested.inbox");
	ax_graph_link(graph, "tested.outbox", "sink.inbox");
	struct ax_run_options options = { .workers = 1, .seeded = true };
	return part_run(graph, &options);
}

static struct ax_result run_alone(const struct ax_component_type *type)
{
	struct tester tester = { .report = &report };
	ax_graph_add(graph, "tested", type, &tester, NULL);
	struct ax_run_options options = { .workers = 1, .seeded = true };
	return part_run(graph, &options);
}

/* ---- AX_EACH ------------------------------------------------------------------------------ */

AX_STEP(tester, t)
{
	AX_BEGIN(t);
	AX_EACH(t, inbox) {
		t->report->n++;
		AX_MOVE(t, inbox, outbox);
	}
	AX_END(t);
}
TYPE(tester);

Test(verbs, each_shows_every_message_until_the_end)
{
	struct ax_result result = run_between(1000, &tester_type, true);
	cr_assert_eq(result.failed, 0);
	cr_assert_eq(report.n, 1000);
	cr_assert_eq(tally.got, 1000);
	cr_assert_eq(report.reason, AX_REASON_FINISHED);
}

static enum ax_status breaker_step(struct ax_component *component)
{
	struct tester *t = (struct tester *)component;
	AX_BEGIN(t);
	AX_EACH(t, inbox) {
		if (t->i++ == 3)
			break;
		AX_MOVE(t, inbox, outbox);
	}
	/* The message at the break is still there, and is the first of what follows. */
	AX_EACH(t, inbox) {
		AX_MOVE(t, inbox, outbox);
	}
	AX_END(t);
}
TYPE(breaker);

Test(verbs, break_leaves_the_message_in_the_inbox)
{
	run_between(10, &breaker_type, false);
	cr_assert_eq(tally.got, 10, "%s", tally.wrong);
	cr_assert_str_empty(tally.wrong);
}

static enum ax_status ignorer_step(struct ax_component *component)
{
	struct tester *t = (struct tester *)component;
	AX_BEGIN(t);
	AX_EACH(t, inbox) {
		t->report->n++;
	}
	AX_END(t);
}
TYPE(ignorer);

Test(verbs, what_an_iteration_leaves_is_dropped)
{
	/* Buffers: the sanitizer says when one is not freed. */
	run_between(300, &ignorer_type, true);
	cr_assert_eq(report.n, 300);
	cr_assert_eq(tally.got, 0);
}

static enum ax_status dozer_step(struct ax_component *component)
{
	struct tester *t = (struct tester *)component;
	AX_BEGIN(t);
	AX_EACH(t, inbox) {
		t->report->n++;
		AX_YIELD(t);
	}
	AX_END(t);
}
TYPE(dozer);

Test(verbs, an_iteration_may_yield_and_leave_its_message)
{
	run_between(300, &dozer_type, true);
	cr_assert_eq(report.n, 300);
}

static enum ax_status half_step(struct ax_component *component)
{
	struct tester *t = (struct tester *)component;
	struct ax_msg msg;
	AX_BEGIN(t);
	AX_EACH(t, inbox) {
		if (t->report->n++ % 2 && ax_take1(&t->inbox, &msg))
			ax_drop(ax_engine_of(component), &msg);
	}
	AX_END(t);
}
TYPE(half);

Test(verbs, what_an_iteration_took_is_not_dropped_again)
{
	run_between(300, &half_type, true);
	cr_assert_eq(report.n, 300);
}

static enum ax_status changer_step(struct ax_component *component)
{
	struct tester *t = (struct tester *)component;
	AX_BEGIN(t);
	AX_EACH(t, inbox) {
		ax_head(&t->inbox)->u += (uint64_t)1 << 32; /* another source's */
		AX_MOVE(t, inbox, outbox);
	}
	AX_END(t);
}
TYPE(changer);

Test(verbs, the_head_may_be_changed_in_place)
{
	run_between(100, &changer_type, false);
	cr_assert_eq(tally.next[1], 100);
}

/* ---- AX_TAKE, AX_PUT ------------------------------------------------------------------------ */

static enum ax_status taker_step(struct ax_component *component)
{
	struct tester *t = (struct tester *)component;
	AX_BEGIN(t);
	for (;;) {
		AX_TAKE(t, inbox, t->msg);
		if (t->msg.type == AX_NONE)
			break;
		t->report->n++;
		AX_PUT(t, outbox, t->msg);
	}
	AX_TAKE(t, inbox, t->msg);
	cr_assert_eq(t->msg.type, AX_NONE, "and again");
	AX_END(t);
}
TYPE(taker);

Test(verbs, take_gives_none_once_the_inbox_is_closed)
{
	run_between(300, &taker_type, true);
	cr_assert_eq(report.n, 300);
	cr_assert_eq(tally.got, 300);
}

Test(verbs, put_waits_while_the_link_is_full_and_loses_nothing)
{
	struct source source = { .n = 500 };
	struct sink sink = { .tally = &tally, .every_ns = 1000 };
	ax_graph_add(graph, "source", &part_source, &source, NULL);
	ax_graph_add(graph, "sink", &part_sink, &sink, NULL);
	ax_graph_link(graph, "source.outbox", "sink.inbox");
	ax_graph_bound(graph, "sink.inbox", 3, 0);
	struct ax_run_options options = { .workers = 1, .seeded = true };
	part_run(graph, &options);
	cr_assert_eq(tally.got, 500);
}

static void run_into_wall(const struct ax_component_type *type)
{
	struct source source = { .n = 100 };
	struct tester tester = { .report = &report };
	struct sink sink = { .tally = &tally, .stop_at = 5 };
	ax_graph_add(graph, "source", &part_source, &source, NULL);
	ax_graph_add(graph, "tested", type, &tester, NULL);
	ax_graph_add(graph, "sink", &part_sink, &sink, NULL);
	ax_graph_link(graph, "source.outbox", "tested.inbox");
	ax_graph_link(graph, "tested.outbox", "sink.inbox");
	ax_graph_bound(graph, "sink.inbox", 2, 0);
	ax_graph_bound(graph, "tested.inbox", 2, 0);
	struct ax_run_options options = { .workers = 1, .seeded = true };
	struct ax_result result = part_run(graph, &options);
	cr_assert_eq(result.failed, 0);
	cr_assert_eq(report.reason, AX_REASON_REFUSED);
	cr_assert_eq(tally.got, 5);
}

Test(verbs, put_ends_the_component_in_order_when_refused)
{
	run_into_wall(&taker_type);
}

Test(verbs, move_ends_the_component_in_order_when_refused)
{
	run_into_wall(&tester_type);
}

/* ---- AX_WAIT, AX_SLEEP_UNTIL, AX_YIELD ------------------------------------------------------- */

static enum ax_status sleeper_step(struct ax_component *component)
{
	struct tester *t = (struct tester *)component;
	AX_BEGIN(t);
	for (t->i = 0; t->i < 4; t->i++) {
		t->wake_at = 1000000 * (t->i + 1);
		AX_SLEEP_UNTIL(t, t->wake_at);
		t->report->at_ns[t->i] = ax_now(component);
	}
	AX_SLEEP_UNTIL(t, 1); /* long gone: no wait */
	t->report->at_ns[4] = ax_now(component);
	AX_END(t);
}
TYPE(sleeper);

Test(verbs, sleep_ends_at_its_time_and_not_before)
{
	run_alone(&sleeper_type);
	for (uint64_t i = 0; i < 4; i++) {
		cr_assert_geq(report.at_ns[i], 1000000 * (i + 1));
		cr_assert_leq(report.at_ns[i], 1000000 * (i + 1) + 1000);
	}
	cr_assert_eq(report.at_ns[4], report.at_ns[3]);
	cr_assert_leq(report.steps, 6);
}

Test(verbs, sleep_keeps_real_time_too)
{
	struct tester tester = { .report = &report };
	ax_graph_add(graph, "tested", &sleeper_type, &tester, NULL);
	struct ax_run_options options = { .workers = 1 };
	part_run(graph, &options);
	cr_assert_leq(report.steps, 6, "long ago by the real clock");
}

static enum ax_status yielder_step(struct ax_component *component)
{
	struct tester *t = (struct tester *)component;
	AX_BEGIN(t);
	for (t->i = 0; t->i < 3; t->i++) {
		t->report->order[t->report->n_order++] = component->name[0];
		AX_YIELD(t);
	}
	AX_END(t);
}
TYPE(yielder);

Test(verbs, yield_lets_the_neighbours_run_in_turn)
{
	struct tester tester = { .report = &report };
	ax_graph_add(graph, "a", &yielder_type, &tester, NULL);
	ax_graph_add(graph, "b", &yielder_type, &tester, NULL);
	struct ax_run_options options = { .workers = 1, .seeded = true };
	part_run(graph, &options);
	cr_assert_eq(report.n_order, 6);
	for (int i = 1; i < 6; i++)
		cr_assert_neq(report.order[i], report.order[i - 1]);
}

static enum ax_status waiter_step(struct ax_component *component)
{
	struct tester *t = (struct tester *)component;
	AX_BEGIN(t);
	/* Whichever comes first: nothing is sent, so the time. */
	AX_WAIT(t, ax_want_message(&t->inbox), ax_want_time(component, 5000),
		ax_want_time(component, 9000));
	t->report->at_ns[0] = ax_now(component);
	AX_END(t);
}
TYPE(waiter);

Test(verbs, wait_ends_with_the_first_thing_waited_for)
{
	run_alone(&waiter_type);
	cr_assert_geq(report.at_ns[0], 5000);
	cr_assert_lt(report.at_ns[0], 9000);
}

/* ---- callbacks ---------------------------------------------------------------------------- */

static int say_init(struct ax_component *self)
{
	struct tester *t = (struct tester *)self;
	t->report->order[t->report->n_order++] = 'i';
	return 0;
}

static enum ax_status say_body(struct ax_component *self)
{
	struct tester *t = (struct tester *)self;
	t->report->order[t->report->n_order++] = 'b';
	return ++t->i == 3 ? AX_STEP_DONE : AX_STEP_READY;
}

static void say_close(struct ax_component *self)
{
	struct tester *t = (struct tester *)self;
	t->report->order[t->report->n_order++] = 'c';
}

static const struct ax_component_type callbacks = {
	.name = "callbacks",
	.doc = "in callback form",
	.size = sizeof(struct tester),
	.boxes = boxes,
	.init = say_init,
	.step = ax_callback_step,
	.body = say_body,
	.close = say_close,
};

Test(verbs, callbacks_run_init_once_body_until_done_close_once)
{
	run_alone(&callbacks);
	const int expected[] = { 'i', 'b', 'b', 'b', 'c' };
	cr_assert_eq(report.n_order, 5);
	cr_assert_arr_eq(report.order, expected, sizeof(expected));
}

static int fail_in_init(struct ax_component *self)
{
	return ax_fail_init(self, "no");
}

Test(verbs, a_component_whose_init_fails_never_steps_and_is_closed)
{
	struct ax_component_type type = callbacks;
	type.init = fail_in_init;
	struct ax_result result = run_alone(&type);
	cr_assert_eq(result.failed, 1);
	cr_assert_eq(report.n_order, 1);
	cr_assert_eq(report.order[0], 'c');
}

/* ---- a wait inside a switch --------------------------------------------------------------- */

static enum ax_status lost_step(struct ax_component *component)
{
	struct tester *t = (struct tester *)component;
	AX_BEGIN(t);
	t->base.resume = 12345; /* as a wait inside a switch of its own would leave it */
	return AX_STEP_READY;
	AX_END(t);
}
TYPE(lost);

Test(verbs, a_resume_point_that_is_not_there_panics, .signal = SIGABRT)
{
	run_alone(&lost_type);
}
