// SPDX-License-Identifier: Apache-2.0
/* table: a look at a run as a table, as lines and as JSON. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "stats.h"
#include "text.h"

/* What a row shows, of the time between the last two looks. */
struct shown {
	double steps, messages;	 /* a second */
	double input, ran, room; /* shares of the time, 0..1 */
};

/* Counters of components that have ended since are missing from now. */
static double grown(uint64_t now, uint64_t before)
{
	return now > before ? (double)(now - before) : 0;
}

static double share(uint64_t now, uint64_t before, double of)
{
	double part = grown(now, before) / of;
	return part > 1 ? 1 : part;
}

static struct shown shown_of(const struct cli_stats *stats, const struct cli_row *row)
{
	const struct cli_sums *now = &row->now, *before = &row->before;
	double ns = (double)(stats->now_ns - stats->before_ns);
	double taken = grown(now->taken, before->taken);
	double sent = grown(now->sent, before->sent);
	ns = ns < 1 ? 1 : ns;
	double all_ns = ns * row->n;
	return (struct shown){
		.steps = grown(now->steps, before->steps) * 1e9 / ns,
		.messages = (taken > sent ? taken : sent) * 1e9 / ns,
		.input = share(now->input_ns, before->input_ns, all_ns),
		.ran = share(now->ran_ns, before->ran_ns, all_ns),
		.room = share(now->room_ns, before->room_ns, all_ns),
	};
}

static double seconds(const struct cli_stats *stats)
{
	return (double)(stats->now_ns - stats->started_ns) / 1e9;
}

/* ---- a table ------------------------------------------------------------------------------- */

static void print_bar(FILE *to, uint32_t fill, uint32_t bound)
{
	enum {
		WIDTH = 8
	};
	if (bound == 0) {
		fprintf(to, "%-*s", WIDTH + 12, "");
		return;
	}
	uint32_t full = fill >= bound ? WIDTH : (uint32_t)((uint64_t)fill * WIDTH / bound);
	char counts[24];
	snprintf(counts, sizeof(counts), "%" PRIu32 "/%" PRIu32, fill, bound);
	fprintf(to, "%.*s%.*s %-11s", (int)full, "########", (int)(WIDTH - full), "........",
		counts);
}

/* Prints a row as one line, cut at the terminal's width. */
static void print_row(FILE *to, const struct cli_stats *stats, const struct cli_row *row,
		      int columns)
{
	char *line = NULL, name[64], worker[12], steps[16], messages[16];
	size_t n = 0;
	FILE *text = open_memstream(&line, &n);
	if (!text)
		return;
	struct shown shown = shown_of(stats, row);
	snprintf(worker, sizeof(worker), row->spread ? "*" : "%u", row->worker);
	if (row->n > 1)
		snprintf(name, sizeof(name), "%.16s x%u", row->name, row->n);
	else
		memcpy(name, row->name, sizeof(name));
	cli_figure(steps, sizeof(steps), shown.steps);
	cli_figure(messages, sizeof(messages), shown.messages);
	fprintf(text, "%6s  %-22.22s %7s %9s %6.1f %6.1f %6.1f  ", worker, name, steps, messages,
		100 * shown.input, 100 * shown.ran, 100 * shown.room);
	print_bar(text, row->fill, row->bound);
	fprintf(text, " %s", row->detail);
	fclose(text);
	fprintf(to, "%.*s\n", columns, line);
	free(line);
}

struct ranked {
	const struct cli_row *row;
	double steps;
	size_t place;
};

static int by_steps(const void *a, const void *b)
{
	const struct ranked *x = a, *y = b;
	return (x->steps < y->steps) - (x->steps > y->steps);
}

static int by_place(const void *a, const void *b)
{
	const struct ranked *x = a, *y = b;
	return (x->place > y->place) - (x->place < y->place);
}

