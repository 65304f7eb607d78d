// SPDX-License-Identifier: Apache-2.0
/* control: how components are stopped, and what they say when they end. */
#include "parts.h"
#include "rig.h"

#include <criterion/criterion.h>
#include <stdio.h>

enum {
	HEARD = 16
};

/* Hears everything that comes to control, and writes it down with what inbox held then. */
struct listener {
	struct ax_component base;
	struct ax_inbox inbox;
	uint16_t *heard;
	uint32_t *n_heard;
	uint32_t *queued; /* messages that could be taken when the first control message was seen */
	uint32_t until;	  /* ends after so many control messages */
};

static uint32_t count_queued(struct ax_inbox *inbox)
{
	struct ax_msg msg;
	uint32_t n = 0;
	while (ax_take1(inbox, &msg))
		n++;
	return n;
}

/* One control message a step. */
static enum ax_status listen(struct ax_component *self)
{
	struct listener *l = (struct listener *)self;
	struct ax_msg msg;
	if (!ax_take1(&self->control, &msg))
		return AX_STEP_WAIT;
	if (*l->n_heard == 0 && l->queued)
		*l->queued = count_queued(&l->inbox);
	if (*l->n_heard < HEARD)
		l->heard[*l->n_heard] = msg.type;
	if (++*l->n_heard == l->until)
		return ax_done(self, AX_REASON_FINISHED);
	return AX_STEP_WAIT;
}

static const struct ax_box_spec listener_boxes[] = {
	AX_INBOX(struct listener, inbox, "any", "messages"),
	AX_BOXES_END,
};

static const struct ax_component_type listener_type = {
	.name = "listener",
	.doc = "hears control",
	.size = sizeof(struct listener),
	.boxes = listener_boxes,
	.flags = AX_READS_CONTROL,
	.step = listen,
};

/* Says n things by signal, each after a message by outbox. */
struct talker {
	struct ax_component base;
	struct ax_outbox outbox;
	uint32_t n;
	enum ax_type_id what;
	bool fails;
};

static enum ax_status talk(struct ax_component *self)
{
	struct talker *t = (struct talker *)self;
	for (uint32_t i = 0; i < t->n; i++)
		ax_put1(&t->outbox, ax_int(i));
	if (t->what)
		ax_signal(self, t->what);
	if (t->fails)
		return ax_fail(self, "meant to");
	return ax_done(self, AX_REASON_FINISHED);
}

static const struct ax_box_spec talker_boxes[] = {
	AX_OUTBOX(struct talker, outbox, "any", "messages"),
	AX_BOXES_END,
};

static const struct ax_component_type talker_type = {
	.name = "talker",
	.doc = "says something",
	.size = sizeof(struct talker),
	.boxes = talker_boxes,
	.step = talk,
};

static struct ax_engine *engine;
static struct ax_graph *graph;
static uint16_t heard[HEARD];
static uint32_t n_heard, queued;
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

TestSuite(control, .init = set_up, .fini = tear_down);

static struct ax_result run_on(unsigned workers)
{
	struct ax_run_options options = { .workers = workers, .no_pin = true };
	return part_run(graph, &options);
}

static void add_listener(uint32_t until)
{
	struct listener l = {
		.heard = heard, .n_heard = &n_heard, .queued = &queued, .until = until
	};
	ax_graph_add(graph, "listener", &listener_type, &l, NULL);
}

/* ---- the last word ------------------------------------------------------------------------ */

static void hear_last_word(const struct talker *talker)
{
	ax_graph_add(graph, "talker", &talker_type, talker, NULL);
	add_listener(1);
	ax_graph_link(graph, "talker.signal", "listener.control");
	run_on(1);
	cr_assert_eq(n_heard, 1);
}

Test(control, who_ends_says_producer_finished)
{
	hear_last_word(&(struct talker){ .n = 0 });
	cr_assert_eq(heard[0], AX_FINISHED);
}

Test(control, who_fails_says_producer_finished)
{
	hear_last_word(&(struct talker){ .fails = true });
	cr_assert_eq(heard[0], AX_FINISHED);
}

