// SPDX-License-Identifier: Apache-2.0
/* operation: changes to running components, carried out by their owners between steps.
 *
 * Each component has a stack of operations that any thread may push; the owner takes it whole and
 * runs it oldest first. An end closes the stack with a mark, after which pushes answer -ESRCH.
 * Linking runs at the consumer first (it decides how it will read the link), then at the producer
 * (who is the serialisation point: it may be linked already). */
#include "link.h"
#include "type.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum operation {
	OPERATION_ATTACH_INBOX,
	OPERATION_ATTACH_OUTBOX,
	OPERATION_UNLINK,
	OPERATION_STOP,
	OPERATION_MOVE,
};

struct ax_op {
	struct ax_op *next;
	enum operation what;
	uint32_t box;				  /* OPERATION_UNLINK: byte offset of the outbox */
	unsigned worker;			  /* OPERATION_MOVE: its number */
	struct ax_link *link;			  /* the attaches */
	struct ax_component *producer, *consumer; /* the attaches: references */
	struct ax_ticket *ticket;
};

/* The mark of a closed stack: no operation has this address. */
static struct ax_op *closed_mark(struct ax_component *c)
{
	return (struct ax_op *)(void *)c;
}

int ax_ticket_status(const struct ax_ticket *ticket)
{
	/* K2 acquire: pairs with K1; what the operation did is done. */
	return ax_load_acquire(&ticket->status);
}

void ax_ticket_answer(struct ax_ticket *ticket, int status)
{
	/* K1 release. */
	if (ticket)
		ax_store_release(&ticket->status, status);
}

static void answer(struct ax_op *op, int status)
{
	ax_ticket_answer(op->ticket, status);
	if (op->producer)
		ax_component_unref(op->producer);
	if (op->consumer)
		ax_component_unref(op->consumer);
	free(op);
}

static bool push_only(struct ax_component *c, struct ax_op *op)
{
	struct ax_op *top;
	do {
		/* Q1 release (by the exchange): pairs with Q2 in ax_operations_run(). */
		top = ax_load_acquire(&c->ops);
		if (top == closed_mark(c))
			return false;
		op->next = top;
	} while (!ax_cas(&c->ops, top, op));
	return true;
}

/* Pushes an operation and wakes its component, which the caller holds a reference on; false when
 * the component has ended. */
static bool push(struct ax_engine *engine, struct ax_component *c, struct ax_op *op)
{
	/* V1: before the push, so that a run that has seen the component end sees the visitor, and
	 * keeps its workers for the post. Pairs with V2 in ax_run_wait(). */
	ax_add(&engine->visitors, 1);
	bool pushed = push_only(c, op);
	if (pushed)
		ax_component_post(c);
	ax_add(&engine->visitors, UINT32_MAX);
	return pushed;
}

static struct ax_op *reversed(struct ax_op *op)
{
	struct ax_op *oldest = NULL;
	while (op) {
		struct ax_op *next = op->next;
		op->next = oldest;
		oldest = op;
		op = next;
	}
	return oldest;
}

/* ---- linking ------------------------------------------------------------------------------ */

struct search {
	const struct ax_link *link;
	struct ax_link *found;
};

static void same_outbox(struct ax_link *link, void *arg)
{
	struct search *search = arg;
	if (link->producer == search->link->producer && link->outbox == search->link->outbox)
		search->found = link;
}

/* Ends a link whose producer will never attach, in the producer's stead. */
static void abandon(struct ax_engine *engine, struct ax_link *link)
{
	struct ax_words *tx = ax_link_tx(link);
	link->ended = AX_LINK_UNLINKED;
	ax_store_release(&tx->index, ax_load_relaxed(&tx->index) | AX_CLOSED_BIT);
	if (ax_link_join(link))
		ax_join_list(link);
	ax_fence(); /* as F in settle_far() */
	if (link->consumer)
		ax_component_post(link->consumer);
	ax_link_let_go(engine, link);
}

