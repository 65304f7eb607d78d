// SPDX-License-Identifier: Apache-2.0
/* core_graphs: small graphs with tiny bounds, drawn from the seed, and what must come of each. */
#include "core.h"

#include <errno.h>
#include <string.h>

static struct {
	struct core_case test;
	struct ax_flat_component component[CORE_COMPONENTS], child_component[CORE_MEMBERS];
	struct ax_flat_link link[CORE_LINKS], child_link[1];
	union {
		struct ax_component base;
		struct core_source source;
		struct core_pass pass;
		struct core_sink sink;
		struct core_judge judge;
		struct core_parent parent;
		struct core_witness witness;
		struct core_member member;
	} image[CORE_COMPONENTS + 2];
	struct ax_flat child;
	struct ax_handle handle[4], shared[2][5]; /* `shared`: of each of two meddlers */
	struct ax_handle member[CORE_MEMBERS + 1];
	struct core_sink *sink; /* of `relinks` */
	uint32_t n_images;
} drawn;

/* ---- building ------------------------------------------------------------------------------ */

static void *image_new(void)
{
	return &drawn.image[drawn.n_images++];
}

static const void *born(const struct ax_component_type *type, void *image)
{
	ax_component_init(image, type);
	return image;
}

static uint32_t add(const struct ax_component_type *type, void *image, const char *name)
{
	uint32_t i = drawn.test.flat.n_components++;
	drawn.component[i] = (struct ax_flat_component){ .name = name,
							 .type = type,
							 .image = born(type, image),
							 .pin = AX_NO_PIN,
							 .group = AX_NO_GROUP,
							 .keeper = AX_NO_KEEPER };
	drawn.test.worker[i] = core_between(0, CORE_WORKERS - 1);
	return i;
}

/* Mostly so tight that somebody waits all the time, now and then wide enough for a link to grow. */
static uint32_t bound(void)
{
	return core_one_in(6) ? core_between(9, 40) : core_between(1, 4);
}

static void join(uint32_t from, size_t outbox, uint32_t to, size_t inbox)
{
	drawn.link[drawn.test.flat.n_links++] = (struct ax_flat_link){ .from = from,
								       .to = to,
								       .outbox = (uint16_t)outbox,
								       .inbox = (uint16_t)inbox,
								       .bound = bound() };
}

/* Every component type here has its first inbox, or outbox, right behind its base. */
#define INBOX(part)  offsetof(struct part, inbox)
#define OUTBOX(part) offsetof(struct part, outbox)
#define CONTROL	     offsetof(struct ax_component, control)
#define SIGNAL	     offsetof(struct ax_component, signal)

static struct core_source *source_image(uint32_t id)
{
	struct core_source *source = image_new();
	source->id = id;
	source->count = core_one_in(6) ? core_between(15, 40) : core_between(1, 14);
	source->burst = core_one_in(6) ? core_between(4, 40) : core_between(1, 3);
	return source;
}

/* ---- checks -------------------------------------------------------------------------------- */

static void all_arrived(const struct core_case *test)
{
	for (uint32_t i = 0; i < CORE_NAMED && !test->orders; i++)
		if (core_seen.got[i] != core_seen.put[i])
			core_fail("source %u: %u messages were put and %u came", i,
				  core_seen.put[i], core_seen.got[i]);
}

/* What nobody got was counted. An unread shutdown of each sink may have been, too. */
static void all_counted(const struct core_case *test)
{
	uint64_t put = 0, got = core_dropped();
	for (uint32_t i = 0; i < CORE_NAMED; i++) {
		put += core_seen.put[i];
		got += core_seen.got[i];
	}
	if (!test->orders && (got < put || got > put + 2))
		core_fail("%u messages were put, and %u came or were dropped", (unsigned)put,
			  (unsigned)got);
}

/* ---- kinds --------------------------------------------------------------------------------- */

