// SPDX-License-Identifier: Apache-2.0
/* lab: a backend for tests, whose SPU program is a C function of the test. Its data in the local
 * store is in the host's order, and each channel operation is an instruction of its own. */
#ifndef AXON_TESTS_SPE_LAB_H
#define AXON_TESTS_SPE_LAB_H

#include "core/core.h"

/* Starts at spe->npc 0, and is called again, with the npc that lab_stop() left, to go on. */
typedef void lab_program(struct ax_spe *spe);

struct lab_image {
	char magic[64];
	lab_program *program;
};

extern const struct ax_spu_backend lab_backend;

struct lab_image lab_image(lab_program *program);

/* What an SPU does. They end the run where hardware would. */
uint32_t lab_read(struct ax_spe *spe, uint32_t channel);
void lab_write(struct ax_spe *spe, uint32_t channel, uint32_t value);
uint32_t lab_count(struct ax_spe *spe, uint32_t channel);
void lab_command(struct ax_spe *spe, uint32_t opcode, uint32_t ls, uint64_t ea, uint32_t size,
		 uint32_t tag);
void lab_list(struct ax_spe *spe, uint32_t opcode, uint32_t ls, uint64_t high, uint32_t list,
	      uint32_t bytes, uint32_t tag);
uint32_t lab_tags(struct ax_spe *spe, uint32_t mask, uint32_t update); /* mask, update, status */
_Noreturn void lab_stop(struct ax_spe *spe, uint32_t code);
_Noreturn void lab_halt(struct ax_spe *spe);
_Noreturn void lab_illegal(struct ax_spe *spe);

/* A turn of a loop that polls local store: other threads may run, and the PPE may stop it. */
void lab_relax(struct ax_spe *spe);

static inline void *lab_store(struct ax_spe *spe, uint32_t ls)
{
	return spe->store + ls;
}

static inline uint64_t lab_ea(const volatile void *at)
{
	return (uintptr_t)at;
}

/* Keeps the lines of the log: a log function of struct ax_spe_config, with a struct lab_log. */
struct lab_log {
	pthread_mutex_t lock;
	unsigned n;
	char last[512];
};

void lab_log(void *log, const char *line);

/* A cell of its own that logs into *log; its contexts run lab programs. */
struct ax_cell *lab_cell(struct lab_log *log, unsigned n_spes, uint64_t seed, bool deterministic);
struct ax_spe *lab_spe(struct ax_cell *cell, unsigned flags, lab_program *program);

#endif
