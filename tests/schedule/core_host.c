// SPDX-License-Identifier: Apache-2.0
/* core_host: what carries the core in a seeded build: postboxes, sleep, the director. It stands for
 * schedulers/postbox.c, os_linux.c and run.c, with their orders of events. */
#include "core.h"

#include "profile.h"
#include "reclaim.h"
#include "run_private.h"

#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct {
	struct ax_run run;
	struct ax_loop loop[CORE_WORKERS];
	struct ax_instance instance;
	struct core_case *test;
	unsigned director;   /* its fiber */
	unsigned workers_up; /* fibers of workers that have not returned */
	bool gone;	     /* the workers have been freed */
} host;

/* ---- postbox: a stack, taken whole ---------------------------------------------------------- */

void ax_postbox_init(struct ax_postbox *postbox)
{
	postbox->head = NULL;
}

void ax_postbox_push(struct ax_postbox *postbox, struct ax_component *c)
{
	if (host.gone)
		core_fail("%s was posted to a worker that is gone", c->name);
	void *top;
	do {
		top = ax_load_relaxed(&postbox->head);
		c->post_next = top;
	} while (!ax_cas(&postbox->head, top, c));
}

struct ax_component *ax_postbox_take(struct ax_postbox *postbox)
{
	struct ax_component *c = ax_exchange(&postbox->head, NULL), *oldest = NULL;
	while (c) {
		struct ax_component *next = c->post_next;
		c->post_next = oldest;
		oldest = c;
		c = next;
	}
	return oldest;
}

/* ---- the system ----------------------------------------------------------------------------- */

int ax_os_open(struct ax_os *os)
{
	os->epoll = 0;
	return 0;
}

void ax_os_close(struct ax_os *os)
{
	(void)os;
}

/* Worker i is fiber i. */
void ax_os_poke(struct ax_os *os)
{
	if (host.gone)
		core_fail("a worker was poked that is gone");
	core_poke((unsigned)((struct ax_loop *)((uintptr_t)os - offsetof(struct ax_loop, os)) -
			     host.loop));
}

void ax_os_wait(struct ax_loop *loop, uint64_t timeout_ns)
{
	(void)loop;
	if (timeout_ns)
		core_block(timeout_ns);
}

uint64_t ax_os_clock(void)
{
	return core_time();
}

/* A worker looks on: nobody of it may be waiting to run. */
void ax_os_pause(void)
{
	for (const struct ax_component *c = host.loop[core_self()].base.all; c; c = c->all_next)
		if (c->state == AX_QUEUED)
			core_fail("a worker looks on while %s could run", c->name);
}

/* In the place of libc's: workers are fibers here, and nobody waits for this thread's core. */
int sched_yield(void)
{
	return 0;
}

/* ---- what these graphs don't use ------------------------------------------------------------- */

const struct ax_worker_ops ax_seeded_ops = { 0 };

int ax_watch_register(struct ax_worker *worker, struct ax_watch *watch)
{
	(void)worker;
	(void)watch;
	return -1;
}

void ax_watch_leave(struct ax_worker *worker, struct ax_watch *watch)
{
	(void)worker;
	(void)watch;
}

void ax_watch_forget(struct ax_worker *worker, struct ax_watch *watch)
{
	(void)worker;
	(void)watch;
}

void ax_selector_fini(struct ax_selector *selector)
{
	(void)selector;
}

int ax_pool_start(struct ax_worker *worker, struct ax_job *job)
{
	(void)worker;
	(void)job;
	return -1;
}

void ax_profile_sample(struct ax_loop *loop)
{
	(void)loop;
}

void ax_report_write(struct ax_loop *loop)
{
	(void)loop;
}

/* ---- the director --------------------------------------------------------------------------- */

void ax_director_poke(struct ax_run *run)
{
	(void)run;
	core_poke(host.director);
}

void ax_run_all_ended(struct ax_engine *engine)
{
	ax_store_release(&engine->run->all_ended, 1);
	ax_director_poke(engine->run);
}

void ax_place_spawned(struct ax_worker *worker, const struct ax_flat *flat, struct ax_worker **at)
{
	(void)worker;
	for (uint32_t i = 0; i < flat->n_components; i++)
		at[i] = &host.loop[core_draw() % host.run.n].base;
}

/* A description is its flat form here. */
const struct ax_flat *ax_graph_flat(struct ax_graph *graph)
{
	return (const struct ax_flat *)graph;
}

static void order_all(uint32_t orders)
{
	for (unsigned i = 0; i < host.run.n; i++)
		ax_loop_order(&host.loop[i], orders);
	core_spe_order(orders);
}

static void work(void *arg)
{
	ax_loop_main(arg);
	host.workers_up--;
}

static bool all_ended(void)
{
	return ax_load_acquire(&host.run.all_ended);
}

static void give_orders(void)
{
	const struct core_case *test = host.test;
	for (unsigned i = 0; i < test->after && !all_ended(); i++)
		;
	ax_store_release(&host.run.engine->stopping, test->orders == AX_ORDER_END ? 2u : 1u);
	order_all(test->orders);
}

