// SPDX-License-Identifier: Apache-2.0
/* message: sixteen bytes that travel between components, and the table of their types.
 * One Cell quadword, so that an SPE moves a message with one load or one DMA element. */
#ifndef AXON_MESSAGE_H
#define AXON_MESSAGE_H

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#ifdef __cplusplus
extern "C" {
#endif

struct ax_engine;
struct ax_component;

/* The types every engine knows. A type id is stable by name: the built-in ones are fixed here,
 * the others are derived from the name, so that two processes agree without talking. */
enum ax_type_id {
	AX_NONE = 0,	 /* no message: what AX_TAKE gives once the inbox is closed */
	AX_INT = 1,	 /* "int": msg.i */
	AX_FLOAT = 2,	 /* "float": msg.f */
	AX_BYTES = 3,	 /* "bytes": a slice of a reference-counted buffer */
	AX_FINISHED = 4, /* "producer_finished": on signal and control */
	AX_SHUTDOWN = 5, /* "shutdown": on signal and control */
	AX_TYPE_FIRST_NAMED = 64,
};

enum ax_msg_flags {
	AX_BLOCK_MASK = 0x003f, /* bytes: log2 of the buffer's aligned block */
	AX_OWNED = 0x8000,	/* the payload is an owned pointer: drop and clone go by the type */
};

struct ax_msg {
	union {
		struct {
			uint16_t type;
			uint16_t flags;
			uint32_t
				length; /* bytes of payload behind an owned pointer; 0 for a scalar */
		};
		uint64_t head; /* these three at once */
	};
	union {
		uint64_t u;
		int64_t i;
		double f;
		void *p;
		unsigned char *bytes;
	};
};
static_assert(sizeof(struct ax_msg) == 16, "a message is one quadword");

/* What the engine must know of a type to free a message, share it, show it and send it away.
 * A type without drop is a scalar. */
struct ax_type {
	const char *name;
	const char *is; /* a type whose inboxes accept this one too, or NULL */
	/* Frees what msg owns. */
	void (*drop)(struct ax_msg *msg);
	/* Makes copy a second owner of what msg owns; 0 or -ENOMEM. */
	int (*clone)(const struct ax_msg *msg, struct ax_msg *copy);
	/* Writes msg for people, as snprintf does. */
	int (*print)(const struct ax_msg *msg, char *text, size_t room);
	/* Bytes that msg takes on a wire; written only when they fit into room. */
	size_t (*encode)(const struct ax_msg *msg, unsigned char *wire, size_t room);
	/* Makes msg from n bytes of wire; 0, -EINVAL or -ENOMEM. */
	int (*decode)(struct ax_msg *msg, const unsigned char *wire, size_t n);
};

/* Registers a type, which must outlive the engine. The same name again gives the same id.
 * Thread:  before the engine runs.
 * Errors:  -EEXIST when another name already has the id that the name gives; -ENOSPC. */
int ax_type_register(struct ax_engine *engine, const struct ax_type *type);

/* The id of a name: fixed for the built-in types, hashed for the others; 0 for "any". */
uint16_t ax_type_id(const char *name);

/* The type with that id, or NULL. */
const struct ax_type *ax_type_get(const struct ax_engine *engine, uint16_t id);

/* Drops what msg owns and makes it AX_NONE. */
void ax_drop(const struct ax_engine *engine, struct ax_msg *msg);

/* Gives *copy a share of what msg owns; 0 or -ENOMEM (then *copy is AX_NONE). */
int ax_clone(const struct ax_engine *engine, const struct ax_msg *msg, struct ax_msg *copy);

/* Writes msg for people; returns the length as snprintf does. */
int ax_print(const struct ax_engine *engine, const struct ax_msg *msg, char *text, size_t room);

static inline struct ax_msg ax_int(int64_t value)
{
	return (struct ax_msg){ .type = AX_INT, .i = value };
}

static inline struct ax_msg ax_float(double value)
{
	return (struct ax_msg){ .type = AX_FLOAT, .f = value };
}

/* ---- bytes: slices of reference-counted buffers ------------------------------------------- */

/* The head of a buffer. It stands in a block that is aligned to its own size, so that a slice needs
 * no more than the address of its first byte: clearing the low bits finds the block. A small block
 * begins with the head; in a larger one the data begin on a cache line, right behind the head. The
 * count is atomic because a buffer may be shared across workers; a sole owner pays no
 * read-modify-write to drop it. */
struct ax_buffer {
	uint32_t refs; /* atomic */
	uint32_t size; /* bytes of data */
	uint64_t meta; /* the maker's note to readers: an audio format, for instance */
	unsigned char data[];
};

enum {
	AX_BUFFER_MAX = 1 << 30, /* the largest buffer, in bytes */
	AX_LARGE_BLOCK = 9	 /* log2 of the smallest block that begins with a gap */
};

/* A new buffer of n bytes (uninitialised) as a message of type AX_BYTES, or AX_NONE when there is
 * no memory or n is over AX_BUFFER_MAX. */
struct ax_msg ax_bytes_new(size_t n);

/* The same, filled. */
struct ax_msg ax_bytes_copy(const void *data, size_t n);

static inline uint32_t ax_buffer_place(uint32_t block_log2)
{
	return block_log2 < AX_LARGE_BLOCK ? 0 : 64 - (uint32_t)sizeof(struct ax_buffer);
}

static inline struct ax_buffer *ax_bytes_buffer(const struct ax_msg *msg)
{
	uint32_t log2 = msg->flags & AX_BLOCK_MASK;
	uint64_t block = msg->u & ~((UINT64_C(1) << log2) - 1);
	return (struct ax_buffer *)(uintptr_t)(block + ax_buffer_place(log2));
}

/* A second owner of n bytes from offset on: no allocation, no copy. */
struct ax_msg ax_bytes_slice(const struct ax_msg *msg, uint32_t offset, uint32_t n);

/* Narrows msg itself to n bytes from offset on. */
static inline void ax_bytes_trim(struct ax_msg *msg, uint32_t offset, uint32_t n)
{
	assert(offset <= msg->length && n <= msg->length - offset);
	/* An empty slice at a block's end would find the next block's head. */
	msg->bytes = n ? msg->bytes + offset : ax_bytes_buffer(msg)->data;
	msg->length = n;
}

/* The drop, clone and print of AX_BYTES, for types that are bytes with another name. */
void ax_bytes_drop(struct ax_msg *msg);
int ax_bytes_clone(const struct ax_msg *msg, struct ax_msg *copy);
int ax_bytes_print(const struct ax_msg *msg, char *text, size_t room);
size_t ax_bytes_encode(const struct ax_msg *msg, unsigned char *wire, size_t room);
int ax_bytes_decode(struct ax_msg *msg, const unsigned char *wire, size_t n);

#ifdef __cplusplus
}
#endif
#endif
