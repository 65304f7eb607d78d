// SPDX-License-Identifier: Apache-2.0
/* core: the engine's lock-free core under seeds, at the grain of single memory accesses.
 *
 * Every virtual worker, the director and each thread from outside is a fiber on one thread. Each
 * access through engine/atomic.h is a point at which the seed may let another fiber run, and may
 * let stores leave the fiber's store buffer:
 *   - TSO: the buffer is a queue, as on x86;
 *   - PSO: a relaxed store may overtake stores to other addresses; a release store overtakes none.
 * Loads see the fiber's own buffer first; read-modify-writes and fences empty it.
 * Memory comes from an arena that is not used twice within a seed, so that every access to what was
 * freed is seen. */
#ifndef AXON_TESTS_CORE_H
#define AXON_TESTS_CORE_H

#include "engine_private.h"
#include "worker.h"

#include <stddef.h>

enum {
	CORE_WORKERS = 3,
	CORE_FIBERS = 8,
	CORE_NAMED = 8, /* sources in one graph */
	CORE_COMPONENTS = 12,
	CORE_LINKS = 24,
	CORE_MEMBERS = 4 /* of a family */
};

/* ---- core_fiber.c ---- */

enum core_order {
	CORE_TSO,
	CORE_PSO
};

/* Begins a seed; command runs this program, for the line that says how to replay it. */
void core_seed(uint64_t seed, enum core_order order, const char *command);
/* Begins a graph of the seed. */
void core_begin(void);
void core_kind(const char *kind);
/* A fiber that runs main(arg); the number it has. */
unsigned core_fiber(void (*main)(void *arg), void *arg);
/* Runs the fibers until all have returned. */
void core_run(void);
/* Whether fibers run; before and after that accesses go straight to memory. */
bool core_running(void);
unsigned core_self(void);

uint64_t core_draw(void);
/* True once in n draws. */
static inline bool core_one_in(uint32_t n)
{
	return core_draw() % n == 0;
}
/* A number from low to high. */
static inline uint32_t core_between(uint32_t low, uint32_t high)
{
	return low + (uint32_t)(core_draw() % (high - low + 1));
}

/* Blocks the calling fiber until core_poke(), which is kept when it comes first; with a timeout it
 * may also return because time has passed. */
void core_block(uint64_t timeout_ns);
void core_poke(unsigned fiber);
/* Lets everybody else run first: for fibers that look again and again until something is so. */
void core_idle(void);
/* Looks again and again, after everybody else has run, until something is so; that is progress. */
void core_await(bool (*is)(const void *arg), const void *arg);
uint64_t core_time(void);
/* How far the clock moves when it is read. */
void core_clock_speed(uint32_t ns);

/* Ends the program: the seed has failed. */
__attribute__((noreturn, format(printf, 1, 2))) void core_fail(const char *format, ...);
uint64_t core_points(void);

/* A point at which the seed may let others run and stores become visible. */
void core_point(void);
/* A fiber that has just changed a word that others act upon may stay away for long, before it does
 * what the change has promised. */
void core_linger(void);

/* ---- core_store.c ---- */

void core_stores_begin(enum core_order order);
/* Empties the calling fiber's store buffer. */
void core_drain_own(void);
/* The same when a store in it is for the memory: a core's own stores come before its next owner's. */
void core_before_free(const void *memory, size_t size);
void core_drain_all(void);
/* Lets the seed's choice of a store of one of n fibers become visible. */
void core_drain_some(unsigned n);

/* ---- core_memory.c ---- */

void core_memory_begin(void);
/* Fails when a block lives still, or a freed one was written to. */
void core_memory_end(void);
/* Fails when `at` is in the arena, but in no living block. */
void core_check_access(const void *at, const char *what);
/* ---- core_host.c ---- */

/* A test graph and what is done to it. */
struct core_case {
	struct ax_flat flat;
	unsigned worker[CORE_COMPONENTS];
	/* Adds fibers of its own, or NULL. */
	void (*start)(struct core_case *test, struct ax_instance *instance);
	/* Looks at what came of it, or NULL. */
	void (*check)(const struct core_case *test);
	unsigned orders;   /* AX_ORDER_STOP or AX_ORDER_END: given in the middle */
	unsigned after;	   /* the director looks so often before it gives them */
	unsigned shuffles; /* the director sends components about so often */
	bool calm;	   /* neither orders nor shuffles */
	bool spe;	   /* the first component runs on an SPE */
};

