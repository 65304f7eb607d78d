// SPDX-License-Identifier: Apache-2.0
/* engine_private: the engine's own state, and what it asks of whoever runs components.
 *
 * The engine knows nothing of threads, cores or epoll. A worker, as seen from here, is a run queue
 * and a table of services; schedulers/ embeds struct ax_worker in its own. */
#ifndef AXON_ENGINE_PRIVATE_H
#define AXON_ENGINE_PRIVATE_H

#include "atomic.h"
#include "graph_private.h"
#include "memory.h"

#include <axon/engine.h>

#include <stdarg.h>

#ifndef AX_CACHE_LINE
#	if defined(__powerpc64__) || defined(__powerpc__)
#		define AX_CACHE_LINE 128
#	else
#		define AX_CACHE_LINE 64
#	endif
#endif

/* The budgets and bounds, in one table: docs/explanation/budgets.md says why. */
enum {
	AX_STEP_BUDGET = 64,	 /* messages a box in one step */
	AX_STEP_WORK_NS = 50000, /* a step should take no longer: the budget shrinks to it */
	AX_BOUND_NEAR = 256,	 /* messages a link holds within a worker */
	AX_BOUND_FAR = 1024,	 /* ... and across workers */
	AX_CONTROL_FIRST = 16,	 /* control links start here and grow without bound */
	AX_CAPACITY_FIRST = 8,	 /* slots a link starts with */
	AX_OWED_STEPS = 8,	 /* an owed wake is paid, a look made sure after so many steps */
	AX_LULL = 31,		 /* looks that the first one at a far link is put off by */
	AX_LOOKS_A_PAUSE = 4,	 /* at a far link, to one at the post */
	AX_FEW_LOOKS = 32,	 /* at a far link, before a look is made sure */
	AX_SAMPLE_STEPS = 64,	 /* one step in so many is timed */
	AX_FEW = 8,		 /* components of a graph that is small */
	AX_BIRTHS = 64,		 /* counted at a time */
};

struct ax_worker_ops {
	/* Puts c's node, whose token the caller holds, into the postbox and kicks. Any thread. */
	void (*post)(struct ax_worker *to, struct ax_component *c);
	/* Whether something has come for the worker by post or by order; pauses a little. */
	bool (*called)(struct ax_worker *worker);
	/* Queues a component that belongs to a group. */
	void (*queue_grouped)(struct ax_worker *worker, struct ax_component *c);
	void (*timer_arm)(struct ax_worker *worker, struct ax_component *c);
	void (*timer_disarm)(struct ax_worker *worker, struct ax_component *c);
	int (*watch_open)(struct ax_worker *worker, struct ax_watch *watch);
	void (*watch_close)(struct ax_worker *worker, struct ax_watch *watch);
	int (*job_start)(struct ax_worker *worker, struct ax_job *job);
	uint64_t (*clock)(struct ax_worker *worker);
	/* The workers of a new instance's components: fills at[flat->n_components]. */
	void (*place)(struct ax_worker *worker, const struct ax_flat *flat, struct ax_worker **at);
	/* What the worker keeps for c leaves it with c, and comes to it. */
	void (*depart)(struct ax_worker *worker, struct ax_component *c, struct ax_worker *to);
	void (*receive)(struct ax_worker *worker, struct ax_component *c);
	/* Sends the members of the families that keeper keeps after it, wherever they are. */
	void (*gather)(struct ax_worker *worker, struct ax_component *keeper, struct ax_worker *to);
	/* The worker with that number, or NULL. */
	struct ax_worker *(*peer)(struct ax_worker *worker, unsigned number);
	/* The last component has ended. Any thread. */
	void (*all_ended)(struct ax_engine *engine);
};

