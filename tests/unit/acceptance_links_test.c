// SPDX-License-Identifier: Apache-2.0
/* The original's acceptance cases of boxes, links and wake-ups, as far as no module's own test
 * stands for them. docs/reference/acceptance.md maps every case. */
#include "graph_private.h"
#include "parts.h"
#include "rig.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <string.h>

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

TestSuite(acceptance_links, .init = set_up, .fini = tear_down, .timeout = 30);

static struct ax_result run_graph(void)
{
	struct ax_run_options options = { .workers = 2, .seeded = true };
	return part_run(graph, &options);
}

static void add_ends(void)
{
	ax_graph_add(graph, "source", &part_source, &(struct source){ .n = 30 }, NULL);
	ax_graph_add(graph, "sink", &part_sink, &(struct sink){ .tally = &tally }, NULL);
}

static void expect_mistake(const char *words)
{
	const char *error = ax_graph_error(graph);
	cr_assert_not_null(error);
	cr_assert_not_null(strstr(error, words), "'%s' says nothing of '%s'", error, words);
}

/* ---- boxes -------------------------------------------------------------------------------- */

static enum ax_status end_at_once(struct ax_component *self)
{
	return ax_done(self, AX_REASON_FINISHED);
}

Test(acceptance_links, case_01_every_component_has_control_and_signal)
{
	static const struct ax_component_type bare = {
		.name = "bare",
		.doc = "declares nothing",
		.size = sizeof(struct ax_component),
		.step = end_at_once,
	};
	ax_graph_add(graph, "a", &bare, NULL, NULL);
	ax_graph_add(graph, "b", &bare, NULL, NULL);
	ax_graph_link(graph, "a.signal", "b.control");
	cr_assert_null(ax_graph_error(graph));
	cr_assert_eq(run_graph().failed, 0);
}

Test(acceptance_links, case_03_messages_come_in_order_once)
{
	add_ends();
	ax_graph_link(graph, "source.outbox", "sink.inbox");
	run_graph();
	cr_assert_eq(tally.got, 30);
	cr_assert_str_empty(tally.wrong);
}

Test(acceptance_links, case_05_an_unknown_box_is_named_and_nothing_is_linked)
{
	add_ends();
	ax_graph_link(graph, "source.outbix", "sink.inbox");
	expect_mistake("outbix");
	cr_assert_null(ax_graph_flat(graph));
}

Test(acceptance_links, case_05_the_other_end_is_named_too)
{
	add_ends();
	ax_graph_link(graph, "source.outbox", "sink.inbax");
	expect_mistake("inbax");
}

Test(acceptance_links, case_06_an_outbox_linked_twice_is_an_error)
{
	add_ends();
	ax_graph_link(graph, "source.outbox", "sink.inbox");
	ax_graph_link(graph, "source.outbox", "sink.inbox");
	expect_mistake("source.outbox");
}

/* ---- pass-throughs -------------------------------------------------------------------------- */

static void add_nested_sink(bool inner_first)
{
	struct ax_graph *inner = ax_graph_new(engine, "inner");
	if (inner_first) {
		ax_graph_add(inner, "sink", &part_sink, &(struct sink){ .tally = &tally }, NULL);
		ax_graph_link(inner, ".inbox", "sink.inbox");
	} else {
		ax_graph_add(inner, "stage", &part_stage, NULL, NULL);
		ax_graph_add(inner, "sink", &part_sink, &(struct sink){ .tally = &tally }, NULL);
		ax_graph_link(inner, "stage.outbox", "sink.inbox");
		ax_graph_link(inner, ".inbox", "stage.inbox");
	}
	ax_graph_nest(graph, "inner", inner);
}

Test(acceptance_links, case_08_an_inbox_passes_on_to_the_final_one_in_one_hop)
{
	ax_graph_add(graph, "source", &part_source, &(struct source){ .n = 30 }, NULL);
	add_nested_sink(true);
	ax_graph_link(graph, "source.outbox", "inner.inbox");
	cr_assert_eq(ax_graph_flat(graph)->n_components, 2, "a graph is no component");
	cr_assert_eq(ax_graph_flat(graph)->n_links, 1);
	run_graph();
	cr_assert_eq(tally.got, 30);
}

Test(acceptance_links, case_09_the_order_of_linking_does_not_matter)
{
	struct ax_graph *outer = ax_graph_new(engine, "outer");
	add_nested_sink(false);
	ax_graph_link(graph, ".inbox", "inner.inbox");
	ax_graph_add(outer, "source", &part_source, &(struct source){ .n = 30 }, NULL);
	ax_graph_nest(outer, "middle", graph);
	ax_graph_link(outer, "source.outbox", "middle.inbox");
	graph = outer;
	run_graph();
	cr_assert_eq(tally.got, 30);
}

static void pass_out(bool before)
{
	struct ax_graph *inner = ax_graph_new(engine, "inner");
	ax_graph_add(inner, "source", &part_source, &(struct source){ .n = 30 }, NULL);
	ax_graph_add(inner, "stage", &part_stage, NULL, NULL);
	if (before)
		ax_graph_link(inner, "stage.outbox", ".outbox");
	ax_graph_link(inner, "source.outbox", "stage.inbox");
	if (!before)
		ax_graph_link(inner, "stage.outbox", ".outbox");
	ax_graph_add(graph, "sink", &part_sink, &(struct sink){ .tally = &tally }, NULL);
	ax_graph_nest(graph, "inner", inner);
	ax_graph_link(graph, "inner.outbox", "sink.inbox");
	run_graph();
	cr_assert_eq(tally.got, 30);
}

