// SPDX-License-Identifier: Apache-2.0
/* core_graphs: small graphs with tiny bounds, and the draw of one of all kinds. */
#include "core_draw.h"

#include <string.h>

/* ---- kinds --------------------------------------------------------------------------------- */

void core_draw_pipeline(struct core_case *test)
{
	uint32_t n = core_between(0, 2), last = 0, signals = core_between(0, 2);
	struct core_source *source = core_source_image(0);
	size_t out = CORE_OUTBOX(core_source);
	bool cut = false;
	source->close = core_one_in(4) ? core_between(1, 4) : 0;
	source->fail = core_one_in(6) ? core_between(1, source->count) : 0;
	core_add(&core_source_type, source, "source");
	for (uint32_t i = 0; i < n; i++) {
		struct core_pass *pass = core_image();
		pass->fail = core_one_in(6) ? core_between(1, 8) : 0;
		pass->nap = core_one_in(6) ? core_between(1, 4) : 0;
		pass->spans = core_one_in(2);
		cut |= pass->fail != 0;
		uint32_t at = core_add(&core_pass_type, pass, "pass");
		core_join(last, out, at, CORE_INBOX(core_pass));
		if (signals)
			core_join(last, CORE_SIGNAL, at, CORE_CONTROL);
		last = at;
		out = CORE_OUTBOX(core_pass);
	}
	struct core_sink *sink = core_image();
	sink->limit = core_one_in(3) ? core_between(1, 8) : 0;
	sink->yields = core_one_in(4);
	uint32_t at = core_add(&core_sink_type, sink, "sink");
	core_join(last, out, at, CORE_INBOX(core_sink));
	if (signals)
		core_join(last, CORE_SIGNAL, at, CORE_CONTROL);
	test->check = cut || sink->limit ? NULL : core_all_arrived;
}

/* A fork and a join of links: room freed in one branch must be told before waiting in the other.
 * When the first way is as far ahead as its link holds, each message by the other waits for room
 * in the first. */
static void fork_join(struct core_case *test)
{
	struct core_source *source = core_source_image(0);
	struct core_sink *sink = core_image();
	struct core_pass *pass = core_image();
	source->forks = sink->joins = true;
	sink->yields = core_one_in(2);
	source->lead = core_one_in(2) ? core_between(1, 12) : 0;
	source->count = 2 * core_between(source->lead + 1, source->lead + 10);
	uint32_t from = core_add(&core_source_type, source, "source");
	uint32_t to = core_add(&core_sink_type, sink, "sink");
	core_join(from, CORE_OUTBOX(core_source), to, CORE_INBOX(core_sink));
	if (source->lead)
		core_drawn.link[0].bound = source->lead;
	if (core_one_in(2)) {
		core_join(from, offsetof(struct core_source, other), to,
			  offsetof(struct core_sink, other));
	} else {
		uint32_t way = core_add(&core_pass_type, pass, "pass");
		core_join(from, offsetof(struct core_source, other), way, CORE_INBOX(core_pass));
		core_join(way, CORE_OUTBOX(core_pass), to, offsetof(struct core_sink, other));
	}
	test->check = core_all_arrived;
}

/* Many sources and one inbox. */
static void many(struct core_case *test)
{
	struct core_sink *sink = core_image();
	sink->limit = core_one_in(4) ? core_between(1, 12) : 0;
	uint32_t to = core_add(&core_sink_type, sink, "sink");
	for (uint32_t i = core_between(2, 5); i-- > 0;) {
		struct core_source *source = core_source_image(i);
		source->close = core_one_in(4) ? core_between(1, 4) : 0;
		uint32_t from = core_add(&core_source_type, source, "source");
		core_join(from, CORE_OUTBOX(core_source), to, CORE_INBOX(core_sink));
	}
	test->check = sink->limit ? NULL : core_all_arrived;
}

/* Control messages behind data; mostly across workers and message by message, since this is where
 * an order can be lost. */
static void control(struct core_case *test)
{
	bool tight = !core_one_in(4);
	uint32_t to = core_add(&core_judge_type, core_image(), "judge");
	for (uint32_t i = core_between(1, 4); i-- > 0;) {
		struct core_source *source = core_source_image(i);
		source->tell = tight ? 1 : core_between(1, 3);
		if (tight) {
			source->burst = 1;
			source->count += 20;
		}
		uint32_t from = core_add(&core_source_type, source, "source");
		core_join(from, CORE_OUTBOX(core_source), to, CORE_INBOX(core_judge));
		core_join(from, CORE_SIGNAL, to, CORE_CONTROL);
		if (tight)
			test->worker[from] = test->worker[to] + core_between(1, CORE_WORKERS - 1);
	}
	test->check = core_all_arrived;
}

