// SPDX-License-Identifier: Apache-2.0
/* middle: passes messages on, in one of three ways. */
#include "middle.h"

enum {
	EACH,
	SPANS,
	TAKE,
};

AX_STEP(middle, m)
{
	AX_BEGIN(m);
	if (m->way == EACH) {
		AX_EACH(m, inbox) {
			if (m->stop_at && m->n == m->stop_at)
				return ax_done(&m->base, AX_REASON_FINISHED);
			if (m->close_at && m->n == m->close_at)
				ax_close(&m->outbox);
			m->n++;
			if (m->keep && m->n > m->keep)
				continue;
			AX_MOVE(m, inbox, outbox);
		}
	}
	while (m->way == SPANS && !ax_closed(&m->inbox)) {
		m->n += ax_move(&m->inbox, &m->outbox, UINT32_MAX);
		if (ax_refused(&m->outbox))
			return ax_done(&m->base, AX_REASON_REFUSED);
		if (!ax_ready(&m->inbox)) {
			if (!ax_closed(&m->inbox))
				AX_WAIT(m, ax_want_message(&m->inbox));
		} else {
			AX_WAIT(m, ax_want_room(&m->outbox, 1));
		}
	}
	while (m->way == TAKE) {
		AX_TAKE(m, inbox, m->held);
		if (m->held.type == AX_NONE)
			break;
		AX_PUT(m, outbox, m->held);
		m->held.type = AX_NONE;
		m->n++;
		if (m->n % 100 == 0)
			AX_YIELD(m);
	}
	AX_END(m);
}

static void middle_close(struct ax_component *self)
{
	struct middle *m = (struct middle *)self;
	ax_drop(ax_engine_of(self), &m->held);
}

static const struct ax_box_spec boxes[] = {
	AX_INBOX(struct middle, inbox, "any", "messages"),
	AX_OUTBOX(struct middle, outbox, "any", "the same"),
	AX_BOXES_END,
};

static const struct ax_param params[] = {
	{ .name = "way",
	  .kind = AX_CHOICE,
	  .offset = offsetof(struct middle, way),
	  .preset = "each",
	  .doc = "how",
	  .choices = "each|spans|take" },
	{ .name = "stop_at",
	  .kind = AX_INTEGER,
	  .offset = offsetof(struct middle, stop_at),
	  .preset = "0",
	  .doc = "ends after so many" },
	{ .name = "close_at",
	  .kind = AX_INTEGER,
	  .offset = offsetof(struct middle, close_at),
	  .preset = "0",
	  .doc = "closes after so many" },
	{ .name = "keep",
	  .kind = AX_INTEGER,
	  .offset = offsetof(struct middle, keep),
	  .preset = "0",
	  .doc = "drops what comes after so many" },
	AX_PARAMS_END,
};

const struct ax_component_type middle_type = {
	.name = "middle",
	.doc = "passes messages on",
	.size = sizeof(struct middle),
	.boxes = boxes,
	.params = params,
	.step = middle_step,
	.close = middle_close,
};
