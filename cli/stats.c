// SPDX-License-Identifier: Apache-2.0
/* stats: takes the counters of a run and keeps what they were before. */
#include <search.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "stats.h"

static uint64_t clock_ns(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct cli_row *)a)->name, ((const struct cli_row *)b)->name);
}

void cli_stats_init(struct cli_stats *stats)
{
	*stats = (struct cli_stats){ .tree = NULL };
	stats->started_ns = stats->before_ns = stats->now_ns = clock_ns();
}

static void forget(struct cli_stats *stats, struct cli_row *row)
{
	tdelete(row, &stats->tree, by_name);
	free(row);
}

void cli_stats_fini(struct cli_stats *stats)
{
	for (size_t i = 0; i < stats->n_rows; i++)
		forget(stats, stats->row[i]);
	free(stats->row);
}

/* A new row, or NULL: without memory a component is not shown. */
static struct cli_row *add_row(struct cli_stats *stats, const struct cli_row *key)
{
	if (stats->n_rows == stats->room) {
		size_t room = stats->room ? 2 * stats->room : 32;
		struct cli_row **row = reallocarray(stats->row, room, sizeof(*row));
		if (!row)
			return NULL;
		stats->row = row;
		stats->room = room;
	}
	struct cli_row *row = malloc(sizeof(*row));
	if (!row)
		return NULL;
	*row = *key;
	if (!tsearch(row, &stats->tree, by_name)) {
		free(row);
		return NULL;
	}
	stats->row[stats->n_rows++] = row;
	return row;
}

static struct cli_row *row_of(struct cli_stats *stats, const struct ax_component_stats *of)
{
	struct cli_row key = { .n = 0 };
	snprintf(key.name, sizeof(key.name), "%s", of->name);
	snprintf(key.type, sizeof(key.type), "%s", of->type);
	struct cli_row **found = tfind(&key, &stats->tree, by_name);
	return found ? *found : add_row(stats, &key);
}

static void add_sums(struct cli_sums *sums, const struct ax_component_stats *of)
{
	sums->steps += of->steps;
	sums->taken += of->taken;
	sums->sent += of->sent;
	sums->dropped += of->dropped;
	sums->wakes += of->wakes;
	sums->input_ns += of->input_ns;
	sums->ran_ns += of->ran_ns;
	sums->room_ns += of->room_ns;
}

static void add_component(void *arg, const struct ax_component_stats *of)
{
	struct cli_row *row = row_of(arg, of);
	if (!row)
		return;
	if (row->n++ == 0) {
		row->worker = of->worker;
		memcpy(row->detail, of->detail, sizeof(row->detail));
	}
	row->spread |= row->worker != of->worker;
	/* Of many boxes the fullest tells most. */
	if (row->bound == 0 || of->fill > row->fill) {
		row->fill = of->fill;
		row->bound = of->bound;
	}
	add_sums(&row->now, of);
}

static void forget_ended(struct cli_stats *stats)
{
	size_t kept = 0;
	for (size_t i = 0; i < stats->n_rows; i++) {
		struct cli_row *row = stats->row[i];
		if (row->n > 0)
			stats->row[kept++] = row;
		else
			forget(stats, row);
	}
	stats->n_rows = kept;
}

void cli_stats_take(struct cli_stats *stats, struct ax_run *run)
{
	for (size_t i = 0; i < stats->n_rows; i++) {
		struct cli_row *row = stats->row[i];
		row->before = row->now;
		row->now = (struct cli_sums){ .steps = 0 };
		row->n = row->fill = row->bound = 0;
		row->spread = false;
	}
	stats->before_ns = stats->now_ns;
	stats->now_ns = clock_ns();
	ax_run_visit(run, add_component, stats);
	forget_ended(stats);
}
