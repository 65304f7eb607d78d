// SPDX-License-Identifier: Apache-2.0
/* migrate: a stage between a source and a sink that stay where they are, at full load, is sent to and
 * fro between their workers. How long from the request to its first step over there, and how many
 * steps its peers take, compared with two runs of the same length in which the stage stays with the
 * one worker and, after one move, with the other. */
#include <inttypes.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "workload.h"

enum {
	PERIOD_NS = 1000000, /* between two moves */
	BURST = 64	     /* messages that the source puts in a step */
};

/* What the three share. The sink asks for the moves, and reads the rest when all is over. */
struct trip {
	_Alignas(64) struct ax_handle stage;
	_Atomic bool can_move, over;
	_Alignas(64) _Atomic uint64_t asked_ns; /* when the move under way was asked for; 0: none */
	uint64_t *took_ns;			/* of each move; the stage's */
	_Atomic uint64_t n_took;
	_Alignas(64) uint64_t moves, length_ns; /* to make; of the run */
	uint64_t source_steps, sink_steps, received;
};

/* ---- the source ---------------------------------------------------------------------------- */

struct source {
	struct ax_component base;
	struct ax_outbox outbox;
	uint64_t next;
	struct trip *trip;
};

AX_STEP(source, s)
{
	AX_BEGIN(s);
	while (!atomic_load_explicit(&s->trip->over, memory_order_relaxed)) {
		s->trip->source_steps++;
		for (int i = 0; i < BURST && ax_put1(&s->outbox, ax_int((int64_t)s->next)); i++)
			s->next++;
		if (ax_room(&s->outbox))
			AX_YIELD(s);
		else
			AX_WAIT(s, ax_want_room(&s->outbox, UINT32_MAX));
	}
	AX_END(s);
}

static const struct ax_box_spec source_boxes[] = {
	AX_OUTBOX(struct source, outbox, "int", "the numbers"),
	AX_BOXES_END,
};

static const struct ax_component_type source_type = {
	.name = "bench_trip_source",
	.doc = "sends numbers until the trip is over",
	.size = sizeof(struct source),
	.boxes = source_boxes,
	.step = source_step,
};

/* ---- the stage that moves ------------------------------------------------------------------ */

struct stage {
	struct ax_component base;
	struct ax_inbox inbox;
	struct ax_outbox outbox;
	pthread_t thread; /* of its last step */
	struct trip *trip;
};

static int stage_init(struct ax_component *self)
{
	struct stage *s = (struct stage *)self;
	s->thread = pthread_self();
	s->trip->stage = ax_handle_of(self);
	atomic_store(&s->trip->can_move, true);
	return 0;
}

/* Notes the first step on another thread. */
static void look_around(struct stage *s)
{
	struct trip *trip = s->trip;
	uint64_t n = atomic_load_explicit(&trip->n_took, memory_order_relaxed);
	if (pthread_equal(s->thread, pthread_self()))
		return;
	s->thread = pthread_self();
	trip->took_ns[n] = bench_now() - atomic_load(&trip->asked_ns);
	atomic_store(&trip->asked_ns, 0);
	atomic_store(&trip->n_took, n + 1);
}

static enum ax_status stage_body(struct ax_component *self)
{
	struct stage *s = (struct stage *)self;
	look_around(s);
	while (ax_move1(&s->inbox, &s->outbox))
		;
	if (ax_closed(&s->inbox))
		return ax_done(self, AX_REASON_FINISHED);
	if (ax_ready(&s->inbox))
		ax_want_room(&s->outbox, UINT32_MAX);
	else
		ax_want_message(&s->inbox);
	return AX_STEP_WAIT;
}

static const struct ax_box_spec stage_boxes[] = {
	AX_INBOX(struct stage, inbox, "int", "the numbers"),
	AX_OUTBOX(struct stage, outbox, "int", "the same"),
	AX_BOXES_END,
};

static const struct ax_component_type stage_type = {
	.name = "bench_trip_stage",
	.doc = "passes numbers on, wherever it is",
	.size = sizeof(struct stage),
	.boxes = stage_boxes,
	.init = stage_init,
	.step = ax_callback_step,
	.body = stage_body,
};

/* ---- the sink ------------------------------------------------------------------------------ */

struct sink {
	struct ax_component base;
	struct ax_inbox inbox;
	uint64_t next, start_ns, asked, due_ns;
	struct ax_ticket ticket;
	struct trip *trip;
};