Test(control, who_has_said_its_own_last_word_says_no_other)
{
	hear_last_word(&(struct talker){ .what = AX_SHUTDOWN });
	cr_assert_eq(heard[0], AX_SHUTDOWN);
}

Test(control, a_stage_passes_the_end_on)
{
	struct source source = { .n = 20 };
	ax_graph_add(graph, "source", &part_source, &source, NULL);
	ax_graph_add(graph, "first", &part_stage, NULL, NULL);
	ax_graph_add(graph, "second", &part_stage, NULL, NULL);
	add_listener(1);
	ax_graph_link(graph, "source.outbox", "first.inbox");
	ax_graph_link(graph, "source.signal", "first.control");
	ax_graph_link(graph, "first.outbox", "second.inbox");
	ax_graph_link(graph, "first.signal", "second.control");
	ax_graph_link(graph, "second.outbox", "listener.inbox");
	ax_graph_link(graph, "second.signal", "listener.control");
	run_on(1);
	cr_assert_eq(heard[0], AX_FINISHED);
	cr_assert_eq(queued, 20, "all that was in flight came before the signal");
}

/* ---- shutdown ----------------------------------------------------------------------------- */

Test(control, shutdown_ends_at_the_next_wait_and_is_passed_on)
{
	int reason = -1;
	struct talker talker = { .what = AX_SHUTDOWN };
	struct stage stage = { .reason = &reason };
	struct source source = { .n = 1, .linger = true };
	/* The talker is the last to be born: the others wait by then. */
	ax_graph_add(graph, "source", &part_source, &source, NULL);
	ax_graph_add(graph, "stage", &part_stage, &stage, NULL);
	add_listener(1);
	ax_graph_add(graph, "talker", &talker_type, &talker, NULL);
	ax_graph_link(graph, "source.outbox", "stage.inbox");
	ax_graph_link(graph, "talker.signal", "stage.control");
	ax_graph_link(graph, "stage.signal", "source.control");
	ax_graph_link(graph, "source.signal", "listener.control");
	run_on(1);
	cr_assert_eq(reason, AX_REASON_SHUTDOWN);
	cr_assert_eq(heard[0], AX_SHUTDOWN);
}

Test(control, what_is_queued_at_a_shutdown_is_dropped_and_counted)
{
	struct talker talker = { .n = 30, .what = AX_SHUTDOWN };
	ax_graph_add(graph, "sink", &part_sink, &(struct sink){ .tally = &tally }, NULL);
	ax_graph_add(graph, "talker", &talker_type, &talker, NULL);
	ax_graph_link(graph, "talker.outbox", "sink.inbox");
	ax_graph_link(graph, "talker.signal", "sink.control");
	struct ax_result result = run_on(1);
	cr_assert_eq(tally.got, 0);
	cr_assert(tally.ended);
	cr_assert_eq(tally.reason, AX_REASON_SHUTDOWN);
	cr_assert_eq(result.dropped, 30);
}

Test(control, producer_finished_does_not_cut_the_tail)
{
	struct talker talker = { .n = 30, .what = AX_FINISHED };
	ax_graph_add(graph, "talker", &talker_type, &talker, NULL);
	ax_graph_add(graph, "sink", &part_sink, &(struct sink){ .tally = &tally }, NULL);
	ax_graph_link(graph, "talker.outbox", "sink.inbox");
	ax_graph_link(graph, "talker.signal", "sink.control");
	run_on(1);
	cr_assert_eq(tally.got, 30);
	cr_assert_eq(tally.reason, AX_REASON_FINISHED);
}

/* ---- who reads control for itself ------------------------------------------------------------ */

Test(control, whoever_sees_a_control_message_sees_the_data_before_it)
{
	for (int turn = 0; turn < 50; turn++) {
		struct talker talker = { .n = 40, .what = AX_FINISHED };
		ax_graph_free(graph);
		graph = ax_graph_new(engine, "turn");
		n_heard = queued = 0;
		ax_graph_add(graph, "talker", &talker_type, &talker, NULL);
		add_listener(1);
		ax_graph_link(graph, "talker.outbox", "listener.inbox");
		ax_graph_link(graph, "talker.signal", "listener.control");
		ax_graph_pin(graph, "talker", 0);
		ax_graph_pin(graph, "listener", 1);
		run_on(2);
		cr_assert_eq(queued, 40);
	}
}

