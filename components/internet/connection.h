// SPDX-License-Identifier: Apache-2.0
/* connection: the component at a server's end of one TCP connection. */
#ifndef AX_INTERNET_CONNECTION_H
#define AX_INTERNET_CONNECTION_H

#include "guest.h"

/* Gives a guest to its connection, before that runs: for ax_spawn(). */
void ax_connection_prepare(struct ax_component *connection, void *guest);

#endif
