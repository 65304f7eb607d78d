// SPDX-License-Identifier: Apache-2.0
/* sample: component types for tests of graphs: every kind of parameter and of box. */
#ifndef AXON_TESTS_SAMPLE_H
#define AXON_TESTS_SAMPLE_H

#include "graph_private.h"

#include <axon/engine.h>

enum sample_mode {
	SAMPLE_LINE,
	SAMPLE_BLOCK,
	SAMPLE_BITRATE
};

struct sample {
	struct ax_component base;
	struct ax_inbox inbox;
	struct ax_outbox outbox;
	struct ax_inbox next;
	struct ax_outbox errors;
	const char *path;
	const char *title;
	int mode;
	uint64_t rate, size, interval;
	int64_t count;
	double gain;
	bool loop;
	struct ax_graph *protocol;
};

/* reader: no inbox. Parameters path (must be given), title, mode, rate, size, interval, count,
 * gain and loop. */
extern const struct ax_component_type sample_reader;
/* echo: bytes to bytes. */
extern const struct ax_component_type sample_echo;
/* sink: bytes, no outbox. */
extern const struct ax_component_type sample_sink;
/* tone: "audio" out; meter: "audio" in; vorbis: "vorbis" out, which is bytes. */
extern const struct ax_component_type sample_tone, sample_meter, sample_vorbis;
/* server: parameter protocol, a graph; outside. */
extern const struct ax_component_type sample_server;
/* switchboard: boxes of other names: next, errors. */
extern const struct ax_component_type sample_switchboard;

/* An engine that knows them all. */
struct ax_engine *sample_engine(void);

/* The flat component with that path, or NULL. */
const struct ax_flat_component *sample_component(struct ax_graph *graph, const char *path);
/* The flat link between two ends written "path.box", or NULL. */
const struct ax_flat_link *sample_link(struct ax_graph *graph, const char *from, const char *to);
/* How many flat links there are. */
uint32_t sample_count_links(struct ax_graph *graph);

#endif
