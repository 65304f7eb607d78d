// SPDX-License-Identifier: Apache-2.0
/* generate: a source of numbered messages or of bytes with a known pattern, for tests and
 * measurements. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "util.h"

enum kind {
	KIND_INT,
	KIND_BYTES
};

/* The pattern's period is a prime, so that no power-of-two cut of the stream lines up with it. */
enum {
	PERIOD = 251
};

struct generate {
	struct ax_component base;
	struct ax_outbox outbox;
	int64_t count;
	int64_t burst;
	int kind;
	uint64_t size;
	uint64_t sent; /* messages */
};

/* Byte p of the whole stream is p mod PERIOD. */
static void fill_pattern(unsigned char *to, size_t n, uint64_t position)
{
	size_t filled = n < PERIOD ? n : PERIOD;
	for (size_t i = 0; i < filled; i++)
		to[i] = (unsigned char)((position + i) % PERIOD);
	for (; filled < n; filled += PERIOD)
		memcpy(to + filled, to, n - filled < PERIOD ? n - filled : PERIOD);
}

/* Makes message number i in place; false when there is no memory. */
static bool make(const struct generate *g, uint64_t i, struct ax_msg *msg)
{
	if (g->kind == KIND_INT) {
		*msg = ax_int((int64_t)i);
		return true;
	}
	*msg = ax_bytes_new(g->size);
	if (msg->type == AX_NONE)
		return false;
	fill_pattern(msg->bytes, g->size, i * g->size);
	return true;
}

static uint64_t least(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

/* Puts up to one burst, as far as there is room; false when there is no memory. */
static bool put_burst(struct generate *g)
{
	uint64_t left =
		least((uint64_t)g->burst, g->count ? (uint64_t)g->count - g->sent : UINT64_MAX);
	while (left) {
		struct ax_span span = ax_reserve(&g->outbox);
		uint32_t n = (uint32_t)least(span.n, left), made = 0;
		while (made < n && make(g, g->sent + made, &span.msg[made]))
			made++;
		ax_commit(&g->outbox, made);
		g->sent += made;
		left -= made;
		if (made < n)
			return false;
		if (n == 0)
			break;
	}
	return true;
}

AX_STEP(generate, g)
{
	AX_BEGIN(g);
	while (g->count == 0 || g->sent < (uint64_t)g->count) {
		if (!ax_room(&g->outbox)) {
			if (ax_refused(&g->outbox))
				return ax_done(&g->base, AX_REASON_REFUSED);
			AX_WAIT(g, ax_want_room(&g->outbox, UINT32_MAX));
		} else {
			if (!put_burst(g))
				return ax_fail(&g->base, "no memory for %" PRIu64 " bytes",
					       g->size);
			AX_YIELD(g);
		}
	}
	AX_END(g);
}

static int describe(const struct ax_component *self, char *text, size_t room)
{
	const struct generate *g = (const struct generate *)self;
	return snprintf(text, room, "%" PRIu64 " messages sent", g->sent);
}

static const struct ax_box_spec boxes[] = {
	AX_OUTBOX(struct generate, outbox, "any", "the messages: ints or bytes"),
	AX_BOXES_END,
};

static const struct ax_param params[] = {
	{ .name = "count",
	  .kind = AX_INTEGER,
	  .offset = offsetof(struct generate, count),
	  .preset = "0",
	  .doc = "how many messages; 0: no end",
	  .most = INT64_MAX },
	{ .name = "burst",
	  .kind = AX_INTEGER,
	  .offset = offsetof(struct generate, burst),
	  .preset = "64",
	  .doc = "how many messages it sends in one step",
	  .least = 1,
	  .most = 1 << 20 },
	{ .name = "kind",
	  .kind = AX_CHOICE,
	  .offset = offsetof(struct generate, kind),
	  .preset = "int",
	  .doc = "int: 0, 1, 2, ...; bytes: a stream in which byte p is p mod 251",
	  .choices = "int|bytes" },
	{ .name = "size",
	  .kind = AX_SIZE,
	  .offset = offsetof(struct generate, size),
	  .preset = "1008",
	  .doc = "bytes a message, when they are bytes",
	  .least = 1,
	  .most = AX_BUFFER_MAX },
	AX_PARAMS_END,
};

const struct ax_component_type ax_generate_type = {
	.name = "generate",
	.doc = "sends numbered messages, or bytes with a known pattern",
	.about = "Puts one burst of messages in a step, then lets its neighbours run; waits while "
		 "its link is full. Every message of bytes has a buffer of its own. Ends after "
		 "count messages.",
	.size = sizeof(struct generate),
	.boxes = boxes,
	.params = params,
	.example = "generate count=10 ! console_out",
	.step = generate_step,
	.describe = describe,
};
