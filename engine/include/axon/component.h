// SPDX-License-Identifier: Apache-2.0
/* component: a sequential, self-pausing unit with private state that talks only to its own boxes.
 *
 * A component type is one static table: its boxes, its parameters and its functions. The usual way
 * to write the body is a protothread (after Duff's device, as the paper proposes): straight-line
 * code whose waits are the AX_ macros below. Three rules come with it:
 *   - what must survive a wait lives in the component's struct, not in a local variable;
 *   - no wait inside a switch of your own, and none in a helper function;
 *   - AX_EACH begins with a statement: put braces around it under an if. */
#ifndef AXON_COMPONENT_H
#define AXON_COMPONENT_H

#include <axon/box.h>
#include <axon/param.h>

#ifdef __cplusplus
extern "C" {
#endif

struct ax_component;
struct ax_engine;
struct ax_family;
struct ax_group;
struct ax_op;
struct ax_ticket;
struct ax_worker;

/* What a step returns. */
enum ax_status {
	AX_STEP_READY, /* run me again */
	AX_STEP_WAIT,  /* run me when something I wait for has come */
	AX_STEP_DONE,  /* I have ended; the reason is set */
};

/* Why a component ended. */
enum ax_reason {
	AX_REASON_FINISHED, /* its work is done, or its input has closed and drained */
	AX_REASON_SHUTDOWN, /* it was told to stop */
	AX_REASON_REFUSED,  /* its consumer is gone */
	AX_REASON_FAILED,   /* an error, with a sentence */
};

/* ---- what a type declares ----------------------------------------------------------------- */

struct ax_box_spec {
	const char *name;
	const char *type; /* of its messages: "any", "bytes", ...; see ax_type_register() */
	const char *doc;  /* one line */
	uint16_t offset;  /* of the box in the component */
	bool out;
};

#define AX_INBOX(owner, field, message_type, line)                                                 \
	{                                                                                          \
		.name = #field, .type = (message_type), .doc = (line),                             \
		.offset = offsetof(owner, field), .out = false                                     \
	}
#define AX_OUTBOX(owner, field, message_type, line)                                                \
	{                                                                                          \
		.name = #field, .type = (message_type), .doc = (line),                             \
		.offset = offsetof(owner, field), .out = true                                      \
	}
/* Ends a table of boxes. */
#define AX_BOXES_END                                                                               \
	{                                                                                          \
		.name = NULL                                                                       \
	}

enum ax_type_flags {
	AX_READS_CONTROL = 1 << 0, /* decides for itself what control messages mean */
	AX_OUTSIDE = 1 << 1,	   /* touches a socket: can't run under a seed */
	AX_UNWATCHED = 1 << 2,	   /* waits for the world without fd or timer (a pool job) */
};

struct ax_component_type {
	const char *name; /* as written in a graph */
	const char *doc;  /* one line */
	const char
		*about; /* how it works and when it ends, for the reference; NULL: nothing more */
	size_t size;	/* of the component's struct, whose first member is struct ax_component */
	const struct ax_box_spec *boxes; /* besides control and signal; ends with AX_BOXES_END */
	const struct ax_param *params;	 /* ends with AX_PARAMS_END, or NULL */
	const char *example;		 /* words that run, for the reference, or NULL */
	uint32_t cost_ns;		 /* a hint for placement: time per message; 0 = cheap */
	uint32_t flags;			 /* enum ax_type_flags */

	/* Called once by the owner before the first step. 0, or ax_fail()'s result. */
	int (*init)(struct ax_component *self);
	/* One step: an AX_STEP body, or ax_callback_step with body set. */
	enum ax_status (*step)(struct ax_component *self);
	/* The callback form: called while it returns AX_STEP_READY or AX_STEP_WAIT. */
	enum ax_status (*body)(struct ax_component *self);
	/* Called once at the end, whatever the reason, when init was called: free what self holds. */
	void (*close)(struct ax_component *self);
	/* One line about self's state for people (axon run --stats), as snprintf does, or NULL. */
	int (*describe)(const struct ax_component *self, char *text, size_t room);
};

/* The step of types in callback form. */
enum ax_status ax_callback_step(struct ax_component *self);

/* ---- the component ------------------------------------------------------------------------ */

/* A descriptor that a component waits for. It lives in the component's struct.
 * Readiness is edge-triggered: `ready` stays set until the component clears a bit, which it does
 * when a call on the descriptor said EAGAIN. */
struct ax_watch {
	int fd;		/* -1: none */
	uint32_t ready; /* AX_READABLE, AX_WRITABLE: as last reported, less what was cleared */
	uint32_t slot;	/* in the worker's selector; 0: not registered there */
	struct ax_component *component;
	struct ax_watch *next; /* in the component's list */
};

enum ax_watch_events {
	AX_READABLE = 1,
	AX_WRITABLE = 4,
	AX_HANGUP = 16,
};

enum ax_state {
	AX_IDLE,    /* waits; in no queue */
	AX_QUEUED,  /* in its worker's run queue */
	AX_RUNNING, /* in its step */
	AX_TRANSIT, /* on its way to a worker, in that worker's postbox */
	AX_DEAD,    /* ended; freed when nobody can reach it */
};

enum ax_component_flags {
	AX_NEWBORN = 1 << 0,	  /* init was not called yet */
	AX_CONTROL_NEWS = 1 << 1, /* control may have messages, or an operation waits */
	AX_ENDING = 1 << 2,	  /* a shutdown came: ends at its next wait */
	AX_WAITS_FOR_ROOM = 1 << 3,
	AX_WAITS_FOR_TIME = 1 << 4,
	AX_WAITS_FOR_FD = 1 << 5,
	AX_OWES_SOME = 1 << 6,	   /* some inbox has AX_BOX_OWES */
	AX_SIGNALLED = 1 << 7,	   /* sent its own last word by signal */
	AX_SHARED = 1 << 8,	   /* another worker or thread may look at it */
	AX_SCHEDULES = 1 << 9,	   /* a group: an entity that runs others */
	AX_HANDED_OUT = 1 << 10,   /* handles on it exist: somebody outside may act */
	AX_HAS_FAR = 1 << 11,	   /* some link of it has its other end on another worker */
	AX_CONTROL_OPEN = 1 << 12, /* this step looks at control */
	AX_TIMED_WAIT = 1 << 13,   /* aside->since_ns says when its wait began */
	AX_GROUPED = 1 << 14,	   /* stands in a group's queue, not in the worker's own */
	AX_UNSURE = 1 << 15,	   /* some box has AX_BOX_UNSURE */
};

/* More flags, which no step looks at. */
enum ax_component_marks {
	AX_PINNED = 1 << 0,  /* stays with its worker */
	AX_KEEPS = 1 << 1,   /* has a family, which moves with it */
	AX_TOLD = 1 << 2,    /* knows that the run is to stop */
	AX_FOLLOWS = 1 << 3, /* is on its way to its keeper */
	AX_LINKED = 1 << 4,  /* some box of it has or had a link */
};

enum {
	AX_MANY_FAR = UINT8_MAX /* links, which are not counted further: it keeps AX_HAS_FAR */
};

/* What most components do without. */
struct ax_aside {
	uint64_t input_ns, room_ns; /* where its time has gone, when it is watched */
	union {
		uint64_t until;	   /* AX_WAITS_FOR_TIME: when, ns of ax_now(); till it sleeps */
		uint64_t since_ns; /* AX_TIMED_WAIT: when it fell asleep */
	};
	uint64_t dropped;	  /* messages so far */
	struct ax_worker *to;	  /* where it shall move before its next step, or NULL */
	struct ax_ticket *moving; /* answered when it has arrived */
	struct ax_group *group;	  /* whose share it runs on, with AX_GROUPED */
	struct ax_watch *watches; /* descriptors that move with it */
};

/* Embedded first in every component's struct. The fields are the engine's; a component uses the
 * calls below. */
struct ax_component {
	/* Line 0: the owner's, in every step. */
	struct ax_component *run_next; /* in the run queue */
	const struct ax_component_type *type;
	struct ax_box *engaged;	       /* boxes used in this step, or awaited */
	struct ax_component *follower; /* whom its step last woke: a guess at whom it wakes next */
	uint32_t resume;	       /* the protothread's place */
	uint8_t state;		       /* enum ax_state; written by the owner alone */
	uint8_t reason;		       /* enum ax_reason, once it ends */
	uint16_t flags;		       /* enum ax_component_flags */
	uint16_t budget;	       /* messages a box in one step */
	uint8_t n_far;	/* links whose other end is on another worker; stays at AX_MANY_FAR */
	uint8_t marks;	/* enum ax_component_marks */
	uint32_t timer; /* place in the worker's timer heap, or 0 */
	uint64_t steps, taken; /* so far; taken: messages */
	/* Line 1: what others reach, and what is rarely touched. */
	uint32_t posted;   /* the token: 1 while the node is in some postbox, or dead */
	uint32_t refs;	   /* its life, and the handles on it */
	void *post_next;   /* the postbox's node */
	struct ax_op *ops; /* operations from elsewhere, newest first */
	struct ax_family *family;
	const char *name;
	struct ax_component *all_next, **all_at; /* the worker's list of its components */
	struct ax_worker *owner; /* written at hand-over, release; read by wakers, acquire */
	uint64_t sent, wakes;	 /* messages and wake-ups so far */
	uint64_t ran_ns;	 /* estimated, or measured when watched */
	struct ax_aside *aside;	 /* made when it is needed */
	struct ax_inbox control;
	struct ax_outbox signal;
};

/* ---- calls for a component's own step, init and close -------------------------------------- */

/* The time in nanoseconds, as the worker last read it for this step; virtual under a seed. */
uint64_t ax_now(struct ax_component *self);

/* The time read afresh. */
uint64_t ax_clock(struct ax_component *self);

/* The engine that self lives in. */
struct ax_engine *ax_engine_of(const struct ax_component *self);

/* Ends self with an error: the sentence is logged with self's name and kept for the run's result.
 * Returns AX_STEP_DONE for a step; as an int, -ECANCELED for init: write `return ax_fail_init(...)`. */
enum ax_status ax_fail(struct ax_component *self, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
int ax_fail_init(struct ax_component *self, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Logs a line with self's name: progress and what people should know. */
void ax_note(struct ax_component *self, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Ends self with a reason other than failure. */
static inline enum ax_status ax_done(struct ax_component *self, enum ax_reason reason)
{
	self->reason = (uint8_t)reason;
	return AX_STEP_DONE;
}

/* What to wait for: call before returning AX_STEP_WAIT, or in AX_WAIT's list. Any of them wakes.
 * control is always waited for. */
static inline void ax_want_message(struct ax_inbox *inbox)
{
	struct ax_box *box = &inbox->box;
	uint16_t flags = box->flags;
	box->flags = flags | AX_BOX_AWAITED | AX_BOX_ENGAGED;
	if (flags & AX_BOX_ENGAGED)
		return;
	struct ax_component *self = ax_box_component(box);
	box->next = self->engaged;
	self->engaged = box;
}

/* Room for n messages. The engine may wake later than the first slot, to save wake-ups: when half
 * the link is free, or n slots are. */
void ax_want_room(struct ax_outbox *outbox, uint32_t n);
void ax_want_time(struct ax_component *self, uint64_t at_ns);
void ax_want_fd(struct ax_component *self, struct ax_watch *watch);

/* Starts watching a descriptor (non-blocking) for both directions; 0 or -errno. A regular file
 * is always ready. */
int ax_watch_open(struct ax_component *self, struct ax_watch *watch, int fd);
/* Stops watching and closes the descriptor. Harmless when there is none. */
void ax_watch_close(struct ax_watch *watch);

/* Work that blocks the kernel (a name look-up, a sound card), done by the engine's small pool of
 * threads. A job is allocated by the component, and freed through discard. */
struct ax_job {
	void (*work)(struct ax_job *job);    /* on a pool thread; must not touch the component */
	void (*discard)(struct ax_job *job); /* frees the job */
	struct ax_component *component;	     /* to wake; set by ax_job_start() */
	struct ax_job *next;
	uint32_t state; /* atomic: enum in schedulers/pool.c */
};

/* Hands a job to the pool. self is woken when it is done: wait with AX_WAIT(self, (void)0) until
 * ax_job_done(). 0 or -ENOMEM, -EAGAIN when no thread can be had. */
int ax_job_start(struct ax_component *self, struct ax_job *job);
bool ax_job_done(const struct ax_job *job);
/* Lets go of a job, done or not: it is discarded once nobody works on it. */
void ax_job_release(struct ax_job *job);

/* Sends a control message by signal; it always has room. */
void ax_signal(struct ax_component *self, enum ax_type_id what);

/* Makes what self has put so far visible now, without ending the step. A consumer that falls asleep
 * just then may be woken only when the step ends. */
void ax_flush(struct ax_component *self);

/* ---- the protothread ---------------------------------------------------------------------- */

/* A step with a typed self, for .step = name##_step in the table. */
#define AX_STEP(name, self)                                                                        \
	static inline enum ax_status name##_body(struct name *self);                               \
	static enum ax_status name##_step(struct ax_component *component)                          \
	{                                                                                          \
		return name##_body((struct name *)component);                                      \
	}                                                                                          \
	static inline enum ax_status name##_body(struct name *self)

/* Panics: a wait stood inside a switch of the component's own. */
__attribute__((noreturn, cold)) void ax_lost_place(const struct ax_component *self);

#define AX_BEGIN(self)                                                                             \
	switch ((self)->base.resume) {                                                             \
	case 0:

#define AX_END(self)                                                                               \
	break;                                                                                     \
default:                                                                                           \
	ax_lost_place(&(self)->base);                                                              \
	}                                                                                          \
	return ax_done(&(self)->base, AX_REASON_FINISHED)

/* Starts, ends and continues AX_EACH's iterations. */
static inline void ax_each_start(struct ax_inbox *inbox)
{
	inbox->mark = AX_NOT_ITERATING;
}

/* Whether there is a message to iterate on. */
static inline bool ax_each_next(struct ax_inbox *inbox)
{
	const struct ax_box *box = &inbox->box;
	if (inbox->mark == box->cursor)
		ax_drop_head(inbox);
	if (!ax_ready(inbox)) {
		inbox->mark = AX_NOT_ITERATING;
		return false;
	}
	AX_KNOWN(box->cursor <= AX_INDEX_MASK);
	inbox->mark = box->cursor;
	return true;
}

/* Always: ax_head() in the block need not look again. */
static inline bool ax_each_known(const struct ax_inbox *inbox)
{
	AX_KNOWN(inbox->box.cursor != inbox->box.limit);
	return true;
}

/* Runs the block that follows for each message, which ax_head() shows, until the inbox is closed
 * and drained; waits while it is empty. What the block neither takes nor moves is dropped at its
 * end. `break` leaves the message in the inbox. */
#define AX_EACH(self, in) AX_EACH_AT(self, in, __COUNTER__ + 1)
#define AX_EACH_AT(self, in, place)                                                                \
	ax_each_start(&(self)->in);                                                                \
	__attribute__((fallthrough));                                                              \
case (place):                                                                                      \
	while (ax_each_next(&(self)->in) || !((self)->in.box.flags & AX_BOX_CLOSED))               \
		if ((self)->in.mark == AX_NOT_ITERATING) {                                         \
			(self)->base.resume = (place);                                             \
			ax_want_message(&(self)->in);                                              \
			return AX_STEP_WAIT;                                                       \
		} else if (!ax_each_known(&(self)->in)) {                                          \
		} else

/* Takes one message into an lvalue; waits while the inbox is empty; gives AX_NONE once it is
 * closed and drained. */
#define AX_TAKE(self, in, msg) AX_TAKE_AT(self, in, msg, __COUNTER__ + 1)
#define AX_TAKE_AT(self, in, msg, place)                                                           \
	do {                                                                                       \
		__attribute__((fallthrough));                                                      \
	case (place):                                                                              \
		if (!ax_take1(&(self)->in, &(msg))) {                                              \
			if (!ax_closed(&(self)->in)) {                                             \
				(self)->base.resume = (place);                                     \
				ax_want_message(&(self)->in);                                      \
				return AX_STEP_WAIT;                                               \
			}                                                                          \
			(msg) = (struct ax_msg){ .type = AX_NONE };                                \
		}                                                                                  \
	} while (0)

/* Puts one message; waits while the link is full; ends the component in order when the consumer
 * is gone. msg is evaluated again after a wait, so it must not be a local variable then. */
#define AX_PUT(self, out, msg) AX_PUT_AT(self, out, msg, __COUNTER__ + 1)
#define AX_PUT_AT(self, out, msg, place)                                                           \
	do {                                                                                       \
		__attribute__((fallthrough));                                                      \
	case (place):                                                                              \
		if (!ax_room(&(self)->out)) {                                                      \
			if (ax_refused(&(self)->out))                                              \
				return ax_done(&(self)->base, AX_REASON_REFUSED);                  \
			(self)->base.resume = (place);                                             \
			ax_want_room(&(self)->out, UINT32_MAX);                                    \
			return AX_STEP_WAIT;                                                       \
		}                                                                                  \
		(void)ax_put1(&(self)->out, (msg));                                                \
	} while (0)

/* Moves the inbox's first message to the outbox; waits while that is full; ends the component in
 * order when the consumer is gone. The inbox must have a message: use it in AX_EACH. */
#define AX_MOVE(self, in, out) AX_MOVE_AT(self, in, out, __COUNTER__ + 1)
#define AX_MOVE_AT(self, in, out, place)                                                           \
	do {                                                                                       \
		__attribute__((fallthrough));                                                      \
	case (place):                                                                              \
		if (!ax_move1(&(self)->in, &(self)->out)) {                                        \
			if (ax_refused(&(self)->out))                                              \
				return ax_done(&(self)->base, AX_REASON_REFUSED);                  \
			(self)->base.resume = (place);                                             \
			ax_want_room(&(self)->out, UINT32_MAX);                                    \
			return AX_STEP_WAIT;                                                       \
		}                                                                                  \
	} while (0)

/* Waits until something of the list has come: AX_WAIT(g, ax_want_message(&g->inbox), ...). */
#define AX_WAIT(self, ...) AX_WAIT_AT(self, __COUNTER__ + 1, __VA_ARGS__)
#define AX_WAIT_AT(self, place, ...)                                                               \
	do {                                                                                       \
		(self)->base.resume = (place);                                                     \
		__VA_ARGS__;                                                                       \
		return AX_STEP_WAIT;                                                               \
	case (place):;                                                                             \
	} while (0)

/* Waits until the absolute time at_ns of ax_now(). */
#define AX_SLEEP_UNTIL(self, at_ns) AX_SLEEP_UNTIL_AT(self, at_ns, __COUNTER__ + 1)
#define AX_SLEEP_UNTIL_AT(self, at_ns, place)                                                      \
	do {                                                                                       \
		__attribute__((fallthrough));                                                      \
	case (place):                                                                              \
		if (ax_now(&(self)->base) < (at_ns)) {                                             \
			(self)->base.resume = (place);                                             \
			ax_want_time(&(self)->base, (at_ns));                                      \
			return AX_STEP_WAIT;                                                       \
		}                                                                                  \
	} while (0)

/* Lets the neighbours run. */
#define AX_YIELD(self) AX_YIELD_AT(self, __COUNTER__ + 1)
#define AX_YIELD_AT(self, place)                                                                   \
	do {                                                                                       \
		(self)->base.resume = (place);                                                     \
		return AX_STEP_READY;                                                              \
	case (place):;                                                                             \
	} while (0)

#ifdef __cplusplus
}
#endif
#endif
