// SPDX-License-Identifier: Apache-2.0
/* spsc: `link` and `pingpong` for a queue between two threads, each on a processor of its own.
 *
 * A queue Q has: struct Q; Q_new() (never freed: a program makes one run), Q_put(q, msg) and
 * Q_get(q, &msg), false when full or empty; Q_flush(q), which makes what was put visible. SPSC_RUNS(Q)
 * makes Q_link() and Q_pingpong() of them. With Q_put_many(q, msg, n) and Q_get_many(q, msg, n), which
 * return how many they took, SPSC_BULK(Q, NAME) makes NAME_link(). */
#ifndef AXON_BENCH_PEER_SPSC_H
#define AXON_BENCH_PEER_SPSC_H

#include <pthread.h>
#include <string.h>

#include "peer.h"

enum {
	SPSC_CAPACITY = 1024, /* the bound of a link of Axon between workers */
	SPSC_BULK_SIZE = 64   /* messages at a time: the budget of a step of Axon */
};

struct spsc_side {
	pthread_t thread;
	void (*body)(struct spsc_side *side);
	void *to, *from;
	uint64_t messages, received;
	uint64_t started_ns, ended_ns;
};

static inline void spsc_relax(void)
{
#if defined(__x86_64__) || defined(__i386__)
	__builtin_ia32_pause();
#endif
}

static struct spsc_side spsc_part(void (*body)(struct spsc_side *side), void *to, void *from,
				  uint64_t messages)
{
	struct spsc_side side;
	memset(&side, 0, sizeof(side));
	side.body = body;
	side.to = to;
	side.from = from;
	side.messages = messages;
	return side;
}

static void *spsc_thread(void *arg)
{
	peer_pin(1);
	((struct spsc_side *)arg)->body((struct spsc_side *)arg);
	return NULL;
}

/* Runs near on this thread and far on another; the time from near's start to the later end. */
static int spsc_run(struct spsc_side *near_side, struct spsc_side *far_side, uint64_t *ns)
{
	if (pthread_create(&far_side->thread, NULL, spsc_thread, far_side) != 0)
		return peer_complain("no thread for the far side");
	peer_pin(0); /* not before: a new thread inherits it */
	near_side->body(near_side);
	pthread_join(far_side->thread, NULL);
	uint64_t end =
		near_side->ended_ns > far_side->ended_ns ? near_side->ended_ns : far_side->ended_ns;
	*ns = end - near_side->started_ns;
	return 0;
}

static int spsc_link(const struct peer_params *params, struct peer_outcome *outcome, void *queue,
		     void (*produce)(struct spsc_side *), void (*consume)(struct spsc_side *))
{
	struct spsc_side near_side = spsc_part(produce, queue, NULL, params->messages);
	struct spsc_side far_side = spsc_part(consume, NULL, queue, params->messages);
	uint64_t ns;
	if (spsc_run(&near_side, &far_side, &ns) < 0)
		return -1;
	outcome->counted = far_side.received;
	return peer_rate(params, outcome, ns);
}

static inline int spsc_pingpong(const struct peer_params *params, struct peer_outcome *outcome,
				void *there, void *back, void (*ping)(struct spsc_side *),
				void (*pong)(struct spsc_side *))
{
	struct spsc_side near_side = spsc_part(ping, there, back, params->messages);
	struct spsc_side far_side = spsc_part(pong, back, there, params->messages);
	uint64_t ns;
	if (spsc_run(&near_side, &far_side, &ns) < 0)
		return -1;
	outcome->counted = near_side.received;
	if (peer_rate(params, outcome, ns) < 0)
		return -1;
	outcome->figure = (double)ns / (double)params->messages;
	return 0;
}

