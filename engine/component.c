// SPDX-License-Identifier: Apache-2.0
/* component: the life of a component, from its first box to its last reference, and the calls that
 * its step may make. */
#include "link.h"
#include "reclaim.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static_assert(offsetof(struct ax_component, posted) == 64, "what a step reads is one line");

/* ---- birth -------------------------------------------------------------------------------- */

static void init_box(struct ax_component *c, uint32_t offset, bool out, bool control)
{
	struct ax_box *box = ax_component_box(c, offset);
	if (offset % 8 || offset / 8 > UINT16_MAX)
		ax_panic("%s: a box at offset %u can't be addressed", c->type->name, offset);
	memset(box, 0, out ? sizeof(struct ax_outbox) : sizeof(struct ax_inbox));
	box->offset = (uint16_t)(offset / 8);
	box->flags = (uint16_t)((out ? AX_BOX_OUT : 0) | (control ? AX_BOX_CONTROL : 0));
	if (!out)
		ax_as_inbox(box)->mark = AX_NOT_ITERATING;
}

void ax_component_init(struct ax_component *c, const struct ax_component_type *type)
{
	memset(c, 0, sizeof(*c));
	c->type = type;
	c->state = AX_TRANSIT;
	c->posted = 1; /* nobody else may post it before ax_component_give_birth() does */
	c->flags = AX_NEWBORN;
	c->budget = AX_STEP_BUDGET;
	c->refs = 1;
	init_box(c, offsetof(struct ax_component, control), false, true);
	init_box(c, offsetof(struct ax_component, signal), true, true);
	AX_FOR_EACH_BOX(spec, c)
	init_box(c, spec->offset, spec->out, false);
}

bool ax_component_fit_aside(struct ax_component *c)
{
	if (!c->aside) {
		c->aside = ax_line_alloc(sizeof(*c->aside));
		if (c->aside)
			*c->aside = (struct ax_aside){ 0 };
	}
	return c->aside;
}

void ax_count_dropped(struct ax_component *c, uint32_t n)
{
	if (n == 0)
		return;
	c->owner->dropped += n;
	if (ax_component_fit_aside(c)) /* else its worker's count alone has them */
		c->aside->dropped += n;
}

enum ax_status ax_callback_step(struct ax_component *self)
{
	return self->type->body(self);
}

/* ---- the end ------------------------------------------------------------------------------ */

static void close_outbox(struct ax_component *c, struct ax_box *box)
{
	struct ax_link *link = box->link;
	struct ax_words *tx = ax_link_tx(link);
	struct ax_byte_bound *bytes = ax_link_bytes(link);
	if (bytes)
		ax_link_count_bytes(bytes, box);
	c->sent += (box->cursor - ax_load_relaxed(&tx->index)) & AX_INDEX_MASK;
	link->ended = AX_LINK_CLOSED;
	ax_store_relaxed(&ax_link_wants(link)->room, 0);
	/* T1 release: the last slots and the reason before the tail with its close bit. */
	ax_store_release(&tx->index, box->cursor | AX_CLOSED_BIT);
	if (ax_link_join(link))
		ax_join_list(link);
}

void ax_close(struct ax_outbox *outbox)
{
	struct ax_box *box = &outbox->box;
	struct ax_component *c = ax_box_component(box);
	struct ax_link *link = box->link;
	if (!link)
		return;
	ax_flush(c);
	close_outbox(c, box);
	if (link->far)
		ax_fence(); /* the close before the consumer's want: as F in settle_far() */
	ax_link_wake_consumer(c->owner, link);
	if (link->far)
		ax_uncount_far(c);
	ax_link_let_go(c->owner->engine, link);
	box->link = NULL;
	box->limit = box->cursor;
	box->flags &= (uint16_t)~AX_BOX_STEADY;
}

static void refuse_one(struct ax_link *link, struct ax_component *c)
{
	struct ax_words *rx = ax_link_rx(link);
	uint32_t head = ax_load_relaxed(&rx->index);
	uint32_t tail = ax_load_acquire(&ax_link_tx(link)->index);
	ax_count_dropped(c, (tail - head) & AX_INDEX_MASK);
	ax_store_relaxed(&ax_link_wants(link)->message, 0);
	if (!link->far) {
		link->consumer = NULL; /* a neighbour looks at it when it publishes */
		ax_link_forget_room(link);
	}
	/* H1 release, with the refusal. */
	ax_store_release(&rx->index, head | AX_REFUSED_BIT);
}

/* A link, and those that are held until it ends. */
static void refuse_link(struct ax_link *link, void *arg)
{
	for (; link; link = ax_link_successor(link))
		refuse_one(link, arg);
}

static void refuse_inbox(struct ax_component *c, struct ax_inbox *inbox)
{
	if (inbox->box.link)
		ax_inbox_publish(inbox);
	if (inbox->join)
		ax_store_relaxed(&inbox->join->want, 0);
	ax_inbox_each_link(inbox, refuse_link, c);
}

static void wake_refused(struct ax_link *link, void *arg)
{
	for (; link; link = ax_link_successor(link))
		ax_link_wake_producer(arg, link);
}

