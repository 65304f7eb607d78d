// SPDX-License-Identifier: Apache-2.0
/* os_linux: what is Linux's own: epoll, eventfd and the clock. */
#include "worker.h"

#include <errno.h>
#include <limits.h>
#include <sched.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

enum {
	EVENTS_AT_ONCE = 64,
	POKE_KEY = 0
};

int ax_os_open(struct ax_os *os)
{
	struct epoll_event event = { .events = EPOLLIN, .data.u64 = POKE_KEY };
	int error;
	os->epoll = epoll_create1(EPOLL_CLOEXEC);
	if (os->epoll < 0)
		return -errno;
	os->event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (os->event >= 0 && epoll_ctl(os->epoll, EPOLL_CTL_ADD, os->event, &event) == 0)
		return 0;
	error = -errno;
	if (os->event >= 0)
		close(os->event);
	close(os->epoll);
	*os = (struct ax_os){ -1, -1 }; /* nothing is left to close */
	return error;
}

void ax_os_close(struct ax_os *os)
{
	close(os->event);
	close(os->epoll);
}

int ax_os_watch(struct ax_os *os, int fd, uint64_t key)
{
	struct epoll_event event = { .events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET,
				     .data.u64 = key };
	return epoll_ctl(os->epoll, EPOLL_CTL_ADD, fd, &event) < 0 ? -errno : 0;
}

void ax_os_unwatch(struct ax_os *os, int fd)
{
	epoll_ctl(os->epoll, EPOLL_CTL_DEL, fd, NULL);
}

void ax_os_poke(struct ax_os *os)
{
	uint64_t one = 1;
	/* It fails only when countless pokes are there already. */
	if (write(os->event, &one, sizeof(one)) < 0 && errno != EAGAIN)
		ax_panic("eventfd: write failed");
}

static uint32_t translated(uint32_t events)
{
	uint32_t ready = 0;
	if (events & (EPOLLIN | EPOLLRDHUP | EPOLLHUP | EPOLLERR))
		ready |= AX_READABLE;
	if (events & (EPOLLOUT | EPOLLHUP | EPOLLERR))
		ready |= AX_WRITABLE;
	if (events & (EPOLLHUP | EPOLLERR))
		ready |= AX_HANGUP;
	return ready;
}

static void handle(struct ax_loop *loop, const struct epoll_event *event)
{
	uint64_t count;
	if (event->data.u64 != POKE_KEY)
		ax_selector_event(loop, event->data.u64, translated(event->events));
	else if (read(loop->os.event, &count, sizeof(count)) < 0 && errno != EAGAIN)
		ax_panic("eventfd: read failed");
}

/* Kernels before 5.11 (and valgrind) know no epoll_pwait2: milliseconds must do there. */
static int wait_coarsely(struct ax_os *os, struct epoll_event *event, uint64_t timeout_ns)
{
	uint64_t ms = timeout_ns / 1000000 + (timeout_ns % 1000000 != 0);
	return epoll_wait(os->epoll, event, EVENTS_AT_ONCE, ms > INT_MAX ? -1 : (int)ms);
}

void ax_os_wait(struct ax_loop *loop, uint64_t timeout_ns)
{
	struct epoll_event event[EVENTS_AT_ONCE];
	struct timespec timeout = { .tv_sec = (time_t)(timeout_ns / 1000000000),
				    .tv_nsec = (long)(timeout_ns % 1000000000) };
	int n = epoll_pwait2(loop->os.epoll, event, EVENTS_AT_ONCE,
			     timeout_ns == UINT64_MAX ? NULL : &timeout, NULL);
	if (n < 0 && errno == ENOSYS)
		n = wait_coarsely(&loop->os, event, timeout_ns);
	for (int i = 0; i < n; i++)
		handle(loop, &event[i]);
}

uint64_t ax_os_clock(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

void ax_os_pause(void)
{
#if defined(__x86_64__) || defined(__i386__)
	__builtin_ia32_pause();
#endif
}