static void hear_from(uint32_t n, unsigned workers)
{
	char name[16], box[32];
	add_listener(n);
	for (uint32_t i = 0; i < n; i++) {
		snprintf(name, sizeof(name), "t%u", i);
		snprintf(box, sizeof(box), "%s.signal", name);
		ax_graph_add(graph, name, &talker_type, NULL, NULL);
		ax_graph_pin(graph, name, i);
		ax_graph_link(graph, box, "listener.control");
	}
	struct ax_result result = run_on(workers);
	cr_assert_not(result.wedged, "%u of %u were heard", n_heard, n);
	cr_assert_eq(n_heard, n);
}

Test(control, one_message_a_step_hears_all_neighbours)
{
	hear_from(7, 1);
}

Test(control, one_message_a_step_hears_all_from_everywhere)
{
	hear_from(7, 3);
}

Test(control, who_waits_with_a_closed_control_sleeps)
{
	struct source source = { .n = 1, .every_ns = 1 };
	struct sink sink = { .tally = &tally, .every_ns = 1000000000 };
	ax_graph_add(graph, "source", &part_source, &source, NULL);
	ax_graph_add(graph, "sink", &part_sink, &sink, NULL);
	ax_graph_link(graph, "source.outbox", "sink.inbox");
	ax_graph_link(graph, "source.signal", "sink.control");
	struct ax_run_options options = { .workers = 2, .seeded = true };
	struct ax_result result = part_run(graph, &options);
	cr_assert_eq(tally.got, 1);
	cr_assert_lt(result.steps, 20);
}

static struct rig rig;

static enum ax_status act_signal_many(struct probe *probe)
{
	for (uint32_t i = 0; i < probe->n; i++)
		probe->did += ax_put1(&probe->base.signal, ax_int(i));
	return AX_STEP_READY;
}

Test(control, a_control_link_always_has_room)
{
	rig_init(&rig);
	struct probe *from = rig_probe(&rig, 0), *to = rig_probe(&rig, 0);
	rig_link(from, &from->base.signal, to, &to->base.control, 0, 0, 0);
	cr_assert_eq(rig_step(from, act_signal_many, 100000), 100000);
	rig_fini(&rig);
}

/* ---- failure ------------------------------------------------------------------------------ */

Test(control, a_failed_component_stops_alone_and_its_peers_see_the_end)
{
	int before = -1;
	struct source source = { .n = 100000, .reason = &before };
	struct stage stage = { .fail_at = 10 };
	struct tally other = { .got = 0 };
	ax_graph_add(graph, "source", &part_source, &source, NULL);
	ax_graph_add(graph, "stage", &part_stage, &stage, NULL);
	ax_graph_add(graph, "sink", &part_sink, &(struct sink){ .tally = &tally }, NULL);
	ax_graph_add(graph, "source2", &part_source, &(struct source){ .n = 5000 }, NULL);
	ax_graph_add(graph, "sink2", &part_sink, &(struct sink){ .tally = &other }, NULL);
	ax_graph_link(graph, "source.outbox", "stage.inbox");
	ax_graph_link(graph, "stage.outbox", "sink.inbox");
	ax_graph_link(graph, "source2.outbox", "sink2.inbox");
	struct ax_result result = run_on(2);
	cr_assert_eq(result.failed, 1);
	cr_assert_eq(before, AX_REASON_REFUSED);
	cr_assert_eq(tally.got, 10, "what it had sent is delivered");
	cr_assert_eq(tally.reason, AX_REASON_FINISHED);
	cr_assert_eq(other.got, 5000);
}

static void keep_line(void *arg, const char *component, const char *line)
{
	snprintf(arg, 200, "%s: %s", component ? component : "", line);
}

Test(control, a_failure_is_told_by_name)
{
	char told[200] = "";
	ax_engine_log(engine, keep_line, told);
	ax_graph_add(graph, "bad_one", &talker_type, &(struct talker){ .fails = true }, NULL);
	run_on(1);
	cr_assert_str_eq(told, "bad_one: meant to");
}
