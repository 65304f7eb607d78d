// SPDX-License-Identifier: Apache-2.0
/* selector: descriptors that components of this worker watch. Edge-triggered, registered once:
 * readiness is kept in the watch until the component clears it, so that a wait costs no system
 * call. (One-shot arming was measured at one epoll_ctl for every burst of every connection.) */
#include "worker.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

static int make_room(struct ax_selector *selector)
{
	if (selector->free || selector->n + 1 < selector->room)
		return 0;
	uint32_t room = selector->room ? 2 * selector->room : 16;
	struct ax_watch_slot *slot = realloc(selector->slot, room * sizeof(*slot));
	if (!slot)
		return -ENOMEM;
	selector->slot = slot;
	selector->room = room;
	return 0;
}

static uint32_t take_slot(struct ax_selector *selector)
{
	uint32_t i = selector->free;
	if (i) {
		selector->free = selector->slot[i].next_free;
		return i;
	}
	i = ++selector->n;
	selector->slot[i] = (struct ax_watch_slot){ .generation = 1 };
	return i;
}

static void give_slot(struct ax_selector *selector, uint32_t i)
{
	selector->slot[i].watch = NULL;
	selector->slot[i].generation++;
	selector->slot[i].next_free = selector->free;
	selector->free = i;
}

int ax_watch_register(struct ax_worker *worker, struct ax_watch *watch)
{
	struct ax_loop *loop = ax_loop_of(worker);
	struct ax_selector *selector = &loop->selector;
	int error = make_room(selector);
	if (error)
		return error;
	uint32_t i = take_slot(selector);
	selector->slot[i].watch = watch;
	uint64_t key = (uint64_t)selector->slot[i].generation << 32 | i;
	error = ax_os_watch(&loop->os, watch->fd, key);
	if (error) {
		give_slot(selector, i);
		if (error != -EPERM)
			return error;
		/* A regular file: always ready, never reported. */
		watch->ready = AX_READABLE | AX_WRITABLE;
		return 0;
	}
	watch->slot = i;
	selector->watched++;
	return 0;
}

void ax_watch_leave(struct ax_worker *worker, struct ax_watch *watch)
{
	struct ax_loop *loop = ax_loop_of(worker);
	if (!watch->slot)
		return;
	ax_os_unwatch(&loop->os, watch->fd);
	give_slot(&loop->selector, watch->slot);
	loop->selector.watched--;
	watch->slot = 0;
}

void ax_watch_forget(struct ax_worker *worker, struct ax_watch *watch)
{
	ax_watch_leave(worker, watch);
	if (watch->fd >= 0)
		close(watch->fd);
}

void ax_selector_event(struct ax_loop *loop, uint64_t key, uint32_t events)
{
	uint32_t i = (uint32_t)key;
	struct ax_watch_slot *slot = &loop->selector.slot[i];
	if (slot->generation != key >> 32)
		return; /* for an earlier descriptor */
	slot->watch->ready |= events;
	struct ax_component *c = slot->watch->component;
	if (c->flags & AX_WAITS_FOR_FD)
		ax_component_wake(&loop->base, c);
}

void ax_selector_fini(struct ax_selector *selector)
{
	free(selector->slot);
}
