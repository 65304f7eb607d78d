// SPDX-License-Identifier: Apache-2.0
/* crowd: one graph on far more workers than there are cores. Everything that arrives is checked for
 * its order, and counted.
 *
 *     crowd threads [WORKERS [ROUNDS [MESSAGES]]]   threads that share the allowed cores; says how
 *                                                   long each round took
 *     crowd seeds [SEEDS [FIRST]]                   128 virtual workers of a simulated machine
 *
 * Pipelines of nomads, which move themselves to other workers again and again; a ring whose members
 * stand on one worker after the other, so that a token wakes them all; and many sources that join in
 * one sink. */
#include "parts.h"

#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	HANG_SECONDS = 300, /* a round that takes longer hangs */
	MOST_WORKERS = 256,
	RING = 128,
	PIPES = 32,
	NOMADS = 6, /* in each */
	JOINED = 32,
	TOKENS = 3,
	LAPS = 20,
	SEED_MESSAGES = 200
};

#define VIRTUAL "pack:2 [numa] l3:4 core:8 pu:2"

struct crowd {
	struct ax_graph *graph;
	struct tally tally[PIPES + 1];
	struct ax_ticket ticket[PIPES][NOMADS];
	unsigned workers;
	uint32_t messages;
	int ring_ended;
};

static volatile uint64_t round_at_work;

static __attribute__((noreturn, format(printf, 1, 2))) void die(const char *format, ...)
{
	va_list args;
	va_start(args, format);
	fprintf(stderr, "crowd, round %llu: ", (unsigned long long)round_at_work);
	vfprintf(stderr, format, args);
	fputc('\n', stderr);
	va_end(args);
	abort();
}

/* ---- nomads -------------------------------------------------------------------------------- */

struct nomad {
	struct ax_component base;
	struct ax_inbox inbox;
	struct ax_outbox outbox;
	struct ax_ticket *ticket; /* lives in the test: its answer may come after the nomad's end */
	uint64_t random;
	unsigned workers;
	uint32_t every, n;
};

/* A move that is not answered yet would only cancel the next one. */
static void wander(struct nomad *nomad)
{
	if (ax_ticket_status(nomad->ticket) == -EINPROGRESS)
		return;
	struct ax_handle self = ax_handle_of(&nomad->base);
	ax_migrate(self, (unsigned)(part_draw(&nomad->random) % nomad->workers), nomad->ticket);
	ax_handle_release(self);
}

AX_STEP(nomad, s)
{
	AX_BEGIN(s);
	AX_EACH(s, inbox) {
		if (++s->n % s->every == 0)
			wander(s);
		AX_MOVE(s, inbox, outbox);
	}
	AX_END(s);
}

static const struct ax_box_spec nomad_boxes[] = {
	AX_INBOX(struct nomad, inbox, "any", "messages"),
	AX_OUTBOX(struct nomad, outbox, "any", "the same"),
	AX_BOXES_END,
};

static const struct ax_component_type nomad_type = {
	.name = "nomad",
	.doc = "passes messages on and moves to another worker now and then",
	.size = sizeof(struct nomad),
	.boxes = nomad_boxes,
	.step = nomad_step,
};

/* ---- the graph ----------------------------------------------------------------------------- */

static const char *name_of(char text[48], const char *stem, unsigned i, unsigned k)
{
	snprintf(text, 48, "%s%u_%u", stem, i, k);
	return text;
}

static void join(struct crowd *crowd, const char *from, const char *to)
{
	char left[64], right[64];
	snprintf(left, sizeof(left), "%s.outbox", from);
	snprintf(right, sizeof(right), "%s.inbox", to);
	ax_graph_link(crowd->graph, left, right);
}

static void add_source(struct crowd *crowd, const char *name, uint32_t id)
{
	struct source source = { .id = id, .n = crowd->messages, .burst = id % 7, .owned = id % 2 };
	ax_graph_add(crowd->graph, name, &part_source, &source, NULL);
	ax_graph_pin(crowd->graph, name, id);
}

static void add_sink(struct crowd *crowd, const char *name, unsigned tally, unsigned worker)
{
	struct sink sink = { .tally = &crowd->tally[tally] };
	ax_graph_add(crowd->graph, name, &part_sink, &sink, NULL);
	ax_graph_pin(crowd->graph, name, worker);
}

static void add_pipe(struct crowd *crowd, unsigned i, uint64_t seed)
{
	char last[48], next[48];
	add_source(crowd, name_of(last, "source", i, 0), i);
	for (unsigned k = 0; k < NOMADS; k++) {
		struct nomad nomad = { .ticket = &crowd->ticket[i][k],
				       .random = seed * 1000 + i * NOMADS + k,
				       .workers = crowd->workers,
				       .every = 1 + i % 9 };
		ax_graph_add(crowd->graph, name_of(next, "nomad", i, k), &nomad_type, &nomad, NULL);
		join(crowd, last, next);
		memcpy(last, next, sizeof(last));
	}
	add_sink(crowd, name_of(next, "sink", i, 0), i, crowd->workers - i);
	join(crowd, last, next);
}

