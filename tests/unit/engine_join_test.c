// SPDX-License-Identifier: Apache-2.0
/* join: many links to one inbox, near and far; and links that follow one another. */
#include "parts.h"
#include "rig.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <stdio.h>

static struct rig rig;
static struct probe *a, *b, *c, *consumer;

static void set_up(void)
{
	rig_init(&rig);
	a = rig_probe(&rig, 0);
	b = rig_probe(&rig, 0);
	c = rig_probe(&rig, 1); /* foreign */
	consumer = rig_probe(&rig, 0);
}

static void tear_down(void)
{
	rig_fini(&rig);
}

TestSuite(join, .init = set_up, .fini = tear_down);

static uint32_t take(uint32_t n)
{
	consumer->n_notes = 0;
	return rig_step(consumer, act_take, n);
}

static void join_all(void)
{
	rig_join(a, consumer);
	rig_join(b, consumer);
	rig_join(c, consumer);
	b->note[0] = 1000;
	c->note[0] = 2000;
}

static int64_t count_from(int64_t first)
{
	int64_t n = 0;
	for (uint32_t i = 0; i < consumer->n_notes; i++)
		n += consumer->note[i] >= first && consumer->note[i] < first + 1000;
	return n;
}

Test(join, every_producer_is_heard)
{
	join_all();
	rig_step(a, act_put, 3);
	rig_step(b, act_put, 4);
	rig_step(c, act_put, 5);
	cr_assert_eq(take(99), 12);
	cr_assert_eq(count_from(0), 3);
	cr_assert_eq(count_from(1000), 4);
	cr_assert_eq(count_from(2000), 5);
}

Test(join, each_producer_keeps_its_order)
{
	int64_t next[3] = { 0, 1000, 2000 };
	join_all();
	for (int turn = 0; turn < 40; turn++) {
		rig_step(a, act_put, 3);
		rig_step(b, act_put, 1);
		rig_step(c, act_put, 2);
		uint32_t n = take(5);
		for (uint32_t i = 0; i < n; i++)
			cr_assert_eq(consumer->note[i], next[consumer->note[i] / 1000]++);
	}
}

/* Links whose indices wrap, grow and are served in turns, near and far. */
Test(join, indices_wrap_at_31_bits)
{
	static const uint32_t start[] = { 0x7fffffff, 0x7ffffff1, 0x7fffffc0 };
	struct probe *producer[] = { a, b, c };
	int64_t next[3] = { 0, 100000, 200000 };
	uint64_t random = 1;
	for (int i = 0; i < 3; i++) {
		rig_link(producer[i], &producer[i]->outbox, consumer, &consumer->inbox, 50, 0,
			 start[i]);
		producer[i]->note[0] = next[i];
	}
	for (int turn = 0; turn < 500; turn++) {
		random = random * 6364136223846793005u + 1442695040888963407u;
		for (int i = 0; i < 3; i++)
			rig_step(producer[i], act_put, (uint32_t)(random >> (20 + 10 * i)) % 30);
		uint32_t n = take((uint32_t)(random >> 55) % 100);
		for (uint32_t i = 0; i < n; i++)
			cr_assert_eq(consumer->note[i], next[consumer->note[i] / 100000]++);
	}
	cr_assert_gt(next[0] + next[1] + next[2], 300000 + 3000);
}

Test(join, the_bound_is_each_links_own)
{
	rig_link(a, &a->outbox, consumer, &consumer->inbox, 5, 0, 0);
	rig_link(b, &b->outbox, consumer, &consumer->inbox, 5, 0, 0);
	cr_assert_eq(rig_step(a, act_put, 9), 5);
	cr_assert_eq(rig_step(b, act_put, 9), 5);
}

/* A producer whose link holds exactly a step's budget each time must not starve the others. */
Test(join, a_steady_stream_of_whole_budgets_starves_nobody)
{
	join_all();
	int64_t heard[3] = { 0, 0, 0 };
	for (int turn = 0; turn < 12; turn++) {
		rig_step(a, act_put, 64 - (uint32_t)((a->note[0]) % 64));
		rig_step(b, act_put, 1);
		rig_step(c, act_put, 1);
		take(200);
		for (int i = 0; i < 3; i++)
			heard[i] += count_from(1000 * i);
	}
	for (int i = 0; i < 3; i++)
		cr_assert_gt(heard[i], 2, "producer %d: %ld messages in 12 steps", i,
			     (long)heard[i]);
}

/* Takes the head in an iteration of AX_EACH, then only looks whether there is more. */
static enum ax_status act_each_take_and_look(struct probe *probe)
{
	struct ax_msg msg = { 0 };
	ax_each_start(&probe->inbox);
	for (ax_each_next(&probe->inbox); probe->inbox.mark != AX_NOT_ITERATING;
	     ax_each_next(&probe->inbox)) {
		ax_take1(&probe->inbox, &msg);
		probe->note[probe->n_notes++] = msg.i;
		probe->did++;
		(void)ax_ready(&probe->inbox);
	}
	return AX_STEP_READY;
}

Test(join, looking_for_more_inside_an_iteration_drops_nothing)
{
	join_all();
	rig_step(a, act_put, 1);
	rig_step(b, act_put, 1);
	rig_step(c, act_put, 1);
	cr_assert_eq(rig_step(consumer, act_each_take_and_look, 0), 3);
}

static enum ax_status act_say_closed(struct probe *probe)
{
	probe->did = ax_closed(&probe->inbox);
	return AX_STEP_READY;
}

static bool closed(void)
{
	return rig_step(consumer, act_say_closed, 0);
}

