// SPDX-License-Identifier: Apache-2.0
/* core_parts: components that check what they see. A message is a number in its source's order,
 * from 1 on, and in the upper half the source's id; the second way of a fork counts as the next
 * source. */
#include "core.h"

#include "link.h"

#include <stdlib.h>

struct core_seen core_seen;

static struct ax_msg packed(uint32_t id, uint32_t number)
{
	return ax_int((int64_t)(((uint64_t)id << 32) | number));
}

static uint32_t source_of(const struct ax_msg *msg)
{
	uint32_t id = (uint32_t)(msg->u >> 32);
	if (msg->type != AX_INT || id >= CORE_NAMED)
		core_fail("a message that nobody has sent");
	return id;
}

static uint32_t number_of(const struct ax_msg *msg)
{
	return (uint32_t)msg->u;
}

/* ---- what the engine counts ----------------------------------------------------------------- */

static void count_far(struct ax_link *link, void *n)
{
	*(uint32_t *)n += link->far;
}

/* The count by which a component knows whether it has foreign peers, and needs its fence. */
static void audit(struct ax_component *self)
{
	uint32_t n = 0;
	ax_inbox_each_link(&self->control, count_far, &n);
	if (self->signal.box.link)
		count_far(self->signal.box.link, &n);
	AX_FOR_EACH_BOX(spec, self)
	{
		struct ax_box *box = ax_component_box(self, spec->offset);
		if (!spec->out)
			ax_inbox_each_link(ax_as_inbox(box), count_far, &n);
		else if (box->link)
			count_far(box->link, &n);
	}
	if (n != self->n_far || !n != !(self->flags & AX_HAS_FAR))
		core_fail("%s has %u far links and counts %u", self->name, n, self->n_far);
}

static int begun(struct ax_component *self)
{
	(void)self;
	core_seen.opened++;
	return 0;
}

static void ended(struct ax_component *self)
{
	audit(self);
	core_seen.closed++;
}

/* ---- source --------------------------------------------------------------------------------- */

/* Whether the next message of a fork goes by `other`: once the first way has its lead, every second
 * one does, and what is left in the end. */
static bool by_other(const struct core_source *source)
{
	if (!source->forks || source->next < source->lead)
		return false;
	return (source->next - source->lead) % 2 == 0 || source->by_way[0] == source->count / 2;
}

static struct ax_outbox *way_of(struct core_source *source)
{
	return by_other(source) ? &source->other : &source->outbox;
}

static void put_next(struct core_source *source)
{
	unsigned way = by_other(source);
	struct ax_outbox *outbox = way_of(source);
	core_seen.put[source->id + way]++;
	(void)ax_put1(outbox, packed(source->id + way, ++source->by_way[way]));
}

/* Says by signal how many messages went before. */
static void tell(struct core_source *source)
{
	(void)ax_put1(&source->base.signal, packed(source->id, source->next));
}

AX_STEP(core_source, source)
{
	audit(&source->base);
	AX_BEGIN(source);
	for (; source->next < source->count; source->next++) {
		if (source->next && source->next == source->fail)
			return ax_fail(&source->base, "told to");
		if (source->tell && source->next % source->tell == 0)
			tell(source);
		if (++source->in_burst > source->burst) {
			source->in_burst = 1;
			AX_YIELD(source);
		}
		while (!ax_room(way_of(source))) {
			if (ax_refused(way_of(source)))
				return ax_done(&source->base, AX_REASON_REFUSED);
			source->asks = source->modest && !source->asks ? 1 : UINT32_MAX;
			AX_WAIT(source, ax_want_room(way_of(source), source->asks));
		}
		source->asks = 0;
		put_next(source);
	}
	if (source->tell)
		tell(source);
	if (source->close) {
		ax_close(&source->outbox);
		for (; source->close > 1; source->close--)
			AX_YIELD(source);
	}
	AX_END(source);
}

static void source_close(struct ax_component *self)
{
	if (((struct core_source *)self)->outbox.box.link)
		core_seen.closes++;
	ended(self);
}

