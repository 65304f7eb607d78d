// SPDX-License-Identifier: Apache-2.0
/* counts: runs one case so many times, for valgrind to count its instructions.
 *
 *     counts              lists the cases, each with what one unit of its count is
 *     counts CASE N       runs it over N units
 *
 * The difference of two runs, divided by the difference of their units, leaves starting and
 * stopping out. A clock of our own keeps what depends on time (budgets, housekeeping) the same however
 * slowly the program runs. */
#define _GNU_SOURCE
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "rig.h"
#include "workload.h"

enum {
	TICK_NS = 500, /* what passes between two looks at the clock */
	PIPE_HOPS = 9, /* of the pipes below */
	FAR_SPAN = 64, /* messages a far step carries */
	NS = 1000000000
};

/* In the place of libc's, for all of this program. */
int clock_gettime(clockid_t clock, struct timespec *now)
{
	static __thread uint64_t ns;
	(void)clock;
	ns += TICK_NS;
	*now = (struct timespec){ .tv_sec = (time_t)(1 + ns / NS), .tv_nsec = (long)(ns % NS) };
	return 0;
}

/* ---- on one worker, as `axon bench` runs it ------------------------------------------------- */

static void bench(const char *name, struct bench_params params)
{
	const struct bench_workload *workload = bench_workload_find(name);
	struct bench_outcome outcome = { 0 };
	params.workers = 1;
	params.stages = params.stages ? params.stages : workload->preset.stages;
	params.burst = params.burst ? params.burst : workload->preset.burst;
	params.size = workload->preset.size;
	bench_resolve(workload, &params);
	if (workload->run(&params, &outcome) < 0)
		exit(1);
}

static void pipe_messages(uint64_t n)
{
	bench("pipe", (struct bench_params){ .messages = n / PIPE_HOPS });
}

static void pipe_spans(uint64_t n)
{
	bench("pipe", (struct bench_params){ .messages = n / PIPE_HOPS, .spans = true });
}

static void pipe_activations(uint64_t n)
{
	bench("pipe", (struct bench_params){ .messages = n / PIPE_HOPS, .burst = 1 });
}

static void token(uint64_t n)
{
	bench("token", (struct bench_params){ .messages = n, .stages = 100 });
}

static void spawn(uint64_t n)
{
	bench("spawn", (struct bench_params){ .messages = n });
}

static void fan_in(uint64_t n)
{
	bench("fan_in", (struct bench_params){ .messages = n });
}

static void fan_out(uint64_t n)
{
	bench("fan_out", (struct bench_params){ .messages = n });
}

static void payload(uint64_t n)
{
	bench("payload", (struct bench_params){ .messages = n, .reference = true });
}

/* ---- between two workers, which one thread runs in turns ------------------------------------- */

static void turn(struct ax_worker *worker)
{
	struct ax_component *c = worker->run_head;
	if (!c)
		return;
	worker->run_head = c->run_next;
	ax_step_run(worker, c);
}

static enum ax_status take_all(struct probe *probe)
{
	struct ax_msg msg;
	while (ax_take1(&probe->inbox, &msg))
		probe->did++;
	return AX_STEP_READY;
}

static enum ax_status take_and_wait(struct probe *probe)
{
	take_all(probe);
	ax_want_message(&probe->inbox);
	return AX_STEP_WAIT;
}

static enum ax_status put_some(struct probe *probe)
{
	for (uint32_t i = 0; i < probe->n; i++)
		(void)ax_put1(&probe->outbox, ax_int(i));
	return AX_STEP_READY;
}

/* The producer puts `span` messages in a step, the consumer takes them in its next, n in all. */
static void far_link(uint64_t n, uint32_t span, enum ax_status (*take)(struct probe *probe))
{
	struct rig rig;
	rig_init(&rig);
	for (int i = 0; i < RIG_WORKERS; i++)
		rig.worker[i].untimed = AX_SAMPLE_STEPS - 1;
	struct probe *producer = rig_probe(&rig, 0), *consumer = rig_probe(&rig, 1);
	rig_join(producer, consumer);
	(void)rig_step(producer, put_some, span);
	(void)rig_step(consumer, take, 0);
	for (uint64_t sent = 0; sent < n; sent += span) {
		turn(&rig.worker[0]);
		rig_deliver(&rig);
		turn(&rig.worker[1]);
	}
	if (consumer->did < n) {
		fprintf(stderr, "counts: %" PRIu64 " were sent and %" PRIu32 " arrived\n", n,
			consumer->did);
		exit(1);
	}
	rig_fini(&rig);
}

static void far_messages(uint64_t n)
{
	far_link(n, FAR_SPAN, take_all);
}

static void far_steps(uint64_t n)
{
	far_link(n, 1, take_all);
}

static void far_wakes(uint64_t n)
{
	far_link(n, 1, take_and_wait);
}

/* ---- which ---------------------------------------------------------------------------------- */

static const struct {
	const char *name, *unit;
	void (*run)(uint64_t n);
} cases[] = {
	{ "pipe", "hop, message by message, 64 a step", pipe_messages },
	{ "pipe-spans", "hop, by spans of 64", pipe_spans },
	{ "pipe-activation", "hop, one message an activation", pipe_activations },
	{ "token", "hop, one message in a ring of 100", token },
	{ "spawn", "component made, run and ended", spawn },
	{ "fan-in", "message, 100 sources", fan_in },
	{ "fan-out", "message, 100 sinks", fan_out },
	{ "payload", "buffer of 1 KiB over 3 links by reference, made and freed", payload },
	{ "far-message", "message put and taken across workers, 64 a step", far_messages },
	{ "far-step", "message put and taken across workers, one a step", far_steps },
	{ "far-wake", "the same with a consumer that waits and is woken", far_wakes },
};

int main(int argc, char **argv)
{
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		if (argc < 3)
			printf("%s %s\n", cases[i].name, cases[i].unit);
		else if (strcmp(cases[i].name, argv[1]) == 0)
			cases[i].run(strtoull(argv[2], NULL, 10));
	return 0;
}
