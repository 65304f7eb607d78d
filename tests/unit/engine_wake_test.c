// SPDX-License-Identifier: Apache-2.0
/* wake: who sleeps, and who is woken when, step by step. */
#include "rig.h"

#include <criterion/criterion.h>

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

TestSuite(wake, .init = set_up, .fini = tear_down);

static void go_far(void)
{
	consumer = rig_probe(&rig, 1);
}

static void link_with_bound(uint32_t bound)
{
	rig_link(producer, &producer->outbox, consumer, &consumer->inbox, bound, 0, 0);
}

static enum ax_state state_of(const struct probe *probe)
{
	return (enum ax_state)probe->base.state;
}

/* ---- messages ----------------------------------------------------------------------------- */

Test(wake, a_waiting_consumer_is_woken_by_a_message)
{
	rig_join(producer, consumer);
	rig_step(consumer, act_wait, 0);
	cr_assert_eq(state_of(consumer), AX_IDLE);
	rig_step(producer, act_put, 1);
	cr_assert_eq(state_of(consumer), AX_QUEUED);
}

Test(wake, a_waiting_consumer_far_away_is_woken_by_a_message)
{
	go_far();
	rig_join(producer, consumer);
	rig_step(consumer, act_wait, 0);
	rig_step(producer, act_put, 1);
	cr_assert_eq(rig.n_posts, 4, "three births and a wake");
	rig_deliver(&rig);
	cr_assert_eq(state_of(consumer), AX_QUEUED);
}

Test(wake, a_message_costs_no_wake_when_nobody_waits_for_it)
{
	rig_join(producer, consumer);
	rig_step(consumer, act_want_room, 1); /* on an outbox without a link: stays runnable */
	uint64_t wakes = consumer->base.wakes;
	rig_step(producer, act_put, 1);
	cr_assert_eq(consumer->base.wakes, wakes);
}

Test(wake, a_producer_is_not_woken_by_its_own_message)
{
	rig_join(producer, consumer);
	rig_step(producer, act_put, 1);
	rig_step(producer, act_wait, 0);
	cr_assert_eq(state_of(producer), AX_IDLE);
}

Test(wake, nobody_sleeps_on_a_message_that_is_there)
{
	rig_join(producer, consumer);
	rig_step(producer, act_put, 1);
	rig_step(consumer, act_wait, 0);
	cr_assert_eq(state_of(consumer), AX_QUEUED);
}

static enum ax_status act_wait_while_it_comes(struct probe *probe)
{
	(void)ax_head(&probe->inbox); /* the snapshot is taken: empty */
	rig_step(producer, act_put, 1);
	return act_wait(probe);
}

Test(wake, a_message_in_the_same_step_keeps_the_consumer_awake)
{
	rig_join(producer, consumer);
	rig_step(consumer, act_wait_while_it_comes, 0);
	cr_assert_eq(state_of(consumer), AX_QUEUED);
}

Test(wake, a_far_message_in_the_same_step_keeps_the_consumer_awake)
{
	go_far();
	rig_join(producer, consumer);
	rig_step(consumer, act_wait_while_it_comes, 0);
	cr_assert_eq(state_of(consumer), AX_QUEUED);
}

Test(wake, an_end_wakes_the_waiting_consumer)
{
	rig_join(producer, consumer);
	rig_step(consumer, act_wait, 0);
	rig_end(producer, AX_REASON_FINISHED);
	cr_assert_eq(state_of(consumer), AX_QUEUED);
}

Test(wake, nobody_sleeps_on_a_closed_inbox)
{
	rig_join(producer, consumer);
	rig_end(producer, AX_REASON_FINISHED);
	rig_step(consumer, act_take, 1);
	rig_step(consumer, act_wait, 0);
	cr_assert_eq(state_of(consumer), AX_QUEUED);
}

/* ---- room --------------------------------------------------------------------------------- */

Test(wake, a_full_producer_is_woken_when_half_is_free)
{
	link_with_bound(8);
	rig_step(producer, act_put, 9);
	rig_step(producer, act_want_room, UINT32_MAX);
	cr_assert_eq(state_of(producer), AX_IDLE);
	rig_step(consumer, act_take, 3);
	cr_assert_eq(state_of(producer), AX_IDLE, "3 of 8 are free");
	rig_step(consumer, act_take, 1);
	cr_assert_eq(state_of(producer), AX_QUEUED);
}

Test(wake, a_full_producer_is_woken_when_what_it_asked_for_is_free)
{
	link_with_bound(8);
	rig_step(producer, act_put, 9);
	rig_step(producer, act_want_room, 2);
	rig_step(consumer, act_take, 1);
	cr_assert_eq(state_of(producer), AX_IDLE);
	rig_step(consumer, act_take, 1);
	cr_assert_eq(state_of(producer), AX_QUEUED);
}

