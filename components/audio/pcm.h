// SPDX-License-Identifier: Apache-2.0
/* pcm: messages of sound: bytes of interleaved signed little-endian samples whose format stands in
 * the buffer's meta word, so that slices carry it with them. */
#ifndef AX_AUDIO_PCM_H
#define AX_AUDIO_PCM_H

#include <axon/message.h>

struct ax_pcm_format {
	uint32_t rate;	  /* frames per second */
	uint8_t channels; /* samples per frame; in Vorbis's channel order */
	uint8_t bits;	  /* per sample: 16 */
};

/* The type "pcm", which is "bytes". */
extern const struct ax_type ax_pcm_message_type;

static inline uint64_t ax_pcm_pack(struct ax_pcm_format format)
{
	return (uint64_t)format.rate | (uint64_t)format.channels << 32 |
	       (uint64_t)format.bits << 40;
}

/* The format that a buffer's meta word says; a rate of 0 means that it says none. */
static inline struct ax_pcm_format ax_pcm_unpack(uint64_t meta)
{
	return (struct ax_pcm_format){ .rate = (uint32_t)meta,
				       .channels = (uint8_t)(meta >> 32),
				       .bits = (uint8_t)(meta >> 40) };
}

static inline struct ax_pcm_format ax_pcm_format_of(const struct ax_msg *msg)
{
	return ax_pcm_unpack(ax_bytes_buffer(msg)->meta);
}

static inline uint32_t ax_pcm_frame_bytes(struct ax_pcm_format format)
{
	return (uint32_t)format.channels * format.bits / 8;
}

#endif
