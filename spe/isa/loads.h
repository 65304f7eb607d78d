// SPDX-License-Identifier: Apache-2.0
/* loads: loads, stores, patterns for insertion, constants. */
#ifndef AXON_ISA_LOADS_H
#define AXON_ISA_LOADS_H

#include "cpu.h"

static inline uint64_t *ax_quadword(const struct ax_cpu *cpu, uint32_t address)
{
	return (uint64_t *)(cpu->store + (address & AX_ISA_QUAD_MASK));
}

/* Relaxed: an SPE's DMA may write what another thread's program polls. The SPU orders its own
 * accesses, and channels order them with the MFC's. */
static inline ax_doubles ax_load(const struct ax_cpu *cpu, uint32_t address)
{
	const uint64_t *at = ax_quadword(cpu, address);
	return ax_doubles_of(ax_big64(__atomic_load_n(&at[0], __ATOMIC_RELAXED)),
			     ax_big64(__atomic_load_n(&at[1], __ATOMIC_RELAXED)));
}

static inline void ax_store(const struct ax_cpu *cpu, uint32_t address, ax_doubles d)
{
	uint64_t *at = ax_quadword(cpu, address);
	__atomic_store_n(&at[0], ax_big64(d[AX_DOUBLE(0)]), __ATOMIC_RELAXED);
	__atomic_store_n(&at[1], ax_big64(d[AX_DOUBLE(1)]), __ATOMIC_RELAXED);
}

#define AX_LOADS(name, address)                                                                    \
	AX_INSTRUCTION(name)                                                                       \
	{                                                                                          \
		RT.d = ax_load(cpu, address);                                                      \
	}
#define AX_STORES(name, address)                                                                   \
	AX_INSTRUCTION(name)                                                                       \
	{                                                                                          \
		ax_store(cpu, address, RT.d);                                                      \
	}

AX_LOADS(lqd, RA0 + (uint32_t)IMM)
AX_LOADS(lqx, RA0 + RB0)
AX_LOADS(lqa, (uint32_t)IMM)
AX_LOADS(lqr, (uint32_t)IMM)
AX_STORES(stqd, RA0 + (uint32_t)IMM)
AX_STORES(stqx, RA0 + RB0)
AX_STORES(stqa, (uint32_t)IMM)
AX_STORES(stqr, (uint32_t)IMM)

/* ---- patterns ----------------------------------------------------------------------------- */

/* A shufb pattern that takes all from its second operand, but for the n bytes (a power of two) at
 * the address within the quadword: there it takes the low end of the preferred slot. */
static inline ax_bytes ax_insertion(uint32_t address, unsigned n)
{
	const ax_bytes index =
		AX_BYTE(0) ? (ax_bytes){ 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0 }
			   : (ax_bytes){ 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15 };
	uint8_t hole = (uint8_t)(address & (16 - n)), within = (uint8_t)(n - 1);
	uint8_t first = n < 4 ? (uint8_t)(4 - n) : 0;
	ax_bytes inserted = (ax_bytes)((index & (uint8_t)~within) == hole);
	return (inserted & ((index & within) + first)) | (~inserted & (index + 16));
}

#define AX_INSERTS(d_form, x_form, n)                                                              \
	AX_INSTRUCTION(d_form)                                                                     \
	{                                                                                          \
		RT.b = ax_insertion(RA0 + (uint32_t)IMM, n);                                       \
	}                                                                                          \
	AX_INSTRUCTION(x_form)                                                                     \
	{                                                                                          \
		RT.b = ax_insertion(RA0 + RB0, n);                                                 \
	}

AX_INSERTS(cbd, cbx, 1)
AX_INSERTS(chd, chx, 2)
AX_INSERTS(cwd, cwx, 4)
AX_INSERTS(cdd, cdx, 8)

/* ---- constants ---------------------------------------------------------------------------- */

static inline ax_words ax_splat(uint32_t word)
{
	return (ax_words){ word, word, word, word };
}

/* Eight bits as eight bytes of ones or zeros. */
static inline uint64_t ax_bits_to_bytes(uint32_t bits)
{
	uint64_t chosen =
		(bits & 0xff) * UINT64_C(0x0101010101010101) & UINT64_C(0x8040201008040201);
	uint64_t top = (chosen + UINT64_C(0x7f7f7f7f7f7f7f7f)) & UINT64_C(0x8080808080808080);
	return (top >> 7) * 0xff;
}

static inline ax_doubles ax_form_bytes(uint32_t bits)
{
	return ax_doubles_of(ax_bits_to_bytes(bits >> 8), ax_bits_to_bytes(bits));
}

AX_INSTRUCTION(ilh)
{
	RT.w = ax_splat((uint32_t)IMM << 16 | (uint32_t)IMM);
}

AX_INSTRUCTION(ilhu)
{
	RT.w = ax_splat((uint32_t)IMM << 16);
}

AX_INSTRUCTION(il)
{
	RT.w = ax_splat((uint32_t)IMM);
}

AX_INSTRUCTION(ila)
{
	RT.w = ax_splat((uint32_t)IMM);
}

AX_INSTRUCTION(iohl)
{
	RT.w |= ax_splat((uint32_t)IMM);
}

AX_INSTRUCTION(mfspr)
{
	RT.w = ax_splat(0);
}

AX_INSTRUCTION(fsmbi)
{
	RT.d = ax_form_bytes((uint32_t)IMM);
}

#endif
