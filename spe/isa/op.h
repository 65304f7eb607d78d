// SPDX-License-Identifier: Apache-2.0
/* op: an instruction in decoded form. */
#ifndef AXON_ISA_OP_H
#define AXON_ISA_OP_H

#include "quad.h"
#include "table.h"

#include <assert.h>

enum {
	AX_ISA_NO_REGISTER = 128, /* for an operand that the instruction does not read */
	/* A word, in either order, that is no instruction: so zeros are its entry. */
	AX_ISA_NO_INSTRUCTION = 0x00800000 | 0x00008000,
};

/* Registers are byte offsets into the array of them. */
struct ax_isa_op {
	uint32_t raw;	 /* the word it was decoded from, in the store's order, ^ NO_INSTRUCTION */
	uint8_t code;	 /* enum ax_isa_code */
	uint8_t feature; /* bits 11 to 17: C or P, D, E */
	uint16_t rt;	 /* of a hint: the hinted branch, in words */
	uint16_t ra, rb;
	/* The immediate; a branch's target or a quadword's address where the word alone says it;
	 * of RRR, RC. */
	int32_t imm;
};

static_assert(sizeof(struct ax_isa_op) == 16, "one shift from a PC to its entry");

/* Fills in the entry of the word at pc; raw is in the store's order. */
void ax_isa_decode(struct ax_isa_op *op, uint32_t pc, uint32_t raw);

#endif