Test(acceptance_links, case_10_an_outbox_passes_out_made_before)
{
	pass_out(true);
}

Test(acceptance_links, case_10_an_outbox_passes_out_made_after)
{
	pass_out(false);
}

Test(acceptance_links, case_16_a_cycle_of_pass_throughs_is_refused)
{
	struct ax_graph *inner = ax_graph_new(engine, "inner");
	ax_graph_add(inner, "stage", &part_stage, NULL, NULL);
	ax_graph_link(inner, ".inbox", ".inbox");
	ax_graph_nest(graph, "inner", inner);
	add_ends();
	ax_graph_link(graph, "source.outbox", "inner.inbox");
	cr_assert_not_null(ax_graph_check(graph));
}

Test(acceptance_links, case_17_an_outbox_linked_to_its_own_inbox)
{
	ax_graph_add(graph, "self", &part_soliloquy,
		     &(struct soliloquy){ .n = 100, .tally = &tally }, NULL);
	ax_graph_link(graph, "self.outbox", "self.inbox");
	run_graph();
	cr_assert_eq(tally.got, 100);
}

/* ---- bounds ------------------------------------------------------------------------------- */

Test(acceptance_links, case_21_the_final_inbox_has_the_bound_whatever_the_nesting)
{
	ax_graph_add(graph, "source", &part_source, &(struct source){ .n = 30 }, NULL);
	add_nested_sink(true);
	ax_graph_link(graph, "source.outbox", "inner.inbox");
	ax_graph_bound(graph, "inner.inbox", 3, 0);
	if (ax_graph_error(graph))
		expect_mistake("bound");
	else
		cr_assert_eq(ax_graph_flat(graph)->link[0].bound, 3);
}

/* ---- wake-ups ----------------------------------------------------------------------------- */

static struct rig rig;

Test(acceptance_links, case_30_a_former_producer_is_not_woken_a_new_one_is)
{
	struct ax_ticket ticket;
	rig_init(&rig);
	struct probe *old = rig_probe(&rig, 0), *new = rig_probe(&rig, 0);
	struct probe *consumer = rig_probe(&rig, 0);
	struct ax_handle handle = ax_handle_of(&old->base);
	rig_link(old, &old->outbox, consumer, &consumer->inbox, 2, 0, 0);
	rig_link(new, &new->outbox, consumer, &consumer->inbox, 2, 0, 0);
	rig_step(old, act_put, 2);
	rig_step(new, act_put, 2);
	rig_step(new, act_put, 2);
	rig_step(new, act_want_room, UINT32_MAX);
	ax_unlink(handle, "outbox", &ticket);
	rig_deliver(&rig);
	rig_step(old, act_wait, 0);
	cr_assert_eq(ax_ticket_status(&ticket), 0);
	cr_assert_eq(old->base.state, AX_IDLE);
	rig_step(consumer, act_take, 9);
	rig_step(consumer, act_wait, 0);
	cr_assert_eq(old->base.state, AX_IDLE);
	cr_assert_eq(new->base.state, AX_QUEUED);
	ax_handle_release(handle);
	rig_fini(&rig);
}

Test(acceptance_links, case_37_waking_one_leaves_the_others_asleep)
{
	rig_init(&rig);
	struct probe *from = rig_probe(&rig, 0), *one = rig_probe(&rig, 0);
	struct probe *two = rig_probe(&rig, 0);
	rig_join(from, one);
	rig_step(one, act_wait, 0);
	rig_step(two, act_wait, 0);
	rig_step(from, act_put, 1);
	cr_assert_eq(one->base.state, AX_QUEUED);
	cr_assert_eq(two->base.state, AX_IDLE);
	rig_fini(&rig);
}

Test(acceptance_links, case_38_waking_who_is_awake_does_nothing)
{
	rig_init(&rig);
	struct probe *probe = rig_probe(&rig, 0);
	rig_step(probe, act_nothing, 0);
	cr_assert_eq(probe->base.state, AX_QUEUED);
	ax_component_wake(&rig.worker[0], &probe->base);
	cr_assert(rig_queued(probe));
	cr_assert_null(probe->base.run_next);
	rig_fini(&rig);
}

static enum ax_status act_want_and_end(struct probe *probe)
{
	ax_want_message(&probe->inbox);
	ax_want_room(&probe->outbox, 1);
	ax_want_time(&probe->base, 1000000);
	return ax_done(&probe->base, AX_REASON_FINISHED);
}

Test(acceptance_links, case_39_who_waits_and_ends_in_one_step_has_ended)
{
	rig_init(&rig);
	struct probe *from = rig_probe(&rig, 0), *probe = rig_probe(&rig, 0);
	rig_join(from, probe);
	struct ax_handle handle = ax_handle_of(&probe->base);
	rig_step(probe, act_want_and_end, 0);
	cr_assert_eq(probe->base.state, AX_DEAD);
	cr_assert_eq(rig_step(from, act_put, 1), 0);
	cr_assert(ax_refused(&from->outbox));
	ax_handle_release(handle);
	rig_fini(&rig);
}
