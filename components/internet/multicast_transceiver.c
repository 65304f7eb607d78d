// SPDX-License-Identifier: Apache-2.0
/* multicast_transceiver: joins a multicast group; sends its inbox to it, a message a datagram, and
 * receives from it pairs of (sender, data). */
#include <arpa/inet.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "address.h"
#include "internet.h"
#include "util/expect.h"
#include "util/pair.h"

enum {
	DATAGRAM = 65507,	/* bytes: the largest that IPv4 carries */
	BATCH = 64,		/* datagrams each way in one step */
	RECEIVE_QUEUE = 1 << 20 /* bytes the kernel may hold: bursts outlive a step */
};

struct multicast {
	struct ax_component base;
	struct ax_inbox inbox;
	struct ax_outbox outbox;
	const char *local;
	const char *group;
	int64_t port, to_port, ttl;
	bool loop;
	uint64_t idle_ns;
	struct ax_watch watch;
	struct ax_address to;
	uint64_t heard_at; /* the last datagram; 0: none yet */
	uint64_t sent, received;
};

/* ---- opening -------------------------------------------------------------------------------- */

static int set(int fd, int option, int value)
{
	return setsockopt(fd, IPPROTO_IP, option, &value, sizeof(value));
}

static bool is_group(const struct ax_address *address)
{
	return address->any.sa_family == AF_INET &&
	       IN_MULTICAST(ntohl(address->v4.sin_addr.s_addr));
}

/* Binds to the group itself, so that nothing else sent to the port is heard, and joins it on the
 * interface that has the local address. */
static int join(struct multicast *m, int fd, const struct ax_address *group,
		const struct ax_address *local)
{
	int on = 1, queue = RECEIVE_QUEUE;
	struct ip_mreq request = { .imr_multiaddr = group->v4.sin_addr,
				   .imr_interface = local->v4.sin_addr };
	(void)setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &queue, sizeof(queue));
	if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) ||
	    bind(fd, &group->any, group->size) || set(fd, IP_MULTICAST_TTL, (int)m->ttl) ||
	    set(fd, IP_MULTICAST_LOOP, m->loop) || set(fd, IP_MULTICAST_ALL, 0) ||
	    setsockopt(fd, IPPROTO_IP, IP_ADD_MEMBERSHIP, &request, sizeof(request)) ||
	    setsockopt(fd, IPPROTO_IP, IP_MULTICAST_IF, &local->v4.sin_addr,
		       sizeof(local->v4.sin_addr)))
		return -errno;
	return 0;
}

static int fail_join(struct multicast *m, int error)
{
	if (error == -EADDRINUSE)
		return ax_fail_init(&m->base, "port %" PRId64 " is in use by another program",
				    m->port);
	if (error == -ENODEV || error == -EADDRNOTAVAIL)
		return ax_fail_init(
			&m->base, "can't join %s: no interface with the address %s does multicast",
			m->group, m->local);
	return ax_fail_init(&m->base, "can't join %s on %s: %s", m->group, m->local,
			    strerror(-error));
}

static int read_addresses(struct multicast *m, struct ax_address *group, struct ax_address *local)
{
	if (!ax_address_read(group, m->group, (uint16_t)m->port) || !is_group(group))
		return ax_fail_init(&m->base,
				    "group=%s is not a multicast address: those go from 224.0.0.0 "
				    "to 239.255.255.255",
				    m->group);
	if (!ax_address_read(local, m->local, 0) || local->any.sa_family != AF_INET)
		return ax_fail_init(
			&m->base,
			"local=%s is not an address: write that of an interface of this "
			"machine, or 0.0.0.0",
			m->local);
	m->to = *group;
	m->to.v4.sin_port = htons((uint16_t)(m->to_port ? m->to_port : m->port));
	return 0;
}

static int init(struct ax_component *self)
{
	struct multicast *m = (struct multicast *)self;
	struct ax_address group, local;
	int error = read_addresses(m, &group, &local);
	if (error)
		return error;
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return fail_join(m, -errno);
	error = join(m, fd, &group, &local);
	if (!error)
		error = ax_watch_open(self, &m->watch, fd);
	if (error) {
		close(fd);
		return fail_join(m, error);
	}
	m->watch.ready |= AX_WRITABLE;
	return 0;
}

