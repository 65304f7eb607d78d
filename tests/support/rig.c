// SPDX-License-Identifier: Apache-2.0
/* rig: see rig.h. */
#include "rig.h"
#include "reclaim.h"

#include <stdlib.h>
#include <string.h>

/* ---- a worker without a thread -------------------------------------------------------------- */

static struct rig *rig_of(struct ax_worker *worker)
{
	return (struct rig *)(void *)((char *)(worker - worker->id) - offsetof(struct rig, worker));
}

static void post(struct ax_worker *to, struct ax_component *c)
{
	struct rig *rig = rig_of(to);
	c->post_next = rig->post;
	rig->post = c;
	rig->n_posts++;
}

static void ignore_component(struct ax_worker *worker, struct ax_component *c)
{
	(void)worker;
	c->timer = 0;
}

static uint64_t no_time(struct ax_worker *worker)
{
	return worker->now;
}

static void ignore_end(struct ax_engine *engine)
{
	(void)engine;
}

static void keep_nothing(struct ax_worker *worker, struct ax_component *c, struct ax_worker *to)
{
	(void)worker;
	(void)c;
	(void)to;
}

static struct ax_worker *peer(struct ax_worker *worker, unsigned number)
{
	return number < RIG_WORKERS ? &rig_of(worker)->worker[number] : NULL;
}

static const struct ax_worker_ops rig_ops = {
	.post = post,
	.depart = keep_nothing,
	.peer = peer,
	.timer_arm = ignore_component,
	.timer_disarm = ignore_component,
	.clock = no_time,
	.all_ended = ignore_end,
};

static void log_nothing(void *arg, const char *component, const char *line)
{
	(void)arg;
	(void)component;
	(void)line;
}

void rig_init(struct rig *rig)
{
	memset(rig, 0, sizeof(*rig));
	rig->engine = ax_engine_new();
	if (!rig->engine)
		abort();
	ax_engine_log(rig->engine, log_nothing, NULL);
	ax_reader_register();
	for (unsigned i = 0; i < RIG_WORKERS; i++) {
		rig->worker[i].ops = &rig_ops;
		rig->worker[i].engine = rig->engine;
		rig->worker[i].id = i;
	}
}

void rig_fini(struct rig *rig)
{
	for (unsigned i = 0; i < RIG_WORKERS; i++)
		while (rig->worker[i].all)
			rig_end((struct probe *)rig->worker[i].all, AX_REASON_FINISHED);
	rig_deliver(rig);
	ax_reader_unregister();
	ax_reclaim_barrier();
	ax_engine_free(rig->engine);
}

/* ---- probes ------------------------------------------------------------------------------- */

static enum ax_status probe_step(struct ax_component *self)
{
	struct probe *probe = (struct probe *)self;
	return probe->act(probe);
}

static void probe_close(struct ax_component *self)
{
	((struct probe *)self)->closed++;
}

static const struct ax_box_spec probe_boxes[] = {
	AX_INBOX(struct probe, inbox, "any", "messages"),
	AX_INBOX(struct probe, side, "any", "more messages"),
	AX_OUTBOX(struct probe, outbox, "any", "messages"),
	AX_OUTBOX(struct probe, other, "any", "more messages"),
	AX_BOXES_END,
};

static const struct ax_component_type probe_type = {
	.name = "probe",
	.doc = "does what a test says",
	.size = sizeof(struct probe),
	.boxes = probe_boxes,
	.step = probe_step,
	.close = probe_close,
};

static void unqueue(struct ax_worker *worker, struct ax_component *c)
{
	struct ax_component *last = NULL;
	for (struct ax_component **at = &worker->run_head; *at;) {
		if (*at == c) {
			*at = c->run_next;
			continue;
		}
		last = *at;
		at = &(*at)->run_next;
	}
	worker->run_tail = last;
}

bool rig_queued(const struct probe *probe)
{
	for (struct ax_component *c = probe->base.owner->run_head; c; c = c->run_next)
		if (c == &probe->base)
			return true;
	return false;
}

