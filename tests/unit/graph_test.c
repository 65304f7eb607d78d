// SPDX-License-Identifier: Apache-2.0
/* graph: descriptions built from C, and what remains when their nesting is removed. */
#include "sample.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct ax_engine *engine;
static struct ax_graph *graph;

static void setup(void)
{
	engine = sample_engine();
	graph = ax_graph_new(engine, "outer");
}

static void teardown(void)
{
	ax_graph_free(graph);
	ax_engine_free(engine);
}

TestSuite(graph, .init = setup, .fini = teardown);

static void add(struct ax_graph *to, const char *name, const struct ax_component_type *type)
{
	ax_graph_add(to, name, type, NULL, NULL);
}

static void expect_link(const char *from, const char *to)
{
	cr_assert_null(ax_graph_check(graph), "%s", ax_graph_check(graph));
	cr_expect(sample_link(graph, from, to), "there is no link %s -> %s", from, to);
}

static void expect_error(const char *sentence)
{
	const char *error = ax_graph_check(graph);
	cr_assert_not_null(error);
	cr_assert_str_eq(error, sentence);
}

/* A graph of one echo, whose inbox and outbox are the graph's. */
static struct ax_graph *wrapped(const char *name)
{
	struct ax_graph *inner = ax_graph_new(engine, name);
	add(inner, "e", &sample_echo);
	ax_graph_link(inner, ".inbox", "e.inbox");
	ax_graph_link(inner, "e.outbox", ".outbox");
	return inner;
}

Test(graph, the_first_mistake_stays)
{
	add(graph, "a", &sample_echo);
	ax_graph_link(graph, "a.outbox", "b.inbox");
	ax_graph_link(graph, "c.outbox", "a.inbox");
	add(graph, "b", &sample_echo);
	expect_error("there is no component 'b' here");
	cr_assert_null(ax_graph_flat(graph));
}

Test(graph, names_are_unique_and_plain)
{
	add(graph, "a", &sample_echo);
	add(graph, "a", &sample_echo);
	expect_error("there are two components 'a'");
}

Test(graph, a_name_with_a_dot_is_refused)
{
	add(graph, "a.b", &sample_echo);
	expect_error("'a.b' can't be a component's name: use letters, digits, '_' and '-'");
}

Test(graph, many_names_are_found)
{
	char name[16];
	for (int i = 0; i < 5000; i++) {
		snprintf(name, sizeof(name), "c%d", i);
		add(graph, name, &sample_echo);
	}
	ax_graph_link(graph, "c0.outbox", "c4999.inbox");
	expect_link("c0.outbox", "c4999.inbox");
}

Test(graph, an_outbox_has_one_link)
{
	add(graph, "a", &sample_echo);
	add(graph, "b", &sample_echo);
	ax_graph_link(graph, "a.outbox", "b.inbox");
	ax_graph_link(graph, "a.outbox", "b.inbox");
	expect_error("outbox a.outbox is linked already, to b.inbox");
}

Test(graph, an_inbox_has_many_links)
{
	add(graph, "a", &sample_echo);
	add(graph, "b", &sample_echo);
	add(graph, "c", &sample_sink);
	ax_graph_link(graph, "a.outbox", "c.inbox");
	ax_graph_link(graph, "b.outbox", "c.inbox");
	expect_link("a.outbox", "c.inbox");
	expect_link("b.outbox", "c.inbox");
}

Test(graph, a_cycle_of_data_is_legal)
{
	add(graph, "a", &sample_echo);
	ax_graph_link(graph, "a.outbox", "a.inbox");
	expect_link("a.outbox", "a.inbox");
}

Test(graph, nested_boxes_lead_to_components)
{
	add(graph, "a", &sample_echo);
	ax_graph_nest(graph, "p", wrapped("inner"));
	add(graph, "z", &sample_sink);
	ax_graph_link(graph, "a.outbox", "p.inbox");
	ax_graph_link(graph, "p.outbox", "z.inbox");
	expect_link("a.outbox", "p/e.inbox");
	expect_link("p/e.outbox", "z.inbox");
	cr_assert_eq(sample_count_links(graph), 2);
}

Test(graph, nesting_of_any_depth_is_one_link)
{
	struct ax_graph *inner = wrapped("0");
	for (int i = 0; i < 20; i++) {
		struct ax_graph *around = ax_graph_new(engine, "n");
		ax_graph_nest(around, "n", inner);
		ax_graph_link(around, ".inbox", "n.inbox");
		ax_graph_link(around, "n.outbox", ".outbox");
		inner = around;
	}
	ax_graph_nest(graph, "n", inner);
	add(graph, "a", &sample_echo);
	ax_graph_link(graph, "a.outbox", "n.inbox");
	ax_graph_link(graph, "n.outbox", "a.inbox");
	cr_assert_null(ax_graph_check(graph), "%s", ax_graph_check(graph));
	cr_assert_eq(sample_count_links(graph), 2);
	cr_assert_eq(ax_graph_flat(graph)->n_components, 2);
}

