// SPDX-License-Identifier: Apache-2.0
/* stats: what the components of a run did since the last look, in rows by name. Components of one
 * name (a server's connections) share a row. */
#ifndef AXON_CLI_STATS_H
#define AXON_CLI_STATS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include <axon/run.h>

struct cli_sums {
	uint64_t steps, taken, sent, dropped, wakes, input_ns, ran_ns, room_ns;
};

struct cli_row {
	char name[64], type[32], detail[80];
	unsigned worker;
	unsigned n;  /* components that share the row */
	bool spread; /* they stand on several workers */
	uint32_t fill, bound;
	struct cli_sums now, before;
};

struct cli_stats {
	void *tree;	      /* of rows, by name */
	struct cli_row **row; /* in order of appearance */
	size_t n_rows, room;
	uint64_t started_ns, before_ns, now_ns;
};

void cli_stats_init(struct cli_stats *stats);
void cli_stats_fini(struct cli_stats *stats);
/* Looks at the run. Thread: inside its tick. */
void cli_stats_take(struct cli_stats *stats, struct ax_run *run);

/* The last look, for a terminal of so many columns and lines; as lines; as a line of JSON. */
void cli_stats_table(FILE *to, const struct cli_stats *stats, int columns, int lines);
void cli_stats_lines(FILE *to, const struct cli_stats *stats);
void cli_stats_json(FILE *to, const struct cli_stats *stats);

#endif
