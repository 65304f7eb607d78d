// SPDX-License-Identifier: Apache-2.0
/* steady: workers that have work neither lock nor wait for a lock, nor do they allocate: a pipe, a
 * token, and a pipe whose components move between workers all the time, each watched for a while
 * after it has warmed up. */
#define _GNU_SOURCE
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "counted.h"
#include "memory.h"
#include "parts.h"
#include "run_private.h"

enum {
	WORKERS = 2,
	STAGES = 8,
	RING = 100,
	WARM_UP_MS = 1000,
	WATCH_MS = 500,
	WINDOWS = 5,
	SKIP = 77
};

/* ---- the graphs ------------------------------------------------------------------------------- */

static struct tally tally;

static void make_pipe(struct ax_graph *graph)
{
	struct source source = { .n = UINT32_MAX, .burst = 64 };
	struct sink sink = { .tally = &tally };
	char text[STAGES][16];
	const char *names[STAGES + 3] = { "source" };
	ax_graph_add(graph, "source", &part_source, &source, NULL);
	for (int i = 0; i < STAGES; i++) {
		snprintf(text[i], sizeof(text[i]), "stage%d", i);
		ax_graph_add(graph, names[i + 1] = text[i], &part_mover, NULL, NULL);
	}
	ax_graph_add(graph, names[STAGES + 1] = "sink", &part_sink, &sink, NULL);
	ax_graph_pipeline(graph, names);
}

static void make_ring(struct ax_graph *graph)
{
	char from[32], to[32];
	for (unsigned i = 0; i < RING; i++) {
		struct ring proto = { .tokens = i == 0, .rounds = UINT32_MAX };
		snprintf(from, sizeof(from), "ring%u", i);
		ax_graph_add(graph, from, &part_ring, &proto, NULL);
	}
	for (unsigned i = 0; i < RING; i++) {
		snprintf(from, sizeof(from), "ring%u.outbox", i);
		snprintf(to, sizeof(to), "ring%u.inbox", (i + 1) % RING);
		ax_graph_link(graph, from, to);
	}
}

static const struct test {
	const char *name;
	void (*make)(struct ax_graph *graph);
	const char *migrate;
} tests[] = {
	{ "pipe", make_pipe, NULL },
	{ "token", make_ring, NULL },
	{ "migration", make_pipe, "random@1ms" },
};

/* ---- watching --------------------------------------------------------------------------------- */

/* Moves between workers: the engine's departures, by the linker's --wrap. */
static uint32_t n_moves; /* atomic */

void __real_ax_travel_depart(struct ax_worker *worker, struct ax_component *c,
			     struct ax_worker *to);
void __wrap_ax_travel_depart(struct ax_worker *worker, struct ax_component *c,
			     struct ax_worker *to);

void __wrap_ax_travel_depart(struct ax_worker *worker, struct ax_component *c, struct ax_worker *to)
{
	__atomic_fetch_add(&n_moves, 1u, __ATOMIC_RELAXED);
	__real_ax_travel_depart(worker, c, to);
}

struct watched {
	struct ax_run *run;
	uint32_t count[COUNTED_KINDS];
	uint64_t steps; /* taken while watched */
	uint32_t moves; /* likewise */
};

static uint64_t steps_of(const struct ax_run *run)
{
	uint64_t steps = 0;
	for (unsigned i = 0; i < run->n; i++)
		steps += ax_load_relaxed(&run->loop[i].base.steps);
	return steps;
}

static uint32_t n_caught; /* atomic: workers whose system calls are caught */

static void catch_calls(int signal_number)
{
	(void)signal_number;
	if (counted_catch_calls())
		__atomic_fetch_add(&n_caught, 1u, __ATOMIC_RELEASE);
}

/* Only a thread itself can do it: with a signal for each. */
static void catch_calls_of(const pthread_t *thread, size_t n)
{
	n_caught = 0;
	signal(SIGUSR1, catch_calls);
	for (size_t i = 0; i < n; i++)
		pthread_kill(thread[i], SIGUSR1);
	for (int i = 0; i < 1000 && __atomic_load_n(&n_caught, __ATOMIC_ACQUIRE) < n; i++)
		usleep(1000);
}

/* What a link that grows needs, and what heaps need for it. */
static bool for_growth(int kind)
{
	return kind == COUNTED_BLOCKS || kind == COUNTED_MAPPINGS;
}

static bool has_grown(const struct watched *watched)
{
	return watched->count[COUNTED_BLOCKS] || watched->count[COUNTED_MAPPINGS];
}

