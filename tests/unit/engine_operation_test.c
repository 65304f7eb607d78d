// SPDX-License-Identifier: Apache-2.0
/* operation: links, unlinks and stops of components that run, asked from outside. */
#include "parts.h"
#include "rig.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>

static struct rig rig;
static struct probe *producer, *consumer, *other;
static struct ax_handle p, c, o;
static struct ax_ticket ticket;

static void set_up(void)
{
	rig_init(&rig);
	producer = rig_probe(&rig, 0);
	consumer = rig_probe(&rig, 0);
	other = rig_probe(&rig, 1);
	p = ax_handle_of(&producer->base);
	c = ax_handle_of(&consumer->base);
	o = ax_handle_of(&other->base);
}

static void tear_down(void)
{
	ax_handle_release(p);
	ax_handle_release(c);
	ax_handle_release(o);
	rig_fini(&rig);
}

TestSuite(operation, .init = set_up, .fini = tear_down);

/* Steps whoever stands in a queue until nobody has a message from outside any more. */
static void settle(void)
{
	for (int i = 0; i < 10; i++) {
		rig_deliver(&rig);
		struct probe *probe[] = { producer, consumer, other };
		for (int k = 0; k < 3; k++)
			if (probe[k]->base.state == AX_QUEUED)
				rig_step(probe[k], act_nothing, 0);
	}
}

static int answer(void)
{
	settle();
	return ax_ticket_status(&ticket);
}

static int linked(struct ax_handle from, struct ax_handle to)
{
	ax_link(from, "outbox", to, "inbox", &ticket);
	return answer();
}

static int unlinked(struct ax_handle from)
{
	ax_unlink(from, "outbox", &ticket);
	return answer();
}

/* ---- answers ------------------------------------------------------------------------------ */

Test(operation, nothing_happens_before_the_owners_next_steps)
{
	ax_link(p, "outbox", c, "inbox", &ticket);
	cr_assert_eq(ax_ticket_status(&ticket), -EINPROGRESS);
	cr_assert_eq(answer(), 0);
	rig_step(producer, act_put, 3);
	cr_assert_eq(rig_step(consumer, act_take, 9), 3);
}

Test(operation, links_across_workers)
{
	cr_assert_eq(linked(p, o), 0);
	rig_step(producer, act_put, 3);
	cr_assert_eq(rig_step(other, act_take, 9), 3);
}

Test(operation, a_box_that_is_not_there_is_ENOENT)
{
	ax_link(p, "outbux", c, "inbox", &ticket);
	cr_assert_eq(ax_ticket_status(&ticket), -ENOENT);
	ax_link(p, "outbox", c, "outbox", &ticket);
	cr_assert_eq(ax_ticket_status(&ticket), -ENOENT);
	ax_unlink(p, "inbox", &ticket);
	cr_assert_eq(ax_ticket_status(&ticket), -ENOENT);
}

Test(operation, an_outbox_that_is_linked_is_EISCONN_and_stays_linked)
{
	cr_assert_eq(linked(p, c), 0);
	cr_assert_eq(linked(p, o), -EISCONN);
	cr_assert_eq(linked(p, c), -EISCONN);
	rig_step(producer, act_put, 3);
	cr_assert_eq(rig_step(consumer, act_take, 9), 3);
	cr_assert_eq(rig_step(other, act_take, 9), 0);
}

Test(operation, an_outbox_that_is_not_linked_is_ENOTCONN)
{
	cr_assert_eq(unlinked(p), -ENOTCONN);
}

Test(operation, who_has_ended_is_ESRCH)
{
	rig_end(consumer, AX_REASON_FINISHED);
	ax_link(p, "outbox", c, "inbox", &ticket);
	cr_assert_eq(ax_ticket_status(&ticket), -ESRCH);
	ax_unlink(c, "outbox", &ticket);
	cr_assert_eq(ax_ticket_status(&ticket), -ESRCH);
	ax_stop(c, &ticket);
	cr_assert_eq(ax_ticket_status(&ticket), -ESRCH);
	ax_link(c, "outbox", p, "inbox", &ticket);
	rig_deliver(&rig);
	rig_step(producer, act_nothing, 0);
	cr_assert_eq(ax_ticket_status(&ticket), -ESRCH);
	consumer = producer;
}

Test(operation, who_ends_with_operations_waiting_answers_ESRCH)
{
	struct ax_ticket second;
	ax_link(p, "outbox", c, "inbox", &ticket);
	ax_stop(c, &second);
	consumer->base.flags &= (uint16_t)~AX_CONTROL_NEWS;
	rig_end(consumer, AX_REASON_FAILED);
	cr_assert_eq(ax_ticket_status(&ticket), -ESRCH);
	cr_assert_eq(ax_ticket_status(&second), -ESRCH);
	rig_deliver(&rig);
	consumer = producer;
}

