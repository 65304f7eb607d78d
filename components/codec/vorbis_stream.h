// SPDX-License-Identifier: Apache-2.0
/* vorbis_stream: from pieces of an Ogg stream to decoded sound, through the push interfaces of
 * libogg and libvorbis. Knows nothing of components. */
#ifndef AX_CODEC_VORBIS_STREAM_H
#define AX_CODEC_VORBIS_STREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <ogg/ogg.h>
#include <vorbis/codec.h>

enum ax_vorbis_phase {
	AX_VORBIS_SEEKING, /* no Vorbis stream at hand: pages are passed over until one begins */
	AX_VORBIS_HEADERS, /* one has begun */
	AX_VORBIS_SOUND,   /* its three headers are read */
};

struct ax_vorbis_stream {
	ogg_sync_state sync;
	ogg_stream_state packets; /* from the headers on */
	vorbis_info info;	  /* likewise */
	vorbis_comment comment;	  /* likewise */
	vorbis_dsp_state dsp;	  /* while there is sound */
	vorbis_block block;	  /* likewise */
	enum ax_vorbis_phase phase;
	int n_headers;	     /* read of the stream at hand */
	int frames;	     /* decoded and not taken yet */
	bool beginning;	     /* the last page began a stream: more may begin beside it */
	bool ended;	     /* the stream at hand has had its last page */
	bool hopeless;	     /* this can't become Vorbis any more */
	const char *foreign; /* what a stream that is not Vorbis holds, or NULL */
	uint64_t n_bytes, n_pages, n_streams;
	uint64_t skipped;	 /* bytes that belong to no page */
	uint64_t gaps;		 /* where pages were missing */
	uint64_t refused;	 /* streams whose headers were damaged */
	unsigned char first[16]; /* bytes of the input */
};

void ax_vorbis_init(struct ax_vorbis_stream *s);
void ax_vorbis_fini(struct ax_vorbis_stream *s);

/* Gives the stream n more bytes; nothing is left of an earlier piece that ax_vorbis_next() could
 * still use. */
void ax_vorbis_feed(struct ax_vorbis_stream *s, const unsigned char *data, size_t n);

/* Decodes up to the next s->frames frames of s->info's format; false when more input is needed. */
bool ax_vorbis_next(struct ax_vorbis_stream *s);

/* Takes them: frames * channels * 2 bytes, 16 bits little-endian, as oggdec writes them. */
void ax_vorbis_take(struct ax_vorbis_stream *s, unsigned char *to);

/* Whether no Vorbis was found, with the reason in words. */
bool ax_vorbis_verdict(const struct ax_vorbis_stream *s, char *why, size_t room);

/* Whether something was damaged, with what it was in words. Call it at the end of the input. */
bool ax_vorbis_damage(const struct ax_vorbis_stream *s, char *what, size_t room);

#endif
