// SPDX-License-Identifier: Apache-2.0
/* half: what the SPE's half of a worker asks of the PPE's, carried out on the worker's thread while
 * the SPU stands. Here the component's boxes are the engine's again: it wakes, closes and leaves links
 * as for any other worker. */
#include "worker.h"

#include "../../engine/wait.h"
#include "../../schedulers/worker.h"

#include <errno.h>
#include <string.h>

struct ax_box *ax_spe_box_at(const struct ax_component *c, uint32_t n)
{
	AX_FOR_EACH_BOX(spec, c)
	if (n-- == 0)
		return ax_component_box(c, spec->offset);
	return NULL;
}

/* ---- control ------------------------------------------------------------------------------ */

/* The step that it was opened for goes on for long: it is ready to be opened again. */
static void shut_control(struct ax_component *c)
{
	struct ax_box *box = &c->control.box;
	if (box->link)
		ax_inbox_publish(&c->control); /* control always has room: nobody waits for it */
	box->limit = box->cursor;
	box->flags &= (uint16_t) ~(AX_BOX_OPEN | AX_BOX_ENGAGED);
	c->engaged = NULL;
	c->flags &= (uint16_t) ~(AX_CONTROL_OPEN | AX_CONTROL_NEWS);
}

static bool unread(struct ax_component *c)
{
	const struct ax_box *box = &c->control.box;
	return !(box->flags & AX_BOX_CLOSED) && (box->link || c->control.join) &&
	       ax_message_pending(&c->control.box);
}

static void read_control(struct ax_component *c)
{
	struct ax_msg msg;
	do {
		ax_control_snapshot(&c->control);
		while (ax_take1(&c->control, &msg)) {
			if (msg.type == AX_SHUTDOWN) {
				c->flags |= AX_ENDING;
			} else if (msg.type != AX_FINISHED) {
				ax_drop(c->owner->engine, &msg);
				ax_count_dropped(c, 1);
			}
		}
		shut_control(c);
	} while (unread(c));
}

static void collect(struct ax_spe_worker *worker, struct ax_spe_call *call)
{
	struct ax_component *c = worker->component;
	ax_spe_worker_collect(worker);
	if (c->flags & AX_CONTROL_NEWS) {
		if (ax_load_relaxed(&c->ops))
			ax_operations_run(&worker->base, c);
		read_control(c);
	}
	call->ending = (c->flags & AX_ENDING) != 0;
}

/* ---- links -------------------------------------------------------------------------------- */

static void wake(struct ax_spe_worker *worker, uint32_t boxes)
{
	for (uint32_t n = 0; n < AX_SPE_BOXES; n++) {
		if (!(boxes & 1U << n))
			continue;
		struct ax_box *box = ax_spe_box_at(worker->component, n);
		/* What was published is complete: the SPU has waited for its tags, and its stop comes
		 * after that. The want is read again here, inside a read-side section. */
		if (box->flags & AX_BOX_OUT)
			ax_link_wake_consumer(&worker->base, box->link);
		else
			ax_link_wake_producer(&worker->base, box->link);
	}
}

/* The engine's own inbox looks at the link, finds it ended and drained, and leaves it. */
static void leave(struct ax_spe_worker *worker, struct ax_spe_call *call)
{
	struct ax_component *c = worker->component;
	struct ax_inbox *inbox = ax_as_inbox(ax_spe_box_at(c, call->box));
	inbox->box.cursor = inbox->box.limit = call->index;
	call->closed = ax_closed(inbox);
	inbox->box.flags &= (uint16_t) ~(AX_BOX_OPEN | AX_BOX_ENGAGED);
	c->engaged = NULL;
}

/* A box of the engine's stands where the SPE has left it. */
static void catch_up(struct ax_box *box)
{
	struct ax_link *link = box->link;
	if (!link)
		return;
	const struct ax_words *own = box->flags & AX_BOX_OUT ? ax_link_tx(link) : ax_link_rx(link);
	box->cursor = box->limit = ax_load_acquire(&own->index) & AX_INDEX_MASK;
	if (box->flags & AX_BOX_OUT)
		link->more->told_tail = box->cursor;
}

static void close_box(struct ax_spe_worker *worker, uint32_t n)
{
	struct ax_box *box = ax_spe_box_at(worker->component, n);
	catch_up(box);
	ax_close((struct ax_outbox *)box);
}