/* Prints the n busiest rows, in the order of the graph. */
static void print_busiest(FILE *to, const struct cli_stats *stats, size_t n, int columns)
{
	struct ranked *ranked = calloc(stats->n_rows + 1, sizeof(*ranked));
	if (!ranked)
		return;
	for (size_t i = 0; i < stats->n_rows; i++)
		ranked[i] =
			(struct ranked){ stats->row[i], shown_of(stats, stats->row[i]).steps, i };
	qsort(ranked, stats->n_rows, sizeof(*ranked), by_steps);
	qsort(ranked, n, sizeof(*ranked), by_place);
	for (size_t i = 0; i < n; i++)
		print_row(to, stats, ranked[i].row, columns);
	free(ranked);
}

void cli_stats_table(FILE *to, const struct cli_stats *stats, int columns, int lines)
{
	enum {
		HEADING = 2,
		LAST = 2
	}; /* lines that are no rows */
	size_t fit = lines > HEADING + LAST + 1 ? (size_t)(lines - HEADING - LAST) : 1;
	size_t n = stats->n_rows < fit ? stats->n_rows : fit;
	fprintf(to, "%.*s\n", columns, "");
	fprintf(to, "%.*s\n", columns,
		"worker  component              steps/s  messages/s  input running  room   box "
		"fill");
	print_busiest(to, stats, n, columns);
	if (n < stats->n_rows)
		fprintf(to, "        and %zu quieter ones\n", stats->n_rows - n);
}

/* ---- lines --------------------------------------------------------------------------------- */

static void print_line(FILE *to, const struct cli_stats *stats, const struct cli_row *row)
{
	struct shown shown = shown_of(stats, row);
	fprintf(to, "%.1fs ", seconds(stats));
	if (row->spread)
		fputs("worker * ", to);
	else
		fprintf(to, "worker %u ", row->worker);
	fputs(row->name, to);
	if (row->n > 1)
		fprintf(to, " x%u", row->n);
	fprintf(to, ": %.0f steps/s, %.0f messages/s, input %.1f %%, running %.1f %%, room %.1f %%",
		shown.steps, shown.messages, 100 * shown.input, 100 * shown.ran, 100 * shown.room);
	if (row->bound)
		fprintf(to, ", box %" PRIu32 "/%" PRIu32, row->fill, row->bound);
	fprintf(to, "%s%s\n", *row->detail ? ", " : "", row->detail);
}

void cli_stats_lines(FILE *to, const struct cli_stats *stats)
{
	for (size_t i = 0; i < stats->n_rows; i++)
		print_line(to, stats, stats->row[i]);
	fflush(to);
}

/* ---- JSON ---------------------------------------------------------------------------------- */

static void print_json_row(FILE *to, const struct cli_stats *stats, const struct cli_row *row)
{
	const struct cli_sums *now = &row->now;
	struct shown shown = shown_of(stats, row);
	fputs("{\"name\": ", to);
	cli_json_string(to, row->name);
	fputs(", \"type\": ", to);
	cli_json_string(to, row->type);
	fprintf(to, ", \"count\": %u, ", row->n);
	if (row->spread)
		fputs("\"worker\": null", to);
	else
		fprintf(to, "\"worker\": %u", row->worker);
	fprintf(to,
		", \"steps\": %" PRIu64 ", \"taken\": %" PRIu64 ", \"sent\": %" PRIu64
		", \"dropped\": %" PRIu64 ", \"wakes\": %" PRIu64,
		now->steps, now->taken, now->sent, now->dropped, now->wakes);
	fprintf(to,
		", \"steps_per_s\": %.1f, \"messages_per_s\": %.1f, \"input\": %.4f, "
		"\"running\": %.4f, \"room\": %.4f, \"fill\": %" PRIu32 ", \"bound\": %" PRIu32,
		shown.steps, shown.messages, shown.input, shown.ran, shown.room, row->fill,
		row->bound);
	fputs(", \"detail\": ", to);
	cli_json_string(to, row->detail);
	fputc('}', to);
}

void cli_stats_json(FILE *to, const struct cli_stats *stats)
{
	fprintf(to, "{\"event\": \"stats\", \"seconds\": %.3f, \"components\": [", seconds(stats));
	for (size_t i = 0; i < stats->n_rows; i++) {
		fputs(i ? ", " : "", to);
		print_json_row(to, stats, stats->row[i]);
	}
	fputs("]}\n", to);
	fflush(to);
}
