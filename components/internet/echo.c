// SPDX-License-Identifier: Apache-2.0
/* echo: moves what comes in straight out again; the paper's EchoProtocol. */
#include "internet.h"

struct echo {
	struct ax_component base;
	struct ax_inbox inbox;
	struct ax_outbox outbox;
};

AX_STEP(echo, e)
{
	AX_BEGIN(e);
	while (!ax_closed(&e->inbox)) {
		(void)ax_move(&e->inbox, &e->outbox, UINT32_MAX);
		if (ax_refused(&e->outbox))
			return ax_done(&e->base, AX_REASON_REFUSED);
		if (ax_ready(&e->inbox))
			AX_WAIT(e, ax_want_room(&e->outbox, UINT32_MAX));
		else
			AX_WAIT(e, ax_want_message(&e->inbox));
	}
	AX_END(e);
}

static const struct ax_box_spec boxes[] = {
	AX_INBOX(struct echo, inbox, "any", "messages"),
	AX_OUTBOX(struct echo, outbox, "any", "the same messages"),
	AX_BOXES_END,
};

const struct ax_component_type ax_echo_type = {
	.name = "echo",
	.doc = "sends back what it gets",
	.about = "As a server's protocol it returns to each client what the client sends. Messages "
		 "move by spans, without a look at what they hold. Ends when its input has closed "
		 "and everything has been passed on.",
	.size = sizeof(struct echo),
	.boxes = boxes,
	.example = "tcp_server port=1500 protocol='echo'",
	.step = echo_step,
};