#define SPSC_RUNS(Q)                                                                               \
	static void Q##_produce(struct spsc_side *s)                                               \
	{                                                                                          \
		struct Q *q = (struct Q *)s->to;                                                   \
		s->started_ns = peer_now();                                                        \
		for (uint64_t i = 0; i < s->messages; i++) {                                       \
			struct peer_msg msg = { 1, i };                                            \
			while (!Q##_put(q, msg))                                                   \
				spsc_relax();                                                      \
		}                                                                                  \
		Q##_flush(q);                                                                      \
	}                                                                                          \
	static void Q##_consume(struct spsc_side *s)                                               \
	{                                                                                          \
		struct Q *q = (struct Q *)s->from;                                                 \
		for (uint64_t i = 0; i < s->messages; i++) {                                       \
			struct peer_msg msg;                                                       \
			while (!Q##_get(q, &msg))                                                  \
				spsc_relax();                                                      \
			s->received += msg.type == 1 && msg.u == i;                                \
		}                                                                                  \
		s->ended_ns = peer_now();                                                          \
	}                                                                                          \
	static int Q##_link(const struct peer_params *params, struct peer_outcome *outcome)        \
	{                                                                                          \
		return spsc_link(params, outcome, Q##_new(), Q##_produce, Q##_consume);            \
	}                                                                                          \
	static void Q##_ping(struct spsc_side *s)                                                  \
	{                                                                                          \
		struct Q *to = (struct Q *)s->to, *from = (struct Q *)s->from;                     \
		struct peer_msg msg = { 1, 0 };                                                    \
		s->started_ns = peer_now();                                                        \
		for (uint64_t i = 0; i < s->messages; i++) {                                       \
			(void)Q##_put(to, msg);                                                    \
			Q##_flush(to);                                                             \
			while (!Q##_get(from, &msg))                                               \
				spsc_relax();                                                      \
			s->received += msg.u == i + 1;                                             \
		}                                                                                  \
		s->ended_ns = peer_now();                                                          \
	}                                                                                          \
	static void Q##_pong(struct spsc_side *s)                                                  \
	{                                                                                          \
		struct Q *to = (struct Q *)s->to, *from = (struct Q *)s->from;                     \
		for (uint64_t i = 0; i < s->messages; i++) {                                       \
			struct peer_msg msg;                                                       \
			while (!Q##_get(from, &msg))                                               \
				spsc_relax();                                                      \
			msg.u++;                                                                   \
			(void)Q##_put(to, msg);                                                    \
			Q##_flush(to);                                                             \
		}                                                                                  \
	}                                                                                          \
	static int Q##_pingpong(const struct peer_params *params, struct peer_outcome *outcome)    \
	{                                                                                          \
		return spsc_pingpong(params, outcome, Q##_new(), Q##_new(), Q##_ping, Q##_pong);   \
	}

#define SPSC_BULK(Q, NAME)                                                                         \
	static void NAME##_produce(struct spsc_side *s)                                            \
	{                                                                                          \
		struct Q *q = (struct Q *)s->to;                                                   \
		struct peer_msg msg[SPSC_BULK_SIZE];                                               \
		s->started_ns = peer_now();                                                        \
		for (uint64_t i = 0; i < s->messages;) {                                           \
			uint64_t left = s->messages - i;                                           \
			uint64_t n = left < SPSC_BULK_SIZE ? left : (uint64_t)SPSC_BULK_SIZE;      \
			for (uint64_t k = 0; k < n; k++) {                                         \
				msg[k].type = 1;                                                   \
				msg[k].u = i + k;                                                  \
			}                                                                          \
			for (uint64_t done = 0; done < n;) {                                       \
				uint64_t put = Q##_put_many(q, msg + done, n - done);              \
				done += put;                                                       \
				if (put == 0)                                                      \
					spsc_relax();                                              \
			}                                                                          \
			i += n;                                                                    \
		}                                                                                  \
	}                                                                                          \
	static void NAME##_consume(struct spsc_side *s)                                            \
	{                                                                                          \
		struct Q *q = (struct Q *)s->from;                                                 \
		struct peer_msg msg[SPSC_BULK_SIZE];                                               \
		for (uint64_t i = 0; i < s->messages;) {                                           \
			uint64_t n = Q##_get_many(q, msg, SPSC_BULK_SIZE);                         \
			for (uint64_t k = 0; k < n; k++)                                           \
				s->received += msg[k].type == 1 && msg[k].u == i + k;              \
			i += n;                                                                    \
			if (n == 0)                                                                \
				spsc_relax();                                                      \
		}                                                                                  \
		s->ended_ns = peer_now();                                                          \
	}                                                                                          \
	static int NAME##_link(const struct peer_params *params, struct peer_outcome *outcome)     \
	{                                                                                          \
		return spsc_link(params, outcome, Q##_new(), NAME##_produce, NAME##_consume);      \
	}

#endif
