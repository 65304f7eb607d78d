// SPDX-License-Identifier: Apache-2.0
/* vorbis_decode: Ogg Vorbis in, sound out, whatever the pieces it comes in.
 *
 * vorbis_stream.c finds packets and decodes them; here they meet the boxes. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "../audio/pcm.h"
#include "../util/expect.h"
#include "codec.h"
#include "vorbis_stream.h"

enum {
	FEED_BYTES = 4096
}; /* what is handed to libogg at a time */

struct vorbis_decode {
	struct ax_component base;
	struct ax_inbox inbox;
	struct ax_outbox outbox;
	struct ax_vorbis_stream stream;
	uint32_t fed;	     /* bytes of the head that the stream has */
	struct ax_msg sound; /* decoded and not sent yet, or AX_NONE */
	uint64_t frames;
	struct ax_pcm_format format; /* of the last sound sent */
};

/* Hands the stream the next piece of the head; false when there is none left. */
static bool feed(struct vorbis_decode *d)
{
	const struct ax_msg *head = ax_head(&d->inbox);
	uint32_t left = head->length - d->fed;
	uint32_t n = left < FEED_BYTES ? left : FEED_BYTES;
	if (n == 0)
		return false;
	ax_vorbis_feed(&d->stream, head->bytes + d->fed, n);
	d->fed += n;
	return true;
}

/* Makes a message of what was decoded; false when there is no memory. */
static bool make_sound(struct vorbis_decode *d)
{
	d->format = (struct ax_pcm_format){ .rate = (uint32_t)d->stream.info.rate,
					    .channels = (uint8_t)d->stream.info.channels,
					    .bits = 16 };
	uint32_t frame = ax_pcm_frame_bytes(d->format);
	d->sound = ax_bytes_new((size_t)d->stream.frames * frame);
	if (d->sound.type == AX_NONE)
		return false;
	d->sound.type = ax_type_id("pcm");
	ax_bytes_buffer(&d->sound)->meta = ax_pcm_pack(d->format);
	d->frames += (uint64_t)d->stream.frames;
	ax_vorbis_take(&d->stream, d->sound.bytes);
	return true;
}

static struct ax_msg pass_sound(struct vorbis_decode *d)
{
	struct ax_msg sound = d->sound;
	d->sound = (struct ax_msg){ .type = AX_NONE };
	return sound;
}

/* What the end of the input, or the middle of a hopeless one, has to say. */
static enum ax_status finish(struct vorbis_decode *d)
{
	char line[160];
	if (ax_vorbis_verdict(&d->stream, line, sizeof(line)))
		return ax_fail(&d->base, "not a Vorbis stream: %s", line);
	if (ax_vorbis_damage(&d->stream, line, sizeof(line)))
		ax_note(&d->base, "damaged input: %s", line);
	return ax_done(&d->base, AX_REASON_FINISHED);
}

AX_STEP(vorbis_decode, d)
{
	AX_BEGIN(d);
	AX_EACH(d, inbox) {
		if (!ax_msg_is_bytes(&d->base, ax_head(&d->inbox)))
			return ax_fail(&d->base, "inbox got a message of type %s, not bytes",
				       ax_msg_type_name(&d->base, ax_head(&d->inbox)));
		d->fed = 0;
		while (feed(d)) {
			while (ax_vorbis_next(&d->stream)) {
				if (!make_sound(d))
					return ax_fail(&d->base, "no memory for the sound");
				AX_PUT(d, outbox, pass_sound(d));
				AX_YIELD(d);
			}
			if (d->stream.hopeless)
				return finish(d);
		}
	}
	if (ax_closed(&d->inbox))
		return finish(d);
	AX_END(d);
}

static int vorbis_decode_init(struct ax_component *self)
{
	ax_vorbis_init(&((struct vorbis_decode *)self)->stream);
	return 0;
}

static void vorbis_decode_close(struct ax_component *self)
{
	struct vorbis_decode *d = (struct vorbis_decode *)self;
	if (d->sound.type != AX_NONE)
		ax_bytes_drop(&d->sound);
	ax_vorbis_fini(&d->stream);
}

static int describe(const struct ax_component *self, char *text, size_t room)
{
	const struct vorbis_decode *d = (const struct vorbis_decode *)self;
	if (!d->format.rate)
		return snprintf(text, room, "no sound yet");
	uint64_t tenths = d->frames * 10 / d->format.rate;
	return snprintf(
		text, room, "%" PRIu64 ":%02" PRIu64 ".%" PRIu64 " of %" PRIu32 " Hz, %u channels",
		tenths / 600, tenths / 10 % 60, tenths % 10, d->format.rate, d->format.channels);
}

static const struct ax_box_spec boxes[] = {
	AX_INBOX(struct vorbis_decode, inbox, "bytes", "an Ogg stream, in pieces of any size"),
	AX_OUTBOX(struct vorbis_decode, outbox, "pcm",
		  "the sound: 16 bits, little-endian, interleaved"),
	AX_BOXES_END,
};

const struct ax_component_type ax_vorbis_decode_type = {
	.name = "vorbis_decode",
	.doc = "decodes Ogg Vorbis to sound",
	.about = "Decodes what comes, packet by packet, and sends a message of sound for each; the "
		 "samples are those of oggdec, bit for bit. The rate and the channels travel with "
		 "the sound, so that streams chained one behind the other may change them. Other "
		 "streams multiplexed into the same file are left out. What is damaged is skipped "
		 "and counted, and a note at the end says how much; a stream that is cut off plays "
		 "as far as it goes. Fails with a sentence when no Vorbis stream can be found: at "
		 "once when the input begins with something else, or when it ends. Ends when its "
		 "input has closed.",
	.size = sizeof(struct vorbis_decode),
	.boxes = boxes,
	.example = "read_file path=a.ogg ! vorbis_decode ! ao_playback driver=wav file=a.wav",
	.cost_ns = 40000,
	.init = vorbis_decode_init,
	.step = vorbis_decode_step,
	.close = vorbis_decode_close,
	.describe = describe,
};
