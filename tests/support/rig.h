// SPDX-License-Identifier: Apache-2.0
/* rig: components that a test steps by hand, on a worker without a thread. What a step does is a
 * function that the test gives it, so that a test can say "producer puts 3, consumer sees them". */
#ifndef AXON_TESTS_RIG_H
#define AXON_TESTS_RIG_H

#include "link.h"

enum {
	RIG_WORKERS = 2,
	RIG_NOTES = 200
};

struct rig;

struct probe {
	struct ax_component base;
	struct ax_inbox inbox, side;
	struct ax_outbox outbox, other;
	struct rig *rig;
	enum ax_status (*act)(struct probe *probe);
	uint32_t n;		 /* the act's argument */
	uint32_t did;		 /* what it says it did */
	int64_t note[RIG_NOTES]; /* what it took */
	uint32_t n_notes;
	unsigned closed; /* times close was called */
};

struct rig {
	struct ax_engine *engine;
	struct ax_worker worker[RIG_WORKERS];
	struct ax_component *post; /* what lies in the postboxes, newest first */
	uint32_t n_posts;
};

void rig_init(struct rig *rig);
void rig_fini(struct rig *rig);

/* A component on a worker: idle, born, in no queue. */
struct probe *rig_probe(struct rig *rig, unsigned worker);
/* A link between two, from outbox to inbox, with indices that start at `start`. */
struct ax_link *rig_link(struct probe *from, struct ax_outbox *outbox, struct probe *to,
			 struct ax_inbox *inbox, uint32_t bound, uint64_t n_bytes, uint32_t start);
/* The usual one: outbox to inbox, default bounds. */
struct ax_link *rig_join(struct probe *from, struct probe *to);

/* One step of probe that does act(n); returns what it says it did. */
uint32_t rig_step(struct probe *probe, enum ax_status (*act)(struct probe *probe), uint32_t n);
/* Gives what lies in the postboxes to its workers. */
void rig_deliver(struct rig *rig);
/* Ends probe in a step of its own, with a reason. */
void rig_end(struct probe *probe, enum ax_reason reason);
/* Whether it stands in its worker's run queue. */
bool rig_queued(const struct probe *probe);

/* Acts. */
enum ax_status act_put(struct probe *probe);	   /* puts n ints that count on from note[0] */
enum ax_status act_put_bytes(struct probe *probe); /* puts one message of n bytes */
enum ax_status act_take(struct probe *probe);	   /* takes up to n, notes them */
enum ax_status act_wait(struct probe *probe);	   /* waits for a message in inbox */
enum ax_status act_want_room(struct probe *probe); /* waits for room for n */
enum ax_status act_nothing(struct probe *probe);   /* READY */

#endif
