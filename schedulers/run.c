// SPDX-License-Identifier: Apache-2.0
/* run: the director. Starts workers, places components, looks after them, and stops in order:
 * admission closes, components end, workers acknowledge and are joined, memory is freed. */
#include "profile.h"
#include "run_private.h"

#include "../engine/reclaim.h"

#include <errno.h>
#include <poll.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

/* ---- pokes -------------------------------------------------------------------------------- */

void ax_director_poke(struct ax_run *run)
{
	uint64_t one = 1;
	int kept = errno;
	/* It fails only when countless pokes are there already. */
	ssize_t written = write(run->event, &one, sizeof(one));
	(void)written;
	errno = kept;
}

void ax_run_all_ended(struct ax_engine *engine)
{
	struct ax_run *run = engine->run;
	/* E1 release: every component's last step. Pairs with E2 in the director. */
	ax_store_release(&run->all_ended, 1);
	ax_director_poke(run);
}

void ax_run_stop(struct ax_run *run, bool now)
{
	uint32_t asked = now ? 2 : 1, known;
	/* V3: before the request, so that a run that ends by it sees the call, and is there for its
	 * poke. Pairs with V4 in ax_run_wait(). */
	ax_add(&run->stoppers, 1);
	do {
		known = ax_load_relaxed(&run->stop);
	} while (known < asked && !ax_cas(&run->stop, known, asked));
	ax_director_poke(run);
	ax_add(&run->stoppers, UINT32_MAX);
}

void ax_run_order(struct ax_run *run, uint32_t orders)
{
	for (unsigned i = 0; i < run->n; i++)
		ax_loop_order(&run->loop[i], orders);
	if (run->options.foreign)
		run->options.foreign->order(run->options.foreign, orders);
}

/* ---- starting ----------------------------------------------------------------------------- */

static void *thread_main(void *arg)
{
	struct ax_loop *loop = arg;
	struct ax_run *run = loop->run;
	if (!run->options.no_pin)
		ax_store_relaxed(&loop->cpu, ax_machine_bind(run->machine, loop->base.id));
	pthread_mutex_lock(&run->lock);
	run->n_held++;
	pthread_cond_broadcast(&run->changed);
	while (run->holding)
		pthread_cond_wait(&run->changed, &run->lock);
	pthread_mutex_unlock(&run->lock);
	return ax_loop_main(loop);
}

/* Lets the first n threads, once they have bound themselves, run their loops. */
static void release(struct ax_run *run, unsigned n)
{
	pthread_mutex_lock(&run->lock);
	while (run->n_held < n)
		pthread_cond_wait(&run->changed, &run->lock);
	run->holding = false;
	run->n_held = 0;
	pthread_cond_broadcast(&run->changed);
	pthread_mutex_unlock(&run->lock);
}

/* Ends the first n workers, which have nothing left to do. */
static void quit_threads(struct ax_run *run, unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		ax_loop_order(&run->loop[i], AX_ORDER_QUIT);
	for (unsigned i = 0; i < n; i++)
		pthread_join(run->loop[i].thread, NULL);
}

static int start_threads(struct ax_run *run, char *error, size_t room)
{
	unsigned n = 0;
	run->holding = true;
	while (n < run->n &&
	       pthread_create(&run->loop[n].thread, NULL, thread_main, &run->loop[n]) == 0)
		n++;
	release(run, n);
	if (n == run->n)
		return 0;
	snprintf(error, room, "only %u of %u worker threads could be started", n, run->n);
	quit_threads(run, n);
	return -EAGAIN;
}

static int init_loops(struct ax_run *run, char *error, size_t room)
{
	size_t line = 2 * AX_CACHE_LINE;
	size_t size = (run->n * sizeof(struct ax_loop) + line - 1) / line * line;
	run->loop = aligned_alloc(line, size);
	if (!run->loop) {
		snprintf(error, room, "no memory for %u workers", run->n);
		return -ENOMEM;
	}
	memset(run->loop, 0, size);
	for (unsigned i = 0; i < run->n; i++) {
		int failed = ax_loop_init(&run->loop[i], run, i);
		if (failed) {
			snprintf(error, room, "worker %u: %s", i, strerror(-failed));
			return failed;
		}
	}
	return 0;
}

/* False when there is no memory. */
static bool join_groups(struct ax_run *run, const struct ax_instance *instance)
{
	for (uint32_t i = 0; i < instance->n; i++) {
		struct ax_component *c = instance->component[i];
		int group = run->flat->component[i].group;
		if (c->owner->id >= run->n)
			continue; /* groups share the time of the run's own workers */
		if (group != AX_NO_GROUP && !ax_group_join(c, ax_loop_of(c->owner)->group[group]))
			return false;
	}
	return true;
}

