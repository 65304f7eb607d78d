// SPDX-License-Identifier: Apache-2.0
/* move: components that change their worker with their links, step by step. */
#include "rig.h"

#include <criterion/criterion.h>
#include <errno.h>

static struct rig rig;
static struct probe *a, *b;
static struct ax_link *link;
static struct ax_ticket ticket;

static void set_up(void)
{
	rig_init(&rig);
	a = rig_probe(&rig, 0);
	b = rig_probe(&rig, 0);
	link = rig_join(a, b);
}

static void tear_down(void)
{
	rig_fini(&rig);
}

TestSuite(move, .init = set_up, .fini = tear_down);

/* Has probe moved and does the step that it then takes; the answer. */
static int move(struct probe *probe, unsigned worker)
{
	struct ax_handle handle = ax_handle_of(&probe->base);
	ax_migrate(handle, worker, &ticket);
	rig_deliver(&rig);
	rig_step(probe, act_nothing, 0);
	rig_deliver(&rig);
	ax_handle_release(handle);
	return ax_ticket_status(&ticket);
}

static void wait_for_message(struct probe *probe)
{
	rig_step(probe, act_wait, 0);
	cr_assert_eq(probe->base.state, AX_IDLE);
}

/* ---- links --------------------------------------------------------------------------------- */

Test(move, a_link_is_far_while_its_ends_are_apart_and_near_again_after)
{
	cr_assert_not(link->far);
	cr_assert_eq(move(b, 1), 0);
	cr_assert(link->far);
	cr_assert_eq(b->base.owner, &rig.worker[1]);
	cr_assert_eq(move(a, 1), 0);
	cr_assert_not(link->far);
	cr_assert_eq(a->base.n_far + b->base.n_far, 0);
	cr_assert_not(a->base.flags & AX_HAS_FAR);
}

Test(move, messages_keep_their_order_through_moves_of_both_ends)
{
	unsigned to[] = { 1, 0, 1, 1, 0, 0 };
	for (int i = 0; i < 6; i++) {
		rig_step(a, act_put, 20);
		move(i % 2 ? a : b, to[i]);
		rig_step(b, act_take, 7);
	}
	rig_step(b, act_take, 64);
	rig_step(b, act_take, 64);
	cr_assert_eq(b->n_notes, 120);
	for (int i = 0; i < 120; i++)
		cr_assert_eq(b->note[i], i);
}

Test(move, a_sleeping_consumer_is_woken_by_a_producer_that_has_left)
{
	wait_for_message(b);
	move(a, 1);
	cr_assert_eq(b->base.state, AX_IDLE, "parting wakes nobody");
	rig_step(a, act_put, 1);
	rig_deliver(&rig);
	cr_assert(rig_queued(b));
}

Test(move, a_consumer_that_waited_takes_what_came_while_it_moved)
{
	wait_for_message(b);
	struct ax_handle handle = ax_handle_of(&b->base);
	ax_migrate(handle, 1, &ticket);
	rig_deliver(&rig);
	rig_step(b, act_nothing, 0); /* it leaves instead */
	cr_assert_eq(b->base.state, AX_TRANSIT);
	rig_step(a, act_put, 3);
	cr_assert_eq(rig.n_posts, 4, "two births, the request and the move: no post for a wake");
	rig_deliver(&rig);
	cr_assert_eq(rig_step(b, act_take, 9), 3);
	ax_handle_release(handle);
}

Test(move, a_producer_that_waits_for_room_is_woken_by_a_consumer_that_has_left)
{
	rig_step(a, act_put, 1000);
	rig_step(a, act_want_room, 1);
	cr_assert_eq(a->base.state, AX_IDLE);
	move(b, 1);
	rig_step(b, act_take, 1000);
	rig_deliver(&rig);
	cr_assert(rig_queued(a));
}

Test(move, a_near_ring_is_not_taken_back_and_a_far_link_holds_more)
{
	cr_assert_eq(link->bound, AX_BOUND_NEAR);
	move(b, 1);
	cr_assert_eq(link->bound, AX_BOUND_FAR);
	uint32_t put = 0;
	for (int i = 0; i < 20; i++)
		put += rig_step(a, act_put, 64);
	cr_assert_eq(put, AX_BOUND_FAR);
	move(b, 0);
	cr_assert_eq(link->bound, AX_BOUND_FAR, "the ring is that large by now");
}

Test(move, a_link_to_itself_stays_near)
{
	struct probe *self = rig_probe(&rig, 0);
	struct ax_link *loop = rig_join(self, self);
	cr_assert_eq(move(self, 1), 0);
	cr_assert_not(loop->far);
	rig_step(self, act_put, 2);
	cr_assert_eq(rig_step(self, act_take, 9), 2);
}

Test(move, a_closed_link_moves_with_its_consumer)
{
	rig_step(a, act_put, 2);
	rig_end(a, AX_REASON_FINISHED);
	cr_assert_eq(move(b, 1), 0);
	cr_assert_not(link->far, "it has one end");
	cr_assert_eq(rig_step(b, act_take, 9), 2);
	cr_assert(ax_closed(&b->inbox));
}

