// SPDX-License-Identifier: Apache-2.0
/* run: runs a graph on workers, one pinned to each allowed core, and reports on them. */
#ifndef AXON_RUN_H
#define AXON_RUN_H

#include <axon/graph.h>

#ifdef __cplusplus
extern "C" {
#endif

struct ax_run;
struct ax_foreign;

struct ax_run_options {
	unsigned workers;   /* 0: one for each core, at most 1024 and what the quota of
			     * CPU time keeps busy */
	const char *cpuset; /* cores to use, as "0-3,8"; NULL: all that the process may use */
	/* A machine to simulate, in hwloc's synthetic language ("pack:2 [numa] l3:4 core:8 pu:2"): its
	 * workers and distances, laid over the cores to use. NULL: the machine as it is. */
	const char *topology;
	bool seeded;	    /* virtual workers on the calling thread, with a virtual clock */
	uint64_t seed;	    /* when seeded */
	bool watch;	    /* sample every step's time, for --stats */
	bool no_pin;	    /* leave the threads where the system puts them */
	bool strict_bounds; /* a cycle of full links is diagnosed, not widened */
	bool explain;	    /* log why a component moves */
	bool deal;	    /* deal components to workers in turn: a bad start, to see it mended */
	/* Moves while it runs: NAME=WORKER@SECONDS, several with commas; random@SECONDS sends every
	 * component to a random worker so often. NULL: none. */
	const char *migrate;
	/* A file that says where components go: docs/reference/placement.md. NULL: none. */
	const char *placement;
	/* The file to write a measured profile to, at the end: docs/reference/placement.md.
	 * NULL: none. */
	const char *profile;
	/* Workers of another kind, which run some of the components: SPEs. NULL: none. */
	struct ax_foreign *foreign;
	/* Called by ax_run_wait() about every tick_ns while the graph runs; NULL: never. */
	void (*tick)(struct ax_run *run, void *arg);
	void *tick_arg;
	uint64_t tick_ns;
	/* Called with tick_arg by ax_run_wait() once no component lives, before it frees the run:
	 * after it nobody may use run any more, ax_run_stop() included. NULL: never. */
	void (*ended)(struct ax_run *run, void *arg);
};

/* What became of a run. */
struct ax_result {
	uint32_t failed; /* components that failed */
	bool wedged;	 /* nothing could move any more; the log says what waited for what */
	bool stopped;	 /* ax_run_stop() ended it */
	uint64_t steps, messages, dropped;
	uint64_t elapsed_ns;
	int profile_error; /* why options.profile could not be written, as -errno; 0: it was */
};

/* How many workers a run with these options would have; -EINVAL with a sentence in error. */
int ax_run_workers(const struct ax_run_options *options, char *error, size_t room);

/* Starts an instance of graph; NULL with a sentence in error (of room bytes) when it can't. */
struct ax_run *ax_run_start(struct ax_graph *graph, const struct ax_run_options *options,
			    char *error, size_t room);

/* Asks every component to shut down; with now, components are ended where they stand. Any thread,
 * async-signal-safe. ax_run_wait() outlasts the call that ends the run; whoever may call once all
 * have ended by themselves needs options.ended. */
void ax_run_stop(struct ax_run *run, bool now);

/* Waits until every component has ended, joins the workers and frees the run. */
struct ax_result ax_run_wait(struct ax_run *run);

/* Runs graph to its end: start and wait. Returns 0, or -EINVAL with a sentence in error. */
int ax_run_graph(struct ax_graph *graph, const struct ax_run_options *options,
		 struct ax_result *result, char *error, size_t room);

/* ---- seeing it ----------------------------------------------------------------------------- */

/* One line about a component, read racily while it runs. */
struct ax_component_stats {
	const char *name, *type;
	unsigned worker;
	enum ax_state state;
	uint64_t steps, taken, sent, dropped, wakes;
	uint64_t input_ns, ran_ns, room_ns; /* waiting for input, running, waiting for room */
	uint32_t fill, bound;		    /* of its inbox */
	char detail[80];		    /* what the component says of itself */
};

/* Calls visit for every component of the run. Thread: inside options.tick. */
void ax_run_visit(struct ax_run *run,
		  void (*visit)(void *arg, const struct ax_component_stats *stats), void *arg);

/* How workers stand on the machine: text for people, one line a worker. */
int ax_run_binding(struct ax_run *run, char *text, size_t room);

/* Where components were placed at the start: one line a worker with names. */
int ax_run_placement(struct ax_run *run, char *text, size_t room);

/* The machine that a run with these options would be on, for people: what there is, the places for
 * workers in the order they are taken, and the distances between them. Returns the length, or
 * -EINVAL with a sentence in text. */
int ax_machine_describe(const struct ax_run_options *options, char *text, size_t room);

#ifdef __cplusplus
}
#endif
#endif
