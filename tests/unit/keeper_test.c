// SPDX-License-Identifier: Apache-2.0
/* keeper: the conventions of a graph inside a graph, in each of the ways that its control and its
 * signal can be wired. What each child heard, and what the graph said at its end, is written down
 * by the components themselves. */
#include "graph_private.h"

#include <axon/engine.h>
#include <axon/run.h>

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <stdio.h>

/* A component that waits for one control message, notes it, and ends for the reason it gives. */
struct waiter {
	struct ax_component base;
	uint16_t *heard;
};

static enum ax_status wait_for_control(struct ax_component *self)
{
	struct waiter *waiter = (struct waiter *)self;
	struct ax_msg msg;
	if (!ax_take1(&self->control, &msg))
		return AX_STEP_WAIT;
	*waiter->heard = msg.type;
	return ax_done(self, msg.type == AX_SHUTDOWN ? AX_REASON_SHUTDOWN : AX_REASON_FINISHED);
}

/* A component that says one thing. */
struct teller {
	struct ax_component base;
	struct ax_outbox outbox;
	uint16_t what;
};

AX_STEP(teller, teller)
{
	AX_BEGIN(teller);
	AX_PUT(teller, outbox, ((struct ax_msg){ .type = teller->what }));
	AX_END(teller);
}

/* A component that ends at once. */
static enum ax_status end(struct ax_component *self)
{
	return ax_done(self, AX_REASON_FINISHED);
}

static const struct ax_box_spec no_boxes[] = { AX_BOXES_END };
static const struct ax_box_spec teller_boxes[] = {
	AX_OUTBOX(struct teller, outbox, "any", "what it says"),
	AX_BOXES_END,
};
static const struct ax_component_type waiter_type = {
	.name = "waiter",
	.doc = "waits for control",
	.size = sizeof(struct waiter),
	.boxes = no_boxes,
	.flags = AX_READS_CONTROL,
	.step = wait_for_control,
};
static const struct ax_component_type teller_type = {
	.name = "teller",
	.doc = "says one thing",
	.size = sizeof(struct teller),
	.boxes = teller_boxes,
	.step = teller_step,
};
static const struct ax_component_type end_type = {
	.name = "end",
	.doc = "ends",
	.size = sizeof(struct ax_component),
	.boxes = no_boxes,
	.step = end,
};

/* What one way of wiring is, and what comes of it. */
struct wiring {
	bool control_wired; /* the graph's control goes to child a, and a's signal to b's control */
	bool sibling_fed;   /* a's signal feeds b's control, and nothing else does */
	bool signal_wired;  /* child b's signal is the graph's signal */
	uint16_t what;	    /* what the graph is told */
	uint16_t a, b;	    /* what its children hear */
	uint16_t said;	    /* what the graph says at its end */
	bool seeded;
};

static struct ax_graph *inner_graph(struct ax_engine *engine, const struct wiring *w,
				    uint16_t *heard)
{
	struct ax_graph *graph = ax_graph_new(engine, "inner");
	struct waiter a = { .heard = &heard[0] }, b = { .heard = &heard[1] };
	ax_graph_add(graph, "a", &waiter_type, &a, NULL);
	ax_graph_add(graph, "b", &waiter_type, &b, NULL);
	if (w->control_wired)
		ax_graph_link(graph, ".control", "a.control");
	if (w->control_wired || w->sibling_fed)
		ax_graph_link(graph, "a.signal", "b.control");
	if (w->signal_wired)
		ax_graph_link(graph, "b.signal", ".signal");
	return graph;
}

static void run(struct ax_graph *graph, bool seeded)
{
	char error[300] = "";
	struct ax_result result;
	struct ax_run_options options = { .seeded = seeded, .seed = 7, .workers = 2 };
	int status = ax_run_graph(graph, &options, &result, error, sizeof(error));
	cr_assert_eq(status, 0, "%s", error);
	cr_assert_eq(result.failed, 0);
	cr_assert(!result.wedged);
}

static void check(const struct wiring *w)
{
	uint16_t heard[3] = { AX_NONE, AX_NONE, AX_NONE };
	struct ax_engine *engine = ax_engine_new();
	struct ax_graph *graph = ax_graph_new(engine, "outer");
	struct teller teller = { .what = w->what };
	struct waiter witness = { .heard = &heard[2] };
	ax_graph_add(graph, "teller", &teller_type, &teller, NULL);
	ax_graph_nest(graph, "p", inner_graph(engine, w, heard));
	ax_graph_add(graph, "witness", &waiter_type, &witness, NULL);
	ax_graph_link(graph, "teller.outbox", "p.control");
	ax_graph_link(graph, "p.signal", "witness.control");
	cr_assert_null(ax_graph_check(graph), "%s", ax_graph_check(graph));
	run(graph, w->seeded);
	cr_expect_eq(heard[0], w->a, "a heard %u", heard[0]);
	cr_expect_eq(heard[1], w->b, "b heard %u", heard[1]);
	cr_expect_eq(heard[2], w->said, "the graph said %u", heard[2]);
	ax_graph_free(graph);
	ax_engine_free(engine);
}

/* The six ways, and what a graph makes of being told to finish and to stop. Where control is wired
 * and no child feeds signal, the graph was told nothing itself: it says that it has finished. */
