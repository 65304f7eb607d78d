// SPDX-License-Identifier: Apache-2.0
/* moves: graphs in which every component goes to a random worker every millisecond, while links are
 * added, moved and removed. Everything that arrives is counted and checked for its order.
 *
 *     moves [MESSAGES [SEED [ROUND]]]
 *
 * Runs graphs of about ROUND messages one after another, until so many MESSAGES were checked. A graph
 * has pipelines, many to one, a fork and join, a ring, timers, descriptors, a graph in a graph,
 * guests that come and go (with their keeper's moves), roamers that carry their link from port to
 * port, and a thread outside that links, unlinks and moves what it has handles on. */
#include "moves_parts.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum {
	HANG_SECONDS = 600, /* a round that takes longer hangs */
	MOST_TALLIES = 16,
	WELLS = 2
};

static struct round {
	uint64_t random;
	struct ax_engine *engine;
	struct ax_graph *graph, *visit;
	struct tally tally[MOST_TALLIES];
	uint32_t expected[MOST_TALLIES], n_tallies;
	struct harbour harbour[PORTS], well[WELLS];
	struct ax_handle well_at[WELLS], hub_at;
	uint32_t roamer_n[ROAMERS];
	uint64_t changes; /* from outside, that were made */
} round_now;

static uint64_t seed_at_work;

static __attribute__((noreturn, format(printf, 1, 2))) void die(const char *format, ...)
{
	va_list args;
	va_start(args, format);
	fprintf(stderr, "moves, round %" PRIu64 ": ", seed_at_work);
	vfprintf(stderr, format, args);
	fputc('\n', stderr);
	va_end(args);
	abort();
}

static uint32_t below(struct round *r, uint32_t n)
{
	return (uint32_t)(part_draw(&r->random) % n);
}

static bool chance(struct round *r, uint32_t n)
{
	return below(r, n) == 0;
}

/* ---- a graph -------------------------------------------------------------------------------- */

static void add(const char *name, const struct ax_component_type *type, const void *proto)
{
	ax_graph_add(round_now.graph, name, type, proto, NULL);
}

static const char *text(char room[48], const char *format, ...)
	__attribute__((format(printf, 2, 3)));
static const char *text(char room[48], const char *format, ...)
{
	va_list args;
	va_start(args, format);
	vsnprintf(room, 48, format, args);
	va_end(args);
	return room;
}

static void join(struct round *r, const char *from, const char *to)
{
	char a[48], b[48];
	ax_graph_link(r->graph, text(a, "%s.outbox", from), text(b, "%s.inbox", to));
	if (chance(r, 4))
		ax_graph_bound(r->graph, b, 2 + below(r, 30), 0);
}

/* A sink that should get n messages. */
static void add_sink(struct round *r, const char *name, uint32_t n)
{
	struct sink sink = { .tally = &r->tally[r->n_tallies] };
	r->expected[r->n_tallies++] = n;
	add(name, &part_sink, &sink);
}

static void add_source(struct round *r, const char *name, uint32_t id, uint32_t n)
{
	struct source source = { .id = id, .n = n, .owned = chance(r, 8) };
	add(name, &part_source, &source);
}

static void add_stage(struct round *r, struct ax_graph *graph, const char *name)
{
	struct stage stage = { .way = (int)below(r, STAGE_WAYS) };
	ax_graph_add(graph, name, chance(r, 4) ? &part_mover : &part_stage, &stage, NULL);
}

static void add_pipelines(struct round *r, uint32_t n)
{
	char last[48], name[48];
	for (uint32_t k = 0; k < 3; k++) {
		add_sink(r, text(name, "end%u", k), n / 3);
		add_source(r, text(last, "begin%u", k), 0, n / 3);
		for (uint32_t i = below(r, 4); i-- > 0;) {
			add_stage(r, r->graph, text(name, "stage%u_%u", k, i));
			join(r, last, name);
			memcpy(last, name, sizeof(name));
		}
		join(r, last, text(name, "end%u", k));
	}
}