static void pipeline(struct core_case *test)
{
	uint32_t n = core_between(0, 2), last = 0, signals = core_between(0, 2);
	struct core_source *source = source_image(0);
	size_t out = OUTBOX(core_source);
	bool cut = false;
	source->close = core_one_in(4) ? core_between(1, 4) : 0;
	source->fail = core_one_in(6) ? core_between(1, source->count) : 0;
	add(&core_source_type, source, "source");
	for (uint32_t i = 0; i < n; i++) {
		struct core_pass *pass = image_new();
		pass->fail = core_one_in(6) ? core_between(1, 8) : 0;
		pass->nap = core_one_in(6) ? core_between(1, 4) : 0;
		pass->spans = core_one_in(2);
		cut |= pass->fail != 0;
		uint32_t at = add(&core_pass_type, pass, "pass");
		join(last, out, at, INBOX(core_pass));
		if (signals)
			join(last, SIGNAL, at, CONTROL);
		last = at;
		out = OUTBOX(core_pass);
	}
	struct core_sink *sink = image_new();
	sink->limit = core_one_in(3) ? core_between(1, 8) : 0;
	sink->yields = core_one_in(4);
	uint32_t at = add(&core_sink_type, sink, "sink");
	join(last, out, at, INBOX(core_sink));
	if (signals)
		join(last, SIGNAL, at, CONTROL);
	test->check = cut || sink->limit ? NULL : all_arrived;
}

/* A fork and a join of links: room freed in one branch must be told before waiting in the other.
 * When the first way is as far ahead as its link holds, each message by the other waits for room
 * in the first. */
static void fork_join(struct core_case *test)
{
	struct core_source *source = source_image(0);
	struct core_sink *sink = image_new();
	struct core_pass *pass = image_new();
	source->forks = sink->joins = true;
	sink->yields = core_one_in(2);
	source->lead = core_one_in(2) ? core_between(1, 12) : 0;
	source->count = 2 * core_between(source->lead + 1, source->lead + 10);
	uint32_t from = add(&core_source_type, source, "source");
	uint32_t to = add(&core_sink_type, sink, "sink");
	join(from, OUTBOX(core_source), to, INBOX(core_sink));
	if (source->lead)
		drawn.link[0].bound = source->lead;
	if (core_one_in(2)) {
		join(from, offsetof(struct core_source, other), to,
		     offsetof(struct core_sink, other));
	} else {
		uint32_t way = add(&core_pass_type, pass, "pass");
		join(from, offsetof(struct core_source, other), way, INBOX(core_pass));
		join(way, OUTBOX(core_pass), to, offsetof(struct core_sink, other));
	}
	test->check = all_arrived;
}

/* Many sources and one inbox. */
static void many(struct core_case *test)
{
	struct core_sink *sink = image_new();
	sink->limit = core_one_in(4) ? core_between(1, 12) : 0;
	uint32_t to = add(&core_sink_type, sink, "sink");
	for (uint32_t i = core_between(2, 5); i-- > 0;) {
		struct core_source *source = source_image(i);
		source->close = core_one_in(4) ? core_between(1, 4) : 0;
		uint32_t from = add(&core_source_type, source, "source");
		join(from, OUTBOX(core_source), to, INBOX(core_sink));
	}
	test->check = sink->limit ? NULL : all_arrived;
}

/* Control messages behind data; mostly across workers and message by message, since this is where
 * an order can be lost. */
static void control(struct core_case *test)
{
	bool tight = !core_one_in(4);
	uint32_t to = add(&core_judge_type, image_new(), "judge");
	for (uint32_t i = core_between(1, 4); i-- > 0;) {
		struct core_source *source = source_image(i);
		source->tell = tight ? 1 : core_between(1, 3);
		if (tight) {
			source->burst = 1;
			source->count += 20;
		}
		uint32_t from = add(&core_source_type, source, "source");
		join(from, OUTBOX(core_source), to, INBOX(core_judge));
		join(from, SIGNAL, to, CONTROL);
		if (tight)
			test->worker[from] = test->worker[to] + core_between(1, CORE_WORKERS - 1);
	}
	test->check = all_arrived;
}

