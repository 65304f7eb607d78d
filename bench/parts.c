// SPDX-License-Identifier: Apache-2.0
/* parts: source, stage, span stage and sink, in protothread form on the public API. */
#include <inttypes.h>

#include "parts.h"

/* ---- source -------------------------------------------------------------------------------- */

struct source {
	struct ax_component base;
	struct ax_outbox outbox;
	uint64_t next, end;
	uint64_t burst;
	void (*put)(struct source *s,
		    uint64_t end); /* numbers before end, as far as there is room */
	struct bench_meter *meter;
};

static void put_each(struct source *s, uint64_t end)
{
	uint64_t next = s->next;
	while (next < end && ax_put1(&s->outbox, ax_int((int64_t)next)))
		next++;
	s->next = next;
}

static void put_and_flush(struct source *s, uint64_t end)
{
	while (s->next < end && ax_put1(&s->outbox, ax_int((int64_t)s->next))) {
		s->next++;
		ax_flush(&s->base);
	}
}

static void put_spans(struct source *s, uint64_t end)
{
	while (s->next < end && ax_room(&s->outbox)) {
		struct ax_span room = ax_reserve(&s->outbox);
		uint32_t n = room.n < end - s->next ? room.n : (uint32_t)(end - s->next);
		for (uint32_t i = 0; i < n; i++)
			room.msg[i] = ax_int((int64_t)(s->next + i));
		ax_commit(&s->outbox, n);
		s->next += n;
	}
}

AX_STEP(source, s)
{
	AX_BEGIN(s);
	s->meter->started_ns = bench_now();
	while (s->next < s->end) {
		if (ax_room(&s->outbox)) {
			s->put(s, s->end - s->next > s->burst ? s->next + s->burst : s->end);
			AX_YIELD(s);
		} else if (ax_refused(&s->outbox)) {
			return ax_done(&s->base, AX_REASON_REFUSED);
		} else {
			AX_WAIT(s, ax_want_room(&s->outbox, UINT32_MAX));
		}
	}
	AX_END(s);
}

static const struct ax_box_spec source_boxes[] = {
	AX_OUTBOX(struct source, outbox, "int", "the numbers"),
	AX_BOXES_END,
};

static const struct ax_component_type source_type = {
	.name = "bench_source",
	.doc = "sends numbers in order",
	.size = sizeof(struct source),
	.boxes = source_boxes,
	.step = source_step,
};

void bench_add_source(struct ax_graph *graph, const char *name, uint64_t first, uint64_t n,
		      uint64_t burst, enum bench_puts puts, struct bench_meter *meter)
{
	struct source proto = { .next = first, .end = first + n, .burst = burst, .meter = meter };
	proto.put = puts == BENCH_PUTS_SPANS	 ? put_spans
		    : puts == BENCH_PUTS_FLUSHED ? put_and_flush
						 : put_each;
	ax_graph_add(graph, name, &source_type, &proto, NULL);
}

/* ---- stage, message by message ------------------------------------------------------------- */

struct stage {
	struct ax_component base;
	struct ax_inbox inbox;
	struct ax_outbox outbox;
	int64_t next;
};

AX_STEP(stage, s)
{
	AX_BEGIN(s);
	AX_EACH(s, inbox) {
		if (ax_head(&s->inbox)->i != s->next)
			return ax_fail(&s->base, "got %" PRIi64 " where %" PRIi64 " was next",
				       ax_head(&s->inbox)->i, s->next);
		s->next++;
		AX_MOVE(s, inbox, outbox);
	}
	AX_END(s);
}

static const struct ax_box_spec stage_boxes[] = {
	AX_INBOX(struct stage, inbox, "int", "the numbers"),
	AX_OUTBOX(struct stage, outbox, "int", "the same"),
	AX_BOXES_END,
};

static const struct ax_component_type stage_type = {
	.name = "bench_stage",
	.doc = "checks numbers and moves them on one by one",
	.size = sizeof(struct stage),
	.boxes = stage_boxes,
	.step = stage_step,
};

void bench_add_stage(struct ax_graph *graph, const char *name)
{
	ax_graph_add(graph, name, &stage_type, NULL, NULL);
}

/* ---- stage, by spans ----------------------------------------------------------------------- */

struct span_stage {
	struct ax_component base;
	struct ax_inbox inbox;
	struct ax_outbox outbox;
};

