// SPDX-License-Identifier: Apache-2.0
/* pipes: how long instructions take.
 *
 * Instructions start in order, at most one a cycle and pipe: two start together when they are in
 * one doubleword, the first is for the even pipe and the second for the odd one, and the operands
 * of both are there. A register can be read its unit's latency after the instruction that writes it
 * started. Fetching goes straight on, or where a hint says that a branch will go; a branch that
 * goes elsewhere costs a refill. Left out: that loads, stores and DMA can keep the local store from
 * instruction fetch. */
#ifndef AXON_ISA_PIPES_H
#define AXON_ISA_PIPES_H

#include "op.h"

#include <stdbool.h>

/* Cell Broadband Engine Programming Handbook, on branch hints. */
enum {
	AX_MISS_CYCLES = 18,	  /* a refill: 18 or 19 */
	AX_HINT_INSTRUCTIONS = 8, /* a hint must be so far ahead of its branch */
	AX_HINT_CYCLES = 15,	  /* then, to be in time; a branch waits for a later one */
};

struct ax_isa_pipes {
	uint64_t cycle;	  /* in which the last instruction started */
	uint64_t free;	  /* the first in which another one may, but for a pair's second */
	uint64_t started; /* instructions */
	uint32_t pair_pc; /* where the last one's second would be; UINT32_MAX: it can't have one */
	struct {
		uint32_t branch, target; /* branch UINT32_MAX: there is none */
		uint64_t cycle, started; /* when it was given */
	} hint;
	uint64_t pairs, stalled, misses, hinted;
	uint64_t ready[AX_ISA_NO_REGISTER + 1]; /* when a register's value is there */
};

static inline uint64_t ax_later(uint64_t a, uint64_t b)
{
	return a > b ? a : b;
}

static inline uint64_t ax_pipes_ready(const struct ax_isa_pipes *pipes, uint32_t offset)
{
	return pipes->ready[offset / sizeof(union ax_register)];
}

/* The instruction at pc starts. */
static inline void ax_pipes_start(struct ax_isa_pipes *pipes, const struct ax_isa_op *op,
				  uint32_t pc)
{
	const struct ax_isa_info *info = &ax_isa_info[op->code];
	uint64_t from = pipes->free;
	uint64_t ready = ax_later(ax_pipes_ready(pipes, op->ra), ax_pipes_ready(pipes, op->rb));
	if (info->operands & AX_ISA_READS_T)
		ready = ax_later(ready, ax_pipes_ready(pipes, op->rt));
	if (info->operands & AX_ISA_READS_C)
		ready = ax_later(ready, ax_pipes_ready(pipes, (uint32_t)op->imm));
	if (pc == pipes->pair_pc && info->pipe == 1 && ready <= pipes->cycle) {
		from = pipes->cycle;
		pipes->pairs++;
	}
	uint64_t start = ax_later(from, ready);
	pipes->stalled += start - from;
	pipes->cycle = start;
	pipes->free = start + 1 + info->stall;
	pipes->pair_pc = info->pipe == 0 && info->stall == 0 && (pc & 4) == 0 ? pc + 4 : UINT32_MAX;
	pipes->started++;
	if (info->operands & AX_ISA_WRITES_T)
		pipes->ready[op->rt / sizeof(union ax_register)] = start + info->latency;
}

/* Nothing is known: registers are there, and no hint; and time begins. */
void ax_pipes_reset(struct ax_isa_pipes *pipes);
/* The instruction in hand is a hint that the branch at `branch` goes to `target`. */
void ax_pipes_hint(struct ax_isa_pipes *pipes, uint32_t branch, uint32_t target);
/* The instruction at pc was followed by the one at next; to be told when that is not the one behind
 * it, or when the instruction is the hinted branch. */
void ax_pipes_branch(struct ax_isa_pipes *pipes, uint32_t pc, uint32_t next);
/* The instruction in hand did not go after all: it will start again. */
void ax_pipes_again(struct ax_isa_pipes *pipes);
/* Nothing starts before that cycle. */
void ax_pipes_wait(struct ax_isa_pipes *pipes, uint64_t cycle);

#endif
