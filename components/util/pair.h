// SPDX-License-Identifier: Apache-2.0
/* pair: a message made of two messages: (sender's address, data), for instance.
 * The items live in one reference-counted object on the heap. */
#ifndef AX_UTIL_PAIR_H
#define AX_UTIL_PAIR_H

#include <axon/message.h>

/* The type "pair". */
extern const struct ax_type ax_pair_message_type;

/* A pair of two messages, or AX_NONE when there is no memory.
 * Owner:   both items are the pair's, or dropped. */
struct ax_msg ax_pair_new(struct ax_engine *engine, struct ax_msg first, struct ax_msg second);

/* Whether msg is a pair. */
bool ax_pair_is(const struct ax_msg *msg);

/* A look at item 0 or 1. Owner: the pair. */
const struct ax_msg *ax_pair_peek(const struct ax_msg *pair, unsigned item);

/* Takes item 0 or 1 out of a pair that nobody shares, and shares it otherwise. The pair stays
 * the caller's to drop. AX_NONE when there is no memory. */
struct ax_msg ax_pair_take(struct ax_msg *pair, unsigned item);

#endif
