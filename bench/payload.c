// SPDX-License-Identifier: Apache-2.0
/* payload: buffers from a source through stages to a sink. Every component but the source copies
 * what it gets into a buffer of its own, or passes the buffer itself on. A buffer carries its
 * number at its beginning and at its end. */
#include <inttypes.h>
#include <string.h>

#include "stamp.h"
#include "workload.h"

/* ---- source -------------------------------------------------------------------------------- */

struct payload_source {
	struct ax_component base;
	struct ax_outbox outbox;
	uint64_t next, end, burst, size;
	struct bench_meter *meter;
};

/* Puts up to a burst of new buffers; false when there is no memory. */
static bool put_buffers(struct payload_source *s)
{
	for (uint64_t i = 0; i < s->burst && s->next < s->end && ax_room(&s->outbox); i++) {
		struct ax_msg msg = ax_bytes_new(s->size);
		if (msg.type == AX_NONE)
			return false;
		bench_stamp(msg.bytes, s->size, s->next++);
		(void)ax_put1(&s->outbox, msg);
	}
	return true;
}

AX_STEP(payload_source, s)
{
	AX_BEGIN(s);
	s->meter->started_ns = bench_now();
	while (s->next < s->end) {
		if (ax_room(&s->outbox)) {
			if (!put_buffers(s))
				return ax_fail(&s->base, "no memory for %" PRIu64 " bytes",
					       s->size);
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
	AX_OUTBOX(struct payload_source, outbox, "bytes", "numbered buffers"),
	AX_BOXES_END,
};

static const struct ax_component_type source_type = {
	.name = "bench_payload_source",
	.doc = "sends numbered buffers",
	.size = sizeof(struct payload_source),
	.boxes = source_boxes,
	.step = payload_source_step,
};

/* ---- stage --------------------------------------------------------------------------------- */

struct payload_stage {
	struct ax_component base;
	struct ax_inbox inbox;
	struct ax_outbox outbox;
	bool copies;
};

/* Replaces the buffer of msg by a copy; false when there is no memory. */
static bool copy_in_place(struct ax_component *self, struct ax_msg *msg)
{
	struct ax_msg copy = ax_bytes_copy(msg->bytes, msg->length);
	if (copy.type == AX_NONE)
		return false;
	ax_drop(ax_engine_of(self), msg);
	*msg = copy;
	return true;
}

AX_STEP(payload_stage, s)
{
	AX_BEGIN(s);
	AX_EACH(s, inbox) {
		if (s->copies && !copy_in_place(&s->base, ax_head(&s->inbox)))
			return ax_fail(&s->base, "no memory for a copy");
		AX_MOVE(s, inbox, outbox);
	}
	AX_END(s);
}

static const struct ax_box_spec stage_boxes[] = {
	AX_INBOX(struct payload_stage, inbox, "bytes", "buffers"),
	AX_OUTBOX(struct payload_stage, outbox, "bytes", "the same, or copies of them"),
	AX_BOXES_END,
};

static const struct ax_component_type stage_type = {
	.name = "bench_payload_stage",
	.doc = "copies buffers, or passes them on",
	.size = sizeof(struct payload_stage),
	.boxes = stage_boxes,
	.step = payload_stage_step,
};

/* ---- sink ---------------------------------------------------------------------------------- */

struct payload_sink {
	struct ax_component base;
	struct ax_inbox inbox;
	uint64_t next, end;
	bool copies;
	struct bench_meter *meter;
};

AX_STEP(payload_sink, s)
{
	AX_BEGIN(s);
	AX_EACH(s, inbox) {
		struct ax_msg *msg = ax_head(&s->inbox);
		if (s->copies && !copy_in_place(&s->base, msg))
			return ax_fail(&s->base, "no memory for a copy");
		if (!bench_stamped(msg->bytes, msg->length, s->next))
			return ax_fail(&s->base, "the buffer is not number %" PRIu64, s->next);
		if (++s->next == s->end)
			s->meter->ended_ns = bench_now();
	}
	s->meter->received = s->next;
	AX_END(s);
}

static const struct ax_box_spec sink_boxes[] = {
	AX_INBOX(struct payload_sink, inbox, "bytes", "buffers"),
	AX_BOXES_END,
};

static const struct ax_component_type sink_type = {
	.name = "bench_payload_sink",
	.doc = "checks the numbers of buffers",
	.size = sizeof(struct payload_sink),
	.boxes = sink_boxes,
	.step = payload_sink_step,
};

/* ---- the run ------------------------------------------------------------------------------- */

static const char *part_name(char text[BENCH_NAME], uint64_t i, uint64_t n)
{
	if (i == 0)
		return "source";
	return i == n - 1 ? "sink" : bench_name(text, "stage", i);
}

static void add_parts(struct ax_graph *graph, const struct bench_params *params,
		      struct bench_meter *source_meter, struct bench_meter *sink_meter)
{
	struct payload_source source = { .end = params->messages,
					 .burst = params->burst,
					 .size = params->size,
					 .meter = source_meter };
	struct payload_stage stage = { .copies = !params->reference };
	struct payload_sink sink = { .end = params->messages,
				     .copies = !params->reference,
				     .meter = sink_meter };
	ax_graph_add(graph, "source", &source_type, &source, NULL);
	for (uint64_t i = 1; i + 1 < params->stages; i++) {
		char text[BENCH_NAME];
		ax_graph_add(graph, part_name(text, i, params->stages), &stage_type, &stage, NULL);
	}
	ax_graph_add(graph, "sink", &sink_type, &sink, NULL);
}

int bench_payload(const struct bench_params *params, struct bench_outcome *outcome)
{
	struct bench_meter source = { 0 }, sink = { 0 };
	struct ax_engine *engine;
	struct ax_graph *graph;
	if (bench_open(&engine, &graph) < 0)
		return -1;
	add_parts(graph, params, &source, &sink);
	if (bench_line(graph, params->stages, part_name) < 0) {
		bench_close(engine, graph);
		return -1;
	}
	if (bench_execute(engine, graph, params, params->workers) < 0)
		return -1;
	double bytes = (double)params->messages * (double)params->size;
	outcome->counted = sink.received;
	outcome->figure[0] = bytes / (double)(sink.ended_ns - source.started_ns);
	return bench_check_count("buffers", sink.received, params->messages);
}
