// SPDX-License-Identifier: Apache-2.0
/* control: what may leave the straight line. These return why the execution ends, or AX_ISA_OK. */
#ifndef AXON_ISA_CONTROL_H
#define AXON_ISA_CONTROL_H

#include "cpu.h"

#define AX_CONTROL(name)                                                                           \
	static inline __attribute__((always_inline)) enum ax_isa_end ax_do_##name(                 \
		struct ax_cpu *cpu, const struct ax_isa_op *op)

enum {
	AX_FEATURE_DISABLE = 0x20,
	AX_FEATURE_ENABLE = 0x10,
};

/* ---- halts -------------------------------------------------------------------------------- */

#define AX_HALTS(name, condition)                                                                  \
	AX_CONTROL(name)                                                                           \
	{                                                                                          \
		return (condition) ? AX_ISA_HALTED : AX_ISA_OK;                                    \
	}

AX_HALTS(heq, RA0 == RB0)
AX_HALTS(heqi, RA0 == (uint32_t)IMM)
AX_HALTS(hgt, (int32_t)RA0 > (int32_t)RB0)
AX_HALTS(hgti, (int32_t)RA0 > IMM)
AX_HALTS(hlgt, RA0 > RB0)
AX_HALTS(hlgti, RA0 > (uint32_t)IMM)

/* ---- branches ----------------------------------------------------------------------------- */

static inline void ax_jump(struct ax_cpu *cpu, uint32_t target)
{
	cpu->next = target & AX_ISA_PC_MASK;
}

/* To a register's address. The E and D forms also turn interrupts on and off; both at once is no
 * form of the architecture's, and turns nothing. */
static inline enum ax_isa_end ax_jump_indirect(struct ax_cpu *cpu, const struct ax_isa_op *op,
					       uint32_t target)
{
	unsigned feature = op->feature & (AX_FEATURE_DISABLE | AX_FEATURE_ENABLE);
	ax_jump(cpu, target);
	if (__builtin_expect(feature == AX_FEATURE_ENABLE, 0)) {
		cpu->isa->interruptible = true;
		return AX_ISA_LOOK;
	}
	if (__builtin_expect(feature == AX_FEATURE_DISABLE, 0))
		cpu->isa->interruptible = false;
	return AX_ISA_OK;
}

static inline ax_words ax_link(const struct ax_cpu *cpu)
{
	return ax_words_of((cpu->pc + 4) & AX_ISA_PC_MASK, 0, 0, 0);
}

#define AX_BRANCHES(name, condition)                                                               \
	AX_CONTROL(name)                                                                           \
	{                                                                                          \
		if (condition)                                                                     \
			ax_jump(cpu, (uint32_t)IMM);                                               \
		return AX_ISA_OK;                                                                  \
	}
#define AX_CALLS(name)                                                                             \
	AX_CONTROL(name)                                                                           \
	{                                                                                          \
		ax_jump(cpu, (uint32_t)IMM);                                                       \
		RT.w = ax_link(cpu);                                                               \
		return AX_ISA_OK;                                                                  \
	}
#define AX_BRANCHES_INDIRECT(name, condition)                                                      \
	AX_CONTROL(name)                                                                           \
	{                                                                                          \
		return (condition) ? ax_jump_indirect(cpu, op, RA0) : AX_ISA_OK;                   \
	}

AX_BRANCHES(br, true)
AX_BRANCHES(bra, true)
AX_BRANCHES(brz, RT0 == 0)
AX_BRANCHES(brnz, RT0 != 0)
AX_BRANCHES(brhz, (RT0 & 0xffff) == 0)
AX_BRANCHES(brhnz, (RT0 & 0xffff) != 0)
AX_CALLS(brsl)
AX_CALLS(brasl)
AX_BRANCHES_INDIRECT(bi, true)
AX_BRANCHES_INDIRECT(biz, RT0 == 0)
AX_BRANCHES_INDIRECT(binz, RT0 != 0)
AX_BRANCHES_INDIRECT(bihz, (RT0 & 0xffff) == 0)
AX_BRANCHES_INDIRECT(bihnz, (RT0 & 0xffff) != 0)

AX_CONTROL(bisl)
{
	uint32_t target = RA0; /* before RT, which may be RA */
	RT.w = ax_link(cpu);
	return ax_jump_indirect(cpu, op, target);
}

AX_CONTROL(iret)
{
	return ax_jump_indirect(cpu, op, cpu->isa->srr0);
}

/* ---- channels ----------------------------------------------------------------------------- */

static inline uint32_t ax_port_count(struct ax_isa *isa, uint32_t channel)
{
	return isa->ports ? isa->ports->count(isa->owner, channel) : 0;
}

static inline enum ax_isa_end ax_port_read(struct ax_isa *isa, uint32_t channel, uint32_t *value)
{
	return isa->ports ? isa->ports->read(isa->owner, channel, value) : AX_ISA_CHANNEL;
}

static inline enum ax_isa_end ax_port_write(struct ax_isa *isa, uint32_t channel, uint32_t value)
{
	return isa->ports ? isa->ports->write(isa->owner, channel, value) : AX_ISA_CHANNEL;
}

AX_CONTROL(rdch)
{
	uint32_t value = 0;
	cpu->isa->pc = cpu->pc;
	enum ax_isa_end end = ax_port_read(cpu->isa, (uint32_t)IMM, &value);
	if (end != AX_ISA_CHANNEL)
		RT.w = ax_words_of(value, 0, 0, 0);
	return end;
}

AX_CONTROL(wrch)
{
	cpu->isa->pc = cpu->pc;
	return ax_port_write(cpu->isa, (uint32_t)IMM, RT0);
}

AX_CONTROL(rchcnt)
{
	cpu->isa->pc = cpu->pc;
	if (!cpu->isa->ports)
		return AX_ISA_CHANNEL;
	RT.w = ax_words_of(ax_port_count(cpu->isa, (uint32_t)IMM), 0, 0, 0);
	return AX_ISA_OK;
}

/* Channel 0 has a count while an event that is not masked has come. */
AX_CONTROL(bisled)
{
	uint32_t target = RA0;
	cpu->isa->pc = cpu->pc;
	RT.w = ax_link(cpu);
	return ax_port_count(cpu->isa, 0) ? ax_jump_indirect(cpu, op, target) : AX_ISA_OK;
}

/* ---- stops -------------------------------------------------------------------------------- */

AX_CONTROL(stop)
{
	cpu->isa->code = (uint32_t)IMM;
	return AX_ISA_STOPPED;
}

AX_CONTROL(stopd)
{
	(void)op;
	cpu->isa->code = AX_ISA_STOPD_CODE;
	return AX_ISA_STOPPED;
}

#endif
