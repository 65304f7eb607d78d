// SPDX-License-Identifier: Apache-2.0
/* pcm: the message type of sound. */
#include <inttypes.h>
#include <stdio.h>

#include "pcm.h"

static int print(const struct ax_msg *msg, char *text, size_t room)
{
	struct ax_pcm_format format = ax_pcm_format_of(msg);
	uint32_t frame = ax_pcm_frame_bytes(format);
	return snprintf(text, room, "%" PRIu32 " frames of %" PRIu32 " Hz, %u channels, %u bits",
			frame ? msg->length / frame : 0, format.rate, format.channels, format.bits);
}

const struct ax_type ax_pcm_message_type = {
	.name = "pcm",
	.is = "bytes",
	.drop = ax_bytes_drop,
	.clone = ax_bytes_clone,
	.print = print,
};