static void ask(struct sink *s, uint64_t now)
{
	struct trip *trip = s->trip;
	if (!s->start_ns)
		s->start_ns = s->due_ns = now;
	if (now - s->start_ns >= trip->length_ns)
		atomic_store(&trip->over, true);
	bool away = s->asked > atomic_load(&trip->n_took);
	if (s->asked == trip->moves || now < s->due_ns || away)
		return;
	s->due_ns += PERIOD_NS;
	s->asked++;
	atomic_store(&trip->asked_ns, bench_now());
	ax_migrate(trip->stage, s->asked % 2, &s->ticket);
}

AX_STEP(sink, s)
{
	AX_BEGIN(s);
	AX_EACH(s, inbox) {
		if (ax_head(&s->inbox)->u != s->next)
			return ax_fail(&s->base, "%" PRIu64 " came instead of %" PRIu64,
				       ax_head(&s->inbox)->u, s->next);
		if (s->next++ % BURST)
			continue;
		s->trip->sink_steps = s->base.steps;
		if (atomic_load_explicit(&s->trip->can_move, memory_order_relaxed))
			ask(s, ax_now(&s->base));
	}
	s->trip->received = s->next;
	ax_handle_release(s->trip->stage);
	AX_END(s);
}

static const struct ax_box_spec sink_boxes[] = {
	AX_INBOX(struct sink, inbox, "int", "numbers in order"),
	AX_BOXES_END,
};

static const struct ax_component_type sink_type = {
	.name = "bench_trip_sink",
	.doc = "checks numbers, and has the stage moved",
	.size = sizeof(struct sink),
	.boxes = sink_boxes,
	.step = sink_step,
};

/* ---- the run ------------------------------------------------------------------------------- */

static int run_trip(struct trip *trip, const struct bench_params *params)
{
	struct ax_engine *engine;
	struct ax_graph *graph;
	if (bench_open(&engine, &graph) < 0)
		return -1;
	ax_graph_add(graph, "source", &source_type, &(struct source){ .trip = trip }, NULL);
	ax_graph_add(graph, "stage", &stage_type, &(struct stage){ .trip = trip }, NULL);
	ax_graph_add(graph, "sink", &sink_type, &(struct sink){ .trip = trip }, NULL);
	bench_join(graph, "source", "outbox", "stage");
	bench_join(graph, "stage", "outbox", "sink");
	ax_graph_pin(graph, "source", 0);
	ax_graph_pin(graph, "sink", 1);
	return bench_execute(engine, graph, params, params->workers);
}

static int ascending(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
	return x < y ? -1 : x > y;
}

/* Steps of the two peers, and messages. */
struct pace {
	double steps, messages;
};

/* One run with so many moves; adds to pace. */
static int travel(const struct bench_params *params, uint64_t moves, struct trip *trip,
		  struct pace *pace)
{
	uint64_t *took = trip->took_ns;
	*trip = (struct trip){ .took_ns = took,
			       .moves = moves,
			       .length_ns = params->messages * PERIOD_NS };
	if (run_trip(trip, params) < 0)
		return -1;
	pace->steps += (double)(trip->source_steps + trip->sink_steps);
	pace->messages += (double)trip->received;
	return 0;
}

static int measure(const struct bench_params *params, struct trip *trip,
		   struct bench_outcome *outcome)
{
	struct pace still = { 0 }, moved = { 0 };
	if (travel(params, 0, trip, &still) < 0 || travel(params, 1, trip, &still) < 0 ||
	    travel(params, params->messages, trip, &moved) < 0)
		return -1;
	uint64_t n = atomic_load(&trip->n_took);
	if (n == 0)
		return bench_complain("the stage never moved");
	qsort(trip->took_ns, n, sizeof(*trip->took_ns), ascending);
	outcome->figure[0] = (double)trip->took_ns[n / 2] / 1e3;
	outcome->figure[1] = (double)trip->took_ns[n * 99 / 100] / 1e3;
	outcome->figure[2] = 2 * moved.steps / still.steps;
	outcome->figure[3] = 2 * moved.messages / still.messages;
	outcome->counted = (uint64_t)(still.messages + moved.messages);
	return 0;
}

int bench_migrate(const struct bench_params *params, struct bench_outcome *outcome)
{
	struct trip trip = { .took_ns = calloc(params->messages + 1, sizeof(*trip.took_ns)) };
	if (!trip.took_ns)
		return bench_complain("no memory for %" PRIu64 " times", params->messages);
	int status = measure(params, &trip, outcome);
	free(trip.took_ns);
	return status;
}
