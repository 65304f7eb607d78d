// SPDX-License-Identifier: Apache-2.0
/* memory: threads that come and go allocate blocks of all sizes and leave them to each other, for
 * ThreadSanitizer to watch. Each block carries a pattern to its end, which must stand when it is
 * freed; what is freed on other threads must come home, or the process grows.
 *
 *     memory [SEED]
 *
 * It is built with memory_slab.c whatever the library is built with. */
#include "engine_private.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	THREADS = 4,
	LIVES = 6,	/* threads one after the other, in each place */
	ROUNDS = 50000, /* blocks allocated in a life */
	PLACES = 600,	/* blocks that lie about */
	MOST_MIB = 250	/* resident, of several GiB that are allocated in all */
};

struct block {
	size_t bytes;
	unsigned log2; /* 0: lines */
	unsigned char pattern;
};

static struct block *place[PLACES]; /* atomic */
static uint64_t first_seed = 1;

void ax_panic(const char *format, ...)
{
	va_list args;
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	abort();
}

static __attribute__((noreturn)) void die(const char *what, const struct block *block)
{
	fprintf(stderr, "memory: %s: a block of %zu bytes, log2 %u\n", what, block->bytes,
		block->log2);
	exit(1);
}

static uint64_t draw(uint64_t *random)
{
	*random = *random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return *random >> 33;
}

/* Small ones mostly, and now and then one that is larger than any slab. */
static size_t any_size(uint64_t *random)
{
	size_t most = (size_t)64 << draw(random) % (1 + draw(random) % 13);
	return sizeof(struct block) + draw(random) % most;
}

static struct block *make(uint64_t *random)
{
	size_t bytes = any_size(random);
	unsigned log2 = 0;
	if (draw(random) % 2)
		for (log2 = 5; ((size_t)1 << log2) < bytes;)
			log2++;
	struct block *block = log2 ? ax_block_alloc(log2, bytes) : ax_line_alloc(bytes);
	if (!block)
		ax_panic("memory: no memory for %zu bytes\n", bytes);
	unsigned char pattern = (unsigned char)draw(random);
	memset(block, pattern, bytes);
	*block = (struct block){ bytes, log2, pattern };
	if ((uintptr_t)block & ((log2 ? (uintptr_t)1 << log2 : AX_CACHE_LINE) - 1))
		die("not aligned", block);
	return block;
}

static void dispose(struct block *block)
{
	if (!block)
		return;
	const unsigned char *byte = (unsigned char *)block;
	for (size_t i = sizeof(*block); i < block->bytes; i += 13)
		if (byte[i] != block->pattern)
			die("written to by somebody else", block);
	if (block->log2)
		ax_block_free(block, block->log2);
	else
		ax_line_free(block);
}

static void *life(void *seed)
{
	uint64_t random = (uint64_t)(uintptr_t)seed * UINT64_C(0x9e3779b97f4a7c15);
	for (int i = 0; i < ROUNDS; i++)
		dispose(ax_exchange(&place[draw(&random) % PLACES], make(&random)));
	return NULL;
}

static long resident_mib(void)
{
	long size = 0, resident = 0;
	FILE *statm = fopen("/proc/self/statm", "r");
	if (!statm || fscanf(statm, "%ld %ld", &size, &resident) != 2)
		ax_panic("memory: no /proc/self/statm\n");
	fclose(statm);
	return resident * (sysconf(_SC_PAGESIZE) >> 10) >> 10;
}

int main(int argc, char **argv)
{
	if (argc > 1)
		first_seed = strtoull(argv[1], NULL, 10);
	pthread_t thread[THREADS];
	for (uint64_t i = 0; i < LIVES; i++) {
		for (uint64_t k = 0; k < THREADS; k++)
			if (pthread_create(&thread[k], NULL, life,
					   (void *)(uintptr_t)(first_seed + i * THREADS + k)) != 0)
				ax_panic("memory: no thread\n");
		for (int k = 0; k < THREADS; k++)
			pthread_join(thread[k], NULL);
	}
	for (int i = 0; i < PLACES; i++)
		dispose(ax_exchange(&place[i], NULL));
	printf("%d blocks, %ld MiB resident\n", THREADS * LIVES * ROUNDS, resident_mib());
	return resident_mib() < MOST_MIB ? 0 : 1;
}
