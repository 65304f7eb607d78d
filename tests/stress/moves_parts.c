// SPDX-License-Identifier: Apache-2.0
/* moves_parts: see moves_parts.h. */
#include "moves_parts.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

struct travels travels;

/* Counts a step elsewhere than the one before. */
static void note_place(const struct ax_component *self, const struct ax_worker **last)
{
	if (*last && *last != self->owner)
		__atomic_fetch_add(&travels.moves, 1, __ATOMIC_RELAXED);
	*last = self->owner;
}

static void leave_handle(struct ax_component *self, struct ax_handle *here)
{
	struct ax_handle handle = ax_handle_of(self);
	here->engine = handle.engine;
	__atomic_store_n(&here->component, handle.component, __ATOMIC_RELEASE);
}

bool find_handle(const struct ax_handle *there, struct ax_handle *found)
{
	found->component = __atomic_load_n(&there->component, __ATOMIC_ACQUIRE);
	found->engine = found->component ? there->engine : NULL;
	return found->component;
}

/* ---- ports ---------------------------------------------------------------------------------- */

static int port_init(struct ax_component *self)
{
	leave_handle(self, ((struct port *)self)->here);
	return 0;
}

static void land(struct harbour *harbour, const struct ax_msg *msg)
{
	uint32_t id = (uint32_t)(msg->u >> 32), seq = (uint32_t)msg->u;
	if (id >= PARTS_SOURCES || seq < harbour->next[id]) {
		harbour->wrong = true;
		return;
	}
	harbour->next[id] = seq + 1;
	harbour->got++;
	harbour->sum += seq;
}

AX_STEP(port, p)
{
	struct ax_msg msg;
	note_place(&p->base, &p->last);
	AX_BEGIN(p);
	while (!ax_closed(&p->inbox)) {
		while (ax_take1(&p->inbox, &msg))
			land(p->harbour, &msg);
		if (ax_room(&p->echo))
			(void)ax_put1(&p->echo, part_message(p->id, p->echoes++, false));
		if (!ax_closed(&p->inbox))
			AX_WAIT(p, ax_want_message(&p->inbox));
	}
	AX_END(p);
}

static const struct ax_box_spec port_boxes[] = {
	AX_INBOX(struct port, inbox, "any", "numbers"),
	AX_OUTBOX(struct port, echo, "any", "how often it has taken some"),
	AX_BOXES_END,
};

const struct ax_component_type port_type = {
	.name = "port",
	.doc = "takes what roamers bring",
	.size = sizeof(struct port),
	.boxes = port_boxes,
	.init = port_init,
	.step = port_step,
};

/* ---- roamers ------------------------------------------------------------------------------- */

static bool find_ports(struct roamer *r)
{
	for (uint32_t i = 0; i < PORTS; i++)
		if (!find_handle(&travels.port_at[i], &r->port[i]))
			return false;
	return true;
}

static int roamer_init(struct ax_component *self)
{
	struct roamer *r = (struct roamer *)self;
	r->self = ax_handle_of(self);
	leave_handle(self, &travels.roamer_at[r->id - FIRST_ROAMER]);
	return 0;
}

static void roamer_close(struct ax_component *self)
{
	ax_handle_release(((struct roamer *)self)->self);
	__atomic_fetch_sub(&travels.roamers_left, 1, __ATOMIC_RELEASE);
}

/* In one: a wait for the old link's end would hide a mistake in their order. */
static void sail(struct roamer *r)
{
	ax_unlink(r->self, "outbox", &r->unlinked);
	ax_link(r->self, "outbox", r->port[++r->at % PORTS], "inbox", &r->linked);
}

static bool under_way(const struct roamer *r)
{
	return ax_ticket_status(&r->linked) == -EINPROGRESS ||
	       ax_ticket_status(&r->unlinked) == -EINPROGRESS;
}

AX_STEP(roamer, r)
{
	note_place(&r->base, &r->last);
	AX_BEGIN(r);
	while (!find_ports(r))
		AX_YIELD(r);
	for (; r->i < r->n; r->i++) {
		if (r->i % r->stay == 0) {
			sail(r);
			while (under_way(r))
				AX_WAIT(r, (void)0);
			if (ax_ticket_status(&r->linked) != 0)
				return ax_fail(&r->base, "it can't be linked: %s",
					       strerror(-ax_ticket_status(&r->linked)));
		}
		AX_PUT(r, outbox, part_message(r->id, r->i, false));
	}
	AX_END(r);
}

