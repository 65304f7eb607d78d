// SPDX-License-Identifier: Apache-2.0
/* write_file: writes the bytes it receives to a file, many messages with one system call. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "../util/expect.h"
#include "descriptor.h"
#include "file.h"

enum {
	VECTORS = 64,
	CALL_BYTES = 1 << 20, /* what one call and so one step may write, about */
};

struct write_file {
	struct ax_component base;
	struct ax_inbox inbox;
	const char *path;
	bool append;
	bool foreign; /* the head of the inbox is no bytes */
	int error;
	struct ax_descriptor file;
	uint64_t written;
};

/* Describes the messages at the head of the inbox; returns how many. */
static int gather(struct write_file *w, struct ax_span span, struct iovec *vector)
{
	size_t total = 0;
	int n = 0;
	while (n < VECTORS && (uint32_t)n < span.n && total < CALL_BYTES) {
		const struct ax_msg *msg = &span.msg[n];
		if (!ax_msg_is_bytes(&w->base, msg))
			break;
		vector[n++] = (struct iovec){ .iov_base = msg->bytes, .iov_len = msg->length };
		total += msg->length;
	}
	return n;
}

/* Takes what was written out of the inbox; a message written in part stays, shortened. */
static void consume(struct write_file *w, struct ax_span span, int n, size_t written)
{
	uint32_t whole = 0;
	w->written += written;
	while (whole < (uint32_t)n && written >= span.msg[whole].length) {
		written -= span.msg[whole].length;
		ax_drop(ax_engine_of(&w->base), &span.msg[whole++]);
	}
	if (written)
		ax_bytes_trim(&span.msg[whole], (uint32_t)written,
			      span.msg[whole].length - (uint32_t)written);
	ax_advance(&w->inbox, whole);
}

/* One call's worth; 0 or -errno. */
static int write_some(struct write_file *w)
{
	struct iovec vector[VECTORS];
	struct ax_span span = ax_peek(&w->inbox);
	int n = gather(w, span, vector);
	w->foreign = n == 0;
	if (n == 0)
		return -EINVAL;
	ssize_t written = ax_descriptor_put(&w->file, vector, n);
	if (written < 0)
		return (int)written;
	consume(w, span, n, (size_t)written);
	return 0;
}

static enum ax_status fail(struct write_file *w)
{
	if (w->foreign)
		return ax_fail(&w->base, "inbox got a message of type %s, not bytes",
			       ax_msg_type_name(&w->base, ax_head(&w->inbox)));
	if (w->error == -EPIPE)
		return ax_fail(&w->base,
			       "writing '%s' failed at byte %" PRIu64 ": its reader is gone",
			       w->path, w->written);
	return ax_fail(&w->base, "writing '%s' failed at byte %" PRIu64 ": %s", w->path, w->written,
		       strerror(-w->error));
}

AX_STEP(write_file, w)
{
	AX_BEGIN(w);
	while (!ax_closed(&w->inbox)) {
		if (!ax_ready(&w->inbox)) {
			AX_WAIT(w, ax_want_message(&w->inbox));
			continue;
		}
		w->error = write_some(w);
		if (w->error == -EAGAIN)
			AX_WAIT(w, ax_descriptor_want(&w->base, &w->file));
		else if (w->error)
			return fail(w);
		else
			AX_YIELD(w);
	}
	AX_END(w);
}

static int write_file_init(struct ax_component *self)
{
	struct write_file *w = (struct write_file *)self;
	return ax_descriptor_write(self, &w->file, w->path, w->append);
}

static void write_file_close(struct ax_component *self)
{
	ax_descriptor_close(&((struct write_file *)self)->file);
}

static int describe(const struct ax_component *self, char *text, size_t room)
{
	const struct write_file *w = (const struct write_file *)self;
	return snprintf(text, room, "%" PRIu64 " bytes written", w->written);
}

static const struct ax_box_spec boxes[] = {
	AX_INBOX(struct write_file, inbox, "bytes", "what is written"),
	AX_BOXES_END,
};

static const struct ax_param params[] = {
	{ .name = "path",
	  .kind = AX_STRING,
	  .offset = offsetof(struct write_file, path),
	  .doc = "the file; -: standard output" },
	{ .name = "append",
	  .kind = AX_BOOL,
	  .offset = offsetof(struct write_file, append),
	  .preset = "no",
	  .doc = "keep what the file holds and write behind it" },
	AX_PARAMS_END,
};

const struct ax_component_type ax_write_file_type = {
	.name = "write_file",
	.doc = "writes the bytes it receives to a file",
	.about = "Writes what waits in its inbox with one call, up to 64 messages or 1 MiB. A "
		 "message stays in the inbox until all of it is written. Fails with a sentence "
		 "when the disk is full or the reader of a pipe is gone. Ends when its input has "
		 "closed and everything is written.",
	.size = sizeof(struct write_file),
	.boxes = boxes,
	.params = params,
	.example = "generate count=1000 kind=bytes ! write_file path=pattern.bin",
	.init = write_file_init,
	.step = write_file_step,
	.close = write_file_close,
	.describe = describe,
};