/* What a placement file names stays where it is put. */
static void keep_fixed(struct ax_run *run, const struct ax_instance *instance)
{
	for (uint32_t i = 0; run->fixed && i < instance->n; i++)
		if (run->fixed[i])
			instance->component[i]->marks |= AX_PINNED;
}

/* The worker of component i, of which `number` is meant for the run's own. */
static struct ax_worker *worker_for(struct ax_run *run, uint32_t i, unsigned number)
{
	struct ax_foreign *foreign = run->options.foreign;
	struct ax_worker *worker = NULL;
	if (foreign)
		worker = foreign->place(foreign, run->engine, run->n, run->flat->component[i].name);
	return worker ? worker : &run->loop[number].base;
}

static int make_instance(struct ax_run *run, struct ax_instance *instance, char *error, size_t room)
{
	uint32_t n = run->flat->n_components + 1;
	unsigned *number = run->placed = calloc(n, sizeof(*number));
	struct ax_worker **at = calloc(n, sizeof(struct ax_worker *));
	int failed = -ENOMEM;
	snprintf(error, room, "no memory for the graph's %u components", n - 1);
	if (number && at)
		failed = run->options.placement ? ax_place_by_file(run, number, error, room)
						: ax_place(run->flat, run->n, number);
	for (uint32_t i = 0; !failed && i + 1 < n; i++) {
		bool dealt = (run->options.seeded || run->options.deal) && !run->fixed;
		if (dealt && run->flat->component[i].pin == AX_NO_PIN)
			number[i] = (unsigned)(i + run->options.seed) % run->n;
		at[i] = worker_for(run, i, number[i]);
		if (at[i]->id >= run->n)
			number[i] = at[i]->id;
	}
	if (!failed)
		failed = ax_instance_make(run->engine, run->flat, at, instance);
	if (!failed && !join_groups(run, instance)) {
		ax_instance_discard(run->engine, run->flat, instance);
		failed = -ENOMEM;
	}
	if (!failed) {
		keep_fixed(run, instance);
		ax_moves_hold(run, instance);
	}
	free(at);
	return failed;
}

static int start_foreign(struct ax_run *run, const struct ax_instance *instance, char *error,
			 size_t room)
{
	struct ax_foreign *foreign = run->options.foreign;
	return foreign ? foreign->start(foreign, instance, error, room) : 0;
}

static void stop_foreign(struct ax_run *run)
{
	if (run->options.foreign)
		run->options.foreign->stop(run->options.foreign, &run->result);
}

static void run_free(struct ax_run *run)
{
	run->engine->run = NULL;
	for (unsigned i = 0; run->loop && i < run->n; i++)
		ax_loop_fini(&run->loop[i]);
	free(run->loop);

	free(run->placed);
	free(run->fixed);
	ax_profile_close(run);
	ax_moves_fini(run);
	ax_machine_free(run->machine);
	if (run->event >= 0)
		close(run->event);
	pthread_mutex_destroy(&run->lock);
	pthread_cond_destroy(&run->changed);
	free(run);
}

static struct ax_run *run_new(struct ax_graph *graph, const struct ax_run_options *options,
			      const struct ax_flat *flat)
{
	struct ax_run *run = aligned_alloc(_Alignof(struct ax_run), sizeof(*run));
	if (!run)
		return NULL;
	memset(run, 0, sizeof(*run));
	run->engine = ax_graph_engine(graph);
	run->graph = graph;
	run->flat = flat;
	if (options)
		run->options = *options;
	run->random = run->options.seed;
	pthread_mutex_init(&run->lock, NULL);
	pthread_cond_init(&run->changed, NULL);
	run->event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (run->event < 0)
		run->event = -errno;
	run->engine->run = run;
	run->engine->alive = 0;
	run->engine->failed = 0;
	run->engine->stopping = 0;
	return run;
}

static const char *why_not(struct ax_graph *graph, const struct ax_run_options *options, char *text,
			   size_t room)
{
	struct ax_engine *engine = ax_graph_engine(graph);
	const struct ax_component_type *outside = ax_graph_has(graph, AX_OUTSIDE);
	if (engine->run)
		return "the engine runs a graph already";
	if (options && options->workers > AX_WORKERS_MAX) {
		snprintf(text, room, "%u workers are too many: at most %d", options->workers,
			 AX_WORKERS_MAX);
		return text;
	}
	if (options && options->seeded && options->foreign)
		return "a seed can't replay workers that are not the run's own";
	if (options && options->profile && options->foreign)
		return "a profile can't be measured of workers that are not the run's own";
	if (options && options->seeded && outside) {
		snprintf(text, room, "a seed can't replay the outside world, and %s talks to it",
			 outside->name);
		return text;
	}
	return NULL;
}

