// SPDX-License-Identifier: Apache-2.0
/* life: what a component costs to be made, run and ended while a graph runs. */
#include <inttypes.h>
#include <string.h>

#include "workload.h"

static enum ax_status mayfly_step(struct ax_component *self)
{
	return ax_done(self, AX_REASON_FINISHED);
}

static const struct ax_box_spec no_boxes[] = { AX_BOXES_END };

static const struct ax_component_type mayfly_type = {
	.name = "bench_mayfly",
	.doc = "ends in its first step",
	.size = sizeof(struct ax_component),
	.boxes = no_boxes,
	.step = mayfly_step,
};

enum {
	MOST_ALIVE = 1024
};

struct spawner {
	struct ax_component base;
	uint64_t left, burst;
	struct ax_graph *child;
	struct ax_family *family;
	struct bench_meter *meter;
};

/* Fails s when a child can't be started. */
static bool spawn_burst(struct spawner *s)
{
	for (uint64_t i = 0; i < s->burst && s->left > 0; i++) {
		int status = ax_spawn(&s->base, s->child, s->family, NULL, NULL, NULL);
		if (status < 0) {
			ax_fail(&s->base, "can't spawn: %s", strerror(-status));
			return false;
		}
		s->left--;
		s->meter->received++;
	}
	return true;
}

AX_STEP(spawner, s)
{
	AX_BEGIN(s);
	s->family = ax_family_new(ax_engine_of(&s->base), &s->base);
	if (!s->family)
		return ax_fail(&s->base, "no memory for a family");
	s->meter->started_ns = bench_now();
	while (s->left > 0) {
		if (ax_family_alive(s->family) >= MOST_ALIVE) {
			AX_WAIT(s, (void)0);
		} else {
			if (!spawn_burst(s))
				return AX_STEP_DONE;
			AX_YIELD(s);
		}
	}
	while (ax_family_alive(s->family) > 0)
		AX_WAIT(s, (void)0);
	s->meter->ended_ns = bench_now();
	AX_END(s);
}

static void spawner_close(struct ax_component *self)
{
	ax_family_release(((struct spawner *)self)->family);
}

static const struct ax_component_type spawner_type = {
	.name = "bench_spawner",
	.doc = "starts components that end at once",
	.size = sizeof(struct spawner),
	.boxes = no_boxes,
	.step = spawner_step,
	.close = spawner_close,
};

/* Runs the spawner, whose children are instances of child. */
static int run_spawner(struct ax_graph *graph, struct ax_graph *child,
		       const struct bench_params *params, struct bench_meter *meter)
{
	struct spawner proto = {
		.left = params->messages, .burst = params->burst, .child = child, .meter = meter
	};
	ax_graph_add(child, "mayfly", &mayfly_type, NULL, NULL);
	ax_graph_add(graph, "spawner", &spawner_type, &proto, NULL);
	return bench_run(graph, params, params->workers);
}

int bench_spawn(const struct bench_params *params, struct bench_outcome *outcome)
{
	struct bench_meter meter = { 0 };
	struct ax_engine *engine;
	struct ax_graph *graph;
	if (bench_open(&engine, &graph) < 0)
		return -1;
	struct ax_graph *child = ax_graph_new(engine, "child");
	int status = child ? run_spawner(graph, child, params, &meter)
			   : bench_complain("no memory for a graph");
	if (child)
		ax_graph_free(child);
	bench_close(engine, graph);
	if (status < 0)
		return -1;
	outcome->counted = meter.received;
	outcome->figure[0] = (double)(meter.ended_ns - meter.started_ns) / (double)params->messages;
	return bench_check_count("components", meter.received, params->messages);
}
