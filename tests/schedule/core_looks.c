// SPDX-License-Identifier: Apache-2.0
/* core_looks: graphs in which a look at the peers without a fence may have overlooked somebody, and what
 * is left out after it is seen at once. */
#include "core_draw.h"

#include "link.h"

/* ---- a debt for room ------------------------------------------------------------------------- */

/* Wakes components for nothing, mostly the first, and moves one to another worker now and then. */
static void nudge(void *arg)
{
	const uint32_t n = *(uint32_t *)arg;
	struct ax_ticket ticket[40];
	uint32_t t = 0;
	for (uint32_t i = core_between(1, 40); i-- > 0; t++) {
		uint32_t c = core_one_in(3) ? core_between(0, n - 1) : 0;
		struct ax_handle handle = core_drawn.handle[c];
		unsigned here = handle.component->owner->id;
		ax_migrate(handle, core_one_in(6) ? core_between(0, 2) : here, &ticket[t]);
		for (uint32_t pause = core_between(0, 40); pause > 0; pause--)
			core_point();
	}
	while (t)
		core_await_ticket(&ticket[--t]);
	core_release_all();
}

static void start_nudging(struct core_case *test, struct ax_instance *instance)
{
	core_hold_all(instance);
	core_fiber(nudge, &test->flat.n_components);
}

/* A fork and a join in which the source is one message further ahead than the first link holds: each
 * message by the other waits for room in the first. The source asks for one slot and, when it is
 * woken for nothing, for more. */
void core_draw_nudged(struct core_case *test)
{
	struct core_source *source = core_source_image(0);
	struct core_sink *sink = core_image();
	source->forks = sink->joins = true;
	source->modest = sink->yields = true;
	source->lead = core_between(5, 10);
	source->count = 2 * core_between(source->lead + 1, source->lead + 30);
	uint32_t from = core_add(&core_source_type, source, "source");
	uint32_t to = core_add(&core_sink_type, sink, "sink");
	core_join(from, CORE_OUTBOX(core_source), to, CORE_INBOX(core_sink));
	core_join(from, offsetof(struct core_source, other), to, offsetof(struct core_sink, other));
	core_drawn.link[0].bound = source->lead - 1;
	test->worker[from] = test->worker[to] + 1;
	test->start = start_nudging;
	test->check = core_all_arrived;
}

/* ---- somebody else's step -------------------------------------------------------------------- */

/* Whether c, on another worker than that, sleeps and waits at its box at `offset`. */
static bool sleeps_at(struct ax_component *c, uint32_t offset, const struct ax_worker *worker)
{
	return c->owner != worker && c->state == AX_IDLE &&
	       (ax_component_box(c, offset)->flags & AX_BOX_AWAITED);
}

/* Whether the other end of the box's link sleeps on, elsewhere, although what it waits for is there. */
static bool sleeps_on(const struct ax_box *box, const struct ax_worker *worker)
{
	const struct ax_link *link = box->link;
	if (!link || !link->far)
		return false;
	uint32_t tail = link->more->tx.index, head = link->more->rx.index;
	uint32_t room = link->more->wants.room;
	if ((tail & AX_CLOSED_BIT) || (head & AX_REFUSED_BIT))
		return false;
	if (box->flags & AX_BOX_OUT)
		return tail != head && sleeps_at(link->consumer, link->inbox, worker);
	return (room & AX_ARMED_BIT) && ax_index_reached(head, room & AX_INDEX_MASK) &&
	       sleeps_at(link->producer, link->outbox, worker);
}

static bool peer_sleeps_on(struct ax_component *c)
{
	AX_FOR_EACH_BOX(spec, c)
	if (sleeps_on(ax_component_box(c, spec->offset), c->owner))
		return true;
	return false;
}

bool core_all_awake(const void *arg)
{
	const struct ax_component *self = arg;
	for (struct ax_component *c = self->owner->all; c && !core_stops(); c = c->all_next)
		if (c != self && peer_sleeps_on(c))
			return false;
	return true;
}

/* Most of the components to one group or the other. */
static void group_some(struct core_case *test)
{
	static struct ax_flat_group group[] = { { "one", 1 }, { "two", 2 } };
	test->flat.group = group;
	test->flat.n_groups = 2;
	for (uint32_t i = 0; i < test->flat.n_components; i++)
		if (!core_one_in(4))
			core_drawn.component[i].group = core_one_in(4);
}

