// SPDX-License-Identifier: Apache-2.0
/* suspended: a worker whose thread stands still, wherever that may be, does not stop two others from
 * exchanging messages, waking each other and moving components between them.
 *
 * Worker 0 is suspended by a signal whose handler sleeps until the other two have got so far, again
 * and again; it has links with both. When they do not get there within seconds, they wait for it.
 * The engine may give worker 0 the component that moves, which has to wait there then: such a time
 * does not count. */
#define _GNU_SOURCE
#include <errno.h>
#include <inttypes.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "parts.h"
#include "run_private.h"

enum {
	WORKERS = 3,
	TIMES = 300,	    /* how often it is suspended, without those that do not count */
	MOST_TIMES = 3000,  /* with them */
	MESSAGES = 1000,    /* that the others exchange meanwhile */
	WAKES = 20,	    /* of each by the other */
	MOVES = 2,	    /* of a component from one to the other */
	PATIENCE_S = 60,    /* until they are said to hang */
	PAUSE_NS = 1000000, /* between two times, at most */
};

static void sleep_ns(long ns)
{
	struct timespec time = { .tv_nsec = ns };
	nanosleep(&time, NULL);
}

/* ---- who is watched --------------------------------------------------------------------------- */

/* Passes on what comes and counts it. */
struct relay {
	struct ax_component base;
	struct ax_inbox inbox;
	struct ax_outbox outbox;
	bool begins;		/* puts the first message */
	uint64_t *passed;	/* atomic */
	struct ax_handle *here; /* set in its first step, unless NULL */
};

AX_STEP(relay, r)
{
	AX_BEGIN(r);
	if (r->here)
		*r->here = ax_handle_of(&r->base);
	if (r->begins)
		AX_PUT(r, outbox, ax_int(0));
	AX_EACH(r, inbox) {
		ax_store_relaxed(r->passed, *r->passed + 1);
		AX_MOVE(r, inbox, outbox);
	}
	AX_END(r);
}

static const struct ax_box_spec relay_boxes[] = {
	AX_INBOX(struct relay, inbox, "any", "messages"),
	AX_OUTBOX(struct relay, outbox, "any", "the same"),
	AX_BOXES_END,
};

static const struct ax_component_type relay_type = {
	.name = "relay",
	.doc = "passes messages on and counts them",
	.size = sizeof(struct relay),
	.boxes = relay_boxes,
	.step = relay_step,
};

static struct {
	uint64_t round[2];  /* of a token between workers 1 and 2 */
	uint64_t travelled; /* messages by way of the one that moves */
	struct ax_handle traveller;
	struct tally
		tally[4]; /* 0: near worker 0; 1, 2: to and from it; 3: by way of the traveller */
} seen;

static void add_source(struct ax_graph *graph, const char *name, unsigned id, unsigned worker)
{
	struct source source = { .id = id, .n = UINT32_MAX, .burst = 16 };
	ax_graph_add(graph, name, &part_source, &source, NULL);
	ax_graph_pin(graph, name, worker);
}

static void add_sink(struct ax_graph *graph, const char *name, unsigned id, unsigned worker)
{
	struct sink sink = { .tally = &seen.tally[id] };
	ax_graph_add(graph, name, &part_sink, &sink, NULL);
	ax_graph_pin(graph, name, worker);
}

static void make_graph(struct ax_graph *graph)
{
	struct relay ring[2] = { { .begins = true, .passed = &seen.round[0] },
				 { .passed = &seen.round[1] } };
	struct relay traveller = { .passed = &seen.travelled, .here = &seen.traveller };
	add_source(graph, "near0", 0, 0);
	add_sink(graph, "at0", 0, 0);
	add_source(graph, "from0", 1, 0);
	add_sink(graph, "at1", 1, 1);
	add_source(graph, "from2", 2, 2);
	add_sink(graph, "back0", 2, 0);
	add_source(graph, "from1", 3, 1);
	add_sink(graph, "at2", 3, 2);
	ax_graph_add(graph, "traveller", &relay_type, &traveller, NULL);
	ax_graph_add(graph, "ring1", &relay_type, &ring[0], NULL);
	ax_graph_add(graph, "ring2", &relay_type, &ring[1], NULL);
	ax_graph_pin(graph, "ring1", 1);
	ax_graph_pin(graph, "ring2", 2);
	ax_graph_link(graph, "near0.outbox", "at0.inbox");
	ax_graph_link(graph, "from0.outbox", "at1.inbox");
	ax_graph_link(graph, "from2.outbox", "back0.inbox");
	ax_graph_link(graph, "from1.outbox", "traveller.inbox");
	ax_graph_link(graph, "traveller.outbox", "at2.inbox");
	ax_graph_link(graph, "ring1.outbox", "ring2.inbox");
	ax_graph_link(graph, "ring2.outbox", "ring1.inbox");
}

/* ---- suspending ------------------------------------------------------------------------------- */

static struct {
	uint32_t stands,
		goes_on; /* atomic: the number of the suspension that began; that is over */
} worker_0;

static void stand_still(int signal_number)
{
	(void)signal_number;
	uint32_t number = ax_load_relaxed(&worker_0.stands) + 1;
	ax_store_release(&worker_0.stands, number);
	while (ax_load_acquire(&worker_0.goes_on) < number)
		sleep_ns(100000);
}

/* ---- watching --------------------------------------------------------------------------------- */

