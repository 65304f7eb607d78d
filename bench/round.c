// SPDX-License-Identifier: Apache-2.0
/* round: what waits for its own message to come back: two components in ping-pong, and one token
 * in a ring of many. Every hop is one activation. */
#include <inttypes.h>

#include "parts.h"

/* ---- relay: counts the hops of what passes -------------------------------------------------- */

struct relay {
	struct ax_component base;
	struct ax_inbox inbox;
	struct ax_outbox outbox;
};

AX_STEP(relay, r)
{
	AX_BEGIN(r);
	AX_EACH(r, inbox) {
		ax_head(&r->inbox)->u++;
		AX_MOVE(r, inbox, outbox);
	}
	AX_END(r);
}

static const struct ax_box_spec relay_boxes[] = {
	AX_INBOX(struct relay, inbox, "int", "the hops so far"),
	AX_OUTBOX(struct relay, outbox, "int", "one more"),
	AX_BOXES_END,
};

static const struct ax_component_type relay_type = {
	.name = "bench_relay",
	.doc = "adds one to what passes",
	.size = sizeof(struct relay),
	.boxes = relay_boxes,
	.step = relay_step,
};

/* ---- starter: sends a message round and waits for it ---------------------------------------- */

struct starter {
	struct ax_component base;
	struct ax_inbox inbox;
	struct ax_outbox outbox;
	struct ax_msg msg;
	uint64_t rounds, hops, hops_a_round;
	struct bench_meter *meter;
};

AX_STEP(starter, s)
{
	AX_BEGIN(s);
	s->meter->started_ns = bench_now();
	for (; s->rounds > 0; s->rounds--) {
		AX_PUT(s, outbox, ax_int((int64_t)s->hops));
		AX_TAKE(s, inbox, s->msg);
		s->hops += s->hops_a_round;
		if (s->msg.type != AX_INT || s->msg.u + 1 != s->hops)
			return ax_fail(&s->base,
				       "the message came back after %" PRIu64
				       " hops and not %" PRIu64,
				       s->msg.u + 1, s->hops);
		s->msg.u++;
		s->hops = s->msg.u;
	}
	s->meter->ended_ns = bench_now();
	s->meter->received = s->hops;
	AX_END(s);
}

static const struct ax_box_spec starter_boxes[] = {
	AX_INBOX(struct starter, inbox, "int", "what came round"),
	AX_OUTBOX(struct starter, outbox, "int", "what goes round"),
	AX_BOXES_END,
};

static const struct ax_component_type starter_type = {
	.name = "bench_starter",
	.doc = "sends a message round, again and again",
	.size = sizeof(struct starter),
	.boxes = starter_boxes,
	.step = starter_step,
};

/* Runs a ring of n; gives the nanoseconds of all rounds. */
static int run_ring(const struct bench_params *params, uint64_t n, uint64_t rounds, bool apart,
		    struct bench_outcome *outcome, double *elapsed_ns)
{
	struct bench_meter meter = { 0 };
	struct ax_engine *engine;
	struct ax_graph *graph;
	if (bench_open(&engine, &graph) < 0)
		return -1;
	struct starter proto = { .rounds = rounds, .hops_a_round = n, .meter = &meter };
	char from[BENCH_NAME], to[BENCH_NAME];
	ax_graph_add(graph, bench_name(from, "ring", 0), &starter_type, &proto, NULL);
	for (uint64_t i = 1; i < n; i++)
		ax_graph_add(graph, bench_name(to, "ring", i), &relay_type, NULL, NULL);
	for (uint64_t i = 0; i < n; i++)
		bench_join(graph, bench_name(from, "ring", i), "outbox",
			   bench_name(to, "ring", (i + 1) % n));
	if (apart) {
		ax_graph_pin(graph, "ring0", 0);
		ax_graph_pin(graph, "ring1", 1);
	}
	if (bench_execute(engine, graph, params, params->workers) < 0)
		return -1;
	outcome->counted = meter.received;
	*elapsed_ns = (double)(meter.ended_ns - meter.started_ns);
	return bench_check_count("hops", meter.received, rounds * n);
}

int bench_pingpong(const struct bench_params *params, struct bench_outcome *outcome)
{
	double ns;
	if (run_ring(params, 2, params->messages, params->workers > 1, outcome, &ns) < 0)
		return -1;
	outcome->figure[0] = ns / (double)params->messages;
	return 0;
}

int bench_token(const struct bench_params *params, struct bench_outcome *outcome)
{
	double ns;
	uint64_t rounds = (params->messages + params->stages - 1) / params->stages;
	if (run_ring(params, params->stages, rounds, false, outcome, &ns) < 0)
		return -1;
	outcome->figure[0] = ns / (double)(rounds * params->stages);
	return 0;
}
