// SPDX-License-Identifier: Apache-2.0
/* balance: what workers and director decide by themselves, in runs that go on until the decision
 * that they are about is in the log, and fail by a time-out if it never is. */
#include <axon/engine.h>
#include <axon/graph.h>
#include <axon/run.h>

#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static struct {
	struct ax_engine *engine;
	struct ax_graph *graph;
	const char *awaited; /* a piece of the log line that ends the run */
	_Atomic bool seen;   /* it has come */
	_Atomic unsigned n;  /* lines that tell of moves */
	char line[256];	     /* the first of them */
	_Atomic unsigned woken;
} test;

static void look(void *arg, const char *component, const char *line)
{
	(void)arg;
	(void)component;
	if (atomic_fetch_add(&test.n, 1) == 0)
		snprintf(test.line, sizeof(test.line), "%s", line);
	if (test.awaited && strstr(line, test.awaited))
		atomic_store(&test.seen, true);
}

static void set_up(void)
{
	memset(&test, 0, sizeof(test));
	test.engine = ax_engine_new();
	test.graph = ax_graph_new(test.engine, "test");
	ax_engine_log(test.engine, look, NULL);
}

static void tear_down(void)
{
	ax_graph_free(test.graph);
	ax_engine_free(test.engine);
}

TestSuite(balance, .init = set_up, .fini = tear_down, .timeout = 60);

static void run(struct ax_run_options options)
{
	char error[256] = "";
	struct ax_result result;
	options.workers = 2;
	options.explain = true;
	cr_assert_eq(ax_run_graph(test.graph, &options, &result, error, sizeof(error)), 0, "%s",
		     error);
	cr_assert_eq(result.failed, 0);
}

/* ---- hard work ------------------------------------------------------------------------------ */

struct digger {
	struct ax_component base;
	unsigned left; /* steps, once the awaited line was seen */
};

static enum ax_status dig(struct ax_component *self)
{
	struct digger *digger = (struct digger *)self;
	uint64_t x = digger->left;
	for (int i = 0; i < 20000; i++)
		x = x * UINT64_C(6364136223846793005) + 1;
	__asm__ volatile("" : : "r"(x));
	if (!atomic_load(&test.seen))
		return AX_STEP_READY;
	return digger->left-- ? AX_STEP_READY : ax_done(self, AX_REASON_FINISHED);
}

static const struct ax_box_spec no_boxes[] = { AX_BOXES_END };

static const struct ax_component_type digger_type = {
	.name = "digger",
	.doc = "works",
	.size = sizeof(struct digger),
	.boxes = no_boxes,
	.step = ax_callback_step,
	.body = dig,
};

Test(balance, an_idle_worker_is_given_hard_work)
{
	struct digger proto = { .left = 20 };
	test.awaited = "which is idle";
	ax_graph_add(test.graph, "one", &digger_type, &proto, NULL);
	ax_graph_add(test.graph, "two", &digger_type, &proto, NULL);
	ax_graph_add(test.graph, "three", &digger_type, &proto, NULL);
	/* All start on one worker: what they cost is known only once they run. */
	run((struct ax_run_options){ 0 });
	cr_assert(strstr(test.line, " moves from worker "), "%s", test.line);
}

Test(balance, what_is_pinned_stays)
{
	struct digger proto = { .left = 2000 };
	ax_graph_add(test.graph, "one", &digger_type, &proto, NULL);
	ax_graph_add(test.graph, "two", &digger_type, &proto, NULL);
	ax_graph_pin(test.graph, "one", 0);
	ax_graph_pin(test.graph, "two", 0);
	atomic_store(&test.seen, true);
	run((struct ax_run_options){ 0 });
	cr_assert_eq(test.n, 0, "%s", test.line);
}

/* ---- talk ----------------------------------------------------------------------------------- */

struct talker {
	struct ax_component base;
	struct ax_inbox inbox;
	struct ax_outbox outbox;
	bool begins;
	unsigned left; /* messages, once the awaited line was seen */
};

/* Sends back what comes, until the line was seen; then the two have some more rounds. */
static enum ax_status talk(struct ax_component *self)
{
	struct talker *talker = (struct talker *)self;
	if (talker->begins) {
		talker->begins = false;
		ax_put1(&talker->outbox, ax_int(1));
	}
	while (ax_move1(&talker->inbox, &talker->outbox))
		if (atomic_load(&test.seen) && talker->left-- == 0)
			return ax_done(self, AX_REASON_FINISHED);
	if (ax_refused(&talker->outbox) || ax_closed(&talker->inbox))
		return ax_done(self, AX_REASON_FINISHED);
	ax_want_message(&talker->inbox);
	return AX_STEP_WAIT;
}

static const struct ax_box_spec talker_boxes[] = {
	AX_INBOX(struct talker, inbox, "int", "the ball"),
	AX_OUTBOX(struct talker, outbox, "int", "the ball"),
	AX_BOXES_END,
};

static const struct ax_component_type talker_type = {
	.name = "talker",
	.doc = "plays the ball back",
	.size = sizeof(struct talker),
	.boxes = talker_boxes,
	.step = ax_callback_step,
	.body = talk,
};

