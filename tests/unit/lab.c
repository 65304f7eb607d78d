// SPDX-License-Identifier: Apache-2.0
/* lab: a pipeline under glass. */
#include "lab.h"

#include <axon/components.h>
#include <axon/engine.h>
#include <axon/run.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../components/audio/pcm.h"
#include "../../components/util/pair.h"

/* The lab of the run under way: the graph language can't name a pointer, and a test is a process. */
static struct lab *here;

struct collect {
	struct ax_component base;
	struct ax_inbox inbox;
};

static void keep(struct collect *c, const struct ax_msg *msg)
{
	if (here->n == LAB_MESSAGES)
		return;
	here->time[here->n] = ax_now(&c->base);
	here->length[here->n] = msg->length;
	here->number[here->n] = msg->i;
	here->n++;
	if (!(msg->flags & AX_OWNED) || here->n_bytes + msg->length > LAB_BYTES)
		return;
	memcpy(here->bytes + here->n_bytes, msg->bytes, msg->length);
	here->n_bytes += msg->length;
}

AX_STEP(collect, c)
{
	AX_BEGIN(c);
	AX_EACH(c, inbox) {
		keep(c, ax_head(&c->inbox));
	}
	here->ended = true;
	here->end_time = ax_now(&c->base);
	AX_END(c);
}

static const struct ax_box_spec collect_boxes[] = {
	AX_INBOX(struct collect, inbox, "any", "what is kept"),
	AX_BOXES_END,
};

static const struct ax_component_type collect_type = {
	.name = "collect",
	.doc = "keeps what it receives",
	.size = sizeof(struct collect),
	.boxes = collect_boxes,
	.step = collect_step,
};

struct pairs {
	struct ax_component base;
	struct ax_outbox outbox;
	int64_t count, i;
};

static struct ax_msg make_pair(struct pairs *p)
{
	char text[24];
	int n = snprintf(text, sizeof(text), "%lld", (long long)p->i);
	return ax_pair_new(ax_engine_of(&p->base), ax_int(p->i++), ax_bytes_copy(text, (size_t)n));
}

AX_STEP(pairs, p)
{
	AX_BEGIN(p);
	while (p->i < p->count)
		AX_PUT(p, outbox, make_pair(p));
	AX_END(p);
}

static const struct ax_box_spec pairs_boxes[] = {
	AX_OUTBOX(struct pairs, outbox, "pair", "pairs"),
	AX_BOXES_END,
};

static const struct ax_param pairs_params[] = {
	{ .name = "count",
	  .kind = AX_INTEGER,
	  .offset = offsetof(struct pairs, count),
	  .doc = "how many" },
	AX_PARAMS_END,
};

static const struct ax_component_type pairs_type = {
	.name = "pairs",
	.doc = "makes pairs",
	.size = sizeof(struct pairs),
	.boxes = pairs_boxes,
	.params = pairs_params,
	.step = pairs_step,
};

struct tones {
	struct ax_component base;
	struct ax_outbox outbox;
	int64_t count, frames, rate;
	uint64_t every, at;
};

static struct ax_msg make_tone(const struct tones *t)
{
	struct ax_pcm_format format = { .rate = (uint32_t)t->rate, .channels = 2, .bits = 16 };
	struct ax_msg msg = ax_bytes_new((size_t)t->frames * 4);
	memset(msg.bytes, 0, msg.length);
	msg.type = ax_type_id("pcm");
	ax_bytes_buffer(&msg)->meta = ax_pcm_pack(format);
	return msg;
}

AX_STEP(tones, t)
{
	AX_BEGIN(t);
	t->at = ax_now(&t->base);
	for (; t->count; t->count--) {
		AX_SLEEP_UNTIL(t, t->at);
		AX_PUT(t, outbox, make_tone(t));
		t->at += t->every;
	}
	AX_END(t);
}

static const struct ax_box_spec tones_boxes[] = {
	AX_OUTBOX(struct tones, outbox, "pcm", "silence"),
	AX_BOXES_END,
};

#define TONES_PARAM(field, what, line)                                                             \
	{                                                                                          \
		.name = #field, .kind = (what), .offset = offsetof(struct tones, field),           \
		.doc = (line)                                                                      \
	}

static const struct ax_param tones_params[] = {
	TONES_PARAM(count, AX_INTEGER, "how many messages"),
	TONES_PARAM(frames, AX_INTEGER, "in each"),
	TONES_PARAM(rate, AX_INTEGER, "frames per second"),
	TONES_PARAM(every, AX_DURATION, "from message to message"),
	AX_PARAMS_END,
};

static const struct ax_component_type tones_type = {
	.name = "tones",
	.doc = "makes sound",
	.size = sizeof(struct tones),
	.boxes = tones_boxes,
	.params = tones_params,
	.step = tones_step,
};

static void take_log(void *arg, const char *component, const char *line)
{
	struct lab *lab = arg;
	size_t at = strlen(lab->log);
	snprintf(lab->log + at, sizeof(lab->log) - at, "%s: %s\n", component ? component : "-",
		 line);
}

int lab_run(struct lab *lab, uint64_t seed, const char *words)
{
	struct ax_run_options options = { .workers = 1 + (unsigned)(seed % 3),
					  .seeded = true,
					  .seed = seed };
	struct ax_result result = { 0 };
	struct ax_engine *engine = ax_engine_new();
	memset(lab, 0, sizeof(*lab));
	here = lab;
	ax_engine_log(engine, take_log, lab);
	if (ax_register_components(engine) || ax_component_register(engine, &collect_type) ||
	    ax_component_register(engine, &pairs_type) ||
	    ax_component_register(engine, &tones_type))
		abort();
	struct ax_graph *graph = ax_graph_parse(engine, words, "words");
	int error = ax_run_graph(graph, &options, &result, lab->log, sizeof(lab->log));
	lab->elapsed_ns = result.elapsed_ns;
	ax_graph_free(graph);
	ax_engine_free(engine);
	return error ? -1 : (int)result.failed;
}

void lab_file(char *path, size_t n)
{
	static int count;
	unsigned char *data = malloc(n ? n : 1);
	snprintf(path, 64, P_tmpdir "/axon-lab-%d-%d", (int)getpid(), count++);
	int fd = open(path, O_RDWR | O_CREAT | O_EXCL, 0600);
	for (size_t i = 0; i < n; i++)
		data[i] = (unsigned char)(i % 251);
	if (fd < 0 || write(fd, data, n) != (ssize_t)n)
		abort();
	close(fd);
	free(data);
}

bool lab_pattern(const struct lab *lab)
{
	for (size_t i = 0; i < lab->n_bytes; i++)
		if (lab->bytes[i] != i % 251)
			return false;
	return true;
}