/* Last words that wake: nothing else does. */
static void signals(struct core_case *test)
{
	uint32_t last = add(&core_source_type, source_image(0), "source");
	for (uint32_t i = core_between(1, 5); i-- > 0;) {
		struct core_witness *witness = image_new();
		witness->follows = true;
		uint32_t at = add(&core_witness_type, witness, "witness");
		join(last, SIGNAL, at, CONTROL);
		last = at;
	}
	(void)test;
}

/* Components that come and go. */
static void births(struct core_case *test)
{
	struct core_source *source = source_image(0);
	struct core_sink *sink = image_new();
	sink->limit = core_one_in(3) ? core_between(1, 8) : 0;
	for (uint32_t i = 0; i < 2; i++)
		drawn.child_component[i] =
			(struct ax_flat_component){ .name = i ? "sink" : "source",
						    .pin = AX_NO_PIN,
						    .group = AX_NO_GROUP,
						    .keeper = AX_NO_KEEPER };
	drawn.child_component[0].type = &core_source_type;
	drawn.child_component[0].image = born(&core_source_type, source);
	drawn.child_component[1].type = &core_sink_type;
	drawn.child_component[1].image = born(&core_sink_type, sink);
	drawn.child_link[0] = (struct ax_flat_link){
		.to = 1, .outbox = OUTBOX(core_source), .inbox = INBOX(core_sink), .bound = bound()
	};
	drawn.child = (struct ax_flat){ drawn.child_component, drawn.child_link, NULL, 2, 1, 0 };
	for (uint32_t i = core_between(1, 2); i-- > 0;) {
		struct core_parent *parent = image_new();
		parent->child = &drawn.child;
		parent->left = core_between(1, 4);
		parent->at_once = core_between(1, 3);
		add(&core_parent_type, parent, "parent");
	}
	test->check = sink->limit ? NULL : all_arrived;
}

/* Components that see whether they are told when the run stops. */
static void add_witnesses(void)
{
	for (uint32_t i = core_between(1, 3); i-- > 0;)
		add(&core_witness_type, image_new(), "witness");
}

/* ---- operations from outside ------------------------------------------------------------------ */

static void await(const struct ax_ticket *ticket)
{
	while (ax_ticket_status(ticket) == -EINPROGRESS)
		core_idle();
}

/* Sources 0 and 1, sinks 2 and 3: leads the sources from sink to sink, stops the sinks at last. */
static void meddle(void *arg)
{
	(void)arg;
	struct ax_ticket ticket[16], end[2];
	unsigned n = 0;
	for (uint32_t i = core_between(1, 5); i-- > 0;) {
		struct ax_handle from = drawn.handle[core_between(0, 1)];
		ax_unlink(from, "outbox", &ticket[n]);
		if (core_one_in(2))
			await(&ticket[n]);
		n++;
		ax_link(from, "outbox", drawn.handle[core_between(2, 3)], "inbox", &ticket[n]);
		if (core_one_in(2))
			await(&ticket[n]);
		n++;
		ax_migrate(drawn.handle[core_between(0, 3)], core_between(0, 2), &ticket[n++]);
	}
	while (n)
		await(&ticket[--n]);
	for (unsigned i = 0; i < 2; i++)
		while (drawn.handle[i].component->state != AX_DEAD)
			core_idle();
	for (unsigned i = 0; i < 2; i++)
		ax_stop(drawn.handle[2 + i], &end[i]);
	for (unsigned i = 0; i < 2; i++)
		await(&end[i]);
	for (unsigned i = 0; i < 4; i++)
		ax_handle_release(drawn.handle[i]);
}

static void start_meddling(struct core_case *test, struct ax_instance *instance)
{
	(void)test;
	for (unsigned i = 0; i < 4; i++)
		drawn.handle[i] = ax_handle_of(instance->component[i]);
	core_fiber(meddle, NULL);
}

