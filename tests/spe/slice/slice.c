// SPDX-License-Identifier: Apache-2.0
/* slice: a graph whose middle component runs on an SPE: messages in order and counted, bytes changed one
 * for one, sleep and wake, and every way to end.
 *   slice N SEEDS      all of it, with N messages where they are counted
 *   slice count N      only those, and says how many a second
 *   slice seeds A B    short runs under seeds A to B of the order of DMA */
#include "slice.h"

#include <inttypes.h>
#include <pthread.h>
#include <string.h>
#include <time.h>

static void break_test(void *arg, const char *line)
{
	(void)arg;
	fprintf(stderr, "%s\n", line);
	abort();
}

void slice_machine(uint64_t seed)
{
	struct ax_spe_config config = {
		.n_spes = 6, .seed = seed, .strict = true, .log = break_test
	};
	check(ax_spe_configure(&config) == 0);
}

static void say(void *arg, const char *component, const char *line)
{
	(void)arg;
	fprintf(stderr, "%s: %s\n", component ? component : "run", line);
}

/* ---- source ! middle ! sink ---------------------------------------------------------------- */

static struct ax_graph *pipe_graph(struct ax_engine *engine, struct pipe *pipe)
{
	struct ax_graph *graph = ax_graph_new(engine, "slice");
	pipe->source.ended = &pipe->source_ended;
	pipe->source.reason = &pipe->source_reason;
	pipe->sink.tally = &pipe->tally;
	ax_graph_add(graph, "source", &part_source, &pipe->source, NULL);
	ax_graph_add(graph, "middle", &middle_type, NULL, pipe->words);
	ax_graph_add(graph, "sink", &part_sink, &pipe->sink, NULL);
	ax_graph_pipeline(graph, (const char *const[]){ "source", "middle", "sink", NULL });
	if (pipe->bound) {
		ax_graph_bound(graph, "middle.inbox", pipe->bound, 0);
		ax_graph_bound(graph, "sink.inbox", pipe->bound, 0);
	}
	if (ax_graph_error(graph))
		fprintf(stderr, "%s\n", ax_graph_error(graph));
	check(!ax_graph_error(graph));
	return graph;
}

static struct ax_result run(struct ax_graph *graph, struct ax_spe_workers *workers, unsigned n,
			    void (*started)(struct ax_run *run))
{
	char error[300];
	struct ax_run_options options = { .workers = n,
					  .no_pin = true,
					  .foreign = ax_spe_workers_foreign(workers) };
	struct ax_run *running = ax_run_start(graph, &options, error, sizeof(error));
	if (!running)
		fprintf(stderr, "%s\n", error);
	check(running);
	if (started)
		started(running);
	return ax_run_wait(running);
}

void pipe_run(struct pipe *pipe)
{
	struct ax_engine *engine = part_engine();
	ax_engine_log(engine, say, NULL);
	struct ax_graph *graph = pipe_graph(engine, pipe);
	struct ax_spe_workers *workers = ax_spe_workers_new();
	check(workers &&
	      (pipe->on_ppe || ax_spe_place(workers, "middle",
					    pipe->program ? pipe->program : &middle_on_spe) == 0));
	pipe->result = run(graph, workers, pipe->workers ? pipe->workers : 2, pipe->started);
	ax_spe_workers_free(workers);
	ax_graph_free(graph);
	ax_engine_free(engine);
}

static void check_all_came(const struct pipe *pipe)
{
	if (pipe->tally.wrong[0])
		fprintf(stderr, "%s\n", pipe->tally.wrong);
	check(!pipe->tally.wrong[0]);
	check(pipe->tally.got == pipe->source.n && pipe->tally.ended);
	check(pipe->tally.reason == AX_REASON_FINISHED);
	check(pipe->source_ended == 1 && pipe->source_reason == AX_REASON_FINISHED);
	/* Who ends by its inbox may leave a last word in control. */
	check(!pipe->result.failed && pipe->result.dropped <= 2 && !pipe->result.wedged);
	check(pipe->result.messages >= 2 * (uint64_t)pipe->source.n);
}