struct ax_worker {
	const struct ax_worker_ops *ops;
	struct ax_engine *engine;
	struct ax_component *run_head, *run_tail; /* the run queue: round robin */
	uint64_t now;				  /* ns, as last read */
	struct ax_component *all;		  /* every component it owns */
	struct ax_msg bin;			  /* what was put into an outbox without a link */
	uint64_t steps, taken, dropped;		  /* of all its components, also the ended ones */
	uint64_t work_ns;			  /* that steps took, as sampled */
	uint64_t far_wakes;			  /* of components of other workers */
	uint64_t far_sent;			  /* messages to components of other workers */
	uint32_t partner;			  /* the worker that one of the last was for */
	uint32_t n_room;			  /* components that wait for room */
	uint32_t unreported;			  /* by so much is the engine's `alive` too high */
	uint32_t lull;	   /* looks that the first one at a far link is put off by */
	uint32_t patience; /* looks at far links before a component that waits there sleeps */
	uint32_t id;
	uint32_t untimed; /* steps whose number has one of these bits are not timed */
	bool watch;	  /* times every step */
};

enum {
	AX_MAX_TYPES = 256
};

struct ax_engine {
	ax_log_fn *log;
	void *log_arg;
	const struct ax_type *type[AX_MAX_TYPES]; /* by registration */
	uint16_t type_id[AX_MAX_TYPES];
	size_t n_types;
	const struct ax_component_type **component;
	size_t n_components;
	struct ax_run *run; /* the run under way, or NULL */
	uint32_t stopping;  /* atomic: no new instances, no moves; 1: in order, 2: at once */
	/* Counts of the run, on a line that any worker writes, though seldom. alive = components that
	 * live + what the workers have not reported: so it is 0 only when none lives and all have
	 * reported, which they do when they run dry. */
	_Alignas(AX_CACHE_LINE) uint32_t alive; /* atomic */
	uint32_t failed;			/* atomic */
	uint32_t visitors; /* atomic: threads between an operation's push and its post */
};

/* ---- engine.c ---- */
__attribute__((noreturn, cold, format(printf, 1, 2))) void ax_panic(const char *format, ...);
__attribute__((format(printf, 3, 4))) void ax_log(const struct ax_engine *engine,
						  const char *component, const char *format, ...);
void ax_vlog(const struct ax_engine *engine, const char *component, const char *format,
	     va_list args);

