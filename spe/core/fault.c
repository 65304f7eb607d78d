// SPDX-License-Identifier: Apache-2.0
/* fault: what happens when a rule is broken: it is counted, named in the log, and stops the SPU. */
#include "core/core.h"

#include <stdarg.h>
#include <stdio.h>

void ax_rule_counted(struct ax_cell *cell, enum ax_rule_id id)
{
	/* Relaxed: a sum that nothing is concluded from. */
	atomic_fetch_add_explicit(&cell->broken[id], 1, memory_order_relaxed);
}

void ax_cell_log(struct ax_cell *cell, const char *line)
{
	if (cell->config.log)
		cell->config.log(cell->config.log_arg, line);
	else
		fprintf(stderr, "%s\n", line);
}

/* "spe 3: dma-size: get of 12 bytes, ...; pc 0x00120: a transfer is ..." */
static void report(struct ax_spe *spe, const struct ax_rule *rule, uint32_t pc, const char *what)
{
	char line[512], at[24];
	if (pc == AX_PC_OF_PPE)
		snprintf(at, sizeof(at), "by the PPE");
	else
		snprintf(at, sizeof(at), "pc 0x%05x", pc);
	snprintf(line, sizeof(line), "spe %u: %s: %s; %s: %s", spe->id, rule->name, what, at,
		 rule->text);
	ax_cell_log(spe->cell, line);
}

static void stop(struct ax_spe *spe, const struct ax_rule *rule, uint64_t ea)
{
	pthread_mutex_lock(&spe->lock);
	/* The first one wins: it is what hardware would have stopped at. */
	if (!(atomic_load_explicit(&spe->called, memory_order_relaxed) & AX_CALLED_FAULT)) {
		spe->fault.kind = rule->of_spu ? AX_STOP_ERROR : AX_STOP_EXCEPTION;
		spe->fault.code = (uint32_t)rule->error;
		spe->fault.ea = ea;
		ax_spe_call(spe, AX_CALLED_FAULT);
	}
	ax_spe_unlock_told(spe);
}

bool ax_rule_broken(struct ax_spe *spe, enum ax_rule_id id, const struct ax_mfc_command *command,
		    uint64_t ea, const char *format, ...)
{
	const struct ax_rule *rule = ax_rule_at(id);
	char what[192];
	va_list args;
	ax_rule_counted(spe->cell, id);
	if (rule->kind == AX_RULE_COUNTED ||
	    (rule->kind == AX_RULE_STRICT && !spe->cell->config.strict))
		return false;
	va_start(args, format);
	vsnprintf(what, sizeof(what), format, args);
	va_end(args);
	report(spe, rule, command ? command->pc : spe->pc, what);
	stop(spe, rule, ea);
	return true;
}
