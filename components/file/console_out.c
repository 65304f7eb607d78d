// SPDX-License-Identifier: Apache-2.0
/* console_out: shows what it receives on standard output, without waiting on a slow terminal. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../util/expect.h"
#include "descriptor.h"
#include "file.h"

enum {
	FORMAT_AUTO,
	FORMAT_TEXT
};

enum {
	ROOM = 8192,	     /* of the text that one call writes */
	LONGEST_TEXT = 1024, /* of one message that is shown for people */
};

struct console_out {
	struct ax_component base;
	struct ax_inbox inbox;
	int format;
	int error;
	struct ax_descriptor output;
	char *text; /* ROOM bytes */
	uint32_t filled, written;
};

/* Copies as much as fits of a message of bytes; true when that was all of it. */
static bool add_bytes(struct console_out *c, struct ax_msg *msg)
{
	uint32_t room = ROOM - c->filled;
	uint32_t n = msg->length < room ? msg->length : room;
	memcpy(c->text + c->filled, msg->bytes, n);
	c->filled += n;
	ax_bytes_trim(msg, n, msg->length - n);
	return msg->length == 0;
}

/* Writes the message as a line for people; false when there is no room for it now. */
static bool add_text(struct console_out *c, const struct ax_msg *msg)
{
	if (ROOM - c->filled < LONGEST_TEXT + 1)
		return false;
	int n = ax_print(ax_engine_of(&c->base), msg, c->text + c->filled, LONGEST_TEXT);
	if (n < 0)
		n = 0;
	c->filled += n < LONGEST_TEXT ? (uint32_t)n : LONGEST_TEXT - 1;
	c->text[c->filled++] = '\n';
	return true;
}

/* Fills the text from the inbox, until one of them has no more. */
static void fill(struct console_out *c)
{
	struct ax_msg *head;
	c->filled = c->written = 0;
	while ((head = ax_head(&c->inbox))) {
		bool raw = c->format == FORMAT_AUTO && head->type == AX_BYTES;
		if (!(raw ? add_bytes(c, head) : add_text(c, head)))
			return;
		ax_drop(ax_engine_of(&c->base), head);
		ax_advance(&c->inbox, 1);
	}
}

static int write_text(struct console_out *c)
{
	struct iovec vector = { .iov_base = c->text + c->written,
				.iov_len = c->filled - c->written };
	ssize_t n = ax_descriptor_put(&c->output, &vector, 1);
	if (n < 0)
		return (int)n;
	c->written += (uint32_t)n;
	return 0;
}

AX_STEP(console_out, c)
{
	AX_BEGIN(c);
	while (!ax_closed(&c->inbox)) {
		if (!ax_ready(&c->inbox)) {
			AX_WAIT(c, ax_want_message(&c->inbox));
			continue;
		}
		fill(c);
		while (c->written < c->filled) {
			c->error = write_text(c);
			if (c->error == -EAGAIN)
				AX_WAIT(c, ax_descriptor_want(&c->base, &c->output));
			else if (c->error == -EPIPE)
				return ax_done(&c->base, AX_REASON_REFUSED);
			else if (c->error)
				return ax_fail(&c->base, "writing standard output failed: %s",
					       strerror(-c->error));
		}
		AX_YIELD(c);
	}
	AX_END(c);
}

static int console_out_init(struct ax_component *self)
{
	struct console_out *c = (struct console_out *)self;
	c->text = malloc(ROOM);
	if (!c->text)
		return ax_fail_init(self, "no memory");
	return ax_descriptor_write(self, &c->output, "-", false);
}

static void console_out_close(struct ax_component *self)
{
	struct console_out *c = (struct console_out *)self;
	ax_descriptor_close(&c->output);
	free(c->text);
}

static const struct ax_box_spec boxes[] = {
	AX_INBOX(struct console_out, inbox, "any", "what is shown"),
	AX_BOXES_END,
};

static const struct ax_param params[] = {
	{ .name = "format",
	  .kind = AX_CHOICE,
	  .offset = offsetof(struct console_out, format),
	  .preset = "auto",
	  .doc = "auto: bytes as they are, other messages as a line; text: each message as a line",
	  .choices = "auto|text" },
	AX_PARAMS_END,
};

const struct ax_component_type ax_console_out_type = {
	.name = "console_out",
	.doc = "shows what it receives on standard output",
	.about =
		"Writes many messages with one call, and waits for a slow terminal or pipe without "
		"holding up its worker. A line for people is cut after 1023 characters. Ends when "
		"its input has closed and everything is written, or when the reader of its output "
		"is gone.",
	.size = sizeof(struct console_out),
	.boxes = boxes,
	.params = params,
	.example = "generate count=10 ! console_out",
	.init = console_out_init,
	.step = console_out_step,
	.close = console_out_close,
};
