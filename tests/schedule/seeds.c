// SPDX-License-Identifier: Apache-2.0
/* seeds: random graphs, run on virtual workers as a seed says, at the grain of steps. Each seed
 * makes a graph (pipelines, forks and joins, many to one, graphs in graphs, rings, self-links,
 * timers, groups, components that end early, fail, come and go; tiny bounds) and checks that it
 * ends, that no message is lost, doubled or out of order but behind an early end, and that no
 * memory stays.
 *
 *     seeds [--first S] [--seeds N] [--verbose]
 *
 * A seed that fails prints the command that runs it alone. */
#include "live.h"
#include "parts.h"

#include "reclaim.h"

#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	HANG_SECONDS = 20, /* a run that takes longer hangs; most take under 10 ms */
	MOST_SINKS = 4,
	MOST_CHAIN = 5,
	MOST_RUN = 12 /* of a fork, and tokens that a strict ring holds */
};

/* A source's way through the graph. */
struct way {
	uint32_t n;  /* messages that should come */
	int sink;    /* where they end */
	bool whole;  /* nobody on the way ends early */
	bool exists; /* the id is in use */
};

struct trial {
	uint64_t seed, random;
	struct ax_engine *engine;
	struct ax_graph *graph;
	struct ax_run_options options;
	struct way way[PARTS_SOURCES];
	uint32_t n_ways;
	struct tally tally[MOST_SINKS + 2]; /* the sinks', the soliloquy's, the hub's */
	bool cut[MOST_SINKS];		    /* the sink ends early */
	unsigned n_sinks, n_parts, n_groups;
	uint32_t may_fail; /* components that are meant to fail */
	bool stops;	   /* the run is stopped from inside */
	bool strict;	   /* no bound locks the graph up: widening one would hide a lost wake */
	struct ax_run *run;
	int n_ring, ring_ended;
	uint32_t soliloquy;
	struct ax_graph *inner; /* what the spawner starts */
	struct ax_handle hub;
	uint32_t first_guest, n_guests, guest_n;
	char *ring_name[8];
};

static const char *program;
static bool verbose;
static volatile uint64_t seed_at_work;

static __attribute__((format(printf, 2, 3))) void complain(const struct trial *t,
							   const char *format, ...)
{
	va_list args;
	va_start(args, format);
	fprintf(stderr, "seed %llu: ", (unsigned long long)t->seed);
	vfprintf(stderr, format, args);
	fprintf(stderr, "\n  again: %s --first %llu --seeds 1 --verbose\n", program,
		(unsigned long long)t->seed);
	va_end(args);
}

static uint32_t below(struct trial *t, uint32_t n)
{
	return (uint32_t)(part_draw(&t->random) % n);
}

/* One in n. */
static bool chance(struct trial *t, uint32_t n)
{
	return below(t, n) == 0;
}

static uint32_t new_way(struct trial *t, uint32_t n, int sink)
{
	uint32_t id = t->n_ways++;
	t->way[id] = (struct way){ .n = n, .sink = sink, .whole = true, .exists = true };
	return id;
}

/* ---- parts of the graph ------------------------------------------------------------------- */

/* A name that no other part has. The graph copies it. */
static const char *new_name(struct trial *t, char name[16])
{
	snprintf(name, 16, "p%u", t->n_parts++);
	return name;
}

static const char *box_of(char text[120], const char *name, const char *box)
{
	snprintf(text, 120, "%s.%s", name, box);
	return text;
}

static void link_boxes(struct ax_graph *graph, const char *from, const char *outbox, const char *to,
		       const char *inbox)
{
	char a[120], b[120];
	ax_graph_link(graph, box_of(a, from, outbox), box_of(b, to, inbox));
}

/* Bounds, pins and groups, now and then. */
static void decorate(struct trial *t, struct ax_graph *graph, const char *name, const char *inbox)
{
	char text[120];
	if (inbox && chance(t, 2))
		ax_graph_bound(graph, box_of(text, name, inbox),
			       t->strict ? MOST_RUN + 1 + below(t, 9) : 1 + below(t, 9),
			       !t->strict && chance(t, 6) ? 1 + below(t, 200) : 0);
	if (graph != t->graph)
		return;
	if (chance(t, 4))
		ax_graph_pin(graph, name, below(t, 4));
	if (t->n_groups && chance(t, 3))
		ax_graph_join_group(graph, name, chance(t, 2) ? "gold" : "lead");
}

