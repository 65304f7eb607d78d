// SPDX-License-Identifier: Apache-2.0
/* run_private: a graph that runs: its workers, and what the director keeps of them. */
#ifndef AXON_RUN_PRIVATE_H
#define AXON_RUN_PRIVATE_H

#include "foreign.h"
#include "machine.h"
#include "placement.h"
#include "worker.h"

enum {
	AX_WORKERS_MAX = 1024,
	AX_WEDGE_NS = 50000000,	  /* all asleep for so long: look for a wedge */
	AX_PATIENCE = 4,	  /* at most so many doublings of that, while looks find nothing */
	AX_REPORT_NS = 200000000, /* how long the director waits for a report */
	AX_GRAPH_MESSAGES_MAX = 1 << 22, /* slots that Parks' rule may give to one graph */
	AX_BALANCE_NS = 10000000	 /* between the director's looks at load and talk */
};
/* For how long a worker that another has joined gives nothing away: at first, and at most. */
#define AX_HOLD_NS	UINT64_C(500000000)
#define AX_HOLD_MOST_NS UINT64_C(60000000000)

/* A part a writer, on cache lines of its own: as struct ax_loop. */
struct ax_run {
	/* Constant while the workers run. */
	struct ax_engine *engine;
	struct ax_graph *graph;
	const struct ax_flat *flat;
	struct ax_run_options options;
	struct ax_loop *loop;
	unsigned n;
	struct ax_machine *machine; /* worker i takes its seat i */
	bool crowded; /* workers share processing units: one that spins keeps another from work */
	bool *fixed;  /* by component of flat: a placement file names it; NULL: none */
	unsigned *placed; /* the worker of each of flat's components at the start */
	int event;	  /* pokes the director */
	struct ax_pool *pool;
	uint64_t started_ns;
	struct ax_moves *moves; /* that the user wants */
	uint64_t shuffle_ns;	/* everybody is sent somewhere so often; 0: never */
	/* Written by any worker, though seldom: as it falls asleep or wakes, gives a job to the pool, or
	 * tells the director to look. */
	_Alignas(AX_CACHE_LINE) uint32_t n_asleep; /* atomic */
	uint32_t suspected; /* atomic: all were asleep with work left; the director shall look */
	uint32_t n_jobs;    /* atomic: under way in the pool */
	uint32_t stirred;   /* atomic: some worker has much to do; the director balances */
	uint32_t all_ended; /* atomic */
	uint32_t stop;	    /* atomic: 1 asked, 2 at once */
	uint32_t stoppers;  /* atomic: threads in ax_run_stop() */
	/* The director's. */
	_Alignas(AX_CACHE_LINE) uint64_t balanced_ns; /* its last look */
	uint64_t hold_ns;			      /* how long a join held */
	uint64_t widened;			      /* slots given by Parks' rule */
	struct ax_result result;
	/* A seeded run. */
	uint64_t virtual_ns, random;
	/* Held workers and reports. */
	pthread_mutex_t lock;
	pthread_cond_t changed;
	bool holding;
	unsigned n_held;
	uint32_t report;
	struct ax_gather *profile; /* under way, or NULL */
};

/* ---- run.c ---- */
/* Pokes the director. Any thread, async-signal-safe. */
void ax_director_poke(struct ax_run *run);
void ax_run_all_ended(struct ax_engine *engine);
void ax_place_spawned(struct ax_worker *worker, const struct ax_flat *flat, struct ax_worker **at);
/* Orders for every worker. */
void ax_run_order(struct ax_run *run, uint32_t orders);

/* A random number: SplitMix64 (Steele, Lea, Flood, 2014). */
static inline uint64_t ax_random(uint64_t *state)
{
	uint64_t z = (*state += UINT64_C(0x9e3779b97f4a7c15));
	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

/* ---- balance.c ---- */
/* Looks who talks with whom, and joins workers where that is cheaper; false when so little happens
 * that nobody need look again before a worker stirs. */
bool ax_balance_tick(struct ax_run *run, uint64_t now);

/* ---- moves.c ---- */
/* Reads options.migrate; 0 or -errno with a sentence in error. */
int ax_moves_read(struct ax_run *run, char *error, size_t room);
/* Keeps the components that shall move; before they run. */
void ax_moves_hold(struct ax_run *run, const struct ax_instance *instance);
/* Moves who is due and tells what became of it; when to call again. */
uint64_t ax_moves_do(struct ax_run *run, uint64_t now);
void ax_moves_fini(struct ax_run *run);

/* ---- plan.c ---- */
/* Places by options.placement, and sets run->fixed. 0 or -EINVAL with a sentence in error. */
int ax_place_by_file(struct ax_run *run, unsigned *worker, char *error, size_t room);

/* ---- pool.c ---- */
struct ax_pool *ax_pool_new(struct ax_run *run);
/* Waits for the jobs under way and ends the threads. */
void ax_pool_free(struct ax_pool *pool);
int ax_pool_start(struct ax_worker *worker, struct ax_job *job);
/* Does the job on the calling thread: under a seed. */
int ax_pool_do_now(struct ax_worker *worker, struct ax_job *job);

/* ---- report.c ---- */
void ax_report_write(struct ax_loop *loop);

/* ---- wedge.c ---- */
enum ax_verdict {
	AX_MOVING,  /* something outside may still come, or a wake is under way */
	AX_WIDENED, /* a full link of a cycle of waits was widened, and its producer woken */
	AX_WEDGED,  /* nothing can move any more; it is logged what waits for what */
};

/* Looks at all components while no worker runs. */
enum ax_verdict ax_wedge_examine(struct ax_run *run);

/* ---- seeded.c ---- */
/* Runs the graph on virtual workers until it ends. */
void ax_seeded_run(struct ax_run *run);
extern const struct ax_worker_ops ax_seeded_ops;

#endif
