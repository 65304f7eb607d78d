// SPDX-License-Identifier: Apache-2.0
/* core_outside: graphs that threads from outside change while they run. */
#include "core_draw.h"

#include <errno.h>

/* Sources 0 and 1, sinks 2 and 3: leads the sources from sink to sink, stops the sinks at last. */
static void meddle(void *arg)
{
	(void)arg;
	struct ax_ticket ticket[16], end[2];
	unsigned n = 0;
	for (uint32_t i = core_between(1, 5); i-- > 0;) {
		struct ax_handle from = core_drawn.handle[core_between(0, 1)];
		ax_unlink(from, "outbox", &ticket[n]);
		if (core_one_in(2))
			core_await_ticket(&ticket[n]);
		n++;
		ax_link(from, "outbox", core_drawn.handle[core_between(2, 3)], "inbox", &ticket[n]);
		if (core_one_in(2))
			core_await_ticket(&ticket[n]);
		n++;
		ax_migrate(core_drawn.handle[core_between(0, 3)], core_between(0, 2), &ticket[n++]);
	}
	while (n)
		core_await_ticket(&ticket[--n]);
	for (unsigned i = 0; i < 2; i++)
		while (core_drawn.handle[i].component->state != AX_DEAD)
			core_idle();
	for (unsigned i = 0; i < 2; i++)
		ax_stop(core_drawn.handle[2 + i], &end[i]);
	for (unsigned i = 0; i < 2; i++)
		core_await_ticket(&end[i]);
	core_release_all();
}

static void start_meddling(struct core_case *test, struct ax_instance *instance)
{
	(void)test;
	core_hold_all(instance);
	core_fiber(meddle, NULL);
}

void core_draw_operations(struct core_case *test)
{
	for (uint32_t i = 0; i < 2; i++) {
		struct core_source *source = core_source_image(i);
		source->count = core_between(1, 30);
		core_add(&core_source_type, source, "source");
	}
	for (uint32_t i = 0; i < 2; i++) {
		struct core_sink *sink = core_image();
		sink->gaps = true;
		core_add(&core_sink_type, sink, "sink");
	}
	core_join(0, CORE_OUTBOX(core_source), core_between(2, 3), CORE_INBOX(core_sink));
	core_join(1, CORE_OUTBOX(core_source), core_between(2, 3), CORE_INBOX(core_sink));
	test->start = start_meddling;
	test->check = core_all_counted;
}

static bool lives(struct ax_handle handle)
{
	return handle.component->state != AX_DEAD && !core_stops();
}

/* All sources have ended: the sink gets all that they have put into links, and ends by itself if one
 * has closed its link. */
static void await_rest(const struct ax_handle *source, uint32_t n, struct ax_handle sink)
{
	uint64_t put = 0, got = 0;
	for (uint32_t i = 0; i < n; i++) {
		const struct ax_aside *aside = source[i].component->aside;
		put += core_seen.put[i] - (aside ? aside->dropped : 0);
	}
	while (got < put && lives(sink)) {
		core_idle();
		got = 0;
		for (uint32_t i = 0; i < n; i++)
			got += core_seen.got[i];
	}
	while (core_seen.closes && lives(sink))
		core_idle();
}

/* One sink, the last; links and unlinks its sources again and again, mostly without waiting, so that
 * links are held back until older ones are drained. */
static void relink(void *arg)
{
	const uint32_t n = *(uint32_t *)arg - 1;
	struct ax_ticket ticket[24], end;
	uint32_t t = 0;
	for (uint32_t i = core_between(4, 23); i-- > 0; t++) {
		struct ax_handle from = core_drawn.handle[core_between(0, n - 1)];
		uint32_t what = core_between(0, 9);
		if (what < 3)
			ax_unlink(from, "outbox", &ticket[t]);
		else if (what < 7)
			ax_link(from, "outbox", core_drawn.handle[n], "inbox", &ticket[t]);
		else
			ax_migrate(core_drawn.handle[core_between(0, n)], core_between(0, 2),
				   &ticket[t]);
		if (core_one_in(6))
			core_await_ticket(&ticket[t]);
	}
	while (t)
		core_await_ticket(&ticket[--t]);
	for (uint32_t i = 0; i < n; i++)
		while (core_drawn.handle[i].component->state != AX_DEAD)
			core_idle();
	if (!core_drawn.sink->limit && !core_one_in(3))
		await_rest(core_drawn.handle, n, core_drawn.handle[n]);
	ax_stop(core_drawn.handle[n], &end);
	core_await_ticket(&end);
	core_release_all();
}

static void start_relinking(struct core_case *test, struct ax_instance *instance)
{
	core_hold_all(instance);
	core_fiber(relink, &test->flat.n_components);
}

void core_draw_relinks(struct core_case *test)
{
	uint32_t n = core_one_in(2) ? 1 : core_between(2, 3);
	struct core_sink *sink = core_drawn.sink = core_image();
	for (uint32_t i = 0; i < n; i++) {
		struct core_source *source = core_source_image(i);
		source->count = core_between(5, 40);
		core_add(&core_source_type, source, "source");
	}
	sink->gaps = true;
	sink->yields = core_one_in(2);
	sink->limit = core_one_in(3) ? core_between(1, 30) : 0;
	uint32_t to = core_add(&core_sink_type, sink, "sink");
	for (uint32_t i = 0; i < n; i++)
		core_join(i, CORE_OUTBOX(core_source), to, CORE_INBOX(core_sink));
	test->start = start_relinking;
	test->check = sink->limit ? NULL : core_all_counted;
}