static uint32_t end_at(struct trial *t, uint32_t id)
{
	t->way[id].whole = false;
	return 1 + below(t, t->way[id].n + 1);
}

static void add_source(struct trial *t, struct ax_graph *graph, const char *name, uint32_t id)
{
	struct source s = { .id = id, .n = t->way[id].n, .owned = chance(t, 3) };
	if (chance(t, 3))
		s.burst = 1 + below(t, 70);
	if (chance(t, 6))
		s.every_ns = 1 + below(t, 3000);
	if (chance(t, 20)) {
		s.fail_at = end_at(t, id);
		t->may_fail++;
	} else if (chance(t, 20)) {
		s.close_at = end_at(t, id);
	}
	ax_graph_add(graph, name, &part_source, &s, NULL);
	decorate(t, graph, name, NULL);
}

static void add_stage(struct trial *t, struct ax_graph *graph, const char *name, uint32_t id)
{
	struct stage s = { .way = (int)below(t, STAGE_WAYS) };
	if (chance(t, 4))
		s.yield_at = 1 + below(t, 5);
	if (chance(t, 4))
		s.flush_at = 1 + below(t, 5);
	if (chance(t, 30)) {
		s.fail_at = end_at(t, id);
		t->may_fail++;
	} else if (chance(t, 30)) {
		s.stop_at = end_at(t, id);
	}
	ax_graph_add(graph, name, chance(t, 5) ? &part_mover : &part_stage, &s, NULL);
	decorate(t, graph, name, "inbox");
}

/* A row of stages inside a graph of their own, up to two graphs deep; false when there is none. */
static bool add_nest(struct trial *t, struct ax_graph *graph, const char *name, uint32_t id,
		     int depth)
{
	struct ax_graph *inner = ax_graph_new(t->engine, name);
	char text[MOST_CHAIN][16];
	const char *row[MOST_CHAIN + 1] = { NULL };
	uint32_t n = 1 + below(t, 3);
	for (uint32_t i = 0; i < n; i++) {
		row[i] = new_name(t, text[i]);
		if (depth < 2 && chance(t, 4))
			add_nest(t, inner, row[i], id, depth + 1);
		else
			add_stage(t, inner, row[i], id);
	}
	ax_graph_pipeline(inner, row);
	ax_graph_nest(graph, name, inner);
	return true;
}

static void chain(struct trial *t, const char *from, const char *outbox, const char *to,
		  const char *inbox)
{
	link_boxes(t->graph, from, outbox, to, inbox);
	/* Signals go along, but one inbox takes them from one stage only. */
	if (strcmp(outbox, "outbox") == 0 && strcmp(inbox, "inbox") == 0 && chance(t, 2))
		link_boxes(t->graph, from, "signal", to, "control");
}

/* Stages behind `last`, whose name it replaces. */
static void add_chain(struct trial *t, char last[16], const char *outbox, uint32_t id)
{
	char name[16];
	uint32_t n = below(t, MOST_CHAIN);
	for (uint32_t i = 0; i < n; i++) {
		new_name(t, name);
		if (chance(t, 6))
			add_nest(t, t->graph, name, id, 1);
		else
			add_stage(t, t->graph, name, id);
		chain(t, last, i ? "outbox" : outbox, name, "inbox");
		memcpy(last, name, sizeof(name));
	}
}

