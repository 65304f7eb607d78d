// SPDX-License-Identifier: Apache-2.0
/* vector: a line of ../model/vector.py as the state that an interpreter is set to, or must be in. */
#ifndef AXON_TESTS_SPE_ISA_VECTOR_H
#define AXON_TESTS_SPE_ISA_VECTOR_H

#include <stdbool.h>
#include <stdint.h>

enum {
	N_REGISTERS = 128,
	N_CHANNELS = 128,
	STORE_BYTES = 256 * 1024,
	MAX_WORDS = 8,
	MAX_TOUCHED = 16,
};

/* What is known of 16 bytes: the bits of the mask; or its words, to one unit in the last place. */
struct known {
	uint8_t quad[16], mask[16];
	bool near;
};

struct channel {
	uint32_t count, value;
	bool written;
};

/* What the interpreter is set to, and then what it must have become. */
struct state {
	struct known reg[N_REGISTERS];
	struct known fpscr;
	struct channel channel[N_CHANNELS];
	uint32_t pc, srr0;
	bool pc_known, interruptible;
	char outcome[16];
	uint32_t word[MAX_WORDS];
	unsigned n_words;
	uint8_t *store;		       /* goes on from vector to vector */
	uint32_t touched[MAX_TOUCHED]; /* quadwords of it that the vector names */
	unsigned n_touched;
};

/* Everything a vector needs not name; the store stays. Registers hold what tells them apart. */
void vector_reset(struct state *state);
/* Reads up to the end of what goes in, from a line that is taken apart; the rest is what *rest
 * says. Returns the vector's name. */
const char *vector_inputs(struct state *state, char *line, char **rest);
/* Reads what must come out over what went in. */
void vector_results(struct state *state, char *rest);
/* Ends the program: the text is not as vectors are written. */
void vector_broken(const char *text) __attribute__((noreturn));

#endif