/* ---- messages ------------------------------------------------------------------------------ */

static void passes_all(const char *words, uint32_t n, bool owned)
{
	struct pipe pipe = { .words = words, .source = { .n = n, .owned = owned } };
	pipe_run(&pipe);
	check_all_came(&pipe);
}

static void counts(uint32_t n)
{
	struct pipe pipe = { .source = { .n = n } };
	pipe_run(&pipe);
	check_all_came(&pipe);
	printf("%u messages PPE to SPE to PPE: %.2f million a second\n", n,
	       n * 1e3 / (double)pipe.result.elapsed_ns);
}

static void small_links(uint32_t bound, uint32_t n)
{
	struct pipe pipe = { .bound = bound, .source = { .n = n } };
	pipe_run(&pipe);
	check_all_came(&pipe);
}

static void drops_the_rest(uint32_t n)
{
	struct pipe pipe = { .words = "keep=100", .source = { .n = n, .owned = true } };
	pipe_run(&pipe);
	check(pipe.tally.got == 100 && pipe.tally.ended && !pipe.result.failed);
}

/* ---- sleep and wake ------------------------------------------------------------------------ */

static void slow_source(uint32_t n)
{
	struct pipe pipe = { .source = { .n = n, .every_ns = 200000 } };
	pipe_run(&pipe);
	check_all_came(&pipe);
}

static void slow_sink(uint32_t n)
{
	struct pipe pipe = { .bound = 4, .source = { .n = n }, .sink = { .every_ns = 200000 } };
	pipe_run(&pipe);
	check_all_came(&pipe);
}

/* All on one worker but the middle: who waits there must be woken by post. */
static void one_worker(uint32_t n)
{
	struct pipe pipe = { .bound = 16, .workers = 1, .source = { .n = n } };
	pipe_run(&pipe);
	check_all_came(&pipe);
}

/* ---- ends ---------------------------------------------------------------------------------- */

static void ends_by_itself(bool on_ppe)
{
	struct pipe pipe = { .on_ppe = on_ppe,
			     .words = "stop_at=1000",
			     .source = { .n = 100000, .owned = true } };
	pipe_run(&pipe);
	check(pipe.tally.got == 1000 && pipe.tally.reason == AX_REASON_FINISHED);
	check(!pipe.tally.wrong[0] && pipe.source_reason == AX_REASON_REFUSED);
	check(!pipe.result.failed && pipe.result.dropped > 0);
}

static void is_refused(bool on_ppe)
{
	struct pipe pipe = { .on_ppe = on_ppe,
			     .source = { .n = 100000, .owned = true },
			     .sink = { .stop_at = 1000 } };
	pipe_run(&pipe);
	check(pipe.tally.got == 1000 && !pipe.tally.wrong[0]);
	check(pipe.source_reason == AX_REASON_REFUSED && !pipe.result.failed);
}

static void closes_early(bool on_ppe)
{
	struct pipe pipe = { .on_ppe = on_ppe,
			     .words = "close_at=1000",
			     .source = { .n = 5000, .owned = true } };
	pipe_run(&pipe);
	check(pipe.tally.got == 1000 && pipe.tally.reason == AX_REASON_FINISHED);
	check(pipe.source_reason == AX_REASON_FINISHED && pipe.result.dropped >= 4000 &&
	      pipe.result.dropped <= 4002);
}

static void let_it_sleep(void)
{
	struct timespec while_ = { 0, 20000000 };
	nanosleep(&while_, NULL);
}

static void stop_in_order(struct ax_run *running)
{
	let_it_sleep();
	ax_run_stop(running, false);
}

static void stop_at_once(struct ax_run *running)
{
	let_it_sleep();
	ax_run_stop(running, true);
}

