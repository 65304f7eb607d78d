// SPDX-License-Identifier: Apache-2.0
/* worker: an SPE as a worker of the engine: the half of it that is on the PPE.
 *
 * A thread of its own holds the worker. While the SPU runs, the thread is inside spe_context_run(), and
 * nobody touches the component but the SPU; while the thread carries out a call, the SPU stands. So
 * the two halves are one sequence, and the engine's rule that only its owner touches a component holds.
 *
 * | field                   | writer                  | readers          |
 * | ----------------------- | ----------------------- | ---------------- |
 * | base, component, counts | the thread              | the same         |
 * | postbox                 | anyone (push)           | the thread (pop) |
 * | orders                  | the director            | the thread       |
 * | idle                    | the thread              | pokers           |
 */
#ifndef AX_SPE_WORKER_H
#define AX_SPE_WORKER_H

#include "../../schedulers/foreign.h"
#include "../../schedulers/postbox.h"
#include "call.h"

#include <axon/spe_worker.h>

#include <pthread.h>
#include <semaphore.h>

struct ax_spe_worker {
	struct ax_worker base;
	struct ax_spe_worker *next;
	char *name; /* of its component */
	spe_program_handle_t *program;
	spe_context_ptr_t context;
	struct ax_component *component; /* once it is made, until its life here ends */
	struct ax_component_type type;	/* as the component's own, but that its step is here */
	struct ax_spe_birth birth;
	pthread_t thread;
	bool started;
	/* What the SPE's half said last. */
	enum ax_reason reason;
	bool ended;
	/* Others': */
	_Alignas(AX_CACHE_LINE) struct ax_postbox postbox;
	uint32_t orders; /* atomic */
	uint32_t idle;	 /* atomic: no program runs, and the thread waits for `poked` */
	sem_t poked;
};

struct ax_spe_workers {
	struct ax_foreign foreign;
	struct ax_spe_worker *first;
};

static inline struct ax_spe_worker *ax_spe_worker_of(struct ax_worker *worker)
{
	return (struct ax_spe_worker *)worker;
}

/* ---- worker.c ---- */
extern const struct ax_worker_ops ax_spe_worker_ops;
/* The thread's whole life. */
void *ax_spe_worker_main(void *worker);
void ax_spe_worker_order(struct ax_spe_worker *worker, uint32_t orders);
/* Takes what has come by post, then carries out the orders; false when one was to quit. */
bool ax_spe_worker_collect(struct ax_spe_worker *worker);

/* ---- half.c ---- */
/* The step of its component: all of its life on the SPE. */
enum ax_status ax_spe_run_component(struct ax_component *c);
/* Offers the calls to SPU programs; once in a process is enough. */
void ax_spe_offer_calls(void);

/* ---- place.c ---- */
/* What the SPE's half is to know of the component. NULL, or why it can't run there. */
const char *ax_spe_describe(struct ax_spe_worker *worker);

/* The n-th box of the component, or NULL. */
struct ax_box *ax_spe_box_at(const struct ax_component *c, uint32_t n);

#endif