/* Sends all components of some worker to others, again and again. */
static void shuffle(void)
{
	for (unsigned i = 0; i < host.test->shuffles && !all_ended(); i++) {
		ax_loop_order(&host.loop[core_draw() % host.run.n], AX_ORDER_SHUFFLE);
		for (uint32_t pause = core_between(0, 6); pause > 0; pause--)
			core_idle();
	}
}

/* Nodes of dead components that were still in the post. */
static void empty_postboxes(void)
{
	for (unsigned i = 0; i < host.run.n; i++) {
		struct ax_component *c = ax_postbox_take(&host.loop[i].postbox), *next;
		for (; c; c = next) {
			next = c->post_next;
			ax_component_unref(c);
		}
	}
}

/* As direct() and ax_run_wait() in schedulers/run.c. */
static void direct(void *arg)
{
	(void)arg;
	ax_instance_activate(&host.instance);
	shuffle();
	if (host.test->orders)
		give_orders();
	while (!all_ended())
		core_block(UINT64_MAX);
	order_all(AX_ORDER_QUIT);
	while (host.workers_up)
		core_idle();
	while (ax_load_acquire(&host.run.engine->visitors))
		core_idle();
	if (host.test->spe)
		core_spe_close();
	empty_postboxes();
	host.gone = true;
}

/* ---- a case --------------------------------------------------------------------------------- */

uint64_t core_dropped(void)
{
	uint64_t dropped = 0;
	for (unsigned i = 0; i < host.run.n; i++)
		dropped += host.loop[i].base.dropped;
	return dropped;
}

bool core_stop_comes(void)
{
	return host.test->orders == AX_ORDER_STOP;
}

bool core_stops(void)
{
	return ax_load_acquire(&host.run.engine->stopping);
}

bool core_owned_by(const struct ax_component *c, unsigned worker)
{
	return ax_load_acquire(&c->owner) == &host.loop[worker].base;
}

static void quiet(void *arg, const char *component, const char *line)
{
	(void)arg;
	(void)component;
	(void)line;
}

/* As patient as a worker may have become. */
static void start_loop(struct ax_loop *loop, unsigned i)
{
	ax_loop_init(loop, &host.run, i);
	if (core_one_in(2))
		loop->spins = loop->base.patience =
			core_one_in(8) ? AX_FEW_LOOKS + core_between(1, 8) : core_between(1, 12);
}

/* As join_groups() in schedulers/run.c. */
static void join_groups(const struct ax_instance *instance, const struct ax_flat *flat)
{
	for (uint32_t i = 0; i < instance->n; i++) {
		struct ax_component *c = instance->component[i];
		int group = flat->component[i].group;
		if (group != AX_NO_GROUP && !ax_group_join(c, ax_loop_of(c->owner)->group[group]))
			core_fail("no memory");
	}
}

static void set_up(struct core_case *test, unsigned n_workers)
{
	memset(&host, 0, sizeof(host));
	host.test = test;
	struct ax_engine *engine = ax_engine_new();
	ax_engine_log(engine, quiet, NULL);
	host.run = (struct ax_run){
		.engine = engine, .flat = &test->flat, .loop = host.loop, .n = n_workers
	};
	engine->run = &host.run;
	struct ax_worker *at[CORE_COMPONENTS];
	for (unsigned i = 0; i < n_workers; i++)
		start_loop(&host.loop[i], i);
	for (uint32_t i = 0; i < test->flat.n_components; i++)
		at[i] = &host.loop[test->worker[i] % n_workers].base;
	if (test->spe)
		at[0] = core_spe_open(engine, n_workers);
	if (ax_instance_make(engine, &test->flat, at, &host.instance) < 0)
		core_fail("no memory");
	join_groups(&host.instance, &test->flat);
}

/* What components have left with their workers. */
static void look_for_rests(const struct ax_loop *loop)
{
	if (loop->base.all || loop->base.run_head || loop->timers.n)
		core_fail("worker %u still has a component or a timer", loop->base.id);
	if (loop->base.n_room)
		core_fail("worker %u counts %d that wait for room", loop->base.id,
			  (int)loop->base.n_room);
}

static void tear_down(unsigned n_workers)
{
	ax_instance_fini(&host.instance);
	for (unsigned i = 0; i < n_workers; i++) {
		look_for_rests(&host.loop[i]);
		ax_loop_fini(&host.loop[i]);
	}
	ax_reclaim_barrier();
	ax_engine_free(host.run.engine);
}

void core_case_run(struct core_case *test, unsigned n_workers)
{
	core_memory_begin();
	memset(&core_seen, 0, sizeof(core_seen));
	set_up(test, n_workers);
	for (unsigned i = 0; i < n_workers; i++)
		core_fiber(work, &host.loop[i]);
	host.workers_up = n_workers;
	host.director = core_fiber(direct, NULL);
	if (test->spe)
		core_spe_start(host.instance.component[0]);
	if (test->start)
		test->start(test, &host.instance);
	core_run();
	if (core_seen.opened != core_seen.closed)
		core_fail("%u components were opened and %u closed", core_seen.opened,
			  core_seen.closed);
	if (test->check)
		test->check(test);
	tear_down(n_workers);
	core_memory_end();
}