/* Which machine it runs on, and how many workers there are. Under a seed that is the same on every
 * machine. */
static int choose_machine(struct ax_run *run, char *error, size_t room)
{
	const struct ax_run_options *options = &run->options;
	snprintf(error, room, "no memory for the machine");
	if (options->seeded && !options->topology)
		run->machine = ax_machine_new_virtual(options->workers ? options->workers : 2);
	else
		run->machine = ax_machine_new(options->cpuset, options->topology, error, room);
	if (!run->machine)
		return -EINVAL;
	run->n = options->workers ? options->workers : ax_machine_workers(run->machine);
	if (run->n > AX_WORKERS_MAX)
		run->n = AX_WORKERS_MAX;
	run->crowded = run->n > ax_machine_room(run->machine);
	return 0;
}

int ax_run_workers(const struct ax_run_options *options, char *error, size_t room)
{
	struct ax_run run = { .options = *options };
	if (choose_machine(&run, error, room) < 0)
		return -EINVAL;
	ax_machine_free(run.machine);
	return (int)run.n;
}

struct ax_run *ax_run_start(struct ax_graph *graph, const struct ax_run_options *options,
			    char *error, size_t room)
{
	char text[256];
	const struct ax_flat *flat = ax_graph_flat(graph);
	const char *reason =
		flat ? why_not(graph, options, text, sizeof(text)) : ax_graph_error(graph);
	if (reason) {
		snprintf(error, room, "%s", reason);
		return NULL;
	}
	struct ax_run *run = run_new(graph, options, flat);
	if (!run) {
		snprintf(error, room, "no memory to run the graph");
		return NULL;
	}
	struct ax_instance instance = { 0 };
	if (run->event < 0) {
		snprintf(error, room, "the director has no eventfd: %s", strerror(-run->event));
		goto failed;
	}
	if (choose_machine(run, error, room) < 0 || init_loops(run, error, room) < 0 ||
	    ax_moves_read(run, error, room) < 0 || ax_profile_open(run, error, room) < 0 ||
	    make_instance(run, &instance, error, room) < 0)
		goto failed;
	run->pool = ax_pool_new(run);
	if (!run->pool) {
		snprintf(error, room, "no memory to run the graph");
		goto failed;
	}
	if (start_foreign(run, &instance, error, room) < 0)
		goto failed;
	run->started_ns = run->balanced_ns = ax_os_clock();
	ax_reader_register();
	if (!run->options.seeded && start_threads(run, error, room) < 0) {
		stop_foreign(run);
		ax_reader_unregister();
		goto failed;
	}
	if (instance.n == 0)
		ax_run_all_ended(run->engine);
	ax_profile_hold(run, &instance);
	ax_instance_activate(&instance);
	ax_instance_fini(&instance);
	return run;
failed:
	ax_instance_discard(run->engine, flat, &instance);
	ax_pool_free(run->pool);
	run_free(run);
	return NULL;
}

/* ---- looking after it --------------------------------------------------------------------- */

/* Holds every worker, looks whether anything can move, and lets them go. */
static enum ax_verdict examine(struct ax_run *run)
{
	pthread_mutex_lock(&run->lock);
	run->holding = true;
	pthread_mutex_unlock(&run->lock);
	ax_run_order(run, AX_ORDER_HOLD);
	pthread_mutex_lock(&run->lock);
	while (run->n_held < run->n)
		pthread_cond_wait(&run->changed, &run->lock);
	pthread_mutex_unlock(&run->lock);
	/* The workers stand: their fields may be read, and their queues filled. */
	enum ax_verdict verdict = ax_wedge_examine(run);
	pthread_mutex_lock(&run->lock);
	run->holding = false;
	pthread_cond_broadcast(&run->changed);
	while (run->n_held > 0)
		pthread_cond_wait(&run->changed, &run->lock);
	pthread_mutex_unlock(&run->lock);
	return verdict;
}

static uint64_t steps_so_far(const struct ax_run *run)
{
	uint64_t steps = 0;
	for (unsigned i = 0; i < run->n; i++)
		steps += ax_load_relaxed(&run->loop[i].base.steps);
	return steps;
}

