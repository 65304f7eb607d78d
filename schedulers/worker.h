// SPDX-License-Identifier: Apache-2.0
/* worker: one scheduler with its run queue, postbox, selector and timers. An object that a thread
 * holds: nothing here caches which thread that is.
 *
 * | field                          | writer                | readers            |
 * | ------------------------------ | --------------------- | ------------------ |
 * | base.run_head, timers, watches | the thread holding it | the same           |
 * | postbox                        | anyone (push)         | the holder (pop)   |
 * | orders, calls                  | the director, workers | the holder         |
 * | asleep                         | the holder            | anyone             |
 * | base.steps, slept_ns           | the holder            | anyone, racily     |
 */
#ifndef AXON_WORKER_H
#define AXON_WORKER_H

#include "postbox.h"

#include "../engine/engine_private.h"

#include <axon/run.h>

#include <pthread.h>

enum {
	AX_SPINS = 1000,	  /* looks at the postbox before a yield, when that pays */
	AX_SPIN_PAYS_NS = 100000, /* a sleep shorter than this would have been better spun */
	AX_CROWDED_SPINS = 16,	  /* looks that one with a yield stands for: workers share a core */
	AX_YIELDS = 4,		  /* yields before sleep */
	AX_HOUSE_STEPS = 64,	  /* steps between looks at the clock */
	AX_HOUSE_NS = 100000,	  /* time between looks at timers and selector while busy */
	AX_FIRES = 16,		  /* timers at a time: what they set off comes first */
	AX_LOAD_WINDOW = 20000000, /* ns over which a worker's load is taken */
	AX_STIRRED = 300,	   /* per mille: a load that wakes the director's balance */
	AX_TALK_NS = 100000	   /* one wake of another worker in so much time is much talk */
};

enum ax_orders {
	AX_ORDER_STOP = 1,     /* tell every component to shut down */
	AX_ORDER_END = 2,      /* end every component where it stands */
	AX_ORDER_QUIT = 4,     /* leave the loop */
	AX_ORDER_HOLD = 8,     /* wait in ax_hold_wait() while the director looks around */
	AX_ORDER_REPORT = 16,  /* write down what each component does */
	AX_ORDER_GATHER = 32,  /* send members of families after their keepers: ax_loop.calls */
	AX_ORDER_SHUFFLE = 64, /* send every component somewhere, at random */
	AX_ORDER_GIVE = 128,   /* give something to ax_loop.asker */
	AX_ORDER_JOIN = 256,   /* send every component to ax_loop.joins */
	AX_ORDER_PROFILE = 512 /* look who could run, and count what links carried */
};

struct ax_timer {
	uint64_t until;
	struct ax_component *component;
};

struct ax_timers {
	struct ax_timer *heap; /* 4-ary; heap[0] is not used, so that place 0 means none */
	uint32_t n, room;
};

/* A registered descriptor; the generation guards against events for an earlier use of the slot. */
struct ax_watch_slot {
	struct ax_watch *watch;
	uint32_t generation;
	uint32_t next_free;
};

struct ax_selector {
	struct ax_watch_slot *slot; /* slot[0] is not used */
	uint32_t n, room, free, watched;
};

/* What the system supplies: in os_linux.c, or virtual in seeded.c. */
struct ax_os {
	int epoll, event;
};

struct ax_report {
	struct ax_component_stats *stats;
	size_t n, room;
};

/* What a worker did. */
struct ax_tick {
	uint64_t work_ns, wakes, sent; /* the latter two to other workers */
};

/* A part a writer; tests/layout lists them and watches who writes. Parts are two lines apart, since
 * the hardware fetches lines in pairs: with one line a round between two workers took 5 % longer
 * than without parts, with two it takes 3 % less. */
struct ax_loop {
	/* The holder's. Some of it is read by others, racily. */
	struct ax_worker base;
	struct ax_run *run;
	uint64_t housed_ns;	/* when timers and selector were last looked at */
	uint32_t until_housing; /* steps left before the clock is looked at */
	uint32_t house_steps;	/* between looks at the clock */
	uint32_t spins;		/* looks at the postbox before sleep: as long as they pay */
	uint32_t plenty;	/* atomic: more is runnable than one component */
	uint32_t load;		/* atomic: per mille of the last window */
	uint64_t asked_ns;	/* when it asked last */
	uint64_t random;	/* for ax_random() */
	uint64_t slept_ns, window_ns, window_slept_ns, window_wakes;
	struct ax_timers timers;
	struct ax_selector selector;
	struct ax_os os;
	struct ax_component **group; /* this worker's schedulers of groups, by group */
	struct ax_component *shares; /* the weighted-fair scheduler over them, or NULL */
	/* What others write and the holder looks at in every turn. A poster reads `asleep` after its
	 * push: of a line that it has. */
	_Alignas(2 * AX_CACHE_LINE) struct ax_postbox postbox;
	uint32_t orders;       /* atomic */
	uint32_t asleep;       /* atomic */
	uint32_t stuck;	       /* atomic: as it fell asleep, its components could wait for ever */
	uint32_t asker;	       /* atomic: the idle worker that asks, + 1; 0: none */
	uint32_t joins;	       /* atomic: the worker to join */
	struct ax_call *calls; /* atomic: to members of families */
	/* The director's, and what is under run->lock. */
	_Alignas(2 * AX_CACHE_LINE) struct ax_tick told; /* up to its last look */
	struct ax_tick tick;				 /* since the one before */
	uint64_t keeps_until;				 /* atomic: gives nothing away before */
	pthread_t thread;
	int cpu;	   /* the core it is bound to, by OS index; -1: not bound */
	uint32_t reported; /* the report's number */
	struct ax_report report;
};

