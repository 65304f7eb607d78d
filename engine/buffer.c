// SPDX-License-Identifier: Apache-2.0
/* buffer: reference-counted bytes whose slices need no allocation (message.h says how). */
#include "atomic.h"
#include "memory.h"

#include <axon/message.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	SMALL = (1 << (AX_LARGE_BLOCK - 1)) - sizeof(struct ax_buffer), /* fits a small block */
	LARGE_START = 64 /* where the data of a large block begin */
};

/* log2 of the smallest aligned block of n bytes, n > 0. */
static inline uint32_t log2_up(size_t n)
{
	return 1 + (63 ^ (uint32_t)__builtin_clzll((n - 1) | 31));
}

struct ax_msg ax_bytes_new(size_t n)
{
	size_t start = n > SMALL ? (size_t)LARGE_START : sizeof(struct ax_buffer);
	uint32_t log2 = log2_up(start + n);
	unsigned char *block = NULL;
	if (n <= AX_BUFFER_MAX)
		block = ax_block_alloc(log2, start + n);
	if (!block)
		return (struct ax_msg){ .type = AX_NONE };
	struct ax_buffer *buffer = (struct ax_buffer *)(void *)(block + start) - 1;
	*buffer = (struct ax_buffer){ .refs = 1, .size = (uint32_t)n };
	return (struct ax_msg){ .type = AX_BYTES,
				.flags = (uint16_t)(AX_OWNED | log2),
				.length = (uint32_t)n,
				.bytes = buffer->data };
}

struct ax_msg ax_bytes_copy(const void *data, size_t n)
{
	struct ax_msg msg = ax_bytes_new(n);
	if (msg.type != AX_NONE && n)
		memcpy(msg.bytes, data, n);
	return msg;
}

static void add_ref(const struct ax_msg *msg)
{
	/* The owner of a message holds a reference, so the count can't reach 0 meanwhile. */
	ax_add(&ax_bytes_buffer(msg)->refs, 1);
}

struct ax_msg ax_bytes_slice(const struct ax_msg *msg, uint32_t offset, uint32_t n)
{
	struct ax_msg slice = *msg;
	add_ref(msg);
	ax_bytes_trim(&slice, offset, n);
	return slice;
}

void ax_bytes_drop(struct ax_msg *msg)
{
	uint32_t log2 = msg->flags & AX_BLOCK_MASK;
	struct ax_buffer *buffer = ax_bytes_buffer(msg);
	/* B2 acquire: pairs with B1, the release of other owners' drops: their reads are over. A
	 * sole owner needs no read-modify-write, since nobody else can make it two. */
	if (ax_load_acquire(&buffer->refs) != 1 && ax_add(&buffer->refs, UINT32_MAX) != 1)
		return;
	ax_block_free((unsigned char *)buffer - ax_buffer_place(log2), log2);
}

int ax_bytes_clone(const struct ax_msg *msg, struct ax_msg *copy)
{
	*copy = *msg;
	add_ref(msg);
	return 0;
}

int ax_bytes_print(const struct ax_msg *msg, char *text, size_t room)
{
	int shown = msg->length < 60 ? (int)msg->length : 60;
	for (int i = 0; i < shown; i++)
		if (msg->bytes[i] < 32 || msg->bytes[i] > 126)
			return snprintf(text, room, "%u bytes", msg->length);
	return snprintf(text, room, "%u bytes \"%.*s\"", msg->length, shown, msg->bytes);
}

size_t ax_bytes_encode(const struct ax_msg *msg, unsigned char *wire, size_t room)
{
	if (room >= msg->length)
		memcpy(wire, msg->bytes, msg->length);
	return msg->length;
}

int ax_bytes_decode(struct ax_msg *msg, const unsigned char *wire, size_t n)
{
	uint16_t type = msg->type;
	*msg = ax_bytes_copy(wire, n);
	if (msg->type == AX_NONE)
		return -ENOMEM;
	msg->type = type ? type : AX_BYTES;
	return 0;
}