/* ---- sending -------------------------------------------------------------------------------- */

/* Whether a failed call may be tried again, once the socket says so. */
static bool try_later(struct multicast *m, uint32_t event)
{
	if (errno == EAGAIN)
		m->watch.ready &= ~event;
	/* What a datagram may meet on its way is told to the next call: it concerns no other. */
	return errno == EAGAIN || errno == EINTR || errno == ENOBUFS || errno == ECONNREFUSED;
}

/* Sends the head as a datagram; false with the component failed. */
static bool send_one(struct multicast *m)
{
	struct ax_msg *msg = ax_head(&m->inbox);
	if (!ax_msg_is_bytes(&m->base, msg)) {
		ax_fail(&m->base, "inbox got a message of type %s, not bytes",
			ax_msg_type_name(&m->base, msg));
		return false;
	}
	if (msg->length > DATAGRAM) {
		ax_fail(&m->base,
			"a message of %u bytes does not fit into a datagram: put chunk size=1400 "
			"before",
			msg->length);
		return false;
	}
	if (sendto(m->watch.fd, msg->bytes, msg->length, 0, &m->to.any, m->to.size) < 0) {
		if (try_later(m, AX_WRITABLE))
			return true;
		ax_fail(&m->base, "can't send to %s: %s", m->group, strerror(errno));
		return false;
	}
	m->sent++;
	ax_drop_head(&m->inbox);
	return true;
}

static bool send_some(struct multicast *m)
{
	for (int i = 0; i < BATCH && (m->watch.ready & AX_WRITABLE) && ax_head(&m->inbox); i++)
		if (!send_one(m))
			return false;
	return true;
}

/* ---- receiving ------------------------------------------------------------------------------ */

static struct ax_msg pair_of(struct multicast *m, const struct ax_address *from, const void *data,
			     size_t n)
{
	char sender[AX_ADDRESS_TEXT];
	ax_address_print(from, sender);
	struct ax_msg first = ax_bytes_copy(sender, strlen(sender));
	struct ax_msg second = ax_bytes_copy(data, n);
	if (first.type != AX_NONE && second.type != AX_NONE)
		return ax_pair_new(ax_engine_of(&m->base), first, second);
	ax_drop(ax_engine_of(&m->base), &first);
	ax_drop(ax_engine_of(&m->base), &second);
	return (struct ax_msg){ .type = AX_NONE };
}

/* Receives one datagram; false with the component failed. */
static bool receive_one(struct multicast *m)
{
	unsigned char data[DATAGRAM];
	struct ax_address from = { .size = sizeof(from.v6) };
	ssize_t n = recvfrom(m->watch.fd, data, sizeof(data), 0, &from.any, &from.size);
	if (n < 0) {
		if (try_later(m, AX_READABLE))
			return true;
		ax_fail(&m->base, "can't receive from %s: %s", m->group, strerror(errno));
		return false;
	}
	struct ax_msg pair = pair_of(m, &from, data, (size_t)n);
	if (pair.type == AX_NONE) {
		ax_fail(&m->base, "no memory for a datagram of %zd bytes", n);
		return false;
	}
	m->received++;
	m->heard_at = ax_now(&m->base);
	(void)ax_put1(&m->outbox, pair);
	return true;
}

static bool receive_some(struct multicast *m)
{
	for (int i = 0; i < BATCH && (m->watch.ready & AX_READABLE) && ax_room(&m->outbox); i++)
		if (!receive_one(m))
			return false;
	return true;
}

/* ---- the component -------------------------------------------------------------------------- */

/* Whether nothing is left to do: nobody listens, and nothing comes that could be sent. */
static bool over(struct multicast *m)
{
	bool fed = m->inbox.box.flags & AX_BOX_FED;
	bool heard = m->outbox.box.link && !ax_refused(&m->outbox);
	if (m->idle_ns && m->heard_at && ax_now(&m->base) >= m->heard_at + m->idle_ns)
		return true;
	return !heard && (ax_closed(&m->inbox) || (!fed && ax_refused(&m->outbox)));
}

