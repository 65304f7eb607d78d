// SPDX-License-Identifier: Apache-2.0
/* isa: the machine as its owner sees it. */
#include "fpscr.h"
#include "isa_private.h"

#include <stdlib.h>
#include <string.h>

enum {
	INTERRUPTIBLE_INSTRUCTIONS = 16 /* between looks at channel 0 while it may interrupt */
};

static_assert(_Alignof(struct ax_isa) <= 2 * sizeof(void *), "as glibc's calloc aligns blocks");

struct ax_isa *ax_isa_new(uint8_t *store, const struct ax_isa_ports *ports, void *owner)
{
	/* Most of it are entries, whose zeros need no memory until they are used. */
	struct ax_isa *isa = calloc(1, sizeof(*isa));
	if (!isa)
		return NULL;
	isa->execute = ax_isa_choose();
	isa->store = store;
	isa->ports = ports;
	isa->owner = owner;
	ax_pipes_reset(&isa->pipes);
	return isa;
}

void ax_isa_free(struct ax_isa *isa)
{
	free(isa);
}

/* ---- running ------------------------------------------------------------------------------ */

static void interrupt(struct ax_isa *isa)
{
	if (isa->ports && isa->ports->count(isa->owner, 0)) {
		isa->interruptible = false;
		isa->srr0 = isa->pc;
		isa->pc = 0;
	}
}

enum ax_isa_end ax_isa_run(struct ax_isa *isa, uint64_t n)
{
	uint64_t last = isa->instructions + n;
	enum ax_isa_end end = AX_ISA_OK;
	while (isa->instructions < last && (end == AX_ISA_OK || end == AX_ISA_LOOK)) {
		uint64_t slice = last - isa->instructions;
		if (isa->interruptible) {
			interrupt(isa);
			if (slice > INTERRUPTIBLE_INSTRUCTIONS)
				slice = INTERRUPTIBLE_INSTRUCTIONS;
		}
		end = isa->execute(isa, slice);
	}
	return end == AX_ISA_LOOK ? AX_ISA_OK : end;
}

enum ax_isa_end ax_isa_step(struct ax_isa *isa)
{
	return ax_isa_run(isa, 1);
}

/* ---- state -------------------------------------------------------------------------------- */

static union ax_register *reg(struct ax_isa *isa, unsigned number)
{
	return &isa->gpr[number % AX_ISA_REGISTERS];
}

void ax_isa_poke(struct ax_isa *isa, unsigned number, const uint8_t quad[16])
{
	uint64_t part[2];
	memcpy(part, quad, sizeof(part));
	reg(isa, number)->d = ax_doubles_of(ax_big64(part[0]), ax_big64(part[1]));
}

void ax_isa_peek(const struct ax_isa *isa, unsigned number, uint8_t quad[16])
{
	ax_doubles d = isa->gpr[number % AX_ISA_REGISTERS].d;
	uint64_t part[2] = { ax_big64(d[AX_DOUBLE(0)]), ax_big64(d[AX_DOUBLE(1)]) };
	memcpy(quad, part, sizeof(part));
}

void ax_isa_set_word(struct ax_isa *isa, unsigned number, unsigned word, uint32_t value)
{
	reg(isa, number)->w[AX_WORD(word % 4)] = value;
}

uint32_t ax_isa_word(const struct ax_isa *isa, unsigned number, unsigned word)
{
	return isa->gpr[number % AX_ISA_REGISTERS].w[AX_WORD(word % 4)];
}

void ax_isa_set_fpscr(struct ax_isa *isa, const uint8_t quad[16])
{
	static const uint32_t mask[4] = AX_FPSCR_MASK;
	uint32_t word[4];
	memcpy(word, quad, sizeof(word));
	for (unsigned i = 0; i < 4; i++)
		isa->fpscr[i] = ax_big32(word[i]) & mask[i];
}

void ax_isa_fpscr(const struct ax_isa *isa, uint8_t quad[16])
{
	uint32_t word[4];
	for (unsigned i = 0; i < 4; i++)
		word[i] = ax_big32(isa->fpscr[i]);
	memcpy(quad, word, sizeof(word));
}

void ax_isa_set_pc(struct ax_isa *isa, uint32_t pc)
{
	isa->pc = pc & AX_ISA_PC_MASK;
}

uint32_t ax_isa_pc(const struct ax_isa *isa)
{
	return isa->pc;
}

uint8_t *ax_isa_store(struct ax_isa *isa)
{
	return isa->store;
}

uint32_t ax_isa_code(const struct ax_isa *isa)
{
	return isa->code;
}

bool ax_isa_interruptible(const struct ax_isa *isa)
{
	return isa->interruptible;
}

void ax_isa_set_interruptible(struct ax_isa *isa, bool on)
{
	isa->interruptible = on;
}

void ax_isa_set_srr0(struct ax_isa *isa, uint32_t srr0)
{
	isa->srr0 = srr0;
}

uint32_t ax_isa_srr0(const struct ax_isa *isa)
{
	return isa->srr0;
}

/* ---- what is observed --------------------------------------------------------------------- */

void ax_isa_counts(const struct ax_isa *isa, struct ax_isa_counts *counts)
{
	*counts = (struct ax_isa_counts){
		.instructions = isa->instructions,
		.cycles = isa->pipes.free,
		.pairs = isa->pipes.pairs,
		.stalled = isa->pipes.stalled,
		.misses = isa->pipes.misses,
		.hinted = isa->pipes.hinted,
	};
}

uint64_t ax_isa_instructions(const struct ax_isa *isa)
{
	return isa->instructions;
}

uint64_t ax_isa_cycle(const struct ax_isa *isa)
{
	return isa->pipes.cycle;
}

void ax_isa_set_timing(struct ax_isa *isa, bool on)
{
	if (on && !isa->timed)
		ax_pipes_reset(&isa->pipes);
	isa->timed = on;
}

void ax_isa_wait_until(struct ax_isa *isa, uint64_t cycle)
{
	ax_pipes_wait(&isa->pipes, cycle);
}

void ax_isa_set_tracer(struct ax_isa *isa, ax_isa_tracer *fn)
{
	isa->tracer = fn;
}
