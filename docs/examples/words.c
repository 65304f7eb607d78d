// SPDX-License-Identifier: Apache-2.0
/* words: a component with a parameter and with state that outlives its waits, in a graph that is
 * built call by call. */
#include <ctype.h>
#include <stdio.h>

#include <axon/components.h>
#include <axon/engine.h>
#include <axon/run.h>

struct words {
	struct ax_component base;
	struct ax_inbox inbox;
	struct ax_outbox outbox;
	uint64_t least; /* letters of the shortest word to send */
	uint32_t from, to;
};

/* Finds the next word of the message behind self->to; false when there is none. */
static bool next_word(struct words *self)
{
	const struct ax_msg *line = ax_head(&self->inbox);
	uint32_t at = self->to;
	do {
		while (at < line->length && !isalpha(line->bytes[at]))
			at++;
		self->from = at;
		while (at < line->length && isalpha(line->bytes[at]))
			at++;
		self->to = at;
	} while (self->to > self->from && self->to - self->from < self->least);
	return self->to > self->from;
}

AX_STEP(words, w)
{
	AX_BEGIN(w);
	AX_EACH(w, inbox) {
		for (w->to = 0; next_word(w);)
			AX_PUT(w, outbox,
			       ax_bytes_slice(ax_head(&w->inbox), w->from, w->to - w->from));
	}
	AX_END(w);
}

static const struct ax_box_spec words_boxes[] = {
	AX_INBOX(struct words, inbox, "bytes", "lines of text"),
	AX_OUTBOX(struct words, outbox, "bytes", "their words, one a message"),
	AX_BOXES_END,
};

static const struct ax_param words_params[] = {
	{ .name = "least",
	  .kind = AX_SIZE,
	  .offset = offsetof(struct words, least),
	  .preset = "1",
	  .doc = "letters of the shortest word to send" },
	AX_PARAMS_END,
};

static const struct ax_component_type words_type = {
	.name = "words",
	.doc = "cuts lines into words",
	.size = sizeof(struct words),
	.boxes = words_boxes,
	.params = words_params,
	.step = words_step,
};

/* Prints every message as a line. */
struct lines {
	struct ax_component base;
	struct ax_inbox inbox;
};

AX_STEP(lines, l)
{
	AX_BEGIN(l);
	AX_EACH(l, inbox)
		printf("%.*s\n", (int)ax_head(&l->inbox)->length, ax_head(&l->inbox)->bytes);
	AX_END(l);
}

static const struct ax_box_spec lines_boxes[] = {
	AX_INBOX(struct lines, inbox, "bytes", "what is printed"),
	AX_BOXES_END,
};

static const struct ax_component_type lines_type = {
	.name = "lines",
	.doc = "prints messages, one a line",
	.size = sizeof(struct lines),
	.boxes = lines_boxes,
	.step = lines_step,
};

static struct ax_graph *build(struct ax_engine *engine, const char *file)
{
	char path[512];
	snprintf(path, sizeof(path), "path='%s' mode=line", file);
	struct ax_graph *graph = ax_graph_new(engine, "words");
	ax_graph_add(graph, "read", ax_component_find(engine, "read_file"), NULL, path);
	ax_graph_add(graph, "cut", &words_type, NULL, "least=9");
	ax_graph_add(graph, "show", &lines_type, NULL, NULL);
	ax_graph_link(graph, "read.outbox", "cut.inbox");
	ax_graph_link(graph, "cut.outbox", "show.inbox");
	return graph;
}

int main(int argc, char **argv)
{
	char error[256];
	struct ax_result result;
	struct ax_engine *engine = ax_engine_new();
	ax_register_components(engine);
	struct ax_graph *graph = build(engine, argc > 1 ? argv[1] : "/etc/os-release");
	int wrong = ax_run_graph(graph, NULL, &result, error, sizeof(error));
	if (wrong)
		fprintf(stderr, "words: %s\n", error);
	ax_graph_free(graph);
	ax_engine_free(engine);
	return wrong || result.failed;
}