static void add_ring(struct crowd *crowd)
{
	char name[48], next[48];
	for (unsigned i = 0; i < RING; i++) {
		struct ring ring = { .ended = &crowd->ring_ended };
		if (i == 0)
			ring = (struct ring){ .tokens = TOKENS,
					      .rounds = TOKENS * LAPS,
					      .ended = &crowd->ring_ended };
		ax_graph_add(crowd->graph, name_of(name, "ring", i, 0), &part_ring, &ring, NULL);
		ax_graph_pin(crowd->graph, name, i);
	}
	for (unsigned i = 0; i < RING; i++)
		join(crowd, name_of(name, "ring", i, 0), name_of(next, "ring", (i + 1) % RING, 0));
}

static void add_joined(struct crowd *crowd)
{
	char name[48];
	add_sink(crowd, "all", PIPES, crowd->workers / 2);
	for (unsigned i = 0; i < JOINED; i++) {
		add_source(crowd, name_of(name, "joined", i, 0), PIPES + i);
		join(crowd, name, "all");
	}
}

/* ---- a round ------------------------------------------------------------------------------- */

static void check(const struct crowd *crowd, const struct ax_result *result)
{
	if (result->wedged || result->failed)
		die("%s, %u failed", result->wedged ? "wedged" : "ended", result->failed);
	for (unsigned i = 0; i <= PIPES; i++) {
		uint64_t sent = (uint64_t)crowd->messages * (i < PIPES ? 1 : JOINED);
		if (crowd->tally[i].wrong[0] || crowd->tally[i].got != sent)
			die("tally %u: %llu of %llu messages came%s%s", i,
			    (unsigned long long)crowd->tally[i].got, (unsigned long long)sent,
			    crowd->tally[i].wrong[0] ? ", and " : "", crowd->tally[i].wrong);
	}
	if (crowd->ring_ended != RING)
		die("%d of %d of the ring ended", crowd->ring_ended, RING);
}

static struct ax_result one_round(const struct ax_run_options *options, uint32_t messages)
{
	static struct crowd crowd;
	struct ax_engine *engine = part_engine();
	memset(&crowd, 0, sizeof(crowd));
	crowd.graph = ax_graph_new(engine, "crowd");
	crowd.workers = options->workers;
	crowd.messages = messages;
	round_at_work++;
	for (unsigned i = 0; i < PIPES; i++)
		add_pipe(&crowd, i, options->seed);
	add_ring(&crowd);
	add_joined(&crowd);
	alarm(HANG_SECONDS);
	struct ax_result result = part_run(crowd.graph, options);
	alarm(0);
	check(&crowd, &result);
	ax_graph_free(crowd.graph);
	ax_engine_free(engine);
	return result;
}

static int run_threads(unsigned workers, uint64_t rounds, uint32_t messages)
{
	struct ax_run_options options = { .workers = workers };
	for (uint64_t i = 0; i < rounds; i++) {
		struct ax_result result = one_round(&options, messages);
		printf("%u threads: %.3f s, %llu steps, %llu messages\n", workers,
		       (double)result.elapsed_ns / 1e9, (unsigned long long)result.steps,
		       (unsigned long long)result.messages);
	}
	return 0;
}

static int run_seeds(uint64_t n, uint64_t first)
{
	uint64_t messages = 0;
	for (uint64_t seed = first; seed < first + n; seed++) {
		struct ax_run_options options = {
			.workers = 128, .topology = VIRTUAL, .seeded = true, .seed = seed
		};
		round_at_work = seed - 1;
		messages += one_round(&options, SEED_MESSAGES).messages;
	}
	printf("%llu seeds on 128 virtual workers: %llu messages\n", (unsigned long long)n,
	       (unsigned long long)messages);
	return 0;
}

static void on_alarm(int signal)
{
	(void)signal;
	fprintf(stderr, "crowd, round %llu: hangs\n", (unsigned long long)round_at_work);
	abort();
}

int main(int argc, char **argv)
{
	uint64_t number[3] = { 0 };
	for (int i = 2; i < argc && i < 5; i++)
		number[i - 2] = strtoull(argv[i], NULL, 10);
	signal(SIGALRM, on_alarm);
	if (argc > 1 && strcmp(argv[1], "seeds") == 0)
		return run_seeds(number[0] ? number[0] : 20, number[1] ? number[1] : 1);
	if (argc > 1 && strcmp(argv[1], "threads") == 0 && number[0] <= MOST_WORKERS)
		return run_threads(number[0] ? (unsigned)number[0] : 64, number[1] ? number[1] : 3,
				   number[2] ? (uint32_t)number[2] : 500);
	fputs("usage: crowd threads [WORKERS [ROUNDS [MESSAGES]]] | seeds [SEEDS [FIRST]]\n",
	      stderr);
	return 2;
}
