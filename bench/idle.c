// SPDX-License-Identifier: Apache-2.0
/* idle: what a component costs in memory while it waits. A process of its own makes many, in
 * chains, and looks at its memory before and after; the descriptions they are made from are not
 * counted. */
#include <inttypes.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "workload.h"

enum {
	CHAIN = 1000 /* components in one instance */
};

/* What the keeper knows. */
struct census {
	int64_t bytes;
	uint64_t n_chains;
	struct ax_handle *first; /* of each chain */
	struct ax_graph *chain;
};

/* ---- idler --------------------------------------------------------------------------------- */

struct idler {
	struct ax_component base;
	struct ax_inbox inbox;
	struct ax_outbox outbox;
};

static uint64_t settled; /* atomic: idlers that have run their first step */

AX_STEP(idler, i)
{
	AX_BEGIN(i);
	__atomic_fetch_add(&settled, 1, __ATOMIC_RELAXED);
	AX_EACH(i, inbox) {
		AX_MOVE(i, inbox, outbox);
	}
	AX_END(i);
}

static const struct ax_box_spec idler_boxes[] = {
	AX_INBOX(struct idler, inbox, "int", "nothing comes"),
	AX_OUTBOX(struct idler, outbox, "int", "nothing goes"),
	AX_BOXES_END,
};

static const struct ax_component_type idler_type = {
	.name = "bench_idler",
	.doc = "waits for a message",
	.size = sizeof(struct idler),
	.boxes = idler_boxes,
	.step = idler_step,
};

/* ---- keeper: starts the chains, weighs them, ends them --------------------------------------- */

struct keeper {
	struct ax_component base;
	struct census *census;
	struct ax_family *family;
	uint64_t n;		    /* chains so far */
	int64_t malloced, resident; /* before */
};

static int64_t malloced_bytes(void)
{
	struct mallinfo2 info = mallinfo2();
	return (int64_t)(info.uordblks + info.hblkhd);
}

static int64_t resident_bytes(void)
{
	long size = 0, resident = 0;
	FILE *statm = fopen("/proc/self/statm", "r");
	if (!statm)
		return 0;
	if (fscanf(statm, "%ld %ld", &size, &resident) != 2)
		resident = 0;
	fclose(statm);
	return resident * sysconf(_SC_PAGESIZE);
}

static void keep_handle(struct ax_component *component, void *first)
{
	*(struct ax_handle *)first = ax_handle_of(component);
}

/* Fails k when the chain can't be started. */
static bool start_chain(struct keeper *k)
{
	struct census *census = k->census;
	int status = ax_spawn(&k->base, census->chain, k->family, "idler0", keep_handle,
			      &census->first[k->n]);
	if (status < 0)
		ax_fail(&k->base, "can't start a chain: %s", strerror(-status));
	else
		k->n++;
	return status == 0;
}

static void weigh(struct keeper *k)
{
	int64_t malloced = malloced_bytes() - k->malloced;
	int64_t resident = resident_bytes() - k->resident;
	k->census->bytes = malloced > resident ? malloced : resident;
}

/* Ends the first of each chain; the closes end the others. */
static void stop_chains(struct keeper *k)
{
	for (uint64_t i = 0; i < k->n; i++) {
		ax_stop(k->census->first[i], NULL);
		ax_handle_release(k->census->first[i]);
	}
}

static bool all_settled(const struct keeper *k)
{
	return __atomic_load_n(&settled, __ATOMIC_RELAXED) == k->n * CHAIN;
}

AX_STEP(keeper, k)
{
	AX_BEGIN(k);
	k->family = ax_family_new(ax_engine_of(&k->base), &k->base);
	if (!k->family)
		return ax_fail(&k->base, "no memory for a family");
	k->malloced = malloced_bytes();
	k->resident = resident_bytes();
	while (k->n < k->census->n_chains) {
		if (!start_chain(k))
			return AX_STEP_DONE;
		AX_YIELD(k);
	}
	while (!all_settled(k))
		AX_YIELD(k);
	weigh(k);
	stop_chains(k);
	while (ax_family_alive(k->family) > 0)
		AX_WAIT(k, (void)0);
	AX_END(k);
}

static void keeper_close(struct ax_component *self)
{
	ax_family_release(((struct keeper *)self)->family);
}

static const struct ax_box_spec no_boxes[] = { AX_BOXES_END };

static const struct ax_component_type keeper_type = {
	.name = "bench_keeper",
	.doc = "weighs idle components",
	.size = sizeof(struct keeper),
	.boxes = no_boxes,
	.step = keeper_step,
	.close = keeper_close,
};

/* ---- the run ------------------------------------------------------------------------------- */

static void describe_chain(struct census *census)
{
	char from[BENCH_NAME], to[BENCH_NAME];
	for (uint64_t i = 0; i < CHAIN; i++) {
		ax_graph_add(census->chain, bench_name(to, "idler", i), &idler_type, NULL, NULL);
		if (i > 0)
			bench_join(census->chain, bench_name(from, "idler", i - 1), "outbox", to);
	}
}

static int run_census(struct census *census, const struct bench_params *params)
{
	struct ax_engine *engine;
	struct ax_graph *graph;
	if (bench_open(&engine, &graph) < 0)
		return -1;
	census->chain = ax_graph_new(engine, "chain");
	census->first = calloc(census->n_chains, sizeof(*census->first));
	int status = -1;
	if (census->chain && census->first) {
		struct keeper proto = { .census = census };
		describe_chain(census);
		ax_graph_add(graph, "keeper", &keeper_type, &proto, NULL);
		status = bench_run(graph, params, params->workers);
	} else {
		bench_complain("no memory for %" PRIu64 " chains", census->n_chains);
	}
	if (census->chain)
		ax_graph_free(census->chain);
	free(census->first);
	bench_close(engine, graph);
	return status;
}

/* The child's part: a process whose memory nobody has used yet. */
static int weigh_and_tell(const struct bench_params *params, int to)
{
	struct census census = { .n_chains = (params->stages + CHAIN - 1) / CHAIN };
	if (run_census(&census, params) < 0)
		return 1;
	int64_t answer[2] = { census.bytes, (int64_t)settled };
	return write(to, answer, sizeof(answer)) == sizeof(answer) ? 0 : 1;
}

int bench_idle(const struct bench_params *params, struct bench_outcome *outcome)
{
	int ends[2], status = -1;
	int64_t answer[2] = { 0, 0 };
	fflush(NULL);
	if (pipe(ends) < 0)
		return bench_complain("no pipe: %m");
	pid_t child = fork();
	if (child == 0)
		_exit(weigh_and_tell(params, ends[1]));
	close(ends[1]);
	bool told = child > 0 && read(ends[0], answer, sizeof(answer)) == sizeof(answer);
	close(ends[0]);
	if (child < 0)
		return bench_complain("no process of its own: %m");
	if (waitpid(child, &status, 0) != child || status != 0 || !told)
		return bench_complain("the process with the idle components failed");
	outcome->counted = (uint64_t)answer[1];
	outcome->figure[0] = (double)answer[0] / (double)answer[1];
	return 0;
}
