// SPDX-License-Identifier: Apache-2.0
/* wait: wants at the boxes, and whether they are met already. Owner only; step.c says when. */
#ifndef AXON_WAIT_H
#define AXON_WAIT_H

#include "link.h"

/* Stores the wants of a box that is awaited. */
void ax_box_arm(struct ax_box *box);
/* Takes them back. */
void ax_box_disarm(struct ax_box *box);
/* Whether an inbox holds a message or a close: the published words afresh, never a cached index. */
bool ax_message_pending(struct ax_box *box);
/* Whether the head has moved since it was last read, or the consumer is gone. */
bool ax_room_pending(struct ax_box *box);
/* Whether something that c waits for has come: the published words afresh. */
bool ax_wait_met(struct ax_component *c);
/* Whether something has come at the end of a step. A look takes the line of the peer's index away from
 * the peer, which writes it: where the first look keeps finding a little, it is put off for a
 * while, so that it finds more. */
bool ax_first_look(struct ax_worker *worker, struct ax_component *c);
/* Looks so many times whether something comes that c waits for, since a peer on another core is likely
 * to be quicker than sleep and wake; false when it is time to sleep. */
bool ax_linger(struct ax_worker *worker, struct ax_component *c, uint32_t looks);

#endif
