// SPDX-License-Identifier: Apache-2.0
/* lines: cuts what is read from a descriptor into lines. */
#include <errno.h>
#include <string.h>

#include "lines.h"

static uint32_t length(const struct ax_lines *lines)
{
	return lines->block.type == AX_NONE ? 0 : lines->block.length;
}

bool ax_lines_ready(struct ax_lines *lines)
{
	uint32_t n = length(lines);
	if (n == 0)
		return false;
	if (lines->searched < n) {
		const unsigned char *from = lines->block.bytes + lines->searched;
		const unsigned char *newline = memchr(from, '\n', n - lines->searched);
		if (newline) {
			lines->searched = (uint32_t)(newline - lines->block.bytes);
			return true;
		}
		lines->searched = n;
	}
	return lines->ended;
}

struct ax_msg ax_lines_cut(struct ax_lines *lines)
{
	uint32_t n =
		lines->searched < lines->block.length ? lines->searched + 1 : lines->block.length;
	struct ax_msg line = lines->block;
	lines->searched = 0;
	if (n == lines->block.length) {
		lines->block.type = AX_NONE;
		return line;
	}
	line = ax_bytes_slice(&lines->block, 0, n);
	ax_bytes_trim(&lines->block, n, lines->block.length - n);
	return line;
}

int ax_lines_read(struct ax_lines *lines, struct ax_descriptor *d, uint32_t n, uint64_t longest)
{
	uint32_t kept = length(lines);
	if (kept >= longest)
		return -EMSGSIZE;
	/* A long line doubles its room, so that it is copied a few times, not once a read. */
	struct ax_msg more = ax_bytes_new((size_t)kept + (kept > n ? kept : n));
	if (more.type == AX_NONE)
		return -ENOMEM;
	ssize_t got = ax_descriptor_get(d, more.bytes + kept, more.length - kept);
	if (got <= 0) {
		ax_bytes_drop(&more);
		lines->ended = got == 0;
		return (int)got;
	}
	if (kept) {
		memcpy(more.bytes, lines->block.bytes, kept);
		ax_bytes_drop(&lines->block);
	}
	ax_bytes_trim(&more, 0, kept + (uint32_t)got);
	lines->block = more;
	return 0;
}

void ax_lines_drop(struct ax_lines *lines)
{
	if (lines->block.type != AX_NONE)
		ax_bytes_drop(&lines->block);
	lines->block.type = AX_NONE;
}
