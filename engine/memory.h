// SPDX-License-Identifier: Apache-2.0
/* memory: where components, boxes, rings and buffers come from. docs/explanation/memory.md says how
 * fast it is, beside packaged allocators.
 *
 * A thread frees what it allocated without an atomic; what another has allocated goes home through
 * a queue. Any thread may call all of these.
 *
 * One of two files supplies it: memory_slab.c, or memory_plain.c, which asks malloc for every block
 * so that sanitizers, the seeded core and tests of famine see each of them. */
#ifndef AXON_MEMORY_H
#define AXON_MEMORY_H

#include <stddef.h>

/* Memory that begins on a cache line, for ax_line_free(); NULL when there is none. */
void *ax_line_alloc(size_t size);
void ax_line_free(void *memory);

/* Asks for a line to write to it, before it is written. (The compiler's builtin asks on x86 only for
 * one to read.) */
static inline void ax_fetch_to_write(const void *line)
{
#ifdef __x86_64__
	__asm__ volatile("prefetchw %0" : : "m"(*(const char *)line));
#else
	__builtin_prefetch(line, 1);
#endif
}

/* The first n bytes of a block that is aligned to its size, 1 << log2, with log2 >= 5; NULL when
 * there is none. */
void *ax_block_alloc(unsigned log2, size_t n);
void ax_block_free(void *block, unsigned log2);

/* The same, always from malloc. */
void *ax_aligned_alloc(unsigned log2, size_t n);
void ax_aligned_free(void *block);

#endif