Test(join, closes_when_every_producer_has_ended)
{
	join_all();
	rig_step(b, act_put, 2);
	rig_end(a, AX_REASON_FINISHED);
	cr_assert_not(closed());
	rig_end(b, AX_REASON_FINISHED);
	cr_assert_not(closed());
	rig_end(c, AX_REASON_FINISHED);
	cr_assert_not(closed(), "two messages are left");
	cr_assert_eq(take(9), 2);
	cr_assert(closed());
}

Test(join, all_producers_are_refused_when_the_consumer_ends)
{
	join_all();
	rig_step(a, act_put, 1);
	rig_end(consumer, AX_REASON_FINISHED);
	rig_step(a, act_put, 1);
	rig_step(b, act_put, 1);
	rig_step(c, act_put, 1);
	cr_assert(ax_refused(&a->outbox));
	cr_assert(ax_refused(&b->outbox));
	cr_assert(ax_refused(&c->outbox));
}

/* ---- budgets ------------------------------------------------------------------------------ */

static enum ax_status act_take_slowly(struct probe *probe)
{
	act_take(probe);
	probe->base.owner->now += 1000000;
	return AX_STEP_READY;
}

Test(join, a_slow_step_gets_a_small_budget_also_over_many_links)
{
	join_all();
	for (int i = 0; i < 3; i++) {
		rig_step(a, act_put, 1);
		rig_step(b, act_put, 1);
		rig_step(c, act_put, 1);
		rig_step(consumer, act_take_slowly, 9);
	}
	cr_assert_eq(consumer->base.budget, 1, "a message takes longer than a step should: %u",
		     consumer->base.budget);
}

Test(join, a_quick_step_has_the_whole_budget)
{
	join_all();
	rig_step(a, act_put, 60);
	rig_step(consumer, act_take, 99);
	cr_assert_eq(consumer->base.budget, 64);
}

/* ---- wakes -------------------------------------------------------------------------------- */

Test(join, a_waiting_consumer_is_woken_by_any_producer)
{
	join_all();
	struct probe *producer[] = { a, b, c };
	for (int i = 0; i < 3; i++) {
		rig_step(consumer, act_wait, 0);
		cr_assert_eq(consumer->base.state, AX_IDLE);
		rig_step(producer[i], act_put, 1);
		rig_deliver(&rig);
		cr_assert_eq(consumer->base.state, AX_QUEUED, "by producer %d", i);
		cr_assert_eq(take(9), 1);
	}
}

Test(join, a_consumer_does_not_sleep_on_a_message_of_any_producer)
{
	join_all();
	struct probe *producer[] = { a, b, c };
	for (int i = 0; i < 3; i++) {
		rig_step(producer[i], act_put, 1);
		rig_step(consumer, act_wait, 0);
		cr_assert_eq(consumer->base.state, AX_QUEUED, "from producer %d", i);
		cr_assert_eq(take(9), 1);
	}
}

Test(join, a_full_producer_is_woken_whichever_link_it_has)
{
	struct probe *producer[] = { a, b, c };
	for (int i = 0; i < 3; i++)
		rig_link(producer[i], &producer[i]->outbox, consumer, &consumer->inbox, 4, 0, 0);
	for (int i = 0; i < 3; i++) {
		cr_assert_eq(rig_step(producer[i], act_put, 9), 4);
		rig_step(producer[i], act_want_room, UINT32_MAX);
		cr_assert_eq(producer[i]->base.state, AX_IDLE);
	}
	cr_assert_eq(take(99), 12);
	rig_step(consumer, act_wait, 0);
	rig_deliver(&rig);
	for (int i = 0; i < 3; i++)
		cr_assert_eq(producer[i]->base.state, AX_QUEUED, "producer %d", i);
}

/* ---- many --------------------------------------------------------------------------------- */

struct crowd {
	unsigned workers;
	uint32_t n, bound;
};

ParameterizedTestParameters(join, a_hundred_producers)
{
	static struct crowd crowds[] = { { 1, 300, 0 }, { 2, 300, 0 }, { 4, 100, 3 }, { 2, 1, 1 } };
	return cr_make_param_array(struct crowd, crowds, sizeof(crowds) / sizeof(crowds[0]));
}

ParameterizedTest(struct crowd *crowd, join, a_hundred_producers)
{
	enum {
		PRODUCERS = 100
	};
	struct ax_engine *engine = part_engine();
	struct ax_graph *graph = ax_graph_new(engine, "crowd");
	struct tally tally = { .got = 0 };
	struct sink sink = { .tally = &tally };
	char name[16], box[24];
	ax_graph_add(graph, "sink", &part_sink, &sink, NULL);
	for (uint32_t i = 0; i < PRODUCERS; i++) {
		struct source source = { .id = i, .n = crowd->n, .burst = 1 + i % 70 };
		snprintf(name, sizeof(name), "source%u", i);
		snprintf(box, sizeof(box), "%s.outbox", name);
		ax_graph_add(graph, name, &part_source, &source, NULL);
		ax_graph_link(graph, box, "sink.inbox");
		ax_graph_pin(graph, name, i);
	}
	if (crowd->bound)
		ax_graph_bound(graph, "sink.inbox", crowd->bound, 0);
	struct ax_run_options options = { .workers = crowd->workers, .no_pin = true };
	struct ax_result result = part_run(graph, &options);
	cr_assert_eq(result.failed, 0, "%s", tally.wrong);
	cr_assert_eq(tally.got, PRODUCERS * crowd->n);
	cr_assert(tally.ended);
	ax_graph_free(graph);
	ax_engine_free(engine);
}
