// SPDX-License-Identifier: Apache-2.0
/* loop: what every instruction goes through. Compiled once for any host of its kind, and once more
 * for those of them that have more instructions. */
#ifndef AXON_ISA_LOOP_H
#define AXON_ISA_LOOP_H

#include "bits.h"
#include "control.h"
#include "double.h"
#include "integer.h"
#include "loads.h"
#include "single.h"

/* Everything below is inlined into one function for each way to run. */
#define AX_LOOP static inline __attribute__((always_inline))

/* The entry of the word at pc, decoded anew when the word is another. */
AX_LOOP const struct ax_isa_op *ax_loop_entry(struct ax_cpu *cpu)
{
	struct ax_isa_op *op = &cpu->isa->op[cpu->pc / 4];
	uint32_t raw = ax_isa_fetch(cpu->store, cpu->pc);
	if (__builtin_expect(op->raw != (raw ^ AX_ISA_NO_INSTRUCTION), 0))
		ax_isa_decode(op, cpu->pc, raw);
	return op;
}

AX_LOOP enum ax_isa_end ax_loop_perform(struct ax_cpu *cpu, const struct ax_isa_op *op)
{
	switch ((enum ax_isa_code)op->code) {
#define X(name, format, opcode, unit, operands)                                                    \
case AX_ISA_CODE_##name:                                                                           \
	ax_do_##name(cpu, op);                                                                     \
	return AX_ISA_OK;
		AX_ISA_STRAIGHT(X)
#undef X
#define X(name, format, opcode, unit, operands)                                                    \
case AX_ISA_CODE_##name:                                                                           \
	return ax_do_##name(cpu, op);
		AX_ISA_CONTROL(X)
#undef X
#define X(name, format, opcode, unit, operands) case AX_ISA_CODE_##name:
		AX_ISA_HINT(X)
		AX_ISA_QUIET(X)
#undef X
		return AX_ISA_OK;
	case AX_ISA_NONE:
	case AX_ISA_N_CODES:
	default:
		return AX_ISA_INVALID;
	}
}

/* ---- what is observed --------------------------------------------------------------------- */

static inline void ax_loop_trace(struct ax_isa *isa, const struct ax_isa_op *op, uint32_t pc)
{
	isa->pc = pc;
	isa->tracer(isa->owner, pc, ax_big32(op->raw ^ AX_ISA_NO_INSTRUCTION));
}

static inline void ax_loop_hint(struct ax_isa *isa, const struct ax_isa_op *op)
{
	uint32_t target = op->code == AX_ISA_CODE_hbr
				  ? isa->gpr[op->ra / sizeof(isa->gpr[0])].w[AX_WORD(0)]
				  : (uint32_t)op->imm;
	ax_pipes_hint(&isa->pipes, op->rt * UINT32_C(4), target & AX_ISA_PC_MASK);
}

/* Before the instruction at pc, which ax_loop_hint() is one of. */
AX_LOOP void ax_loop_start(struct ax_isa *isa, const struct ax_isa_op *op, uint32_t pc)
{
	ax_pipes_start(&isa->pipes, op, pc);
	if (op->code >= AX_ISA_CODE_hbr && op->code <= AX_ISA_CODE_hbrr)
		ax_loop_hint(isa, op);
}

AX_LOOP void ax_loop_finish(struct ax_isa *isa, uint32_t pc, uint32_t next)
{
	if (next != pc + 4 || pc == isa->pipes.hint.branch)
		ax_pipes_branch(&isa->pipes, pc, next);
}

/* ---- the loop ----------------------------------------------------------------------------- */

enum ax_observed {
	AX_UNOBSERVED,
	AX_TIMED,
	AX_TRACED, /* and timed, if the machine is */
};

AX_LOOP enum ax_isa_end ax_loop_run(struct ax_isa *isa, uint64_t n, const enum ax_observed observed)
{
	struct ax_cpu cpu = { .isa = isa, .store = isa->store, .next = isa->pc };
	enum ax_isa_end end = AX_ISA_OK;
	uint64_t left = n;
	while (left && end == AX_ISA_OK) {
		cpu.pc = cpu.next;
		const struct ax_isa_op *op = ax_loop_entry(&cpu);
		cpu.next = (cpu.pc + 4) & AX_ISA_PC_MASK;
		if (observed == AX_TRACED && isa->tracer)
			ax_loop_trace(isa, op, cpu.pc);
		if (observed == AX_TIMED || (observed == AX_TRACED && isa->timed))
			ax_loop_start(isa, op, cpu.pc);
		end = ax_loop_perform(&cpu, op);
		if (observed == AX_TIMED || (observed == AX_TRACED && isa->timed))
			ax_loop_finish(isa, cpu.pc, cpu.next);
		left--;
	}
	bool done = end != AX_ISA_INVALID && end != AX_ISA_CHANNEL;
	if (!done && observed != AX_UNOBSERVED)
		ax_pipes_again(&isa->pipes);
	isa->pc = done ? cpu.next : cpu.pc;
	isa->instructions += n - left - !done;
	return end;
}

AX_LOOP enum ax_isa_end ax_loop(struct ax_isa *isa, uint64_t n)
{
	if (isa->tracer)
		return ax_loop_run(isa, n, AX_TRACED);
	if (isa->timed)
		return ax_loop_run(isa, n, AX_TIMED);
	return ax_loop_run(isa, n, AX_UNOBSERVED);
}

#endif
