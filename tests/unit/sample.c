// SPDX-License-Identifier: Apache-2.0
/* sample: component types for tests of graphs. */
#include "sample.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static enum ax_status ended(struct ax_component *self)
{
	return ax_done(self, AX_REASON_FINISHED);
}

static const struct ax_box_spec out_only[] = {
	AX_OUTBOX(struct sample, outbox, "bytes", "what was read"),
	AX_BOXES_END,
};
static const struct ax_box_spec in_and_out[] = {
	AX_INBOX(struct sample, inbox, "bytes", "what comes"),
	AX_OUTBOX(struct sample, outbox, "bytes", "what goes"),
	AX_BOXES_END,
};
static const struct ax_box_spec in_only[] = {
	AX_INBOX(struct sample, inbox, "bytes", "what is dropped"),
	AX_BOXES_END,
};
static const struct ax_box_spec audio_out[] = {
	AX_OUTBOX(struct sample, outbox, "audio", "samples"),
	AX_BOXES_END,
};
static const struct ax_box_spec audio_in[] = {
	AX_INBOX(struct sample, inbox, "audio", "samples"),
	AX_BOXES_END,
};
static const struct ax_box_spec vorbis_out[] = {
	AX_OUTBOX(struct sample, outbox, "vorbis", "packets"),
	AX_BOXES_END,
};
static const struct ax_box_spec many[] = {
	AX_INBOX(struct sample, inbox, "any", "what comes"),
	AX_INBOX(struct sample, next, "any", "what comes next"),
	AX_OUTBOX(struct sample, outbox, "any", "what goes"),
	AX_OUTBOX(struct sample, errors, "any", "what went wrong"),
	AX_BOXES_END,
};

static const struct ax_param reader_params[] = {
	{ "path", AX_STRING, offsetof(struct sample, path), NULL, "the file", NULL, 0, 0 },
	{ "title", AX_STRING, offsetof(struct sample, title), "", "its title", NULL, 0, 0 },
	{ "mode", AX_CHOICE, offsetof(struct sample, mode), "line", "how", "line|block|bitrate", 0,
	  0 },
	{ "rate", AX_RATE, offsetof(struct sample, rate), "400k", "how fast", NULL, 1000,
	  1000000000 },
	{ "size", AX_SIZE, offsetof(struct sample, size), "64Ki", "of a block", NULL, 1, 1 << 30 },
	{ "interval", AX_DURATION, offsetof(struct sample, interval), "250ms", "between bursts",
	  NULL, 0, 0 },
	{ "count", AX_INTEGER, offsetof(struct sample, count), "-1", "how many", NULL, -1, 1000 },
	{ "gain", AX_REAL, offsetof(struct sample, gain), "0.5", "how loud", NULL, 0, 0 },
	{ "loop", AX_BOOL, offsetof(struct sample, loop), "no", "again and again", NULL, 0, 0 },
	AX_PARAMS_END,
};
static const struct ax_param server_params[] = {
	{ "protocol", AX_GRAPH, offsetof(struct sample, protocol), "", "per connection", NULL, 0,
	  0 },
	{ "title", AX_STRING, offsetof(struct sample, title), "", "its title", NULL, 0, 0 },
	AX_PARAMS_END,
};

#define SAMPLE(name_, boxes_, params_, flags_)                                                     \
	{                                                                                          \
		.name = (name_), .doc = "a sample", .size = sizeof(struct sample),                 \
		.boxes = (boxes_), .params = (params_), .flags = (flags_), .step = ended           \
	}
const struct ax_component_type sample_reader = SAMPLE("reader", out_only, reader_params, 0);
const struct ax_component_type sample_echo = SAMPLE("echo", in_and_out, NULL, 0);
const struct ax_component_type sample_sink = SAMPLE("sink", in_only, NULL, 0);
const struct ax_component_type sample_tone = SAMPLE("tone", audio_out, NULL, 0);
const struct ax_component_type sample_meter = SAMPLE("meter", audio_in, NULL, 0);
const struct ax_component_type sample_vorbis = SAMPLE("vorbis", vorbis_out, NULL, 0);
const struct ax_component_type sample_server =
	SAMPLE("server", out_only, server_params, AX_OUTSIDE);
const struct ax_component_type sample_switchboard = SAMPLE("switchboard", many, NULL, 0);

static const struct ax_type vorbis_type = { .name = "vorbis", .is = "bytes" };

struct ax_engine *sample_engine(void)
{
	const struct ax_component_type *types[] = {
		&sample_reader, &sample_echo,	&sample_sink,	&sample_tone,
		&sample_meter,	&sample_vorbis, &sample_server, &sample_switchboard,
	};
	struct ax_engine *engine = ax_engine_new();
	if (!engine || ax_type_register(engine, &vorbis_type) < 0)
		abort();
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (ax_component_register(engine, types[i]) < 0)
			abort();
	return engine;
}

static const char *box_name(const struct ax_component_type *type, uint16_t offset)
{
	if (offset == offsetof(struct ax_component, control))
		return "control";
	if (offset == offsetof(struct ax_component, signal))
		return "signal";
	for (const struct ax_box_spec *spec = type->boxes; spec->name; spec++)
		if (spec->offset == offset)
			return spec->name;
	return "?";
}

static bool is_end(const struct ax_flat_component *component, uint16_t offset, const char *end)
{
	char text[512];
	snprintf(text, sizeof(text), "%s.%s", component->name, box_name(component->type, offset));
	return strcmp(text, end) == 0;
}

const struct ax_flat_component *sample_component(struct ax_graph *graph, const char *path)
{
	const struct ax_flat *flat = ax_graph_flat(graph);
	for (uint32_t i = 0; flat && i < flat->n_components; i++)
		if (strcmp(flat->component[i].name, path) == 0)
			return &flat->component[i];
	return NULL;
}

const struct ax_flat_link *sample_link(struct ax_graph *graph, const char *from, const char *to)
{
	const struct ax_flat *flat = ax_graph_flat(graph);
	for (uint32_t i = 0; flat && i < flat->n_links; i++) {
		const struct ax_flat_link *link = &flat->link[i];
		if (is_end(&flat->component[link->from], link->outbox, from) &&
		    is_end(&flat->component[link->to], link->inbox, to))
			return link;
	}
	return NULL;
}

uint32_t sample_count_links(struct ax_graph *graph)
{
	const struct ax_flat *flat = ax_graph_flat(graph);
	return flat ? flat->n_links : 0;
}
