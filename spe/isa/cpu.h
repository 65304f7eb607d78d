// SPDX-License-Identifier: Apache-2.0
/* cpu: what the instructions' functions are written with. They are inlined into the loop of
 * loop.h, whose locals a struct ax_cpu stands for: no function that isn't may get its address. */
#ifndef AXON_ISA_CPU_H
#define AXON_ISA_CPU_H

#include "isa_private.h"

struct ax_cpu {
	struct ax_isa *isa;
	uint8_t *store;
	uint32_t pc;   /* of the instruction in hand */
	uint32_t next; /* of the one to be executed after it */
};

#define AX_INSTRUCTION(name)                                                                       \
	static inline __attribute__((always_inline)) void ax_do_##name(struct ax_cpu *cpu,         \
								       const struct ax_isa_op *op)

static inline union ax_register *ax_reg(const struct ax_cpu *cpu, uint32_t offset)
{
	return (union ax_register *)((char *)cpu->isa->gpr + offset);
}

#define RT  (*ax_reg(cpu, op->rt))
#define RA  (*ax_reg(cpu, op->ra))
#define RB  (*ax_reg(cpu, op->rb))
#define RC  (*ax_reg(cpu, (uint32_t)op->imm))
#define IMM (op->imm)

/* The preferred slots. */
#define RT0 (RT.w[AX_WORD(0)])
#define RA0 (RA.w[AX_WORD(0)])
#define RB0 (RB.w[AX_WORD(0)])

/* An instruction that gives each slot of RT the value of an expression in a, b, c and t: that slot
 * of RA, RB, RC and of RT before. `slots` is a member of union ax_register. */
#define AX_SLOTS(name, slots, expression)                                                          \
	AX_INSTRUCTION(name)                                                                       \
	{                                                                                          \
		const __typeof__(RA.slots) a = RA.slots;                                           \
		RT.slots = (__typeof__(RT.slots))(expression);                                     \
	}
#define AX_SLOTS_B(name, slots, expression)                                                        \
	AX_INSTRUCTION(name)                                                                       \
	{                                                                                          \
		const __typeof__(RA.slots) a = RA.slots, b = RB.slots;                             \
		RT.slots = (__typeof__(RT.slots))(expression);                                     \
	}
#define AX_SLOTS_BC(name, slots, expression)                                                       \
	AX_INSTRUCTION(name)                                                                       \
	{                                                                                          \
		const __typeof__(RA.slots) a = RA.slots, b = RB.slots, c = RC.slots;               \
		RT.slots = (__typeof__(RT.slots))(expression);                                     \
	}
#define AX_SLOTS_BT(name, slots, expression)                                                       \
	AX_INSTRUCTION(name)                                                                       \
	{                                                                                          \
		const __typeof__(RA.slots) a = RA.slots, b = RB.slots, t = RT.slots;               \
		RT.slots = (__typeof__(RT.slots))(expression);                                     \
	}

#endif
