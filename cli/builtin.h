// SPDX-License-Identifier: Apache-2.0
/* builtin: programs for SPUs that `axon spe run` has with it. */
#ifndef AXON_CLI_BUILTIN_H
#define AXON_CLI_BUILTIN_H

#include <libspe2.h>

#include <stdbool.h>
#include <stddef.h>

enum {
	CLI_MAX_SPES = 64
};

struct cli_builtin {
	const char *name;
	spe_program_handle_t *program;
	/* Lays out the work of n copies, CLI_MAX_SPES at most; false without memory. */
	bool (*begin)(unsigned n);
	/* Whether they have done it. */
	bool (*is_done)(unsigned n);
};

/* The program of that name, or NULL. */
const struct cli_builtin *cli_builtin_find(const char *name);

/* The names of all, n of them. */
const char *const *cli_builtin_names(size_t *n);

/* What a copy finds at argp, from begin() to end. */
void *cli_builtin_job(unsigned copy);
void cli_builtin_end(void);

#endif
