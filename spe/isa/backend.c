// SPDX-License-Identifier: Apache-2.0
/* backend: SPU images on the software SPE. */
#include "backend.h"

#include "core/core.h"
#include "elf.h"

#include <errno.h>
#include <stdio.h>

enum {
	SLICE = 16384 /* instructions between looks at whether the SPU is called */
};

/* ---- channels ----------------------------------------------------------------------------- */

static enum ax_isa_end as_end(enum ax_spu_result result)
{
	switch (result) {
	case AX_SPU_STALL:
		return AX_ISA_CHANNEL;
	case AX_SPU_STOP:
		return AX_ISA_FAULTED;
	case AX_SPU_OK:
	default:
		return AX_ISA_OK;
	}
}

/* Where the instruction is, and the register that channels 14 and 15 are. */
static struct ax_isa *at_channel(struct ax_spe *spe)
{
	struct ax_isa *isa = spe->backend_data;
	spe->pc = ax_isa_pc(isa);
	spe->npc = spe->pc + 4;
	spe->srr0 = ax_isa_srr0(isa);
	if (spe->cell->timer)
		spe->cycle = ax_isa_cycle(isa);
	return isa;
}

static enum ax_isa_end port_read(void *owner, uint32_t channel, uint32_t *value)
{
	struct ax_spe *spe = owner;
	struct ax_isa *isa = at_channel(spe);
	enum ax_spu_result result = ax_channel_read(spe, channel, value);
	if (channel == AX_RD_MACH_STAT)
		*value |= ax_isa_interruptible(isa);
	return as_end(result);
}

static enum ax_isa_end port_write(void *owner, uint32_t channel, uint32_t value)
{
	struct ax_spe *spe = owner;
	struct ax_isa *isa = at_channel(spe);
	enum ax_spu_result result = ax_channel_write(spe, channel, value);
	ax_isa_set_srr0(isa, spe->srr0);
	return as_end(result);
}

static uint32_t port_count(void *owner, uint32_t channel)
{
	at_channel(owner);
	return ax_channel_count(owner, channel);
}

static const struct ax_isa_ports ports = { port_read, port_write, port_count };

/* ---- traces ------------------------------------------------------------------------------- */

/* An instruction, or a channel instruction that has waited and comes again. */
static void trace(void *owner, uint32_t pc, uint32_t word)
{
	struct ax_spe *spe = owner;
	char text[64], line[128];
	bool again = spe->waited && pc == spe->pc;
	spe->waited = false;
	if (again)
		return;
	ax_isa_text(word, pc, text, sizeof(text));
	snprintf(line, sizeof(line), "spe %u: 0x%05x %08x %s", spe->id, pc, word, text);
	ax_cell_log(spe->cell, line);
}

/* ---- loading ------------------------------------------------------------------------------ */

static int load(struct ax_spe *spe, const void *image, size_t bytes)
{
	char why[128], line[192];
	int error = ax_elf_load(spe->store, image, bytes, &spe->entry, why, sizeof(why));
	if (error) {
		snprintf(line, sizeof(line), "spe %u: %s", spe->id, why);
		ax_cell_log(spe->cell, line);
		return error;
	}
	spe->backend_data = ax_isa_new(spe->store, &ports, spe);
	if (!spe->backend_data)
		return -ENOMEM;
	if (spe->cell->config.trace)
		ax_isa_set_tracer(spe->backend_data, trace);
	return 0;
}

static void fini(struct ax_spe *spe)
{
	ax_isa_free(spe->backend_data);
}

/* ---- running ------------------------------------------------------------------------------ */

static void enter(struct ax_spe *spe, struct ax_isa *isa)
{
	if (spe->cell->timer) {
		if (!spe->cycle) /* a new run begins */
			ax_isa_set_timing(isa, false);
		ax_isa_set_timing(isa, true);
		ax_isa_wait_until(isa, spe->cycle);
	} else {
		ax_isa_set_timing(isa, spe->cell->config.cycles);
	}
	ax_isa_set_pc(isa, spe->npc);
	ax_isa_set_srr0(isa, spe->srr0);
	for (unsigned reg = 0; reg < AX_ISA_REGISTERS; reg++)
		for (unsigned word = 0; word < 4; word++)
			ax_isa_set_word(isa, reg, word, spe->gpr[reg].w[word]);
}

static void leave(struct ax_spe *spe, const struct ax_isa *isa)
{
	struct ax_isa_counts counts;
	ax_isa_counts(isa, &counts);
	if (spe->cell->timer)
		spe->cycle = counts.cycles;
	ax_spe_note_code(spe, counts.instructions, counts.cycles);
	spe->npc = ax_isa_pc(isa);
	spe->srr0 = ax_isa_srr0(isa);
	for (unsigned reg = 0; reg < AX_ISA_REGISTERS; reg++)
		for (unsigned word = 0; word < 4; word++)
			spe->gpr[reg].w[word] = ax_isa_word(isa, reg, word);
}

/* What the end of an execution is to the context. AX_SPU_OK: it goes on. */
static enum ax_spu_result conclude(struct ax_spe *spe, struct ax_isa *isa, enum ax_isa_end end)
{
	spe->npc = ax_isa_pc(isa);
	switch (end) {
	case AX_ISA_STOPPED:
		return ax_spu_stop(spe, ax_isa_code(isa));
	case AX_ISA_HALTED:
		return ax_spu_halt(spe);
	case AX_ISA_INVALID:
		spe->pc = spe->npc;
		return ax_spu_illegal(spe);
	case AX_ISA_CHANNEL:
		spe->waited = true;
		return spe->cell->deterministic ? AX_SPU_STALL : ax_channel_wait(spe, spe->waiting);
	case AX_ISA_FAULTED:
		return AX_SPU_STOP;
	case AX_ISA_OK:
	case AX_ISA_LOOK:
	default:
		return ax_spe_called(spe) ? ax_spe_answer(spe) : AX_SPU_OK;
	}
}

static enum ax_spu_result run(struct ax_spe *spe)
{
	struct ax_isa *isa = spe->backend_data;
	enum ax_spu_result result = AX_SPU_OK;
	uint64_t left = spe->budget;
	enter(spe, isa);
	while (result == AX_SPU_OK && left) {
		uint64_t before = ax_isa_instructions(isa);
		result = conclude(spe, isa, ax_isa_run(isa, left < SLICE ? left : SLICE));
		left -= ax_isa_instructions(isa) - before;
	}
	leave(spe, isa);
	return result;
}

const struct ax_spu_backend ax_isa_backend = {
	.name = "isa",
	.big_endian = true,
	.knows = ax_elf_knows,
	.load = load,
	.run = run,
	.fini = fini,
	.counts_cycles = true,
};

struct ax_isa *ax_isa_of(struct ax_spe *spe)
{
	return spe->backend == &ax_isa_backend ? spe->backend_data : NULL;
}
