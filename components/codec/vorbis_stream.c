// SPDX-License-Identifier: Apache-2.0
/* vorbis_stream: pages, packets and samples.
 *
 * The sound must be oggdec's bit for bit, and libvorbis trims the beginning and the end of a
 * stream against what has been read of it: so all samples are taken after every packet, as
 * libvorbisfile does. */
#include <math.h>
#include <stdio.h>
#include <string.h>
#ifdef __x86_64__
#	include <emmintrin.h>
#endif

#include "vorbis_stream.h"

enum {
	PACKET_BYTES_MAX = 16 << 20, /* a longer packet is damage, or an attack */
	LEAD_IN_BYTES = 64 << 10,    /* a stream without a page by then is something else */
};

void ax_vorbis_init(struct ax_vorbis_stream *s)
{
	memset(s, 0, sizeof(*s));
	ogg_sync_init(&s->sync);
}

/* Lets go of the stream at hand. */
static void end_stream(struct ax_vorbis_stream *s)
{
	if (s->phase == AX_VORBIS_SOUND) {
		vorbis_block_clear(&s->block);
		vorbis_dsp_clear(&s->dsp);
	}
	if (s->phase != AX_VORBIS_SEEKING) {
		vorbis_comment_clear(&s->comment);
		vorbis_info_clear(&s->info);
		ogg_stream_clear(&s->packets);
	}
	s->phase = AX_VORBIS_SEEKING;
	s->frames = 0;
}

void ax_vorbis_fini(struct ax_vorbis_stream *s)
{
	end_stream(s);
	ogg_sync_clear(&s->sync);
}

void ax_vorbis_feed(struct ax_vorbis_stream *s, const unsigned char *data, size_t n)
{
	if (s->n_bytes < sizeof(s->first)) {
		size_t room = sizeof(s->first) - (size_t)s->n_bytes;
		memcpy(s->first + s->n_bytes, data, n < room ? n : room);
	}
	s->n_bytes += n;
	char *to = ogg_sync_buffer(&s->sync, (long)n);
	if (!to)
		return; /* libogg has reset itself: the gap shows as damage */
	memcpy(to, data, n);
	ogg_sync_wrote(&s->sync, (long)n);
}

/* ---- packets ------------------------------------------------------------------------------ */

/* The headers can't be read: what follows is passed over. */
static void refuse_stream(struct ax_vorbis_stream *s)
{
	s->refused++;
	end_stream(s);
}

static void read_header(struct ax_vorbis_stream *s, ogg_packet *packet)
{
	if (vorbis_synthesis_headerin(&s->info, &s->comment, packet)) {
		refuse_stream(s);
		return;
	}
	if (++s->n_headers < 3)
		return;
	if (vorbis_synthesis_init(&s->dsp, &s->info)) {
		refuse_stream(s);
		return;
	}
	vorbis_block_init(&s->dsp, &s->block);
	s->phase = AX_VORBIS_SOUND;
	s->n_streams++;
}

/* Handles one packet of the stream at hand; false when it needs another page. */
static bool read_packet(struct ax_vorbis_stream *s)
{
	ogg_packet packet;
	int got = ogg_stream_packetout(&s->packets, &packet);
	if (got == 0 && s->packets.body_fill - s->packets.body_returned > PACKET_BYTES_MAX) {
		ogg_stream_reset(&s->packets);
		got = -1;
	}
	if (got == 0)
		return false;
	if (got < 0 && s->phase == AX_VORBIS_HEADERS)
		refuse_stream(s);
	else if (got < 0)
		s->gaps++;
	else if (s->phase == AX_VORBIS_HEADERS)
		read_header(s, &packet);
	else if (vorbis_synthesis(&s->block, &packet) == 0)
		vorbis_synthesis_blockin(&s->dsp, &s->block);
	return true;
}

/* ---- pages -------------------------------------------------------------------------------- */

static const char *codec_of(const unsigned char *data, long n)
{
	static const struct {
		const char *magic, *name;
	} known[] = {
		{ "OpusHead", "Opus" },	       { "\177FLAC", "FLAC" },
		{ "Speex   ", "Speex" },       { "\200theora", "Theora (video)" },
		{ "\200kate", "Kate (text)" }, { "BBCD", "Dirac (video)" },
	};
	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++) {
		size_t length = strlen(known[i].magic);
		if ((size_t)n >= length && memcmp(data, known[i].magic, length) == 0)
			return known[i].name;
	}
	return "something that is not Vorbis";
}

/* Begins the stream of this first page when it is Vorbis. */
static void begin_stream(struct ax_vorbis_stream *s, ogg_page *page)
{
	ogg_packet packet;
	if (ogg_stream_init(&s->packets, ogg_page_serialno(page)))
		return;
	if (ogg_stream_pagein(&s->packets, page) ||
	    ogg_stream_packetpeek(&s->packets, &packet) <= 0 ||
	    !vorbis_synthesis_idheader(&packet)) {
		ogg_stream_clear(&s->packets);
		s->foreign = codec_of(page->body, page->body_len);
		return;
	}
	vorbis_info_init(&s->info);
	vorbis_comment_init(&s->comment);
	s->phase = AX_VORBIS_HEADERS;
	s->n_headers = 0;
	s->ended = false;
}

/* First pages come in groups, one for each of the streams multiplexed together; the first of
 * another group ends the streams of the one before. */
static void read_first_page(struct ax_vorbis_stream *s, ogg_page *page)
{
	if (!s->beginning)
		end_stream(s);
	s->beginning = true;
	if (s->phase == AX_VORBIS_SEEKING)
		begin_stream(s, page);
}

