// SPDX-License-Identifier: Apache-2.0
/* link: what the two ends of one queue may rely on, step by step. */
#include "rig.h"

#include <criterion/criterion.h>
#include <criterion/theories.h>

static struct rig rig;
static struct probe *producer, *consumer;

static void set_up(void)
{
	rig_init(&rig);
	producer = rig_probe(&rig, 0);
	consumer = rig_probe(&rig, 0);
}

static void tear_down(void)
{
	rig_fini(&rig);
}

TestSuite(link, .init = set_up, .fini = tear_down);

/* The consumer on another worker. */
static void go_far(void)
{
	consumer = rig_probe(&rig, 1);
}

static uint32_t put(uint32_t n)
{
	return rig_step(producer, act_put, n);
}

static uint32_t take(uint32_t n)
{
	return rig_step(consumer, act_take, n);
}

static void expect_notes(uint32_t n)
{
	cr_assert_eq(consumer->n_notes, n);
	for (uint32_t i = 0; i < n; i++)
		cr_assert_eq(consumer->note[i], i, "message %u is %ld", i, (long)consumer->note[i]);
}

/* ---- order and bounds --------------------------------------------------------------------- */

Test(link, messages_come_in_order_and_once)
{
	rig_join(producer, consumer);
	cr_assert_eq(put(3), 3);
	cr_assert_eq(take(9), 3);
	cr_assert_eq(put(2), 2);
	cr_assert_eq(take(9), 2);
	cr_assert_eq(take(9), 0);
	expect_notes(5);
}

Test(link, full_link_takes_nothing)
{
	rig_link(producer, &producer->outbox, consumer, &consumer->inbox, 5, 0, 0);
	cr_assert_eq(put(9), 5);
	cr_assert_eq(put(1), 0);
	cr_assert_eq(take(9), 5);
	expect_notes(5);
}

Test(link, what_was_taken_fits_again)
{
	rig_link(producer, &producer->outbox, consumer, &consumer->inbox, 5, 0, 0);
	put(5);
	cr_assert_eq(take(3), 3);
	cr_assert_eq(put(9), 3);
}

Test(link, default_bound_within_a_worker_is_256)
{
	struct ax_link *link = rig_join(producer, consumer);
	cr_assert_eq(put(2000), 256);
	cr_assert_eq(link->bound, 256);
}

Test(link, default_bound_across_workers_is_1024)
{
	go_far();
	rig_join(producer, consumer);
	cr_assert_eq(put(2000), 1024);
}

Test(link, starts_with_8_slots_and_doubles)
{
	struct ax_link *link = rig_join(producer, consumer);
	put(8);
	cr_assert_eq(producer->outbox.box.mask + 1, 8);
	put(1);
	cr_assert_eq(producer->outbox.box.mask + 1, 16);
	cr_assert(link->draining);
}

Test(link, a_link_that_is_drained_in_time_does_not_grow)
{
	rig_join(producer, consumer);
	for (int i = 0; i < 100; i++) {
		put(8);
		take(8);
	}
	cr_assert_eq(producer->outbox.box.mask + 1, 8);
}

static void check_grid(uint32_t bound, uint32_t burst, bool far, uint32_t start)
{
	int64_t next = 0;
	uint64_t random = bound * 131 + burst * 7 + start;
	/* A theory sets up once for all its points. */
	producer = rig_probe(&rig, 0);
	consumer = rig_probe(&rig, far);
	rig_link(producer, &producer->outbox, consumer, &consumer->inbox, bound, 0, start);
	for (int turn = 0; turn < 300; turn++) {
		random = random * 6364136223846793005u + 1;
		put(1 + (uint32_t)(random >> 40) % burst);
		consumer->n_notes = 0;
		uint32_t n = take((uint32_t)(random >> 50) % (burst + 1));
		for (uint32_t i = 0; i < n; i++)
			cr_assert_eq(consumer->note[i], next++);
		cr_assert_leq(producer->note[0] - next, (int64_t)bound);
	}
}

TheoryDataPoints(link, bursts_through_bounds_keep_order) = {
	DataPoints(uint32_t, 1, 2, 3, 7, 8, 9, 63, 64, 65, 200),
	DataPoints(uint32_t, 1, 5, 64, 150),
	DataPoints(bool, false, true),
};

Theory((uint32_t bound, uint32_t burst, bool far), link, bursts_through_bounds_keep_order)
{
	check_grid(bound, burst, far, 0);
}

TheoryDataPoints(link, indices_wrap_at_31_bits) = {
	DataPoints(uint32_t, 1, 8, 100, 256),
	DataPoints(uint32_t, 1, 64),
	DataPoints(bool, false, true),
	DataPoints(uint32_t, 0x7fffffff, 0x7ffffff0, 0x7fffffa0),
};

Theory((uint32_t bound, uint32_t burst, bool far, uint32_t start), link, indices_wrap_at_31_bits)
{
	check_grid(bound, burst, far, start);
}

