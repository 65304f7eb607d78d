// SPDX-License-Identifier: Apache-2.0
/* run: whole graphs: starting, stopping, groups, bounds that a cycle can't live with, wedges,
 * instances, timers and descriptors. */
#include "parts.h"
#include "run_private.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static struct ax_engine *engine;
static struct ax_graph *graph;
static struct tally tally;
static char told[8192];
static pthread_mutex_t telling = PTHREAD_MUTEX_INITIALIZER;

static void keep_lines(void *arg, const char *component, const char *line)
{
	(void)arg;
	pthread_mutex_lock(&telling);
	size_t n = strlen(told);
	snprintf(told + n, sizeof(told) - n, "%s%s%s\n", component ? component : "",
		 component ? ": " : "", line);
	pthread_mutex_unlock(&telling);
}

static void set_up(void)
{
	engine = ax_engine_new();
	ax_engine_log(engine, keep_lines, NULL);
	graph = ax_graph_new(engine, "test");
}

static void tear_down(void)
{
	ax_graph_free(graph);
	ax_engine_free(engine);
}

TestSuite(run, .init = set_up, .fini = tear_down, .timeout = 30);

static struct ax_result run_on(unsigned workers)
{
	struct ax_run_options options = { .workers = workers, .no_pin = true };
	return part_run(graph, &options);
}

static void expect_told(const char *words)
{
	cr_assert_not_null(strstr(told, words), "no '%s' in:\n%s", words, told);
}

/* ---- starting ----------------------------------------------------------------------------- */

static void expect_refusal(const struct ax_run_options *options, const char *words)
{
	char error[300] = "";
	cr_assert_eq(ax_run_graph(graph, options, NULL, error, sizeof(error)), -EINVAL);
	cr_assert_not_null(strstr(error, words), "'%s' says nothing of '%s'", error, words);
}

Test(run, an_empty_graph_ends_at_once)
{
	struct ax_result result = run_on(1);
	cr_assert_eq(result.steps, 0);
	struct ax_run_options options = { .workers = 2, .seeded = true };
	part_run(graph, &options);
}

Test(run, a_graph_with_a_mistake_is_refused_with_its_sentence)
{
	ax_graph_link(graph, "nobody.outbox", "nowhere.inbox");
	expect_refusal(NULL, "nobody");
}

Test(run, too_many_workers_are_refused)
{
	expect_refusal(&(struct ax_run_options){ .workers = 5000 }, "5000 workers");
}

Test(run, a_cpuset_that_is_none_is_refused)
{
	expect_refusal(&(struct ax_run_options){ .cpuset = "zero" }, "zero");
	expect_refusal(&(struct ax_run_options){ .cpuset = "9999" }, "9999");
}

Test(run, a_seed_and_the_outside_world_are_refused_together)
{
	struct ax_component_type outside = part_source;
	outside.name = "socket_thing";
	outside.flags = AX_OUTSIDE;
	ax_graph_add(graph, "thing", &outside, NULL, NULL);
	expect_refusal(&(struct ax_run_options){ .seeded = true }, "socket_thing");
}

struct hooks {
	int ticks, ended, ticks_after;
};

static void count_tick(struct ax_run *run, void *arg)
{
	struct hooks *hooks = arg;
	(void)run;
	hooks->ticks++;
	hooks->ticks_after += hooks->ended;
}

static void count_end(struct ax_run *run, void *arg)
{
	(void)run;
	((struct hooks *)arg)->ended++;
}

Test(run, ticks_come_while_it_runs_and_the_end_once)
{
	struct hooks hooks = { 0 };
	ax_graph_add(graph, "source", &part_source,
		     &(struct source){ .n = 5, .every_ns = 20000000 }, NULL);
	struct ax_run_options options = { .workers = 1,
					  .tick = count_tick,
					  .tick_arg = &hooks,
					  .tick_ns = 5000000,
					  .ended = count_end };
	part_run(graph, &options);
	cr_assert_geq(hooks.ticks, 3);
	cr_assert_eq(hooks.ended, 1);
	cr_assert_eq(hooks.ticks_after, 0);
}