static void operations(struct core_case *test)
{
	for (uint32_t i = 0; i < 2; i++) {
		struct core_source *source = source_image(i);
		source->count = core_between(1, 30);
		add(&core_source_type, source, "source");
	}
	for (uint32_t i = 0; i < 2; i++) {
		struct core_sink *sink = image_new();
		sink->gaps = true;
		add(&core_sink_type, sink, "sink");
	}
	join(0, OUTBOX(core_source), core_between(2, 3), INBOX(core_sink));
	join(1, OUTBOX(core_source), core_between(2, 3), INBOX(core_sink));
	test->start = start_meddling;
	test->check = all_counted;
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
		struct ax_handle from = drawn.handle[core_between(0, n - 1)];
		uint32_t what = core_between(0, 9);
		if (what < 3)
			ax_unlink(from, "outbox", &ticket[t]);
		else if (what < 7)
			ax_link(from, "outbox", drawn.handle[n], "inbox", &ticket[t]);
		else
			ax_migrate(drawn.handle[core_between(0, n)], core_between(0, 2),
				   &ticket[t]);
		if (core_one_in(6))
			await(&ticket[t]);
	}
	while (t)
		await(&ticket[--t]);
	for (uint32_t i = 0; i < n; i++)
		while (drawn.handle[i].component->state != AX_DEAD)
			core_idle();
	if (!drawn.sink->limit && !core_one_in(3))
		await_rest(drawn.handle, n, drawn.handle[n]);
	ax_stop(drawn.handle[n], &end);
	await(&end);
	for (uint32_t i = 0; i <= n; i++)
		ax_handle_release(drawn.handle[i]);
}

static void start_relinking(struct core_case *test, struct ax_instance *instance)
{
	for (uint32_t i = 0; i < test->flat.n_components; i++)
		drawn.handle[i] = ax_handle_of(instance->component[i]);
	core_fiber(relink, &test->flat.n_components);
}

static void relinks(struct core_case *test)
{
	uint32_t n = core_one_in(2) ? 1 : core_between(2, 3);
	struct core_sink *sink = drawn.sink = image_new();
	for (uint32_t i = 0; i < n; i++) {
		struct core_source *source = source_image(i);
		source->count = core_between(5, 40);
		add(&core_source_type, source, "source");
	}
	sink->gaps = true;
	sink->yields = core_one_in(2);
	sink->limit = core_one_in(3) ? core_between(1, 30) : 0;
	uint32_t to = add(&core_sink_type, sink, "sink");
	for (uint32_t i = 0; i < n; i++)
		join(i, OUTBOX(core_source), to, INBOX(core_sink));
	test->start = start_relinking;
	test->check = sink->limit ? NULL : all_counted;
}

/* Stops components of a pipeline at any time, also twice and after their end. */
static void meddle_ends(void *arg)
{
	uint32_t n = *(uint32_t *)arg;
	struct ax_ticket ticket[4];
	for (uint32_t i = 0; i < n; i++)
		ax_stop(drawn.handle[core_between(0, n - 1)], &ticket[i]);
	for (uint32_t i = 0; i < n; i++)
		await(&ticket[i]);
	for (uint32_t i = 0; i < n; i++)
		ax_handle_release(drawn.handle[i]);
}

static void start_ends(struct core_case *test, struct ax_instance *instance)
{
	for (uint32_t i = 0; i < test->flat.n_components; i++)
		drawn.handle[i] = ax_handle_of(instance->component[i]);
	core_fiber(meddle_ends, &test->flat.n_components);
}

static void stops(struct core_case *test)
{
	pipeline(test);
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
			await(&ticket[i]);
	}
	for (uint32_t i = 0; i < 8; i++)
		await(&ticket[i]);
	for (uint32_t i = 0; i < 5; i++)
		ax_stop(handle[i], &ticket[i]);
	for (uint32_t i = 0; i < 5; i++)
		await(&ticket[i]);
	for (uint32_t i = 0; i < 5; i++)
		ax_handle_release(handle[i]);
}

static void start_storm(struct core_case *test, struct ax_instance *instance)
{
	(void)test;
	for (uint32_t m = 0; m < 2; m++) {
		for (uint32_t i = 0; i < 5; i++)
			drawn.shared[m][i] = ax_handle_of(instance->component[i]);
		core_fiber(meddle_wildly, drawn.shared[m]);
	}
}