Test(move, the_refusal_of_a_consumer_that_has_left_reaches_its_producer)
{
	rig_step(a, act_put, 2);
	move(b, 1);
	rig_end(b, AX_REASON_FINISHED);
	cr_assert_eq(rig_step(a, act_put, 1), 0);
	cr_assert(ax_refused(&a->outbox));
}

Test(move, a_neighbours_refusal_is_seen_in_the_next_step)
{
	rig_step(a, act_put, 2);
	rig_end(b, AX_REASON_FINISHED);
	cr_assert_eq(rig_step(a, act_put, 1), 0, "what room it knew of is forgotten");
	cr_assert(ax_refused(&a->outbox));
}

Test(move, many_links_of_an_inbox_part_and_come_near_one_by_one)
{
	struct probe *c = rig_probe(&rig, 0);
	struct ax_link *listed = rig_join(c, b);
	move(c, 1);
	cr_assert(listed->far);
	cr_assert_not(link->far);
	wait_for_message(b);
	rig_step(c, act_put, 2);
	rig_deliver(&rig);
	cr_assert(rig_queued(b));
	cr_assert_eq(rig_step(b, act_take, 9), 2);
	move(b, 1);
	cr_assert(link->far);
	cr_assert_not(listed->far);
	rig_step(a, act_put, 1);
	rig_step(c, act_put, 1);
	uint32_t took = rig_step(b, act_take, 9) + rig_step(b, act_take, 9);
	cr_assert_eq(took, 2);
}

Test(move, links_made_from_outside_are_near_when_both_ends_are)
{
	struct probe *c = rig_probe(&rig, 0);
	struct ax_handle from = ax_handle_of(&b->base), to = ax_handle_of(&c->base);
	ax_link(from, "outbox", to, "inbox", &ticket);
	rig_deliver(&rig);
	rig_step(c, act_nothing, 0);
	rig_deliver(&rig);
	rig_step(b, act_nothing, 0);
	cr_assert_eq(ax_ticket_status(&ticket), 0);
	cr_assert_not(b->outbox.box.link->far);
	ax_handle_release(from);
	ax_handle_release(to);
}

/* ---- nodes --------------------------------------------------------------------------------- */

Test(move, a_node_in_flight_is_forwarded_and_is_the_adoption)
{
	struct ax_handle handle = ax_handle_of(&b->base);
	ax_migrate(handle, 1, &ticket);
	rig_deliver(&rig);
	ax_component_post(&b->base); /* on its way to worker 0 */
	struct ax_component *node = rig.post;
	rig.post = NULL;
	uint32_t posts = rig.n_posts;
	rig_step(b, act_nothing, 0);
	cr_assert_eq(rig.n_posts, posts, "the giver posts nothing: the node is in flight");
	node->post_next = NULL;
	ax_component_arrive(&rig.worker[0], node);
	cr_assert_eq(rig.n_posts, posts + 1, "worker 0 forwards it");
	cr_assert_eq(b->base.posted, 1);
	rig_deliver(&rig);
	cr_assert_eq(b->base.posted, 0);
	cr_assert(rig_queued(b));
	cr_assert_eq(ax_ticket_status(&ticket), 0);
	ax_handle_release(handle);
}

/* ---- answers ------------------------------------------------------------------------------- */

Test(move, a_pinned_component_refuses)
{
	b->base.marks |= AX_PINNED;
	cr_assert_eq(move(b, 1), -EPERM);
	cr_assert_eq(b->base.owner, &rig.worker[0]);
}

Test(move, there_is_no_third_worker_here)
{
	cr_assert_eq(move(b, RIG_WORKERS), -EINVAL);
}

Test(move, a_move_to_where_it_is_is_done_at_once)
{
	cr_assert_eq(move(b, 0), 0);
	cr_assert_eq(b->base.owner, &rig.worker[0]);
}

Test(move, nobody_moves_once_the_run_stops)
{
	rig.engine->stopping = 1;
	cr_assert_eq(move(b, 1), -ESHUTDOWN);
	cr_assert_eq(b->base.owner, &rig.worker[0]);
}

Test(move, of_two_requests_the_later_one_holds)
{
	struct ax_handle handle = ax_handle_of(&b->base);
	struct ax_ticket first, second;
	ax_migrate(handle, 1, &first);
	ax_migrate(handle, 0, &second);
	rig_deliver(&rig);
	rig_step(b, act_nothing, 0);
	cr_assert_eq(ax_ticket_status(&first), -ECANCELED);
	cr_assert_eq(ax_ticket_status(&second), 0);
	cr_assert_eq(b->base.owner, &rig.worker[0]);
	ax_handle_release(handle);
}

Test(move, a_component_that_has_ended_answers_so)
{
	struct ax_handle handle = ax_handle_of(&b->base);
	rig_end(b, AX_REASON_FINISHED);
	ax_migrate(handle, 1, &ticket);
	cr_assert_eq(ax_ticket_status(&ticket), -ESRCH);
	ax_handle_release(handle);
}
