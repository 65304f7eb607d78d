// SPDX-License-Identifier: Apache-2.0
/* moves_parts: the components of moves.c that have their links changed, or watch descriptors. */
#ifndef AXON_TESTS_MOVES_PARTS_H
#define AXON_TESTS_MOVES_PARTS_H

#include "../support/parts.h"

#include <sys/types.h>

enum {
	PORTS = 3,
	ROAMERS = 6,
	FIRST_ROAMER = 100 /* its id; the others follow */
};

/* What the components of a graph and the thread outside know of each other. */
struct travels {
	struct ax_handle port_at[PORTS], roamer_at[ROAMERS]; /* atomic: once they live */
	uint32_t roamers_left;				     /* atomic */
	uint64_t
		moves; /* atomic: steps on another worker than the one before, of these components */
};
extern struct travels travels;

/* Whether there is a handle by now. */
bool find_handle(const struct ax_handle *there, struct ax_handle *found);

/* What a port has got, from all roamers together. */
struct harbour {
	uint32_t next[PARTS_SOURCES]; /* no number below that may come any more, by source */
	uint64_t got, sum;
	bool wrong;
};

/* Takes numbers that may have gaps, but never go back; says by `echo` how many came so far. */
struct port {
	struct ax_component base;
	struct ax_inbox inbox;
	struct ax_outbox echo;
	struct harbour *harbour;
	struct ax_handle *here;
	const struct ax_worker *last;
	uint32_t id, echoes;
};

/* A source that unlinks itself after every `stay` messages and goes on at the next port. */
struct roamer {
	struct ax_component base;
	struct ax_outbox outbox;
	uint32_t id, n, i, stay, at;
	struct ax_handle self, port[PORTS];
	struct ax_ticket unlinked, linked;
	const struct ax_worker *last;
};

/* Holds the ports open while roamers are between them; looks by the clock. */
struct anchor {
	struct ax_component base;
	struct ax_outbox a, b, c; /* to each of PORTS */
	uint64_t until;
};

/* Numbers into a pipe, and out of one. */
struct pipe_in {
	struct ax_component base;
	struct ax_inbox inbox;
	int fd;
	struct ax_watch watch;
	const struct ax_worker *last;
};

struct pipe_out {
	struct ax_component base;
	struct ax_outbox outbox;
	int fd;
	struct ax_watch watch;
	uint64_t number;
	ssize_t did;
	const struct ax_worker *last;
};

extern const struct ax_component_type port_type, roamer_type, anchor_type, pipe_in_type,
	pipe_out_type;

#endif
