// SPDX-License-Identifier: Apache-2.0
/* bytes: a five-stage byte pipeline: random bytes are made, masked, their lines counted, summed and
 * checked. As five components that pass buffers on by reference, and as one loop over one buffer:
 * what a program costs that is made of components, against the same program that is not. Both call
 * the functions below; the figure is the whole process's CPU time from the first buffer to the
 * last. */
#include <inttypes.h>
#include <stdlib.h>

#include "stamp.h"
#include "workload.h"

/* ---- the work ------------------------------------------------------------------------------ */

#define MASK                                                                                       \
	UINT64_C(0x5a5a5a5a5a5a5a5a) /* alike in every byte, so that every word is masked alike */

/* What the stages find out. */
struct findings {
	uint64_t random; /* the generator's state */
	uint64_t lines;
	uint64_t sum, sum_of_sums; /* Fletcher's, without moduli */
};

/* Marsaglia's xorshift, a word at a time, and the buffer's number at both ends. */
static void generate(struct findings *found, unsigned char *bytes, size_t size, uint64_t number)
{
	uint64_t x = found->random;
	for (size_t i = 0; i + sizeof(x) <= size; i += sizeof(x)) {
		x ^= x << 13;
		x ^= x >> 7;
		x ^= x << 17;
		memcpy(bytes + i, &x, sizeof(x));
	}
	found->random = x;
	bench_stamp(bytes, size, number);
}

static void mask(struct findings *found, unsigned char *bytes, size_t size)
{
	(void)found;
	for (size_t i = 0; i < size; i++)
		bytes[i] ^= (unsigned char)MASK;
}

static void count_lines(struct findings *found, unsigned char *bytes, size_t size)
{
	uint64_t n = 0;
	for (size_t i = 0; i < size; i++)
		n += bytes[i] == '\n';
	found->lines += n;
}

static void add_up(struct findings *found, unsigned char *bytes, size_t size)
{
	uint64_t a = found->sum, b = found->sum_of_sums;
	for (size_t i = 0; i < size; i++) {
		a += bytes[i];
		b += a;
	}
	found->sum = a;
	found->sum_of_sums = b;
}

/* Whether this is the buffer of that number, masked. */
static bool check(const unsigned char *bytes, size_t size, uint64_t number)
{
	return bench_stamped(bytes, size, number ^ MASK);
}

static const struct findings nothing_yet = { .random = UINT64_C(88172645463325252) };

/* Whether the two ways found the same, as far as both have run with the same parameters. */
static int compare(const struct findings *found, const struct bench_params *params)
{
	static struct findings before;
	static uint64_t messages, size;
	bool same = messages != params->messages || size != params->size ||
		    memcmp(&before, found, sizeof(before)) == 0;
	before = *found;
	messages = params->messages;
	size = params->size;
	return same ? 0 : bench_complain("bytes: the stages found something else than before");
}

/* ---- as components ------------------------------------------------------------------------- */

struct generator {
	struct ax_component base;
	struct ax_outbox outbox;
	uint64_t next, end, burst, size;
	struct findings *found;
	struct bench_meter *meter;
};

/* Puts up to a burst of new buffers; false when there is no memory. */
static bool put_buffers(struct generator *g)
{
	for (uint64_t i = 0; i < g->burst && g->next < g->end && ax_room(&g->outbox); i++) {
		struct ax_msg msg = ax_bytes_new(g->size);
		if (msg.type == AX_NONE)
			return false;
		generate(g->found, msg.bytes, g->size, g->next++);
		(void)ax_put1(&g->outbox, msg);
	}
	return true;
}

AX_STEP(generator, g)
{
	AX_BEGIN(g);
	g->meter->started_ns = bench_cpu();
	while (g->next < g->end) {
		if (ax_room(&g->outbox)) {
			if (!put_buffers(g))
				return ax_fail(&g->base, "no memory for %" PRIu64 " bytes",
					       g->size);
			AX_YIELD(g);
		} else if (ax_refused(&g->outbox)) {
			return ax_done(&g->base, AX_REASON_REFUSED);
		} else {
			AX_WAIT(g, ax_want_room(&g->outbox, UINT32_MAX));
		}
	}
	AX_END(g);
}

static const struct ax_box_spec generator_boxes[] = {
	AX_OUTBOX(struct generator, outbox, "bytes", "random bytes"),
	AX_BOXES_END,
};

static const struct ax_component_type generator_type = {
	.name = "bench_generator",
	.doc = "makes buffers of random bytes",
	.size = sizeof(struct generator),
	.boxes = generator_boxes,
	.step = generator_step,
};

/* Mask, count and sum: they differ in their work alone. */
struct worker {
	struct ax_component base;
	struct ax_inbox inbox;
	struct ax_outbox outbox;
	void (*work)(struct findings *found, unsigned char *bytes, size_t size);
	struct findings *found;
};