static const struct ax_box_spec source_boxes[] = {
	AX_OUTBOX(struct core_source, outbox, "int", "numbers"),
	AX_OUTBOX(struct core_source, other, "int", "the other half of a fork"),
	AX_BOXES_END,
};

const struct ax_component_type core_source_type = {
	.name = "source",
	.size = sizeof(struct core_source),
	.boxes = source_boxes,
	.init = begun,
	.step = core_source_step,
	.close = source_close,
};

/* ---- pass ----------------------------------------------------------------------------------- */

static bool fails_now(struct core_pass *pass)
{
	return pass->fail && pass->passed >= pass->fail;
}

AX_STEP(core_pass, pass)
{
	audit(&pass->base);
	AX_BEGIN(pass);
	AX_EACH(pass, inbox) {
		if (fails_now(pass))
			return ax_fail(&pass->base, "told to");
		if (pass->nap && pass->passed % pass->nap == pass->nap - 1) {
			pass->wake_at = ax_now(&pass->base) + 300000;
			AX_SLEEP_UNTIL(pass, pass->wake_at);
		}
		if (pass->spans)
			pass->passed += ax_move(&pass->inbox, &pass->outbox, UINT32_MAX);
		if (ax_ready(&pass->inbox)) {
			if (!pass->thins || pass->passed % pass->thins == 0)
				AX_MOVE(pass, inbox, outbox);
			pass->passed++;
		}
		if (pass->yields)
			AX_YIELD(pass);
	}
	AX_END(pass);
}

static const struct ax_box_spec pass_boxes[] = {
	AX_INBOX(struct core_pass, inbox, "int", "numbers"),
	AX_OUTBOX(struct core_pass, outbox, "int", "the same"),
	AX_BOXES_END,
};

const struct ax_component_type core_pass_type = {
	.name = "pass",
	.size = sizeof(struct core_pass),
	.boxes = pass_boxes,
	.init = begun,
	.step = core_pass_step,
	.close = ended,
};

/* ---- sink ----------------------------------------------------------------------------------- */

/* Notes a message; fails the seed when it is out of its source's order. */
static void see(uint32_t *last, const struct ax_msg *msg, bool gaps)
{
	uint32_t id = source_of(msg), number = number_of(msg);
	if (gaps ? number <= last[id] : number != last[id] + 1)
		core_fail("source %u: message %u came after %u", id, number, last[id]);
	last[id] = number;
	core_seen.got[id]++;
}

static bool sink_has_enough(const struct core_sink *sink)
{
	return sink->limit && sink->taken >= sink->limit;
}

AX_STEP(core_sink, sink)
{
	audit(&sink->base);
	if (sink->hogs)
		core_await(core_all_awake, &sink->base);
	AX_BEGIN(sink);
	while (!sink_has_enough(sink)) {
		if (sink->joins && sink->taken % 2) {
			AX_TAKE(sink, other, sink->msg);
		} else {
			AX_TAKE(sink, inbox, sink->msg);
		}
		if (sink->msg.type == AX_NONE)
			break;
		see(sink->last, &sink->msg, sink->gaps);
		sink->taken++;
		if (sink->yields)
			AX_YIELD(sink);
	}
	AX_END(sink);
}

static const struct ax_box_spec sink_boxes[] = {
	AX_INBOX(struct core_sink, inbox, "int", "numbers"),
	AX_INBOX(struct core_sink, other, "int", "the other half of a fork"),
	AX_BOXES_END,
};

const struct ax_component_type core_sink_type = {
	.name = "sink",
	.size = sizeof(struct core_sink),
	.boxes = sink_boxes,
	.init = begun,
	.step = core_sink_step,
	.close = ended,
};

/* ---- judge: whoever sees a control message sees all data that went before it ------------------- */

static void drain(struct core_judge *judge)
{
	struct ax_msg msg;
	while (ax_take1(&judge->inbox, &msg))
		see(judge->last, &msg, false);
}

