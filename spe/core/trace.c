// SPDX-License-Identifier: Apache-2.0
/* trace: a line of the log for each channel operation, and each command, of a traced machine. */
#include "core/core.h"

#include <inttypes.h>
#include <stdio.h>

/* "spe 3: 0x00120 channel 29 -> 0x00000007" */
void ax_trace_channel(struct ax_spe *spe, uint32_t channel, const char *way, uint32_t value)
{
	char line[96];
	snprintf(line, sizeof(line), "spe %u: 0x%05x channel %u %s 0x%08x", spe->id, spe->pc,
		 channel, way, value);
	ax_cell_log(spe->cell, line);
}

/* "spe 3: 0x00120 get of 128 bytes, LS 0x01000, EA 0x7f0000001000, tag 5" */
void ax_trace_command(struct ax_spe *spe, const struct ax_mfc_command *command)
{
	char line[160];
	snprintf(line, sizeof(line),
		 "spe %u: 0x%05x %s of %u bytes, LS 0x%05x, EA 0x%" PRIx64 ", tag %u", spe->id,
		 spe->pc, command->op->name, command->size, command->ls, command->ea, command->tag);
	ax_cell_log(spe->cell, line);
}