static void attach_inbox(struct ax_worker *worker, struct ax_op *op)
{
	struct ax_link *link = op->link;
	struct ax_inbox *inbox = ax_as_inbox(ax_component_box(op->consumer, link->inbox));
	struct search search = { .link = link };
	ax_inbox_each_link(inbox, same_outbox, &search);
	int error = search.found ? ax_join_hold(search.found, link) : ax_inbox_attach(inbox, link);
	if (error) {
		ax_link_free(link);
		answer(op, -ENOMEM);
		return;
	}
	op->what = OPERATION_ATTACH_OUTBOX;
	if (!push(worker->engine, op->producer, op)) {
		abandon(worker->engine, link);
		answer(op, -ESRCH);
	}
}

static void attach_outbox(struct ax_worker *worker, struct ax_op *op)
{
	struct ax_link *link = op->link;
	struct ax_outbox *outbox = (struct ax_outbox *)ax_component_box(op->producer, link->outbox);
	if (outbox->box.link) {
		abandon(worker->engine, link);
		answer(op, -EISCONN);
		return;
	}
	ax_outbox_attach(outbox, link);
	ax_link_draw_near(worker, link);
	answer(op, 0);
}

static void unlink_outbox(struct ax_worker *worker, struct ax_component *c, struct ax_op *op)
{
	struct ax_box *box = ax_component_box(c, op->box);
	struct ax_link *link = box->link;
	if (!link) {
		answer(op, -ENOTCONN);
		return;
	}
	ax_store_relaxed(&ax_link_wants(link)->room, 0);
	link->ended = AX_LINK_UNLINKED;
	/* T1 release, with the close bit; the reason says that it is no close of the inbox. */
	ax_store_release(&ax_link_tx(link)->index, box->cursor | AX_CLOSED_BIT);
	if (ax_link_join(link))
		ax_join_list(link);
	ax_fence(); /* as F in settle_far() */
	ax_link_wake_consumer(worker, link);
	if (link->far)
		ax_uncount_far(c);
	box->link = NULL;
	box->limit = box->cursor;
	box->flags &= (uint16_t) ~(AX_BOX_REFUSED | AX_BOX_STEADY);
	ax_link_let_go(worker->engine, link);
	answer(op, 0);
}

static void move(struct ax_worker *worker, struct ax_component *c, struct ax_op *op)
{
	struct ax_worker *to = worker->ops->peer(worker, op->worker);
	int error = to ? 0 : -EINVAL;
	if (!error)
		error = ax_component_send(worker, c, to);
	if (!error && ax_component_to(c) && op->ticket) {
		c->aside->moving = op->ticket; /* answered where it arrives */
		op->ticket = NULL;
	}
	answer(op, error);
}

/* ---- the queue ---------------------------------------------------------------------------- */

void ax_operations_run(struct ax_worker *worker, struct ax_component *c)
{
	/* Q2 acquire: pairs with Q1. */
	struct ax_op *op = reversed(ax_exchange(&c->ops, NULL));
	while (op) {
		struct ax_op *next = op->next;
		switch (op->what) {
		case OPERATION_ATTACH_INBOX:
			attach_inbox(worker, op);
			break;
		case OPERATION_ATTACH_OUTBOX:
			attach_outbox(worker, op);
			break;
		case OPERATION_UNLINK:
			unlink_outbox(worker, c, op);
			break;
		case OPERATION_MOVE:
			move(worker, c, op);
			break;
		case OPERATION_STOP:
		default:
			ax_component_shutdown(worker, c);
			answer(op, 0);
			break;
		}
		op = next;
	}
}

void ax_operations_close(struct ax_component *c)
{
	ax_move_answer(c, -ESRCH);
	struct ax_op *op = reversed(ax_exchange(&c->ops, closed_mark(c)));
	while (op) {
		struct ax_op *next = op->next;
		if (op->what == OPERATION_ATTACH_INBOX)
			ax_link_free(op->link); /* nobody has attached it yet */
		else if (op->what == OPERATION_ATTACH_OUTBOX)
			abandon(c->owner->engine, op->link);
		answer(op, -ESRCH);
		op = next;
	}
}