static inline struct ax_loop *ax_loop_of(struct ax_worker *worker)
{
	return (struct ax_loop *)worker;
}

/* Whether there is something for the holder to take in. Any thread. */
static inline bool ax_loop_has_post(const struct ax_loop *loop)
{
	/* Acquire: what their taker did before is seen where they are gone (all_asleep()). For the holder
	 * a hint, since it takes them by an exchange. */
	return !ax_postbox_empty(&loop->postbox) || ax_load_acquire(&loop->orders);
}

/* ---- worker.c ---- */
int ax_loop_init(struct ax_loop *loop, struct ax_run *run, unsigned id);
void ax_loop_fini(struct ax_loop *loop);
/* Takes what has come by post, then runs one component's step; false when none is runnable. */
bool ax_loop_turn(struct ax_loop *loop);
/* Gives the worker orders and pokes it. Any thread. */
void ax_loop_order(struct ax_loop *loop, uint32_t orders);
/* The thread's whole life. */
void *ax_loop_main(void *loop);
void ax_loop_poke(struct ax_loop *loop);

/* ---- timers.c ---- */
void ax_timer_arm(struct ax_worker *worker, struct ax_component *c);
void ax_timer_disarm(struct ax_worker *worker, struct ax_component *c);
/* Wakes every component whose time has come; the time of the next one, or UINT64_MAX. */
uint64_t ax_timers_fire(struct ax_loop *loop, uint64_t now);
void ax_timers_fini(struct ax_timers *timers);

/* ---- selector.c ---- */
int ax_watch_register(struct ax_worker *worker, struct ax_watch *watch);
void ax_watch_forget(struct ax_worker *worker, struct ax_watch *watch);
/* Stops watching here; the descriptor stays open. */
void ax_watch_leave(struct ax_worker *worker, struct ax_watch *watch);
/* An event for a slot and generation as given to ax_os_watch(). */
void ax_selector_event(struct ax_loop *loop, uint64_t key, uint32_t events);
void ax_selector_fini(struct ax_selector *selector);

/* ---- os_linux.c ---- */
int ax_os_open(struct ax_os *os);
void ax_os_close(struct ax_os *os);
int ax_os_watch(struct ax_os *os, int fd, uint64_t key);
void ax_os_unwatch(struct ax_os *os, int fd);
/* Makes a sleeping ax_os_wait() return. */
void ax_os_poke(struct ax_os *os);
/* Waits for descriptors or a poke, up to timeout_ns (0: only looks; UINT64_MAX: for ever), and
 * reports events by ax_selector_event(). */
void ax_os_wait(struct ax_loop *loop, uint64_t timeout_ns);
uint64_t ax_os_clock(void);
void ax_os_pause(void);

/* ---- travel.c ---- */
void ax_travel_depart(struct ax_worker *worker, struct ax_component *c, struct ax_worker *to);
void ax_travel_receive(struct ax_worker *worker, struct ax_component *c);
void ax_travel_gather(struct ax_worker *worker, struct ax_component *keeper, struct ax_worker *to);
struct ax_worker *ax_travel_peer(struct ax_worker *worker, unsigned number);
/* Carries out AX_ORDER_GATHER and AX_ORDER_SHUFFLE. */
void ax_travel_answer(struct ax_loop *loop);
void ax_travel_shuffle(struct ax_loop *loop);
void ax_travel_fini(struct ax_loop *loop);

/* ---- balance.c ---- */
/* Asks a busy worker for something to run. */
void ax_balance_ask(struct ax_loop *loop);
/* Says whether there is plenty to run, and gives something to a worker that sleeps. */
void ax_balance_invite(struct ax_loop *loop);
/* Gives a runnable component to another worker, if one is worth it. */
void ax_balance_give(struct ax_loop *loop, struct ax_loop *to);
/* Carry out AX_ORDER_GIVE and AX_ORDER_JOIN. */
void ax_balance_answer(struct ax_loop *loop);
void ax_balance_join(struct ax_loop *loop);

/* ---- group.c ---- */
int ax_groups_init(struct ax_loop *loop, const struct ax_flat_group *group, uint32_t n);
void ax_groups_fini(struct ax_loop *loop, uint32_t n);
/* Makes c stand in the group's queue from now on; it is in no queue. */
bool ax_group_join(struct ax_component *c, struct ax_component *group);
void ax_group_queue(struct ax_worker *worker, struct ax_component *c);
/* The loop's scheduler of the same group as another worker's. */
struct ax_group *ax_group_at(struct ax_loop *loop, const struct ax_group *group);
/* Runs one step of a member of the scheduler, by its policy. */
void ax_group_run(struct ax_worker *worker, struct ax_component *scheduler);

#endif
