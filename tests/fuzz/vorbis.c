// SPDX-License-Identifier: Apache-2.0
/* Fuzz target: any bytes are decoded or have a sentence that says why not. The first byte chooses
 * the size of the pieces, and whether the checksums of pages are put right, so that what lies
 * behind them is reached too. */
#include "../../components/codec/vorbis_stream.h"

#include <stdlib.h>
#include <string.h>

enum {
	HEADER_BYTES = 27,
	REPAIR = 0x80,
	MOST_FRAMES = 1 << 20,
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

/* The page at the head of n bytes; 0 when there is no whole one. */
static size_t page_at(unsigned char *data, size_t n, ogg_page *page)
{
	if (n < HEADER_BYTES || memcmp(data, "OggS", 4) != 0)
		return 0;
	size_t segments = data[26], header = HEADER_BYTES + segments, body = 0;
	if (n < header)
		return 0;
	for (size_t i = 0; i < segments; i++)
		body += data[HEADER_BYTES + i];
	if (n < header + body)
		return 0;
	*page = (ogg_page){ .header = data,
			    .header_len = (long)header,
			    .body = data + header,
			    .body_len = (long)body };
	return header + body;
}

static void repair(unsigned char *data, size_t n)
{
	ogg_page page;
	for (size_t at = 0; at < n;) {
		size_t length = page_at(data + at, n - at, &page);
		if (length)
			ogg_page_checksum_set(&page);
		at += length ? length : 1;
	}
}

/* Takes all sound there is. */
static uint64_t drain(struct ax_vorbis_stream *stream)
{
	uint64_t frames = 0;
	while (ax_vorbis_next(stream)) {
		size_t bytes = (size_t)stream->frames * (size_t)stream->info.channels * 2;
		unsigned char *to = malloc(bytes);
		if (!to || stream->frames <= 0)
			abort();
		frames += (uint64_t)stream->frames;
		ax_vorbis_take(stream, to);
		free(to);
	}
	return frames;
}

static void decode(const unsigned char *data, size_t n, size_t piece)
{
	struct ax_vorbis_stream stream;
	char line[160] = "";
	uint64_t frames = 0;
	ax_vorbis_init(&stream);
	for (size_t at = 0; at < n && !stream.hopeless && frames < MOST_FRAMES; at += piece) {
		ax_vorbis_feed(&stream, data + at, n - at < piece ? n - at : piece);
		frames += drain(&stream);
	}
	bool none = ax_vorbis_verdict(&stream, line, sizeof(line));
	if (none != (line[0] != '\0') || (none && frames))
		abort();
	(void)ax_vorbis_damage(&stream, line, sizeof(line));
	ax_vorbis_fini(&stream);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	if (n == 0)
		return 0;
	unsigned char *copy = malloc(n);
	if (!copy)
		abort();
	memcpy(copy, data + 1, n - 1);
	if (data[0] & REPAIR)
		repair(copy, n - 1);
	decode(copy, n - 1, (size_t)1 << (data[0] % 13));
	free(copy);
	return 0;
}