#ifdef NDEBUG
#	define ax_assert(condition) ((void)0)
#else
#	define ax_assert(condition)                                                               \
		((condition) ? (void)0                                                             \
			     : ax_panic("%s:%d: %s is false", __FILE__, __LINE__, #condition))
#endif

#define ax_likely(condition)   __builtin_expect(!!(condition), 1)
#define ax_unlikely(condition) __builtin_expect(!!(condition), 0)

/* ---- the run queue ---- */

/* One that belongs to no group. */
static inline void ax_worker_queue_own(struct ax_worker *worker, struct ax_component *c)
{
	c->state = AX_QUEUED;
	c->run_next = NULL;
	if (worker->run_head)
		worker->run_tail->run_next = c;
	else
		worker->run_head = c;
	worker->run_tail = c;
}

static inline void ax_worker_queue(struct ax_worker *worker, struct ax_component *c)
{
	if (ax_likely(!(c->flags & AX_GROUPED))) {
		ax_worker_queue_own(worker, c);
		return;
	}
	c->state = AX_QUEUED;
	worker->ops->queue_grouped(worker, c);
}

/* To the front: control wakes. A group keeps its share and its order. */
static inline void ax_worker_queue_front(struct ax_worker *worker, struct ax_component *c)
{
	if (c->flags & AX_GROUPED) {
		ax_worker_queue(worker, c);
		return;
	}
	c->state = AX_QUEUED;
	c->run_next = worker->run_head;
	if (!worker->run_head)
		worker->run_tail = c;
	worker->run_head = c;
}

/* ---- step.c ---- */
/* Runs one step of c, which the caller took off its run queue, publishes it, and queues c again,
 * lets it sleep or ends it. */
void ax_step_run(struct ax_worker *worker, struct ax_component *c);
/* Looks at the peers that c was unsure of: before it leaves its worker. */
void ax_step_make_sure(struct ax_worker *worker, struct ax_component *c);

/* ---- wake.c ---- */
/* Takes a node that came by the postbox: adopts, wakes, delivers operations, or frees the dead. */
void ax_component_arrive(struct ax_worker *worker, struct ax_component *c);
/* A timer or a descriptor of c is due. */
void ax_component_wake(struct ax_worker *worker, struct ax_component *c);
/* Wakes a component from any thread; the caller knows that it is not freed yet. */
void ax_component_post(struct ax_component *c);

/* Hands a component of a new instance, which nobody has run yet, to its worker. */
void ax_component_give_birth(struct ax_worker *owner, struct ax_component *c);
/* The same on its own worker, which is running. */
void ax_component_bear(struct ax_worker *worker, struct ax_component *c);

/* ---- move.c ---- */
/* Answers whoever asked for c's move and has had no answer yet. */
void ax_move_answer(struct ax_component *c, int status);
/* c shall move to another worker before its next step; wake it then. Owner only, between steps.
 * 0, -EPERM when it is pinned, -ESHUTDOWN once the engine stops, -ENOMEM. */
int ax_component_send(struct ax_worker *worker, struct ax_component *c, struct ax_worker *to);
/* Gives c, which is off the run queue and waits for nothing, to where it shall go; false when it can't be. */
bool ax_component_leave(struct ax_worker *worker, struct ax_component *c);
/* Takes in what c brings along, once it is listed here. */
void ax_component_receive(struct ax_worker *worker, struct ax_component *c);

/* ---- component.c ---- */
/* Makes sure that c has `aside`; false when there is no memory. */
bool ax_component_fit_aside(struct ax_component *c);
/* Counts messages of c that nobody will get. Owner only. */
void ax_count_dropped(struct ax_component *c, uint32_t n);
/* Ends c: close, last words, closes and refusals, and its life's reference. */
void ax_component_end(struct ax_worker *worker, struct ax_component *c);
void ax_component_unref(struct ax_component *c);
/* Tells the engine of deaths on this worker that it was not told of. Owner only. */
void ax_deaths_report(struct ax_worker *worker);
/* Delivers a shutdown to c as a message on control. Owner only. */
void ax_component_shutdown(struct ax_worker *worker, struct ax_component *c);
/* Tells c once that the run stops: as ax_engine.stopping says. Owner only. */
void ax_component_tell_stop(struct ax_worker *worker, struct ax_component *c, uint32_t stopping);

#define AX_FOR_EACH_BOX(spec, c)                                                                   \
	for (const struct ax_box_spec *spec = (c)->type->boxes; spec && spec->name; spec++)

/* Where c shall move before its next step, or NULL. */
static inline struct ax_worker *ax_component_to(const struct ax_component *c)
{
	return c->aside ? c->aside->to : NULL;
}

static inline struct ax_box *ax_component_box(const struct ax_component *c, uint32_t offset)
{
	return (struct ax_box *)((uintptr_t)c + offset);
}

/* ---- instance.c ---- */
struct ax_instance {
	struct ax_component **component;  /* as in the flat graph */
	uint32_t n;			  /* made so far */
	struct ax_component *few[AX_FEW]; /* room for a small one */
};

/* Makes components and links of a flat graph for the workers at[]; nobody runs them yet. 0 or
 * -ENOMEM. */
int ax_instance_make(struct ax_engine *engine, const struct ax_flat *flat,
		     struct ax_worker *const *at, struct ax_instance *instance);
/* Frees an instance that nobody has run, complete or not. */
void ax_instance_discard(struct ax_engine *engine, const struct ax_flat *flat,
			 struct ax_instance *instance);
/* Hands every component to its worker. */
void ax_instance_activate(struct ax_instance *instance);
void ax_instance_fini(struct ax_instance *instance);

/* ---- family.c ---- */
/* worker: whose step or end this is; NULL: nobody runs yet. */
void ax_family_join(struct ax_worker *worker, struct ax_family *family,
		    struct ax_component *member);
void ax_family_leave(struct ax_worker *worker, struct ax_family *family, bool failed);

/* ---- operation.c ---- */
/* Carries out what waits in c's operation queue. Owner only, between steps. */
void ax_operations_run(struct ax_worker *worker, struct ax_component *c);
/* Answers what waits with -ESRCH and refuses what comes later. */
void ax_operations_close(struct ax_component *c);
/* Gives the answer to a ticket, which may be NULL. */
void ax_ticket_answer(struct ax_ticket *ticket, int status);

/* ---- group.c of schedulers supplies struct ax_group ---- */

#endif
