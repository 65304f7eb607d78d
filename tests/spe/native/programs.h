// SPDX-License-Identifier: Apache-2.0
/* programs: runs SPU programs on cells of their own. */
#ifndef AXON_TESTS_SPE_NATIVE_PROGRAMS_H
#define AXON_TESTS_SPE_NATIVE_PROGRAMS_H

#include "core/core.h"

#include "native/native.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#define check(what)                                                                                \
	do {                                                                                       \
		if (!(what)) {                                                                     \
			fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #what);         \
			abort();                                                                   \
		}                                                                                  \
	} while (0)

struct program_case {
	const char *name;
	void (*run)(struct ax_cell *cell);
};
#define CASE(function)                                                                             \
	{                                                                                          \
#		function, function                                                                \
	}

struct program_job {
	struct ax_spe *spe;
	uint64_t argp, envp;
};

enum {
	PROGRAM_SIGNAL_1 = 0x1400c /* of a problem-state area */
};

/* Of four SPEs, with both backends. */
struct ax_cell *program_cell(bool deterministic);
struct ax_spe *program_load(struct ax_cell *cell, const spe_program_handle_t *program);
void program_arguments(struct ax_spe *spe, uint64_t argp, uint64_t envp);

/* Runs from the entry, or goes on; the code of the stop, or UINT32_MAX when it was another one. */
uint32_t program_run(struct ax_spe *spe, uint64_t argp, uint64_t envp);
uint32_t program_go_on(struct ax_spe *spe);

/* The word in the outbound mailbox, or 0. */
uint32_t program_out(struct ax_spe *spe);

/* A thread for each job; returns when all have ended. */
void program_run_all(struct program_job *job, int n, void *(*run)(void *job));

#endif