/* ---- spans -------------------------------------------------------------------------------- */

static enum ax_status act_peek_all(struct probe *probe)
{
	struct ax_span span;
	while ((span = ax_peek(&probe->inbox)).n) {
		const struct ax_segment *segment = ax_segment_of(probe->inbox.box.slot);
		cr_assert_geq(span.msg, segment->slot);
		cr_assert_leq(span.msg + span.n, segment->slot + segment->mask + 1);
		for (uint32_t i = 0; i < span.n; i++)
			probe->note[probe->n_notes++] = span.msg[i].i;
		ax_advance(&probe->inbox, span.n);
		probe->did++;
	}
	return AX_STEP_READY;
}

Test(link, spans_do_not_cross_segments)
{
	rig_join(producer, consumer);
	put(7);
	take(5);
	put(40); /* wraps in the first segment, then goes on in a second and a third */
	cr_assert_geq(rig_step(consumer, act_peek_all, 0), 3);
	expect_notes(47);
}

static enum ax_status act_reserve(struct probe *probe)
{
	struct ax_span span = ax_reserve(&probe->outbox);
	for (uint32_t i = 0; i < span.n && i < probe->n; i++)
		span.msg[i] = ax_int(probe->note[0]++);
	probe->did = span.n < probe->n ? span.n : probe->n;
	ax_commit(&probe->outbox, probe->did);
	return AX_STEP_READY;
}

Test(link, what_is_committed_of_a_reservation_comes)
{
	rig_join(producer, consumer);
	cr_assert_eq(rig_step(producer, act_reserve, 3), 3);
	cr_assert_eq(rig_step(producer, act_reserve, 99), 5, "the rest of the first 8");
	cr_assert_eq(take(99), 8);
	expect_notes(8);
}

static enum ax_status act_put_many(struct probe *probe)
{
	struct ax_msg msg[300];
	for (uint32_t i = 0; i < probe->n; i++)
		msg[i] = ax_int(probe->note[0] + i);
	probe->did = ax_put(&probe->outbox, msg, probe->n);
	probe->note[0] += probe->did;
	return AX_STEP_READY;
}

static enum ax_status act_move_many(struct probe *probe)
{
	probe->did = ax_move(&probe->inbox, &probe->outbox, probe->n);
	return AX_STEP_READY;
}

Test(link, many_are_put_and_moved_at_once_up_to_the_bound)
{
	struct probe *middle = rig_probe(&rig, 0);
	rig_join(producer, middle);
	rig_link(middle, &middle->outbox, consumer, &consumer->inbox, 20, 0, 0);
	cr_assert_eq(rig_step(producer, act_put_many, 50), 50);
	cr_assert_eq(rig_step(middle, act_move_many, 7), 7);
	cr_assert_eq(rig_step(middle, act_move_many, 99), 13);
	cr_assert_eq(take(99), 20);
	cr_assert_eq(rig_step(middle, act_move_many, 99), 20);
	cr_assert_eq(take(99), 20);
	expect_notes(40);
}

/* ---- bytes -------------------------------------------------------------------------------- */

Test(link, a_bound_in_bytes_holds_beside_the_messages)
{
	rig_link(producer, &producer->outbox, consumer, &consumer->inbox, 0, 100, 0);
	cr_assert(rig_step(producer, act_put_bytes, 60));
	cr_assert(rig_step(producer, act_put_bytes, 60), "under the bound: one more passes");
	cr_assert_not(rig_step(producer, act_put_bytes, 1));
	take(1);
	cr_assert(rig_step(producer, act_put_bytes, 1));
}

Test(link, a_message_over_the_bound_in_bytes_passes_when_empty)
{
	rig_link(producer, &producer->outbox, consumer, &consumer->inbox, 0, 100, 0);
	cr_assert(rig_step(producer, act_put_bytes, 1000));
	cr_assert_not(rig_step(producer, act_put_bytes, 1));
	take(1);
	cr_assert(rig_step(producer, act_put_bytes, 1000));
}

static enum ax_status act_trim_and_take(struct probe *probe)
{
	struct ax_msg *head = ax_head(&probe->inbox);
	if (head)
		ax_bytes_trim(head, 0, 1);
	return act_take(probe);
}

Test(link, bytes_do_not_drift_when_the_consumer_trims)
{
	rig_link(producer, &producer->outbox, consumer, &consumer->inbox, 0, 100, 0);
	for (int i = 0; i < 50; i++) {
		cr_assert(rig_step(producer, act_put_bytes, 60), "round %d", i);
		cr_assert(rig_step(producer, act_put_bytes, 60), "round %d", i);
		cr_assert_eq(rig_step(consumer, act_trim_and_take, 1), 1);
		cr_assert_eq(rig_step(consumer, act_trim_and_take, 1), 1);
	}
}

/* ---- visibility --------------------------------------------------------------------------- */

