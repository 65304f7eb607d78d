// SPDX-License-Identifier: Apache-2.0
/* core_memory: the seeded build's malloc and grace periods. The linker's --wrap leads the calls of
 * all objects here. Blocks are never used twice within a seed, and a freed one is filled with a
 * pattern that is no address and no index: a plain access to it goes wrong at once, one through
 * engine/atomic.h is looked up. */
#include "core.h"

#include "reclaim.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum {
	ARENA_BYTES = 16 << 20,
	GRAIN = 64, /* a block's alignment */
	POISON = 0xdb,
	DEFERRED_MAX = 1024
};

struct block {
	size_t size;
	bool freed;
};

/* Memory that waits for its grace period: for the sections that were open. */
struct deferred {
	void *memory;
	uint32_t sections; /* a bit for each fiber */
};

static struct {
	unsigned char *start;
	size_t used, n_live;
	uint32_t block_at[ARENA_BYTES /
			  GRAIN]; /* offset of the block over a grain, in grains, + 1 */
	unsigned nesting[CORE_FIBERS];
	struct deferred deferred[DEFERRED_MAX];
	unsigned n_deferred;
} arena;

static struct block *block_of(const void *at)
{
	size_t offset = (size_t)((const unsigned char *)at - arena.start);
	if ((const unsigned char *)at < arena.start || offset >= ARENA_BYTES)
		return NULL;
	uint32_t first = arena.block_at[offset / GRAIN];
	if (!first)
		core_fail("an access to memory that was never allocated");
	return (struct block *)(void *)(arena.start + (size_t)(first - 1) * GRAIN);
}

void core_check_access(const void *at, const char *what)
{
	const struct block *block = block_of(at);
	if (block && block->freed)
		core_fail("%s in memory that was freed", what);
}

/* ---- malloc -------------------------------------------------------------------------------- */

void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *memory, size_t size);
void __wrap_free(void *memory);

void *__wrap_malloc(size_t size)
{
	size_t grains = 1 + (size + GRAIN) / GRAIN; /* its head, and at least a byte behind */
	if (arena.used + grains * GRAIN > ARENA_BYTES)
		core_fail("the arena is full: memory is lost, or the graph runs in circles");
	uint32_t first = (uint32_t)(arena.used / GRAIN) + 1;
	for (size_t i = 0; i < grains; i++)
		arena.block_at[first - 1 + i] = first;
	struct block *block = (struct block *)(void *)(arena.start + arena.used);
	*block = (struct block){ .size = size };
	arena.used += grains * GRAIN;
	arena.n_live++;
	unsigned char *memory = (unsigned char *)block + GRAIN;
	memset(memory, 0xa5, size); /* what malloc gives is not zero */
	return memory;
}

void *__wrap_calloc(size_t n, size_t size)
{
	void *memory = __wrap_malloc(n * size);
	memset(memory, 0, n * size);
	return memory;
}

void __wrap_free(void *memory)
{
	if (!memory)
		return;
	struct block *block = block_of(memory);
	if (!block || (unsigned char *)memory != (unsigned char *)block + GRAIN)
		core_fail("a free of what was not allocated");
	if (block->freed)
		core_fail("a second free");
	core_before_free(memory, block->size);
	block->freed = true;
	memset(memory, POISON, block->size);
	arena.n_live--;
}

void *__wrap_realloc(void *memory, size_t size)
{
	void *grown = __wrap_malloc(size);
	if (memory) {
		const struct block *block = block_of(memory);
		memcpy(grown, memory, block->size < size ? block->size : size);
		__wrap_free(memory);
	}
	return grown;
}

static void check_poison(const struct block *block)
{
	const unsigned char *byte = (const unsigned char *)block + GRAIN;
	for (size_t i = 0; i < block->size; i++)
		if (byte[i] != POISON)
			core_fail("freed memory was written to: byte %zu of a block of %zu", i,
				  block->size);
}

void core_memory_begin(void)
{
	if (!arena.start)
		arena.start = mmap(NULL, ARENA_BYTES, PROT_READ | PROT_WRITE,
				   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	memset(arena.block_at, 0, arena.used / GRAIN * sizeof(arena.block_at[0]));
	memset(arena.nesting, 0, sizeof(arena.nesting));
	arena.used = arena.n_live = 0;
	arena.n_deferred = 0;
}

void core_memory_end(void)
{
	for (size_t at = 0; at < arena.used;) {
		const struct block *block = (const struct block *)(void *)(arena.start + at);
		if (!block->freed)
			core_fail("a leak: a block of %zu bytes was never freed (%zu in all)",
				  block->size, arena.n_live);
		check_poison(block);
		at += (1 + (block->size + GRAIN) / GRAIN) * GRAIN;
	}
}

/* ---- grace periods, as short as they may be -------------------------------------------------- */

void ax_reader_register(void)
{
}

void ax_reader_unregister(void)
{
}

static void free_deferred(void)
{
	for (unsigned i = 0; i < arena.n_deferred;) {
		struct deferred *deferred = &arena.deferred[i];
		if (deferred->sections) {
			i++;
			continue;
		}
		void *memory = deferred->memory;
		*deferred = arena.deferred[--arena.n_deferred];
		ax_line_free(memory);
	}
}

void ax_read_lock(void)
{
	if (core_running())
		arena.nesting[core_self()]++;
}

void ax_read_unlock(void)
{
	if (!core_running() || --arena.nesting[core_self()])
		return;
	for (unsigned i = 0; i < arena.n_deferred; i++)
		arena.deferred[i].sections &= ~(1u << core_self());
	free_deferred();
}

void ax_reclaim(void *memory, void *place)
{
	(void)place;
	uint32_t sections = 0;
	for (unsigned i = 0; i < CORE_FIBERS; i++)
		if (arena.nesting[i])
			sections |= 1u << i;
	if (arena.n_deferred == DEFERRED_MAX)
		core_fail("too much memory waits for a grace period");
	core_drain_own(); /* membarrier: who enters a section from now on sees what went before */
	arena.deferred[arena.n_deferred++] = (struct deferred){ memory, sections };
	free_deferred();
}

void ax_reclaim_barrier(void)
{
	free_deferred();
}