struct director {
	struct ax_run *run;
	uint32_t told;		/* the stop that workers know of */
	uint64_t tick_at;	/* when options.tick is due */
	uint64_t balance_at;	/* when to balance; 0: when a worker stirs */
	uint64_t shuffle_at;	/* when run->shuffle_ns is over; 0: never */
	uint64_t move_at;	/* when to look at run->moves; UINT64_MAX: never */
	uint64_t sample_at;	/* when to sample for a profile; UINT64_MAX: never */
	uint64_t look_at;	/* when to look for a wedge; 0: no suspicion */
	uint64_t suspect_steps; /* steps when the suspicion arose */
	uint64_t cleared_steps; /* steps when a look last found nothing wrong */
	unsigned patience;	/* doublings of AX_WEDGE_NS before the next look */
};

static void tell_stop(struct director *d, uint32_t stop)
{
	struct ax_run *run = d->run;
	if (stop <= d->told)
		return;
	d->told = stop;
	run->result.stopped = true;
	ax_store_release(&run->engine->stopping, stop);
	ax_run_order(run, stop == 1 ? AX_ORDER_STOP : AX_ORDER_END);
}

static void note_suspicion(struct director *d, uint64_t now)
{
	struct ax_run *run = d->run;
	/* First the flag, then the steps: a suspicion after this one raises it again. */
	ax_exchange(&run->suspected, 0);
	d->suspect_steps = steps_so_far(run);
	/* Without a step since, the same look would say the same: an idle graph is left alone. */
	if (d->suspect_steps != d->cleared_steps)
		d->look_at = now + ((uint64_t)AX_WEDGE_NS << d->patience);
}

/* Whether all workers sleep and have no post. One that has is about to run, however long the system
 * keeps it waiting. */
static bool all_asleep(const struct ax_run *run)
{
	/* Acquire: pairs with the additions; what was posted before them is seen. */
	bool all = ax_load_acquire(&run->n_asleep) == run->n;
	/* The post before the flag: who has taken it has cleared the flag before. */
	for (unsigned i = 0; i < run->n; i++)
		all = all && !ax_loop_has_post(&run->loop[i]) &&
		      ax_load_relaxed(&run->loop[i].asleep);
	return all;
}

/* Looks at a graph that took no step since it was suspected; else whoever sleeps last suspects it
 * again, or has done so already. */
static void look(struct director *d)
{
	struct ax_run *run = d->run;
	d->look_at = 0;
	if (steps_so_far(run) != d->suspect_steps || !all_asleep(run))
		return;
	ax_exchange(&run->suspected, 0);
	d->cleared_steps = d->suspect_steps;
	enum ax_verdict verdict = examine(run);
	/* Where looks find nothing (a link is full until a timer comes) they become rarer. */
	if (verdict != AX_MOVING)
		d->patience = 0;
	else if (d->patience < AX_PATIENCE)
		d->patience++;
	if (verdict == AX_WEDGED) {
		run->result.wedged = true;
		ax_store_release(&run->engine->stopping, 2);
		ax_run_order(run, AX_ORDER_END);
	}
}

/* A suspicion that has stood for a while without a step is looked into. */
static void look_into(struct director *d, uint64_t now)
{
	if (d->look_at && now >= d->look_at)
		look(d);
	if (!d->look_at && ax_load_acquire(&d->run->suspected))
		note_suspicion(d, now);
}

/* Balances while workers have much to do. */
static void balance(struct director *d, uint64_t now)
{
	struct ax_run *run = d->run;
	if (d->balance_at ? now < d->balance_at : !ax_load_relaxed(&run->stirred))
		return;
	if (ax_balance_tick(run, now)) {
		d->balance_at = now + AX_BALANCE_NS;
		return;
	}
	d->balance_at = 0;
	ax_store_relaxed(&run->stirred, 0);
}

static void shuffle(struct director *d, uint64_t now)
{
	if (!d->shuffle_at || now < d->shuffle_at)
		return;
	d->shuffle_at = now + d->run->shuffle_ns;
	ax_run_order(d->run, AX_ORDER_SHUFFLE);
}

static int timeout_ms(const struct director *d, uint64_t now)
{
	uint64_t at = UINT64_MAX;
	if (d->run->options.tick)
		at = d->tick_at;
	if (d->look_at && d->look_at < at)
		at = d->look_at;
	if (d->balance_at && d->balance_at < at)
		at = d->balance_at;
	if (d->move_at < at)
		at = d->move_at;
	if (d->sample_at < at)
		at = d->sample_at;
	if (d->shuffle_at && d->shuffle_at < at)
		at = d->shuffle_at;
	if (at == UINT64_MAX)
		return -1;
	return at <= now ? 0 : (int)((at - now + 999999) / 1000000);
}