ParameterizedTestParameters(keeper, control_and_signal_go_by_the_conventions)
{
	enum {
		FIN = AX_FINISHED,
		STOP = AX_SHUTDOWN
	};
	static struct wiring ways[] = {
		{ true, false, true, STOP, STOP, STOP, STOP, false },
		{ true, false, false, STOP, STOP, STOP, FIN, false },
		{ false, false, true, STOP, STOP, STOP, STOP, false },
		{ false, false, false, STOP, STOP, STOP, STOP, false },
		{ false, true, true, STOP, STOP, STOP, STOP, false },
		{ false, true, false, STOP, STOP, STOP, STOP, false },
		{ true, false, true, FIN, FIN, FIN, FIN, false },
		{ true, false, false, FIN, FIN, FIN, FIN, false },
		{ false, false, true, FIN, FIN, FIN, FIN, false },
		{ false, false, false, FIN, FIN, FIN, FIN, false },
		{ false, true, true, FIN, FIN, FIN, FIN, false },
		{ false, true, false, FIN, FIN, FIN, FIN, false },
		{ false, false, false, STOP, STOP, STOP, STOP, true },
		{ true, false, false, STOP, STOP, STOP, FIN, true },
	};
	return cr_make_param_array(struct wiring, ways, sizeof(ways) / sizeof(ways[0]));
}

ParameterizedTest(struct wiring *w, keeper, control_and_signal_go_by_the_conventions)
{
	check(w);
}

Test(keeper, a_graph_in_a_graph_in_a_graph_is_told_to_stop)
{
	uint16_t heard[3] = { AX_NONE, AX_NONE, AX_NONE };
	struct ax_engine *engine = ax_engine_new();
	struct wiring nothing = { .what = AX_SHUTDOWN };
	struct ax_graph *middle = ax_graph_new(engine, "middle");
	struct ax_graph *outer = ax_graph_new(engine, "outer");
	struct teller teller = { .what = AX_SHUTDOWN };
	struct waiter witness = { .heard = &heard[2] };
	ax_graph_nest(middle, "in", inner_graph(engine, &nothing, heard));
	ax_graph_nest(outer, "p", middle);
	ax_graph_add(outer, "teller", &teller_type, &teller, NULL);
	ax_graph_add(outer, "witness", &waiter_type, &witness, NULL);
	ax_graph_link(outer, "teller.outbox", "p.control");
	ax_graph_link(outer, "p.signal", "witness.control");
	run(outer, false);
	cr_expect_eq(heard[0], AX_SHUTDOWN);
	cr_expect_eq(heard[1], AX_SHUTDOWN);
	cr_expect_eq(heard[2], AX_SHUTDOWN);
	ax_graph_free(outer);
	ax_engine_free(engine);
}

Test(keeper, a_graph_says_when_all_of_it_has_ended)
{
	uint16_t heard = AX_NONE;
	struct ax_engine *engine = ax_engine_new();
	struct ax_graph *inner = ax_graph_new(engine, "inner");
	struct ax_graph *outer = ax_graph_new(engine, "outer");
	struct waiter witness = { .heard = &heard };
	char name[16];
	for (int i = 0; i < 50; i++) {
		snprintf(name, sizeof(name), "e%d", i);
		ax_graph_add(inner, name, &end_type, NULL, NULL);
	}
	ax_graph_nest(outer, "p", inner);
	ax_graph_add(outer, "witness", &waiter_type, &witness, NULL);
	ax_graph_link(outer, "p.signal", "witness.control");
	run(outer, false);
	cr_expect_eq(heard, AX_FINISHED);
	ax_graph_free(outer);
	ax_engine_free(engine);
}

Test(keeper, a_graph_without_components_ends_at_once)
{
	uint16_t heard = AX_NONE;
	struct ax_engine *engine = ax_engine_new();
	struct ax_graph *outer = ax_graph_new(engine, "outer");
	struct waiter witness = { .heard = &heard };
	ax_graph_nest(outer, "p", ax_graph_new(engine, "inner"));
	ax_graph_add(outer, "witness", &waiter_type, &witness, NULL);
	ax_graph_link(outer, "p.signal", "witness.control");
	run(outer, false);
	cr_expect_eq(heard, AX_FINISHED);
	ax_graph_free(outer);
	ax_engine_free(engine);
}

Test(keeper, a_graph_that_nobody_asks_has_no_keeper)
{
	struct ax_engine *engine = ax_engine_new();
	struct ax_graph *inner = ax_graph_new(engine, "inner");
	struct ax_graph *outer = ax_graph_new(engine, "outer");
	ax_graph_add(inner, "e", &end_type, NULL, NULL);
	ax_graph_nest(outer, "p", inner);
	cr_assert_eq(ax_graph_flat(outer)->n_components, 1);
	run(outer, false);
	ax_graph_free(outer);
	ax_engine_free(engine);
}

Test(keeper, too_many_to_control_is_a_sentence)
{
	struct ax_engine *engine = ax_engine_new();
	struct ax_graph *inner = ax_graph_new(engine, "inner");
	struct ax_graph *outer = ax_graph_new(engine, "outer");
	char name[16];
	for (int i = 0; i < 1001; i++) {
		snprintf(name, sizeof(name), "e%d", i);
		ax_graph_add(inner, name, &end_type, NULL, NULL);
	}
	ax_graph_nest(outer, "p", inner);
	ax_graph_add(outer, "e", &end_type, NULL, NULL);
	ax_graph_link(outer, "e.signal", "p.control");
	cr_assert_str_eq(ax_graph_check(outer),
			 "graph p has more than 1000 components whose control is not linked");
	ax_graph_free(outer);
	ax_engine_free(engine);
}