Test(run, an_engine_runs_one_graph_at_a_time)
{
	char error[300];
	ax_graph_add(graph, "source", &part_source, &(struct source){ .linger = true }, NULL);
	struct ax_run_options options = { .workers = 1 };
	struct ax_run *first = ax_run_start(graph, &options, error, sizeof(error));
	cr_assert_not_null(first);
	expect_refusal(&options, "runs a graph already");
	ax_run_stop(first, false);
	cr_assert(ax_run_wait(first).stopped);
}

Test(run, two_engines_run_side_by_side)
{
	char error[300];
	struct ax_engine *other = part_engine();
	struct ax_graph *second = ax_graph_new(other, "second");
	ax_graph_add(graph, "source", &part_source, &(struct source){ .n = 1000 }, NULL);
	ax_graph_add(graph, "sink", &part_sink, &(struct sink){ .tally = &tally }, NULL);
	ax_graph_link(graph, "source.outbox", "sink.inbox");
	ax_graph_add(second, "source", &part_source, &(struct source){ .n = 1000 }, NULL);
	struct ax_run_options options = { .workers = 1 };
	struct ax_run *a = ax_run_start(graph, &options, error, sizeof(error));
	struct ax_run *b = ax_run_start(second, &options, error, sizeof(error));
	cr_assert(a && b);
	struct ax_result of_b = ax_run_wait(b);
	ax_run_wait(a);
	cr_assert_eq(tally.got, 1000);
	cr_assert_eq(of_b.dropped, 1000);
	ax_graph_free(second);
	ax_engine_free(other);
}

Test(run, a_graph_can_run_many_times)
{
	ax_graph_add(graph, "source", &part_source, &(struct source){ .n = 10 }, NULL);
	ax_graph_add(graph, "sink", &part_sink, &(struct sink){ .tally = &tally }, NULL);
	ax_graph_link(graph, "source.outbox", "sink.inbox");
	for (int i = 0; i < 5; i++) {
		tally = (struct tally){ .got = 0 };
		run_on(1 + (unsigned)i % 3);
		cr_assert_eq(tally.got, 10);
	}
}

Test(run, a_seed_gives_the_same_run)
{
	struct ax_result result[2];
	ax_graph_add(graph, "source", &part_source, &(struct source){ .n = 500, .burst = 7 }, NULL);
	ax_graph_add(graph, "stage", &part_stage, NULL, NULL);
	ax_graph_add(graph, "sink", &part_sink, &(struct sink){ .yield_at = 3 }, NULL);
	ax_graph_link(graph, "source.outbox", "stage.inbox");
	ax_graph_link(graph, "stage.outbox", "sink.inbox");
	struct ax_run_options options = { .workers = 3, .seeded = true, .seed = 42 };
	for (int i = 0; i < 2; i++)
		result[i] = part_run(graph, &options);
	cr_assert_eq(result[0].steps, result[1].steps);
	cr_assert_eq(result[0].elapsed_ns, result[1].elapsed_ns);
}

/* ---- stopping ----------------------------------------------------------------------------- */

static void *stop_soon(void *arg)
{
	struct timespec soon = { .tv_nsec = 20000000 };
	nanosleep(&soon, NULL);
	ax_run_stop(arg, false);
	return NULL;
}

static void *stop_at_once(void *arg)
{
	struct timespec soon = { .tv_nsec = 20000000 };
	nanosleep(&soon, NULL);
	ax_run_stop(arg, true);
	return NULL;
}

