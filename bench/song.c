// SPDX-License-Identifier: Apache-2.0
/* song: chords that change every second over a little noise, encoded by libvorbisenc. */
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <vorbis/vorbisenc.h>

#include "song.h"
#include "workload.h"

enum {
	SERIAL = 1,
	PIECE = 1024, /* frames handed to the encoder at a time */
	NOTES = 3
};

struct song {
	ogg_stream_state stream;
	vorbis_info info;
	vorbis_comment comment;
	vorbis_dsp_state dsp;
	vorbis_block block;
	uint32_t random;
	unsigned char *bytes;
	size_t size;
	bool failed; /* no memory */
};

static void append(struct song *s, const unsigned char *bytes, long n)
{
	unsigned char *grown = realloc(s->bytes, s->size + (size_t)n);
	s->failed |= !grown;
	if (!grown)
		return;
	memcpy(grown + s->size, bytes, (size_t)n);
	s->bytes = grown;
	s->size += (size_t)n;
}

static void append_page(struct song *s, const ogg_page *page)
{
	append(s, page->header, page->header_len);
	append(s, page->body, page->body_len);
}

static float sample(struct song *s, int frame, int channel)
{
	static const double chord[4][NOTES] = {
		{ 261.63, 329.63, 392.00 },
		{ 220.00, 261.63, 329.63 },
		{ 174.61, 220.00, 261.63 },
		{ 196.00, 246.94, 293.66 },
	};
	double t = (double)frame / BENCH_SONG_RATE, value = 0;
	for (int i = 0; i < NOTES; i++)
		value += 0.2 *
			 sin(2 * M_PI * chord[frame / BENCH_SONG_RATE % 4][i] * (channel + 1) * t);
	s->random = s->random * 1664525u + 1013904223u;
	return (float)(value + 0.1 * ((double)s->random / UINT32_MAX - 0.5));
}

static void write_headers(struct song *s)
{
	ogg_packet packet[3];
	ogg_page page;
	vorbis_analysis_headerout(&s->dsp, &s->comment, &packet[0], &packet[1], &packet[2]);
	for (int i = 0; i < 3; i++)
		ogg_stream_packetin(&s->stream, &packet[i]);
	while (ogg_stream_flush(&s->stream, &page))
		append_page(s, &page);
}

/* Gives the encoder n frames from `at` on; 0: the end. */
static void hand_over(struct song *s, int at, int n)
{
	float **to = vorbis_analysis_buffer(&s->dsp, PIECE);
	for (int c = 0; c < BENCH_SONG_CHANNELS; c++)
		for (int i = 0; i < n; i++)
			to[c][i] = sample(s, at + i, c);
	vorbis_analysis_wrote(&s->dsp, n);
}

static void write_packets(struct song *s)
{
	ogg_packet packet;
	ogg_page page;
	while (vorbis_analysis_blockout(&s->dsp, &s->block) == 1) {
		vorbis_analysis(&s->block, NULL);
		vorbis_bitrate_addblock(&s->block);
		while (vorbis_bitrate_flushpacket(&s->dsp, &packet))
			ogg_stream_packetin(&s->stream, &packet);
	}
	while (ogg_stream_pageout(&s->stream, &page))
		append_page(s, &page);
}

static void encode(struct song *s)
{
	vorbis_comment_init(&s->comment);
	vorbis_analysis_init(&s->dsp, &s->info);
	vorbis_block_init(&s->dsp, &s->block);
	ogg_stream_init(&s->stream, SERIAL);
	write_headers(s);
	for (int at = 0; at < BENCH_SONG_FRAMES; at += PIECE) {
		int left = BENCH_SONG_FRAMES - at;
		hand_over(s, at, left < PIECE ? left : PIECE);
		write_packets(s);
	}
	hand_over(s, 0, 0);
	write_packets(s);
	ogg_stream_clear(&s->stream);
	vorbis_block_clear(&s->block);
	vorbis_dsp_clear(&s->dsp);
	vorbis_comment_clear(&s->comment);
}

unsigned char *bench_song(size_t *size)
{
	struct song song = { .random = 1 };
	vorbis_info_init(&song.info);
	bool ready =
		vorbis_encode_init_vbr(&song.info, BENCH_SONG_CHANNELS, BENCH_SONG_RATE, 0.4f) == 0;
	if (ready)
		encode(&song);
	vorbis_info_clear(&song.info);
	if (!ready || song.failed) {
		free(song.bytes);
		bench_complain("no memory for a song");
		return NULL;
	}
	*size = song.size;
	return song.bytes;
}