/* Last words that wake: nothing else does. */
static void signals(struct core_case *test)
{
	uint32_t last = core_add(&core_source_type, core_source_image(0), "source");
	for (uint32_t i = core_between(1, 5); i-- > 0;) {
		struct core_witness *witness = core_image();
		witness->follows = true;
		uint32_t at = core_add(&core_witness_type, witness, "witness");
		core_join(last, CORE_SIGNAL, at, CORE_CONTROL);
		last = at;
	}
	(void)test;
}

/* Components that come and go. */
static void births(struct core_case *test)
{
	struct core_source *source = core_source_image(0);
	struct core_sink *sink = core_image();
	sink->limit = core_one_in(3) ? core_between(1, 8) : 0;
	for (uint32_t i = 0; i < 2; i++)
		core_drawn.child_component[i] =
			(struct ax_flat_component){ .name = i ? "sink" : "source",
						    .pin = AX_NO_PIN,
						    .group = AX_NO_GROUP,
						    .keeper = AX_NO_KEEPER };
	core_drawn.child_component[0].type = &core_source_type;
	core_drawn.child_component[0].image = core_born(&core_source_type, source);
	core_drawn.child_component[1].type = &core_sink_type;
	core_drawn.child_component[1].image = core_born(&core_sink_type, sink);
	core_drawn.child_link[0] = (struct ax_flat_link){ .to = 1,
							  .outbox = CORE_OUTBOX(core_source),
							  .inbox = CORE_INBOX(core_sink),
							  .bound = core_bound() };
	core_drawn.child = (struct ax_flat){
		core_drawn.child_component, core_drawn.child_link, NULL, 2, 1, 0
	};
	for (uint32_t i = core_between(1, 2); i-- > 0;) {
		struct core_parent *parent = core_image();
		parent->child = &core_drawn.child;
		parent->left = core_between(1, 4);
		parent->at_once = core_between(1, 3);
		core_add(&core_parent_type, parent, "parent");
	}
	test->check = sink->limit ? NULL : core_all_arrived;
}

/* Components that see whether they are told when the run stops. */
static void add_witnesses(void)
{
	for (uint32_t i = core_between(1, 3); i-- > 0;)
		core_add(&core_witness_type, core_image(), "witness");
}

static const struct {
	const char *name;
	void (*draw)(struct core_case *test);
} kinds[] = {
	{ "pipeline", core_draw_pipeline },
	{ "fork", fork_join },
	{ "many", many },
	{ "control", control },
	{ "births", births },
	{ "signals", signals },
	{ "operations", core_draw_operations },
	{ "stops", core_draw_stops },
	{ "storm", core_draw_storm },
	{ "families", core_draw_families },
	{ "relinks", core_draw_relinks },
	{ "nudged", core_draw_nudged },
	{ "hogs", core_draw_hogs },
	{ "lags", core_draw_lags },
	{ "chase", core_draw_chase },
	{ "told", core_draw_told },
};

struct core_case *core_case_draw(const char *kind)
{
	static const uint32_t speeds[] = { 1, 1, 2000, 60000 };
	memset(&core_drawn, 0, sizeof(core_drawn));
	struct core_case *test = &core_drawn.test;
	size_t n = sizeof(kinds) / sizeof(kinds[0]), i = core_draw() % n;
	for (size_t k = 0; kind && k < n; k++)
		if (strcmp(kinds[i].name, kind) != 0)
			i = (i + 1) % n;
	if (kind && strcmp(kinds[i].name, kind) != 0)
		return NULL;
	core_clock_speed(speeds[core_draw() % 4]);
	core_kind(kinds[i].name);
	test->flat.component = core_drawn.component;
	test->flat.link = core_drawn.link;
	kinds[i].draw(test);
	if (test->calm)
		return test;
	/* Few moves leave it as it is when one has gone wrong. */
	test->shuffles = core_one_in(2) ? core_between(1, core_one_in(2) ? 30 : 4) : 0;
	if (core_one_in(8)) {
		test->orders = core_one_in(2) ? AX_ORDER_STOP : AX_ORDER_END;
		test->after = core_between(0, 100);
	}
	if (!test->start && core_one_in(test->orders ? 2 : 8))
		add_witnesses();
	return test;
}