static void stop_by(void *(*stopper)(void *run), unsigned workers)
{
	char error[300];
	pthread_t thread;
	int ended = 0, reason = -1;
	struct source source = { .n = UINT32_MAX, .ended = &ended, .reason = &reason };
	ax_graph_add(graph, "source", &part_source, &source, NULL);
	ax_graph_add(graph, "stage", &part_stage, NULL, NULL);
	ax_graph_add(graph, "sink", &part_sink, &(struct sink){ .tally = &tally }, NULL);
	ax_graph_add(graph, "idle", &part_source, &(struct source){ .linger = true }, NULL);
	ax_graph_link(graph, "source.outbox", "stage.inbox");
	ax_graph_link(graph, "stage.outbox", "sink.inbox");
	ax_graph_pin(graph, "stage", 1);
	struct ax_run_options options = { .workers = workers, .no_pin = true };
	struct ax_run *run = ax_run_start(graph, &options, error, sizeof(error));
	pthread_create(&thread, NULL, stopper, run);
	struct ax_result result = ax_run_wait(run);
	pthread_join(thread, NULL);
	cr_assert(result.stopped);
	cr_assert_eq(result.failed, 0);
	cr_assert_eq(ended, 1);
	cr_assert(reason == AX_REASON_SHUTDOWN || reason == AX_REASON_REFUSED);
	cr_assert_str_empty(tally.wrong);
}

Test(run, stops_in_order)
{
	stop_by(stop_soon, 1);
}

Test(run, stops_in_order_on_two_workers)
{
	stop_by(stop_soon, 2);
}

Test(run, stops_at_once)
{
	stop_by(stop_at_once, 2);
}

/* ---- groups ------------------------------------------------------------------------------- */

struct burner {
	struct ax_component base;
	uint64_t step_ns; /* what a step takes by the virtual clock */
	uint64_t *burned;
};

/* Works for a second, which passes as quickly as the test likes. */
static enum ax_status burn(struct ax_component *self)
{
	struct burner *b = (struct burner *)self;
	if (ax_clock(self) >= 1000000000)
		return ax_done(self, AX_REASON_FINISHED);
	ax_loop_of(self->owner)->run->virtual_ns += b->step_ns;
	*b->burned += b->step_ns;
	return AX_STEP_READY;
}

static const struct ax_component_type burner_type = {
	.name = "burner",
	.doc = "works",
	.size = sizeof(struct burner),
	.step = burn,
};

Test(run, two_groups_share_a_worker_three_to_one)
{
	uint64_t burned[2] = { 0, 0 };
	ax_graph_group(graph, "gold", 3);
	ax_graph_group(graph, "lead", 1);
	/* Neither more components nor longer steps must give a group more. */
	for (int i = 0; i < 6; i++) {
		char name[8] = { 'b', (char)('0' + i), 0 };
		struct burner b = { .step_ns = i > 1 ? 300000 : 100000, .burned = &burned[i > 1] };
		ax_graph_add(graph, name, &burner_type, &b, NULL);
		ax_graph_join_group(graph, name, i > 1 ? "lead" : "gold");
	}
	struct ax_run_options options = { .workers = 1, .seeded = true };
	part_run(graph, &options);
	double ratio = (double)burned[0] / (double)burned[1];
	cr_assert_float_eq(ratio, 3, 0.01, "%.3f", ratio);
}

/* ---- cycles and bounds -------------------------------------------------------------------- */

static void make_tight_fork(void)
{
	ax_graph_add(graph, "source", &part_source, &(struct source){ .n = 480 }, NULL);
	ax_graph_add(graph, "deal", &part_deal, &(struct deal){ .run = 24 }, NULL);
	ax_graph_add(graph, "gather", &part_gather, &(struct gather){ .run = 24 }, NULL);
	ax_graph_add(graph, "sink", &part_sink, &(struct sink){ .tally = &tally }, NULL);
	ax_graph_link(graph, "source.outbox", "deal.inbox");
	ax_graph_link(graph, "deal.a", "gather.a");
	ax_graph_link(graph, "deal.b", "gather.b");
	ax_graph_link(graph, "gather.outbox", "sink.inbox");
	ax_graph_bound(graph, "gather.a", 3, 0);
	ax_graph_bound(graph, "gather.b", 3, 0);
}

