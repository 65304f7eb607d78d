// SPDX-License-Identifier: Apache-2.0
/* profile: what components and links did in a run, measured while it ran and written at its end as
 * JSON; and what placement reads of such a file. docs/reference/placement.md has the format.
 *
 * Counts are the components' own. A link's messages are counted mod 2^31, so each worker adds up
 * those of its components now and then. */
#ifndef AXON_PROFILE_H
#define AXON_PROFILE_H

#include "run_private.h"
#include "weights.h"

/* Opens options.profile, so that a wrong name is told at once. 0 or -EINVAL with a sentence. */
int ax_profile_open(struct ax_run *run, char *error, size_t room);
/* Keeps the components of the graph, which nobody has run yet, until the profile is written. */
void ax_profile_hold(struct ax_run *run, const struct ax_instance *instance);
/* Orders a sample when one is due; when to call again. The director's. */
uint64_t ax_profile_tick(struct ax_run *run, uint64_t now);
/* Carries out AX_ORDER_PROFILE. */
void ax_profile_sample(struct ax_loop *loop);
/* Writes it, when all have ended and no worker runs. 0 or -errno. */
int ax_profile_write(struct ax_run *run);
void ax_profile_close(struct ax_run *run);

/* Reads what a run of this graph has left at path; false with a sentence in error. The weights are
 * the caller's to end either way. */
bool ax_profile_read(struct ax_weights *weights, const struct ax_flat *flat, const char *path,
		     char *error, size_t room);

#endif
