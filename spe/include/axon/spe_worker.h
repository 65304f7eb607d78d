// SPDX-License-Identifier: Apache-2.0
/* spe_worker: components of a graph that run on SPEs, one on each. The component's source is the one that
 * runs on the PPE: docs/explanation/spe-workers.md says what it may use there. */
#ifndef AXON_SPE_WORKER_H
#define AXON_SPE_WORKER_H

#include <axon/run.h>

#include <libspe2.h>

#ifdef __cplusplus
extern "C" {
#endif

struct ax_spe_workers;

/* SPEs for one run; NULL: no memory. Free them after the run. */
struct ax_spe_workers *ax_spe_workers_new(void);
void ax_spe_workers_free(struct ax_spe_workers *workers);

/* The graph's component of that name shall run on an SPE, as the program that spe_add_component() made of
 * its type. Before the run starts. 0 or -ENOMEM; what can't be is said when the run starts. */
int ax_spe_place(struct ax_spe_workers *workers, const char *component,
		 spe_program_handle_t *program);

/* For struct ax_run_options. */
struct ax_foreign *ax_spe_workers_foreign(struct ax_spe_workers *workers);

#ifdef __cplusplus
}
#endif
#endif