Test(run, a_cycle_that_its_bounds_lock_up_is_widened_and_completes)
{
	make_tight_fork();
	struct ax_result result = run_on(1);
	cr_assert_not(result.wedged);
	cr_assert_eq(tally.got, 480);
	expect_told("deal.a -> gather.a was full in a cycle of waits: its bound grows from 3 to 6");
}

Test(run, strict_bounds_diagnose_instead)
{
	make_tight_fork();
	struct ax_run_options options = { .workers = 1, .strict_bounds = true };
	struct ax_result result = part_run(graph, &options);
	cr_assert(result.wedged);
	expect_told("deal waits for room in a -> gather.a, which holds 3");
	expect_told("gather waits for a message in b from deal");
}

Test(run, a_self_link_is_never_full)
{
	ax_graph_add(graph, "self", &part_soliloquy,
		     &(struct soliloquy){ .n = 5000, .tally = &tally }, NULL);
	ax_graph_link(graph, "self.outbox", "self.inbox");
	ax_graph_bound(graph, "self.inbox", 2, 0);
	struct ax_result result = run_on(1);
	cr_assert_not(result.wedged);
	cr_assert_eq(tally.got, 5000);
}

Test(run, a_ring_with_more_tokens_than_room_completes)
{
	ax_graph_add(graph, "first", &part_ring, &(struct ring){ .tokens = 50, .rounds = 500 },
		     NULL);
	ax_graph_add(graph, "second", &part_ring, NULL, NULL);
	ax_graph_link(graph, "first.outbox", "second.inbox");
	ax_graph_link(graph, "second.outbox", "first.inbox");
	ax_graph_bound(graph, "first.inbox", 2, 0);
	ax_graph_bound(graph, "second.inbox", 2, 0);
	cr_assert_not(run_on(2).wedged);
}

static void make_wedge(void)
{
	ax_graph_add(graph, "one", &part_ring, NULL, NULL);
	ax_graph_add(graph, "two", &part_ring, NULL, NULL);
	ax_graph_link(graph, "one.outbox", "two.inbox");
	ax_graph_link(graph, "two.outbox", "one.inbox");
}

Test(run, a_wedge_is_told_by_name)
{
	make_wedge();
	cr_assert(run_on(1).wedged);
	expect_told("nothing can move any more: 2 components wait for ever");
	expect_told("one waits for a message in inbox from two");
	expect_told("two waits for a message in inbox from one");
}

Test(run, a_wedge_is_seen_whichever_worker_sleeps_last)
{
	for (unsigned i = 0; i < 10; i++) {
		ax_graph_free(graph);
		graph = ax_graph_new(engine, "wedge");
		make_wedge();
		ax_graph_pin(graph, "one", i % 3);
		ax_graph_pin(graph, "two", i / 3);
		cr_assert(run_on(3).wedged);
	}
}

Test(run, an_inbox_that_nobody_feeds_wedges)
{
	ax_graph_add(graph, "lonely", &part_sink, NULL, NULL);
	cr_assert(run_on(1).wedged);
	expect_told("lonely waits for a message in inbox, which nobody feeds");
}

/* ---- instances ---------------------------------------------------------------------------- */

ParameterizedTestParameters(run, instances_come_and_go)
{
	static unsigned workers[] = { 1, 2, 4 };
	return cr_make_param_array(unsigned, workers, 3);
}

