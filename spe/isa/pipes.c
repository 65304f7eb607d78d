// SPDX-License-Identifier: Apache-2.0
/* pipes: branches and hints, and time that others let pass. */
#include "pipes.h"

void ax_pipes_reset(struct ax_isa_pipes *pipes)
{
	for (unsigned i = 0; i <= AX_ISA_NO_REGISTER; i++)
		pipes->ready[i] = 0;
	pipes->cycle = pipes->free = 0;
	pipes->hint.branch = UINT32_MAX;
	pipes->pair_pc = UINT32_MAX;
}

void ax_pipes_hint(struct ax_isa_pipes *pipes, uint32_t branch, uint32_t target)
{
	pipes->hint.branch = branch;
	pipes->hint.target = target;
	pipes->hint.cycle = pipes->cycle;
	pipes->hint.started = pipes->started;
}

void ax_pipes_branch(struct ax_isa_pipes *pipes, uint32_t pc, uint32_t next)
{
	bool hinted = pipes->hint.branch == pc &&
		      pipes->started - pipes->hint.started > AX_HINT_INSTRUCTIONS;
	uint32_t expected = hinted ? pipes->hint.target : pc + 4;
	pipes->pair_pc = UINT32_MAX;
	if (next != expected) {
		pipes->misses++;
		pipes->free = pipes->cycle + 1 + AX_MISS_CYCLES;
	} else if (hinted) {
		pipes->hinted++;
		ax_pipes_wait(pipes, pipes->hint.cycle + AX_HINT_CYCLES);
	}
}

void ax_pipes_wait(struct ax_isa_pipes *pipes, uint64_t cycle)
{
	pipes->free = ax_later(pipes->free, cycle);
	pipes->pair_pc = UINT32_MAX;
}

void ax_pipes_again(struct ax_isa_pipes *pipes)
{
	pipes->free = pipes->cycle;
	pipes->pair_pc = UINT32_MAX;
	pipes->started--;
}