/* While the middle sleeps, and while it has more to do than it ever could. */
static void is_stopped(bool on_ppe, bool sleeps, void (*stop)(struct ax_run *running))
{
	struct pipe pipe = { .on_ppe = on_ppe,
			     .source = { .n = sleeps ? 10 : UINT32_MAX, .linger = true },
			     .started = stop };
	pipe_run(&pipe);
	check(pipe.result.stopped && !pipe.result.failed && !pipe.tally.wrong[0]);
	check(pipe.source_reason == AX_REASON_SHUTDOWN);
	check(pipe.tally.ended && (!sleeps || pipe.tally.got == 10));
}

/* ---- bytes --------------------------------------------------------------------------------- */

enum {
	BUFFERS = 40,
	BUFFER_BYTES = 64 * 1024
};

/* What the n-th buffer holds, and where its slice begins and ends: whole, or odd. */
static unsigned char byte_at(uint32_t n, uint32_t i)
{
	return (unsigned char)(i * 7 + n * 13 + (i >> 9));
}

static uint32_t odd(uint32_t n)
{
	return n % 2 ? n * 37 % 1000 : 0;
}

struct press {
	struct ax_component base;
	struct ax_outbox outbox;
	uint32_t n;
	struct ax_msg
		whole[BUFFERS]; /* a share of each: the bytes beside the slice are looked at */
};

static struct ax_msg next_slice(struct press *p)
{
	struct ax_msg msg = ax_bytes_new(BUFFER_BYTES);
	check(msg.type == AX_BYTES);
	for (uint32_t i = 0; i < BUFFER_BYTES; i++)
		msg.bytes[i] = byte_at(p->n, i);
	p->whole[p->n] = msg;
	/* Lengths down to nothing. */
	uint32_t from = odd(p->n), n = p->n % 5 == 4 ? p->n % 7 : BUFFER_BYTES - 2 * from;
	return ax_bytes_slice(&msg, from, n);
}

AX_STEP(press, p)
{
	AX_BEGIN(p);
	for (; p->n < BUFFERS; p->n++)
		AX_PUT(p, outbox, next_slice(p));
	AX_END(p);
}

static unsigned checked;

/* Shares are looked at when all is over. */
static void press_close(struct ax_component *self)
{
	struct press *p = (struct press *)self;
	for (uint32_t n = 0; n < p->n; n++)
		ax_drop(ax_engine_of(self), &p->whole[n]);
}

static const struct ax_box_spec press_boxes[] = {
	AX_OUTBOX(struct press, outbox, "bytes", "slices of numbered bytes"),
	AX_BOXES_END,
};

static const struct ax_component_type press_type = {
	.name = "press",
	.doc = "makes buffers",
	.size = sizeof(struct press),
	.boxes = press_boxes,
	.step = press_step,
	.close = press_close,
};

struct reader {
	struct ax_component base;
	struct ax_inbox inbox;
	uint32_t n;
};

static void check_slice(const struct ax_msg *msg, uint32_t n)
{
	const struct ax_buffer *buffer = ax_bytes_buffer(msg);
	uint32_t from = msg->length ? (uint32_t)(msg->bytes - buffer->data) : 0;
	check(!msg->length || from == odd(n));
	for (uint32_t i = 0; i < BUFFER_BYTES; i++) {
		bool inside = i >= from && i < from + msg->length;
		unsigned char was = byte_at(n, i);
		check(buffer->data[i] == (inside ? gained(was, 3, 1) : was));
	}
	checked++;
}

AX_STEP(reader, r)
{
	AX_BEGIN(r);
	AX_EACH(r, inbox) {
		check_slice(ax_head(&r->inbox), r->n++);
	}
	AX_END(r);
}

static const struct ax_box_spec reader_boxes[] = {
	AX_INBOX(struct reader, inbox, "bytes", "slices"),
	AX_BOXES_END,
};

