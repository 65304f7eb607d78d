// SPDX-License-Identifier: Apache-2.0
/* metronome: a component that waits for time, one that reads `control` itself, and a run that is
 * started and stopped from outside. */
#include <stdio.h>

#include <axon/engine.h>
#include <axon/run.h>

struct metronome {
	struct ax_component base;
	struct ax_outbox outbox;
	uint64_t every; /* ns */
	uint64_t due;	/* ns of ax_now() */
	int64_t beat;
};

AX_STEP(metronome, m)
{
	AX_BEGIN(m);
	for (m->due = ax_now(&m->base);; m->due += m->every) {
		AX_SLEEP_UNTIL(m, m->due);
		AX_PUT(m, outbox, ax_int(m->beat++));
	}
	AX_END(m);
}

static const struct ax_box_spec metronome_boxes[] = {
	AX_OUTBOX(struct metronome, outbox, "int", "the number of the beat"),
	AX_BOXES_END,
};

static const struct ax_param metronome_params[] = {
	{ .name = "every",
	  .kind = AX_DURATION,
	  .offset = offsetof(struct metronome, every),
	  .preset = "1s",
	  .doc = "time from beat to beat" },
	AX_PARAMS_END,
};

static const struct ax_component_type metronome_type = {
	.name = "metronome",
	.doc = "sends a number at every beat",
	.size = sizeof(struct metronome),
	.boxes = metronome_boxes,
	.params = metronome_params,
	.step = metronome_step,
};

/* Counts beats until it is told to stop, and then says what it has seen. */
struct counter {
	struct ax_component base;
	struct ax_inbox inbox;
	uint64_t beats;
};

static void count(struct counter *self)
{
	struct ax_msg msg;
	while (ax_take1(&self->inbox, &msg))
		self->beats++;
}

static bool told_to_stop(struct counter *self)
{
	struct ax_msg msg;
	while (ax_take1(&self->base.control, &msg))
		if (msg.type == AX_SHUTDOWN)
			return true;
	return false;
}

AX_STEP(counter, c)
{
	AX_BEGIN(c);
	while (!told_to_stop(c)) {
		count(c);
		AX_WAIT(c, ax_want_message(&c->inbox));
	}
	printf("stopped after %s\n", c->beats > 1 ? "a few beats" : "no time");
	return ax_done(&c->base, AX_REASON_SHUTDOWN);
	AX_END(c);
}

static const struct ax_box_spec counter_boxes[] = {
	AX_INBOX(struct counter, inbox, "int", "beats"),
	AX_BOXES_END,
};

static const struct ax_component_type counter_type = {
	.name = "counter",
	.doc = "counts beats until it is told to stop",
	.size = sizeof(struct counter),
	.boxes = counter_boxes,
	.flags = AX_READS_CONTROL,
	.step = counter_step,
};

static void stop(struct ax_run *run, void *arg)
{
	(void)arg;
	ax_run_stop(run, false);
}

int main(void)
{
	char error[256] = "";
	struct ax_engine *engine = ax_engine_new();
	ax_component_register(engine, &metronome_type);
	ax_component_register(engine, &counter_type);
	struct ax_graph *graph = ax_graph_parse(engine, "metronome every=10ms ! counter", "words");
	struct ax_run_options options = { .tick = stop, .tick_ns = 200000000 };
	struct ax_run *run = ax_run_start(graph, &options, error, sizeof(error));
	if (run)
		ax_run_wait(run);
	else
		fprintf(stderr, "metronome: %s\n", error);
	ax_graph_free(graph);
	ax_engine_free(engine);
	return !run;
}
