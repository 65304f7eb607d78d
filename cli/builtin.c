// SPDX-License-Identifier: Apache-2.0
/* builtin: what the built-in programs work on. */
#include "builtin.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "spu/job.h"

extern spe_program_handle_t builtin_copy, builtin_count;

enum {
	COPIED = 1 << 22, /* bytes, by all together */
	ADDED = 1000,	  /* times, by each */
	PIECE = 128	  /* each copies whole lines */
};

static struct {
	unsigned char *memory; /* what is copied, and behind it where to; or the number */
	struct job job[CLI_MAX_SPES];
} work;

static bool allocate(size_t bytes)
{
	work.memory = aligned_alloc(PIECE, bytes);
	if (work.memory)
		memset(work.memory, 0, bytes);
	return work.memory;
}

/* ---- copy --------------------------------------------------------------------------------- */

static unsigned char pattern(size_t i)
{
	return (unsigned char)(i * 7 + (i >> 12));
}

static bool begin_copy(unsigned n)
{
	if (!allocate(2 * (size_t)COPIED))
		return false;
	for (size_t i = 0; i < COPIED; i++)
		work.memory[i] = pattern(i);
	for (unsigned i = 0, at = 0; i < n; i++) {
		unsigned end = COPIED / PIECE * (i + 1) / n * PIECE;
		uintptr_t from = (uintptr_t)(work.memory + at);
		work.job[i] = (struct job){ .from = from, .to = from + COPIED, .n = end - at };
		at = end;
	}
	return true;
}

static bool is_copied(unsigned n)
{
	(void)n;
	return memcmp(work.memory, work.memory + COPIED, COPIED) == 0;
}

/* ---- count -------------------------------------------------------------------------------- */

static bool begin_count(unsigned n)
{
	if (!allocate(PIECE))
		return false;
	for (unsigned i = 0; i < n; i++)
		work.job[i] = (struct job){ .to = (uintptr_t)work.memory, .n = ADDED };
	return true;
}

static bool is_counted(unsigned n)
{
	uint64_t number;
	memcpy(&number, work.memory, sizeof(number));
	return number == (uint64_t)n * ADDED;
}

/* ---- both --------------------------------------------------------------------------------- */

static const struct cli_builtin builtins[] = {
	{ "copy", &builtin_copy, begin_copy, is_copied },
	{ "count", &builtin_count, begin_count, is_counted },
};

enum {
	BUILTINS = sizeof(builtins) / sizeof(builtins[0])
};

const struct cli_builtin *cli_builtin_find(const char *name)
{
	for (size_t i = 0; i < BUILTINS; i++)
		if (strcmp(builtins[i].name, name) == 0)
			return &builtins[i];
	return NULL;
}

const char *const *cli_builtin_names(size_t *n)
{
	static const char *names[BUILTINS];
	for (size_t i = 0; i < BUILTINS; i++)
		names[i] = builtins[i].name;
	*n = BUILTINS;
	return names;
}

void *cli_builtin_job(unsigned copy)
{
	return &work.job[copy];
}

void cli_builtin_end(void)
{
	free(work.memory);
	work.memory = NULL;
}
