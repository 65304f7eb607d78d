// SPDX-License-Identifier: Apache-2.0
/* memory_aligned: aligned blocks from malloc. */
#include "memory.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Cut from memory whose address stands in the word before the block. Not posix_memalign(): that
 * splits what surrounds the block into pieces which it can't put together for the next one, and a
 * server's heap grew to four times what it held. */
void *ax_aligned_alloc(unsigned log2, size_t n)
{
	size_t size = (size_t)1 << log2;
	unsigned char *memory = malloc(sizeof(memory) + size - 1 + n);
	if (!memory)
		return NULL;
	uintptr_t first = (uintptr_t)memory + sizeof(memory);
	unsigned char *block = memory + sizeof(memory) + (-first & (size - 1));
	memcpy(block - sizeof(memory), &memory, sizeof(memory));
	return block;
}

void ax_aligned_free(void *block)
{
	void *memory;
	memcpy(&memory, (unsigned char *)block - sizeof(memory), sizeof(memory));
	free(memory);
}
