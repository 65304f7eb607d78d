// SPDX-License-Identifier: Apache-2.0
/* detuple: passes on one item of each pair. */
#include "expect.h"
#include "pair.h"
#include "util.h"

struct detuple {
	struct ax_component base;
	struct ax_inbox inbox;
	struct ax_outbox outbox;
	int64_t item;
};

AX_STEP(detuple, d)
{
	AX_BEGIN(d);
	AX_EACH(d, inbox) {
		if (!ax_pair_is(ax_head(&d->inbox)))
			return ax_fail(&d->base, "inbox got a message of type %s, not pair",
				       ax_msg_type_name(&d->base, ax_head(&d->inbox)));
		AX_PUT(d, outbox, ax_pair_take(ax_head(&d->inbox), (unsigned)d->item));
	}
	AX_END(d);
}

static const struct ax_box_spec boxes[] = {
	AX_INBOX(struct detuple, inbox, "pair", "pairs"),
	AX_OUTBOX(struct detuple, outbox, "any", "one item of each"),
	AX_BOXES_END,
};

static const struct ax_param params[] = {
	{ .name = "item",
	  .kind = AX_INTEGER,
	  .offset = offsetof(struct detuple, item),
	  .preset = "1",
	  .doc = "which item: 0 or 1",
	  .least = 0,
	  .most = 1 },
	AX_PARAMS_END,
};

const struct ax_component_type ax_detuple_type = {
	.name = "detuple",
	.doc = "passes on one item of each pair",
	.about = "A pair is what multicast_transceiver sends: item 0 is the sender's address, item "
		 "1 the data. The other item is dropped. Ends when its input has closed and "
		 "everything has been passed on.",
	.size = sizeof(struct detuple),
	.boxes = boxes,
	.params = params,
	.example = "multicast_transceiver group=224.168.2.9 port=1600 ! detuple item=1 ! "
		   "vorbis_decode ! ao_playback",
	.step = detuple_step,
};
