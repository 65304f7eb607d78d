// SPDX-License-Identifier: Apache-2.0
/* layout: every cache line that two workers touch, with who writes it, and whether that is so.
 *
 *     layout list         the lines, from the table below
 *     layout fields       the table's fields, one a line, for layout.sh to compare with the headers
 *     layout watch        runs four busy workers and catches them writing
 *
 * Watching: engine, run and workers get pages of their own, which are write-protected again and again
 * while four workers are busy; the first write after that faults and says who wrote where. */
#include <inttypes.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "link.h"
#include "parts.h"
#include "run_private.h"

/* ---- the table ------------------------------------------------------------------------------ */

enum writer {
	HOLDER,	  /* the worker that it is, or that owns the component */
	PRODUCER, /* the worker of the link's producer; the consumer's as it goes to sleep */
	CONSUMER, /* the other way round */
	PEERS,	  /* workers with a link to it, a message for it or a question */
	DIRECTOR, /* the director alone */
	SELDOM,	  /* any worker, but hardly ever while all have work */
};

static const char *const writer_name[] = {
	[HOLDER] = "its own worker",	      [PRODUCER] = "the producer's worker",
	[CONSUMER] = "the consumer's worker", [PEERS] = "workers that have something for it",
	[DIRECTOR] = "the director",	      [SELDOM] = "any worker, seldom",
};

#define ROW(of, field, writer)                                                                     \
	{                                                                                          \
#		of, #		     field, sizeof(struct of), offsetof(struct of, field),        \
			sizeof(((struct of *)0)->field), writer                                    \
	}

/* clang-format off */
static const struct row {
	const char *of, *field;
	size_t struct_size, offset, size;
	enum writer writer;
} rows[] = {
	ROW(ax_engine, stopping, DIRECTOR),
	ROW(ax_engine, alive, SELDOM),
	ROW(ax_engine, failed, SELDOM),
	ROW(ax_engine, visitors, SELDOM),
	ROW(ax_run, n_asleep, SELDOM),
	ROW(ax_run, suspected, SELDOM),
	ROW(ax_run, n_jobs, SELDOM),
	ROW(ax_run, stirred, SELDOM),
	ROW(ax_run, all_ended, SELDOM),
	ROW(ax_run, stop, SELDOM),
	ROW(ax_run, stoppers, SELDOM),
	ROW(ax_run, balanced_ns, DIRECTOR),
	ROW(ax_run, hold_ns, DIRECTOR),
	ROW(ax_loop, base, HOLDER),
	ROW(ax_loop, until_housing, HOLDER),
	ROW(ax_loop, plenty, HOLDER),
	ROW(ax_loop, load, HOLDER),
	ROW(ax_loop, timers, HOLDER),
	ROW(ax_loop, selector, HOLDER),
	ROW(ax_loop, postbox, PEERS),
	ROW(ax_loop, orders, PEERS),
	ROW(ax_loop, asleep, PEERS),
	ROW(ax_loop, stuck, PEERS),
	ROW(ax_loop, asker, PEERS),
	ROW(ax_loop, joins, PEERS),
	ROW(ax_loop, calls, PEERS),
	ROW(ax_loop, told, DIRECTOR),
	ROW(ax_loop, tick, DIRECTOR),
	ROW(ax_loop, keeps_until, DIRECTOR),
	ROW(ax_component, flags, HOLDER),
	ROW(ax_component, steps, HOLDER),
	ROW(ax_component, posted, PEERS),
	ROW(ax_component, refs, PEERS),
	ROW(ax_component, post_next, PEERS),
	ROW(ax_component, ops, PEERS),
	ROW(ax_link_more, tx, PRODUCER),
	ROW(ax_link_more, rx, CONSUMER),
	ROW(ax_link_more, wants, PEERS),
	ROW(ax_link_more, listed, PEERS),
	ROW(ax_join, ready, PEERS),
	ROW(ax_join, want, PEERS),
	ROW(ax_join, refs, PEERS),
	ROW(ax_join, fifo_head, HOLDER),
};
/* clang-format on */

