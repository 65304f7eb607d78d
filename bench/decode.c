// SPDX-License-Identifier: Apache-2.0
/* decode: what a streaming player does with a file: read it, decode its Vorbis, hand on 16-bit
 * sound. As the components a user has (read_file, vorbis_decode, a sink), and as one loop that makes
 * the same calls of libogg and libvorbis: what the player costs as components, against the same
 * player written by hand. The figure is the whole process's CPU time.
 *
 * The file is ten seconds of sound, encoded here, one copy behind the other. */
#define _GNU_SOURCE
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <axon/components.h>
#include <vorbis/codec.h>

#include "song.h"
#include "workload.h"

/* ---- the file ------------------------------------------------------------------------------ */

/* A file in memory of n copies of the song, rewound; -1 after a sentence. */
static int open_file(uint64_t n, char path[BENCH_NAME])
{
	size_t size;
	unsigned char *song = bench_song(&size);
	int fd = song ? memfd_create("song", MFD_CLOEXEC) : -1;
	bool written = fd >= 0;
	for (uint64_t i = 0; i < n && written; i++)
		written = write(fd, song, size) == (ssize_t)size;
	free(song);
	if (!written) {
		if (fd >= 0)
			close(fd);
		return bench_complain("can't make the file to decode");
	}
	snprintf(path, BENCH_NAME, "/proc/self/fd/%d", fd);
	return lseek(fd, 0, SEEK_SET) == 0 ? fd : -1;
}

static uint64_t frames_of(const struct bench_params *params)
{
	return params->messages * BENCH_SONG_FRAMES;
}

static int report(const struct bench_params *params, uint64_t cpu_ns, uint64_t bytes,
		  struct bench_outcome *outcome)
{
	outcome->counted = bytes / BENCH_SONG_FRAME_BYTES;
	outcome->figure[0] = (double)cpu_ns / (double)frames_of(params);
	return bench_check_count("frames", outcome->counted, frames_of(params));
}

/* ---- as components ------------------------------------------------------------------------- */

struct listener {
	struct ax_component base;
	struct ax_inbox inbox;
	uint64_t bytes;
	struct bench_meter *meter;
};

static int listener_init(struct ax_component *self)
{
	((struct listener *)self)->meter->started_ns = bench_cpu();
	return 0;
}

AX_STEP(listener, l)
{
	AX_BEGIN(l);
	AX_EACH(l, inbox)
		l->bytes += ax_head(&l->inbox)->length;
	l->meter->received = l->bytes;
	l->meter->ended_ns = bench_cpu();
	AX_END(l);
}

static const struct ax_box_spec listener_boxes[] = {
	AX_INBOX(struct listener, inbox, "pcm", "sound"),
	AX_BOXES_END,
};

static const struct ax_component_type listener_type = {
	.name = "bench_listener",
	.doc = "counts the bytes of sound",
	.size = sizeof(struct listener),
	.boxes = listener_boxes,
	.init = listener_init,
	.step = listener_step,
};

static int add_parts(struct ax_engine *engine, struct ax_graph *graph, const char *path,
		     struct bench_meter *meter)
{
	char words[2 * BENCH_NAME];
	struct listener listener = { .meter = meter };
	if (ax_register_components(engine) < 0)
		return bench_complain("no memory for the components");
	snprintf(words, sizeof(words), "path=%s", path);
	/* The listener first: it starts the clock. */
	ax_graph_add(graph, "listen", &listener_type, &listener, NULL);
	ax_graph_add(graph, "read", ax_component_find(engine, "read_file"), NULL, words);
	ax_graph_add(graph, "decode", ax_component_find(engine, "vorbis_decode"), NULL, NULL);
	static const char *const names[] = { "read", "decode", "listen", NULL };
	ax_graph_pipeline(graph, names);
	return 0;
}

int bench_decode(const struct bench_params *params, struct bench_outcome *outcome)
{
	struct bench_meter meter = { 0 };
	struct ax_engine *engine;
	struct ax_graph *graph;
	char path[BENCH_NAME];
	int fd = open_file(params->messages, path);
	if (fd < 0 || bench_open(&engine, &graph) < 0)
		return -1;
	if (add_parts(engine, graph, path, &meter) < 0) {
		bench_close(engine, graph);
		return -1;
	}
	int status = bench_execute(engine, graph, params, params->workers);
	close(fd);
	if (status < 0)
		return -1;
	return report(params, meter.ended_ns - meter.started_ns, meter.received, outcome);
}

