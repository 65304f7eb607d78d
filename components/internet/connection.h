// SPDX-License-Identifier: Apache-2.0
/* connection: the component at a server's end of one TCP connection, and what its server keeps of
 * it. The server lists its guests; a connection that ends says so by pushing its guest onto the
 * server's stack, and the engine then wakes the server as the keeper of the family. */
#ifndef AX_INTERNET_CONNECTION_H
#define AX_INTERNET_CONNECTION_H

#include <axon/graph.h>
#include <stdatomic.h>

#include "address.h"

/* Shared by a server with its connections.
 *
 * | operation           | who                  | concurrently with |
 * | ------------------- | -------------------- | ----------------- |
 * | ax_guest_leave      | each connection once | anything          |
 * | ax_guests_departed  | the server           | ax_guest_leave    | */
struct ax_guests {
	_Atomic(struct ax_guest *) departed; /* a stack */
	_Atomic uint64_t note_at;	     /* ns: no note about a lost connection before */
	_Atomic uint64_t lost;		     /* connections that broke */
};

struct ax_guest {
	struct ax_guests *guests;
	struct ax_guest *next, **at;	/* in the server's list of the living; the server's */
	struct ax_guest *departed_next; /* in the stack of those that have ended */
	struct ax_handle handle;
	uint64_t stall_ns;
	struct ax_address peer;
	int fd; /* until the connection has taken it over: -1 */
};

/* Gives a guest to its connection, before that runs. */
void ax_connection_prepare(struct ax_component *connection, void *guest);

/* The guest of a connection that ends goes back to the server, which frees it. */
void ax_guest_leave(struct ax_guest *guest);

/* Those that have gone since the last call, as a list by departed_next. */
struct ax_guest *ax_guests_departed(struct ax_guests *guests);

#endif