Test(balance, workers_that_only_talk_to_each_other_become_one)
{
	struct talker begins = { .begins = true, .left = 100000 }, answers = { .left = 100000 };
	test.awaited = "joins worker";
	ax_graph_add(test.graph, "ping", &talker_type, &begins, NULL);
	ax_graph_add(test.graph, "pong", &talker_type, &answers, NULL);
	ax_graph_link(test.graph, "ping.outbox", "pong.inbox");
	ax_graph_link(test.graph, "pong.outbox", "ping.inbox");
	run((struct ax_run_options){ .deal = true });
	cr_assert_eq(test.n, 1, "it holds: nobody swings back; the first line was: %s", test.line);
}

/* ---- what the user wants --------------------------------------------------------------------- */

Test(balance, a_move_that_was_asked_for_is_told)
{
	struct digger proto = { .left = 2 };
	test.awaited = "one moves to worker 1, as asked for";
	ax_graph_add(test.graph, "one", &digger_type, &proto, NULL);
	run((struct ax_run_options){ .migrate = "one=1@1ms" });
	cr_assert(atomic_load(&test.seen));
}

Test(balance, a_move_of_what_is_pinned_is_answered)
{
	struct digger proto = { .left = 2 };
	test.awaited = "one did not move to worker 1: it is pinned";
	ax_graph_add(test.graph, "one", &digger_type, &proto, NULL);
	ax_graph_pin(test.graph, "one", 0);
	run((struct ax_run_options){ .migrate = "one=1@1ms" });
	cr_assert(atomic_load(&test.seen));
}

static void refused(const char *moves, const char *sentence)
{
	struct ax_run_options options = { .workers = 2, .migrate = moves };
	char error[256] = "";
	cr_assert_eq(ax_run_graph(test.graph, &options, NULL, error, sizeof(error)), -EINVAL);
	cr_assert_str_eq(error, sentence);
}

Test(balance, wrong_moves_get_a_sentence)
{
	ax_graph_add(test.graph, "one", &digger_type, &(struct digger){ 0 }, NULL);
	refused("two=1@1", "--migrate: no component is called 'two'");
	refused("onee=1@1", "--migrate: no component is called 'onee'; did you mean 'one'?");
	refused("one=2@1", "--migrate: there is no worker 2: they are 0 to 1");
	refused("one=1@1,one", "--migrate: 'one' is no move: write NAME=WORKER@SECONDS or "
			       "random@SECONDS");
	refused("one=x@1", "--migrate: 'one=x@1' names no worker: write NAME=WORKER@SECONDS or "
			   "random@SECONDS");
	refused("one=1@-1", "--migrate: 'one=1@-1' names no time: write NAME=WORKER@SECONDS or "
			    "random@SECONDS");
	refused("random@soon", "--migrate: 'random@soon' names no time: write NAME=WORKER@SECONDS "
			       "or random@SECONDS");
}

/* ---- descriptors and timers ------------------------------------------------------------------- */

struct reader {
	struct ax_component base;
	struct ax_watch watch;
	int fd;
	unsigned got;
};

static int reader_init(struct ax_component *self)
{
	struct reader *reader = (struct reader *)self;
	return ax_watch_open(self, &reader->watch, reader->fd);
}

/* Reads bytes, and ends with the pipe. */
static enum ax_status read_on(struct ax_component *self)
{
	struct reader *reader = (struct reader *)self;
	char byte;
	ssize_t n;
	while ((n = read(reader->fd, &byte, 1)) == 1)
		test.woken++;
	if (n == 0)
		return ax_done(self, AX_REASON_FINISHED);
	reader->watch.ready &= ~(uint32_t)AX_READABLE;
	ax_want_fd(self, &reader->watch);
	return AX_STEP_WAIT;
}

static void reader_close(struct ax_component *self)
{
	ax_watch_close(&((struct reader *)self)->watch);
}

static const struct ax_component_type reader_type = {
	.name = "reader",
	.doc = "reads a descriptor",
	.size = sizeof(struct reader),
	.boxes = no_boxes,
	.init = reader_init,
	.step = ax_callback_step,
	.body = read_on,
	.close = reader_close,
};

struct writer {
	struct ax_component base;
	int fd;
	unsigned left;
	uint64_t at;
};

/* Writes a byte every two milliseconds, while everybody is sent about. */
AX_STEP(writer, w)
{
	AX_BEGIN(w);
	w->at = ax_now(&w->base);
	for (; w->left > 0; w->left--) {
		w->at += 2000000;
		AX_SLEEP_UNTIL(w, w->at);
		if (write(w->fd, "x", 1) != 1)
			return ax_fail(&w->base, "the pipe is full");
	}
	close(w->fd);
	AX_END(w);
}

static const struct ax_component_type writer_type = {
	.name = "writer",
	.doc = "writes a descriptor",
	.size = sizeof(struct writer),
	.boxes = no_boxes,
	.step = writer_step,
};

Test(balance, descriptors_and_timers_move_with_their_components)
{
	int end[2];
	cr_assert_eq(pipe2(end, O_NONBLOCK | O_CLOEXEC), 0);
	struct reader reader = { .fd = end[0] };
	struct writer writer = { .fd = end[1], .left = 100 };
	ax_graph_add(test.graph, "reader", &reader_type, &reader, NULL);
	ax_graph_add(test.graph, "writer", &writer_type, &writer, NULL);
	run((struct ax_run_options){ .migrate = "random@1ms" });
	cr_assert_eq(test.woken, 100);
}