/* ---- calls from anywhere -------------------------------------------------------------------- */

static const struct ax_box_spec *find_box(const struct ax_component *c, const char *name, bool out)
{
	static const struct ax_box_spec control = {
		.name = "control", .type = "any", .offset = offsetof(struct ax_component, control)
	};
	static const struct ax_box_spec signal = { .name = "signal",
						   .type = "any",
						   .offset = offsetof(struct ax_component, signal),
						   .out = true };
	const struct ax_box_spec *standard = out ? &signal : &control;
	if (strcmp(name, standard->name) == 0)
		return standard;
	AX_FOR_EACH_BOX(spec, c)
	if (spec->out == out && strcmp(spec->name, name) == 0)
		return spec;
	return NULL;
}

static struct ax_op *op_new(enum operation what, struct ax_ticket *ticket)
{
	struct ax_op *op = calloc(1, sizeof(*op));
	if (op) {
		op->what = what;
		op->ticket = ticket;
	}
	if (ticket)
		ax_store_relaxed(&ticket->status, op ? -EINPROGRESS : -ENOMEM);
	return op;
}

/* Pushes a new operation, or answers it at once. */
static void submit(struct ax_handle to, struct ax_op *op)
{
	if (!push(to.engine, to.component, op))
		answer(op, -ESRCH);
}

static void link_boxes(struct ax_op *op, struct ax_component *from, const struct ax_box_spec *out,
		       struct ax_handle consumer, const struct ax_box_spec *in)
{
	struct ax_component *to = consumer.component;
	/* Far until both ends are attached and one worker owns them: either may be on its way. */
	op->link = ax_link_new(from, out->offset, to, in->offset, true, 0, 0);
	if (!op->link) {
		answer(op, -ENOMEM);
		return;
	}
	ax_add(&from->refs, 1);
	ax_add(&to->refs, 1);
	op->producer = from;
	op->consumer = to;
	if (!push(consumer.engine, to, op)) {
		ax_link_free(op->link);
		answer(op, -ESRCH);
	}
}

void ax_link(struct ax_handle from, const char *outbox, struct ax_handle to, const char *inbox,
	     struct ax_ticket *ticket)
{
	const struct ax_box_spec *out = find_box(from.component, outbox, true);
	const struct ax_box_spec *in = find_box(to.component, inbox, false);
	struct ax_op *op = op_new(OPERATION_ATTACH_INBOX, ticket);
	if (!op)
		return;
	if (!out || !in)
		answer(op, -ENOENT);
	else if (!ax_type_accepts(from.engine, in->type, out->type))
		answer(op, -EPROTOTYPE);
	else
		link_boxes(op, from.component, out, to, in);
}

void ax_unlink(struct ax_handle from, const char *outbox, struct ax_ticket *ticket)
{
	const struct ax_box_spec *out = find_box(from.component, outbox, true);
	struct ax_op *op = op_new(OPERATION_UNLINK, ticket);
	if (!op)
		return;
	if (!out) {
		answer(op, -ENOENT);
		return;
	}
	op->box = out->offset;
	submit(from, op);
}

void ax_stop(struct ax_handle handle, struct ax_ticket *ticket)
{
	struct ax_op *op = op_new(OPERATION_STOP, ticket);
	if (op)
		submit(handle, op);
}

void ax_migrate(struct ax_handle handle, unsigned worker, struct ax_ticket *ticket)
{
	struct ax_op *op = op_new(OPERATION_MOVE, ticket);
	if (!op)
		return;
	op->worker = worker;
	submit(handle, op);
}

struct ax_handle ax_handle_of(struct ax_component *self)
{
	ax_add(&self->refs, 1);
	self->flags |= AX_SHARED | AX_HANDED_OUT;
	return (struct ax_handle){ self, ax_engine_of(self) };
}

void ax_handle_release(struct ax_handle handle)
{
	ax_component_unref(handle.component);
}
