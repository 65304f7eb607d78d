// SPDX-License-Identifier: Apache-2.0
/* reclaim: the memb flavour of liburcu behind five calls. */
#include "reclaim.h"

#include "engine_private.h"

#include <assert.h>
#include <pthread.h>
#include <stdlib.h>
#include <urcu/urcu-memb.h>

/* The callback gets the place; the place holds the memory's start. */
struct place {
	struct rcu_head head;
};

static_assert(sizeof(struct place) == 16, "what ax_reclaim() asks of its callers");

/* liburcu frees on a thread of its own, which a fork leaves behind: the child gets a new one. */
static void mind_forks(void)
{
	if (pthread_atfork(urcu_memb_call_rcu_before_fork, urcu_memb_call_rcu_after_fork_parent,
			   urcu_memb_call_rcu_after_fork_child) != 0)
		abort();
}

/* How often this thread was registered: it may have started several runs. */
static _Thread_local unsigned registered;

void ax_reader_register(void)
{
	/* The one piece of state that is the process's: liburcu's thread is, too. */
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	pthread_once(&once, mind_forks);
	if (registered++ == 0)
		urcu_memb_register_thread();
}

void ax_reader_unregister(void)
{
	if (--registered == 0)
		urcu_memb_unregister_thread();
}

void ax_read_lock(void)
{
	urcu_memb_read_lock();
}

void ax_read_unlock(void)
{
	urcu_memb_read_unlock();
}

static void free_later(struct rcu_head *head)
{
	ax_take_over(head);
	void *memory = ((void **)head)[-1];
	ax_take_over(memory);
	ax_line_free(memory);
}

void ax_reclaim(void *memory, void *place)
{
	((void **)place)[-1] = memory;
	ax_hand_over(place);
	urcu_memb_call_rcu(place, free_later);
}

void ax_reclaim_barrier(void)
{
	urcu_memb_barrier();
}
