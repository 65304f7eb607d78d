// SPDX-License-Identifier: Apache-2.0
/* tcp_server: accepts TCP connections and runs an instance of a protocol, a graph, for each. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "connection.h"
#include "internet.h"
#include "listener.h"
#include "tidy.h"

enum {
	ACCEPTS = 32,		  /* connections in one step */
	NEWBORN = 128,		  /* connections that have not run yet, at most */
	QUEUED = 31,		  /* messages between a connection and its protocol, each way */
	QUEUED_BYTES = 256 * 1024 /* ... and bytes */
};

static const uint64_t retry_ns = 1000000000; /* after the system had no descriptor or memory */
static const uint64_t breath_ns = 100000;    /* while others run */
static const uint64_t tidy_ns = 1000000000;  /* of quiet, after connections came or went */

struct tcp_server {
	struct ax_component base;
	const char *host;
	int64_t port;
	int64_t limit;
	int64_t connections;
	uint64_t stall_ns;
	struct ax_graph *protocol;
	struct ax_graph *instance; /* a connection and its protocol */
	struct ax_family *family;  /* the components of all connections */
	struct ax_watch watch;
	struct ax_guests guests;
	int64_t fit; /* connections that the descriptors allow; 0: not known */
	int64_t n_accepted;
	uint64_t n_descriptors;
	uint64_t retry_at;
	uint64_t tidy_at; /* when to give memory back; 0: nothing has changed since */
	bool starved;	  /* of descriptors or memory: accepts again when a connection has ended */
	bool lamented;	  /* has said so */
	bool stopping;	  /* a shutdown came */
	bool more;	  /* stopped accepting only to let others run */
	bool throttled;	  /* has said that the limit is reached */
};

/* ---- the instance --------------------------------------------------------------------------- */

/* Links what the protocol has: an inbox, an outbox, or both. */
static int make_instance(struct tcp_server *s)
{
	struct ax_graph *graph = ax_graph_new(ax_engine_of(&s->base), "connection");
	if (!graph)
		return ax_fail_init(&s->base, "no memory for the protocol's graph");
	s->instance = graph;
	bool hears = ax_graph_has_box(s->protocol, "inbox", false);
	bool speaks = ax_graph_has_box(s->protocol, "outbox", true);
	if (!hears && !speaks)
		return ax_fail_init(&s->base, "protocol has neither an inbox nor an outbox, so it "
					      "can't talk to a client");
	ax_graph_add(graph, "connection", &ax_tcp_connection_type, NULL, NULL);
	ax_graph_nest(graph, "protocol", ax_graph_share(s->protocol));
	if (hears) {
		ax_graph_link(graph, "connection.outbox", "protocol.inbox");
		ax_graph_bound(graph, "protocol.inbox", QUEUED, QUEUED_BYTES);
	}
	if (speaks) {
		ax_graph_link(graph, "protocol.outbox", "connection.inbox");
		ax_graph_bound(graph, "connection.inbox", QUEUED, QUEUED_BYTES);
	}
	if (ax_graph_has_box(s->protocol, "control", false))
		ax_graph_link(graph, "connection.signal", "protocol.control");
	if (ax_graph_has_box(s->protocol, "signal", true))
		ax_graph_link(graph, "protocol.signal", "connection.control");
	const char *error = ax_graph_check(graph);
	return error ? ax_fail_init(&s->base, "protocol: %s", error) : 0;
}

static int init(struct ax_component *self)
{
	struct tcp_server *s = (struct tcp_server *)self;
	char text[256];
	struct ax_address address;
	int error = make_instance(s);
	if (error)
		return error;
	s->family = ax_family_new(ax_engine_of(self), self);
	if (!s->family)
		return ax_fail_init(self, "no memory for the list of connections");
	int fd = ax_listener_open(s->host, (uint16_t)s->port, &address, text, sizeof(text));
	if (fd < 0)
		return ax_fail_init(self, "%s", text);
	error = ax_watch_open(self, &s->watch, fd);
	if (error) {
		close(fd);
		return ax_fail_init(self, "the socket can't be watched: %s", strerror(-error));
	}
	s->n_descriptors = ax_listener_raise_limit();
	ax_address_print(&address, text);
	ax_note(self, "listening on %s", text);
	return 0;
}

/* ---- guests --------------------------------------------------------------------------------- */

/* Forgets the connections that have ended. */
static void see_off(struct tcp_server *s)
{
	struct ax_guest *guest = ax_guests_departed(&s->guests);
	if (guest) {
		s->starved = false;
		s->tidy_at = ax_now(&s->base) + tidy_ns;
	}
	while (guest) {
		struct ax_guest *next = guest->departed_next;
		ax_guest_remove(guest);
		guest = next;
	}
}

/* ---- accepting ------------------------------------------------------------------------------ */

