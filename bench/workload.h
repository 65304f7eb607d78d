// SPDX-License-Identifier: Apache-2.0
/* workload: what can be measured, and how one run of it answers. */
#ifndef AXON_BENCH_WORKLOAD_H
#define AXON_BENCH_WORKLOAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <axon/engine.h>
#include <axon/graph.h>

enum bench_option {
	BENCH_STAGES,
	BENCH_WORKERS,
	BENCH_BURST,
	BENCH_MESSAGES,
	BENCH_SIZE,
	BENCH_SPANS,
	BENCH_FLUSH,
	BENCH_REFERENCE,
	BENCH_DEAL,
	BENCH_LOOP,
	BENCH_TOPOLOGY,
	BENCH_RUNS,
	BENCH_JSON,
	BENCH_HELP,
	BENCH_N_OPTIONS
};

#define BENCH_TAKES(option) (1u << (option))

struct bench_params {
	uint64_t stages;      /* components, or sources, or sinks: see the workload */
	uint64_t workers;     /* of the engine */
	uint64_t burst;	      /* messages a source sends in one step; 0: by bench_resolve() */
	uint64_t messages;    /* of one run; 0: by bench_resolve() */
	uint64_t size;	      /* of a payload, in bytes */
	bool spans;	      /* stages forward spans; or a link's ends put and take them */
	bool flush;	      /* a source makes each message visible as it puts it */
	bool reference;	      /* payloads are passed on, not copied */
	bool deal;	      /* components are dealt to workers in turn at the start */
	const char *topology; /* of a machine to simulate, or NULL */
};

enum {
	BENCH_MAX_MEASURES = 4,
	BENCH_MAX_WORKERS = 256
};

/* What one run found. */
struct bench_outcome {
	double figure[BENCH_MAX_MEASURES];
	uint64_t counted; /* messages (or components) that arrived, each one checked */
};

/* One run. Returns 0, or -1 after a sentence on standard error. */
typedef int bench_run_fn(const struct bench_params *params, struct bench_outcome *outcome);

struct bench_measure {
	const char *name; /* NULL: the workload's only one */
	const char *unit;
	bool higher; /* a higher figure is a better one */
};

struct bench_workload {
	const char *name;
	const char *doc;
	const char *messages; /* what --messages counts */
	const char *stages;   /* what --stages counts */
	uint64_t least_stages, most_stages;
	uint64_t work;	/* of a run when --messages is not given: hops, or bytes to copy */
	unsigned takes; /* options: BENCH_TAKES bits */
	bool apart;	/* with several workers, the components are pinned to different ones */
	struct bench_params preset;
	struct bench_measure measure[BENCH_MAX_MEASURES];
	size_t n_measures;
	bench_run_fn *run;
	bench_run_fn *loop; /* the same work without an engine, or NULL */
	const char *loop_name;
};

/* Sets what was left open: messages for a run of about a third of a second, and the burst. */
void bench_resolve(const struct bench_workload *workload, struct bench_params *params);

extern const struct bench_workload bench_workloads[]; /* ends with a NULL name */

const struct bench_workload *bench_workload_find(const char *name);

/* ---- the runs, a file a family -------------------------------------------------------------- */

bench_run_fn bench_link, bench_pipe;				    /* flow.c */
bench_run_fn bench_fan_in, bench_fan_out;			    /* fan.c */
bench_run_fn bench_pingpong, bench_token;			    /* round.c */
bench_run_fn bench_spawn;					    /* life.c */
bench_run_fn bench_idle;					    /* idle.c */
bench_run_fn bench_skew;					    /* skew.c */
bench_run_fn bench_migrate;					    /* migrate.c */
bench_run_fn bench_wake;					    /* wake.c */
bench_run_fn bench_payload;					    /* payload.c */
bench_run_fn bench_pipe_loop, bench_token_loop, bench_payload_loop; /* loop.c */
bench_run_fn bench_decode, bench_decode_loop;			    /* decode.c */
bench_run_fn bench_bytes, bench_bytes_loop;			    /* bytes.c */

/* ---- common.c ------------------------------------------------------------------------------- */

/* When something began and ended, and how much arrived: one for a source or a sink, written by
 * its step and read after the run. */
struct bench_meter {
	_Alignas(64) uint64_t started_ns;
	uint64_t ended_ns;
	uint64_t received;
};

uint64_t bench_now(void);

/* The CPU time that the whole process has used. */
uint64_t bench_cpu(void);

/* Says a sentence on standard error, behind the command's name; returns -1. */
int bench_complain(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* An engine and an empty graph; -1 after a sentence. */
int bench_open(struct ax_engine **engine, struct ax_graph **graph);
void bench_close(struct ax_engine *engine, struct ax_graph *graph);

/* Runs the graph on so many workers, and else with the options a user gets. -1 after a sentence when
 * it can't run, a component failed or nothing could move. */
int bench_run(struct ax_graph *graph, const struct bench_params *params, uint64_t workers);
/* The same, and frees graph and engine. */
int bench_execute(struct ax_engine *engine, struct ax_graph *graph,
		  const struct bench_params *params, uint64_t workers);

/* Compares what arrived with what was sent; -1 after a sentence when they differ. */
int bench_check_count(const char *what, uint64_t received, uint64_t sent);

/* "stem" and a number as a component's name, in text. */
enum {
	BENCH_NAME = 40
};
const char *bench_name(char text[BENCH_NAME], const char *stem, uint64_t number);

/* Links outbox to inbox by the components' names. */
void bench_join(struct ax_graph *graph, const char *from, const char *outbox, const char *to);

/* Links components in a row as ax_graph_pipeline() does. name(text, i) is the i-th of n. */
int bench_line(struct ax_graph *graph, uint64_t n,
	       const char *(*name)(char text[BENCH_NAME], uint64_t i, uint64_t n));

#endif
