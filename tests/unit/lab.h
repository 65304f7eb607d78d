// SPDX-License-Identifier: Apache-2.0
/* lab: runs words of the graph language under a seed, so that time is virtual and exact, and keeps
 * what comes out of the pipeline. */
#ifndef AXON_TESTS_LAB_H
#define AXON_TESTS_LAB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	LAB_MESSAGES = 1 << 17,
	LAB_BYTES = 1 << 22,
	/* Steps take a little virtual time, and so does the start of a run. */
	LAB_TICK_NS = 20000,
};

struct lab {
	size_t n; /* messages that came */
	uint64_t time[LAB_MESSAGES];
	uint32_t length[LAB_MESSAGES];
	int64_t number[LAB_MESSAGES]; /* of ints */
	size_t n_bytes;
	unsigned char bytes[LAB_BYTES];
	bool ended;
	uint64_t end_time;
	uint64_t elapsed_ns;
	char log[4096]; /* what the engine told people */
};

/* Runs a pipeline that ends with "collect", a component that keeps what it receives in *lab.
 * "pairs count=N" is a source of pairs (i, bytes of i as text); "tones count=N frames=F rate=R
 * every=D" one of sound: a message every D. Returns how many components failed, or -1 when the
 * words are wrong. */
int lab_run(struct lab *lab, uint64_t seed, const char *words);

/* A new file of n bytes in which byte p is p mod 251; its path is written into path[64]. */
void lab_file(char *path, size_t n);

/* Whether byte p of what came is p mod 251. */
bool lab_pattern(const struct lab *lab);

#endif