struct probe *rig_probe(struct rig *rig, unsigned worker)
{
	void *memory = ax_line_alloc(sizeof(struct probe));
	if (!memory)
		abort();
	struct probe *probe = memset(memory, 0, sizeof(*probe));
	ax_component_init(&probe->base, &probe_type);
	probe->base.name = "probe";
	probe->rig = rig;
	probe->base.owner = &rig->worker[worker];
	rig->engine->alive++;
	ax_component_give_birth(&rig->worker[worker], &probe->base);
	rig_deliver(rig);
	probe->act = act_wait;
	rig_step(probe, act_nothing, 0);
	unqueue(probe->base.owner, &probe->base);
	probe->base.state = AX_IDLE;
	return probe;
}

struct ax_link *rig_link(struct probe *from, struct ax_outbox *outbox, struct probe *to,
			 struct ax_inbox *inbox, uint32_t bound, uint64_t n_bytes, uint32_t start)
{
	uint32_t out = (uint32_t)((uintptr_t)outbox - (uintptr_t)from);
	uint32_t in = (uint32_t)((uintptr_t)inbox - (uintptr_t)to);
	struct ax_link *link = ax_link_new(&from->base, out, &to->base, in,
					   from->base.owner != to->base.owner, bound, n_bytes);
	if (!link)
		abort();
	ax_link_tx(link)->index = ax_link_rx(link)->index = start;
	struct ax_byte_bound *bytes = ax_link_bytes(link);
	if (bytes)
		bytes->counted = bytes->freed = start;
	if (ax_inbox_attach(inbox, link) < 0)
		abort();
	ax_outbox_attach(outbox, link);
	return link;
}

struct ax_link *rig_join(struct probe *from, struct probe *to)
{
	return rig_link(from, &from->outbox, to, &to->inbox, 0, 0, 0);
}

/* ---- steps -------------------------------------------------------------------------------- */

uint32_t rig_step(struct probe *probe, enum ax_status (*act)(struct probe *probe), uint32_t n)
{
	unqueue(probe->base.owner, &probe->base);
	probe->act = act;
	probe->n = n;
	probe->did = 0;
	/* The step may end it. */
	probe->base.refs++;
	probe->base.flags |= AX_SHARED;
	ax_step_run(probe->base.owner, &probe->base);
	uint32_t did = probe->did;
	ax_component_unref(&probe->base);
	return did;
}

void rig_deliver(struct rig *rig)
{
	while (rig->post) {
		struct ax_component *c = rig->post;
		rig->post = c->post_next;
		ax_component_arrive(c->owner, c);
	}
}

static enum ax_status act_end(struct probe *probe)
{
	return ax_done(&probe->base, (enum ax_reason)probe->n);
}

void rig_end(struct probe *probe, enum ax_reason reason)
{
	unqueue(probe->base.owner, &probe->base);
	probe->act = act_end;
	probe->n = (uint32_t)reason;
	ax_step_run(probe->base.owner, &probe->base);
}

/* ---- acts --------------------------------------------------------------------------------- */

enum ax_status act_put(struct probe *probe)
{
	while (probe->did < probe->n && ax_put1(&probe->outbox, ax_int(probe->note[0]))) {
		probe->note[0]++;
		probe->did++;
	}
	return AX_STEP_READY;
}

enum ax_status act_put_bytes(struct probe *probe)
{
	struct ax_msg msg = ax_bytes_new(probe->n);
	probe->did = ax_put1(&probe->outbox, msg);
	if (!probe->did)
		ax_drop(probe->rig->engine, &msg);
	return AX_STEP_READY;
}

enum ax_status act_take(struct probe *probe)
{
	struct ax_msg msg;
	while (probe->did < probe->n && ax_take1(&probe->inbox, &msg)) {
		if (probe->n_notes < RIG_NOTES)
			probe->note[probe->n_notes++] = msg.i;
		ax_drop(probe->rig->engine, &msg);
		probe->did++;
	}
	return AX_STEP_READY;
}

enum ax_status act_wait(struct probe *probe)
{
	ax_want_message(&probe->inbox);
	return AX_STEP_WAIT;
}

enum ax_status act_want_room(struct probe *probe)
{
	ax_want_room(&probe->outbox, probe->n);
	return AX_STEP_WAIT;
}

enum ax_status act_nothing(struct probe *probe)
{
	(void)probe;
	return AX_STEP_READY;
}