static const struct ax_component_type reader_type = {
	.name = "reader",
	.doc = "checks buffers",
	.size = sizeof(struct reader),
	.boxes = reader_boxes,
	.step = reader_step,
};

static void changes_bytes(bool on_spe)
{
	struct ax_engine *engine = part_engine();
	struct ax_graph *graph = ax_graph_new(engine, "bytes");
	struct ax_spe_workers *workers = ax_spe_workers_new();
	checked = 0;
	ax_graph_add(graph, "press", &press_type, NULL, NULL);
	ax_graph_add(graph, "gain", &gain_type, NULL, NULL);
	ax_graph_add(graph, "reader", &reader_type, NULL, NULL);
	ax_graph_pipeline(graph, (const char *const[]){ "press", "gain", "reader", NULL });
	check(workers && (!on_spe || ax_spe_place(workers, "gain", &gain_on_spe) == 0));
	struct ax_result result = run(graph, workers, 2, NULL);
	check(checked == BUFFERS && !result.failed && result.dropped <= 2);
	ax_spe_workers_free(workers);
	ax_graph_free(graph);
	ax_engine_free(engine);
}

/* ---- what can't be ------------------------------------------------------------------------- */

static void refuses_to_place(const char *component, const char *why)
{
	char error[300];
	struct pipe pipe = { .source = { .n = 1 } };
	struct ax_engine *engine = part_engine();
	struct ax_graph *graph = pipe_graph(engine, &pipe);
	struct ax_spe_workers *workers = ax_spe_workers_new();
	check(workers && ax_spe_place(workers, component, &middle_on_spe) == 0);
	struct ax_run_options options = { .workers = 2,
					  .foreign = ax_spe_workers_foreign(workers) };
	check(!ax_run_start(graph, &options, error, sizeof(error)));
	if (!strstr(error, why))
		fprintf(stderr, "%s\n", error);
	check(strstr(error, why));
	ax_spe_workers_free(workers);
	ax_graph_free(graph);
	ax_engine_free(engine);
}

/* ---- the program --------------------------------------------------------------------------- */

/* On an SPE, and on a PPE's worker, where all of it must be the same. */
static void ends(bool on_ppe)
{
	ends_by_itself(on_ppe);
	is_refused(on_ppe);
	closes_early(on_ppe);
	for (int i = 0; i < 4; i++)
		is_stopped(on_ppe, i & 1, i & 2 ? stop_at_once : stop_in_order);
	changes_bytes(!on_ppe);
}

static void do_all(uint32_t n, uint64_t seeds)
{
	printf("a program without its fence: noticed under seed %" PRIu64 "\n", seeds_catch(1000));
	seeds_run(1, seeds);
	slice_machine(1);
	counts(n);
	passes_all("way=spans", n / 2, false);
	passes_all("way=take", n / 10, false);
	passes_all(NULL, n / 10, true);
	passes_all("way=take", n / 20, true);
	small_links(1, n / 100);
	small_links(5, n / 50);
	drops_the_rest(n / 50);
	slow_source(500);
	slow_sink(500);
	one_worker(n / 20);
	for (int on_ppe = 0; on_ppe < 2; on_ppe++)
		ends(on_ppe);
	refuses_to_place("nobody", "no such component");
}

int main(int n, char **word)
{
	setvbuf(stdout, NULL, _IOLBF, 0);
	if (n == 4 && strcmp(word[1], "seeds") == 0) {
		seeds_run(strtoull(word[2], NULL, 0), strtoull(word[3], NULL, 0));
	} else if (n == 3 && strcmp(word[1], "count") == 0) {
		slice_machine(1);
		counts((uint32_t)strtoul(word[2], NULL, 0));
	} else if (n == 3) {
		do_all((uint32_t)strtoul(word[1], NULL, 0), strtoull(word[2], NULL, 0));
	} else {
		fprintf(stderr, "slice N SEEDS | slice count N | slice seeds A B\n");
		return 2;
	}
	return 0;
}