/* A sink that hogs its worker; in front of it, as a rule on the same one, a pass that goes on message by
 * message, and drops all but one of so many; and a source, as a rule elsewhere. */
static void draw_hog(struct core_case *test, struct core_source *source, uint32_t thins)
{
	struct core_pass *pass = core_image();
	struct core_sink *sink = core_image();
	source->count += 20;
	pass->yields = true;
	pass->thins = thins;
	sink->hogs = sink->gaps = true;
	uint32_t from = core_add(&core_source_type, source, "source");
	uint32_t way = core_add(&core_pass_type, pass, "pass");
	uint32_t to = core_add(&core_sink_type, sink, "sink");
	core_join(from, CORE_OUTBOX(core_source), way, CORE_INBOX(core_pass));
	core_join(way, CORE_OUTBOX(core_pass), to, CORE_INBOX(core_sink));
	if (!core_one_in(4)) {
		test->worker[from] = 1;
		test->worker[way] = test->worker[to] = 0;
	}
	test->check = thins ? NULL : core_all_arrived;
}

void core_draw_hogs(struct core_case *test)
{
	draw_hog(test, core_source_image(0), core_one_in(2) ? core_between(2, 5) : 0);
	if (core_one_in(2)) {
		uint32_t other = core_add(&core_source_type, core_source_image(1), "source");
		core_join(other, CORE_OUTBOX(core_source), 2, CORE_INBOX(core_sink));
	}
	if (core_one_in(2))
		group_some(test);
}

/* The link is wide enough for heads to be kept back, and any room of it is worth a wake. The sink is not
 * woken in each step. */
void core_draw_lags(struct core_case *test)
{
	struct core_source *source = core_source_image(0);
	source->modest = true;
	draw_hog(test, source, core_between(2, 5));
	core_drawn.link[0].bound = core_between(8, 16);
}

/* ---- a move ------------------------------------------------------------------------------------- */

/* Sends component 0 to the worker of component 1, and away again. */
static void send_about(void *arg)
{
	const struct ax_handle *handle = arg;
	struct ax_ticket ticket[40];
	uint32_t t = 0;
	for (uint32_t i = core_between(1, 40); i-- > 0; t++) {
		unsigned home = handle[1].component->owner->id;
		ax_migrate(handle[0], t % 2 ? home + 1 : home, &ticket[t]);
		for (uint32_t pause = core_between(0, 60); pause > 0; pause--)
			core_point();
		if (core_one_in(2))
			core_await_ticket(&ticket[t]);
	}
	while (t)
		core_await_ticket(&ticket[--t]);
	core_release_all();
}

static void start_sending(struct core_case *test, struct ax_instance *instance)
{
	(void)test;
	core_hold_all(instance);
	core_fiber(send_about, core_drawn.handle);
}

/* A source that comes to its sink and leaves it, with each message in a step of its own. */
void core_draw_chase(struct core_case *test)
{
	struct core_source *source = core_source_image(0);
	source->burst = 1;
	source->count += 30;
	uint32_t from = core_add(&core_source_type, source, "source");
	uint32_t to = core_add(&core_sink_type, core_image(), "sink");
	core_join(from, CORE_OUTBOX(core_source), to, CORE_INBOX(core_sink));
	core_drawn.link[0].bound = core_between(1, 2);
	test->start = start_sending;
	test->check = core_all_arrived;
}

/* ---- a step that does not end ------------------------------------------------------------------- */

static void all_heard(const struct core_case *test)
{
	if (!test->orders && !core_spe_heard())
		core_fail("a signal got lost");
}

/* A component on an SPE signals to a data inbox, and waits in the same step until it was heard. */
void core_draw_told(struct core_case *test)
{
	uint32_t from = core_add(&core_teller_type, core_image(), "teller");
	uint32_t to = core_add(&core_hearer_type, core_image(), "hearer");
	core_join(from, CORE_SIGNAL, to, CORE_INBOX(core_hearer));
	core_drawn.link[0].bound = 64; /* more than it says */
	core_drawn.component[from].pin = 0;
	test->spe = true;
	test->check = all_heard;
	if (core_one_in(2))
		test->start = start_nudging;
}