enum {
	N_ROWS = sizeof(rows) / sizeof(rows[0])
};

static size_t line_of(const struct row *row)
{
	return row->offset / AX_CACHE_LINE;
}

static bool same_line(const struct row *a, const struct row *b)
{
	return strcmp(a->of, b->of) == 0 && line_of(a) == line_of(b);
}

/* Fields of one line have one writer, and a struct of several writers begins on a line. */
static int check_rows(void)
{
	int wrong = 0;
	for (size_t i = 0; i < N_ROWS; i++) {
		if (rows[i].struct_size % AX_CACHE_LINE && strcmp(rows[i].of, "ax_component") != 0)
			wrong += printf("%s does not fill its last line\n", rows[i].of) > 0;
		for (size_t k = i + 1; k < N_ROWS; k++)
			if (same_line(&rows[i], &rows[k]) && rows[i].writer != rows[k].writer)
				wrong += printf("%s: %s and %s are on one line\n", rows[i].of,
						rows[i].field, rows[k].field) > 0;
	}
	return wrong;
}

static void list(void)
{
	for (size_t i = 0; i < N_ROWS; i++) {
		if (i == 0 || !same_line(&rows[i], &rows[i - 1]))
			printf("%s%s, line %zu: %s writes", i ? "\n" : "", rows[i].of,
			       line_of(&rows[i]), writer_name[rows[i].writer]);
		printf(" %s", rows[i].field);
	}
	printf("\n");
}

static void list_fields(void)
{
	for (size_t i = 0; i < N_ROWS; i++)
		printf("%s\n", rows[i].field);
}

/* ---- pages of their own ---------------------------------------------------------------------- */

enum {
	WORKERS = 4,
	DIRECTS = 1 << WORKERS, /* the director's bit among the writers of a line */
	LINES = 256,
	WATCH_MS = 600,
	PAUSE_US = 20,
	SELDOM_A_SECOND = 200, /* writes of all workers to a line that they share */
};

enum region {
	ENGINE,
	RUN,
	LOOPS,
	N_REGIONS
};

static const char *const region_name[] = { "ax_engine", "ax_run", "ax_loop" };

static struct {
	unsigned char *begin;
	size_t size, bytes;
	uint32_t writers[LINES]; /* bits; atomic */
	uint32_t writes[LINES];	 /* by workers; atomic */
} regions[N_REGIONS];
static struct ax_run *the_run;
static pthread_t director;

void *__real_ax_line_alloc(size_t size);
void *__wrap_ax_line_alloc(size_t size);
void __real_ax_line_free(void *memory);
void __wrap_ax_line_free(void *memory);
void *__real_aligned_alloc(size_t alignment, size_t size);
void *__wrap_aligned_alloc(size_t alignment, size_t size);
void __real_free(void *memory);
void __wrap_free(void *memory);

static enum region region_of_size(size_t size)
{
	if (size == sizeof(struct ax_run))
		return RUN;
	return size >= WORKERS * sizeof(struct ax_loop) ? LOOPS : N_REGIONS;
}

/* Pages for what is watched, or NULL. */
static void *own_pages(enum region region, size_t size)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE), bytes = (size + page - 1) / page * page;
	if (region == N_REGIONS || regions[region].begin)
		return NULL;
	void *memory =
		mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (memory == MAP_FAILED)
		return NULL;
	regions[region].begin = memory;
	regions[region].size = size;
	regions[region].bytes = bytes;
	return memory;
}

static bool is_own(const void *memory)
{
	for (int i = 0; i < N_REGIONS; i++)
		if (memory && memory == regions[i].begin)
			return true;
	return false;
}

void *__wrap_aligned_alloc(size_t alignment, size_t size)
{
	void *memory = own_pages(region_of_size(size), size);
	return memory ? memory : __real_aligned_alloc(alignment, size);
}

void *__wrap_ax_line_alloc(size_t size)
{
	void *memory = size == sizeof(struct ax_engine) ? own_pages(ENGINE, size) : NULL;
	return memory ? memory : __real_ax_line_alloc(size);
}