/* Says once that others must wait. */
static void lament(struct tcp_server *s, int why)
{
	if (s->lamented)
		return;
	s->lamented = true;
	if (why == EMFILE)
		ax_note(&s->base,
			"%" PRId64 " connections use up the %" PRIu64
			" descriptors of this process (ulimit -n): others wait until one ends",
			s->guests.n_living, s->n_descriptors);
	else
		ax_note(&s->base, "%" PRId64 " connections, and no room for more: %s",
			s->guests.n_living, strerror(why));
}

/* The system has no descriptor or no memory for another connection. */
static void starve(struct tcp_server *s, int why)
{
	s->starved = true;
	s->retry_at = ax_now(&s->base) + retry_ns;
	lament(s, why);
}

/* Starts the protocol for a new client; false when it can't. */
static bool welcome(struct tcp_server *s, int fd, const struct ax_address *peer)
{
	struct ax_guest *guest = ax_guest_add(&s->guests, fd, peer);
	if (!guest) {
		close(fd);
		starve(s, ENOMEM);
		return false;
	}
	guest->stall_ns = s->stall_ns;
	atomic_fetch_add_explicit(&s->guests.newborn, 1, memory_order_relaxed);
	int error = ax_spawn(&s->base, s->instance, s->family, "connection", ax_connection_prepare,
			     guest);
	if (error == 0) {
		s->n_accepted++;
		s->tidy_at = ax_now(&s->base) + tidy_ns;
		return true;
	}
	atomic_fetch_sub_explicit(&s->guests.newborn, 1, memory_order_relaxed);
	ax_guest_remove(guest); /* closes the descriptor */
	if (error == -ESHUTDOWN)
		s->stopping = true;
	else
		starve(s, -error);
	return false;
}

/* Whether accept's error is about one connection that went away, or one that may be tried again. */
static bool passing(int error)
{
	return error == EINTR || error == ECONNABORTED || error == EPROTO || error == EPERM ||
	       error == ENETDOWN || error == ENOPROTOOPT || error == EHOSTDOWN ||
	       error == EHOSTUNREACH || error == ENETUNREACH || error == EOPNOTSUPP;
}

/* Accepts one connection; false when there is none now. */
static bool accept_one(struct tcp_server *s)
{
	struct ax_address peer = { .size = sizeof(peer.v6) };
	int fd = accept4(s->watch.fd, &peer.any, &peer.size, SOCK_NONBLOCK | SOCK_CLOEXEC);
	if (fd >= 0)
		return welcome(s, fd, &peer);
	if (passing(errno))
		return true;
	if (errno == EAGAIN)
		s->watch.ready &= ~(uint32_t)AX_READABLE;
	else
		starve(s, errno);
	return false;
}

static bool served_all(const struct tcp_server *s)
{
	return s->connections && s->n_accepted == s->connections;
}

/* Learns how many connections fit, when the first ones have used up nearly all descriptors. */
static void learn_fit(struct tcp_server *s)
{
	if (s->fit || !(s->watch.ready & AX_READABLE) || !s->guests.n_living ||
	    !ax_listener_scarce(s->watch.fd, s->n_descriptors))
		return;
	s->fit = s->guests.n_living;
	lament(s, EMFILE);
}

static bool at_limit(struct tcp_server *s)
{
	if (s->fit && s->guests.n_living >= s->fit)
		return true;
	if (s->guests.n_living < s->limit)
		return false;
	if (!s->throttled)
		ax_note(&s->base, "%" PRId64 " connections: others wait until one ends (limit=)",
			s->guests.n_living);
	s->throttled = true;
	return true;
}

/* Whether as many connections have still to run for the first time as may: nobody is accepted
 * faster than served, and what each needs at first (a file, a burst) is not needed by all at once. */
static bool crowded(struct tcp_server *s)
{
	/* Two or three descriptors each fit into half of what ax_listener_scarce() keeps. */
	uint64_t most = s->n_descriptors / 32;
	most = most > NEWBORN ? NEWBORN : most ? most : 1;
	return atomic_load_explicit(&s->guests.newborn, memory_order_relaxed) >= most;
}

/* Accepts what is there; whether it stopped only to let others run. */
static bool accept_some(struct tcp_server *s)
{
	learn_fit(s);
	for (int i = 0; i < ACCEPTS && !crowded(s); i++)
		if (s->stopping || s->starved || served_all(s) || !(s->watch.ready & AX_READABLE) ||
		    at_limit(s) || !accept_one(s))
			return false;
	return true;
}

/* ---- the component -------------------------------------------------------------------------- */

/* Stops accepting, and tells every connection; those that the engine has told already end anyway. */
static void stop(struct tcp_server *s)
{
	s->stopping = true;
	ax_watch_close(&s->watch);
	for (struct ax_guest *guest = s->guests.living; guest; guest = guest->next)
		ax_stop(guest->handle, NULL);
}

static void hear_control(struct tcp_server *s)
{
	struct ax_msg msg;
	while (ax_take1(&s->base.control, &msg)) {
		if (msg.type == AX_SHUTDOWN)
			stop(s);
		ax_drop(ax_engine_of(&s->base), &msg);
	}
}

