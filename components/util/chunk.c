// SPDX-License-Identifier: Apache-2.0
/* chunk: cuts a stream of bytes into messages of one size.
 * A chunk that lies inside one message is a slice of it; only one that spans messages is copied. */
#include <inttypes.h>
#include <string.h>

#include "expect.h"
#include "util.h"

struct chunk {
	struct ax_component base;
	struct ax_inbox inbox;
	struct ax_outbox outbox;
	uint64_t size;
	struct ax_msg part; /* a chunk being put together, or AX_NONE */
	uint32_t filled;    /* bytes of it */
};

static struct ax_msg take_part(struct chunk *c)
{
	struct ax_msg part = c->part;
	ax_bytes_trim(&part, 0, c->filled);
	c->part = (struct ax_msg){ .type = AX_NONE };
	c->filled = 0;
	return part;
}

/* The whole head, or its first chunk as a slice. */
static struct ax_msg take_slice(struct chunk *c)
{
	struct ax_msg *head = ax_head(&c->inbox);
	uint32_t size = (uint32_t)c->size;
	struct ax_msg slice = ax_bytes_slice(head, 0, size);
	ax_bytes_trim(head, size, head->length - size);
	return slice;
}

/* Whether the next chunk can be cut from the head alone. */
static bool can_slice(struct chunk *c)
{
	return c->part.type == AX_NONE && ax_head(&c->inbox)->length >= c->size;
}

/* Copies from the head into the part; false when there is no memory. */
static bool fill_part(struct chunk *c)
{
	struct ax_msg *head = ax_head(&c->inbox);
	if (c->part.type == AX_NONE) {
		c->part = ax_bytes_new(c->size);
		if (c->part.type == AX_NONE)
			return false;
		ax_bytes_buffer(&c->part)->meta = ax_bytes_buffer(head)->meta;
	}
	uint32_t missing = c->part.length - c->filled;
	uint32_t n = head->length < missing ? head->length : missing;
	memcpy(c->part.bytes + c->filled, head->bytes, n);
	c->filled += n;
	ax_bytes_trim(head, n, head->length - n);
	return true;
}

AX_STEP(chunk, c)
{
	AX_BEGIN(c);
	AX_EACH(c, inbox) {
		if (!ax_msg_is_bytes(&c->base, ax_head(&c->inbox)))
			return ax_fail(&c->base, "inbox got a message of type %s, not bytes",
				       ax_msg_type_name(&c->base, ax_head(&c->inbox)));
		while (ax_head(&c->inbox)->length) {
			if (can_slice(c)) {
				AX_PUT(c, outbox, take_slice(c));
				continue;
			}
			if (!fill_part(c))
				return ax_fail(&c->base,
					       "no memory for a chunk of %" PRIu64 " bytes",
					       c->size);
			if (c->filled == c->size)
				AX_PUT(c, outbox, take_part(c));
		}
	}
	if (c->filled)
		AX_PUT(c, outbox, take_part(c));
	AX_END(c);
}

static void chunk_close(struct ax_component *self)
{
	struct chunk *c = (struct chunk *)self;
	ax_drop(ax_engine_of(self), &c->part);
}

static const struct ax_box_spec boxes[] = {
	AX_INBOX(struct chunk, inbox, "bytes", "a stream, in messages of any size"),
	AX_OUTBOX(struct chunk, outbox, "bytes", "the same stream, in messages of one size"),
	AX_BOXES_END,
};

static const struct ax_param params[] = {
	{ .name = "size",
	  .kind = AX_SIZE,
	  .offset = offsetof(struct chunk, size),
	  .doc = "bytes a message; the last one may be shorter",
	  .least = 1,
	  .most = AX_BUFFER_MAX },
	AX_PARAMS_END,
};

const struct ax_component_type ax_chunk_type = {
	.name = "chunk",
	.doc = "cuts a stream of bytes into messages of one size",
	.about =
		"A chunk that lies inside one message is a slice of it and costs no copy; one that "
		"spans messages is put together. When its input has closed it sends what is left "
		"as a last, shorter message and ends.",
	.size = sizeof(struct chunk),
	.boxes = boxes,
	.params = params,
	.example = "read_file path=a.ogg ! chunk size=1400 ! null_sink",
	.step = chunk_step,
	.close = chunk_close,
};
