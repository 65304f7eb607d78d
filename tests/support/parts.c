// SPDX-License-Identifier: Apache-2.0
/* parts: see parts.h. */
#include "parts.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

uint64_t part_draw(uint64_t *state)
{
	uint64_t z = (*state += UINT64_C(0x9e3779b97f4a7c15));
	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

struct ax_msg part_message(uint32_t id, uint32_t seq, bool owned)
{
	uint64_t number = (uint64_t)id << 32 | seq;
	if (!owned)
		return ax_int((int64_t)number);
	struct ax_msg msg = ax_bytes_new(sizeof(number) + seq % 100);
	if (msg.type == AX_BYTES)
		memcpy(msg.bytes, &number, sizeof(number));
	return msg;
}

bool part_check(struct tally *tally, const struct ax_msg *msg)
{
	uint64_t number = msg->u;
	if (msg->type == AX_BYTES)
		memcpy(&number, msg->bytes, sizeof(number));
	uint32_t id = (uint32_t)(number >> 32), seq = (uint32_t)number;
	tally->got++;
	if (id < PARTS_SOURCES && tally->next[id] == seq) {
		tally->next[id]++;
		return true;
	}
	if (!tally->wrong[0])
		snprintf(tally->wrong, sizeof(tally->wrong),
			 "type %u: %u of source %u came instead of %u", msg->type, seq, id,
			 id < PARTS_SOURCES ? tally->next[id] : 0);
	return false;
}

static void note_end(const struct ax_component *self, int *ended, int *reason)
{
	if (ended)
		++*ended;
	if (reason)
		*reason = self->reason;
}

/* ---- source ------------------------------------------------------------------------------- */

AX_STEP(source, s)
{
	AX_BEGIN(s);
	s->start_ns = ax_now(&s->base);
	while (s->i < s->n) {
		if (s->every_ns)
			AX_SLEEP_UNTIL(s, s->start_ns + s->i * s->every_ns);
		AX_PUT(s, outbox, part_message(s->id, s->i, s->owned));
		s->i++;
		if (s->fail_at && s->i == s->fail_at)
			return ax_fail(&s->base, "meant to fail after %u", s->i);
		if (s->close_at && s->i == s->close_at)
			ax_close(&s->outbox);
		if (s->burst && s->i % s->burst == 0)
			AX_YIELD(s);
	}
	while (s->linger)
		AX_WAIT(s, (void)0);
	AX_END(s);
}

static void source_close(struct ax_component *self)
{
	struct source *s = (struct source *)self;
	note_end(self, s->ended, s->reason);
}

static const struct ax_box_spec source_boxes[] = {
	AX_OUTBOX(struct source, outbox, "any", "numbered messages"),
	AX_BOXES_END,
};

const struct ax_component_type part_source = {
	.name = "part_source",
	.doc = "puts numbered messages",
	.size = sizeof(struct source),
	.boxes = source_boxes,
	.step = source_step,
	.close = source_close,
};

/* ---- stage -------------------------------------------------------------------------------- */

/* Counts a message that the stage is about to pass on; whether the stage ends here. */
static bool stage_ends(struct stage *s)
{
	if (s->fail_at && s->n == s->fail_at) {
		ax_fail(&s->base, "meant to fail after %u", s->n);
		return true;
	}
	if (s->stop_at && s->n == s->stop_at) {
		ax_done(&s->base, AX_REASON_FINISHED);
		return true;
	}
	s->n++;
	return false;
}

/* Spans don't count one by one: as many as are left before the stage ends. */
static uint32_t stage_left(const struct stage *s)
{
	uint32_t end = s->fail_at ? s->fail_at : s->stop_at;
	return end ? end - s->n : UINT32_MAX;
}

AX_STEP(stage, s)
{
	AX_BEGIN(s);
	if (s->way == STAGE_MOVE || s->way == STAGE_LOOK) {
		AX_EACH(s, inbox) {
			if (stage_ends(s))
				return AX_STEP_DONE;
			if (s->way == STAGE_LOOK)
				AX_YIELD(s);
			AX_MOVE(s, inbox, outbox);
			if (s->flush_at && s->n % s->flush_at == 0)
				ax_flush(&s->base);
			if (s->yield_at && s->n % s->yield_at == 0)
				AX_YIELD(s);
		}
	}
	while (s->way == STAGE_TAKE) {
		AX_TAKE(s, inbox, s->held);
		if (s->held.type == AX_NONE)
			break;
		if (stage_ends(s))
			return AX_STEP_DONE;
		AX_PUT(s, outbox, s->held);
		s->held.flags = 0;
	}
	while (s->way == STAGE_SPANS && !ax_closed(&s->inbox)) {
		s->n += ax_move(&s->inbox, &s->outbox, stage_left(s));
		if (stage_left(s) == 0 && stage_ends(s))
			return AX_STEP_DONE;
		if (ax_refused(&s->outbox))
			return ax_done(&s->base, AX_REASON_REFUSED);
		if (ax_closed(&s->inbox))
			break;
		if (ax_ready(&s->inbox))
			AX_WAIT(s, ax_want_room(&s->outbox, 3));
		else
			AX_WAIT(s, ax_want_message(&s->inbox));
	}
	AX_END(s);
}

/* The same as STAGE_MOVE, as a callback. */
static enum ax_status mover_body(struct ax_component *self)
{
	struct stage *s = (struct stage *)self;
	struct ax_msg *head;
	while ((head = ax_head(&s->inbox))) {
		if (!ax_room(&s->outbox)) {
			if (ax_refused(&s->outbox))
				return ax_done(self, AX_REASON_REFUSED);
			ax_want_room(&s->outbox, 1);
			return AX_STEP_WAIT;
		}
		if (stage_ends(s))
			return AX_STEP_DONE;
		ax_move1(&s->inbox, &s->outbox);
	}
	if (ax_closed(&s->inbox))
		return ax_done(self, AX_REASON_FINISHED);
	ax_want_message(&s->inbox);
	return AX_STEP_WAIT;
}

static void stage_close(struct ax_component *self)
{
	struct stage *s = (struct stage *)self;
	if (s->held.flags & AX_OWNED)
		ax_drop(ax_engine_of(self), &s->held);
	note_end(self, s->ended, s->reason);
}

static const struct ax_box_spec stage_boxes[] = {
	AX_INBOX(struct stage, inbox, "any", "messages"),
	AX_OUTBOX(struct stage, outbox, "any", "the same messages"),
	AX_BOXES_END,
};

const struct ax_component_type part_stage = {
	.name = "part_stage",
	.doc = "passes messages on",
	.size = sizeof(struct stage),
	.boxes = stage_boxes,
	.step = stage_step,
	.close = stage_close,
};

const struct ax_component_type part_mover = {
	.name = "part_mover",
	.doc = "passes messages on, by callbacks",
	.size = sizeof(struct stage),
	.boxes = stage_boxes,
	.step = ax_callback_step,
	.body = mover_body,
	.close = stage_close,
};

/* ---- sink --------------------------------------------------------------------------------- */

static enum ax_status sink_look(struct sink *s)
{
	if (s->stop_at && s->n == s->stop_at)
		return ax_done(&s->base, AX_REASON_FINISHED);
	if (s->fail_at && s->n == s->fail_at)
		return ax_fail(&s->base, "meant to fail after %u", s->n);
	s->n++;
	if (s->tally && !part_check(s->tally, ax_head(&s->inbox)))
		return ax_fail(&s->base, "%s", s->tally->wrong);
	return AX_STEP_READY;
}

AX_STEP(sink, s)
{
	AX_BEGIN(s);
	AX_EACH(s, inbox) {
		if (sink_look(s) == AX_STEP_DONE)
			return AX_STEP_DONE;
		if (s->every_ns) {
			s->sleep_till = ax_now(&s->base) + s->every_ns;
			AX_SLEEP_UNTIL(s, s->sleep_till);
		}
		if (s->yield_at && s->n % s->yield_at == 0)
			AX_YIELD(s);
	}
	AX_END(s);
}

static void sink_close(struct ax_component *self)
{
	struct sink *s = (struct sink *)self;
	if (!s->tally)
		return;
	s->tally->ended = true;
	s->tally->reason = self->reason;
}

static const struct ax_box_spec sink_boxes[] = {
	AX_INBOX(struct sink, inbox, "any", "messages to check"),
	AX_BOXES_END,
};

const struct ax_component_type part_sink = {
	.name = "part_sink",
	.doc = "checks the order of messages",
	.size = sizeof(struct sink),
	.boxes = sink_boxes,
	.step = sink_step,
	.close = sink_close,
};

static int hub_init(struct ax_component *self)
{
	struct hub *hub = (struct hub *)self;
	struct ax_handle handle = ax_handle_of(self);
	hub->here->engine = handle.engine;
	__atomic_store_n(&hub->here->component, handle.component, __ATOMIC_RELEASE);
	return 0;
}

const struct ax_component_type part_hub = {
	.name = "part_hub",
	.doc = "checks the order of messages from guests",
	.size = sizeof(struct hub),
	.boxes = sink_boxes,
	.init = hub_init,
	.step = sink_step,
	.close = sink_close,
};

/* ---- fork and join ------------------------------------------------------------------------ */

AX_STEP(deal, s)
{
	AX_BEGIN(s);
	AX_EACH(s, inbox) {
		if (s->n++ / s->run % 2 == 0)
			AX_MOVE(s, inbox, a);
		else
			AX_MOVE(s, inbox, b);
	}
	AX_END(s);
}

static const struct ax_box_spec deal_boxes[] = {
	AX_INBOX(struct deal, inbox, "any", "messages"),
	AX_OUTBOX(struct deal, a, "any", "the first run, the third, ..."),
	AX_OUTBOX(struct deal, b, "any", "the second run, the fourth, ..."),
	AX_BOXES_END,
};

const struct ax_component_type part_deal = {
	.name = "part_deal",
	.doc = "deals messages out to two",
	.size = sizeof(struct deal),
	.boxes = deal_boxes,
	.step = deal_step,
};

/* Drops one message of an inbox; false when there is none. */
static bool discard_one(struct ax_component *self, struct ax_inbox *inbox)
{
	struct ax_msg msg;
	if (!ax_take1(inbox, &msg))
		return false;
	ax_drop(ax_engine_of(self), &msg);
	return true;
}

AX_STEP(gather, s)
{
	AX_BEGIN(s);
	for (;;) {
		if (s->n / s->run % 2 == 0) {
			while (!discard_one(&s->base, &s->b)) {
				if (ax_closed(&s->b))
					goto out;
				AX_WAIT(s, ax_want_message(&s->b));
			}
		} else {
			while (!discard_one(&s->base, &s->a)) {
				if (ax_closed(&s->a))
					goto out;
				AX_WAIT(s, ax_want_message(&s->a));
			}
		}
		AX_PUT(s, outbox, part_message(s->id, s->n, s->owned));
		s->n++;
	}
out:
	AX_END(s);
}

static const struct ax_box_spec gather_boxes[] = {
	AX_INBOX(struct gather, a, "any", "the second run, the fourth, ..."),
	AX_INBOX(struct gather, b, "any", "the first run, the third, ..."),
	AX_OUTBOX(struct gather, outbox, "any", "as many messages"),
	AX_BOXES_END,
};

const struct ax_component_type part_gather = {
	.name = "part_gather",
	.doc = "gathers what was dealt out",
	.size = sizeof(struct gather),
	.boxes = gather_boxes,
	.step = gather_step,
};

/* ---- cycles ------------------------------------------------------------------------------- */

AX_STEP(ring, s)
{
	AX_BEGIN(s);
	for (s->i = 0; s->i < s->tokens; s->i++)
		AX_PUT(s, outbox, ax_int(s->i));
	s->i = 0;
	AX_EACH(s, inbox) {
		if (s->rounds && ++s->i == s->rounds)
			break;
		AX_MOVE(s, inbox, outbox);
	}
	AX_END(s);
}

static void ring_close(struct ax_component *self)
{
	note_end(self, ((struct ring *)self)->ended, NULL);
}

static const struct ax_box_spec ring_boxes[] = {
	AX_INBOX(struct ring, inbox, "any", "tokens"),
	AX_OUTBOX(struct ring, outbox, "any", "tokens"),
	AX_BOXES_END,
};

const struct ax_component_type part_ring = {
	.name = "part_ring",
	.doc = "passes tokens round",
	.size = sizeof(struct ring),
	.boxes = ring_boxes,
	.step = ring_step,
	.close = ring_close,
};

AX_STEP(soliloquy, s)
{
	AX_BEGIN(s);
	for (; s->i < s->n; s->i++)
		AX_PUT(s, outbox, part_message(0, s->i, false));
	ax_close(&s->outbox);
	AX_EACH(s, inbox) {
		if (!part_check(s->tally, ax_head(&s->inbox)))
			return ax_fail(&s->base, "%s", s->tally->wrong);
	}
	AX_END(s);
}

static const struct ax_box_spec soliloquy_boxes[] = {
	AX_INBOX(struct soliloquy, inbox, "any", "what it said"),
	AX_OUTBOX(struct soliloquy, outbox, "any", "what it says"),
	AX_BOXES_END,
};

const struct ax_component_type part_soliloquy = {
	.name = "part_soliloquy",
	.doc = "talks to itself",
	.size = sizeof(struct soliloquy),
	.boxes = soliloquy_boxes,
	.step = soliloquy_step,
};

/* ---- coming and going --------------------------------------------------------------------- */

static void greet(struct ax_component *component, void *arg)
{
	struct spawner *s = arg;
	struct guest *guest = (struct guest *)component;
	guest->id = s->guest_id + s->i;
	if (!s->hub)
		return;
	guest->self = s->given[s->i] = ax_handle_of(component);
	guest->to = *s->hub;
	ax_link(guest->self, "outbox", guest->to, "inbox", &guest->ticket);
}

AX_STEP(spawner, s)
{
	AX_BEGIN(s);
	s->family = ax_family_new(ax_engine_of(&s->base), &s->base);
	if (!s->family)
		return ax_fail(&s->base, "no memory for a family");
	while (s->hub && !__atomic_load_n(&s->hub->component, __ATOMIC_ACQUIRE))
		AX_YIELD(s);
	for (; s->i < s->n; s->i++) {
		while (ax_family_alive(s->family) >= s->at_once)
			AX_WAIT(s, (void)0);
		s->error = ax_spawn(&s->base, s->graph, s->family, "guest", greet, s);
		if (s->error && s->error != -ESHUTDOWN)
			return ax_fail(&s->base, "spawn: %s", strerror(-s->error));
	}
	while (ax_family_alive(s->family))
		AX_WAIT(s, (void)0);
	AX_END(s);
}

static void spawner_close(struct ax_component *self)
{
	struct spawner *s = (struct spawner *)self;
	for (uint32_t i = 0; i < PARTS_GUESTS && s->given[i].component; i++)
		ax_handle_release(s->given[i]);
	ax_family_release(s->family);
}

static const struct ax_box_spec spawner_boxes[] = {
	AX_OUTBOX(struct spawner, outbox, "any", "nothing, until it ends"),
	AX_BOXES_END,
};

const struct ax_component_type part_spawner = {
	.name = "part_spawner",
	.doc = "starts instances of a graph",
	.size = sizeof(struct spawner),
	.boxes = spawner_boxes,
	.step = spawner_step,
	.close = spawner_close,
};

AX_STEP(guest, s)
{
	AX_BEGIN(s);
	while (ax_ticket_status(&s->ticket) == -EINPROGRESS)
		AX_WAIT(s, (void)0);
	while (s->i < s->n) {
		if (ax_ticket_status(&s->ticket) == -ENOMEM)
			return ax_fail(&s->base, "no memory for a link");
		AX_PUT(s, outbox, part_message(s->id, s->i, s->owned));
		s->i++;
		if (!s->relink_at || s->i % s->relink_at || !s->to.component)
			continue;
		ax_unlink(s->self, "outbox", &s->unlinked);
		ax_link(s->self, "outbox", s->to, "inbox", &s->ticket);
		while (ax_ticket_status(&s->ticket) == -EINPROGRESS ||
		       ax_ticket_status(&s->unlinked) == -EINPROGRESS)
			AX_WAIT(s, (void)0);
		/* A hub that has ended left it unlinked. */
		if (ax_ticket_status(&s->unlinked) && ax_ticket_status(&s->unlinked) != -ENOTCONN)
			return ax_fail(&s->base, "unlink: %d", ax_ticket_status(&s->unlinked));
	}
	AX_END(s);
}

static const struct ax_box_spec guest_boxes[] = {
	AX_OUTBOX(struct guest, outbox, "any", "numbered messages"),
	AX_BOXES_END,
};

const struct ax_component_type part_guest = {
	.name = "part_guest",
	.doc = "comes, puts numbered messages, and goes",
	.size = sizeof(struct guest),
	.boxes = guest_boxes,
	.step = guest_step,
};

/* ---- running ------------------------------------------------------------------------------ */

struct ax_result part_run(struct ax_graph *graph, const struct ax_run_options *options)
{
	char error[300];
	struct ax_result result;
	if (ax_run_graph(graph, options, &result, error, sizeof(error)) == 0)
		return result;
	fprintf(stderr, "%s\n", error);
	abort();
}

static void log_nowhere(void *arg, const char *component, const char *line)
{
	(void)arg;
	(void)component;
	(void)line;
}

struct ax_engine *part_engine(void)
{
	struct ax_engine *engine = ax_engine_new();
	if (!engine)
		abort();
	ax_engine_log(engine, log_nowhere, NULL);
	return engine;
}
