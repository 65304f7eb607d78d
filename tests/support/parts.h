// SPDX-License-Identifier: Apache-2.0
/* parts: components for tests of the engine. Sources number their messages, and sinks check that
 * each source's numbers come in order, once, without a gap: whatever ends early may cut a tail
 * off, and nothing else may happen. */
#ifndef AXON_TESTS_PARTS_H
#define AXON_TESTS_PARTS_H

#include <axon/engine.h>
#include <axon/graph.h>
#include <axon/run.h>

enum {
	PARTS_SOURCES = 512, /* ids that a tally tells apart */
	PARTS_GUESTS = 64    /* instances that one spawner starts at most */
};

/* What a sink has seen; lives in the test, and is read after the run. */
struct tally {
	uint32_t next[PARTS_SOURCES]; /* the number that must come next, by source */
	uint64_t got;
	bool ended;	 /* the sink's close was called */
	int reason;	 /* why it ended */
	char wrong[160]; /* the first message out of order, or empty */
};

/* The seq-th message of source id: an int, or bytes of some length that begin with one. */
struct ax_msg part_message(uint32_t id, uint32_t seq, bool owned);
/* Checks that msg is the next of its source; false when not, and then wrong says what came. */
bool part_check(struct tally *tally, const struct ax_msg *msg);

/* Puts n messages. */
struct source {
	struct ax_component base;
	struct ax_outbox outbox;
	uint32_t id, n, i;
	uint32_t burst;	   /* yields after so many; 0: only when it must */
	uint32_t fail_at;  /* fails after so many; 0: never */
	uint32_t close_at; /* closes its outbox after so many, and goes on for nothing; 0: never */
	uint64_t every_ns, start_ns; /* sleeps between messages; 0: never */
	bool owned;		     /* bytes instead of ints */
	bool linger;		     /* waits for ever instead of ending */
	int *ended;		     /* counts the ends, when not NULL */
	int *reason;		     /* why it ended, when not NULL */
};

/* Passes messages on, in one of several ways. */
enum stage_way {
	STAGE_MOVE,  /* AX_EACH and AX_MOVE */
	STAGE_TAKE,  /* AX_TAKE into its state and AX_PUT */
	STAGE_SPANS, /* ax_move() and AX_WAIT for both sides */
	STAGE_LOOK,  /* AX_EACH, which yields with the message at hand, then AX_MOVE */
	STAGE_WAYS
};

struct stage {
	struct ax_component base;
	struct ax_inbox inbox;
	struct ax_outbox outbox;
	int way; /* enum stage_way */
	uint32_t n;
	uint32_t fail_at;   /* fails after so many; 0: never */
	uint32_t stop_at;   /* ends in order after so many; 0: never */
	uint32_t yield_at;  /* yields after every so many; 0: never */
	uint32_t flush_at;  /* flushes after every so many; 0: never */
	struct ax_msg held; /* STAGE_TAKE */
	int *ended, *reason;
};

/* Checks what comes. */
struct sink {
	struct ax_component base;
	struct ax_inbox inbox;
	struct tally *tally;
	uint32_t n;
	uint32_t stop_at;    /* ends in order after so many; 0: never */
	uint32_t fail_at;    /* fails after so many; 0: never */
	uint32_t yield_at;   /* yields after every so many; 0: never */
	uint64_t every_ns;   /* sleeps between messages; 0: never */
	uint64_t sleep_till; /* on the run's clock */
};

/* Deals messages out: `run` to a, then `run` to b, and so on. */
struct deal {
	struct ax_component base;
	struct ax_inbox inbox;
	struct ax_outbox a, b;
	uint32_t run, n;
};

/* Takes `run` from b, then `run` from a, and numbers them anew: the mirror of deal, so that a
 * bound under `run` locks the two up. Ends when one side does. */
struct gather {
	struct ax_component base;
	struct ax_inbox a, b;
	struct ax_outbox outbox;
	uint32_t run, n, id;
	bool owned;
};

/* One of a ring: the first puts `tokens` in and ends after `rounds` of its own passes. */
struct ring {
	struct ax_component base;
	struct ax_inbox inbox;
	struct ax_outbox outbox;
	uint32_t tokens, rounds, i;
	int *ended;
};

/* Talks to itself: outbox must be linked to inbox. Puts n messages, then takes them. */
struct soliloquy {
	struct ax_component base;
	struct ax_inbox inbox;
	struct ax_outbox outbox;
	uint32_t n, i;
	struct tally *tally;
};

/* Starts `n` instances of graph, at most `at_once` at a time, and ends after the last. When hub is
 * set, each instance's component "guest" is linked to it from outside the graph. */
struct spawner {
	struct ax_component base;
	struct ax_outbox outbox; /* what holds the hub's inbox open */
	struct ax_graph *graph;
	struct ax_family *family;
	uint32_t n, i, at_once;
	struct ax_handle *hub; /* set by the hub once it lives */
	uint32_t guest_id;     /* of the first guest */
	struct ax_handle
		given[PARTS_GUESTS]; /* on its guests: one that never began leaves none back */
	int error;
};

/* A source that waits until it is linked, and links itself anew now and then. */
struct guest {
	struct ax_component base;
	struct ax_outbox outbox;
	uint32_t id, n, i;
	uint32_t relink_at; /* unlinks and links again after every so many; 0: never */
	struct ax_handle self, to;
	struct ax_ticket ticket, unlinked;
	bool owned;
};

/* A sink that leaves a handle on itself before its first message. The test releases it. */
struct hub {
	struct sink sink;
	struct ax_handle *here;
};

extern const struct ax_component_type part_source, part_stage, part_mover, part_sink, part_deal,
	part_gather, part_ring, part_soliloquy, part_spawner, part_guest, part_hub;

/* Runs graph, and returns the result; aborts with the sentence when it does not start. */
struct ax_result part_run(struct ax_graph *graph, const struct ax_run_options *options);
/* An engine that keeps its log to itself. */
struct ax_engine *part_engine(void);
/* SplitMix64. */
uint64_t part_draw(uint64_t *state);

#endif
