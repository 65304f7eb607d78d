// SPDX-License-Identifier: Apache-2.0
/* loop: the same work as the engine's, hand-written in one loop over the same rings: what the
 * ratios are taken to. Same 16-byte messages, same checks, same capacity, same batch, same
 * compiler flags; no components, no wake-ups, no atomics, no choice of what runs next.
 *
 * The compiler must not see through a ring: forget() makes it believe that memory was changed. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "stamp.h"
#include "workload.h"

enum {
	BATCH = 64,	/* messages a stage forwards before the next one's turn: a step's budget */
	PIPE_RING = 64, /* what a link's capacity settles at when steps carry 64 messages */
	TOKEN_RING = 8, /* what it is when there is one message */
	TOKEN_LAPS = 4	/* runs of the token at a time: one is too short to be timed beside ours */
};

static inline void forget(void)
{
	__asm__ volatile("" ::: "memory");
}

/* ---- pipe ---------------------------------------------------------------------------------- */

struct ring {
	uint32_t head, tail; /* free-running */
	uint32_t mask;
	uint32_t next; /* the number its consumer expects */
	struct ax_msg *slot;
};

static struct ring *rings_new(uint64_t n, uint32_t capacity)
{
	struct ring *ring = calloc(n, sizeof(*ring));
	struct ax_msg *slot = aligned_alloc(64, n * capacity * sizeof(*slot));
	if (!ring || !slot) {
		free(ring);
		free(slot);
		return NULL;
	}
	memset(slot, 0, n * capacity * sizeof(*slot));
	for (uint64_t i = 0; i < n; i++)
		ring[i] = (struct ring){ .mask = capacity - 1, .slot = slot + i * capacity };
	return ring;
}

static void rings_free(struct ring *ring)
{
	free(ring[0].slot);
	free(ring);
}

static bool ring_put(struct ring *ring, struct ax_msg msg)
{
	if (ring->tail - ring->head > ring->mask)
		return false;
	ring->slot[ring->tail++ & ring->mask] = msg;
	return true;
}

/* The source's turn: up to n numbers from next on; returns how many. */
static uint64_t fill(struct ring *to, uint64_t next, uint64_t n)
{
	uint64_t i = 0;
	while (i < n && ring_put(to, ax_int((int64_t)(next + i))))
		i++;
	return i;
}

/* A stage's turn, message by message: look, check, move. False when a number is wrong. */
static bool forward(struct ring *from, struct ring *to)
{
	for (int i = 0; i < BATCH && from->head != from->tail; i++) {
		const struct ax_msg *msg = &from->slot[from->head & from->mask];
		if ((uint32_t)msg->u != from->next)
			return false;
		if (!ring_put(to, *msg))
			return true;
		from->next++;
		from->head++;
	}
	return true;
}

/* A stage's turn by spans. */
static void forward_span(struct ring *from, struct ring *to)
{
	while (from->head != from->tail) {
		uint32_t n = from->tail - from->head, room = to->mask + 1 - (to->tail - to->head);
		uint32_t run = from->mask + 1 - (from->head & from->mask);
		uint32_t gap = to->mask + 1 - (to->tail & to->mask);
		n = n < room ? n : room;
		n = n < run ? n : run;
		n = n < gap ? n : gap;
		if (n == 0)
			return;
		memcpy(&to->slot[to->tail & to->mask], &from->slot[from->head & from->mask],
		       n * sizeof(struct ax_msg));
		from->head += n;
		to->tail += n;
	}
}

/* The sink's turn; how many arrived in *received. False when a number is wrong. */
static bool drain(struct ring *from, uint64_t *received)
{
	for (int i = 0; i < BATCH && from->head != from->tail; i++) {
		if (from->slot[from->head++ & from->mask].u != *received)
			return false;
		++*received;
	}
	return true;
}

/* Everyone's turn, until all has arrived. Returns how many did, in order. */
static uint64_t loop_pipe(struct ring *ring, const struct bench_params *params)
{
	uint64_t n = params->stages - 1, sent = 0, received = 0;
	uint64_t burst = params->burst;
	while (received < params->messages) {
		uint64_t left = params->messages - sent;
		sent += fill(&ring[0], sent, left < burst ? left : burst);
		forget();
		for (uint64_t i = 0; i + 1 < n; i++) {
			if (params->spans)
				forward_span(&ring[i], &ring[i + 1]);
			else if (!forward(&ring[i], &ring[i + 1]))
				return received;
			forget();
		}
		if (!drain(&ring[n - 1], &received))
			return received;
		forget();
	}
	return received;
}

