// SPDX-License-Identifier: Apache-2.0
/* main: the life of one component on an SPE: birth, steps, sleep, end.
 *
 * A step ends as the engine's do (engine/step.c), with tag waits for its barrier:
 *     put spans, put tail behind them by a fence, put heads; WAIT for their tags
 *     get the peers' indices and wants; wake who wants it, by a call
 *     nothing has come: put own wants; WAIT; get the indices again; sleep at the signal
 * A put whose tag has been waited for is visible, so each WAIT is the full barrier of a Dekker
 * hand-shake. What was looked at last in a step is the next one's snapshot. */
#include "half.h"

#include <stddef.h>
#include <string.h>

struct ax_spu_end ax_spu_ends[AX_SPE_BOXES];
struct ax_spe_birth ax_spu_birth;
struct ax_component *ax_spu_component;

static _Alignas(128) struct ax_msg rings[AX_SPE_BOXES][AX_SPU_RING];
static _Alignas(128) unsigned char state[AX_SPU_STATE];

_Static_assert(sizeof(struct ax_spe_birth) <= 16384, "one DMA fetches it");

/* ---- birth -------------------------------------------------------------------------------- */

static void init_box(uint32_t offset, bool out, bool control)
{
	struct ax_box *box = (struct ax_box *)(state + offset);
	box->offset = (uint16_t)(offset / 8);
	box->flags = (uint16_t)((out ? AX_BOX_OUT : 0) | (control ? AX_BOX_CONTROL : 0));
	if (!out)
		((struct ax_inbox *)box)->mark = AX_NOT_ITERATING;
}

static void link_box(uint32_t n, uint32_t offset)
{
	struct ax_spu_end *end = &ax_spu_ends[n];
	end->n = n;
	end->home = ax_spu_birth.box[n];
	end->ring = rings[n];
	end->box = (struct ax_box *)(state + offset);
	end->told = end->ready = end->asked = end->home.index;
	end->box->cursor = end->box->limit = end->box->seen = end->home.index;
	end->box->slot = end->ring;
	end->box->mask = AX_SPU_RING - 1;
}

static void set_params(const struct ax_param *param)
{
	for (uint32_t n = 0; n < ax_spu_birth.n_params; n++, param++) {
		uint64_t value = ax_spu_birth.param[n];
		unsigned char *at = state + param->offset;
		int choice = (int)value;
		if (param->kind == AX_BOOL)
			*at = value != 0;
		else if (param->kind == AX_CHOICE)
			memcpy(at, &choice, sizeof(choice));
		else
			memcpy(at, &value, sizeof(value));
	}
}

static void be_born(uint64_t birth)
{
	const struct ax_component_type *type = &AX_SPU_TYPE;
	mfc_get(&ax_spu_birth, birth, sizeof(ax_spu_birth), AX_TAG_PEER, 0, 0);
	ax_spu_wait(1U << AX_TAG_PEER);
	if (type->size > sizeof(state))
		abort();
	ax_spu_call.worker = ax_spu_birth.worker;
	ax_spu_component = (struct ax_component *)state;
	ax_spu_component->type = type;
	ax_spu_component->budget = AX_SPU_RING;
	init_box(offsetof(struct ax_component, control), false, true);
	init_box(offsetof(struct ax_component, signal), true, true);
	for (uint32_t n = 0; n < ax_spu_birth.n_boxes; n++) {
		init_box(type->boxes[n].offset, type->boxes[n].out, false);
		link_box(n, type->boxes[n].offset);
	}
	set_params(type->params);
}

/* ---- wakes -------------------------------------------------------------------------------- */

static bool wants_message(struct ax_spu_end *end)
{
	return end->news && end->wants[AX_SPU_MESSAGE / 4];
}

/* As offer_room() of engine/step.c: level-triggered, and what falls short is owed. */
static bool wants_room(struct ax_spu_end *end)
{
	uint32_t want = end->wants[AX_SPU_ROOM / 4];
	if (!(want & AX_SPU_TOP_BIT)) {
		end->box->flags &= (uint16_t)~AX_BOX_OWES;
		return false;
	}
	uint32_t beyond = (end->box->cursor - want) & AX_INDEX_MASK;
	if (beyond >= UINT32_C(1) << 30)
		return false;
	end->box->flags &= (uint16_t)~AX_BOX_OWES;
	return true;
}

