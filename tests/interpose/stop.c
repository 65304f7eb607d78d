// SPDX-License-Identifier: Apache-2.0
/* stop: a run outlives the call that ends it. The call has written its poke when its thread is held
 * up, as if another's poke had come just before, until the run either waits for the call or closes
 * the descriptor that the call would write to. */
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <unistd.h>

#include "parts.h"
#include "run_private.h"

enum {
	TIMES = 20
};

static struct {
	int event;	 /* the director's */
	uint32_t ended;	 /* atomic: all components have */
	uint32_t waits;	 /* atomic: the run for the call */
	uint32_t closed; /* atomic: the descriptor, under the call */
} seen;

static _Thread_local bool stops;

/* ---- by the linker's --wrap ------------------------------------------------------------------- */

ssize_t __real_write(int fd, const void *data, size_t n);
ssize_t __wrap_write(int fd, const void *data, size_t n);
int __real_close(int fd);
int __wrap_close(int fd);
int __real_sched_yield(void);
int __wrap_sched_yield(void);

ssize_t __wrap_write(int fd, const void *data, size_t n)
{
	ssize_t written = __real_write(fd, data, n);
	while (stops && !ax_load_acquire(&seen.waits) && !ax_load_acquire(&seen.closed))
		__real_sched_yield();
	return written;
}

int __wrap_close(int fd)
{
	if (fd == seen.event && !ax_load_acquire(&seen.waits))
		ax_store_release(&seen.closed, 1);
	return __real_close(fd);
}

/* With all components ended the workers are gone: it is ax_run_wait() that yields. */
int __wrap_sched_yield(void)
{
	if (ax_load_acquire(&seen.ended))
		ax_store_release(&seen.waits, 1);
	return __real_sched_yield();
}

/* ---- the run ---------------------------------------------------------------------------------- */

static void ended(struct ax_run *run, void *unused)
{
	(void)run, (void)unused;
	ax_store_release(&seen.ended, 1);
}

static void *stop(void *run)
{
	stops = true;
	ax_run_stop(run, true);
	return NULL;
}

static bool outlives(struct ax_graph *graph)
{
	struct ax_run_options options = { .workers = 2, .ended = ended };
	char error[256];
	pthread_t thread;
	seen.event = -1;
	seen.ended = seen.waits = seen.closed = 0;
	struct ax_run *run = ax_run_start(graph, &options, error, sizeof(error));
	if (!run)
		return printf("%s\n", error) < 0;
	seen.event = run->event;
	if (pthread_create(&thread, NULL, stop, run) != 0)
		return printf("no thread\n") < 0;
	(void)ax_run_wait(run);
	pthread_join(thread, NULL);
	return !seen.closed || printf("closed under the call\n") < 0;
}

int main(void)
{
	struct ax_engine *engine = part_engine();
	struct ax_graph *graph = ax_graph_new(engine, "endless");
	struct tally tally = { 0 };
	struct source source = { .n = UINT32_MAX, .burst = 16 };
	struct sink sink = { .tally = &tally };
	ax_graph_add(graph, "source", &part_source, &source, NULL);
	ax_graph_add(graph, "sink", &part_sink, &sink, NULL);
	ax_graph_link(graph, "source.outbox", "sink.inbox");
	int wrong = 0;
	for (int i = 0; i < TIMES; i++) {
		tally = (struct tally){ 0 };
		wrong += !outlives(graph);
	}
	ax_graph_free(graph);
	ax_engine_free(engine);
	return wrong ? 1 : 0;
}
