// SPDX-License-Identifier: Apache-2.0
/* console_in: sends the lines of standard input. */
#include <errno.h>
#include <string.h>

#include "file.h"
#include "lines.h"

enum {
	READ_BYTES = 4080, /* with a buffer's head a page; what a terminal gives at a time */
	LONGEST = 16 << 20,
};

struct console_in {
	struct ax_component base;
	struct ax_outbox outbox;
	int error;
	struct ax_descriptor input;
	struct ax_lines lines;
};

static enum ax_status fail(struct console_in *c)
{
	if (c->error == -EMSGSIZE)
		return ax_fail(&c->base, "a line of standard input is longer than 16Mi");
	return ax_fail(&c->base, "reading standard input failed: %s", strerror(-c->error));
}

AX_STEP(console_in, c)
{
	AX_BEGIN(c);
	for (;;) {
		while (ax_lines_ready(&c->lines))
			AX_PUT(c, outbox, ax_lines_cut(&c->lines));
		if (c->lines.ended)
			break;
		c->error = ax_lines_read(&c->lines, &c->input, READ_BYTES, LONGEST);
		if (c->error == -EAGAIN)
			AX_WAIT(c, ax_descriptor_want(&c->base, &c->input));
		else if (c->error)
			return fail(c);
		else
			AX_YIELD(c);
	}
	AX_END(c);
}

static int console_in_init(struct ax_component *self)
{
	struct console_in *c = (struct console_in *)self;
	return ax_descriptor_read(self, &c->input, "-");
}

static void console_in_close(struct ax_component *self)
{
	struct console_in *c = (struct console_in *)self;
	ax_lines_drop(&c->lines);
	ax_descriptor_close(&c->input);
}

static const struct ax_box_spec boxes[] = {
	AX_OUTBOX(struct console_in, outbox, "bytes", "a message a line, with its newline"),
	AX_BOXES_END,
};

const struct ax_component_type ax_console_in_type = {
	.name = "console_in",
	.doc = "sends the lines of standard input",
	.about = "Sends each line with its newline as soon as it is there, and a last line without "
		 "one at the end. Waits for a terminal or a pipe without holding up its worker. "
		 "Ends at the end of the input, or when its consumer is gone.",
	.size = sizeof(struct console_in),
	.boxes = boxes,
	.example = "console_in ! console_out",
	.init = console_in_init,
	.step = console_in_step,
	.close = console_in_close,
};
