// SPDX-License-Identifier: Apache-2.0
/* memory_plain: every block from malloc, for builds that look for mistakes. */
#include "engine_private.h"
#include "memory.h"

void *ax_line_alloc(size_t size)
{
	return ax_aligned_alloc((unsigned)__builtin_ctz(AX_CACHE_LINE), size);
}

void ax_line_free(void *memory)
{
	if (memory)
		ax_aligned_free(memory);
}

void *ax_block_alloc(unsigned log2, size_t n)
{
	return ax_aligned_alloc(log2, n);
}

void ax_block_free(void *block, unsigned log2)
{
	(void)log2;
	ax_aligned_free(block);
}