static void read_page(struct ax_vorbis_stream *s, ogg_page *page)
{
	s->n_pages++;
	if (ogg_page_bos(page)) {
		read_first_page(s, page);
		return;
	}
	s->beginning = false;
	if (s->phase == AX_VORBIS_SEEKING)
		s->hopeless = s->n_streams == 0 && s->foreign;
	else if (ogg_page_serialno(page) == s->packets.serialno &&
		 ogg_stream_pagein(&s->packets, page) == 0)
		s->ended = ogg_page_eos(page);
}

/* Finds the next page in what was fed; false when there is none. */
static bool find_page(struct ax_vorbis_stream *s)
{
	ogg_page page;
	long n;
	while ((n = ogg_sync_pageseek(&s->sync, &page)) < 0)
		s->skipped += (uint64_t)-n;
	if (s->n_pages == 0 && s->skipped > LEAD_IN_BYTES)
		s->hopeless = true;
	if (n <= 0 || s->hopeless)
		return false;
	read_page(s, &page);
	return !s->hopeless;
}

/* ---- sound -------------------------------------------------------------------------------- */

bool ax_vorbis_next(struct ax_vorbis_stream *s)
{
	for (;;) {
		if (s->phase == AX_VORBIS_SOUND) {
			s->frames = vorbis_synthesis_pcmout(&s->dsp, NULL);
			if (s->frames > 0)
				return true;
		}
		if (s->phase != AX_VORBIS_SEEKING && read_packet(s))
			continue;
		if (!find_page(s))
			return false;
	}
}

/* To the nearest integer as libvorbisfile rounds on this machine, which differs at ties. */
#ifdef __x86_64__
static inline int to_int(float x)
{
	return _mm_cvtsd_si32(_mm_set_sd((double)x));
}
#else
static inline int to_int(float x)
{
	return (int)floor((double)x + .5);
}
#endif

void ax_vorbis_take(struct ax_vorbis_stream *s, unsigned char *to)
{
	float **pcm;
	int channels = s->info.channels;
	vorbis_synthesis_pcmout(&s->dsp, &pcm);
	for (int c = 0; c < channels; c++) {
		unsigned char *at = to + 2 * c;
		for (int i = 0; i < s->frames; i++, at += 2 * channels) {
			int value = to_int(pcm[c][i] * 32768.f);
			value = value > 32767 ? 32767 : value < -32768 ? -32768 : value;
			at[0] = (unsigned char)(value & 0xff);
			at[1] = (unsigned char)((value >> 8) & 0xff);
		}
	}
	vorbis_synthesis_read(&s->dsp, s->frames);
	s->frames = 0;
}

/* ---- words -------------------------------------------------------------------------------- */

static const char *looks_like(const unsigned char *first)
{
	static const struct {
		size_t at;
		const char *magic, *name;
	} known[] = {
		{ 0, "RIFF", "a WAV or AVI file" },
		{ 0, "fLaC", "a FLAC file" },
		{ 0, "ID3", "an MP3 file" },
		{ 4, "ftyp", "an MP4 file" },
		{ 0, "\x1a\x45\xdf\xa3", "a Matroska or WebM file" },
		{ 0, "FORM", "an AIFF file" },
		{ 0, ".snd", "an AU file" },
		{ 0, "MThd", "a MIDI file" },
		{ 0, "\x89PNG", "a PNG picture" },
		{ 0, "\xff\xd8\xff", "a JPEG picture" },
		{ 0, "%PDF", "a PDF document" },
		{ 0,
		  "\x7f"
		  "ELF",
		  "a program" },
		{ 0, "\x1f\x8b", "a gzip file" },
		{ 0, "PK\3\4", "a zip file" },
		{ 0, "HTTP/", "an HTTP answer" },
		{ 0, "<", "a web page or XML" },
		{ 0, "\xff\xfb", "an MP3 file" },
	};
	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		if (memcmp(first + known[i].at, known[i].magic, strlen(known[i].magic)) == 0)
			return known[i].name;
	return NULL;
}

static void describe_other(const struct ax_vorbis_stream *s, char *why, size_t room)
{
	const char *name = looks_like(s->first);
	if (name)
		snprintf(why, room, "it looks like %s", name);
	else
		snprintf(why, room, "no Ogg page in %llu bytes", (unsigned long long)s->n_bytes);
}

bool ax_vorbis_verdict(const struct ax_vorbis_stream *s, char *why, size_t room)
{
	if (s->n_streams)
		return false;
	if (s->n_bytes == 0)
		snprintf(why, room, "the input is empty");
	else if (s->n_pages == 0)
		describe_other(s, why, room);
	else if (s->refused)
		snprintf(why, room, "its headers are damaged");
	else if (s->phase == AX_VORBIS_HEADERS)
		snprintf(why, room, "it ends within its headers");
	else if (s->foreign)
		snprintf(why, room, "an Ogg stream of %s", s->foreign);
	else
		snprintf(why, room, "Ogg pages without the beginning of a stream");
	return true;
}

bool ax_vorbis_damage(const struct ax_vorbis_stream *s, char *what, size_t room)
{
	unsigned long long left = (unsigned long long)(s->sync.fill - s->sync.returned);
	bool cut = s->phase != AX_VORBIS_SEEKING && !s->ended;
	if (!s->skipped && !s->gaps && !s->refused && !left && !cut)
		return false;
	snprintf(what, room, "%llu bytes skipped, %llu gaps, %llu streams with damaged headers%s",
		 (unsigned long long)s->skipped + left, (unsigned long long)s->gaps,
		 (unsigned long long)s->refused, cut ? ", and the end is missing" : "");
	return true;
}