ParameterizedTest(unsigned *workers, run, instances_come_and_go)
{
	struct ax_handle hub = { 0 };
	struct ax_graph *visit = ax_graph_new(engine, "visit");
	ax_graph_add(visit, "guest", &part_guest, &(struct guest){ .n = 20, .relink_at = 7 }, NULL);
	ax_graph_add(graph, "hub", &part_hub,
		     &(struct hub){ .sink = { .tally = &tally }, .here = &hub }, NULL);
	struct spawner s = { .graph = visit, .n = 50, .at_once = 5, .hub = &hub };
	ax_graph_add(graph, "spawner", &part_spawner, &s, NULL);
	ax_graph_link(graph, "spawner.outbox", "hub.inbox");
	struct ax_result result = run_on(*workers);
	cr_assert_eq(result.failed, 0, "%s", told);
	cr_assert_eq(tally.got, 50 * 20);
	ax_handle_release(hub);
	ax_graph_free(visit);
}

struct parent {
	struct ax_component base;
	struct ax_graph *graph;
	const char *first;
	int *error;
};

static void prepare_nothing(struct ax_component *component, void *arg)
{
	(void)component;
	(void)arg;
}

static enum ax_status spawn_once(struct ax_component *self)
{
	struct parent *p = (struct parent *)self;
	*p->error = ax_spawn(self, p->graph, NULL, p->first, prepare_nothing, NULL);
	return ax_done(self, AX_REASON_FINISHED);
}

static const struct ax_component_type parent_type = {
	.name = "parent",
	.doc = "starts an instance",
	.size = sizeof(struct parent),
	.step = spawn_once,
};

static int spawn_error(struct ax_graph *visit, const char *first)
{
	int error = 1;
	struct parent p = { .graph = visit, .first = first, .error = &error };
	ax_graph_add(graph, "parent", &parent_type, &p, NULL);
	struct ax_result result = run_on(1);
	cr_assert_not(result.wedged);
	return error;
}

Test(run, an_instance_of_a_wrong_graph_is_EINVAL)
{
	struct ax_graph *visit = ax_graph_new(engine, "visit");
	ax_graph_link(visit, "no.where", "to.go");
	cr_assert_eq(spawn_error(visit, NULL), -EINVAL);
	ax_graph_free(visit);
}

/* A call that failed has started nothing. */
Test(run, an_instance_without_the_named_component_is_ENOENT)
{
	int ended = 0;
	struct ax_graph *visit = ax_graph_new(engine, "visit");
	ax_graph_add(visit, "source", &part_source, &(struct source){ .ended = &ended }, NULL);
	cr_assert_eq(spawn_error(visit, "guest"), -ENOENT);
	cr_assert_eq(ended, 0);
	ax_graph_free(visit);
}

/* ---- descriptors and timers ----------------------------------------------------------------- */

struct piper {
	struct ax_component base;
	struct ax_watch watch;
	int fd;
	uint64_t *n_bytes, *steps;
};

static int open_pipe(struct ax_component *self)
{
	struct piper *p = (struct piper *)self;
	int error = ax_watch_open(self, &p->watch, p->fd);
	return error ? ax_fail_init(self, "watch: %s", strerror(-error)) : 0;
}

AX_STEP(piper, p)
{
	char bytes[100];
	AX_BEGIN(p);
	for (;;) {
		while (!(p->watch.ready & AX_READABLE))
			AX_WAIT(p, ax_want_fd(&p->base, &p->watch));
		ssize_t n = read(p->watch.fd, bytes, sizeof(bytes));
		if (n == 0)
			break;
		if (n < 0 && errno == EAGAIN)
			p->watch.ready &= ~(uint32_t)AX_READABLE;
		else if (n < 0)
			return ax_fail(&p->base, "read: %s", strerror(errno));
		else
			*p->n_bytes += (uint64_t)n;
	}
	AX_END(p);
}

static void close_pipe(struct ax_component *self)
{
	struct piper *p = (struct piper *)self;
	*p->steps = self->steps;
	ax_watch_close(&p->watch);
	ax_watch_close(&p->watch); /* harmless */
}

static const struct ax_component_type piper_type = {
	.name = "piper",
	.doc = "reads a pipe",
	.size = sizeof(struct piper),
	.init = open_pipe,
	.step = piper_step,
	.close = close_pipe,
};

