// SPDX-License-Identifier: Apache-2.0
/* event: a handler waits for events of many contexts. An event is a state, not a change: it is
 * there as long as its mailbox can be read, and so on.
 *
 * A handler sleeps in ppoll() on an eventfd, so that signals interrupt it as they would. No event
 * is slept through: the waiter sets `waiting` before it looks, under each context's lock; who
 * changes a state does so under that lock, then looks at `waiting`. */
#include "libspe2/private.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

struct handler {
	struct handler *next; /* of all; under hub */
	int fd;
	_Atomic uint32_t waiting; /* threads */
	pthread_mutex_t lock;
	spe_event_unit_t *unit; /* one for each event; under lock */
	size_t n_units;
	size_t first; /* where the next look begins: nobody starves */
};

static pthread_mutex_t hub = PTHREAD_MUTEX_INITIALIZER;
static struct handler *handlers; /* under hub */

void ax_events_tell(void *arg)
{
	(void)arg;
	pthread_mutex_lock(&hub);
	for (struct handler *h = handlers; h; h = h->next)
		if (atomic_load(&h->waiting) && eventfd_write(h->fd, 1))
			continue; /* full: it is awake */
	pthread_mutex_unlock(&hub);
}

spe_event_handler_ptr_t spe_event_handler_create(void)
{
	struct handler *h = calloc(1, sizeof(*h));
	if (!h)
		return NULL;
	h->fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (h->fd < 0) {
		free(h);
		return NULL;
	}
	pthread_mutex_init(&h->lock, NULL);
	pthread_mutex_lock(&hub);
	h->next = handlers;
	handlers = h;
	pthread_mutex_unlock(&hub);
	return h;
}

int spe_event_handler_destroy(spe_event_handler_ptr_t handler)
{
	struct handler *h = handler;
	if (!h)
		return ax_spe_fail(ESRCH);
	pthread_mutex_lock(&hub);
	struct handler **at = &handlers;
	while (*at != h)
		at = &(*at)->next;
	*at = h->next;
	pthread_mutex_unlock(&hub);
	close(h->fd);
	pthread_mutex_destroy(&h->lock);
	free(h->unit);
	free(h);
	return 0;
}

/* ---- registering -------------------------------------------------------------------------- */

static int check(const struct handler *h, const spe_event_unit_t *event)
{
	if (!h)
		return ESRCH;
	if (!event || !event->spe)
		return EINVAL;
	unsigned flags = event->spe->base_private->spe->flags;
	if (!(flags & SPE_EVENTS_ENABLE) || event->events & ~(unsigned)SPE_EVENT_ALL_EVENTS)
		return ENOTSUP;
	return event->events & SPE_EVENT_TAG_GROUP && flags & SPE_MAP_PS ? ENOTSUP : 0;
}

/* The place of that event of that context, or n_units. */
static size_t find(const struct handler *h, spe_context_ptr_t spe, unsigned event)
{
	size_t i = 0;
	while (i < h->n_units && (h->unit[i].spe != spe || h->unit[i].events != event))
		i++;
	return i;
}

static int add(struct handler *h, const spe_event_unit_t *event, unsigned which)
{
	if (find(h, event->spe, which) < h->n_units)
		return EEXIST;
	spe_event_unit_t *unit = realloc(h->unit, (h->n_units + 1) * sizeof(*unit));
	if (!unit)
		return ENOMEM;
	h->unit = unit;
	unit[h->n_units] = *event;
	unit[h->n_units++].events = which;
	return 0;
}

static int drop(struct handler *h, const spe_event_unit_t *event, unsigned which)
{
	size_t i = find(h, event->spe, which);
	if (i == h->n_units)
		return ENOENT;
	h->unit[i] = h->unit[--h->n_units];
	return 0;
}

typedef int change(struct handler *h, const spe_event_unit_t *event, unsigned which);

static int each_event(struct handler *h, const spe_event_unit_t *event, change *change_one)
{
	int error = check(h, event);
	if (error)
		return ax_spe_fail(error);
	pthread_mutex_lock(&h->lock);
	for (unsigned left = event->events; left && !error; left &= left - 1)
		error = change_one(h, event, left & -left);
	pthread_mutex_unlock(&h->lock);
	return error ? ax_spe_fail(error) : 0;
}

