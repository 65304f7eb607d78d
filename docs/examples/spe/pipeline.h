// SPDX-License-Identifier: Apache-2.0
/* pipeline: what the PPE tells each stage. */
#ifndef AXON_EXAMPLES_SPE_PIPELINE_H
#define AXON_EXAMPLES_SPE_PIPELINE_H

#include <stdint.h>

#ifndef PIPELINE_WORDS
#	define PIPELINE_WORDS 1024
#endif

enum {
	STAGES = 4,
	SLOTS = 4,		/* blocks that a stage can hold */
	WORDS = PIPELINE_WORDS, /* of a block: 4 KiB, unless told otherwise */
};

/* A line, to be had by one transfer. Effective addresses; 0 at the ends of the pipeline. */
struct stage {
	uint64_t next_store;  /* the next stage's local store */
	uint64_t next_signal; /* its first signal: bit i says that its slot i is filled */
	uint64_t free_signal; /* the second signal of the stage before: its slot i there is free */
	uint64_t in, out;     /* main memory */
	uint32_t number;
	uint32_t blocks;
	uint8_t rest[80];
};

#endif
