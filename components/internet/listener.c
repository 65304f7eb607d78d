// SPDX-License-Identifier: Apache-2.0
/* listener: a listening TCP socket. */
#include "listener.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

enum {
	BACKLOG = 4096, /* the kernel cuts it to net.core.somaxconn */
	KEPT = 512	/* descriptors, for connections that have just been accepted */
};

uint64_t ax_listener_raise_limit(void)
{
	struct rlimit limit;
	if (getrlimit(RLIMIT_NOFILE, &limit))
		return 0;
	rlim_t before = limit.rlim_cur;
	limit.rlim_cur = limit.rlim_max;
	return setrlimit(RLIMIT_NOFILE, &limit) ? before : limit.rlim_max;
}

/* The lowest free descriptor from `least` on; n when there is none. */
static uint64_t lowest_free(int any, uint64_t least, uint64_t n)
{
	int fd = fcntl(any, F_DUPFD_CLOEXEC, (int)least);
	if (fd < 0)
		return n;
	close(fd);
	return (uint64_t)fd;
}

/* The system gives the lowest free one, so the low ones fill up first, and whatever comes and goes
 * meanwhile leaves its mark above them. */
bool ax_listener_scarce(int listener, uint64_t n)
{
	uint64_t kept = n / 4 < KEPT ? n / 4 : KEPT;
	return lowest_free(listener, 0, n) >= n - kept ||
	       lowest_free(listener, n - kept, n) >= n - kept / 2;
}

static int set(int fd, int level, int option)
{
	int on = 1;
	return setsockopt(fd, level, option, &on, sizeof(on));
}

/* What accepted sockets inherit: no waiting for more to send, since a step sends all it has; and
 * a look after peers that have vanished without a word. */
static int set_options(int fd)
{
	if (set(fd, SOL_SOCKET, SO_REUSEADDR))
		return -1;
	(void)set(fd, IPPROTO_TCP, TCP_NODELAY);
	(void)set(fd, SOL_SOCKET, SO_KEEPALIVE);
	return 0;
}

static void explain(int why, const char *host, uint16_t port, char *error, size_t room)
{
	if (why == EADDRINUSE)
		snprintf(error, room, "port %u of %s is in use by another program", port, host);
	else if (why == EADDRNOTAVAIL)
		snprintf(error, room, "%s is not an address of this machine", host);
	else if (why == EACCES)
		snprintf(error, room, "port %u is reserved: choose one from 1024 on", port);
	else
		snprintf(error, room, "can't listen on port %u of %s: %s", port, host,
			 strerror(why));
}

int ax_listener_open(const char *host, uint16_t port, struct ax_address *address, char *error,
		     size_t room)
{
	if (!ax_address_read(address, host, port)) {
		snprintf(error, room,
			 "host=%s is not an address: write 0.0.0.0 (every address), 127.0.0.1, ::1 "
			 "or another one of this machine",
			 host);
		return -1;
	}
	int fd = socket(address->any.sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd < 0 || set_options(fd) || bind(fd, &address->any, address->size) ||
	    listen(fd, BACKLOG) || getsockname(fd, &address->any, &address->size)) {
		explain(errno, host, port, error, room);
		if (fd >= 0)
			close(fd);
		return -1;
	}
	return fd;
}