/* Runs one seed of a case on n workers. */
void core_case_run(struct core_case *test, unsigned n_workers);
uint64_t core_dropped(void);
/* Whether the run is to stop in order: all will be told. */
bool core_stop_comes(void);
/* Whether it has been given an order to stop or end. */
bool core_stops(void);
bool core_owned_by(const struct ax_component *c, unsigned worker);

/* ---- core_parts.c: component types ---- */

/* What flows: a number in the source's order, and which source. */
struct core_seen {
	uint32_t put[CORE_NAMED]; /* by each source */
	uint32_t got[CORE_NAMED]; /* by all sinks together */
	uint32_t opened, closed;  /* components */
	uint32_t closes;	  /* sources that have closed a link by their end */
};
extern struct core_seen core_seen;

struct core_source {
	struct ax_component base;
	struct ax_outbox outbox, other;
	uint32_t id, count, burst;
	uint32_t tell; /* a control message behind every so many; 0: none */
	uint32_t
		close; /* closes its outbox, and lives on for so many steps; 0: closes with its end */
	uint32_t fail; /* fails after so many; 0: never */
	bool modest;   /* asks for one slot, and only then for as many as there may be */
	bool forks;    /* half of the messages by `other` */
	uint32_t lead; /* how far the first way goes ahead */
	uint32_t next, in_burst, asks, by_way[2];
};

struct core_pass {
	struct ax_component base;
	struct ax_inbox inbox;
	struct ax_outbox outbox;
	uint32_t fail;	/* fails after so many; 0: never */
	uint32_t nap;	/* sleeps after every so many; 0: never */
	uint32_t thins; /* drops all but one of so many; 0: none */
	bool spans;	/* moves all it can at once */
	bool yields;	/* after each message, or all of them */
	uint32_t passed;
	uint64_t wake_at;
};

struct core_sink {
	struct ax_component base;
	struct ax_inbox inbox, other;
	uint32_t limit; /* ends after so many; 0: at the end of its input */
	bool joins;	/* takes from both inboxes in turn */
	bool gaps;	/* messages may be missing in between: the link was changed */
	bool yields;	/* after each message */
	bool hogs;	/* its steps last until its neighbours' peers are awake that can be */
	uint32_t taken;
	uint32_t last[CORE_NAMED]; /* the last number of each source */
	struct ax_msg msg;
};

/* Takes data and control. */
struct core_judge {
	struct ax_component base;
	struct ax_inbox inbox;
	uint32_t last[CORE_NAMED];
};

/* Spawns instances of a graph, a few at a time. */
struct core_parent {
	struct ax_component base;
	const struct ax_flat *child;
	uint32_t left, at_once;
	struct ax_family *family;
};

/* Is told once when the run stops, and not at all otherwise; or waits for its peer's last word. */
struct core_witness {
	struct ax_component base;
	bool follows; /* waits for a peer */
	uint32_t told, left;
	uint64_t wake_at;
};

/* Lives until it is stopped. */
struct core_member {
	struct ax_component base;
	struct ax_handle
		*here; /* leaves a handle on itself in the first of CORE_MEMBERS that is free */
};

extern const struct ax_component_type core_source_type, core_pass_type, core_sink_type,
	core_judge_type, core_parent_type, core_witness_type, core_member_type;

/* ---- core_spe.c ---- */

/* The worker of the SPE that component 0 of a case runs on. */
struct ax_worker *core_spe_open(struct ax_engine *engine, unsigned id);
/* Makes its fiber. */
void core_spe_start(struct ax_component *c);
void core_spe_order(uint32_t orders);
/* After an order to quit. */
void core_spe_close(void);
/* Whether all was heard that the SPE has told. */
bool core_spe_heard(void);

struct core_hearer {
	struct ax_component base;
	struct ax_inbox inbox;
};

extern const struct ax_component_type core_teller_type, core_hearer_type;

/* ---- core_looks.c ---- */

/* Whether no peer of a neighbour of component `self` sleeps, on another worker, although what it waits for
 * was published: no wake may have to wait for a step of somebody else's. */
bool core_all_awake(const void *self);

/* ---- core_graphs.c ---- */

/* A random case of the kind (NULL: any), drawn from the seed, good until the next one is drawn;
 * NULL when there is no such kind. */
struct core_case *core_case_draw(const char *kind);

#endif
