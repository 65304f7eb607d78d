// SPDX-License-Identifier: Apache-2.0
/* connection: the component at a server's end of one TCP connection. */
#include "connection.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "internet.h"
#include "stream.h"

struct connection {
	struct ax_component base;
	struct ax_inbox inbox;
	struct ax_outbox outbox;
	struct ax_stream stream;
	struct ax_guest *guest;
};

static const uint64_t note_every_ns = 1000000000;

void ax_connection_prepare(struct ax_component *component, void *guest)
{
	struct connection *c = (struct connection *)component;
	c->guest = guest;
	c->guest->handle = ax_handle_of(component);
}

static int init(struct ax_component *self)
{
	struct connection *c = (struct connection *)self;
	if (!c->guest)
		return ax_fail_init(self, "a tcp_connection is made by a tcp_server for each "
					  "client; to connect to a server use tcp_client");
	int fd = c->guest->fd;
	c->guest->fd = -1;
	/* Relaxed: a count that only slows the server down. */
	atomic_fetch_sub_explicit(&c->guest->guests->newborn, 1, memory_order_relaxed);
	c->stream.stall_ns = c->guest->stall_ns;
	int error = ax_stream_open(self, &c->stream, fd);
	if (error)
		ax_note(self, "a connection can't be watched: %s", strerror(-error));
	return error;
}

/* A client that went without a word is the client's affair: a line, at most one a second, and the
 * protocol is told to stop. */
static enum ax_status lose(struct connection *c)
{
	struct ax_guests *guests = c->guest->guests;
	uint64_t now = ax_now(&c->base);
	/* Relaxed: counters. Of two connections that note at once both may get through. */
	atomic_fetch_add_explicit(&guests->lost, 1, memory_order_relaxed);
	if (!(c->stream.flags & AX_STREAM_PEER_ENDED) &&
	    now >= atomic_load_explicit(&guests->note_at, memory_order_relaxed)) {
		char peer[AX_ADDRESS_TEXT];
		atomic_store_explicit(&guests->note_at, now + note_every_ns, memory_order_relaxed);
		ax_address_print(&c->guest->peer, peer);
		ax_note(&c->base, "the connection from %s %s", peer, ax_stream_trouble(&c->stream));
	}
	ax_signal(&c->base, AX_SHUTDOWN);
	return ax_done(&c->base, AX_REASON_FINISHED);
}

/* Whether a shutdown came. The protocol's "finished" needs no answer: its closes say the same. */
static bool told_to_stop(struct ax_component *self)
{
	bool stop = false;
	struct ax_msg msg;
	while (ax_take1(&self->control, &msg)) {
		stop |= msg.type == AX_SHUTDOWN;
		ax_drop(ax_engine_of(self), &msg);
	}
	return stop;
}

static enum ax_status body(struct ax_component *self)
{
	struct connection *c = (struct connection *)self;
	if (told_to_stop(self))
		return ax_done(self, AX_REASON_SHUTDOWN);
	switch (ax_stream_pump(self, &c->stream, &c->inbox, &c->outbox)) {
	case AX_STREAM_BUSY:
		return AX_STEP_READY;
	case AX_STREAM_WAITS:
		ax_stream_want(self, &c->stream, &c->inbox, &c->outbox);
		return AX_STEP_WAIT;
	case AX_STREAM_ENDED:
		return ax_done(self, AX_REASON_FINISHED);
	case AX_STREAM_REFUSED:
		return ax_done(self, AX_REASON_REFUSED);
	case AX_STREAM_BROKEN:
		return lose(c);
	case AX_STREAM_FAILED:
	default:
		return AX_STEP_DONE;
	}
}

static void finish(struct ax_component *self)
{
	struct connection *c = (struct connection *)self;
	ax_stream_close(&c->stream);
	if (c->guest)
		ax_guest_leave(c->guest);
}

static int describe(const struct ax_component *self, char *text, size_t room)
{
	const struct connection *c = (const struct connection *)self;
	return snprintf(text, room, "sent %" PRIu64 ", received %" PRIu64, c->stream.sent,
			c->stream.received);
}

static const struct ax_box_spec boxes[] = {
	AX_INBOX(struct connection, inbox, "bytes", "what to send to the client"),
	AX_OUTBOX(struct connection, outbox, "bytes", "what the client sends"),
	AX_BOXES_END,
};

const struct ax_component_type ax_tcp_connection_type = {
	.name = "tcp_connection",
	.doc = "a server's end of one TCP connection; tcp_server makes them",
	.about =
		"Sends what comes to its inbox as the client takes it, and receives as its outbox "
		"has room. When the client stops sending, the outbox closes while sending goes on; "
		"when the inbox is closed and drained, the client sees the end while receiving "
		"goes on; when both are through it ends. When its protocol listens no more, the "
		"client has three seconds to close. A client that breaks the connection gets a "
		"line in the log, and the protocol a shutdown.",
	.size = sizeof(struct connection),
	.boxes = boxes,
	.flags = AX_READS_CONTROL | AX_OUTSIDE,
	.init = init,
	.step = ax_callback_step,
	.body = body,
	.close = finish,
	.describe = describe,
};