/* ---- as one loop --------------------------------------------------------------------------- */

enum {
	READ_BYTES = 4096,
	SOUND_FRAMES = 4096
};

struct player {
	int fd;
	ogg_sync_state sync;
	ogg_stream_state stream;
	vorbis_info info;
	vorbis_comment comment;
	vorbis_dsp_state dsp;
	vorbis_block block;
	int16_t sound[SOUND_FRAMES * BENCH_SONG_CHANNELS];
	uint64_t bytes;
};

/* The next page; false at the end of the file. */
static bool read_page(struct player *p, ogg_page *page)
{
	while (ogg_sync_pageout(&p->sync, page) != 1) {
		char *to = ogg_sync_buffer(&p->sync, READ_BYTES);
		ssize_t n = to ? read(p->fd, to, READ_BYTES) : -1;
		if (n <= 0)
			return false;
		ogg_sync_wrote(&p->sync, n);
	}
	return true;
}

/* The next packet; false at the end of the song. */
static bool read_packet(struct player *p, ogg_packet *packet)
{
	ogg_page page;
	while (ogg_stream_packetout(&p->stream, packet) != 1)
		if (ogg_stream_eos(&p->stream) || !read_page(p, &page) ||
		    ogg_stream_pagein(&p->stream, &page) != 0)
			return false;
	return true;
}

static int16_t to_16_bits(float x)
{
	long value = lrintf(x * 32768.f);
	return (int16_t)(value > 32767 ? 32767 : value < -32768 ? -32768 : value);
}

static void play_block(struct player *p)
{
	float **pcm;
	int n;
	while ((n = vorbis_synthesis_pcmout(&p->dsp, &pcm)) > 0) {
		n = n < SOUND_FRAMES ? n : SOUND_FRAMES;
		for (int c = 0; c < BENCH_SONG_CHANNELS; c++)
			for (int i = 0; i < n; i++)
				p->sound[i * BENCH_SONG_CHANNELS + c] = to_16_bits(pcm[c][i]);
		p->bytes += (uint64_t)n * BENCH_SONG_FRAME_BYTES;
		__asm__ volatile("" ::"r"(p->sound) : "memory"); /* it is heard */
		vorbis_synthesis_read(&p->dsp, n);
	}
}

static bool read_headers(struct player *p)
{
	ogg_packet packet;
	for (int i = 0; i < 3; i++)
		if (!read_packet(p, &packet) ||
		    vorbis_synthesis_headerin(&p->info, &p->comment, &packet) != 0)
			return false;
	return vorbis_synthesis_init(&p->dsp, &p->info) == 0;
}

static void play_sound(struct player *p)
{
	ogg_packet packet;
	vorbis_block_init(&p->dsp, &p->block);
	while (read_packet(p, &packet)) {
		if (vorbis_synthesis(&p->block, &packet) == 0)
			vorbis_synthesis_blockin(&p->dsp, &p->block);
		play_block(p);
	}
	vorbis_block_clear(&p->block);
	vorbis_dsp_clear(&p->dsp);
}

/* Plays one song; false when there is none. */
static bool play_song(struct player *p)
{
	ogg_page page;
	if (!read_page(p, &page))
		return false;
	ogg_stream_init(&p->stream, ogg_page_serialno(&page));
	ogg_stream_pagein(&p->stream, &page);
	vorbis_info_init(&p->info);
	vorbis_comment_init(&p->comment);
	bool sound = read_headers(p);
	if (sound)
		play_sound(p);
	vorbis_comment_clear(&p->comment);
	vorbis_info_clear(&p->info);
	ogg_stream_clear(&p->stream);
	return sound;
}

int bench_decode_loop(const struct bench_params *params, struct bench_outcome *outcome)
{
	char path[BENCH_NAME];
	struct player *p = calloc(1, sizeof(*p));
	if (!p)
		return bench_complain("no memory for a player");
	p->fd = open_file(params->messages, path);
	if (p->fd < 0) {
		free(p);
		return -1;
	}
	uint64_t started = bench_cpu();
	ogg_sync_init(&p->sync);
	while (play_song(p))
		;
	ogg_sync_clear(&p->sync);
	uint64_t took = bench_cpu() - started, bytes = p->bytes;
	close(p->fd);
	free(p);
	return report(params, took, bytes, outcome);
}