/* A fork and its join behind `last`; the messages get a new id, which is returned. */
static uint32_t add_fork(struct trial *t, char last[16], uint32_t id)
{
	char fork[16], join[16], side[16];
	uint32_t run = 1 + below(t, MOST_RUN);
	/* The last run of b may be missing, and then a's last run is not asked for. */
	uint32_t n = t->way[id].n / (2 * run) * (2 * run);
	uint32_t b = t->way[id].n > n + run ? t->way[id].n - n - run : 0;
	uint32_t new_id = new_way(t, n + b, t->way[id].sink);
	if (b == run)
		t->way[new_id].n = n + 2 * run;
	t->way[new_id].whole = t->way[id].whole;
	struct deal d = { .run = run };
	struct gather g = { .run = run, .id = new_id, .owned = chance(t, 3) };
	new_name(t, fork);
	new_name(t, join);
	ax_graph_add(t->graph, fork, &part_deal, &d, NULL);
	ax_graph_add(t->graph, join, &part_gather, &g, NULL);
	decorate(t, t->graph, fork, "inbox");
	decorate(t, t->graph, join, "a");
	decorate(t, t->graph, join, "b");
	chain(t, last, "outbox", fork, "inbox");
	memcpy(side, fork, sizeof(side));
	add_chain(t, side, "a", new_id);
	chain(t, side, strcmp(side, fork) ? "outbox" : "a", join, "a");
	memcpy(side, fork, sizeof(side));
	add_chain(t, side, "b", new_id);
	chain(t, side, strcmp(side, fork) ? "outbox" : "b", join, "b");
	t->way[id].exists = false;
	memcpy(last, join, sizeof(join));
	return new_id;
}

static void add_pipeline(struct trial *t, int sink, const char *sink_name)
{
	uint32_t id = new_way(t, below(t, chance(t, 5) ? 2000 : 300), sink);
	char last[16];
	new_name(t, last);
	add_source(t, t->graph, last, id);
	add_chain(t, last, "outbox", id);
	while (chance(t, 4)) {
		id = add_fork(t, last, id);
		add_chain(t, last, "outbox", id);
	}
	link_boxes(t->graph, last, "outbox", sink_name, "inbox");
}

static void add_sinks(struct trial *t, char sink_name[][16])
{
	for (unsigned i = 0; i < t->n_sinks; i++) {
		struct sink s = { .tally = &t->tally[i] };
		if (chance(t, 4))
			s.yield_at = 1 + below(t, 5);
		if (chance(t, 8))
			s.every_ns = 1 + below(t, 1000);
		if (chance(t, 12)) {
			s.stop_at = 1 + below(t, 200);
			t->cut[i] = true;
		} else if (chance(t, 20)) {
			s.fail_at = 1 + below(t, 200);
			t->cut[i] = true;
			t->may_fail++;
		}
		ax_graph_add(t->graph, new_name(t, sink_name[i]), &part_sink, &s, NULL);
		decorate(t, t->graph, sink_name[i], "inbox");
	}
}

static void add_ring(struct trial *t)
{
	char name[6][16];
	uint32_t n = 2 + below(t, 5), tokens = 1 + below(t, t->strict ? MOST_RUN : 20);
	for (uint32_t i = 0; i < n; i++) {
		struct ring r = { .ended = &t->ring_ended };
		if (i == 0) {
			r.tokens = tokens;
			r.rounds = 1 + below(t, 200);
		}
		ax_graph_add(t->graph, new_name(t, name[i]), &part_ring, &r, NULL);
		decorate(t, t->graph, name[i], "inbox");
	}
	for (uint32_t i = 0; i < n; i++)
		link_boxes(t->graph, name[i], "outbox", name[(i + 1) % n], "inbox");
	t->n_ring = (int)n;
}

static void add_soliloquy(struct trial *t)
{
	char name[16];
	t->soliloquy = below(t, t->strict ? MOST_RUN : 600);
	struct soliloquy s = { .n = t->soliloquy, .tally = &t->tally[MOST_SINKS] };
	ax_graph_add(t->graph, new_name(t, name), &part_soliloquy, &s, NULL);
	decorate(t, t->graph, name, "inbox");
	link_boxes(t->graph, name, "outbox", name, "inbox");
}

/* Guests that come, link themselves to the hub, and go; half of the time they also have a small
 * pipeline of their own with them. */
