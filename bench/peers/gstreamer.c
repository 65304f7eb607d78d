// SPDX-License-Identifier: Apache-2.0
/* gstreamer: fakesrc, a row of identity elements and fakesink, without queues: one thread pushes each
 * buffer through all of them, by reference. Timed from the first buffer to the end of the stream. */
#include <gst/gst.h>

#include "peer.h"

static GstPadProbeReturn note_first(GstPad *pad, GstPadProbeInfo *info, gpointer at)
{
	(void)pad;
	(void)info;
	*(uint64_t *)at = peer_now();
	return GST_PAD_PROBE_REMOVE;
}

static GstPadProbeReturn note_end(GstPad *pad, GstPadProbeInfo *info, gpointer at)
{
	(void)pad;
	if (GST_EVENT_TYPE(GST_PAD_PROBE_INFO_EVENT(info)) == GST_EVENT_EOS)
		*(uint64_t *)at = peer_now();
	return GST_PAD_PROBE_OK;
}

static GstElement *add(GstElement *pipeline, const char *kind)
{
	GstElement *it = gst_element_factory_make(kind, NULL);
	if (it && g_object_class_find_property(G_OBJECT_GET_CLASS(it), "silent"))
		g_object_set(it, "silent", TRUE, NULL);
	if (it)
		gst_bin_add(GST_BIN(pipeline), it);
	return it;
}

static void watch(GstElement *element, const char *pad_name, GstPadProbeType what,
		  GstPadProbeCallback note, uint64_t *at)
{
	GstPad *pad = gst_element_get_static_pad(element, pad_name);
	gst_pad_add_probe(pad, what, note, at, NULL);
	gst_object_unref(pad);
}

/* Makes the elements; the sink, or NULL when a kind is not installed. */
static GstElement *make(GstElement *pipeline, const struct peer_params *params, uint64_t *started,
			uint64_t *ended)
{
	GstElement *source = add(pipeline, "fakesrc"), *last = source;
	if (!source)
		return NULL;
	g_object_set(source, "num-buffers", (gint)params->messages, "sizetype", 2, "sizemax",
		     (gint)params->size, NULL);
	gst_util_set_object_arg(G_OBJECT(source), "filltype", "nothing");
	watch(source, "src", GST_PAD_PROBE_TYPE_BUFFER, note_first, started);
	for (uint64_t i = 1; i < params->stages; i++) {
		GstElement *next = add(pipeline, i + 1 < params->stages ? "identity" : "fakesink");
		if (!next || !gst_element_link(last, next))
			return NULL;
		last = next;
	}
	g_object_set(last, "sync", FALSE, "async", FALSE, "enable-last-sample", FALSE, NULL);
	watch(last, "sink", GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM, note_end, ended);
	return last;
}

static uint64_t rendered(GstElement *sink)
{
	GstStructure *stats;
	guint64 n = 0;
	g_object_get(sink, "stats", &stats, NULL);
	gst_structure_get_uint64(stats, "rendered", &n);
	gst_structure_free(stats);
	return n;
}

/* Nanoseconds; 0 after a sentence. */
static uint64_t run_chain(const struct peer_params *params, struct peer_outcome *outcome)
{
	uint64_t started = 0, ended = 0;
	gst_init(NULL, NULL);
	GstElement *pipeline = gst_pipeline_new(NULL);
	GstElement *sink = make(pipeline, params, &started, &ended);
	if (!sink) {
		peer_complain("fakesrc, identity or fakesink is not installed");
		return 0;
	}
	gst_element_set_state(pipeline, GST_STATE_PLAYING);
	GstBus *bus = gst_element_get_bus(pipeline);
	GstMessage *said = gst_bus_timed_pop_filtered(bus, GST_CLOCK_TIME_NONE,
						      GST_MESSAGE_EOS | GST_MESSAGE_ERROR);
	bool good = GST_MESSAGE_TYPE(said) == GST_MESSAGE_EOS;
	outcome->counted = rendered(sink);
	gst_message_unref(said);
	gst_object_unref(bus);
	gst_element_set_state(pipeline, GST_STATE_NULL);
	gst_object_unref(pipeline);
	if (good)
		return ended - started;
	peer_complain("the pipeline failed");
	return 0;
}

static int chain_pipe(const struct peer_params *params, struct peer_outcome *outcome)
{
	uint64_t ns = run_chain(params, outcome);
	return ns ? peer_hops(params, outcome, ns) : -1;
}

static int chain_payload(const struct peer_params *params, struct peer_outcome *outcome)
{
	uint64_t ns = run_chain(params, outcome);
	if (!ns || peer_rate(params, outcome, ns) < 0)
		return -1;
	outcome->figure *= (double)params->size / 1e3; /* GB/s */
	return 0;
}

int main(int argc, char **argv)
{
	static const struct peer_run runs[] = {
		{ "chain", "pipe", chain_pipe },
		{ "chain", "payload", chain_payload },
		{ NULL, NULL, NULL },
	};
	return peer_main(runs, argc, argv);
}