int bench_pipe_loop(const struct bench_params *params, struct bench_outcome *outcome)
{
	struct ring *ring = rings_new(params->stages - 1, PIPE_RING);
	if (!ring)
		return bench_complain("no memory for %" PRIu64 " rings", params->stages - 1);
	uint64_t started = bench_now();
	outcome->counted = loop_pipe(ring, params);
	double ns = (double)(bench_now() - started);
	rings_free(ring);
	outcome->figure[0] = ns / (double)params->messages / (double)(params->stages - 1);
	return bench_check_count("messages", outcome->counted, params->messages);
}

/* ---- token --------------------------------------------------------------------------------- */

/* A ring with its slots beside its indices, as compact as can be, on lines of its own. */
struct place {
	_Alignas(64) uint32_t head;
	uint32_t tail;
	struct place *next;
	uint64_t passed;
	struct ax_msg slot[TOKEN_RING];
};

static bool place_put(struct place *place, struct ax_msg msg)
{
	if (place->tail - place->head == TOKEN_RING)
		return false;
	place->slot[place->tail++ & (TOKEN_RING - 1)] = msg;
	return true;
}

/* Takes the token out of one ring and puts it into the next, so many times. */
static void loop_token(struct place *place, uint64_t hops)
{
	place_put(place, ax_int(0));
	while (place->head != place->tail) {
		struct ax_msg msg = place->slot[place->head++ & (TOKEN_RING - 1)];
		place->passed++;
		if (++msg.u > hops)
			break;
		place = place->next;
		if (!place_put(place, msg))
			break;
		forget();
	}
}

int bench_token_loop(const struct bench_params *params, struct bench_outcome *outcome)
{
	uint64_t n = params->stages, hops = (params->messages + n - 1) / n * n, passed = 0;
	struct place *place = aligned_alloc(_Alignof(struct place), n * sizeof(*place));
	if (!place)
		return bench_complain("no memory for %" PRIu64 " rings", n);
	memset(place, 0, n * sizeof(*place));
	for (uint64_t i = 0; i < n; i++)
		place[i].next = &place[(i + 1) % n];
	uint64_t started = bench_now();
	for (int i = 0; i < TOKEN_LAPS; i++)
		loop_token(place, hops);
	double ns = (double)(bench_now() - started) / TOKEN_LAPS;
	for (uint64_t i = 0; i < n; i++)
		passed += place[i].passed;
	free(place);
	outcome->counted = passed / TOKEN_LAPS - 1; /* the first stands where the token was laid */
	outcome->figure[0] = ns / (double)hops;
	return bench_check_count("hops", outcome->counted, hops);
}

/* ---- payload ------------------------------------------------------------------------------- */

/* Copies a payload from buffer to buffer, as often as it is copied on its way from the source to
 * the sink. */
static uint64_t loop_payload(unsigned char *bytes, const struct bench_params *params)
{
	uint64_t received = 0, copies = params->reference ? 0 : params->stages - 1;
	while (received < params->messages) {
		bench_stamp(bytes, params->size, received);
		for (uint64_t i = 0; i < copies; i++) {
			memcpy(bytes + (i + 1) * params->size, bytes + i * params->size,
			       params->size);
			forget();
		}
		if (!bench_stamped(bytes + copies * params->size, params->size, received))
			break;
		received++;
	}
	return received;
}

int bench_payload_loop(const struct bench_params *params, struct bench_outcome *outcome)
{
	unsigned char *bytes = calloc(params->stages, params->size);
	if (!bytes)
		return bench_complain("no memory for %" PRIu64 " payloads", params->stages);
	uint64_t started = bench_now();
	outcome->counted = loop_payload(bytes, params);
	double ns = (double)(bench_now() - started);
	free(bytes);
	outcome->figure[0] = (double)params->messages * (double)params->size / ns;
	return bench_check_count("payloads", outcome->counted, params->messages);
}
