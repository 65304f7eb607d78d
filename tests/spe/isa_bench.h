// SPDX-License-Identifier: Apache-2.0
/* isa_bench: an interpreter on a store of its own, and an assembler that goes by its table. */
#ifndef AXON_TESTS_SPE_ISA_BENCH_H
#define AXON_TESTS_SPE_ISA_BENCH_H

#include "isa/isa.h"

struct quad {
	uint32_t w[4]; /* word 0 first */
};

#define Q(...)                                                                                     \
	(struct quad)                                                                              \
	{                                                                                          \
		{                                                                                  \
			__VA_ARGS__                                                                \
		}                                                                                  \
	}
#define SPLAT(word) Q(word, word, word, word)

struct bench {
	struct ax_isa *isa;
	uint8_t *store;
	uint32_t at; /* where the next instruction goes */
};

void bench_init(struct bench *bench, const struct ax_isa_ports *ports, void *owner);
void bench_fini(struct bench *bench);

/* An instruction's word. The operands by format, those that it hasn't got as 0:
 *   RR, RI7, RI8, RI10  RT, RA, RB or the immediate      RRR       RT, RA, RB, RC
 *   RI16, RI18          RT, the immediate as encoded     CODE      the code
 *   CHANNEL, SPECIAL    RT, its number                   hints     the branch, in words from the hint;
 *                                                                  RA or the target as encoded */
uint32_t bench_word(const char *name, int x, int y, int z, int w);
/* Puts it at bench->at. */
void bench_put_word(struct bench *bench, uint32_t word);
#define bench_put(bench, ...) bench_put_named(bench, __VA_ARGS__, 0, 0, 0, 0)
#define bench_put_named(bench, name, x, y, z, w, ...)                                              \
	bench_put_word(bench, bench_word(name, x, y, z, w))

void bench_set(struct bench *bench, unsigned reg, struct quad quad);
struct quad bench_get(const struct bench *bench, unsigned reg);
uint32_t bench_peek(const struct bench *bench, uint32_t address);
void bench_poke(struct bench *bench, uint32_t address, uint32_t word);

/* From address 0. */
enum ax_isa_end bench_run(struct bench *bench, uint64_t n);

/* What one instruction makes of registers: RT 1 (before it), RA 2, RB 3, RC 4. */
struct operands {
	struct quad t, a, b, c;
	int imm;
};

struct quad bench_do(const char *name, const struct operands *operands);

/* An instruction, its operands and what becomes of RT. */
struct vector {
	const char *name;
	struct operands in;
	struct quad out;
};

/* Fails with the first that is not so; on the loop for any host and on the one for this host. */
void bench_expect(const struct vector *vector, size_t n);
#define EXPECT(...)                                                                                \
	do {                                                                                       \
		const struct vector vectors[] = { __VA_ARGS__ };                                   \
		bench_expect(vectors, sizeof(vectors) / sizeof(vectors[0]));                       \
	} while (0)

#endif