static void want(struct multicast *m)
{
	ax_want_fd(&m->base, &m->watch);
	if ((m->watch.ready & AX_WRITABLE) && !ax_closed(&m->inbox))
		ax_want_message(&m->inbox);
	if (m->watch.ready & AX_READABLE)
		ax_want_room(&m->outbox, 1);
	if (m->idle_ns && m->heard_at)
		ax_want_time(&m->base, m->heard_at + m->idle_ns);
}

/* Whether a step stopped only to let others run. */
static bool busy(struct multicast *m)
{
	return (m->watch.ready & AX_READABLE) && ax_room(&m->outbox);
}

AX_STEP(multicast, m)
{
	AX_BEGIN(m);
	for (;;) {
		if (!send_some(m) || !receive_some(m))
			return AX_STEP_DONE;
		if (over(m))
			break;
		if (busy(m))
			AX_YIELD(m);
		else
			AX_WAIT(m, want(m));
	}
	AX_END(m);
}

static void finish(struct ax_component *self)
{
	struct multicast *m = (struct multicast *)self;
	ax_watch_close(&m->watch);
}

static int describe(const struct ax_component *self, char *text, size_t room)
{
	const struct multicast *m = (const struct multicast *)self;
	return snprintf(text, room, "%" PRIu64 " datagrams sent, %" PRIu64 " received", m->sent,
			m->received);
}

static const struct ax_box_spec boxes[] = {
	AX_INBOX(struct multicast, inbox, "bytes", "what to send, a message a datagram"),
	AX_OUTBOX(struct multicast, outbox, "pair", "(sender's address, data) of each datagram"),
	AX_BOXES_END,
};

static const struct ax_param params[] = {
	{ .name = "group",
	  .kind = AX_STRING,
	  .offset = offsetof(struct multicast, group),
	  .doc = "the multicast group: an address from 224.0.0.0 to 239.255.255.255" },
	{ .name = "port",
	  .kind = AX_INTEGER,
	  .offset = offsetof(struct multicast, port),
	  .doc = "the port to receive on",
	  .least = 1,
	  .most = 65535 },
	{ .name = "to_port",
	  .kind = AX_INTEGER,
	  .offset = offsetof(struct multicast, to_port),
	  .preset = "0",
	  .doc = "the port to send to; 0 is the one to receive on",
	  .least = 0,
	  .most = 65535 },
	{ .name = "local",
	  .kind = AX_STRING,
	  .offset = offsetof(struct multicast, local),
	  .preset = "0.0.0.0",
	  .doc = "the address of the interface to use; 0.0.0.0 lets the system choose" },
	{ .name = "ttl",
	  .kind = AX_INTEGER,
	  .offset = offsetof(struct multicast, ttl),
	  .preset = "1",
	  .doc = "routers that a datagram may pass; 1 stays in the local network",
	  .least = 0,
	  .most = 255 },
	{ .name = "loop",
	  .kind = AX_BOOL,
	  .offset = offsetof(struct multicast, loop),
	  .preset = "yes",
	  .doc = "whether this machine hears what it sends" },
	{ .name = "idle",
	  .kind = AX_DURATION,
	  .offset = offsetof(struct multicast, idle_ns),
	  .preset = "0s",
	  .doc = "ends when nothing has come for so long after the first datagram; 0s never does",
	  .least = 0,
	  .most = INT64_MAX },
	AX_PARAMS_END,
};

const struct ax_component_type ax_multicast_transceiver_type = {
	.name = "multicast_transceiver",
	.doc = "sends to a multicast group and receives from it",
	.about =
		"Each message of the inbox leaves as one datagram; each datagram that arrives is "
		"passed on as a pair of its sender's address and its data, from which detuple "
		"takes "
		"one. Datagrams may be lost, doubled or overtaken on the way: what is read here is "
		"what arrived. Ends when its input has closed and nothing is linked to its outbox, "
		"when nobody wants its output any more, or when the group has been silent for "
		"idle.",
	.size = sizeof(struct multicast),
	.boxes = boxes,
	.params = params,
	.example = "multicast_transceiver group=224.168.2.9 port=1600 ! detuple item=1 ! "
		   "vorbis_decode ! ao_playback",
	.flags = AX_OUTSIDE,
	.init = init,
	.step = multicast_step,
	.close = finish,
	.describe = describe,
};
