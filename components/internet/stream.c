// SPDX-License-Identifier: Apache-2.0
/* stream: a connected TCP socket between an inbox and an outbox, pumped step by step. */
#include "stream.h"

#include "util/expect.h"

#include <errno.h>
#include <linux/sockios.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

enum {
	GATHER = 64,				 /* messages in one system call */
	READ = 32768 - sizeof(struct ax_buffer), /* bytes: a buffer of one aligned block */
	ROUNDS = 8,				 /* reads in one step */
	DISCARD = 1 << 20,			 /* bytes thrown away by one call */
};

/* How long a peer may take to close after our last byte, when nobody listens to it. */
static const uint64_t linger_ns = 3000000000;

int ax_stream_open(struct ax_component *self, struct ax_stream *stream, int fd)
{
	int error = ax_watch_open(self, &stream->watch, fd);
	if (error) {
		close(fd);
		stream->watch = (struct ax_watch){ .fd = -1 };
		return error;
	}
	/* A call that turns out to be too early costs less than the wake-up that would allow it. */
	stream->watch.ready |= AX_WRITABLE;
	return 0;
}

void ax_stream_close(struct ax_stream *stream)
{
	ax_watch_close(&stream->watch);
}

const char *ax_stream_trouble(const struct ax_stream *stream)
{
	switch (stream->error) {
	case ECONNRESET:
	case EPIPE:
		return "was reset by the peer";
	case ETIMEDOUT:
		return "timed out";
	default:
		return strerror(stream->error);
	}
}

/* Whether a failed call only came too early or was interrupted; else keeps its error. */
static bool try_later(struct ax_stream *stream, uint32_t event)
{
	if (errno == EINTR)
		return true;
	if (errno == EAGAIN) {
		stream->watch.ready &= ~event;
		return true;
	}
	stream->error = errno;
	return false;
}

/* ---- inbox to socket ------------------------------------------------------------------------ */

/* The messages at the head as vectors; returns how many, 0 when one is not bytes. */
static uint32_t gather(struct ax_component *self, struct ax_span span, struct iovec *vector,
		       size_t *n_bytes)
{
	uint32_t n = span.n < GATHER ? span.n : GATHER;
	*n_bytes = 0;
	for (uint32_t i = 0; i < n; i++) {
		struct ax_msg *msg = &span.msg[i];
		if (!ax_msg_is_bytes(self, msg)) {
			ax_fail(self, "inbox got a message of type %s, not bytes",
				ax_msg_type_name(self, msg));
			return 0;
		}
		vector[i] = (struct iovec){ msg->bytes, msg->length };
		*n_bytes += msg->length;
	}
	return n;
}

/* Drops what n bytes cover of the first `count` messages, and trims the one they end in. */
static void consume(struct ax_component *self, struct ax_inbox *inbox, struct ax_span span,
		    uint32_t count, size_t n)
{
	uint32_t done = 0;
	for (; done < count && span.msg[done].length <= n; done++) {
		n -= span.msg[done].length;
		ax_drop(ax_engine_of(self), &span.msg[done]);
	}
	if (n)
		ax_bytes_trim(&span.msg[done], (uint32_t)n, span.msg[done].length - (uint32_t)n);
	ax_advance(inbox, done);
}

static ssize_t send_vector(int fd, struct iovec *vector, uint32_t n)
{
	struct msghdr header = { .msg_iov = vector, .msg_iovlen = n };
	if (n == 1)
		return send(fd, vector->iov_base, vector->iov_len, MSG_NOSIGNAL);
	return sendmsg(fd, &header, MSG_NOSIGNAL);
}

/* Sends what lies side by side at the head; whether the pump can go on. */
static bool send_span(struct ax_component *self, struct ax_stream *stream, struct ax_inbox *inbox,
		      struct ax_span span)
{
	struct iovec vector[GATHER];
	size_t n_bytes;
	uint32_t n = gather(self, span, vector, &n_bytes);
	if (n == 0)
		return false;
	ssize_t sent = n_bytes ? send_vector(stream->watch.fd, vector, n) : 0;
	if (sent < 0) {
		if (!stream->until && stream->stall_ns && errno == EAGAIN)
			stream->until = ax_now(self) + stream->stall_ns;
		return try_later(stream, AX_WRITABLE);
	}
	consume(self, inbox, span, n, (size_t)sent);
	stream->sent += (uint64_t)sent;
	stream->until = 0;
	return true;
}

static void end_sending(struct ax_component *self, struct ax_stream *stream)
{
	/* It fails when the peer has gone; what that means shows when reading. */
	(void)shutdown(stream->watch.fd, SHUT_WR);
	stream->flags |= AX_STREAM_SENT_ALL;
	stream->until = ax_now(self) + linger_ns;
	stream->left = -1;
}

static bool send_some(struct ax_component *self, struct ax_stream *stream, struct ax_inbox *inbox)
{
	while (!(stream->flags & AX_STREAM_SENT_ALL) && (stream->watch.ready & AX_WRITABLE)) {
		struct ax_span span = ax_peek(inbox);
		if (span.n) {
			if (!send_span(self, stream, inbox, span))
				return false;
		} else {
			if (ax_closed(inbox))
				end_sending(self, stream);
			break;
		}
	}
	return true;
}

/* ---- socket to outbox ----------------------------------------------------------------------- */

/* Whether somebody wants what the peer sends. */
static bool heard(struct ax_outbox *outbox)
{
	if (!outbox->box.link)
		return false;
	(void)ax_room(outbox);
	return !ax_refused(outbox);
}