int spe_event_handler_register(spe_event_handler_ptr_t handler, spe_event_unit_t *event)
{
	int result = each_event(handler, event, add);
	if (result == 0) {
		ax_spe_watch(event->spe->base_private->spe, ax_events_tell, NULL);
		ax_events_tell(NULL);
	}
	return result;
}

int spe_event_handler_deregister(spe_event_handler_ptr_t handler, spe_event_unit_t *event)
{
	return each_event(handler, event, drop);
}

void ax_events_forget(spe_context_ptr_t spe)
{
	pthread_mutex_lock(&hub);
	for (struct handler *h = handlers; h; h = h->next) {
		pthread_mutex_lock(&h->lock);
		for (size_t i = h->n_units; i-- > 0;)
			if (h->unit[i].spe == spe)
				h->unit[i] = h->unit[--h->n_units];
		pthread_mutex_unlock(&h->lock);
	}
	pthread_mutex_unlock(&hub);
}

/* ---- waiting ------------------------------------------------------------------------------ */

static bool has_stopped(struct spe_context_base_priv *base)
{
	pthread_mutex_lock(&base->lock);
	bool stopped = base->first_stop != NULL;
	pthread_mutex_unlock(&base->lock);
	return stopped;
}

static bool is_there(const spe_event_unit_t *unit)
{
	struct spe_context_base_priv *base = unit->spe->base_private;
	struct ax_spe *spe = base->spe;
	if (unit->events == SPE_EVENT_SPE_STOPPED)
		return has_stopped(base);
	pthread_mutex_lock(&spe->lock);
	bool there = false;
	if (unit->events == SPE_EVENT_OUT_INTR_MBOX)
		there = spe->out_intr.n > 0;
	else if (unit->events == SPE_EVENT_IN_MBOX)
		there = spe->in.n < spe->in.capacity;
	else
		there = (spe->proxy_used & ~ax_mfc_tags(&spe->proxy)) != 0;
	pthread_mutex_unlock(&spe->lock);
	return there;
}

static int look(struct handler *h, spe_event_unit_t *events, int max)
{
	int n = 0;
	pthread_mutex_lock(&h->lock);
	for (size_t i = 0; i < h->n_units && n < max; i++) {
		const spe_event_unit_t *unit = &h->unit[(h->first + i) % h->n_units];
		if (is_there(unit))
			events[n++] = *unit;
	}
	if (n)
		h->first++;
	pthread_mutex_unlock(&h->lock);
	return n;
}

/* False when the time is over, or a signal came: errno is EINTR then. */
static bool sleep_until(struct handler *h, uint64_t end, bool endless)
{
	struct pollfd poll_fd = { .fd = h->fd, .events = POLLIN };
	uint64_t now = ax_clock_ns(), left = now < end ? end - now : 0;
	struct timespec timeout = { (time_t)(left / 1000000000), (long)(left % 1000000000) };
	eventfd_t count;
	int n = ppoll(&poll_fd, 1, endless ? NULL : &timeout, NULL);
	if (n > 0)
		eventfd_read(h->fd, &count);
	return n > 0;
}

int spe_event_wait(spe_event_handler_ptr_t handler, spe_event_unit_t *events, int max_events,
		   int timeout)
{
	struct handler *h = handler;
	if (!h)
		return ax_spe_fail(ESRCH);
	if (!events || max_events <= 0)
		return ax_spe_fail(EINVAL);
	bool endless = timeout < 0, awake = true;
	uint64_t end = endless ? 0 : ax_clock_ns() + (uint64_t)timeout * 1000000;
	int n = 0;
	atomic_fetch_add(&h->waiting, 1);
	while ((n = look(h, events, max_events)) == 0 && awake)
		awake = sleep_until(h, end, endless);
	atomic_fetch_sub(&h->waiting, 1);
	if (n == 0 && endless)
		return ax_spe_fail(EINTR);
	return n;
}
