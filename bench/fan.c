// SPDX-License-Identifier: Apache-2.0
/* fan: many sources into one inbox, and one source with many outboxes. */
#include <inttypes.h>
#include <stdlib.h>

#include "parts.h"

/* ---- many to one: the sink checks each source's own order ---------------------------------- */

enum {
	STREAM_SHIFT = 40 /* a number is the source's, then its place in the source's stream */
};

struct gather {
	struct ax_component base;
	struct ax_inbox inbox;
	uint64_t received;
	uint64_t *next; /* of each source */
	struct bench_meter *meter;
};

AX_STEP(gather, g)
{
	AX_BEGIN(g);
	AX_EACH(g, inbox) {
		uint64_t number = ax_head(&g->inbox)->u;
		uint64_t *next = &g->next[number >> STREAM_SHIFT];
		if (number != *next)
			return ax_fail(&g->base,
				       "source %" PRIu64 " sent %" PRIu64 " where %" PRIu64
				       " was next",
				       number >> STREAM_SHIFT, number, *next);
		++*next;
		g->received++;
	}
	g->meter->ended_ns = bench_now();
	g->meter->received = g->received;
	AX_END(g);
}

static const struct ax_box_spec gather_boxes[] = {
	AX_INBOX(struct gather, inbox, "int", "the numbers of all sources"),
	AX_BOXES_END,
};

static const struct ax_component_type gather_type = {
	.name = "bench_gather",
	.doc = "checks that no source's number is lost, doubled or out of order",
	.size = sizeof(struct gather),
	.boxes = gather_boxes,
	.step = gather_step,
};

/* What the run's components share with it. */
struct fan {
	uint64_t n;
	struct bench_meter *meter; /* of each of the many; one more for the one */
	uint64_t *next;
};

static int fan_init(struct fan *fan, uint64_t n)
{
	fan->n = n;
	fan->meter = aligned_alloc(_Alignof(struct bench_meter), (n + 1) * sizeof(*fan->meter));
	fan->next = calloc(n, sizeof(*fan->next));
	if (!fan->meter || !fan->next) {
		free(fan->meter);
		free(fan->next);
		return bench_complain("no memory for %" PRIu64 " counts", n);
	}
	for (uint64_t i = 0; i <= n; i++)
		fan->meter[i] = (struct bench_meter){ 0 };
	return 0;
}

static void fan_fini(struct fan *fan)
{
	free(fan->meter);
	free(fan->next);
}

/* Delivered messages in millions a second, from the earliest start to the latest end. */
static double fan_rate(const struct fan *fan, uint64_t messages)
{
	uint64_t start = UINT64_MAX, end = 0;
	for (uint64_t i = 0; i <= fan->n; i++) {
		uint64_t started = fan->meter[i].started_ns, ended = fan->meter[i].ended_ns;
		if (started && started < start)
			start = started;
		if (ended > end)
			end = ended;
	}
	return (double)messages / (double)(end - start) * 1e3;
}

/* The messages of stream i of n: they differ by one at most. */
static uint64_t share_of(uint64_t messages, uint64_t n, uint64_t i)
{
	return messages / n + (i < messages % n);
}

int bench_fan_in(const struct bench_params *params, struct bench_outcome *outcome)
{
	struct fan fan;
	struct ax_engine *engine;
	struct ax_graph *graph;
	if (fan_init(&fan, params->stages) < 0)
		return -1;
	int status = bench_open(&engine, &graph);
	if (status == 0) {
		struct bench_meter *meter = &fan.meter[fan.n];
		struct gather proto = { .next = fan.next, .meter = meter };
		ax_graph_add(graph, "sink", &gather_type, &proto, NULL);
		for (uint64_t i = 0; i < fan.n; i++) {
			char text[BENCH_NAME];
			fan.next[i] = i << STREAM_SHIFT;
			bench_add_source(graph, bench_name(text, "source", i), fan.next[i],
					 share_of(params->messages, fan.n, i), params->burst,
					 BENCH_PUTS_EACH, &fan.meter[i]);
			bench_join(graph, text, "outbox", "sink");
		}
		status = bench_execute(engine, graph, params, params->workers);
		outcome->counted = meter->received;
		if (status == 0)
			status = bench_check_count("messages", meter->received, params->messages);
		outcome->figure[0] = status == 0 ? fan_rate(&fan, params->messages) : 0;
	}
	fan_fini(&fan);
	return status;
}

/* ---- one to many: the source deals its messages out, a burst to each outbox in turn --------- */

struct deal {
	struct ax_component base;
	uint64_t left, burst;
	uint64_t n, at; /* outboxes, and whose turn it is */
	uint64_t *next; /* of each outbox: the number to send */
	struct bench_meter *meter;
	struct ax_outbox outbox[];
};