static enum ax_status act_put_and_look(struct probe *probe)
{
	act_put(probe);
	probe->did = rig_step(consumer, act_take, 9);
	return AX_STEP_READY;
}

Test(link, a_step_is_seen_when_it_returns)
{
	rig_join(producer, consumer);
	cr_assert_eq(rig_step(producer, act_put_and_look, 2), 0);
	cr_assert_eq(take(9), 2);
}

static enum ax_status act_put_flush_and_look(struct probe *probe)
{
	act_put(probe);
	ax_flush(&probe->base);
	probe->did = rig_step(consumer, act_take, 9);
	return AX_STEP_READY;
}

Test(link, a_flush_is_seen_at_once)
{
	rig_join(producer, consumer);
	cr_assert_eq(rig_step(producer, act_put_flush_and_look, 2), 2);
	cr_assert_eq(take(9), 0);
	expect_notes(2);
}

static enum ax_status act_take_put_take(struct probe *probe)
{
	act_take(probe);
	rig_step(producer, act_put, 5);
	probe->did = 0;
	return act_take(probe);
}

Test(link, nothing_arrives_during_a_step)
{
	rig_join(producer, consumer);
	put(2);
	cr_assert_eq(rig_step(consumer, act_take_put_take, 9), 0);
	cr_assert_eq(take(9), 5);
}

Test(link, a_step_takes_no_more_than_its_budget)
{
	rig_join(producer, consumer);
	put(200);
	cr_assert_eq(take(200), 64);
	cr_assert_eq(take(200), 64);
}

/* ---- ends --------------------------------------------------------------------------------- */

static enum ax_status act_say_closed(struct probe *probe)
{
	probe->did = ax_closed(&probe->inbox);
	return AX_STEP_READY;
}

Test(link, closed_means_ended_and_drained)
{
	rig_join(producer, consumer);
	put(2);
	rig_end(producer, AX_REASON_FINISHED);
	cr_assert_not(rig_step(consumer, act_say_closed, 0));
	cr_assert_eq(take(9), 2);
	cr_assert(rig_step(consumer, act_say_closed, 0));
}

Test(link, an_inbox_that_nobody_fed_is_not_closed)
{
	cr_assert_not(rig_step(consumer, act_say_closed, 0));
}

static enum ax_status act_put_and_end(struct probe *probe)
{
	act_put(probe);
	return ax_done(&probe->base, AX_REASON_FINISHED);
}

Test(link, what_the_last_step_put_comes)
{
	rig_join(producer, consumer);
	rig_step(producer, act_put_and_end, 20);
	cr_assert_eq(take(99), 20);
	cr_assert(rig_step(consumer, act_say_closed, 0));
}

static enum ax_status act_close(struct probe *probe)
{
	act_put(probe);
	ax_close(&probe->outbox);
	return AX_STEP_READY;
}

Test(link, closing_an_outbox_early_keeps_what_was_put)
{
	rig_join(producer, consumer);
	put(3);
	rig_step(producer, act_close, 2);
	cr_assert_eq(put(4), 4, "put after it is dropped");
	cr_assert_eq(take(99), 5);
	cr_assert(rig_step(consumer, act_say_closed, 0));
	cr_assert_eq(producer->base.aside->dropped, 4);
}

static enum ax_status act_say_refused(struct probe *probe)
{
	probe->did = !ax_put1(&probe->outbox, ax_int(0)) && ax_refused(&probe->outbox);
	return AX_STEP_READY;
}

Test(link, a_producer_is_refused_when_its_consumer_has_ended)
{
	rig_join(producer, consumer);
	put(1);
	rig_end(consumer, AX_REASON_FINISHED);
	cr_assert(rig_step(producer, act_say_refused, 0));
}

Test(link, a_far_producer_is_refused_when_its_consumer_has_ended)
{
	go_far();
	rig_join(producer, consumer);
	put(1);
	rig_end(consumer, AX_REASON_FINISHED);
	rig_step(producer, act_want_room, 1);
	cr_assert(rig_step(producer, act_say_refused, 0));
}

Test(link, what_is_queued_for_a_consumer_that_ends_is_counted)
{
	rig_join(producer, consumer);
	put(7);
	take(2);
	rig_end(consumer, AX_REASON_SHUTDOWN);
	cr_assert_eq(rig.worker[0].dropped, 5);
}

Test(link, an_unlinked_outbox_takes_everything_and_counts_it)
{
	cr_assert_eq(put(1000), 1000);
	rig_join(producer, consumer);
	cr_assert_eq(take(9), 0, "a later link delivers nothing old");
	cr_assert_eq(producer->base.aside->dropped, 1000);
}

Test(link, what_an_unlinked_outbox_got_is_freed)
{
	/* The sanitizer says whether. */
	for (int i = 0; i < 3; i++)
		cr_assert(rig_step(producer, act_put_bytes, 100));
}