static void wake(uint32_t boxes)
{
	ax_spu_call.boxes = boxes;
	if (boxes)
		ax_spu_ask_ppe(AX_SPE_WAKE);
}

void ax_spu_wake_peers(void)
{
	uint32_t boxes = 0;
	for (uint32_t n = 0; n < ax_spu_birth.n_boxes; n++) {
		struct ax_spu_end *end = &ax_spu_ends[n];
		if (!end->home.words)
			continue;
		bool wanted =
			ax_spu_is_out(end) ? wants_message(end) : end->news && wants_room(end);
		boxes |= (uint32_t)wanted << n;
		end->news = false;
	}
	wake(boxes);
}

/* Every producer that waits for room of which it was not told. */
static void pay_all(void)
{
	uint32_t boxes = 0;
	for (uint32_t n = 0; n < ax_spu_birth.n_boxes; n++) {
		struct ax_spu_end *end = &ax_spu_ends[n];
		if (!end->home.words || !(end->box->flags & AX_BOX_OWES))
			continue;
		end->box->flags &= (uint16_t)~AX_BOX_OWES;
		boxes |= 1U << n;
	}
	wake(boxes);
}

/* ---- waits -------------------------------------------------------------------------------- */

static bool met(void)
{
	for (uint32_t n = 0; n < ax_spu_birth.n_boxes; n++)
		if ((ax_spu_ends[n].box->flags & AX_BOX_AWAITED) && ax_spu_pending(&ax_spu_ends[n]))
			return true;
	return false;
}

static void put_wants(bool armed)
{
	for (uint32_t n = 0; n < ax_spu_birth.n_boxes; n++) {
		struct ax_spu_end *end = &ax_spu_ends[n];
		if (!end->home.words || !(end->box->flags & AX_BOX_AWAITED))
			continue;
		uint32_t want = ax_spu_is_out(end) ? AX_SPU_TOP_BIT | ax_spu_wake_at(end) : 1;
		ax_spu_put_want(end, armed ? want : 0);
	}
	ax_spu_wait(1U << AX_TAG_OWN);
}

/* Whether the signal has come without sleep: the PPE is always looked after. */
static void take_post(void)
{
	spu_read_signal1();
	ax_spu_ask_ppe(AX_SPE_COLLECT);
}

static void sleep(void)
{
	pay_all();
	ax_spu_drop_now();
	put_wants(true);
	ax_spu_look(); /* the published words afresh, after our wants are there */
	if (!met())
		take_post();
	put_wants(false);
	ax_spu_look();
}

static bool linger(void)
{
	for (uint32_t i = 0; i < AX_SPU_LOOKS; i++) {
		if (met() || spu_stat_signal1())
			return true;
		ax_spu_look();
	}
	return met();
}

static void stop_waiting(void)
{
	ax_spu_component->engaged = NULL;
	for (uint32_t n = 0; n < ax_spu_birth.n_boxes; n++)
		ax_spu_ends[n].box->flags &= (uint16_t) ~(AX_BOX_AWAITED | AX_BOX_ENGAGED);
}

static void settle(bool waits)
{
	ax_spu_publish();
	ax_spu_look();
	ax_spu_wake_peers();
	if (++ax_spu_call.steps % AX_SPU_OWED == 0)
		pay_all();
	if (spu_stat_signal1())
		take_post();
	else if (waits && !linger())
		sleep();
	stop_waiting();
}

/* ---- the life ----------------------------------------------------------------------------- */

static enum ax_reason live(void)
{
	struct ax_component *self = ax_spu_component;
	const struct ax_component_type *type = self->type;
	ax_spu_look();
	if (type->init && type->init(self) != 0)
		return AX_REASON_FAILED;
	while (!ax_spu_call.ending) {
		enum ax_status status = type->step(self);
		if (status == AX_STEP_DONE)
			return (enum ax_reason)self->reason;
		settle(status == AX_STEP_WAIT);
	}
	return AX_REASON_SHUTDOWN;
}

int main(unsigned long long spe, unsigned long long argp)
{
	(void)spe;
	be_born(argp);
	enum ax_reason reason = live();
	if (ax_spu_component->type->close)
		ax_spu_component->type->close(ax_spu_component);
	ax_spu_publish();
	ax_spu_drop_now();
	ax_spu_call.index = reason;
	ax_spu_ask_ppe(AX_SPE_END);
	return 0;
}
