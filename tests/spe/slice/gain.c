// SPDX-License-Identifier: Apache-2.0
/* gain: works on the bytes of large messages. */
#include "middle.h"

#include <axon/tile.h>

AX_STEP(gain, g)
{
	struct ax_tile tile;
	AX_BEGIN(g);
	AX_EACH(g, inbox) {
		for (bool more = ax_tile_first(&tile, ax_head(&g->inbox)); more;
		     more = ax_tile_next(&tile))
			for (uint32_t i = 0; i < tile.n; i++)
				tile.bytes[i] = gained(tile.bytes[i], g->factor, g->plus);
		AX_MOVE(g, inbox, outbox);
	}
	AX_END(g);
}

static const struct ax_box_spec boxes[] = {
	AX_INBOX(struct gain, inbox, "bytes", "bytes"),
	AX_OUTBOX(struct gain, outbox, "bytes", "the same, changed"),
	AX_BOXES_END,
};

static const struct ax_param params[] = {
	{ .name = "factor",
	  .kind = AX_INTEGER,
	  .offset = offsetof(struct gain, factor),
	  .preset = "3",
	  .doc = "times" },
	{ .name = "plus",
	  .kind = AX_INTEGER,
	  .offset = offsetof(struct gain, plus),
	  .preset = "1",
	  .doc = "and so much more" },
	AX_PARAMS_END,
};

const struct ax_component_type gain_type = {
	.name = "gain",
	.doc = "changes each byte",
	.size = sizeof(struct gain),
	.boxes = boxes,
	.params = params,
	.step = gain_step,
};
