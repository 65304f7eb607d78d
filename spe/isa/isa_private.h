// SPDX-License-Identifier: Apache-2.0
/* isa_private: the machine's state. */
#ifndef AXON_ISA_PRIVATE_H
#define AXON_ISA_PRIVATE_H

#include "isa.h"
#include "op.h"
#include "pipes.h"

enum {
	AX_ISA_WORDS = AX_ISA_STORE_BYTES / 4
};

typedef enum ax_isa_end ax_isa_executor(struct ax_isa *isa, uint64_t n);

struct ax_isa {
	_Alignas(16) union ax_register gpr[AX_ISA_NO_REGISTER + 1]; /* the last one is never used */
	uint8_t *store;
	uint32_t pc;
	uint32_t fpscr[4]; /* words in the architecture's order */
	uint32_t code;	   /* of the last stop */
	uint32_t srr0;
	bool interruptible;
	bool timed;
	const struct ax_isa_ports *ports;
	void *owner;
	ax_isa_tracer *tracer;
	ax_isa_executor *execute;
	uint64_t instructions;
	struct ax_isa_pipes pipes;
	struct ax_isa_op op[AX_ISA_WORDS]; /* zero: no instruction */
};

/* Executes up to n instructions: on any host, and on one with AVX2 and FMA. */
enum ax_isa_end ax_isa_execute(struct ax_isa *isa, uint64_t n);
enum ax_isa_end ax_isa_execute_avx2(struct ax_isa *isa, uint64_t n);
/* The one for this host: choose_x86.c or choose_plain.c. */
ax_isa_executor *ax_isa_choose(void);

/* The word in the store's order. Relaxed: whoever writes code into the store of a running machine
 * promises no order; the machine sees it when it looks again. */
static inline uint32_t ax_isa_fetch(const uint8_t *store, uint32_t pc)
{
	return __atomic_load_n((const uint32_t *)(store + pc), __ATOMIC_RELAXED);
}

#endif
