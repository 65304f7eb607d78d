// SPDX-License-Identifier: Apache-2.0
/* storm: one kind of graph, again and again for some seconds, on several workers with random pins
 * and bounds, for ThreadSanitizer to watch. Everything that arrives is checked for its order, and
 * counted.
 *
 *     storm KIND [SECONDS [SEED]]
 *
 * With STORM_VERBOSE in the environment it shows what the engine says.
 * KIND: pipelines, joins, forks, pingpong, comings, endings, changes, stops, jobs, tight.
 * Now and then the statistics are asked for while the graph runs. */
#include "parts.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum {
	HANG_SECONDS = 300, /* a round that takes longer hangs */
	MOST_PARTS = 64
};

struct storm {
	uint64_t seed, random;
	struct ax_engine *engine;
	struct ax_graph *graph;
	struct tally tally[MOST_PARTS];
	uint32_t expected[MOST_PARTS]; /* messages that each tally should get; UINT32_MAX: any */
	uint32_t n_tallies;
	uint32_t may_fail;
	uint64_t messages;
};

static const char *kind_at_work;
static volatile uint64_t seed_at_work;

static __attribute__((noreturn, format(printf, 1, 2))) void die(const char *format, ...)
{
	va_list args;
	va_start(args, format);
	fprintf(stderr, "storm %s 1 %llu: ", kind_at_work, (unsigned long long)seed_at_work);
	vfprintf(stderr, format, args);
	fputc('\n', stderr);
	va_end(args);
	abort();
}

static uint32_t below(struct storm *s, uint32_t n)
{
	return (uint32_t)(part_draw(&s->random) % n);
}