static void add_guests(struct trial *t)
{
	char hub_name[16], name[16];
	struct hub h = { .sink = { .tally = &t->tally[MOST_SINKS + 1] }, .here = &t->hub };
	t->n_guests = 1 + below(t, 12);
	t->guest_n = below(t, 100);
	t->first_guest = t->n_ways;
	t->n_ways += t->n_guests;
	struct guest g = { .n = t->guest_n,
			   .owned = chance(t, 3),
			   .relink_at = chance(t, 2) ? 1 + below(t, 30) : 0 };
	t->inner = ax_graph_new(t->engine, "visit");
	ax_graph_add(t->inner, "guest", &part_guest, &g, NULL);
	if (chance(t, 2)) {
		struct source own = { .n = below(t, 50) };
		ax_graph_add(t->inner, "source", &part_source, &own, NULL);
		ax_graph_add(t->inner, "sink", &part_sink, NULL, NULL);
		ax_graph_link(t->inner, "source.outbox", "sink.inbox");
	}
	struct spawner s = { .graph = t->inner,
			     .n = t->n_guests,
			     .at_once = 1 + below(t, 4),
			     .hub = &t->hub,
			     .guest_id = t->first_guest };
	ax_graph_add(t->graph, new_name(t, hub_name), &part_hub, &h, NULL);
	ax_graph_add(t->graph, new_name(t, name), &part_spawner, &s, NULL);
	link_boxes(t->graph, name, "outbox", hub_name, "inbox");
}

/* Stops the run at some time, in order or at once: whatever was meant to come may be missing. */
struct stopper {
	struct ax_component base;
	struct ax_run *const *run;
	uint64_t at_ns;
	bool now;
};

AX_STEP(stopper, s)
{
	AX_BEGIN(s);
	AX_SLEEP_UNTIL(s, s->at_ns);
	ax_run_stop(*s->run, s->now);
	AX_END(s);
}

static const struct ax_component_type stopper_type = {
	.name = "stopper",
	.doc = "stops the run",
	.size = sizeof(struct stopper),
	.step = stopper_step,
};

static void add_stopper(struct trial *t)
{
	char name[16];
	struct stopper s = { .run = &t->run, .at_ns = below(t, 100000), .now = chance(t, 2) };
	t->stops = true;
	ax_graph_add(t->graph, new_name(t, name), &stopper_type, &s, NULL);
}

static void make_graph(struct trial *t)
{
	char sink_name[MOST_SINKS][16];
	t->graph = ax_graph_new(t->engine, "trial");
	t->strict = chance(t, 2);
	if (chance(t, 4)) {
		t->n_groups = 2;
		ax_graph_group(t->graph, "gold", 1 + below(t, 5));
		ax_graph_group(t->graph, "lead", 1 + below(t, 5));
	}
	t->n_sinks = 1 + below(t, MOST_SINKS);
	add_sinks(t, sink_name);
	uint32_t n = t->n_sinks + below(t, 5);
	for (uint32_t i = 0; i < n; i++) {
		uint32_t sink = i < t->n_sinks ? i : below(t, t->n_sinks);
		add_pipeline(t, (int)sink, sink_name[sink]);
	}
	if (chance(t, 3))
		add_ring(t);
	if (chance(t, 3))
		add_soliloquy(t);
	if (chance(t, 3))
		add_guests(t);
	if (chance(t, 8))
		add_stopper(t);
}

/* ---- what must hold ----------------------------------------------------------------------- */

static bool check_way(const struct trial *t, uint32_t id)
{
	const struct way *way = &t->way[id];
	uint32_t came = t->tally[way->sink].next[id];
	bool whole = way->whole && !t->cut[way->sink] && !t->stops;
	if (came > way->n || (whole && came != way->n)) {
		complain(t, "source %u: %u of %u messages came", id, came, way->n);
		return false;
	}
	return true;
}