/* Stops components of a pipeline at any time, also twice and after their end. */
static void meddle_ends(void *arg)
{
	uint32_t n = *(uint32_t *)arg;
	struct ax_ticket ticket[4];
	for (uint32_t i = 0; i < n; i++)
		ax_stop(core_drawn.handle[core_between(0, n - 1)], &ticket[i]);
	for (uint32_t i = 0; i < n; i++)
		core_await_ticket(&ticket[i]);
	core_release_all();
}

static void start_ends(struct core_case *test, struct ax_instance *instance)
{
	core_hold_all(instance);
	core_fiber(meddle_ends, &test->flat.n_components);
}

void core_draw_stops(struct core_case *test)
{
	core_draw_pipeline(test);
	test->check = NULL;
	test->start = start_ends;
}

/* Two threads from outside that do what they like to three sources and two sinks, and don't wait for
 * each other: links of data and of control, unlinks, moves, stops; also of what has ended. */
static void meddle_wildly(void *arg)
{
	const struct ax_handle *handle = arg;
	struct ax_ticket ticket[8];
	for (uint32_t i = 0; i < 8; i++) {
		struct ax_handle source = handle[core_between(0, 2)];
		struct ax_handle sink = handle[core_between(3, 4)];
		uint32_t what = core_between(0, 12);
		if (what < 4)
			ax_link(source, "outbox", sink, "inbox", &ticket[i]);
		else if (what < 5)
			ax_link(source, "signal", sink, "control", &ticket[i]);
		else if (what < 8)
			ax_unlink(source, "outbox", &ticket[i]);
		else if (what < 9)
			ax_unlink(source, "signal", &ticket[i]);
		else if (what < 12)
			ax_migrate(core_one_in(2) ? source : sink, core_between(0, 3), &ticket[i]);
		else
			ax_stop(core_one_in(2) ? source : sink, &ticket[i]);
		if (core_one_in(3))
			core_await_ticket(&ticket[i]);
	}
	for (uint32_t i = 0; i < 8; i++)
		core_await_ticket(&ticket[i]);
	for (uint32_t i = 0; i < 5; i++)
		ax_stop(handle[i], &ticket[i]);
	for (uint32_t i = 0; i < 5; i++)
		core_await_ticket(&ticket[i]);
	for (uint32_t i = 0; i < 5; i++)
		ax_handle_release(handle[i]);
}

static void start_storm(struct core_case *test, struct ax_instance *instance)
{
	(void)test;
	for (uint32_t m = 0; m < 2; m++) {
		for (uint32_t i = 0; i < 5; i++)
			core_drawn.shared[m][i] = ax_handle_of(instance->component[i]);
		core_fiber(meddle_wildly, core_drawn.shared[m]);
	}
}

void core_draw_storm(struct core_case *test)
{
	for (uint32_t i = 0; i < 3; i++) {
		struct core_source *source = core_source_image(i);
		source->count = core_between(1, 40);
		source->tell = core_between(0, 3);
		core_add(&core_source_type, source, "source");
	}
	for (uint32_t i = 0; i < 2; i++) {
		struct core_sink *sink = core_image();
		sink->gaps = true;
		sink->limit = core_one_in(4) ? core_between(1, 20) : 0;
		core_add(&core_sink_type, sink, "sink");
	}
	for (uint32_t i = 0; i < 3; i++)
		if (!core_one_in(3))
			core_join(i, CORE_OUTBOX(core_source), core_between(3, 4),
				  CORE_INBOX(core_sink));
	test->start = start_storm;
}

/* Sends a keeper about, and waits each time until its family is where it is. */
static void lead(void *arg)
{
	const uint32_t n = *(uint32_t *)arg;
	struct ax_handle keeper = core_drawn.handle[0];
	struct ax_ticket moved, end[CORE_MEMBERS];
	while (!core_drawn.member[n - 1].component)
		core_idle();
	for (uint32_t i = core_between(1, 4); i-- > 0;) {
		uint32_t worker = core_owned_by(keeper.component, 0) ? 1 : 0;
		ax_migrate(keeper, worker, &moved);
		core_await_ticket(&moved);
		if (ax_ticket_status(&moved) != 0)
			core_fail("a keeper can't be moved: %d", ax_ticket_status(&moved));
		if (!core_owned_by(keeper.component, worker))
			core_fail("a move was answered before it was made");
		for (uint32_t k = 0; k < n; k++)
			while (!core_owned_by(core_drawn.member[k].component, worker))
				core_idle();
	}
	for (uint32_t k = 0; k < n; k++)
		ax_stop(core_drawn.member[k], &end[k]);
	for (uint32_t k = 0; k < n; k++) {
		core_await_ticket(&end[k]);
		ax_handle_release(core_drawn.member[k]);
	}
	ax_handle_release(keeper);
}

static void start_leading(struct core_case *test, struct ax_instance *instance)
{
	core_drawn.handle[0] = ax_handle_of(instance->component[0]);
	core_fiber(lead, &core_drawn.child.n_components);
	(void)test;
}

void core_draw_families(struct core_case *test)
{
	struct core_member *member = core_image();
	struct core_parent *parent = core_image();
	uint32_t n = core_between(1, CORE_MEMBERS);
	member->here = core_drawn.member;
	for (uint32_t i = 0; i < n; i++)
		core_drawn.child_component[i] =
			(struct ax_flat_component){ .name = "member",
						    .type = &core_member_type,
						    .image = core_born(&core_member_type, member),
						    .pin = AX_NO_PIN,
						    .group = AX_NO_GROUP,
						    .keeper = AX_NO_KEEPER };
	core_drawn.child = (struct ax_flat){ core_drawn.child_component, NULL, NULL, n, 0, 0 };
	parent->child = &core_drawn.child;
	parent->left = 1;
	parent->at_once = 1;
	core_add(&core_parent_type, parent, "parent");
	test->start = start_leading;
	test->calm = true;
}
