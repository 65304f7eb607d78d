// SPDX-License-Identifier: Apache-2.0
/* lines: cuts what is read from a descriptor into lines. A line is a slice of the block it came
 * in; only one that a block's end has cut in two is copied. */
#ifndef AX_FILE_LINES_H
#define AX_FILE_LINES_H

#include "descriptor.h"

struct ax_lines {
	struct ax_msg block; /* what was read and not cut yet, or AX_NONE */
	uint32_t searched;   /* bytes of it without a newline */
	bool ended;	     /* nothing more can be read */
};

/* Whether a whole line can be cut, or the last one at the end of the input. */
bool ax_lines_ready(struct ax_lines *lines);

/* Cuts the line that is ready, with its newline. */
struct ax_msg ax_lines_cut(struct ax_lines *lines);

/* Reads up to n more bytes; 0, also at the end; -EAGAIN: wait with ax_descriptor_want(); -ENOMEM;
 * -EMSGSIZE when a line is longer than longest; or another -errno. */
int ax_lines_read(struct ax_lines *lines, struct ax_descriptor *d, uint32_t n, uint64_t longest);

void ax_lines_drop(struct ax_lines *lines);

#endif
