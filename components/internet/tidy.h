// SPDX-License-Identifier: Apache-2.0
/* tidy: gives memory that a wave of connections has left behind back to the system. */
#ifndef AX_INTERNET_TIDY_H
#define AX_INTERNET_TIDY_H

#include <axon/component.h>

/* Starts it on the engine's pool, since it takes milliseconds for a large heap. Nobody need know
 * how it ends. */
void ax_tidy_memory(struct ax_component *self);

#endif