static void drop(struct ax_spe_worker *worker, struct ax_spe_call *call)
{
	for (uint32_t i = 0; i < call->n && i < AX_SPE_DUES; i++)
		ax_drop(worker->base.engine, &call->due[i]);
}

static void note_end(struct ax_spe_worker *worker, const struct ax_spe_call *call)
{
	struct ax_component *c = worker->component;
	worker->ended = true;
	worker->reason =
		call->index <= AX_REASON_REFUSED ? (enum ax_reason)call->index : AX_REASON_FAILED;
	c->taken = call->taken;
	c->sent = call->sent;
	c->steps += call->steps;
	worker->base.steps += call->steps;
	ax_count_dropped(c, (uint32_t)call->dropped);
}

static void send_signal(struct ax_component *c, uint32_t type)
{
	ax_signal(c, (enum ax_type_id)type);
	ax_flush(c);
	ax_step_make_sure(c->owner, c); /* this step ends when the component does */
	c->signal.box.flags &= (uint16_t) ~(AX_BOX_OPEN | AX_BOX_ENGAGED);
	c->signal.box.limit = c->signal.box.cursor;
	c->engaged = NULL;
}

static int answer(void *store, unsigned at)
{
	uint32_t word;
	memcpy(&word, (char *)store + at, sizeof(word));
	struct ax_spe_call *call = (void *)((char *)store + (word & AX_SPE_PLACE));
	struct ax_spe_worker *worker = (void *)(uintptr_t)call->worker;
	switch ((enum ax_spe_what)call->what) {
	case AX_SPE_COLLECT:
		collect(worker, call);
		return 0;
	case AX_SPE_WAKE:
		wake(worker, call->boxes);
		return 0;
	case AX_SPE_LEAVE:
		leave(worker, call);
		return 0;
	case AX_SPE_CLOSE:
		close_box(worker, call->box);
		return 0;
	case AX_SPE_SIGNAL:
		send_signal(worker->component, call->index);
		return 0;
	case AX_SPE_DROP:
		drop(worker, call);
		return 0;
	case AX_SPE_END:
		note_end(worker, call);
		return 0;
	default:
		return -EINVAL;
	}
}

void ax_spe_offer_calls(void)
{
	/* A second time says EACCES, and is as good. */
	spe_callback_handler_register((void *)(uintptr_t)answer, AX_SPE_CALL, SPE_CALLBACK_NEW);
}

/* ---- the component's life ----------------------------------------------------------------- */

/* What a program that has failed had in hand is lost: whether it has passed it on, nobody knows. */
static void lose(struct ax_component *c)
{
	AX_FOR_EACH_BOX(spec, c)
	{
		struct ax_box *box = ax_component_box(c, spec->offset);
		if (!box->link || spec->out)
			continue;
		uint32_t tail = ax_load_acquire(&ax_link_tx(box->link)->index) & AX_INDEX_MASK;
		ax_count_dropped(c, (tail - box->cursor) & AX_INDEX_MASK);
		/* H1 release, as in ax_inbox_publish(). */
		ax_store_release(&ax_link_rx(box->link)->index, tail);
		box->cursor = box->limit = tail;
	}
}

static enum ax_status fail(struct ax_component *c, const spe_stop_info_t *info)
{
	lose(c);
	return ax_fail(c, "its SPU program stopped: reason %u, code 0x%x", info->stop_reason,
		       (unsigned)info->result.spe_exit_code);
}

enum ax_status ax_spe_run_component(struct ax_component *c)
{
	struct ax_spe_worker *worker = ax_spe_worker_of(c->owner);
	spe_stop_info_t info = { .stop_reason = 0 };
	unsigned entry = SPE_DEFAULT_ENTRY;
	shut_control(c);
	int result = spe_context_run(worker->context, &entry, 0, &worker->birth, NULL, &info);
	AX_FOR_EACH_BOX(spec, c)
	catch_up(ax_component_box(c, spec->offset));
	if (result != 0 || info.stop_reason != SPE_EXIT || info.result.spe_exit_code != 0 ||
	    !worker->ended)
		return fail(c, &info);
	return ax_done(c, worker->reason);
}