static void let_go_link(struct ax_link *link, void *arg)
{
	for (struct ax_link *next; link; link = next) {
		next = ax_link_successor(link);
		ax_link_let_go(arg, link);
	}
}

static void let_go_inbox(struct ax_engine *engine, struct ax_inbox *inbox)
{
	ax_inbox_each_link(inbox, let_go_link, engine);
	if (inbox->join) {
		inbox->join->gone = true;
		ax_join_unref(inbox->join);
	}
	inbox->box.link = NULL;
	inbox->join = NULL;
}

/* Calls fn for each box: the data boxes, then control and signal. */
static void each_box(struct ax_worker *worker, struct ax_component *c,
		     void (*fn)(struct ax_worker *worker, struct ax_component *c,
				struct ax_box *box))
{
	AX_FOR_EACH_BOX(spec, c)
	fn(worker, c, ax_component_box(c, spec->offset));
	fn(worker, c, &c->control.box);
	fn(worker, c, &c->signal.box);
}

static void close_data(struct ax_worker *worker, struct ax_component *c, struct ax_box *box)
{
	(void)worker;
	if ((box->flags & AX_BOX_OUT) && box->link && !box->link->control)
		close_outbox(c, box);
}

static void close_control(struct ax_worker *worker, struct ax_component *c, struct ax_box *box)
{
	(void)worker;
	if ((box->flags & AX_BOX_OUT) && box->link && box->link->control)
		close_outbox(c, box);
}

static void refuse(struct ax_worker *worker, struct ax_component *c, struct ax_box *box)
{
	(void)worker;
	if (!(box->flags & AX_BOX_OUT))
		refuse_inbox(c, ax_as_inbox(box));
}

static void wake_peer(struct ax_worker *worker, struct ax_component *c, struct ax_box *box)
{
	(void)c;
	if (!(box->flags & AX_BOX_OUT))
		ax_inbox_each_link(ax_as_inbox(box), wake_refused, worker);
	else if (box->link)
		ax_link_wake_consumer(worker, box->link);
}

static void let_go(struct ax_worker *worker, struct ax_component *c, struct ax_box *box)
{
	(void)c;
	if (!(box->flags & AX_BOX_OUT))
		let_go_inbox(worker->engine, ax_as_inbox(box));
	else if (box->link)
		ax_link_let_go(worker->engine, box->link);
	box->link = NULL;
}

static void last_word(struct ax_component *c)
{
	if (!(c->flags & AX_SIGNALLED))
		ax_signal(c, c->reason == AX_REASON_SHUTDOWN ? AX_SHUTDOWN : AX_FINISHED);
}

static __attribute__((noinline)) void empty_bin(struct ax_worker *worker, struct ax_component *c)
{
	ax_drop(worker->engine, &worker->bin);
	ax_count_dropped(c, 1);
}

static void leave_worker(struct ax_worker *worker, struct ax_component *c)
{
	if (c->timer)
		worker->ops->timer_disarm(worker, c);
	if (c->all_at) {
		*c->all_at = c->all_next;
		if (c->all_next)
			c->all_next->all_at = c->all_at;
	}
	worker->taken += c->taken;
}

/* Closes and refuses, wakes the peers, and lets go of the links. */
static __attribute__((noinline)) void leave_links(struct ax_worker *worker, struct ax_component *c)
{
	each_box(worker, c, close_data);
	each_box(worker, c, close_control);
	each_box(worker, c, refuse);
	ax_fence(); /* closes and refusals before the peers' wants: as F in settle_far() */
	each_box(worker, c, wake_peer);
	each_box(worker, c, let_go);
}

void ax_deaths_report(struct ax_worker *worker)
{
	uint32_t n = worker->unreported;
	if (n == 0)
		return;
	worker->unreported = 0;
	if (ax_add(&worker->engine->alive, -n) == n)
		worker->ops->all_ended(worker->engine);
}

static void free_at_once(struct ax_component *c)
{
	if (c->aside)
		ax_line_free(c->aside);
	ax_line_free(c);
}

void ax_component_end(struct ax_worker *worker, struct ax_component *c)
{
	bool failed = c->reason == AX_REASON_FAILED;
	if (!(c->flags & AX_NEWBORN) && c->type->close)
		c->type->close(c);
	if (c->signal.box.link)
		last_word(c);
	if (worker->bin.type != AX_NONE)
		empty_bin(worker, c);
	if (c->marks & AX_LINKED)
		leave_links(worker, c);
	leave_worker(worker, c);
	/* Nobody else has the node of one that is not shared, a handle on it or a far link to it. */
	bool shared = c->flags & AX_SHARED;
	if (shared)
		ax_operations_close(c);
	c->state = AX_DEAD;
	if (failed)
		ax_add(&worker->engine->failed, 1);
	if (c->family)
		ax_family_leave(worker, c->family, failed);
	/* P1: the token is kept for good. If it was clear, nobody has the node: its life ends here;
	 * else whoever takes the node out of a postbox ends it. */
	if (!shared)
		free_at_once(c);
	else if (ax_exchange(&c->posted, 1) == 0)
		ax_component_unref(c);
	worker->unreported++;
}

