// SPDX-License-Identifier: Apache-2.0
/* tcp_client: connects to a host and port, and is then both ends of the connection. */
#include <errno.h>
#include <inttypes.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "internet.h"
#include "lookup.h"
#include "stream.h"

struct tcp_client {
	struct ax_component base;
	struct ax_inbox inbox;
	struct ax_outbox outbox;
	const char *host;
	int64_t port;
	uint64_t timeout_ns;
	struct ax_stream stream;
	struct ax_lookup *lookup;
	const struct addrinfo *address; /* the one that is tried */
	uint64_t deadline;
	int error; /* of the last address tried: an errno */
	enum ax_stream_state state;
};

/* ---- connecting ----------------------------------------------------------------------------- */

static bool late(struct tcp_client *c)
{
	return ax_now(&c->base) >= c->deadline;
}

/* Begins to connect to the next address; false when that fails at once. */
static bool begin(struct tcp_client *c)
{
	const struct addrinfo *a = c->address;
	int on = 1;
	c->error = 0;
	int fd = socket(a->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd < 0) {
		c->error = errno;
		return false;
	}
	/* A step sends all it has: there is nothing to wait for. */
	(void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	if (connect(fd, a->ai_addr, a->ai_addrlen) < 0 && errno != EINPROGRESS) {
		c->error = errno;
		close(fd);
		return false;
	}
	/* Only now: a socket that is not connecting is reported as hung up. */
	c->error = -ax_stream_open(&c->base, &c->stream, fd);
	c->stream.watch.ready = 0;
	return c->error == 0;
}

/* Whether the attempt is over; then error says how it went. */
static bool decided(struct tcp_client *c)
{
	socklen_t size = sizeof(c->error);
	if (!c->stream.watch.ready) {
		c->error = ETIMEDOUT;
		return late(c);
	}
	if (getsockopt(c->stream.watch.fd, SOL_SOCKET, SO_ERROR, &c->error, &size))
		c->error = errno;
	return true;
}

static enum ax_status fail_lookup(struct tcp_client *c)
{
	char text[320];
	if (!ax_lookup_done(c->lookup))
		return ax_fail(&c->base, "no answer about the address of %s within %g s", c->host,
			       (double)c->timeout_ns / 1e9);
	ax_lookup_explain(c->lookup, text, sizeof(text));
	return ax_fail(&c->base, "%s", text);
}

static enum ax_status fail_to_connect(struct tcp_client *c)
{
	unsigned port = (unsigned)c->port;
	switch (c->error) {
	case ECONNREFUSED:
		return ax_fail(&c->base, "connection to %s:%u refused: nothing listens there",
			       c->host, port);
	case ETIMEDOUT:
		return ax_fail(&c->base, "connection to %s:%u not answered within %g s", c->host,
			       port, (double)c->timeout_ns / 1e9);
	case ENETUNREACH:
	case EHOSTUNREACH:
		return ax_fail(&c->base, "no way to %s:%u: %s", c->host, port, strerror(c->error));
	default:
		return ax_fail(&c->base, "connection to %s:%u failed: %s", c->host, port,
			       strerror(c->error));
	}
}

/* ---- the component -------------------------------------------------------------------------- */

static enum ax_status end(struct tcp_client *c)
{
	switch (c->state) {
	case AX_STREAM_REFUSED:
		return ax_done(&c->base, AX_REASON_REFUSED);
	case AX_STREAM_BROKEN:
		return ax_fail(&c->base, "connection to %s:%u %s", c->host, (unsigned)c->port,
			       ax_stream_trouble(&c->stream));
	case AX_STREAM_ENDED:
		return ax_done(&c->base, AX_REASON_FINISHED);
	case AX_STREAM_BUSY:
	case AX_STREAM_WAITS:
	case AX_STREAM_FAILED:
	default:
		return AX_STEP_DONE;
	}
}

AX_STEP(tcp_client, c)
{
	AX_BEGIN(c);
	c->deadline = ax_now(&c->base) + c->timeout_ns;
	c->lookup = ax_lookup_start(&c->base, c->host, (uint16_t)c->port);
	if (!c->lookup)
		return ax_fail(&c->base, "no memory to look up %s", c->host);
	while (!ax_lookup_done(c->lookup) && !late(c))
		AX_WAIT(c, ax_want_time(&c->base, c->deadline));
	if (!ax_lookup_done(c->lookup) || c->lookup->error)
		return fail_lookup(c);

	for (c->address = c->lookup->found; c->address; c->address = c->address->ai_next) {
		if (!begin(c))
			continue;
		while (!decided(c))
			AX_WAIT(c, ax_want_fd(&c->base, &c->stream.watch),
				ax_want_time(&c->base, c->deadline));
		if (c->error == 0)
			break;
		ax_stream_close(&c->stream);
		if (late(c))
			break;
	}
	if (c->error)
		return fail_to_connect(c);

	while ((c->state = ax_stream_pump(&c->base, &c->stream, &c->inbox, &c->outbox)) <=
	       AX_STREAM_WAITS) {
		if (c->state == AX_STREAM_BUSY)
			AX_YIELD(c);
		else
			AX_WAIT(c, ax_stream_want(&c->base, &c->stream, &c->inbox, &c->outbox));
	}
	return end(c);
	AX_END(c);
}

static void finish(struct ax_component *self)
{
	struct tcp_client *c = (struct tcp_client *)self;
	ax_stream_close(&c->stream);
	ax_lookup_release(c->lookup);
}

static int describe(const struct ax_component *self, char *text, size_t room)
{
	const struct tcp_client *c = (const struct tcp_client *)self;
	return snprintf(text, room, "sent %" PRIu64 ", received %" PRIu64, c->stream.sent,
			c->stream.received);
}

static const struct ax_box_spec boxes[] = {
	AX_INBOX(struct tcp_client, inbox, "bytes", "what to send"),
	AX_OUTBOX(struct tcp_client, outbox, "bytes", "what the other side sends"),
	AX_BOXES_END,
};

static const struct ax_param params[] = {
	{ .name = "host",
	  .kind = AX_STRING,
	  .offset = offsetof(struct tcp_client, host),
	  .doc = "a name or an address: example.org, 127.0.0.1, ::1" },
	{ .name = "port",
	  .kind = AX_INTEGER,
	  .offset = offsetof(struct tcp_client, port),
	  .doc = "the port to connect to",
	  .least = 1,
	  .most = 65535 },
	{ .name = "timeout",
	  .kind = AX_DURATION,
	  .offset = offsetof(struct tcp_client, timeout_ns),
	  .preset = "60s",
	  .doc = "for the look-up and every attempt to connect together",
	  .least = 1,
	  .most = INT64_MAX },
	AX_PARAMS_END,
};

const struct ax_component_type ax_tcp_client_type = {
	.name = "tcp_client",
	.doc = "connects to a TCP server: sends its inbox, receives to its outbox",
	.about =
		"Looks the name up without holding up its neighbours, tries each address in turn, "
		"and then sends and receives at the same time. What the server does not take stays "
		"in the inbox, and what the outbox has no room for stays with the server. When the "
		"server has sent everything the outbox closes while sending goes on; when the "
		"inbox is closed and drained the server sees the end while receiving goes on; when "
		"both are through it ends. Without anything linked to its inbox it ends with what "
		"it receives. A connection that can't be made, or is lost, is a failure.",
	.size = sizeof(struct tcp_client),
	.boxes = boxes,
	.params = params,
	.example = "tcp_client host=127.0.0.1 port=1500 ! write_file path=copy.ogg",
	.flags = AX_OUTSIDE,
	.step = tcp_client_step,
	.close = finish,
	.describe = describe,
};
