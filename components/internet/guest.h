// SPDX-License-Identifier: Apache-2.0
/* guest: what a server keeps of each of its connections. The server lists its guests; a connection
 * that ends says so by pushing its guest onto the server's stack, and the engine then wakes the
 * server as the keeper of the family. */
#ifndef AX_INTERNET_GUEST_H
#define AX_INTERNET_GUEST_H

#include <axon/graph.h>
#include <stdatomic.h>

#include "address.h"

/* | operation                                  | who                  | concurrently with |
 * | ------------------------------------------ | -------------------- | ----------------- |
 * | ax_guest_leave                             | each connection once | anything          |
 * | ax_guest_add, _remove, ax_guests_departed  | the server           | ax_guest_leave    | */
struct ax_guests {
	/* Shared with the connections. */
	_Atomic(struct ax_guest *) departed; /* a stack */
	_Atomic uint64_t note_at;	     /* ns: no note about a lost connection before */
	_Atomic uint64_t lost;		     /* connections that broke */
	_Atomic uint32_t newborn;	     /* connections that have not run yet */
	/* The server's own. */
	struct ax_guest *living;
	int64_t n_living;
};

struct ax_guest {
	struct ax_guests *guests;
	struct ax_guest *next, **at;	/* among the living */
	struct ax_guest *departed_next; /* in the stack of those that have ended */
	struct ax_handle handle;	/* of the connection, once there is one */
	uint64_t stall_ns;
	struct ax_address peer;
	int fd; /* -1: the connection has taken it over */
};

/* A new guest, whose descriptor is ours until its connection takes it over. NULL: no memory, and
 * the descriptor stays the caller's. */
struct ax_guest *ax_guest_add(struct ax_guests *guests, int fd, const struct ax_address *peer);
void ax_guest_remove(struct ax_guest *guest);

/* Says that the guest's connection has ended. */
void ax_guest_leave(struct ax_guest *guest);

/* Those that have left since the last call, as a list by departed_next. */
struct ax_guest *ax_guests_departed(struct ax_guests *guests);

#endif