Test(operation, a_ticket_is_not_needed)
{
	ax_link(p, "outbox", c, "inbox", NULL);
	settle();
	ax_unlink(p, "outbox", NULL);
	ax_unlink(p, "nonsense", NULL);
	settle();
	cr_assert_null(producer->outbox.box.link);
}

/* ---- unlinking ---------------------------------------------------------------------------- */

static enum ax_status act_say_closed(struct probe *probe)
{
	probe->did = ax_closed(&probe->inbox);
	return AX_STEP_READY;
}

Test(operation, unlinking_is_not_closing_and_what_was_sent_stays)
{
	linked(p, c);
	rig_step(producer, act_put, 3);
	cr_assert_eq(unlinked(p), 0);
	rig_step(producer, act_put, 2);
	cr_assert_eq(rig_step(consumer, act_take, 9), 3);
	cr_assert_not(rig_step(consumer, act_say_closed, 0));
	cr_assert_eq(producer->base.aside->dropped, 2);
}

Test(operation, a_relink_to_the_same_inbox_keeps_order)
{
	for (int turn = 0; turn < 20; turn++) {
		cr_assert_eq(linked(p, c), 0);
		rig_step(producer, act_put, 3);
		cr_assert_eq(unlinked(p), 0);
		cr_assert_eq(linked(p, c), 0);
		rig_step(producer, act_put, 3);
		cr_assert_eq(unlinked(p), 0);
		if (turn % 3 == 0)
			rig_step(consumer, act_take, 99);
	}
	while (rig_step(consumer, act_take, 99))
		continue;
	cr_assert_eq(consumer->n_notes, 120);
	for (int i = 0; i < 120; i++)
		cr_assert_eq(consumer->note[i], i);
}

Test(operation, a_far_relink_to_the_same_inbox_keeps_order)
{
	for (int turn = 0; turn < 20; turn++) {
		cr_assert_eq(linked(p, o), 0);
		rig_step(producer, act_put, 5);
		cr_assert_eq(unlinked(p), 0);
		if (turn % 3 == 0)
			rig_step(other, act_take, 3);
	}
	while (rig_step(other, act_take, 99))
		continue;
	cr_assert_eq(other->n_notes, 100);
	for (int i = 0; i < 100; i++)
		cr_assert_eq(other->note[i], i);
}

Test(operation, a_relink_among_other_producers_keeps_order)
{
	struct probe *third = rig_probe(&rig, 0);
	struct ax_handle t = ax_handle_of(&third->base);
	third->note[0] = 1000;
	cr_assert_eq(linked(o, c), 0);
	ax_link(t, "outbox", c, "inbox", &ticket);
	settle();
	rig_deliver(&rig);
	rig_step(third, act_nothing, 0);
	cr_assert_eq(ax_ticket_status(&ticket), 0);
	other->note[0] = 2000;
	for (int turn = 0; turn < 10; turn++) {
		cr_assert_eq(linked(p, c), 0);
		rig_step(producer, act_put, 2);
		rig_step(third, act_put, 2);
		rig_step(other, act_put, 2);
		cr_assert_eq(unlinked(p), 0);
		if (turn % 3 == 0)
			rig_step(consumer, act_take, 3);
	}
	while (rig_step(consumer, act_take, 99))
		continue;
	int64_t next[] = { 0, 1000, 2000 };
	cr_assert_eq(consumer->n_notes, 60);
	for (int i = 0; i < 60; i++)
		cr_assert_eq(consumer->note[i], next[consumer->note[i] / 1000]++);
	ax_handle_release(t);
}

Test(operation, a_relink_to_another_inbox_sends_the_rest_there)
{
	linked(p, c);
	rig_step(producer, act_put, 3);
	unlinked(p);
	linked(p, o);
	rig_step(producer, act_put, 4);
	cr_assert_eq(rig_step(consumer, act_take, 9), 3);
	cr_assert_eq(rig_step(other, act_take, 9), 4);
	cr_assert_eq(other->note[0], 3);
}

static enum ax_status act_say_refused(struct probe *probe)
{
	probe->did = !ax_put1(&probe->outbox, ax_int(0)) && ax_refused(&probe->outbox);
	return AX_STEP_READY;
}

/* The new link is held back until the old one is drained, which never comes. */
Test(operation, who_was_linked_anew_is_refused_when_the_consumer_ends)
{
	linked(p, c);
	rig_step(producer, act_put, 3);
	unlinked(p);
	linked(p, c);
	rig_step(producer, act_put, 1);
	rig_end(consumer, AX_REASON_FINISHED);
	cr_assert(rig_step(producer, act_say_refused, 0));
	consumer = producer;
}