struct watch {
	struct ax_run *run;
	uint64_t until; /* by when what is waited for must have come */
	char wrong[160];
	uint32_t moves;
	uint32_t times, spoilt; /* suspensions; those in which worker 0 was given the traveller */
	bool stands;		/* worker 0 */
};

static void allow_time(struct watch *w)
{
	w->until = ax_os_clock() + PATIENCE_S * UINT64_C(1000000000);
}

static void suspend(struct watch *w)
{
	w->times++;
	pthread_kill(w->run->loop[0].thread, SIGUSR1);
	while (ax_load_acquire(&worker_0.stands) < w->times)
		sleep_ns(10000);
	w->stands = true;
}

static void let_go(struct watch *w)
{
	w->stands = false;
	ax_store_release(&worker_0.goes_on, w->times);
}

/* Lets worker 0 go on if what is waited for has to wait there. */
static void look_at_traveller(struct watch *w)
{
	if (!w->stands ||
	    ax_load_acquire(&seen.traveller.component->owner) != &w->run->loop[0].base)
		return;
	w->spoilt++;
	let_go(w);
	allow_time(w);
}

static bool in_time(struct watch *w, const char *what)
{
	look_at_traveller(w);
	if (ax_os_clock() < w->until)
		return true;
	if (!w->wrong[0])
		snprintf(w->wrong, sizeof(w->wrong), "%s: not within %d s", what, PATIENCE_S);
	return false;
}

static void await_count(struct watch *w, const uint64_t *count, uint64_t more, const char *what)
{
	uint64_t goal = ax_load_relaxed(count) + more;
	while (ax_load_relaxed(count) < goal && in_time(w, what))
		sleep_ns(10000);
}

static void await_move(struct watch *w, unsigned worker)
{
	struct ax_ticket ticket = { 0 };
	ax_migrate(seen.traveller, worker, &ticket);
	int status;
	while ((status = ax_ticket_status(&ticket)) == -EINPROGRESS && in_time(w, "a move"))
		sleep_ns(10000);
	/* The engine may move it too; then it is where the engine put it. */
	if (status != 0 && status != -ECANCELED && !w->wrong[0])
		snprintf(w->wrong, sizeof(w->wrong), "a move: %s", strerror(-status));
	if (status == -EINPROGRESS) {
		printf("%s\n", w->wrong);
		fflush(stdout);
		abort(); /* the ticket must outlive its answer */
	}
	w->moves += status == 0;
}

/* What the two others have to do while worker 0 stands still. */
static void watch_others(struct watch *w)
{
	await_count(w, &seen.round[0], WAKES, "wakes of worker 1");
	await_count(w, &seen.round[1], WAKES, "wakes of worker 2");
	for (unsigned i = 0; i < MOVES; i++)
		await_move(w, 1 + (w->times + i) % 2);
	await_count(w, &seen.tally[3].got, MESSAGES, "messages");
}

static void *watch(void *arg)
{
	struct watch *w = arg;
	uint64_t random = 1;
	allow_time(w);
	while (!ax_load_acquire(&seen.traveller.component) && in_time(w, "the beginning"))
		sleep_ns(100000);
	await_count(w, &seen.tally[3].got, MESSAGES, "the first messages");
	while (w->times - w->spoilt < TIMES && w->times < MOST_TIMES && !w->wrong[0]) {
		sleep_ns((long)(part_draw(&random) % PAUSE_NS));
		allow_time(w);
		await_move(w, 1 + w->times % 2);
		allow_time(w);
		suspend(w);
		watch_others(w);
		if (w->stands)
			let_go(w);
	}
	ax_run_stop(w->run, true);
	return NULL;
}

static int report(const struct watch *w)
{
	int wrong = w->wrong[0] ? printf("while worker 0 stood still: %s\n", w->wrong) > 0 : 0;
	for (int i = 0; i < 4; i++) {
		if (seen.tally[i].wrong[0])
			wrong += printf("pipe %d: %s\n", i, seen.tally[i].wrong) > 0;
		if (seen.tally[i].got == 0)
			wrong += printf("pipe %d: nothing came\n", i) > 0;
	}
	if (w->moves < TIMES)
		wrong += printf("only %" PRIu32 " moves\n", w->moves) > 0;
	if (w->times - w->spoilt < TIMES)
		wrong += printf("worker 0 was given the traveller %" PRIu32 " times\n", w->spoilt) >
			 0;
	printf("suspended %" PRIu32 " times, of which %" PRIu32
	       " do not count; meanwhile and between: %" PRIu32 " moves, %" PRIu64
	       " messages, %" PRIu64 " rounds\n",
	       w->times, w->spoilt, w->moves, seen.tally[3].got, seen.round[0]);
	return wrong ? 1 : 0;
}

int main(void)
{
	struct ax_engine *engine = part_engine();
	struct ax_graph *graph = ax_graph_new(engine, "suspended");
	struct ax_run_options options = { .workers = WORKERS };
	char error[256];
	make_graph(graph);
	signal(SIGUSR1, stand_still);
	struct watch w = { .run = ax_run_start(graph, &options, error, sizeof(error)) };
	if (!w.run) {
		printf("%s\n", error);
		return 1;
	}
	pthread_t watcher;
	if (pthread_create(&watcher, NULL, watch, &w) != 0)
		return 1;
	(void)ax_run_wait(w.run);
	pthread_join(watcher, NULL);
	ax_handle_release(seen.traveller);
	ax_graph_free(graph);
	ax_engine_free(engine);
	return report(&w);
}
