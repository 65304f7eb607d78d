// SPDX-License-Identifier: Apache-2.0
/* shout: a first component of one's own, between two of the library. */
#include <ctype.h>
#include <stdio.h>

#include <axon/components.h>
#include <axon/engine.h>
#include <axon/run.h>

struct shout {
	struct ax_component base;
	struct ax_inbox inbox;
	struct ax_outbox outbox;
};

static void raise_voice(struct ax_msg *msg)
{
	for (uint32_t i = 0; i < msg->length; i++)
		msg->bytes[i] = (unsigned char)toupper(msg->bytes[i]);
}

AX_STEP(shout, s)
{
	AX_BEGIN(s);
	AX_EACH(s, inbox) {
		raise_voice(ax_head(&s->inbox));
		AX_MOVE(s, inbox, outbox);
	}
	AX_END(s);
}

static const struct ax_box_spec shout_boxes[] = {
	AX_INBOX(struct shout, inbox, "bytes", "what was said"),
	AX_OUTBOX(struct shout, outbox, "bytes", "the same, in capitals"),
	AX_BOXES_END,
};

static const struct ax_component_type shout_type = {
	.name = "shout",
	.doc = "turns letters into capitals",
	.size = sizeof(struct shout),
	.boxes = shout_boxes,
	.step = shout_step,
};

int main(int argc, char **argv)
{
	char error[256];
	struct ax_result result;
	struct ax_engine *engine = ax_engine_new();
	ax_register_components(engine);
	ax_component_register(engine, &shout_type);
	struct ax_graph *graph = ax_graph_parse_words(engine, argc - 1, argv + 1);
	int wrong = ax_run_graph(graph, NULL, &result, error, sizeof(error));
	if (wrong)
		fprintf(stderr, "shout: %s\n", error);
	ax_graph_free(graph);
	ax_engine_free(engine);
	return wrong || result.failed;
}
