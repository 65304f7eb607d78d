// SPDX-License-Identifier: Apache-2.0
/* slice: graphs with a component on an SPE, and what comes out of them. */
#ifndef AXON_TESTS_SPE_SLICE_H
#define AXON_TESTS_SPE_SLICE_H

#include "../../support/parts.h"
#include "middle.h"

#include <axon/spe.h>
#include <axon/spe_worker.h>

#include <stdio.h>
#include <stdlib.h>

extern spe_program_handle_t middle_on_spe, gain_on_spe, middle_unfenced;

#define check(what)                                                                                \
	do {                                                                                       \
		if (!(what)) {                                                                     \
			fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #what);         \
			abort();                                                                   \
		}                                                                                  \
	} while (0)

/* source ! middle ! sink, the middle on an SPE, and what became of it. */
struct pipe {
	bool on_ppe; /* the middle, too */
	struct source source;
	struct sink sink;
	const char *words;	       /* the middle's parameters */
	spe_program_handle_t *program; /* of the middle */
	uint32_t bound;		       /* of both links; 0: the default */
	unsigned workers;
	void (*started)(struct ax_run *run); /* while it runs, or NULL */
	/* Outcome. */
	struct tally tally;
	int source_ended, source_reason;
	struct ax_result result;
};

/* Runs it to its end. */
void pipe_run(struct pipe *pipe);

/* The SPEs, once in a process. Each rule that is broken is a failure of the test. */
void slice_machine(uint64_t seed);

/* Seeds from..to, each in a process of its own. */
void seeds_run(uint64_t from, uint64_t to);
/* The first seed that shows that the program lacks a fence; 0: none of so many. */
uint64_t seeds_catch(uint64_t most);

#endif