static void add_many(struct round *r, uint32_t n)
{
	char name[48];
	uint32_t sources = 2 + below(r, 20);
	add_sink(r, "all", n / sources * sources);
	for (uint32_t k = 0; k < sources; k++) {
		add_source(r, text(name, "one%u", k), k, n / sources);
		join(r, name, "all");
	}
}

static void add_fork(struct round *r, uint32_t n)
{
	uint32_t run = 1 + below(r, 12), rounds = n / 2 / run;
	struct deal deal = { .run = run };
	struct gather gather = { .run = run, .id = 1 };
	add_source(r, "before", 0, 2 * run * rounds);
	add("deal", &part_deal, &deal);
	add("gather", &part_gather, &gather);
	add_sink(r, "after", 2 * run * rounds);
	join(r, "before", "deal");
	ax_graph_link(r->graph, "deal.a", "gather.a");
	add_stage(r, r->graph, "way");
	ax_graph_link(r->graph, "deal.b", "way.inbox");
	ax_graph_link(r->graph, "way.outbox", "gather.b");
	join(r, "gather", "after");
}

static void add_ring(struct round *r, uint32_t n)
{
	char name[3][48];
	for (uint32_t i = 0; i < 3; i++) {
		struct ring ring = { .tokens = i ? 0 : 1 + below(r, 3), .rounds = i ? 0 : n };
		add(text(name[i], "ring%u", i), &part_ring, &ring);
	}
	for (uint32_t i = 0; i < 3; i++)
		join(r, name[i], name[(i + 1) % 3]);
}

/* A slow source, and a graph in a graph, whose members follow their keeper. */
static void add_nest(struct round *r, uint32_t n)
{
	struct source slow = { .id = 2, .n = n / 100 + 1, .every_ns = 50000 };
	static const char *const row[] = { "a", "b", "c", NULL };
	struct ax_graph *inner = ax_graph_new(r->engine, "inner");
	for (int i = 0; row[i]; i++)
		add_stage(r, inner, row[i]);
	ax_graph_pipeline(inner, row);
	add("slow", &part_source, &slow);
	ax_graph_nest(r->graph, "nest", inner);
	add_sink(r, "slow_end", slow.n);
	join(r, "slow", "nest");
	join(r, "nest", "slow_end");
}

static void add_pipe(struct round *r, uint32_t n)
{
	int fd[2];
	if (pipe2(fd, O_NONBLOCK | O_CLOEXEC) < 0)
		die("pipe: %s", strerror(errno));
	struct pipe_in in = { .fd = fd[1] };
	struct pipe_out out = { .fd = fd[0] };
	struct source source = { .id = 3, .n = n };
	add("to_pipe", &part_source, &source);
	add("pipe_in", &pipe_in_type, &in);
	add("pipe_out", &pipe_out_type, &out);
	add_sink(r, "from_pipe", n);
	join(r, "to_pipe", "pipe_in");
	join(r, "pipe_out", "from_pipe");
}

static void add_guests(struct round *r, uint32_t n)
{
	uint32_t guests = 1 + below(r, 40);
	struct guest guest = { .n = n / guests, .relink_at = 1 + below(r, 100) };
	struct hub hub = { .sink = { .tally = &r->tally[r->n_tallies] }, .here = &r->hub_at };
	r->expected[r->n_tallies++] = n / guests * guests;
	r->visit = ax_graph_new(r->engine, "visit");
	ax_graph_add(r->visit, "guest", &part_guest, &guest, NULL);
	struct spawner spawner = {
		.graph = r->visit, .n = guests, .at_once = 1 + below(r, 8), .hub = &r->hub_at
	};
	add("hub", &part_hub, &hub);
	add("spawner", &part_spawner, &spawner);
	ax_graph_link(r->graph, "spawner.outbox", "hub.inbox");
}