Test(operation, a_producer_that_waits_for_room_goes_on_when_unlinked)
{
	rig_link(producer, &producer->outbox, consumer, &consumer->inbox, 2, 0, 0);
	rig_step(producer, act_put, 9);
	rig_step(producer, act_want_room, UINT32_MAX);
	cr_assert_eq(producer->base.state, AX_IDLE);
	ax_unlink(p, "outbox", &ticket);
	rig_deliver(&rig);
	cr_assert_eq(producer->base.state, AX_QUEUED);
	cr_assert_eq(rig_step(producer, act_put, 9), 9);
	cr_assert_eq(ax_ticket_status(&ticket), 0);
}

Test(operation, unlinking_a_refused_outbox_makes_it_usable)
{
	linked(p, c);
	rig_end(consumer, AX_REASON_FINISHED);
	cr_assert(rig_step(producer, act_say_refused, 0));
	consumer = producer;
	cr_assert_eq(unlinked(p), 0);
	cr_assert_eq(linked(p, o), 0);
	rig_step(producer, act_put, 2);
	cr_assert_eq(rig_step(other, act_take, 9), 2);
}

/* ---- stopping ----------------------------------------------------------------------------- */

Test(operation, stop_ends_at_the_next_step)
{
	linked(p, c);
	rig_step(consumer, act_wait, 0);
	ax_stop(c, &ticket);
	rig_deliver(&rig);
	cr_assert_eq(consumer->base.state, AX_QUEUED);
	rig_step(consumer, act_nothing, 0);
	cr_assert_eq(consumer->base.state, AX_DEAD);
	cr_assert_eq(consumer->base.reason, AX_REASON_SHUTDOWN);
	cr_assert_eq(consumer->closed, 1);
	cr_assert_eq(ax_ticket_status(&ticket), 0);
	consumer = producer;
}

/* ---- on a real run ------------------------------------------------------------------------ */

static struct ax_handle hub;
static struct ax_run *run;

static void wait_for(struct ax_ticket *answer_to)
{
	while (ax_ticket_status(answer_to) == -EINPROGRESS)
		sched_yield();
}

static void *stop_the_hub(void *arg)
{
	struct ax_handle handle;
	struct ax_ticket *answers = arg;
	while (!(handle.component = __atomic_load_n(&hub.component, __ATOMIC_ACQUIRE)))
		sched_yield();
	handle.engine = hub.engine;
	ax_unlink(handle, "nothing", &answers[0]);
	ax_stop(handle, &answers[1]);
	wait_for(&answers[1]);
	return NULL;
}

Test(operation, a_foreign_thread_stops_a_component)
{
	struct ax_engine *engine = part_engine();
	struct ax_graph *graph = ax_graph_new(engine, "test");
	struct ax_ticket answers[3];
	struct tally tally = { .got = 0 };
	char error[200];
	pthread_t thread;
	ax_graph_add(graph, "hub", &part_hub,
		     &(struct hub){ .sink = { .tally = &tally }, .here = &hub }, NULL);
	struct ax_run_options options = { .workers = 1 };
	run = ax_run_start(graph, &options, error, sizeof(error));
	pthread_create(&thread, NULL, stop_the_hub, answers);
	ax_run_wait(run);
	pthread_join(thread, NULL);
	cr_assert_eq(ax_ticket_status(&answers[0]), -ENOENT);
	cr_assert_eq(ax_ticket_status(&answers[1]), 0);
	cr_assert_eq(tally.reason, AX_REASON_SHUTDOWN);
	/* The run is over, and the handle is still good for an answer. */
	ax_stop(hub, &answers[2]);
	cr_assert_eq(ax_ticket_status(&answers[2]), -ESRCH);
	ax_link(hub, "signal", hub, "inbox", &answers[2]);
	cr_assert_eq(ax_ticket_status(&answers[2]), -ESRCH);
	ax_handle_release(hub);
	ax_graph_free(graph);
	ax_engine_free(engine);
}

Test(operation, types_that_differ_are_EPROTOTYPE)
{
	static const struct ax_box_spec bytes_in[] = {
		AX_INBOX(struct sink, inbox, "bytes", "bytes"),
		AX_BOXES_END,
	};
	static const struct ax_box_spec ints_out[] = {
		AX_OUTBOX(struct source, outbox, "int", "ints"),
		AX_BOXES_END,
	};
	struct ax_component_type in = *producer->base.type, out = in;
	in.boxes = bytes_in;
	out.boxes = ints_out;
	producer->base.type = &out;
	consumer->base.type = &in;
	ax_link(p, "outbox", c, "inbox", &ticket);
	cr_assert_eq(ax_ticket_status(&ticket), -EPROTOTYPE);
	producer->base.type = consumer->base.type = other->base.type;
}