AX_STEP(worker, w)
{
	AX_BEGIN(w);
	AX_EACH(w, inbox) {
		w->work(w->found, ax_head(&w->inbox)->bytes, ax_head(&w->inbox)->length);
		AX_MOVE(w, inbox, outbox);
	}
	AX_END(w);
}

static const struct ax_box_spec worker_boxes[] = {
	AX_INBOX(struct worker, inbox, "bytes", "buffers"),
	AX_OUTBOX(struct worker, outbox, "bytes", "the same buffers"),
	AX_BOXES_END,
};

static const struct ax_component_type worker_type = {
	.name = "bench_worker",
	.doc = "works on buffers and passes them on",
	.size = sizeof(struct worker),
	.boxes = worker_boxes,
	.step = worker_step,
};

struct checker {
	struct ax_component base;
	struct ax_inbox inbox;
	uint64_t next, end;
	struct bench_meter *meter;
};

AX_STEP(checker, c)
{
	AX_BEGIN(c);
	AX_EACH(c, inbox) {
		if (!check(ax_head(&c->inbox)->bytes, ax_head(&c->inbox)->length, c->next))
			return ax_fail(&c->base, "the buffer is not number %" PRIu64, c->next);
		if (++c->next == c->end)
			c->meter->ended_ns = bench_cpu();
	}
	c->meter->received = c->next;
	AX_END(c);
}

static const struct ax_box_spec checker_boxes[] = {
	AX_INBOX(struct checker, inbox, "bytes", "masked buffers"),
	AX_BOXES_END,
};

static const struct ax_component_type checker_type = {
	.name = "bench_checker",
	.doc = "checks the numbers of masked buffers",
	.size = sizeof(struct checker),
	.boxes = checker_boxes,
	.step = checker_step,
};

static void add_parts(struct ax_graph *graph, const struct bench_params *params,
		      struct findings *found, struct bench_meter *first, struct bench_meter *last)
{
	struct generator generator = { .end = params->messages,
				       .burst = params->burst,
				       .size = params->size,
				       .found = &found[0],
				       .meter = first };
	struct worker masker = { .work = mask, .found = &found[1] };
	struct worker counter = { .work = count_lines, .found = &found[2] };
	struct worker adder = { .work = add_up, .found = &found[3] };
	struct checker checker = { .end = params->messages, .meter = last };
	ax_graph_add(graph, "generate", &generator_type, &generator, NULL);
	ax_graph_add(graph, "mask", &worker_type, &masker, NULL);
	ax_graph_add(graph, "count", &worker_type, &counter, NULL);
	ax_graph_add(graph, "sum", &worker_type, &adder, NULL);
	ax_graph_add(graph, "check", &checker_type, &checker, NULL);
	static const char *const names[] = { "generate", "mask", "count", "sum", "check", NULL };
	ax_graph_pipeline(graph, names);
}

int bench_bytes(const struct bench_params *params, struct bench_outcome *outcome)
{
	/* Each stage's own, for they may be on different workers. */
	struct findings found[4] = { nothing_yet };
	struct bench_meter first = { 0 }, last = { 0 };
	struct ax_engine *engine;
	struct ax_graph *graph;
	if (bench_open(&engine, &graph) < 0)
		return -1;
	add_parts(graph, params, found, &first, &last);
	if (bench_execute(engine, graph, params, params->workers) < 0)
		return -1;
	outcome->figure[0] = (double)(last.ended_ns - first.started_ns) / (double)params->messages;
	outcome->counted = last.received;
	found[0].lines = found[2].lines;
	found[0].sum = found[3].sum;
	found[0].sum_of_sums = found[3].sum_of_sums;
	if (compare(&found[0], params) < 0)
		return -1;
	return bench_check_count("buffers", last.received, params->messages);
}

/* ---- as one loop --------------------------------------------------------------------------- */

int bench_bytes_loop(const struct bench_params *params, struct bench_outcome *outcome)
{
	struct findings found = nothing_yet;
	size_t size = params->size;
	unsigned char *bytes = malloc(size);
	if (!bytes)
		return bench_complain("no memory for %" PRIu64 " bytes", params->size);
	uint64_t started = bench_cpu(), received = 0;
	for (uint64_t i = 0; i < params->messages; i++) {
		generate(&found, bytes, size, i);
		mask(&found, bytes, size);
		count_lines(&found, bytes, size);
		add_up(&found, bytes, size);
		received += check(bytes, size, i);
	}
	outcome->figure[0] = (double)(bench_cpu() - started) / (double)params->messages;
	outcome->counted = received;
	free(bytes);
	if (compare(&found, params) < 0)
		return -1;
	return bench_check_count("buffers", received, params->messages);
}