static const struct ax_box_spec roamer_boxes[] = {
	AX_OUTBOX(struct roamer, outbox, "any", "numbers"),
	AX_BOXES_END,
};

const struct ax_component_type roamer_type = {
	.name = "roamer",
	.doc = "brings numbers to one port after another",
	.size = sizeof(struct roamer),
	.boxes = roamer_boxes,
	.init = roamer_init,
	.step = roamer_step,
	.close = roamer_close,
};

AX_STEP(anchor, a)
{
	AX_BEGIN(a);
	while (__atomic_load_n(&travels.roamers_left, __ATOMIC_ACQUIRE)) {
		a->until = ax_now(&a->base) + 300000;
		AX_SLEEP_UNTIL(a, a->until);
	}
	AX_END(a);
}

static const struct ax_box_spec anchor_boxes[] = {
	AX_OUTBOX(struct anchor, a, "any", "nothing, to the first port"),
	AX_OUTBOX(struct anchor, b, "any", "nothing, to the second"),
	AX_OUTBOX(struct anchor, c, "any", "nothing, to the third"),
	AX_BOXES_END,
};

const struct ax_component_type anchor_type = {
	.name = "anchor",
	.doc = "holds ports open",
	.size = sizeof(struct anchor),
	.boxes = anchor_boxes,
	.step = anchor_step,
};

/* ---- descriptors ---------------------------------------------------------------------------- */

static int watch(struct ax_component *self, struct ax_watch *watch, int fd)
{
	int error = ax_watch_open(self, watch, fd);
	return error ? ax_fail_init(self, "it can't be watched: %s", strerror(-error)) : 0;
}

static int pipe_in_init(struct ax_component *self)
{
	struct pipe_in *p = (struct pipe_in *)self;
	return watch(self, &p->watch, p->fd);
}

static void pipe_in_close(struct ax_component *self)
{
	ax_watch_close(&((struct pipe_in *)self)->watch);
}

AX_STEP(pipe_in, p)
{
	note_place(&p->base, &p->last);
	AX_BEGIN(p);
	AX_EACH(p, inbox) {
		while (write(p->fd, &ax_head(&p->inbox)->u, sizeof(uint64_t)) < 0) {
			if (errno != EAGAIN)
				return ax_fail(&p->base, "write: %s", strerror(errno));
			AX_WAIT(p, ax_want_fd(&p->base, &p->watch));
		}
	}
	AX_END(p);
}

static const struct ax_box_spec pipe_in_boxes[] = {
	AX_INBOX(struct pipe_in, inbox, "any", "numbers for the pipe"),
	AX_BOXES_END,
};

const struct ax_component_type pipe_in_type = {
	.name = "pipe_in",
	.doc = "writes numbers into a pipe",
	.size = sizeof(struct pipe_in),
	.boxes = pipe_in_boxes,
	.init = pipe_in_init,
	.step = pipe_in_step,
	.close = pipe_in_close,
};

static int pipe_out_init(struct ax_component *self)
{
	struct pipe_out *p = (struct pipe_out *)self;
	return watch(self, &p->watch, p->fd);
}

static void pipe_out_close(struct ax_component *self)
{
	ax_watch_close(&((struct pipe_out *)self)->watch);
}

AX_STEP(pipe_out, p)
{
	note_place(&p->base, &p->last);
	AX_BEGIN(p);
	for (;;) {
		while ((p->did = read(p->fd, &p->number, sizeof(p->number))) < 0) {
			if (errno != EAGAIN)
				return ax_fail(&p->base, "read: %s", strerror(errno));
			AX_WAIT(p, ax_want_fd(&p->base, &p->watch));
		}
		if (p->did == 0)
			break;
		AX_PUT(p, outbox, ax_int((int64_t)p->number));
	}
	AX_END(p);
}

static const struct ax_box_spec pipe_out_boxes[] = {
	AX_OUTBOX(struct pipe_out, outbox, "any", "numbers from the pipe"),
	AX_BOXES_END,
};

const struct ax_component_type pipe_out_type = {
	.name = "pipe_out",
	.doc = "reads numbers from a pipe",
	.size = sizeof(struct pipe_out),
	.boxes = pipe_out_boxes,
	.init = pipe_out_init,
	.step = pipe_out_step,
	.close = pipe_out_close,
};
