// SPDX-License-Identifier: Apache-2.0
/* null_sink: drops what it receives, and counts it. */
#include <inttypes.h>
#include <stdio.h>

#include "util.h"

struct null_sink {
	struct ax_component base;
	struct ax_inbox inbox;
	uint64_t messages;
	uint64_t bytes;
};

static void drop_span(struct null_sink *sink, struct ax_span span)
{
	for (uint32_t i = 0; i < span.n; i++) {
		sink->bytes += span.msg[i].length;
		if (span.msg[i].flags & AX_OWNED)
			ax_drop(ax_engine_of(&sink->base), &span.msg[i]);
	}
	sink->messages += span.n;
	ax_advance(&sink->inbox, span.n);
}

AX_STEP(null_sink, sink)
{
	AX_BEGIN(sink);
	while (!ax_closed(&sink->inbox)) {
		if (ax_ready(&sink->inbox))
			drop_span(sink, ax_peek(&sink->inbox));
		else
			AX_WAIT(sink, ax_want_message(&sink->inbox));
	}
	AX_END(sink);
}

static int describe(const struct ax_component *self, char *text, size_t room)
{
	const struct null_sink *sink = (const struct null_sink *)self;
	return snprintf(text, room, "%" PRIu64 " messages, %" PRIu64 " bytes", sink->messages,
			sink->bytes);
}

static const struct ax_box_spec boxes[] = {
	AX_INBOX(struct null_sink, inbox, "any", "what is dropped"),
	AX_BOXES_END,
};

const struct ax_component_type ax_null_sink_type = {
	.name = "null_sink",
	.doc = "drops what it receives, and counts it",
	.about = "Takes whole spans of messages at a time and frees what they own; the counts of "
		 "messages and bytes show under --stats. Ends when its input has closed.",
	.size = sizeof(struct null_sink),
	.boxes = boxes,
	.example = "generate count=1M ! null_sink",
	.step = null_sink_step,
	.describe = describe,
};