void __wrap_free(void *memory)
{
	if (!is_own(memory))
		__real_free(memory);
}

void __wrap_ax_line_free(void *memory)
{
	if (!is_own(memory))
		__real_ax_line_free(memory);
}

/* ---- who writes ------------------------------------------------------------------------------ */

/* The calling thread's bit, or 0 when it is neither a worker nor the director. */
static uint32_t bit_of_self(void)
{
	for (unsigned i = 0; i < WORKERS; i++)
		if (pthread_equal(the_run->loop[i].thread, pthread_self()))
			return 1u << i;
	return pthread_equal(director, pthread_self()) ? DIRECTS : 0;
}

static void on_write(int signal_number, siginfo_t *info, void *context)
{
	(void)context;
	for (int i = 0; i < N_REGIONS; i++) {
		size_t offset = (size_t)((uintptr_t)info->si_addr - (uintptr_t)regions[i].begin);
		if (!regions[i].begin || offset >= regions[i].bytes)
			continue;
		uint32_t bit = bit_of_self();
		__atomic_fetch_or(&regions[i].writers[offset / AX_CACHE_LINE], bit,
				  __ATOMIC_RELAXED);
		if (bit != DIRECTS)
			__atomic_fetch_add(&regions[i].writes[offset / AX_CACHE_LINE], 1u,
					   __ATOMIC_RELAXED);
		mprotect(regions[i].begin, regions[i].bytes, PROT_READ | PROT_WRITE);
		return;
	}
	signal(signal_number, SIG_DFL); /* a fault of another kind: once more, and for good */
}

static void protect_all(int protection)
{
	for (int i = 0; i < N_REGIONS; i++)
		mprotect(regions[i].begin, regions[i].bytes, protection);
}

static void *watch(void *arg)
{
	struct ax_run *run = arg;
	usleep(100000); /* rings have grown */
	uint64_t until = ax_os_clock() + WATCH_MS * UINT64_C(1000000);
	while (ax_os_clock() < until) {
		protect_all(PROT_READ);
		usleep(PAUSE_US);
	}
	protect_all(PROT_READ | PROT_WRITE);
	ax_run_stop(run, true);
	return NULL;
}

/* ---- what may be seen ------------------------------------------------------------------------ */

static bool is_every_worker(uint32_t writers)
{
	return (writers & (DIRECTS - 1)) == DIRECTS - 1;
}

/* The row of a line, NULL for one that the table leaves out: constant, or under the lock. */
static const struct row *row_at(const char *of, size_t line)
{
	for (size_t i = 0; i < N_ROWS; i++)
		if (strcmp(rows[i].of, of) == 0 &&
		    line * AX_CACHE_LINE < rows[i].offset + rows[i].size &&
		    line >= line_of(&rows[i]))
			return &rows[i];
	return NULL;
}

/* Who may have written a line of a worker's; NULL when all is as the table says. */
static const char *wrong_in_loop(const struct row *row, size_t worker, uint32_t writers)
{
	if (!row || row->writer == HOLDER)
		return writers & ~(1u << worker) ? "another than its own worker" : NULL;
	if (row->writer == DIRECTOR)
		return writers & ~(uint32_t)DIRECTS ? "another than the director" : NULL;
	return NULL;
}

static const char *wrong_in_shared(const struct row *row, uint32_t writers, uint32_t writes)
{
	if (row && row->writer == SELDOM)
		return writes > SELDOM_A_SECOND * WATCH_MS / 1000 ? "workers often" : NULL;
	return writers & ~(uint32_t)DIRECTS ? "a worker" : NULL;
}