static void *feed_pipe(void *arg)
{
	int fd = *(int *)arg;
	for (int i = 0; i < 5; i++) {
		struct timespec pause = { .tv_nsec = 10000000 };
		nanosleep(&pause, NULL);
		if (write(fd, "0123456789", 10) != 10)
			break;
	}
	close(fd);
	return NULL;
}

Test(run, a_component_waits_for_a_descriptor)
{
	int fd[2];
	uint64_t n_bytes = 0, steps = 0;
	pthread_t thread;
	cr_assert_eq(pipe(fd), 0);
	fcntl(fd[0], F_SETFL, O_NONBLOCK);
	struct piper p = { .fd = fd[0], .n_bytes = &n_bytes, .steps = &steps };
	ax_graph_add(graph, "piper", &piper_type, &p, NULL);
	pthread_create(&thread, NULL, feed_pipe, &fd[1]);
	struct ax_result result = run_on(2);
	pthread_join(thread, NULL);
	cr_assert_eq(result.failed, 0);
	cr_assert_eq(n_bytes, 50);
	cr_assert_leq(steps, 20, "a wait is no loop");
	cr_assert_lt(fcntl(fd[0], F_GETFD), 0, "closed by the watch");
}

struct alarm_clock {
	struct ax_component base;
	uint64_t at_ns, set_ns;
	uint64_t *late_ns;
};

AX_STEP(alarm_clock, a)
{
	AX_BEGIN(a);
	a->set_ns = ax_clock(&a->base) + a->at_ns;
	AX_SLEEP_UNTIL(a, a->set_ns);
	if (ax_clock(&a->base) < a->set_ns)
		return ax_fail(&a->base, "before its time");
	*a->late_ns += ax_clock(&a->base) - a->set_ns;
	AX_END(a);
}

static const struct ax_component_type alarm_type = {
	.name = "alarm_clock",
	.doc = "sleeps",
	.size = sizeof(struct alarm_clock),
	.step = alarm_clock_step,
};

Test(run, a_thousand_timers_go_off_in_time)
{
	enum {
		IN_TIME_NS = 10000000, /* on average */
		TRIES = 20	       /* on a machine that others disturb */
	};
	uint64_t late = 0;
	char name[16];
	for (int i = 0; i < 1000; i++) {
		struct alarm_clock a = { .at_ns = (uint64_t)(i * 7919 % 1000) * 100000,
					 .late_ns = &late };
		snprintf(name, sizeof(name), "a%d", i);
		ax_graph_add(graph, name, &alarm_type, &a, NULL);
	}
	for (int i = 0; i < TRIES && (i == 0 || late / 1000 >= IN_TIME_NS); i++) {
		late = 0;
		struct ax_result result = run_on(1);
		cr_assert_eq(result.failed, 0);
		cr_assert_lt(result.steps, 3500);
	}
	cr_assert_lt(late / 1000, IN_TIME_NS, "%lu ns late on average", (unsigned long)late / 1000);
}

Test(run, who_waits_takes_no_step)
{
	uint64_t late = 0;
	struct alarm_clock a = { .at_ns = 300000000, .late_ns = &late };
	ax_graph_add(graph, "alarm", &alarm_type, &a, NULL);
	ax_graph_add(graph, "source", &part_source,
		     &(struct source){ .n = 2, .every_ns = 300000000 }, NULL);
	ax_graph_add(graph, "sink", &part_sink, NULL, NULL);
	ax_graph_link(graph, "source.outbox", "sink.inbox");
	ax_graph_pin(graph, "sink", 1);
	struct timespec before, after;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &before);
	struct ax_result result = run_on(2);
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &after);
	double spent = (double)(after.tv_sec - before.tv_sec) +
		       1e-9 * (double)(after.tv_nsec - before.tv_nsec);
	cr_assert_leq(result.steps, 12);
	cr_assert_lt(spent, 0.1);
}