Test(graph, nesting_has_an_end)
{
	struct ax_graph *inner = wrapped("0");
	for (int i = 0; i < 40; i++) {
		struct ax_graph *around = ax_graph_new(engine, "n");
		ax_graph_nest(around, "n", inner);
		inner = around;
	}
	ax_graph_nest(graph, "n", inner);
	expect_error("graphs are nested more than 32 deep at 'n'");
}

Test(graph, one_description_can_be_many_components)
{
	struct ax_graph *inner = wrapped("inner");
	ax_graph_nest(graph, "p", ax_graph_share(inner));
	ax_graph_nest(graph, "q", inner);
	ax_graph_link(graph, "p.outbox", "q.inbox");
	expect_link("p/e.outbox", "q/e.inbox");
}

Test(graph, a_million_copies_are_refused)
{
	struct ax_graph *inner = wrapped("0");
	for (int i = 0; i < 21; i++) {
		struct ax_graph *around = ax_graph_new(engine, "n");
		ax_graph_nest(around, "a", ax_graph_share(inner));
		ax_graph_nest(around, "b", inner);
		inner = around;
	}
	ax_graph_nest(graph, "n", inner);
	expect_error("a graph of more than 1048576 graphs");
}

Test(graph, a_graph_is_no_part_of_itself)
{
	ax_graph_nest(graph, "p", graph);
	expect_error("graph outer can't be a part of itself");
}

Test(graph, a_part_can_not_change_any_more)
{
	struct ax_graph *inner = wrapped("inner");
	ax_graph_nest(graph, "p", ax_graph_share(inner));
	add(inner, "f", &sample_echo);
	cr_assert_str_eq(ax_graph_error(inner), "graph inner can't change any more: it was run, or "
						"made part of another");
	cr_assert_null(ax_graph_error(graph));
	ax_graph_free(inner);
}

Test(graph, a_mistake_inside_is_the_outer_graphs_mistake)
{
	struct ax_graph *inner = wrapped("inner");
	ax_graph_link(inner, "e.outbx", "e.inbox");
	ax_graph_nest(graph, "p", inner);
	expect_error("component 'e' has no box 'outbx'; did you mean 'outbox'? It has inbox, "
		     "outbox, control and signal");
}

Test(graph, inboxes_pass_on_to_their_neighbours)
{
	add(graph, "a", &sample_echo);
	add(graph, "b", &sample_echo);
	add(graph, "c", &sample_echo);
	ax_graph_link(graph, "a.outbox", "b.inbox");
	ax_graph_link(graph, "b.inbox", "c.inbox");
	expect_link("a.outbox", "c.inbox");
	cr_assert_eq(sample_count_links(graph), 1);
}

Test(graph, outboxes_pass_on_to_their_neighbours_in_any_order)
{
	add(graph, "a", &sample_echo);
	add(graph, "b", &sample_echo);
	add(graph, "c", &sample_echo);
	ax_graph_link(graph, "a.outbox", "b.outbox");
	ax_graph_link(graph, "b.outbox", "c.inbox");
	expect_link("a.outbox", "c.inbox");
	expect_link("b.outbox", "c.inbox");
}

Test(graph, passing_on_in_a_ring_is_refused)
{
	add(graph, "a", &sample_echo);
	add(graph, "b", &sample_echo);
	ax_graph_link(graph, "a.outbox", "b.outbox");
	ax_graph_link(graph, "b.outbox", "a.outbox");
	expect_error("a cycle of pass-throughs, in which no message arrives: b.outbox -> a.outbox "
		     "-> b.outbox");
}

Test(graph, types_must_agree)
{
	add(graph, "gain", &sample_tone);
	add(graph, "tcp", &sample_sink);
	ax_graph_link(graph, "gain.outbox", "tcp.inbox");
	expect_error("link gain.outbox (audio) -> tcp.inbox (bytes): type mismatch");
}

Test(graph, a_type_goes_where_what_it_is_goes)
{
	add(graph, "v", &sample_vorbis);
	add(graph, "s", &sample_sink);
	ax_graph_link(graph, "v.outbox", "s.inbox");
	expect_link("v.outbox", "s.inbox");
}

Test(graph, any_goes_anywhere_and_control_takes_all)
{
	add(graph, "x", &sample_switchboard);
	add(graph, "m", &sample_meter);
	add(graph, "t", &sample_tone);
	ax_graph_link(graph, "x.errors", "m.inbox");
	ax_graph_link(graph, "t.outbox", "x.control");
	ax_graph_link(graph, "t.signal", "x.next");
	expect_link("x.errors", "m.inbox");
	expect_link("t.outbox", "x.control");
	expect_link("t.signal", "x.next");
}

Test(graph, a_pipeline_without_components_is_refused)
{
	const char *none[] = { NULL };
	ax_graph_pipeline(graph, none);
	expect_error("a pipeline without components");
}