static void direct(struct ax_run *run)
{
	struct director d = { .run = run,
			      .tick_at = ax_os_clock() + run->options.tick_ns,
			      .shuffle_at = run->shuffle_ns ? run->started_ns : 0,
			      .cleared_steps = UINT64_MAX };
	/* E2 acquire: pairs with E1. */
	while (!ax_load_acquire(&run->all_ended)) {
		uint64_t now = ax_os_clock(), pokes;
		struct pollfd event = { .fd = run->event, .events = POLLIN };
		if (poll(&event, 1, timeout_ms(&d, now)) > 0 &&
		    read(run->event, &pokes, sizeof(pokes)) < 0 && errno != EAGAIN)
			ax_panic("eventfd: read failed");
		now = ax_os_clock();
		tell_stop(&d, ax_load_acquire(&run->stop));
		look_into(&d, now);
		balance(&d, now);
		shuffle(&d, now);
		if (now >= d.move_at)
			d.move_at = ax_moves_do(run, now);
		if (now >= d.sample_at)
			d.sample_at = ax_profile_tick(run, now);
		if (run->options.tick && now >= d.tick_at) {
			d.tick_at = now + run->options.tick_ns;
			run->options.tick(run, run->options.tick_arg);
		}
	}
	quit_threads(run, run->n);
}

/* ---- the end ------------------------------------------------------------------------------ */

/* Nodes of dead components that were still in the post. */
static void empty_postboxes(struct ax_run *run)
{
	for (unsigned i = 0; i < run->n; i++) {
		struct ax_component *c = ax_postbox_take(&run->loop[i].postbox), *next;
		for (; c; c = next) {
			next = c->post_next;
			ax_component_unref(c);
		}
	}
}

struct ax_result ax_run_wait(struct ax_run *run)
{
	if (run->options.seeded)
		ax_seeded_run(run);
	else
		direct(run);
	if (run->options.ended)
		run->options.ended(run, run->options.tick_arg);
	ax_pool_free(run->pool);
	/* V2: calls from outside that found a component alive. Those that come now find none. */
	while (ax_load_acquire(&run->engine->visitors))
		sched_yield();
	/* V4 acquire: calls that asked it to stop, whose pokes may come late. The director can know of a
	 * request without its poke, and of a descriptor that is closed the number is used again. */
	while (ax_load_acquire(&run->stoppers))
		sched_yield();
	empty_postboxes(run);
	stop_foreign(run);
	struct ax_result result = run->result;
	result.profile_error = ax_profile_write(run);
	result.failed = ax_load_acquire(&run->engine->failed);
	for (unsigned i = 0; i < run->n; i++) {
		result.steps += run->loop[i].base.steps;
		result.messages += run->loop[i].base.taken;
		result.dropped += run->loop[i].base.dropped;
	}
	result.elapsed_ns = run->options.seeded ? run->virtual_ns : ax_os_clock() - run->started_ns;
	run_free(run);
	ax_reader_unregister();
	ax_reclaim_barrier();
	return result;
}

int ax_run_graph(struct ax_graph *graph, const struct ax_run_options *options,
		 struct ax_result *result, char *error, size_t room)
{
	struct ax_run *run = ax_run_start(graph, options, error, room);
	if (!run)
		return -EINVAL;
	struct ax_result unused;
	*(result ? result : &unused) = ax_run_wait(run);
	return 0;
}

/* Writes at *n of text, as far as there is room. */
__attribute__((format(printf, 4, 5))) static void add(char *text, size_t room, size_t *n,
						      const char *format, ...)
{
	va_list args;
	if (*n >= room)
		return;
	va_start(args, format);
	*n += (size_t)vsnprintf(text + *n, room - *n, format, args);
	va_end(args);
}

int ax_run_placement(struct ax_run *run, char *text, size_t room)
{
	size_t n = 0;
	for (unsigned i = 0; i < run->n; i++) {
		const char *before = "";
		add(text, room, &n, "worker %u: ", i);
		for (uint32_t k = 0; k < run->flat->n_components; k++) {
			if (run->placed[k] != i)
				continue;
			add(text, room, &n, "%s%s", before, run->flat->component[k].name);
			before = ", ";
		}
		add(text, room, &n, "%s\n", *before ? "" : "nothing");
	}
	return (int)n;
}
