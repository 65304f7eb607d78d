// SPDX-License-Identifier: Apache-2.0
/* wake: how long a message takes to a component whose worker sleeps in the kernel; and, beside it, how
 * long a write to a bare eventfd takes to a thread that reads it. */
#include <inttypes.h>
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#include "workload.h"

enum {
	PERIOD_NS =
		1000000, /* between two messages: far longer than a worker looks before it sleeps */
};

/* ---- with the engine ------------------------------------------------------------------------ */

struct source {
	struct ax_component base;
	struct ax_outbox outbox;
	uint64_t left, due_ns;
};

AX_STEP(source, s)
{
	AX_BEGIN(s);
	for (s->due_ns = ax_now(&s->base); s->left > 0; s->left--) {
		s->due_ns += PERIOD_NS;
		AX_SLEEP_UNTIL(s, s->due_ns);
		AX_PUT(s, outbox, ax_int((int64_t)bench_now()));
	}
	AX_END(s);
}

static const struct ax_box_spec source_boxes[] = {
	AX_OUTBOX(struct source, outbox, "int", "the time at which each was sent"),
	AX_BOXES_END,
};

static const struct ax_component_type source_type = {
	.name = "bench_wake_source",
	.doc = "sends the time now and then",
	.size = sizeof(struct source),
	.boxes = source_boxes,
	.step = source_step,
};

struct sink {
	struct ax_component base;
	struct ax_inbox inbox;
	uint64_t *took_ns;
	uint64_t *received;
};

AX_STEP(sink, s)
{
	AX_BEGIN(s);
	AX_EACH(s, inbox) {
		s->took_ns[*s->received] = bench_now() - ax_head(&s->inbox)->u;
		++*s->received;
	}
	AX_END(s);
}

static const struct ax_box_spec sink_boxes[] = {
	AX_INBOX(struct sink, inbox, "int", "the times"),
	AX_BOXES_END,
};

static const struct ax_component_type sink_type = {
	.name = "bench_wake_sink",
	.doc = "notes how long each was on its way",
	.size = sizeof(struct sink),
	.boxes = sink_boxes,
	.step = sink_step,
};

static int run_engine(const struct bench_params *params, uint64_t *took_ns)
{
	struct ax_engine *engine;
	struct ax_graph *graph;
	uint64_t received = 0;
	if (bench_open(&engine, &graph) < 0)
		return -1;
	ax_graph_add(graph, "source", &source_type, &(struct source){ .left = params->messages },
		     NULL);
	ax_graph_add(graph, "sink", &sink_type,
		     &(struct sink){ .took_ns = took_ns, .received = &received }, NULL);
	bench_join(graph, "source", "outbox", "sink");
	ax_graph_pin(graph, "source", 0);
	ax_graph_pin(graph, "sink", 1);
	if (bench_execute(engine, graph, params, params->workers) < 0)
		return -1;
	return bench_check_count("messages", received, params->messages);
}

/* ---- without -------------------------------------------------------------------------------- */

struct bare {
	int fd, cpu;
	uint64_t messages, sent_ns; /* sent_ns is handed over by the eventfd */
	uint64_t *took_ns, noted;
};

/* Where a worker's thread would be; anywhere when that can't be had. */
static void pin(int cpu)
{
	cpu_set_t set;
	CPU_ZERO(&set);
	CPU_SET((size_t)cpu, &set);
	pthread_setaffinity_np(pthread_self(), sizeof(set), &set);
}

static void *bare_reader(void *arg)
{
	struct bare *bare = arg;
	uint64_t n;
	pin(bare->cpu);
	/* One that is late reads two at once, and notes the later one's time. */
	for (uint64_t seen = 0; seen < bare->messages; seen += n) {
		if (read(bare->fd, &n, sizeof(n)) != sizeof(n))
			break;
		bare->took_ns[bare->noted++] =
			bench_now() - __atomic_load_n(&bare->sent_ns, __ATOMIC_ACQUIRE);
	}
	return NULL;
}

static void *bare_writer(void *arg)
{
	struct bare *bare = arg;
	uint64_t due = bench_now(), one = 1;
	pin(0);
	for (uint64_t i = 0; i < bare->messages; i++) {
		due += PERIOD_NS;
		struct timespec at = { .tv_sec = (time_t)(due / 1000000000),
				       .tv_nsec = (long)(due % 1000000000) };
		clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &at, NULL);
		__atomic_store_n(&bare->sent_ns, bench_now(), __ATOMIC_RELEASE);
		if (write(bare->fd, &one, sizeof(one)) != sizeof(one))
			break;
	}
	return NULL;
}

/* Gives how many times it noted, or -1 after a sentence. */
static int64_t run_bare(uint64_t messages, uint64_t *took_ns)
{
	pthread_t reader, writer;
	struct bare bare = {
		.fd = eventfd(0, 0), .cpu = 1, .messages = messages, .took_ns = took_ns
	};
	if (bare.fd < 0)
		return bench_complain("no eventfd");
	int status = pthread_create(&reader, NULL, bare_reader, &bare);
	if (status == 0 && pthread_create(&writer, NULL, bare_writer, &bare) == 0) {
		pthread_join(writer, NULL);
	} else if (status == 0) {
		pthread_cancel(reader);
		status = -1;
	}
	if (status == 0)
		pthread_join(reader, NULL);
	close(bare.fd);
	return status == 0 ? (int64_t)bare.noted : bench_complain("no thread for the bare eventfd");
}

/* ---- both ----------------------------------------------------------------------------------- */

static int ascending(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
	return x < y ? -1 : x > y;
}

static double median_us(uint64_t *took_ns, uint64_t n)
{
	qsort(took_ns, n, sizeof(*took_ns), ascending);
	return (double)took_ns[n / 2] / 1e3;
}

int bench_wake(const struct bench_params *params, struct bench_outcome *outcome)
{
	uint64_t n = params->messages;
	uint64_t *took_ns = calloc(n, sizeof(*took_ns));
	if (!took_ns)
		return bench_complain("no memory for %" PRIu64 " times", n);
	int64_t noted = run_engine(params, took_ns);
	if (noted == 0) {
		outcome->figure[0] = median_us(took_ns, n);
		noted = run_bare(n, took_ns);
	}
	if (noted > 0) {
		outcome->figure[1] = median_us(took_ns, (uint64_t)noted);
		outcome->counted = n;
	}
	free(took_ns);
	return noted < 0 ? -1 : 0;
}