static void storm(struct core_case *test)
{
	for (uint32_t i = 0; i < 3; i++) {
		struct core_source *source = source_image(i);
		source->count = core_between(1, 40);
		source->tell = core_between(0, 3);
		add(&core_source_type, source, "source");
	}
	for (uint32_t i = 0; i < 2; i++) {
		struct core_sink *sink = image_new();
		sink->gaps = true;
		sink->limit = core_one_in(4) ? core_between(1, 20) : 0;
		add(&core_sink_type, sink, "sink");
	}
	for (uint32_t i = 0; i < 3; i++)
		if (!core_one_in(3))
			join(i, OUTBOX(core_source), core_between(3, 4), INBOX(core_sink));
	test->start = start_storm;
}

/* Sends a keeper about, and waits each time until its family is where it is. */
static void lead(void *arg)
{
	const uint32_t n = *(uint32_t *)arg;
	struct ax_handle keeper = drawn.handle[0];
	struct ax_ticket moved, end[CORE_MEMBERS];
	while (!drawn.member[n - 1].component)
		core_idle();
	for (uint32_t i = core_between(1, 4); i-- > 0;) {
		uint32_t worker = core_owned_by(keeper.component, 0) ? 1 : 0;
		ax_migrate(keeper, worker, &moved);
		await(&moved);
		if (ax_ticket_status(&moved) != 0)
			core_fail("a keeper can't be moved: %d", ax_ticket_status(&moved));
		if (!core_owned_by(keeper.component, worker))
			core_fail("a move was answered before it was made");
		for (uint32_t k = 0; k < n; k++)
			while (!core_owned_by(drawn.member[k].component, worker))
				core_idle();
	}
	for (uint32_t k = 0; k < n; k++)
		ax_stop(drawn.member[k], &end[k]);
	for (uint32_t k = 0; k < n; k++) {
		await(&end[k]);
		ax_handle_release(drawn.member[k]);
	}
	ax_handle_release(keeper);
}

static void start_leading(struct core_case *test, struct ax_instance *instance)
{
	drawn.handle[0] = ax_handle_of(instance->component[0]);
	core_fiber(lead, &drawn.child.n_components);
	(void)test;
}

static void families(struct core_case *test)
{
	struct core_member *member = image_new();
	struct core_parent *parent = image_new();
	uint32_t n = core_between(1, CORE_MEMBERS);
	member->here = drawn.member;
	for (uint32_t i = 0; i < n; i++)
		drawn.child_component[i] =
			(struct ax_flat_component){ .name = "member",
						    .type = &core_member_type,
						    .image = born(&core_member_type, member),
						    .pin = AX_NO_PIN,
						    .group = AX_NO_GROUP,
						    .keeper = AX_NO_KEEPER };
	drawn.child = (struct ax_flat){ drawn.child_component, NULL, NULL, n, 0, 0 };
	parent->child = &drawn.child;
	parent->left = 1;
	parent->at_once = 1;
	add(&core_parent_type, parent, "parent");
	test->start = start_leading;
	test->calm = true;
}

static const struct {
	const char *name;
	void (*draw)(struct core_case *test);
} kinds[] = {
	{ "pipeline", pipeline }, { "fork", fork_join },  { "many", many },
	{ "control", control },	  { "births", births },	  { "operations", operations },
	{ "stops", stops },	  { "storm", storm },	  { "families", families },
	{ "relinks", relinks },	  { "signals", signals },
};

struct core_case *core_case_draw(const char *kind)
{
	static const uint32_t speeds[] = { 1, 1, 2000, 60000 };
	memset(&drawn, 0, sizeof(drawn));
	struct core_case *test = &drawn.test;
	size_t n = sizeof(kinds) / sizeof(kinds[0]), i = core_draw() % n;
	for (size_t k = 0; kind && k < n; k++)
		if (strcmp(kinds[i].name, kind) != 0)
			i = (i + 1) % n;
	if (kind && strcmp(kinds[i].name, kind) != 0)
		return NULL;
	core_clock_speed(speeds[core_draw() % 4]);
	core_kind(kinds[i].name);
	test->flat.component = drawn.component;
	test->flat.link = drawn.link;
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