Test(graph, nothing_follows_a_sink)
{
	const char *names[] = { "s", "e", NULL };
	add(graph, "s", &sample_sink);
	add(graph, "e", &sample_echo);
	ax_graph_pipeline(graph, names);
	expect_error("s has no outbox, so nothing can follow it");
}

Test(graph, a_pipeline_passes_its_outer_boxes_on)
{
	const char *names[] = { "a", "b", NULL };
	struct ax_graph *inner = ax_graph_new(engine, "inner");
	add(inner, "a", &sample_echo);
	add(inner, "b", &sample_sink);
	ax_graph_pipeline(inner, names);
	ax_graph_nest(graph, "p", inner);
	add(graph, "x", &sample_switchboard);
	ax_graph_link(graph, "x.outbox", "p.inbox");
	ax_graph_link(graph, "x.signal", "p.control");
	ax_graph_link(graph, "p.signal", "x.next");
	expect_link("x.outbox", "p/a.inbox");
	expect_link("x.signal", "p/a.control");
	expect_link("p/b.signal", "x.next");
}

Test(graph, the_innermost_bound_holds)
{
	struct ax_graph *inner = wrapped("inner");
	ax_graph_bound(inner, "e.inbox", 5, 0);
	ax_graph_nest(graph, "p", inner);
	ax_graph_nest(graph, "q", wrapped("inner"));
	add(graph, "a", &sample_echo);
	add(graph, "b", &sample_echo);
	ax_graph_bound(graph, "p.inbox", 7, 0);
	ax_graph_bound(graph, "q.inbox", 7, 1024);
	ax_graph_link(graph, "a.outbox", "p.inbox");
	ax_graph_link(graph, "b.outbox", "q.inbox");
	cr_assert_null(ax_graph_check(graph));
	cr_assert_eq(sample_link(graph, "a.outbox", "p/e.inbox")->bound, 5);
	cr_assert_eq(sample_link(graph, "b.outbox", "q/e.inbox")->bound, 7);
	cr_assert_eq(sample_link(graph, "b.outbox", "q/e.inbox")->n_bytes, 1024);
}

Test(graph, a_bound_of_nothing_is_refused)
{
	add(graph, "a", &sample_echo);
	ax_graph_bound(graph, "a.inbox", 0, 0);
	expect_error("a bound of 0 messages; it goes from 1 to 1073741823");
}

Test(graph, pins_and_groups_reach_inside)
{
	ax_graph_group(graph, "fast", 3);
	ax_graph_nest(graph, "p", wrapped("inner"));
	ax_graph_pin(graph, "p", 2);
	ax_graph_join_group(graph, "p", "fast");
	cr_assert_null(ax_graph_check(graph));
	cr_assert_eq(sample_component(graph, "p/e")->pin, 2);
	cr_assert_eq(sample_component(graph, "p/e")->group, 0);
	cr_assert_eq(ax_graph_flat(graph)->n_groups, 1);
	cr_assert_str_eq(ax_graph_flat(graph)->group[0].name, "fast");
}

Test(graph, a_flag_is_found_in_graphs_and_in_parameters)
{
	struct ax_graph *inner = ax_graph_new(engine, "inner");
	add(graph, "a", &sample_echo);
	cr_assert_null(ax_graph_has(graph, AX_OUTSIDE));
	ax_graph_add(inner, "s", &sample_server, NULL, "protocol='server ! sink'");
	ax_graph_nest(graph, "p", inner);
	cr_assert_eq(ax_graph_has(graph, AX_OUTSIDE), &sample_server);
}

Test(graph, it_can_be_drawn)
{
	add(graph, "a", &sample_echo);
	ax_graph_nest(graph, "p", wrapped("inner"));
	ax_graph_link(graph, "a.outbox", "p.inbox");
	size_t n = ax_graph_dot(graph, NULL, 0);
	char *text = malloc(n + 1);
	cr_assert_eq(ax_graph_dot(graph, text, n + 1), n);
	cr_assert_eq(strlen(text), n);
	cr_assert_not_null(strstr(text, "digraph \"outer\" {"));
	cr_assert_not_null(strstr(text, "subgraph \"cluster_p\""));
	cr_assert_not_null(strstr(text, "\"a\" -> \"p/.inbox\""));
	cr_assert_not_null(strstr(text, "\"p/.inbox\" -> \"p/e\""));
	char some[20];
	cr_assert_eq(ax_graph_dot(graph, some, sizeof(some)), n);
	cr_assert_eq(strlen(some), sizeof(some) - 1);
	free(text);
}

Test(graph, flattening_happens_once)
{
	add(graph, "a", &sample_echo);
	const struct ax_flat *flat = ax_graph_flat(graph);
	cr_assert_not_null(flat);
	cr_assert_eq(ax_graph_flat(graph), flat);
	add(graph, "b", &sample_echo);
	cr_assert_eq(flat->n_components, 1);
}