/* Whether it serves nobody any more, and never will. */
static bool finished(struct tcp_server *s)
{
	return (s->stopping || served_all(s)) && ax_family_alive(s->family) == 0;
}

/* Once connections have ceased to come and go for a while. */
static void tidy(struct tcp_server *s)
{
	if (!s->tidy_at || ax_now(&s->base) < s->tidy_at)
		return;
	s->tidy_at = 0;
	ax_tidy_memory(&s->base);
}

static void want(struct tcp_server *s)
{
	if (s->stopping)
		return;
	if (s->tidy_at)
		ax_want_time(&s->base, s->tidy_at);
	if (s->watch.component)
		ax_want_fd(&s->base, &s->watch);
	if (s->starved)
		ax_want_time(&s->base, s->retry_at);
	if (s->more)
		ax_want_time(&s->base, ax_now(&s->base) + breath_ns);
}

AX_STEP(tcp_server, s)
{
	AX_BEGIN(s);
	for (;;) {
		hear_control(s);
		see_off(s);
		if (s->starved && ax_now(&s->base) >= s->retry_at)
			s->starved = false;
		s->more = accept_some(s);
		if (served_all(s))
			ax_watch_close(&s->watch);
		tidy(s);
		if (finished(s))
			break;
		if (s->more && !crowded(s))
			AX_YIELD(s);
		else
			AX_WAIT(s, want(s));
	}
	see_off(s);
	if (s->stopping)
		return ax_done(&s->base, AX_REASON_SHUTDOWN);
	AX_END(s);
}

static void finish(struct ax_component *self)
{
	struct tcp_server *s = (struct tcp_server *)self;
	ax_watch_close(&s->watch);
	see_off(s);
	while (s->guests.living)
		ax_guest_remove(s->guests.living);
	ax_family_release(s->family);
	if (s->instance)
		ax_graph_free(s->instance);
}

static int describe(const struct ax_component *self, char *text, size_t room)
{
	const struct tcp_server *s = (const struct tcp_server *)self;
	return snprintf(text, room, "%" PRId64 " connections, %" PRId64 " so far, %" PRIu64 " lost",
			s->guests.n_living, s->n_accepted,
			atomic_load_explicit(&s->guests.lost, memory_order_relaxed));
}

static const struct ax_box_spec boxes[] = {
	AX_BOXES_END,
};

static const struct ax_param params[] = {
	{ .name = "port",
	  .kind = AX_INTEGER,
	  .offset = offsetof(struct tcp_server, port),
	  .doc = "the port to listen on; 0 takes a free one and says which",
	  .least = 0,
	  .most = 65535 },
	{ .name = "protocol",
	  .kind = AX_GRAPH,
	  .offset = offsetof(struct tcp_server, protocol),
	  .doc = "the graph that is run for each connection, in quotes" },
	{ .name = "host",
	  .kind = AX_STRING,
	  .offset = offsetof(struct tcp_server, host),
	  .preset = "0.0.0.0",
	  .doc = "the address to listen on; 0.0.0.0 is every one, 127.0.0.1 this machine alone" },
	{ .name = "limit",
	  .kind = AX_INTEGER,
	  .offset = offsetof(struct tcp_server, limit),
	  .preset = "10000",
	  .doc = "connections at a time; others wait in the system's queue",
	  .least = 1,
	  .most = 10000000 },
	{ .name = "connections",
	  .kind = AX_INTEGER,
	  .offset = offsetof(struct tcp_server, connections),
	  .preset = "0",
	  .doc = "ends after that many have been served; 0 never ends",
	  .least = 0,
	  .most = INT64_MAX },
	{ .name = "stall",
	  .kind = AX_DURATION,
	  .offset = offsetof(struct tcp_server, stall_ns),
	  .preset = "5m",
	  .doc = "lets go of a client that takes nothing for so long; 0s never does" },
	AX_PARAMS_END,
};

const struct ax_component_type ax_tcp_server_type = {
	.name = "tcp_server",
	.doc = "accepts TCP connections and runs a graph for each",
	.about =
		"For each client it makes a tcp_connection and an instance of protocol, linked "
		"both "
		"ways: what the client sends goes to the protocol's inbox, what the protocol sends "
		"goes to the client. A protocol without an inbox (read_file) ignores what the "
		"client sends, and one without an outbox sends nothing. When the protocol ends, "
		"the "
		"client sees the end of the stream; when the client ends, so does the protocol's "
		"input. Told to shut down, it stops accepting, tells every connection, and ends "
		"when the last one has.",
	.size = sizeof(struct tcp_server),
	.boxes = boxes,
	.params = params,
	.example = "tcp_server port=1500 protocol='read_file path=a.ogg mode=bitrate rate=400k'",
	.flags = AX_READS_CONTROL | AX_OUTSIDE,
	.init = init,
	.step = tcp_server_step,
	.close = finish,
	.describe = describe,
};