static void add_roamers(struct round *r, uint32_t n)
{
	char name[48], box[48], from[48];
	add("anchor", &anchor_type, NULL);
	for (uint32_t i = 0; i < PORTS; i++) {
		struct port port = { .id = i,
				     .harbour = &r->harbour[i],
				     .here = &travels.port_at[i] };
		add(text(name, "port%u", i), &port_type, &port);
		ax_graph_link(r->graph, text(from, "anchor.%c", (int)('a' + i)),
			      text(box, "%s.inbox", name));
	}
	for (uint32_t i = 0; i < WELLS; i++) {
		struct port well = { .id = i, .harbour = &r->well[i], .here = &r->well_at[i] };
		add(text(name, "well%u", i), &port_type, &well);
	}
	travels.roamers_left = ROAMERS;
	for (uint32_t i = 0; i < ROAMERS; i++) {
		struct roamer roamer = { .id = FIRST_ROAMER + i,
					 .n = n / ROAMERS + 1,
					 .stay = 1 + below(r, chance(r, 3) ? 2000 : 50),
					 .at = i };
		r->roamer_n[i] = roamer.n;
		add(text(name, "roamer%u", i), &roamer_type, &roamer);
	}
}

/* What a graph of n messages has, in hundredths. */
static void make_graph(struct round *r, uint32_t n)
{
	r->graph = ax_graph_new(r->engine, "moves");
	add_pipelines(r, n / 100 * 60);
	add_many(r, n / 100 * 20);
	add_fork(r, n / 100 * 5);
	add_ring(r, n / 1000);
	add_nest(r, n / 100);
	add_pipe(r, n / 100 * 2);
	add_guests(r, n / 100 * 2);
	add_roamers(r, n / 100 * 10);
}

/* ---- from outside ---------------------------------------------------------------------------- */

static void await(const struct ax_ticket *ticket)
{
	const struct timespec little = { .tv_nsec = 20000 };
	while (ax_ticket_status(ticket) == -EINPROGRESS)
		nanosleep(&little, NULL);
	int status = ax_ticket_status(ticket);
	if (status && status != -EISCONN && status != -ENOTCONN && status != -ESRCH &&
	    status != -ECANCELED)
		die("a change was answered: %s", strerror(-status));
	round_now.changes += status == 0;
}

/* One change at random: a port's echo is linked to a well or unlinked, somebody is moved. */
static void change(uint64_t draw)
{
	struct ax_ticket ticket;
	struct ax_handle port, well, roamer;
	if (!find_handle(&travels.port_at[draw % PORTS], &port) ||
	    !find_handle(&round_now.well_at[(draw >> 8) % WELLS], &well) ||
	    !find_handle(&travels.roamer_at[(draw >> 16) % ROAMERS], &roamer))
		return;
	switch ((draw >> 24) % 6) {
	case 0:
	case 1:
		ax_link(port, "echo", well, "inbox", &ticket);
		break;
	case 2:
		ax_unlink(port, "echo", &ticket);
		break;
	case 3:
		ax_migrate(port, (unsigned)(draw >> 32) % 2, &ticket);
		break;
	case 4:
		ax_migrate(well, (unsigned)(draw >> 32) % 2, &ticket);
		break;
	default:
		ax_migrate(roamer, (unsigned)(draw >> 32) % 2, &ticket);
		break;
	}
	await(&ticket);
}

/* Changes things until the roamers have ended; then stops the wells, which know no end. */
static void *meddle(void *arg)
{
	const struct timespec pause = { .tv_nsec = 50000 };
	uint64_t random = *(uint64_t *)arg;
	while (__atomic_load_n(&travels.roamers_left, __ATOMIC_ACQUIRE)) {
		change(part_draw(&random));
		nanosleep(&pause, NULL);
	}
	for (uint32_t i = 0; i < WELLS; i++) {
		struct ax_ticket ticket;
		struct ax_handle well;
		while (!find_handle(&round_now.well_at[i], &well))
			nanosleep(&pause, NULL);
		ax_stop(well, &ticket);
		await(&ticket);
	}
	return NULL;
}

/* ---- a round --------------------------------------------------------------------------------- */