void ax_component_unref(struct ax_component *c)
{
	if (ax_add(&c->refs, UINT32_MAX) != 1)
		return;
	if (!(c->flags & AX_SHARED)) {
		free_at_once(c);
		return;
	}
	ax_line_free(c->aside);
	ax_reclaim(c, &c->control.box.next); /* a dead component's boxes are spare */
}

/* ---- shutdown ------------------------------------------------------------------------------ */

void ax_component_shutdown(struct ax_worker *worker, struct ax_component *c)
{
	uint32_t control = offsetof(struct ax_component, control);
	struct ax_link *link = ax_link_new(NULL, 0, c, control, false, 0, 0);
	struct ax_box box = { .link = link };
	if (link && ax_link_grow(link, &box) && ax_inbox_attach(&c->control, link) == 0) {
		/* A link whose producer, the engine, has come and gone. */
		box.slot[0] = (struct ax_msg){ .type = AX_SHUTDOWN };
		link->holds = 1;
		link->ended = AX_LINK_UNLINKED;
		ax_store_release(&link->near_tx.index, 1 | AX_CLOSED_BIT);
		if (ax_link_join(link))
			ax_join_list(link);
	} else {
		c->flags |= AX_ENDING; /* no memory: the message's meaning without the message */
		if (link) {
			link->holds = 1;
			ax_link_let_go(worker->engine, link);
		}
	}
	c->flags |= AX_CONTROL_NEWS;
	if (c->state == AX_IDLE)
		ax_worker_queue_front(worker, c);
}

void ax_component_tell_stop(struct ax_worker *worker, struct ax_component *c, uint32_t stopping)
{
	if (stopping > 1) {
		c->flags |= AX_ENDING;
		ax_component_wake(worker, c);
	} else if (!(c->marks & AX_TOLD)) {
		ax_component_shutdown(worker, c);
	}
	c->marks |= AX_TOLD;
}

/* ---- calls of a step ------------------------------------------------------------------------ */

uint64_t ax_now(struct ax_component *self)
{
	return self->owner->now;
}

uint64_t ax_clock(struct ax_component *self)
{
	return self->owner->ops->clock(self->owner);
}

struct ax_engine *ax_engine_of(const struct ax_component *self)
{
	return self->owner->engine;
}

static void fail(struct ax_component *self, const char *format, va_list args)
{
	ax_vlog(ax_engine_of(self), self->name, format, args);
	self->reason = AX_REASON_FAILED;
}

enum ax_status ax_fail(struct ax_component *self, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	fail(self, format, args);
	va_end(args);
	return AX_STEP_DONE;
}

int ax_fail_init(struct ax_component *self, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	fail(self, format, args);
	va_end(args);
	return -ECANCELED;
}

void ax_note(struct ax_component *self, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	ax_vlog(ax_engine_of(self), self->name, format, args);
	va_end(args);
}

void ax_want_time(struct ax_component *self, uint64_t at_ns)
{
	if (!ax_component_fit_aside(self)) {
		self->flags |= AX_CONTROL_NEWS; /* it stays awake, and looks at the time itself */
		return;
	}
	if (!(self->flags & AX_WAITS_FOR_TIME) || at_ns < self->aside->until)
		self->aside->until = at_ns;
	self->flags |= AX_WAITS_FOR_TIME;
}

void ax_want_fd(struct ax_component *self, struct ax_watch *watch)
{
	(void)watch; /* its events wake self whenever it waits for descriptors at all */
	self->flags |= AX_WAITS_FOR_FD;
}

int ax_watch_open(struct ax_component *self, struct ax_watch *watch, int fd)
{
	*watch = (struct ax_watch){ .fd = fd, .component = self };
	int error = ax_component_fit_aside(self) ? self->owner->ops->watch_open(self->owner, watch)
						 : -ENOMEM;
	if (error) {
		watch->component = NULL; /* the descriptor is still the caller's to close */
		return error;
	}
	watch->next = self->aside->watches;
	self->aside->watches = watch;
	return 0;
}

void ax_watch_close(struct ax_watch *watch)
{
	if (!watch->component)
		return;
	struct ax_worker *worker = watch->component->owner;
	struct ax_watch **at = &watch->component->aside->watches;
	while (*at != watch)
		at = &(*at)->next;
	*at = watch->next;
	worker->ops->watch_close(worker, watch);
	*watch = (struct ax_watch){ .fd = -1 };
}

int ax_job_start(struct ax_component *self, struct ax_job *job)
{
	job->component = self;
	return self->owner->ops->job_start(self->owner, job);
}

void ax_signal(struct ax_component *self, enum ax_type_id what)
{
	if (!ax_put1(&self->signal, (struct ax_msg){ .type = (uint16_t)what }))
		ax_count_dropped(self, 1);
	if (what == AX_SHUTDOWN || what == AX_FINISHED)
		self->flags |= AX_SIGNALLED;
}

void ax_lost_place(const struct ax_component *self)
{
	ax_panic("%s (%s): resume point %u is not in its step: a wait stands inside a switch of "
		 "its own",
		 self->name, self->type->name, self->resume);
}