static int judge_line(enum region region, size_t line)
{
	uint32_t writers = regions[region].writers[line], writes = regions[region].writes[line];
	size_t worker = line * AX_CACHE_LINE / sizeof(struct ax_loop);
	size_t at =
		region == LOOPS ? line - worker * (sizeof(struct ax_loop) / AX_CACHE_LINE) : line;
	const struct row *row = row_at(region_name[region], at);
	const char *wrong = region == LOOPS ? wrong_in_loop(row, worker, writers)
					    : wrong_in_shared(row, writers, writes);
	printf("%s", region_name[region]);
	if (region == LOOPS)
		printf(" %zu", worker);
	printf(", line %zu (%s...): writers %#x, caught %" PRIu32 " times\n", at,
	       row ? row->field : "under the lock", writers, writes);
	if (wrong)
		printf("WRONG: it is written by %s\n", wrong);
	if (region == LOOPS && is_every_worker(writers))
		printf("WRONG: every worker writes it\n");
	return wrong || (region == LOOPS && is_every_worker(writers));
}

static int judge(void)
{
	int wrong = 0;
	uint32_t caught = 0;
	for (int i = 0; i < N_REGIONS; i++)
		for (size_t line = 0; line < regions[i].size / AX_CACHE_LINE && line < LINES;
		     line++) {
			caught += regions[i].writes[line];
			if (regions[i].writers[line])
				wrong += judge_line((enum region)i, line);
		}
	if (caught < 100)
		wrong += printf("only %" PRIu32 " writes were caught: nothing is shown\n", caught) >
			 0;
	return wrong;
}

/* ---- the run --------------------------------------------------------------------------------- */

static void add_pair(struct ax_graph *graph, unsigned number, unsigned from, unsigned to,
		     struct tally *tally)
{
	char source_name[32], sink_name[32], out[40], in[40];
	struct source source = { .id = number, .n = UINT32_MAX, .burst = 32 };
	struct sink sink = { .tally = tally };
	snprintf(source_name, sizeof(source_name), "source%u", number);
	snprintf(sink_name, sizeof(sink_name), "sink%u", number);
	snprintf(out, sizeof(out), "%s.outbox", source_name);
	snprintf(in, sizeof(in), "%s.inbox", sink_name);
	ax_graph_add(graph, source_name, &part_source, &source, NULL);
	ax_graph_add(graph, sink_name, &part_sink, &sink, NULL);
	ax_graph_link(graph, out, in);
	ax_graph_pin(graph, source_name, from);
	ax_graph_pin(graph, sink_name, to);
}

/* Each worker has a pipe of its own, so that it always has work, and one to its neighbour. */
static int run_watched(void)
{
	static struct tally tally[2 * WORKERS];
	struct ax_engine *engine = part_engine();
	struct ax_graph *graph = ax_graph_new(engine, "layout");
	for (unsigned i = 0; i < WORKERS; i++) {
		add_pair(graph, 2 * i, i, i, &tally[2 * i]);
		add_pair(graph, 2 * i + 1, i, (i + 1) % WORKERS, &tally[2 * i + 1]);
	}
	char error[256];
	struct ax_run_options options = { .workers = WORKERS };
	struct sigaction action = { .sa_sigaction = on_write, .sa_flags = SA_SIGINFO };
	sigaction(SIGSEGV, &action, NULL);
	director = pthread_self();
	the_run = ax_run_start(graph, &options, error, sizeof(error));
	if (!the_run) {
		printf("%s\n", error);
		return 1;
	}
	pthread_t watcher;
	if (pthread_create(&watcher, NULL, watch, the_run) != 0)
		return 1;
	(void)ax_run_wait(the_run);
	pthread_join(watcher, NULL);
	ax_graph_free(graph);
	ax_engine_free(engine);
	int wrong = judge();
	for (unsigned i = 0; i < 2 * WORKERS; i++)
		if (tally[i].got == 0 || tally[i].wrong[0])
			wrong += printf("pipe %u: %" PRIu64 " messages, %s\n", i, tally[i].got,
					tally[i].wrong) > 0;
	return wrong;
}

int main(int argc, char **argv)
{
	const char *word = argc > 1 ? argv[1] : "watch";
	if (strcmp(word, "fields") == 0)
		list_fields();
	else
		list();
	return strcmp(word, "watch") == 0 && (check_rows() + run_watched()) ? 1 : 0;
}