static enum ax_status act_take_and_wait(struct probe *probe)
{
	act_take(probe);
	ax_want_message(&probe->side);
	return AX_STEP_WAIT;
}

Test(wake, a_consumer_that_sleeps_pays_the_wakes_that_it_owes)
{
	link_with_bound(8);
	rig_step(producer, act_put, 9);
	rig_step(producer, act_want_room, UINT32_MAX);
	rig_step(consumer, act_take_and_wait, 1);
	cr_assert_eq(state_of(consumer), AX_IDLE);
	cr_assert_eq(state_of(producer), AX_QUEUED, "1 of 8 is free, and nobody else will say so");
}

Test(wake, a_far_consumer_that_sleeps_pays_the_wakes_that_it_owes)
{
	go_far();
	link_with_bound(8);
	rig_step(producer, act_put, 9);
	rig_step(producer, act_want_room, UINT32_MAX);
	rig_step(consumer, act_take_and_wait, 1);
	rig_deliver(&rig);
	cr_assert_eq(state_of(producer), AX_QUEUED);
}

Test(wake, a_consumer_that_goes_on_pays_after_8_steps)
{
	link_with_bound(100);
	rig_step(producer, act_put, 100);
	rig_step(producer, act_put, 100);
	rig_step(producer, act_want_room, UINT32_MAX);
	rig_step(consumer, act_take, 1);
	cr_assert_eq(state_of(producer), AX_IDLE);
	for (int i = 0; i < 8; i++)
		rig_step(consumer, act_nothing, 0);
	cr_assert_eq(state_of(producer), AX_QUEUED);
}

/* Two that are full and take nothing must come to rest: else nobody sees that they are stuck. */
Test(wake, one_that_freed_nothing_wakes_nobody)
{
	link_with_bound(8);
	rig_step(producer, act_put, 9);
	rig_step(producer, act_want_room, UINT32_MAX);
	rig_step(consumer, act_take_and_wait, 0);
	cr_assert_eq(state_of(consumer), AX_IDLE);
	cr_assert_eq(state_of(producer), AX_IDLE);
}

Test(wake, nobody_waits_for_room_that_is_there)
{
	link_with_bound(8);
	rig_step(producer, act_want_room, 1);
	cr_assert_eq(state_of(producer), AX_QUEUED, "the link is empty");
	rig_step(producer, act_put, 4);
	rig_step(producer, act_want_room, 3);
	cr_assert_eq(state_of(producer), AX_QUEUED, "4 of 8 are free");
}

Test(wake, nobody_waits_far_for_room_that_is_there)
{
	go_far();
	link_with_bound(8);
	rig_step(producer, act_want_room, 1);
	cr_assert_eq(state_of(producer), AX_QUEUED, "the link is empty");
}

Test(wake, nobody_waits_for_room_in_bytes_that_is_there)
{
	rig_link(producer, &producer->outbox, consumer, &consumer->inbox, 0, 100, 0);
	rig_step(producer, act_want_room, 1);
	cr_assert_eq(state_of(producer), AX_QUEUED, "the link is empty");
}

Test(wake, a_producer_full_in_bytes_is_woken_when_a_message_is_taken)
{
	rig_link(producer, &producer->outbox, consumer, &consumer->inbox, 0, 100, 0);
	rig_step(producer, act_put_bytes, 200);
	cr_assert_not(rig_step(producer, act_put_bytes, 1));
	rig_step(producer, act_want_room, UINT32_MAX);
	rig_step(producer, act_put_bytes, 1);
	rig_step(producer, act_want_room, UINT32_MAX);
	cr_assert_eq(state_of(producer), AX_IDLE);
	rig_step(consumer, act_take, 1);
	cr_assert_eq(state_of(producer), AX_QUEUED);
}

Test(wake, a_refusal_wakes_the_waiting_producer)
{
	link_with_bound(2);
	rig_step(producer, act_put, 9);
	rig_step(producer, act_want_room, UINT32_MAX);
	rig_end(consumer, AX_REASON_FINISHED);
	cr_assert_eq(state_of(producer), AX_QUEUED);
}

/* ---- control ------------------------------------------------------------------------------ */

static enum ax_status act_signal(struct probe *probe)
{
	act_put(probe);
	ax_put1(&probe->base.signal, ax_int(42));
	return AX_STEP_READY;
}

Test(wake, control_wakes_whatever_is_waited_for_and_goes_first)
{
	struct probe *third = rig_probe(&rig, 0);
	rig_join(producer, consumer);
	rig_link(producer, &producer->base.signal, third, &third->base.control, 0, 0, 0);
	rig_step(consumer, act_wait, 0);
	rig_step(third, act_wait, 0);
	rig_step(producer, act_signal, 1);
	cr_assert_eq(state_of(third), AX_QUEUED);
	cr_assert_eq(rig.worker[0].run_head, &third->base);
}