static bool check(const struct trial *t, const struct ax_result *result)
{
	bool good = true;
	if (result->wedged) {
		complain(t, "wedged");
		good = false;
	}
	if (result->failed > t->may_fail) {
		complain(t, "%u components failed, at most %u are meant to", result->failed,
			 t->may_fail);
		good = false;
	}
	for (unsigned i = 0; i < MOST_SINKS + 2; i++)
		if (t->tally[i].wrong[0]) {
			complain(t, "sink %u: %s", i, t->tally[i].wrong);
			good = false;
		}
	for (uint32_t id = 0; id < t->n_ways; id++)
		if (t->way[id].exists)
			good &= check_way(t, id);
	if (!t->stops && t->n_ring != t->ring_ended) {
		complain(t, "%d of %d of the ring ended", t->ring_ended, t->n_ring);
		good = false;
	}
	if (!t->stops && t->tally[MOST_SINKS].got != t->soliloquy) {
		complain(t, "soliloquy: %u messages came of %u", (uint32_t)t->tally[MOST_SINKS].got,
			 t->soliloquy);
		good = false;
	}
	for (uint32_t i = 0; i < t->n_guests; i++) {
		uint32_t came = t->tally[MOST_SINKS + 1].next[t->first_guest + i];
		if (came > t->guest_n || (!t->stops && came != t->guest_n)) {
			complain(t, "guest %u: %u of %u messages came", i, came, t->guest_n);
			good = false;
		}
	}
	return good;
}

static void log_line(void *arg, const char *component, const char *line)
{
	(void)arg;
	if (verbose)
		fprintf(stderr, "  %s%s%s\n", component ? component : "", component ? ": " : "",
			line);
}

static bool try_seed(uint64_t seed)
{
	struct trial *t = calloc(1, sizeof(*t));
	struct ax_result result = { 0 };
	char error[300] = "";
	long before = live_count();
	bool good = false;
	t->seed = t->random = seed_at_work = seed;
	t->engine = ax_engine_new();
	ax_engine_log(t->engine, log_line, NULL);
	make_graph(t);
	t->options = (struct ax_run_options){
		.workers = 1 + below(t, 4), .seeded = true, .seed = seed, .strict_bounds = t->strict
	};
	alarm(HANG_SECONDS);
	t->run = ax_run_start(t->graph, &t->options, error, sizeof(error));
	if (t->run) {
		result = ax_run_wait(t->run);
		good = check(t, &result);
	} else {
		complain(t, "%s", error);
	}
	alarm(0);
	if (verbose)
		fprintf(stderr,
			"seed %llu: %u parts on %u workers, %llu steps, %llu messages, %llu "
			"dropped\n",
			(unsigned long long)seed, t->n_parts, t->options.workers,
			(unsigned long long)result.steps, (unsigned long long)result.messages,
			(unsigned long long)result.dropped);
	if (t->hub.component) {
		ax_handle_release(t->hub);
		ax_reclaim_barrier();
	}
	ax_graph_free(t->graph);
	ax_graph_free(t->inner);
	ax_engine_free(t->engine);
	if (live_count() != before) {
		complain(t, "%ld allocations were not freed", live_count() - before);
		good = false;
	}
	free(t);
	return good;
}

static void on_alarm(int signal)
{
	(void)signal;
	fprintf(stderr, "seed %llu: hangs\n  again: %s --first %llu --seeds 1 --verbose\n",
		(unsigned long long)seed_at_work, program, (unsigned long long)seed_at_work);
	abort();
}

int main(int argc, char **argv)
{
	uint64_t first = 1, n = 1000, failed = 0;
	program = argv[0];
	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--verbose") == 0)
			verbose = true;
		else if (strcmp(argv[i], "--first") == 0 && i + 1 < argc)
			first = strtoull(argv[++i], NULL, 10);
		else if (strcmp(argv[i], "--seeds") == 0 && i + 1 < argc)
			n = strtoull(argv[++i], NULL, 10);
		else {
			fprintf(stderr, "usage: %s [--first S] [--seeds N] [--verbose]\n", program);
			return 2;
		}
	}
	signal(SIGALRM, on_alarm);
	for (uint64_t seed = first; seed < first + n && failed < 10; seed++)
		failed += !try_seed(seed);
	printf("%llu seeds from %llu on: %llu failed\n", (unsigned long long)n,
	       (unsigned long long)first, (unsigned long long)failed);
	return failed != 0;
}