AX_STEP(span_stage, s)
{
	AX_BEGIN(s);
	while (!ax_closed(&s->inbox)) {
		if (!ax_ready(&s->inbox))
			AX_WAIT(s, ax_want_message(&s->inbox));
		else if (ax_move(&s->inbox, &s->outbox, UINT32_MAX) > 0)
			continue;
		else if (ax_refused(&s->outbox))
			return ax_done(&s->base, AX_REASON_REFUSED);
		else
			AX_WAIT(s, ax_want_room(&s->outbox, UINT32_MAX));
	}
	AX_END(s);
}

static const struct ax_box_spec span_stage_boxes[] = {
	AX_INBOX(struct span_stage, inbox, "int", "the numbers"),
	AX_OUTBOX(struct span_stage, outbox, "int", "the same"),
	AX_BOXES_END,
};

static const struct ax_component_type span_stage_type = {
	.name = "bench_span_stage",
	.doc = "moves spans of messages on",
	.size = sizeof(struct span_stage),
	.boxes = span_stage_boxes,
	.step = span_stage_step,
};

void bench_add_span_stage(struct ax_graph *graph, const char *name)
{
	ax_graph_add(graph, name, &span_stage_type, NULL, NULL);
}

/* ---- sink ---------------------------------------------------------------------------------- */

struct sink {
	struct ax_component base;
	struct ax_inbox inbox;
	uint64_t next, last;
	struct bench_meter *meter;
};

AX_STEP(sink, s)
{
	AX_BEGIN(s);
	AX_EACH(s, inbox) {
		if (ax_head(&s->inbox)->u != s->next)
			return ax_fail(&s->base, "got %" PRIi64 " where %" PRIu64 " was next",
				       ax_head(&s->inbox)->i, s->next);
		if (s->next == s->last)
			s->meter->ended_ns = bench_now();
		s->next++;
	}
	s->meter->received = s->next;
	if (s->last == UINT64_MAX)
		s->meter->ended_ns = bench_now();
	AX_END(s);
}

static const struct ax_box_spec sink_boxes[] = {
	AX_INBOX(struct sink, inbox, "int", "the numbers"),
	AX_BOXES_END,
};

static const struct ax_component_type sink_type = {
	.name = "bench_sink",
	.doc = "checks that no number is lost, doubled or out of order",
	.size = sizeof(struct sink),
	.boxes = sink_boxes,
	.step = sink_step,
};

void bench_add_sink(struct ax_graph *graph, const char *name, uint64_t last,
		    struct bench_meter *meter)
{
	struct sink proto = { .last = last, .meter = meter };
	ax_graph_add(graph, name, &sink_type, &proto, NULL);
}

/* ---- sink, by spans ------------------------------------------------------------------------ */

struct span_sink {
	struct ax_component base;
	struct ax_inbox inbox;
	uint64_t next, end;
	struct bench_meter *meter;
};

/* How many of the span are the numbers from next on. */
static uint32_t in_order(struct ax_span span, uint64_t next)
{
	uint32_t n = 0;
	while (n < span.n && span.msg[n].u == next + n)
		n++;
	return n;
}

AX_STEP(span_sink, s)
{
	AX_BEGIN(s);
	while (!ax_closed(&s->inbox)) {
		if (ax_ready(&s->inbox)) {
			struct ax_span span = ax_peek(&s->inbox);
			uint32_t n = in_order(span, s->next);
			if (n < span.n)
				return ax_fail(&s->base,
					       "got %" PRIi64 " where %" PRIu64 " was next",
					       span.msg[n].i, s->next + n);
			ax_advance(&s->inbox, n);
			s->next += n;
			if (s->next == s->end)
				s->meter->ended_ns = bench_now();
		} else {
			AX_WAIT(s, ax_want_message(&s->inbox));
		}
	}
	s->meter->received = s->next;
	AX_END(s);
}

static const struct ax_box_spec span_sink_boxes[] = {
	AX_INBOX(struct span_sink, inbox, "int", "the numbers"),
	AX_BOXES_END,
};

static const struct ax_component_type span_sink_type = {
	.name = "bench_span_sink",
	.doc = "checks spans of numbers",
	.size = sizeof(struct span_sink),
	.boxes = span_sink_boxes,
	.step = span_sink_step,
};

void bench_add_span_sink(struct ax_graph *graph, const char *name, uint64_t n,
			 struct bench_meter *meter)
{
	struct span_sink proto = { .end = n, .meter = meter };
	ax_graph_add(graph, name, &span_sink_type, &proto, NULL);
}
