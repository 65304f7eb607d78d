// SPDX-License-Identifier: Apache-2.0
/* isa_bench: an interpreter to try instructions on. */
#include "isa_bench.h"

#include "isa/isa_private.h"

#include <criterion/criterion.h>

#include <stdlib.h>
#include <string.h>

void bench_init(struct bench *bench, const struct ax_isa_ports *ports, void *owner)
{
	bench->at = 0;
	bench->store = aligned_alloc(128, AX_ISA_STORE_BYTES);
	cr_assert(bench->store);
	memset(bench->store, 0, AX_ISA_STORE_BYTES);
	bench->isa = ax_isa_new(bench->store, ports, owner);
	cr_assert(bench->isa);
}

void bench_fini(struct bench *bench)
{
	ax_isa_free(bench->isa);
	free(bench->store);
}

/* ---- the assembler ------------------------------------------------------------------------ */

static const struct ax_isa_info *find(const char *name)
{
	for (unsigned code = 1; code < AX_ISA_N_CODES; code++)
		if (strcmp(ax_isa_info[code].name, name) == 0)
			return &ax_isa_info[code];
	cr_assert_fail("there is no %s", name);
	return NULL;
}

/* The low n bits of value, the last of them as bit `last` from the left. */
static uint32_t field(int value, unsigned last, unsigned n)
{
	return ((uint32_t)value & ((UINT32_C(1) << n) - 1)) << (31 - last);
}

static uint32_t hint(int words, unsigned high_last)
{
	return field(words >> 7, high_last, 2) | field(words, 31, 7);
}

uint32_t bench_word(const char *name, int x, int y, int z, int w)
{
	const struct ax_isa_info *info = find(name);
	uint32_t word = (uint32_t)info->opcode << 21;
	switch ((enum ax_isa_format)info->format) {
	case AX_ISA_FORMAT_RR:
	case AX_ISA_FORMAT_RI7:
		return word | field(x, 31, 7) | field(y, 24, 7) | field(z, 17, 7);
	case AX_ISA_FORMAT_RI8:
		return word | field(x, 31, 7) | field(y, 24, 7) | field(z, 17, 8);
	case AX_ISA_FORMAT_RI10:
	case AX_ISA_FORMAT_RI10Q:
		return word | field(x, 31, 7) | field(y, 24, 7) | field(z, 17, 10);
	case AX_ISA_FORMAT_RRR:
		return word | field(x, 10, 7) | field(y, 24, 7) | field(z, 17, 7) | field(w, 31, 7);
	case AX_ISA_FORMAT_RI16:
	case AX_ISA_FORMAT_RU16:
	case AX_ISA_FORMAT_ABS16:
	case AX_ISA_FORMAT_REL16:
		return word | field(x, 31, 7) | field(y, 24, 16);
	case AX_ISA_FORMAT_RI18:
		return word | field(x, 31, 7) | field(y, 24, 18);
	case AX_ISA_FORMAT_CODE:
		return word | field(x, 31, 14);
	case AX_ISA_FORMAT_CHANNEL:
	case AX_ISA_FORMAT_SPECIAL:
		return word | field(x, 31, 7) | field(y, 24, 7);
	case AX_ISA_FORMAT_HINT_REG:
		return word | hint(x, 17) | field(y, 24, 7);
	case AX_ISA_FORMAT_HINT_ABS:
	case AX_ISA_FORMAT_HINT_REL:
	default:
		return word | hint(x, 8) | field(y, 24, 16);
	}
}

void bench_put_word(struct bench *bench, uint32_t word)
{
	bench_poke(bench, bench->at, word);
	bench->at += 4;
}

/* ---- state -------------------------------------------------------------------------------- */

void bench_set(struct bench *bench, unsigned reg, struct quad quad)
{
	for (unsigned i = 0; i < 4; i++)
		ax_isa_set_word(bench->isa, reg, i, quad.w[i]);
}

struct quad bench_get(const struct bench *bench, unsigned reg)
{
	struct quad quad = SPLAT(0);
	for (unsigned i = 0; i < 4; i++)
		quad.w[i] = ax_isa_word(bench->isa, reg, i);
	return quad;
}

uint32_t bench_peek(const struct bench *bench, uint32_t address)
{
	const uint8_t *at = bench->store + address;
	return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

void bench_poke(struct bench *bench, uint32_t address, uint32_t word)
{
	for (unsigned i = 0; i < 4; i++)
		bench->store[address + i] = (uint8_t)(word >> (24 - 8 * i));
}

enum ax_isa_end bench_run(struct bench *bench, uint64_t n)
{
	ax_isa_set_pc(bench->isa, 0);
	return ax_isa_run(bench->isa, n);
}

/* ---- single instructions ------------------------------------------------------------------ */

static struct quad execute(struct bench *bench, const char *name, const struct operands *in)
{
	enum ax_isa_format format = find(name)->format;
	bool has_a = format == AX_ISA_FORMAT_RI7 || format == AX_ISA_FORMAT_RI8 ||
		     format == AX_ISA_FORMAT_RI10 || format == AX_ISA_FORMAT_RI10Q;
	bool registers = format == AX_ISA_FORMAT_RR || format == AX_ISA_FORMAT_RRR;
	bench_set(bench, 1, in->t);
	bench_set(bench, 2, in->a);
	bench_set(bench, 3, in->b);
	bench_set(bench, 4, in->c);
	bench_poke(bench, 0,
		   registers ? bench_word(name, 1, 2, 3, 4)
		   : has_a   ? bench_word(name, 1, 2, in->imm, 0)
			     : bench_word(name, 1, in->imm, 0, 0));
	cr_assert_eq(bench_run(bench, 1), AX_ISA_OK, "%s", name);
	return bench_get(bench, 1);
}

struct quad bench_do(const char *name, const struct operands *operands)
{
	struct bench bench;
	bench_init(&bench, NULL, NULL);
	struct quad quad = execute(&bench, name, operands);
	bench_fini(&bench);
	return quad;
}

static void expect(struct bench *bench, const struct vector *vector, size_t n, const char *loop)
{
	for (size_t i = 0; i < n; i++) {
		const uint32_t *w = vector[i].out.w;
		struct quad is = execute(bench, vector[i].name, &vector[i].in);
		cr_assert(memcmp(is.w, w, sizeof(is.w)) == 0,
			  "vector %zu, %s, on the loop for %s: %08x %08x %08x %08x, not "
			  "%08x %08x %08x %08x",
			  i, vector[i].name, loop, is.w[0], is.w[1], is.w[2], is.w[3], w[0], w[1],
			  w[2], w[3]);
	}
}

void bench_expect(const struct vector *vector, size_t n)
{
	struct bench bench;
	bench_init(&bench, NULL, NULL);
	expect(&bench, vector, n, "this host");
	bench.isa->execute = ax_isa_execute;
	expect(&bench, vector, n, "any host");
	bench_fini(&bench);
}