static void end_receiving(struct ax_stream *stream, struct ax_outbox *outbox)
{
	stream->flags |= AX_STREAM_PEER_ENDED;
	ax_close(outbox);
}

/* Reads into a message of the size of what came: small reads pass over the stack, so that no
 * buffer is larger than what it holds. */
static ssize_t read_message(struct ax_stream *stream, struct ax_msg *msg)
{
	unsigned char small[READ];
	ssize_t n;
	if (stream->flags & AX_STREAM_BULK) {
		*msg = ax_bytes_new(READ);
		if (msg->type == AX_NONE) {
			errno = ENOMEM;
			return -1;
		}
		n = recv(stream->watch.fd, msg->bytes, READ, 0);
		if (n == READ)
			return n;
		struct ax_msg whole = *msg;
		int error = errno;
		if (n > 0)
			*msg = ax_bytes_copy(whole.bytes, (size_t)n);
		ax_bytes_drop(&whole);
		errno = error;
	} else {
		n = recv(stream->watch.fd, small, READ, 0);
		if (n > 0)
			*msg = ax_bytes_copy(small, (size_t)n);
	}
	if (n > 0 && msg->type == AX_NONE) {
		errno = ENOMEM;
		n = -1;
	}
	return n;
}

/* Receives one message, or throws away what nobody wants; whether the pump can go on. */
static bool receive(struct ax_stream *stream, struct ax_outbox *outbox, bool wanted)
{
	struct ax_msg msg = { .type = AX_NONE };
	ssize_t n = wanted ? read_message(stream, &msg)
			   : recv(stream->watch.fd, NULL, DISCARD, MSG_TRUNC);
	if (n < 0)
		return try_later(stream, AX_READABLE);
	if (n == 0) {
		end_receiving(stream, outbox);
		return true;
	}
	if (wanted) {
		(void)ax_put1(outbox, msg);
		stream->flags &= ~(uint32_t)AX_STREAM_BULK;
		stream->flags |= n == READ ? AX_STREAM_BULK : 0;
	}
	stream->received += (uint64_t)n;
	return true;
}

static bool can_receive(const struct ax_stream *stream)
{
	return !(stream->flags & AX_STREAM_PEER_ENDED) && (stream->watch.ready & AX_READABLE);
}

static bool receive_some(struct ax_stream *stream, struct ax_outbox *outbox, bool wanted)
{
	for (int round = 0; round < ROUNDS && can_receive(stream); round++) {
		if (wanted && !ax_room(outbox))
			break;
		if (!receive(stream, outbox, wanted))
			return false;
	}
	return true;
}

/* ---- both ----------------------------------------------------------------------------------- */

static bool never_fed(const struct ax_inbox *inbox)
{
	return !(inbox->box.flags & (AX_BOX_FED | AX_BOX_HELD));
}

/* Whether a peer that nobody listens to has had its time to take our last bytes and close: it is
 * over when all is acknowledged, or when nothing has moved meanwhile. */
static bool lingered(struct ax_component *self, struct ax_stream *stream)
{
	int left = 0;
	if (ax_now(self) < stream->until)
		return false;
	if (ioctl(stream->watch.fd, SIOCOUTQ, &left) || left == 0 || left == stream->left)
		return true;
	stream->left = left;
	stream->until = ax_now(self) + linger_ns;
	return false;
}

static enum ax_stream_state judge(struct ax_component *self, struct ax_stream *stream,
				  struct ax_inbox *inbox, struct ax_outbox *outbox, bool wanted)
{
	bool peer_ended = stream->flags & AX_STREAM_PEER_ENDED;
	bool sent_all = stream->flags & AX_STREAM_SENT_ALL;
	if (peer_ended && (sent_all || never_fed(inbox)))
		return AX_STREAM_ENDED;
	if (!wanted && sent_all && lingered(self, stream))
		return AX_STREAM_ENDED;
	if (ax_refused(outbox) && never_fed(inbox))
		return AX_STREAM_REFUSED;
	if (!sent_all && stream->until && ax_now(self) >= stream->until) {
		stream->error = ETIMEDOUT;
		return AX_STREAM_BROKEN;
	}
	if (can_receive(stream) && (!wanted || ax_room(outbox)))
		return AX_STREAM_BUSY;
	return AX_STREAM_WAITS;
}

enum ax_stream_state ax_stream_pump(struct ax_component *self, struct ax_stream *stream,
				    struct ax_inbox *inbox, struct ax_outbox *outbox)
{
	bool wanted = heard(outbox);
	stream->error = 0;
	if (send_some(self, stream, inbox) && receive_some(stream, outbox, wanted))
		return judge(self, stream, inbox, outbox, wanted);
	if (!stream->error)
		return AX_STREAM_FAILED;
	if (stream->error == ENOMEM) {
		ax_fail(self, "no memory for what the peer sent");
		return AX_STREAM_FAILED;
	}
	return AX_STREAM_BROKEN;
}

void ax_stream_want(struct ax_component *self, struct ax_stream *stream, struct ax_inbox *inbox,
		    struct ax_outbox *outbox)
{
	bool sent_all = stream->flags & AX_STREAM_SENT_ALL;
	ax_want_fd(self, &stream->watch);
	if (!sent_all && (stream->watch.ready & AX_WRITABLE))
		ax_want_message(inbox);
	if (can_receive(stream))
		ax_want_room(outbox, 1);
	if (stream->until && (!sent_all || !heard(outbox)))
		ax_want_time(self, stream->until);
}
