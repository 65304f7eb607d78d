// SPDX-License-Identifier: Apache-2.0
/* balance_rule: whether the director joins two workers, by what it is told that they did. */
#include "run_private.h"

#include <axon/engine.h>

#include <criterion/criterion.h>
#include <string.h>

enum {
	WORKERS = 4
};

#define WINDOW_NS UINT64_C(10000000) /* of a tick */

static struct ax_run run;
static struct ax_loop loop[WORKERS];

static void set_up(void)
{
	memset(&run, 0, sizeof(run));
	memset(loop, 0, sizeof(loop));
	run.loop = loop;
	run.engine = ax_engine_new();
	for (unsigned i = 0; i < WORKERS; i++) {
		loop[i].run = &run;
		loop[i].base.id = loop[i].joins = i;
	}
	loop[0].base.partner = 1;
}

static void tear_down(void)
{
	ax_engine_free(run.engine);
}

TestSuite(balance_rule, .init = set_up, .fini = tear_down);

/* Two of `workers` work for so many per mille of a tick each; the first wakes the second so often and
 * sends it so many messages. Whether it is told to join it. */
static bool joins(unsigned workers, uint64_t per_mille, uint64_t wakes, uint64_t sent)
{
	run.n = workers;
	loop[0].base.work_ns += WINDOW_NS * per_mille / 1000;
	loop[1].base.work_ns += WINDOW_NS * per_mille / 1000;
	loop[0].base.far_wakes += wakes;
	loop[0].base.far_sent += sent;
	ax_balance_tick(&run, run.balanced_ns + WINDOW_NS);
	return (loop[0].orders & AX_ORDER_JOIN) && loop[0].joins == 1;
}

Test(balance_rule, two_that_talk_and_have_little_to_do_become_one)
{
	cr_assert(joins(2, 300, 1000, 1000));
}

Test(balance_rule, two_that_do_not_talk_stay_two)
{
	cr_assert_not(joins(2, 300, 0, 0));
	cr_assert_not(joins(2, 450, 0, 700000), "they do not wait for each other");
}

Test(balance_rule, two_with_work_for_two_stay_two)
{
	cr_assert_not(joins(2, 450, 50000, 10000));
	cr_assert_not(joins(2, 1000, 50000, 400000));
}

/* 700,000 messages at 12 ns are 8.4 ms that one worker would not spend. */
Test(balance_rule, two_whose_work_is_their_messages_crossing_become_one)
{
	cr_assert(joins(2, 450, 50000, 700000));
}

/* The messages may have gone to any of three. */
Test(balance_rule, of_many_workers_each_has_its_share_of_the_messages)
{
	cr_assert_not(joins(4, 450, 50000, 400000));
	loop[0].orders = 0;
	cr_assert(joins(2, 450, 50000, 400000));
}

Test(balance_rule, a_decision_holds)
{
	cr_assert(joins(2, 300, 1000, 1000));
	loop[0].orders = 0;
	cr_assert_not(joins(2, 300, 1000, 1000));
}