/* How many messages were checked; dies when one is missing, or came twice or out of order. */
static uint64_t check(const struct round *r, const struct ax_result *result)
{
	uint64_t checked = 0, landed = 0, sum = 0;
	if (result->wedged || result->failed)
		die("%s", result->wedged ? "wedged" : "a component failed");
	for (uint32_t i = 0; i < r->n_tallies; i++) {
		if (r->tally[i].wrong[0])
			die("tally %u: %s", i, r->tally[i].wrong);
		if (r->tally[i].got != r->expected[i])
			die("tally %u: %" PRIu64 " messages of %u came", i, r->tally[i].got,
			    r->expected[i]);
		checked += r->tally[i].got;
	}
	for (uint32_t i = 0; i < PORTS; i++) {
		landed += r->harbour[i].got;
		sum += r->harbour[i].sum;
		if (r->harbour[i].wrong)
			die("port %u: a number came again or late", i);
	}
	checked += landed;
	for (uint32_t i = 0; i < ROAMERS; i++) {
		landed -= r->roamer_n[i];
		sum -= (uint64_t)r->roamer_n[i] * (r->roamer_n[i] - 1) / 2;
	}
	if (landed || sum)
		die("roamers: %" PRId64 " messages too many came", (int64_t)landed);
	for (uint32_t i = 0; i < WELLS; i++) {
		if (r->well[i].wrong)
			die("well %u: a number came again or late", i);
		checked += r->well[i].got;
	}
	return checked;
}

static void log_line(void *arg, const char *component, const char *line)
{
	(void)arg;
	if (getenv("STORM_VERBOSE"))
		fprintf(stderr, "  %s: %s\n", component ? component : "", line);
}

static void release(struct ax_handle handle)
{
	if (handle.component)
		ax_handle_release(handle);
}

static void clean_up(struct round *r)
{
	for (uint32_t i = 0; i < PORTS; i++)
		release(travels.port_at[i]);
	for (uint32_t i = 0; i < WELLS; i++)
		release(r->well_at[i]);
	for (uint32_t i = 0; i < ROAMERS; i++)
		release(travels.roamer_at[i]);
	release(r->hub_at);
	ax_graph_free(r->graph);
	ax_graph_free(r->visit);
	ax_engine_free(r->engine);
}

static uint64_t one_round(uint64_t seed, uint32_t n)
{
	struct round *r = &round_now;
	struct ax_run_options options = { .no_pin = true, .migrate = "random@1ms" };
	char error[300];
	pthread_t thread;
	memset(r, 0, sizeof(*r));
	memset(&travels, 0, sizeof(travels));
	r->random = seed_at_work = seed;
	r->engine = ax_engine_new();
	ax_engine_log(r->engine, log_line, NULL);
	make_graph(r, n);
	options.workers = 2 + below(r, 3);
	alarm(HANG_SECONDS);
	struct ax_run *run = ax_run_start(r->graph, &options, error, sizeof(error));
	if (!run)
		die("%s", error);
	if (pthread_create(&thread, NULL, meddle, &seed) != 0)
		die("no thread");
	struct ax_result result = ax_run_wait(run);
	pthread_join(thread, NULL);
	alarm(0);
	uint64_t checked = check(r, &result);
	clean_up(r);
	return checked;
}

static void on_alarm(int signal)
{
	(void)signal;
	fprintf(stderr, "moves, round %" PRIu64 ": hangs\n", seed_at_work);
	abort();
}

int main(int argc, char **argv)
{
	uint64_t most = argc > 1 ? strtoull(argv[1], NULL, 10) : 1000000;
	uint64_t seed = argc > 2 ? strtoull(argv[2], NULL, 10) : 1;
	uint32_t n = argc > 3 ? (uint32_t)strtoul(argv[3], NULL, 10) : 1000000;
	uint64_t rounds = 0, checked = 0, moves = 0, changes = 0;
	struct timespec begun, ended;
	signal(SIGALRM, on_alarm);
	clock_gettime(CLOCK_MONOTONIC, &begun);
	while (checked < most) {
		checked += one_round(seed++, n);
		moves += travels.moves;
		changes += round_now.changes;
		rounds++;
	}
	clock_gettime(CLOCK_MONOTONIC, &ended);
	printf("moves: %" PRIu64 " messages checked in %" PRIu64 " graphs, %.0f s; 15 of their"
	       " components saw %" PRIu64 " moves, %" PRIu64 " changes from outside\n",
	       checked, rounds,
	       (double)(ended.tv_sec - begun.tv_sec) +
		       (double)(ended.tv_nsec - begun.tv_nsec) * 1e-9,
	       moves, changes);
	return 0;
}