static bool chance(struct storm *s, uint32_t n)
{
	return below(s, n) == 0;
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

/* ---- parts -------------------------------------------------------------------------------- */

static void add(struct storm *s, const char *name, const struct ax_component_type *type,
		const void *proto)
{
	ax_graph_add(s->graph, name, type, proto, NULL);
	ax_graph_pin(s->graph, name, below(s, 4));
}

static void join(struct storm *s, const char *from, const char *to)
{
	char a[48], b[48];
	ax_graph_link(s->graph, text(a, "%s.outbox", from), text(b, "%s.inbox", to));
	if (chance(s, 2))
		ax_graph_bound(s->graph, text(b, "%s.inbox", to), 1 + below(s, 9), 0);
}

static void add_source(struct storm *s, const char *name, uint32_t id, uint32_t n)
{
	struct source source = { .id = id, .n = n, .owned = chance(s, 3) };
	if (chance(s, 2))
		source.burst = 1 + below(s, 70);
	add(s, name, &part_source, &source);
}

static void add_stage(struct storm *s, const char *name)
{
	struct stage stage = { .way = (int)below(s, STAGE_WAYS) };
	if (chance(s, 4))
		stage.flush_at = 1 + below(s, 9);
	add(s, name, chance(s, 4) ? &part_mover : &part_stage, &stage);
}

/* A sink that should get n messages; UINT32_MAX: as many as there are. */
static void add_sink(struct storm *s, const char *name, uint32_t n)
{
	struct sink sink = { .tally = &s->tally[s->n_tallies] };
	s->expected[s->n_tallies++] = n;
	add(s, name, &part_sink, &sink);
}

/* Stages behind `last`, whose name it replaces. */
static void add_chain(struct storm *s, char last[48], uint32_t n, const char *prefix)
{
	char name[48];
	for (uint32_t i = 0; i < n; i++) {
		add_stage(s, text(name, "%s_%u", prefix, i));
		join(s, last, name);
		memcpy(last, name, sizeof(name));
	}
}

static void add_pipeline(struct storm *s, uint32_t k, uint32_t id, uint32_t n, const char *sink)
{
	char name[48], prefix[48];
	add_source(s, text(name, "source%u", k), id, n);
	add_chain(s, name, below(s, 5), text(prefix, "stage%u", k));
	join(s, name, sink);
}

/* ---- kinds -------------------------------------------------------------------------------- */

static void make_pipelines(struct storm *s)
{
	char name[48];
	for (uint32_t k = 0; k < 4; k++) {
		uint32_t n = below(s, 3000);
		add_sink(s, text(name, "sink%u", k), n);
		add_pipeline(s, k, 0, n, name);
	}
}

static void make_joins(struct storm *s)
{
	uint32_t total = 0, n_sources = 2 + below(s, 40);
	add_sink(s, "sink", 0);
	for (uint32_t k = 0; k < n_sources; k++) {
		uint32_t n = below(s, 300);
		add_pipeline(s, k, k, n, "sink");
		total += n;
	}
	s->expected[0] = total;
}

/* With `tight`, links hold less than a run: only Parks' rule helps, and it takes its time. */
static void make_fork(struct storm *s, bool tight)
{
	uint32_t run = 1 + below(s, 12), rounds = below(s, 60);
	struct deal deal = { .run = run };
	struct gather gather = { .run = run, .id = 1, .owned = chance(s, 2) };
	char name[48];
	add_source(s, "source", 0, 2 * run * rounds);
	add(s, "deal", &part_deal, &deal);
	add(s, "gather", &part_gather, &gather);
	add_sink(s, "sink", 2 * run * rounds);
	join(s, "source", "deal");
	for (int side = 0; side < 2; side++) {
		const char *box = side ? "b" : "a";
		char a[48], b[48];
		add_stage(s, text(name, "first_%s", box));
		ax_graph_link(s->graph, text(a, "deal.%s", box), text(b, "%s.inbox", name));
		add_chain(s, name, below(s, 3), box);
		ax_graph_link(s->graph, text(a, "%s.outbox", name), text(b, "gather.%s", box));
		ax_graph_bound(s->graph, text(b, "first_%s.inbox", box), tight ? 1 : run, 0);
		ax_graph_bound(s->graph, text(b, "gather.%s", box), tight ? 2 : run, 0);
	}
	join(s, "gather", "sink");
}

static void make_forks(struct storm *s)
{
	make_fork(s, false);
}

static void make_tight(struct storm *s)
{
	make_fork(s, true);
}

static void make_pingpong(struct storm *s)
{
	char name[4][48];
	uint32_t n = 2 + below(s, 3);
	for (uint32_t i = 0; i < n; i++) {
		struct ring ring = { .tokens = 0 };
		if (i == 0) {
			ring.tokens = 1 + below(s, n);
			ring.rounds = 200 + below(s, 2000);
		}
		add(s, text(name[i], "node%u", i), &part_ring, &ring);
	}
	for (uint32_t i = 0; i < n; i++)
		join(s, name[i], name[(i + 1) % n]);
}

/* Ends early, or fails: tails are cut, nothing else happens. */
static void make_endings(struct storm *s)
{
	char name[48], last[48];
	for (uint32_t k = 0; k < 6; k++) {
		uint32_t n = 1 + below(s, 1000);
		struct source source = { .id = 0, .n = n, .owned = chance(s, 2) };
		struct stage stage = { .way = (int)below(s, STAGE_WAYS) };
		struct sink sink = { .tally = &s->tally[s->n_tallies] };
		s->expected[s->n_tallies++] = UINT32_MAX;
		uint32_t at = 1 + below(s, n);
		switch (below(s, 5)) {
		case 0:
			source.fail_at = at;
			s->may_fail++;
			break;
		case 1:
			source.close_at = at;
			break;
		case 2:
			stage.stop_at = at;
			break;
		case 3:
			stage.fail_at = at;
			s->may_fail++;
			break;
		default:
			sink.stop_at = at;
			break;
		}
		add(s, text(last, "source%u", k), &part_source, &source);
		add(s, text(name, "stage%u", k), &part_stage, &stage);
		join(s, last, name);
		add_chain(s, name, below(s, 3), text(last, "more%u", k));
		add(s, text(last, "sink%u", k), &part_sink, &sink);
		join(s, name, last);
	}
}

/* ---- coming and going --------------------------------------------------------------------- */

static struct ax_graph *visit;
static struct ax_handle hub_handle;

/* Spawned guests that link themselves to a hub, and to nothing. */
static void make_comings(struct storm *s)
{
	uint32_t n_guests = 1 + below(s, 60), n = below(s, 100);
	struct guest guest = { .n = n,
			       .owned = chance(s, 3),
			       .relink_at = chance(s, 2) ? 1 + below(s, 30) : 0 };
	struct hub hub = { .sink = { .tally = &s->tally[0] }, .here = &hub_handle };
	struct spawner spawner = { .graph = visit = ax_graph_new(s->engine, "visit"),
				   .n = n_guests,
				   .at_once = 1 + below(s, 8),
				   .hub = &hub_handle };
	struct source own = { .n = below(s, 50) };
	ax_graph_add(visit, "guest", &part_guest, &guest, NULL);
	ax_graph_add(visit, "source", &part_source, &own, NULL);
	ax_graph_add(visit, "sink", &part_sink, NULL, NULL);
	ax_graph_link(visit, "source.outbox", "sink.inbox");
	add(s, "hub", &part_hub, &hub);
	add(s, "spawner", &part_spawner, &spawner);
	ax_graph_link(s->graph, "spawner.outbox", "hub.inbox");
	s->expected[s->n_tallies++] = n * n_guests;
}

/* ---- changes from outside ------------------------------------------------------------------- */

enum {
	OUTSIDERS = 4
};

/* A source for ever that leaves a handle on itself, and a sink that does. */
struct outsider {
	struct ax_component base;
	struct ax_inbox inbox;
	struct ax_outbox outbox;
	struct ax_handle *here;
	uint64_t n;
};

static int outsider_init(struct ax_component *self)
{
	struct outsider *o = (struct outsider *)self;
	struct ax_handle handle = ax_handle_of(self);
	o->here->engine = handle.engine;
	__atomic_store_n(&o->here->component, handle.component, __ATOMIC_RELEASE);
	return 0;
}

/* Puts what it can, takes what there is. */
AX_STEP(outsider, o)
{
	struct ax_msg msg;
	AX_BEGIN(o);
	for (;;) {
		for (int i = 0; i < 20 && ax_room(&o->outbox); i++)
			ax_put1(&o->outbox, part_message(0, (uint32_t)o->n++, true));
		while (ax_take1(&o->inbox, &msg))
			ax_drop(ax_engine_of(&o->base), &msg);
		AX_YIELD(o);
	}
	AX_END(o);
}

static const struct ax_box_spec outsider_boxes[] = {
	AX_INBOX(struct outsider, inbox, "any", "whatever comes"),
	AX_OUTBOX(struct outsider, outbox, "any", "messages for ever"),
	AX_BOXES_END,
};

static const struct ax_component_type outsider_type = {
	.name = "outsider",
	.doc = "is linked and unlinked while it runs",
	.size = sizeof(struct outsider),
	.boxes = outsider_boxes,
	.init = outsider_init,
	.step = outsider_step,
};

struct meddler {
	struct ax_run *run;
	uint64_t random;
	struct ax_handle handle[OUTSIDERS];
};

static struct meddler meddler;

static void make_changes(struct storm *s)
{
	char name[48];
	memset(&meddler.handle, 0, sizeof(meddler.handle));
	for (uint32_t i = 0; i < OUTSIDERS; i++) {
		struct outsider o = { .here = &meddler.handle[i] };
		add(s, text(name, "outsider%u", i), &outsider_type, &o);
	}
}

static struct ax_handle wait_for(struct ax_handle *handle)
{
	struct ax_handle found;
	while (!(found.component = __atomic_load_n(&handle->component, __ATOMIC_ACQUIRE)))
		sched_yield();
	found.engine = handle->engine;
	return found;
}

/* Links and unlinks at random, then stops them all, some of them twice. */
static void *meddle(void *arg)
{
	struct meddler *m = arg;
	enum {
		TICKETS = 400
	};
	struct ax_ticket *ticket = calloc(TICKETS, sizeof(*ticket));
	for (int i = 0; i < OUTSIDERS; i++)
		m->handle[i] = wait_for(&m->handle[i]);
	uint32_t n = 20 + (uint32_t)(part_draw(&m->random) % 200), t = 0;
	for (; t < n; t++) {
		uint64_t die_cast = part_draw(&m->random);
		struct ax_handle a = m->handle[die_cast % OUTSIDERS];
		struct ax_handle b = m->handle[(die_cast >> 8) % OUTSIDERS];
		if ((die_cast >> 16) % 3 == 0)
			ax_unlink(a, "outbox", &ticket[t]);
		else
			ax_link(a, "outbox", b, "inbox", &ticket[t]);
		if ((die_cast >> 24) % 4 == 0)
			sched_yield();
	}
	for (int i = 0; i < 2 * OUTSIDERS; i++)
		ax_stop(m->handle[i % OUTSIDERS], &ticket[t++]);
	for (uint32_t i = 0; i < t; i++)
		while (ax_ticket_status(&ticket[i]) == -EINPROGRESS)
			sched_yield();
	for (uint32_t i = 0; i < t; i++) {
		int status = ax_ticket_status(&ticket[i]);
		if (status && status != -EISCONN && status != -ENOTCONN && status != -ESRCH)
			die("ticket %u: %s", i, strerror(-status));
	}
	free(ticket);
	for (int i = 0; i < OUTSIDERS; i++)
		ax_handle_release(m->handle[i]);
	return NULL;
}

/* ---- stops -------------------------------------------------------------------------------- */

/* Pipelines for ever, with children that come and go, some in groups. */
static void make_stops(struct storm *s)
{
	char name[48];
	ax_graph_group(s->graph, "gold", 3);
	ax_graph_group(s->graph, "lead", 1);
	make_comings(s);
	s->expected[0] = UINT32_MAX;
	for (uint32_t k = 0; k < 3; k++) {
		add_sink(s, text(name, "sink%u", k), UINT32_MAX);
		add_pipeline(s, k, 0, UINT32_MAX, name);
		if (chance(s, 2))
			ax_graph_join_group(s->graph, name, k % 2 ? "gold" : "lead");
	}
	add_sink(s, "idle", UINT32_MAX);
	struct source idle = { .linger = true };
	add(s, "lingers", &part_source, &idle);
	join(s, "lingers", "idle");
}

static void *stop_soon(void *arg)
{
	struct meddler *m = arg;
	struct timespec soon = { .tv_nsec = (long)(part_draw(&m->random) % 5000000) };
	nanosleep(&soon, NULL);
	ax_run_stop(m->run, part_draw(&m->random) % 2);
	return NULL;
}

/* ---- jobs --------------------------------------------------------------------------------- */

struct job {
	struct ax_job job;
	uint32_t n, sum; /* 1 + ... + n */
};

static void add_up(struct ax_job *job)
{
	struct job *j = (struct job *)job;
	for (uint32_t i = 1; i <= j->n; i++)
		j->sum += i;
}

static void free_job(struct ax_job *job)
{
	free(job);
}

/* Has sums done by the pool; lets go of every seventh unread, and ends with one under way. */
struct employer {
	struct ax_component base;
	struct job *job;
	uint32_t n, i;
};

AX_STEP(employer, e)
{
	AX_BEGIN(e);
	for (e->i = 0; e->i < e->n; e->i++) {
		e->job = calloc(1, sizeof(*e->job));
		e->job->job.work = add_up;
		e->job->job.discard = free_job;
		e->job->n = e->i;
		if (ax_job_start(&e->base, &e->job->job) < 0)
			return ax_fail(&e->base, "no job");
		while (e->i % 7 && e->i + 1 < e->n && !ax_job_done(&e->job->job))
			AX_WAIT(e, (void)0);
		if (e->i % 7 && e->i + 1 < e->n && e->job->sum != e->i * (e->i + 1) / 2)
			return ax_fail(&e->base, "a wrong sum");
		ax_job_release(&e->job->job);
		e->job = NULL;
	}
	AX_END(e);
}

static const struct ax_component_type employer_type = {
	.name = "employer",
	.doc = "has work done by the pool",
	.size = sizeof(struct employer),
	.flags = AX_UNWATCHED,
	.step = employer_step,
};

static void make_jobs(struct storm *s)
{
	char name[48];
	for (uint32_t i = 0; i < 8; i++) {
		struct employer e = { .n = 1 + below(s, 50) };
		add(s, text(name, "employer%u", i), &employer_type, &e);
	}
}

/* ---- a round ------------------------------------------------------------------------------ */

struct kind {
	const char *name;
	void (*make)(struct storm *s);
	void *(*beside)(void *arg); /* on a thread of its own while the graph runs */
};

static const struct kind kinds[] = {
	{ "pipelines", make_pipelines, NULL }, { "joins", make_joins, NULL },
	{ "forks", make_forks, NULL },	       { "pingpong", make_pingpong, NULL },
	{ "comings", make_comings, NULL },     { "endings", make_endings, NULL },
	{ "changes", make_changes, meddle },   { "stops", make_stops, stop_soon },
	{ "jobs", make_jobs, NULL },	       { "tight", make_tight, NULL },
};

static void check(const struct storm *s, const struct ax_result *result)
{
	if (result->wedged)
		die("wedged");
	if (result->failed > s->may_fail)
		die("%u components failed, at most %u may", result->failed, s->may_fail);
	for (uint32_t i = 0; i < s->n_tallies; i++) {
		if (s->tally[i].wrong[0])
			die("tally %u: %s", i, s->tally[i].wrong);
		if (s->expected[i] != UINT32_MAX && s->tally[i].got != s->expected[i])
			die("tally %u: %llu messages of %u came", i,
			    (unsigned long long)s->tally[i].got, s->expected[i]);
	}
}

static void log_line(void *arg, const char *component, const char *line)
{
	(void)arg;
	if (getenv("STORM_VERBOSE"))
		fprintf(stderr, "  %s: %s\n", component ? component : "", line);
}

static void count_one(void *arg, const struct ax_component_stats *stats)
{
	*(uint64_t *)arg += stats->taken + stats->sent + stats->fill;
}

static void look_around(struct ax_run *run, void *arg)
{
	ax_run_visit(run, count_one, arg);
}

static uint64_t one_round(const struct kind *kind, uint64_t seed)
{
	static struct storm s;
	char error[300];
	pthread_t thread = 0;
	memset(&s, 0, sizeof(s));
	s.seed = s.random = seed_at_work = seed;
	s.engine = ax_engine_new();
	ax_engine_log(s.engine, log_line, NULL);
	s.graph = ax_graph_new(s.engine, kind->name);
	kind->make(&s);
	uint64_t seen = 0;
	struct ax_run_options options = { .workers = 2 + below(&s, 3), .no_pin = true };
	if (chance(&s, 4)) {
		options.watch = chance(&s, 2);
		options.tick = look_around;
		options.tick_arg = &seen;
		options.tick_ns = 200000;
	}
	alarm(HANG_SECONDS);
	struct ax_run *run = ax_run_start(s.graph, &options, error, sizeof(error));
	if (!run)
		die("%s", error);
	meddler.run = run;
	meddler.random = seed;
	if (kind->beside && pthread_create(&thread, NULL, kind->beside, &meddler) != 0)
		die("no thread");
	struct ax_result result = ax_run_wait(run);
	if (kind->beside)
		pthread_join(thread, NULL);
	alarm(0);
	check(&s, &result);
	if (hub_handle.component)
		ax_handle_release(hub_handle);
	hub_handle.component = NULL;
	ax_graph_free(s.graph);
	ax_graph_free(visit);
	visit = NULL;
	ax_engine_free(s.engine);
	return result.messages;
}

static void on_alarm(int signal)
{
	(void)signal;
	fprintf(stderr, "storm %s 1 %llu: hangs\n", kind_at_work, (unsigned long long)seed_at_work);
	abort();
}

static double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

int main(int argc, char **argv)
{
	const struct kind *kind = NULL;
	kind_at_work = argc > 1 ? argv[1] : "";
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (strcmp(kind_at_work, kinds[i].name) == 0)
			kind = &kinds[i];
	if (!kind) {
		fprintf(stderr, "storm: no kind '%s'\n", kind_at_work);
		return 2;
	}
	double until = now() + (argc > 2 ? strtod(argv[2], NULL) : 3);
	uint64_t seed = argc > 3 ? strtoull(argv[3], NULL, 10) : 1, rounds = 0, messages = 0;
	signal(SIGALRM, on_alarm);
	do {
		messages += one_round(kind, seed++);
		rounds++;
	} while (now() < until);
	printf("%s: %llu rounds, %llu messages\n", kind->name, (unsigned long long)rounds,
	       (unsigned long long)messages);
	return 0;
}