AX_STEP(core_judge, judge)
{
	struct ax_msg msg;
	uint32_t promised[CORE_NAMED] = { 0 };
	judge->base.budget = UINT16_MAX; /* a step may take all there is, of all links */
	AX_BEGIN(judge);
	for (;;) {
		while (ax_take1(&judge->base.control, &msg))
			if (msg.type == AX_INT)
				promised[source_of(&msg)] = number_of(&msg);
		drain(judge);
		for (uint32_t i = 0; i < CORE_NAMED; i++)
			if (judge->last[i] < promised[i])
				core_fail("control was seen before the data: %u of source %u's %u "
					  "messages",
					  judge->last[i], i, promised[i]);
		if (ax_closed(&judge->inbox))
			break;
		AX_WAIT(judge, ax_want_message(&judge->inbox));
	}
	AX_END(judge);
}

static const struct ax_box_spec judge_boxes[] = {
	AX_INBOX(struct core_judge, inbox, "int", "numbers"),
	AX_BOXES_END,
};

const struct ax_component_type core_judge_type = {
	.name = "judge",
	.size = sizeof(struct core_judge),
	.boxes = judge_boxes,
	.flags = AX_READS_CONTROL,
	.init = begun,
	.step = core_judge_step,
	.close = ended,
};

/* ---- parent ---------------------------------------------------------------------------------- */

static int parent_init(struct ax_component *self)
{
	struct core_parent *parent = (struct core_parent *)self;
	parent->family = ax_family_new(ax_engine_of(self), self);
	return begun(self);
}

static void parent_close(struct ax_component *self)
{
	ax_family_release(((struct core_parent *)self)->family);
	ended(self);
}

static bool has_place(const struct core_parent *parent)
{
	return ax_family_alive(parent->family) < parent->at_once;
}

static void spawn(struct core_parent *parent)
{
	parent->left--;
	ax_spawn(&parent->base, (struct ax_graph *)(uintptr_t)parent->child, parent->family, NULL,
		 NULL, NULL);
}

AX_STEP(core_parent, parent)
{
	AX_BEGIN(parent);
	while (parent->left) {
		while (parent->left && has_place(parent))
			spawn(parent);
		AX_WAIT(parent, (void)0);
	}
	while (ax_family_alive(parent->family))
		AX_WAIT(parent, (void)0);
	AX_END(parent);
}

const struct ax_component_type core_parent_type = {
	.name = "parent",
	.size = sizeof(struct core_parent),
	.init = parent_init,
	.step = core_parent_step,
	.close = parent_close,
};

/* ---- witness: told once ----------------------------------------------------------------------- */

static void hear(struct core_witness *witness)
{
	struct ax_msg msg;
	while (ax_take1(&witness->base.control, &msg))
		if (msg.type == AX_SHUTDOWN || (witness->follows && msg.type == AX_FINISHED))
			witness->told++;
	if (witness->told > 1 && !witness->follows)
		core_fail("a component was told twice to stop");
}

AX_STEP(core_witness, witness)
{
	hear(witness);
	AX_BEGIN(witness);
	while ((witness->follows || core_stop_comes()) && !witness->told)
		AX_WAIT(witness, (void)0);
	for (witness->left = witness->follows ? 0 : 5; witness->left; witness->left--) {
		witness->wake_at = ax_now(&witness->base) + 300000;
		AX_SLEEP_UNTIL(witness, witness->wake_at);
	}
	AX_END(witness);
}

const struct ax_component_type core_witness_type = {
	.name = "witness",
	.size = sizeof(struct core_witness),
	.flags = AX_READS_CONTROL,
	.init = begun,
	.step = core_witness_step,
	.close = ended,
};

/* ---- member: of a family that moves with its keeper -------------------------------------------- */

static int member_init(struct ax_component *self)
{
	struct ax_handle *here = ((struct core_member *)self)->here, own = ax_handle_of(self);
	while (here->component)
		here++;
	*here = own;
	return begun(self);
}

AX_STEP(core_member, member)
{
	AX_BEGIN(member);
	for (;;)
		AX_WAIT(member, (void)0);
	AX_END(member);
}

const struct ax_component_type core_member_type = {
	.name = "member",
	.size = sizeof(struct core_member),
	.init = member_init,
	.step = core_member_step,
	.close = ended,
};
