// SPDX-License-Identifier: Apache-2.0
/* isa: an interpreter of the SPU instruction set, by itself: a local store, 128 registers, a
 * program counter; channels are its owner's. Words are decoded once and kept; a word that has
 * changed meanwhile, whoever wrote it, is decoded again.
 *
 * | operation        | who                    | concurrently with                             |
 * | ---------------- | ---------------------- | --------------------------------------------- |
 * | every function   | one thread at a time   | anybody's writes to the store, which it reads |
 * |                  |                        | and writes in relaxed steps of 8 bytes        | */
#ifndef AXON_ISA_H
#define AXON_ISA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	AX_ISA_STORE_BYTES = 256 * 1024,
	AX_ISA_PC_MASK = AX_ISA_STORE_BYTES - 4,
	AX_ISA_QUAD_MASK = AX_ISA_STORE_BYTES - 16,
	AX_ISA_REGISTERS = 128,
	AX_ISA_STOPD_CODE = 0x3fff,
};

struct ax_isa;

/* Why an execution ended, and where the PC is then. */
enum ax_isa_end {
	AX_ISA_OK,	/* all that was asked for was executed */
	AX_ISA_STOPPED, /* by stop or stopd: behind it; ax_isa_code() has the code */
	AX_ISA_HALTED,	/* by a halt: behind it */
	AX_ISA_INVALID, /* at a word that is no instruction */
	AX_ISA_CHANNEL, /* at a channel instruction that can't go on now */
	AX_ISA_FAULTED, /* behind a channel instruction, as its owner wants it */
	AX_ISA_LOOK,	/* not returned: interrupts were enabled */
};

/* An owner's channels. read and write return OK, CHANNEL (nothing has happened; again later) or
 * FAULTED (it has, and the execution ends). All are called with ax_isa_pc() at the instruction. */
struct ax_isa_ports {
	enum ax_isa_end (*read)(void *owner, uint32_t channel, uint32_t *value);
	enum ax_isa_end (*write)(void *owner, uint32_t channel, uint32_t value);
	uint32_t (*count)(void *owner, uint32_t channel);
};

/* A machine on a store of AX_ISA_STORE_BYTES, aligned to 128 bytes, which stays the caller's.
 * ports NULL: every channel instruction ends with AX_ISA_CHANNEL. NULL: no memory. */
struct ax_isa *ax_isa_new(uint8_t *store, const struct ax_isa_ports *ports, void *owner);
void ax_isa_free(struct ax_isa *isa);

/* Executes up to n instructions. */
enum ax_isa_end ax_isa_run(struct ax_isa *isa, uint64_t n);
/* Executes the instruction at the PC. */
enum ax_isa_end ax_isa_step(struct ax_isa *isa);

/* Registers, byte 0 first, as the architecture numbers them. */
void ax_isa_poke(struct ax_isa *isa, unsigned reg, const uint8_t quad[16]);
void ax_isa_peek(const struct ax_isa *isa, unsigned reg, uint8_t quad[16]);
/* A word of a register; word 0 is the preferred slot. */
void ax_isa_set_word(struct ax_isa *isa, unsigned reg, unsigned word, uint32_t value);
uint32_t ax_isa_word(const struct ax_isa *isa, unsigned reg, unsigned word);
/* The floating-point status and control register; bits that it hasn't got stay 0. */
void ax_isa_set_fpscr(struct ax_isa *isa, const uint8_t quad[16]);
void ax_isa_fpscr(const struct ax_isa *isa, uint8_t quad[16]);

void ax_isa_set_pc(struct ax_isa *isa, uint32_t pc);
uint32_t ax_isa_pc(const struct ax_isa *isa);
uint8_t *ax_isa_store(struct ax_isa *isa);
uint32_t ax_isa_code(const struct ax_isa *isa); /* of the last stop, 14 bits */

/* Interrupts: enabled by the E forms of indirect branches, disabled by the D forms. While they are
 * enabled and channel 0 has a count, the PC goes to SRR0 and execution goes on at 0. */
bool ax_isa_interruptible(const struct ax_isa *isa);
void ax_isa_set_interruptible(struct ax_isa *isa, bool on);
void ax_isa_set_srr0(struct ax_isa *isa, uint32_t srr0);
uint32_t ax_isa_srr0(const struct ax_isa *isa);

/* ---- what an execution is worth ---- */

struct ax_isa_counts {
	uint64_t instructions;
	uint64_t cycles;  /* 0 until timing is turned on */
	uint64_t pairs;	  /* of instructions that went into both pipes in one cycle */
	uint64_t stalled; /* cycles in which an operand was waited for */
	uint64_t misses;  /* branches that went where fetching had not gone */
	uint64_t hinted;  /* taken branches that a hint had announced in time */
};

void ax_isa_counts(const struct ax_isa *isa, struct ax_isa_counts *counts);
uint64_t ax_isa_instructions(const struct ax_isa *isa);
uint64_t ax_isa_cycle(const struct ax_isa *isa); /* in which the instruction in hand started */
/* Counts cycles by the pipes' rules (pipes.h), from 0 when it has not done so before; or no more. */
void ax_isa_set_timing(struct ax_isa *isa, bool on);
/* The owner lets time pass, as a channel that was waited for does. */
void ax_isa_wait_until(struct ax_isa *isa, uint64_t cycle);

/* Calls fn before each instruction, in ax_isa_run() and ax_isa_step(); NULL: no more. */
typedef void ax_isa_tracer(void *owner, uint32_t pc, uint32_t word);
void ax_isa_set_tracer(struct ax_isa *isa, ax_isa_tracer *fn);
/* The instruction as the assembler spells it, cut to what fits; returns what snprintf() does. */
int ax_isa_text(uint32_t word, uint32_t pc, char *text, size_t bytes);

#endif
