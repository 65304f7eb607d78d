// SPDX-License-Identifier: Apache-2.0
/* calls: what the PPE's half does for us, and the calls of a component that are made of that. */
#include "half.h"

#include <stddef.h>

struct ax_spe_call ax_spu_call;

void ax_spu_ask_ppe(enum ax_spe_what what)
{
	ax_spu_call.what = what;
	__send_to_ppe(0x2100 | AX_SPE_CALL, 0, &ax_spu_call);
}

void ax_spu_drop_later(const struct ax_msg *msg)
{
	if (!(msg->flags & AX_OWNED))
		return;
	ax_spu_call.due[ax_spu_call.n++] = *msg;
	if (ax_spu_call.n == AX_SPE_DUES)
		ax_spu_drop_now();
}

void ax_spu_drop_now(void)
{
	if (ax_spu_call.n)
		ax_spu_ask_ppe(AX_SPE_DROP);
	ax_spu_call.n = 0;
}

/* ---- calls of a component ------------------------------------------------------------------ */

/* There is one engine, and it is elsewhere. */
struct ax_engine *ax_engine_of(const struct ax_component *self)
{
	(void)self;
	return NULL;
}

void ax_drop(const struct ax_engine *engine, struct ax_msg *msg)
{
	(void)engine;
	ax_spu_drop_later(msg);
	*msg = (struct ax_msg){ .type = AX_NONE };
}

void ax_flush(struct ax_component *self)
{
	(void)self;
	ax_spu_publish();
	ax_spu_look();
	ax_spu_wake_peers();
}

void ax_close(struct ax_outbox *outbox)
{
	struct ax_spu_end *end = ax_spu_end_of(&outbox->box);
	if (!end->home.words)
		return;
	ax_spu_publish();
	ax_spu_call.box = end->n;
	ax_spu_ask_ppe(AX_SPE_CLOSE);
	end->home.words = 0;
}

void ax_signal(struct ax_component *self, enum ax_type_id what)
{
	(void)self;
	ax_spu_call.index = what;
	ax_spu_ask_ppe(AX_SPE_SIGNAL);
}

enum ax_status ax_callback_step(struct ax_component *self)
{
	return self->type->body(self);
}

void ax_lost_place(const struct ax_component *self)
{
	(void)self;
	abort();
}