static void watch_window(struct watched *watched, const pthread_t *thread)
{
	uint32_t count[COUNTED_KINDS];
	uint64_t steps = steps_of(watched->run);
	uint32_t moves = __atomic_load_n(&n_moves, __ATOMIC_RELAXED);
	counted_open(thread, WORKERS);
	usleep(WATCH_MS * 1000);
	counted_close(count);
	watched->steps = steps_of(watched->run) - steps;
	watched->moves = __atomic_load_n(&n_moves, __ATOMIC_RELAXED) - moves;
	for (int i = 0; i < COUNTED_KINDS; i++)
		watched->count[i] = count[i] + (for_growth(i) ? 0 : watched->count[i]);
}

static void *watch(void *arg)
{
	struct watched *watched = arg;
	struct ax_run *run = watched->run;
	pthread_t thread[WORKERS];
	for (unsigned i = 0; i < WORKERS; i++)
		thread[i] = run->loop[i].thread;
	usleep(WARM_UP_MS * 1000);
	catch_calls_of(thread, WORKERS);
	/* A link may still grow: another look then. Nothing else is excused. */
	for (int i = 0; i < WINDOWS && (i == 0 || has_grown(watched)); i++)
		watch_window(watched, thread);
	ax_run_stop(run, true);
	return NULL;
}

static int report(const struct test *test, const struct watched *watched)
{
	int wrong = 0;
	printf("%s, %" PRIu64 " steps, %" PRIu32 " moves:", test->name, watched->steps,
	       watched->moves);
	for (int i = 0; i < COUNTED_KINDS; i++) {
		printf(" %s %" PRIu32 "%s", counted_name[i], watched->count[i],
		       i + 1 < COUNTED_KINDS ? "," : "\n");
		wrong += watched->count[i] != 0;
	}
	if (n_caught != WORKERS)
		wrong += printf("%s: the workers' system calls were not caught\n", test->name) > 0;
	if (watched->steps < 1000)
		wrong += printf("%s: too few steps to show anything\n", test->name) > 0;
	if (test->migrate && watched->moves < 100)
		wrong += printf("%s: too few moves to show anything\n", test->name) > 0;
	if (tally.wrong[0])
		wrong += printf("%s: %s\n", test->name, tally.wrong) > 0;
	return wrong;
}

static int run_test(const struct test *test)
{
	tally = (struct tally){ 0 };
	struct ax_engine *engine = part_engine();
	struct ax_graph *graph = ax_graph_new(engine, test->name);
	test->make(graph);
	char error[256];
	struct ax_run_options options = { .workers = WORKERS, .migrate = test->migrate };
	struct watched watched = { .run = ax_run_start(graph, &options, error, sizeof(error)) };
	if (!watched.run) {
		printf("%s: %s\n", test->name, error);
		return 1;
	}
	pthread_t watcher;
	if (pthread_create(&watcher, NULL, watch, &watched) != 0)
		return 1;
	(void)ax_run_wait(watched.run);
	pthread_join(watcher, NULL);
	ax_graph_free(graph);
	ax_engine_free(engine);
	return report(test, &watched);
}

/* ---- does it count? --------------------------------------------------------------------------- */

/* On a thread of its own, since threads that a caught one starts are caught as well. */
static void *check_counting(void *arg)
{
	static const uint32_t expected[COUNTED_KINDS] = { 1, 1, 1, 2, 1, 2 };
	uint32_t count[COUNTED_KINDS], word = 0;
	pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
	pthread_cond_t condition = PTHREAD_COND_INITIALIZER;
	pthread_t self = pthread_self();
	int *status = arg;
	if (!counted_catch_calls()) {
		printf("system calls can't be caught here\n");
		*status = SKIP;
		return NULL;
	}
	free(malloc(100)); /* the thread's first asks for pages */
	ax_line_free(ax_line_alloc(100));
	counted_open(&self, 1);
	pthread_mutex_lock(&mutex);
	pthread_cond_signal(&condition);
	pthread_mutex_unlock(&mutex);
	syscall(SYS_futex, &word, 1 /* FUTEX_WAKE */, 1, NULL, NULL, 0);
	void *memory = malloc(100);
	__asm__ volatile("" : "+r"(memory));
	free(memory);
	ax_line_free(ax_line_alloc(100));
	munmap(mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), 4096);
	counted_close(count);
	for (int i = 0; i < COUNTED_KINDS; i++)
		if (count[i] != expected[i])
			*status = printf("of %" PRIu32 " %s %" PRIu32 " were counted\n",
					 expected[i], counted_name[i], count[i]) > 0;
	return NULL;
}

int main(void)
{
	pthread_t checker;
	int status = 0;
	if (counted_init() != 0 || pthread_create(&checker, NULL, check_counting, &status) != 0)
		return 1;
	pthread_join(checker, NULL);
	for (size_t i = 0; status != SKIP && i < sizeof(tests) / sizeof(*tests); i++)
		status |= run_test(&tests[i]) ? 1 : 0;
	counted_fini();
	return status;
}
