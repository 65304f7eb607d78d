// SPDX-License-Identifier: Apache-2.0
/* listener: a listening TCP socket. */
#ifndef AX_INTERNET_LISTENER_H
#define AX_INTERNET_LISTENER_H

#include "address.h"

#include <axon/component.h>

/* Opens a socket that listens on host and port (0: a free one), and says where: address is what it
 * was bound to. Returns the descriptor, or -1 with a sentence in error. */
int ax_listener_open(const char *host, uint16_t port, struct ax_address *address, char *error,
		     size_t room);

/* Lets the process have as many descriptors as it may: each connection takes one. Returns how
 * many that is. */
uint64_t ax_listener_raise_limit(void);

/* Whether the process, which may have n descriptors, has hardly any left: some are kept for the
 * files that the protocols of the last connections are about to open. */
bool ax_listener_scarce(int listener, uint64_t n);

#endif