/* Puts a burst into the first outbox with room, from the one whose turn it is; false when all
 * are full. */
static bool deal_burst(struct deal *d)
{
	for (uint64_t tried = 0; tried < d->n; tried++) {
		struct ax_outbox *outbox = &d->outbox[d->at];
		uint64_t *next = &d->next[d->at];
		uint64_t n = d->left < d->burst ? d->left : d->burst, sent = 0;
		d->at = d->at + 1 < d->n ? d->at + 1 : 0;
		while (sent < n && ax_put1(outbox, ax_int((int64_t)*next))) {
			++*next;
			sent++;
		}
		d->left -= sent;
		if (sent > 0)
			return true;
	}
	return false;
}

static void want_any_room(struct deal *d)
{
	for (uint64_t i = 0; i < d->n; i++)
		ax_want_room(&d->outbox[i], UINT32_MAX);
}

AX_STEP(deal, d)
{
	AX_BEGIN(d);
	d->meter->started_ns = bench_now();
	while (d->left > 0) {
		if (deal_burst(d))
			AX_YIELD(d);
		else
			AX_WAIT(d, want_any_room(d));
	}
	AX_END(d);
}

/* A type of as many outboxes as this run asks for; its names are "to0", "to1" and so on. */
struct deal_type {
	struct ax_component_type type;
	char (*name)[BENCH_NAME];
	struct ax_box_spec *box;
};

static int deal_type_init(struct deal_type *made, uint64_t n)
{
	made->name = calloc(n, sizeof(*made->name));
	made->box = calloc(n + 1, sizeof(*made->box));
	if (!made->name || !made->box) {
		free(made->name);
		free(made->box);
		return bench_complain("no memory for %" PRIu64 " outboxes", n);
	}
	for (uint64_t i = 0; i < n; i++)
		made->box[i] = (struct ax_box_spec){
			.name = bench_name(made->name[i], "to", i),
			.type = "int",
			.doc = "the numbers of one sink",
			.offset = (uint16_t)(offsetof(struct deal, outbox) +
					     i * sizeof(struct ax_outbox)),
			.out = true,
		};
	made->type = (struct ax_component_type){
		.name = "bench_deal",
		.doc = "deals numbers out to its outboxes",
		.size = sizeof(struct deal) + n * sizeof(struct ax_outbox),
		.boxes = made->box,
		.step = deal_step,
	};
	return 0;
}

static void deal_type_fini(struct deal_type *made)
{
	free(made->name);
	free(made->box);
}

static int add_deal(struct ax_graph *graph, const struct ax_component_type *type,
		    const struct fan *fan, const struct bench_params *params)
{
	struct deal *proto = calloc(1, type->size);
	if (!proto)
		return bench_complain("no memory for %" PRIu64 " outboxes", fan->n);
	proto->left = params->messages;
	proto->burst = params->burst;
	proto->n = fan->n;
	proto->next = fan->next;
	proto->meter = &fan->meter[fan->n];
	ax_graph_add(graph, "source", type, proto, NULL);
	free(proto);
	return 0;
}

static int run_fan_out(const struct bench_params *params, const struct fan *fan,
		       const struct ax_component_type *type)
{
	struct ax_engine *engine;
	struct ax_graph *graph;
	if (bench_open(&engine, &graph) < 0)
		return -1;
	if (add_deal(graph, type, fan, params) < 0) {
		bench_close(engine, graph);
		return -1;
	}
	for (uint64_t i = 0; i < fan->n; i++) {
		char sink[BENCH_NAME];
		bench_add_sink(graph, bench_name(sink, "sink", i), UINT64_MAX, &fan->meter[i]);
		bench_join(graph, "source", type->boxes[i].name, sink);
	}
	return bench_execute(engine, graph, params, params->workers);
}

int bench_fan_out(const struct bench_params *params, struct bench_outcome *outcome)
{
	struct fan fan;
	struct deal_type made;
	if (fan_init(&fan, params->stages) < 0)
		return -1;
	int status = deal_type_init(&made, fan.n);
	if (status == 0) {
		status = run_fan_out(params, &fan, &made.type);
		for (uint64_t i = 0; i < fan.n && status == 0; i++) {
			outcome->counted += fan.meter[i].received;
			status = bench_check_count("messages", fan.meter[i].received, fan.next[i]);
		}
		if (status == 0)
			status = bench_check_count("messages", outcome->counted, params->messages);
		outcome->figure[0] = status == 0 ? fan_rate(&fan, params->messages) : 0;
		deal_type_fini(&made);
	}
	fan_fini(&fan);
	return status;
}
