// SPDX-License-Identifier: Apache-2.0
/* spe: the software SPE, and what it agrees on with the backends that run SPU programs.
 *
 * A *cell* is a machine: some SPEs, the contexts that run on them, and main memory, which is the
 * process's own. An effective address (EA) is a host address; local stores and problem-state areas
 * have EAs too. A backend runs SPU code of one context on the thread of ax_spe_run() and reaches
 * everything else by channels.
 *
 * | operation                       | who                   | concurrently with              |
 * | ------------------------------- | --------------------- | ------------------------------ |
 * | ax_channel_*, ax_spu_*          | the thread that runs  | anything of other threads      |
 * | ax_mailbox_*, ax_signal_write   | any                   | anything                       |
 * | ax_proxy_*, ax_ps_*             | any                   | anything                       |
 * | ax_mfc_step                     | any                   | anything                       |
 * | ax_spe_new, load, run, free     | the context's owner   | other contexts                 |
 *
 * Locks, in the order in which they nest: spe->moving (a flag under spe->lock, which is open while
 * data moves: whoever carries out commands has it); a line's (atomic.c); cell->lock; spe->lock
 * (words only; never two of them; nothing blocks under it). */
#ifndef AXON_SPE_CORE_H
#define AXON_SPE_CORE_H

#include "axon/spe.h"

#include "core/rule.h"

#include <pthread.h>
#include <stdatomic.h>

enum {
	AX_STORE_BYTES = 256 * 1024,
	AX_STORE_MASK = AX_STORE_BYTES - 1,
	AX_PROBLEM_BYTES = 128 * 1024, /* the synchronisation register to the second signal */
	AX_LINE_BYTES = 128,
	AX_QUEUE_COMMANDS = 16, /* of an SPU */
	AX_PROXY_COMMANDS = 8,	/* of the PPE, for each SPE */
	AX_DMA_BYTES = 16 * 1024,
	AX_MAX_SPES = 64,
	AX_MAX_CONTEXTS = 1024, /* of a cell, at a time */
	AX_TIMEBASE_HZ = 79800000,
};

struct ax_cell;
struct ax_spe;

/* ---- what backends call ------------------------------------------------------------------- */

enum ax_spu_result {
	AX_SPU_OK,
	AX_SPU_STALL, /* the channel's count is 0 */
	AX_SPU_STOP,  /* the run ends; spe->stop says why */
};

enum ax_channel {
	AX_RD_EVENT_STAT = 0,
	AX_WR_EVENT_MASK = 1,
	AX_WR_EVENT_ACK = 2,
	AX_RD_SIG_NOTIFY_1 = 3,
	AX_RD_SIG_NOTIFY_2 = 4,
	AX_WR_DEC = 7,
	AX_RD_DEC = 8,
	AX_WR_MSSYNC_REQ = 9,
	AX_RD_EVENT_MASK = 11,
	AX_RD_TAG_MASK = 12,
	AX_RD_MACH_STAT = 13,
	AX_WR_SRR0 = 14,
	AX_RD_SRR0 = 15,
	AX_MFC_LSA = 16,
	AX_MFC_EAH = 17,
	AX_MFC_EAL = 18,
	AX_MFC_SIZE = 19,
	AX_MFC_TAG = 20,
	AX_MFC_CMD = 21,
	AX_WR_TAG_MASK = 22,
	AX_WR_TAG_UPDATE = 23,
	AX_RD_TAG_STAT = 24,
	AX_RD_LIST_STALL = 25,
	AX_WR_LIST_ACK = 26,
	AX_RD_ATOMIC_STAT = 27,
	AX_WR_OUT_MBOX = 28,
	AX_RD_IN_MBOX = 29,
	AX_WR_OUT_INTR_MBOX = 30,
	AX_MFC_PARAMETERS = AX_MFC_CMD - AX_MFC_LSA,
};

/* rdch, wrch and rchcnt; after the last a backend looks whether the SPU is called (below). None
 * blocks: after AX_SPU_STALL nothing has happened, and the same call
 * is made again after ax_channel_wait(). After AX_SPU_STOP the operation has been carried out: a
 * value that was read counts, and the program would go on behind it. The backend has set spe->pc to
 * the LS address of the instruction: reports name it. */
enum ax_spu_result ax_channel_read(struct ax_spe *spe, uint32_t channel, uint32_t *value);
enum ax_spu_result ax_channel_write(struct ax_spe *spe, uint32_t channel, uint32_t value);
uint32_t ax_channel_count(struct ax_spe *spe, uint32_t channel);

/* wrch to the channels AX_MFC_LSA to AX_MFC_TAG, which never stall. */
void ax_channel_parameters(struct ax_spe *spe, const uint32_t value[AX_MFC_PARAMETERS]);

/* Free-running cells: blocks the calling thread until the channel's count may be above 0. Returns
 * AX_SPU_OK, or AX_SPU_STOP: then the operation has not been carried out, and the program would go
 * on with it. In a deterministic cell backends don't call it, but return AX_SPU_STALL from run(). */
enum ax_spu_result ax_channel_wait(struct ax_spe *spe, uint32_t channel);

/* For stop, halt and what is no instruction: fill in spe->stop and return AX_SPU_STOP. spe->npc is
 * where the program would go on, already set by the backend. */
enum ax_spu_result ax_spu_stop(struct ax_spe *spe, uint32_t code);
enum ax_spu_result ax_spu_halt(struct ax_spe *spe);
enum ax_spu_result ax_spu_illegal(struct ax_spe *spe);

/* Whether somebody wants the SPU's attention. A backend looks now and then between channel
 * operations (which look by themselves), and then calls ax_spe_answer(), which may say STOP. */
static inline bool ax_spe_called(const struct ax_spe *spe);
enum ax_spu_result ax_spe_answer(struct ax_spe *spe);

/* What runs SPU programs of one kind. */
struct ax_spu_backend {
	const char *name;
	bool big_endian; /* of the words a program keeps in its local store */
	/* Whether the image is of its kind; looks at its first bytes, of which there are `bytes`,
	 * or SIZE_MAX when nobody knows (at least 64 then). */
	bool (*knows)(const void *image, size_t bytes);
	/* Copies the image into spe->store, which is zero and not executable, and sets
	 * spe->entry. 0 or -errno; after an error no program is loaded and fini is not called. */
	int (*load)(struct ax_spe *spe, const void *image, size_t bytes);
	/* Runs from spe->npc until the program stops; fills spe->stop (by ax_spu_stop(), ...) and
	 * spe->npc. Called again after a stop to go on. In a deterministic cell it may also
	 * return AX_SPU_STALL (spe->waiting says at which channel), or AX_SPU_OK after
	 * spe->budget instructions. */
	enum ax_spu_result (*run)(struct ax_spe *spe);
	/* Frees spe->backend_data. NULL: nothing to do. */
	void (*fini)(struct ax_spe *spe);
	/* In a timed cell it lets no instruction start before spe->cycle, and keeps that where the
	 * program is: at channel operations, and when run() returns. False: instructions take no
	 * time of their own. */
	bool counts_cycles;
};

/* What gives virtual time to a deterministic cell: time/. */
struct ax_timer {
	/* Before an operation on a channel, at spe->cycle. False: somebody else comes first, so
	 * it stalls, and is made again. */
	bool (*turn)(struct ax_spe *spe, uint32_t channel);
	/* After it has been carried out. */
	void (*operated)(struct ax_spe *spe, uint32_t channel, uint32_t value);
};

/* Offers a backend to the cell's ax_spe_load(). Before other threads use the cell. */
int ax_cell_add_backend(struct ax_cell *cell, const struct ax_spu_backend *backend);

/* ---- a context ---------------------------------------------------------------------------- */

/* A register: word slot 0 (the preferred one) first, each word in the host's order. */
struct ax_quad {
	_Alignas(16) uint32_t w[4];
};

enum ax_stop_kind {
	AX_STOP_NONE,
	AX_STOP_SIGNAL, /* stop: code is its 14 bits */
	AX_STOP_HALT,
	AX_STOP_ERROR,	   /* code is SPE_SPU_INVALID_INSTR or SPE_SPU_INVALID_CHANNEL */
	AX_STOP_EXCEPTION, /* code is SPE_DMA_ALIGNMENT, ... */
	AX_STOP_PPE,	   /* the PPE's run control register */
};

struct ax_spu_stop {
	enum ax_stop_kind kind;
	uint32_t code;
	uint64_t ea; /* of an exception by storage */
};

/* An MFC command in a queue. */
struct ax_mfc_command {
	const struct ax_mfc_op *op;
	uint64_t ea; /* of a list: its high half */
	uint32_t ls; /* of a list: where the next element's data goes */
	uint32_t size;
	uint32_t list, list_end; /* LS addresses: the next element, and the end of the list */
	uint32_t pc;		 /* AX_PC_OF_PPE: the PPE's */
	uint32_t tag;
	bool stalled;	   /* a list that waits to be acknowledged */
	uint32_t transfer; /* in a timed cell: the number of what is on its way, or 0 */
};

#define AX_PC_OF_PPE UINT32_MAX

struct ax_mfc_queue {
	uint32_t n, capacity;
	struct ax_mfc_command command[AX_QUEUE_COMMANDS]; /* oldest first */
};

struct ax_mailbox {
	uint32_t n, capacity;
	uint32_t word[4]; /* oldest first */
	uint32_t last;	  /* what a read of the empty box returns */
};

struct ax_signal {
	uint32_t value;
	bool pending;
	bool ors;
};

enum {
	AX_CALLED_FAULT = 1, /* a fault of a command that went on alone */
	AX_CALLED_HALT = 2,  /* the PPE stops the SPU */
	AX_CALLED_YIELD = 4, /* others wait for this SPE */
};

enum ax_event {
	AX_EVENT_TAG = 0x1,
	AX_EVENT_STALL = 0x2,
	AX_EVENT_QUEUE = 0x8,
	AX_EVENT_IN_MBOX = 0x10,
	AX_EVENT_DECREMENTER = 0x20,
	AX_EVENT_OUT_INTR_MBOX = 0x40,
	AX_EVENT_OUT_MBOX = 0x80,
	AX_EVENT_SIGNAL_2 = 0x100,
	AX_EVENT_SIGNAL_1 = 0x200,
	AX_EVENT_RESERVATION = 0x400,
	AX_EVENT_MSSYNC = 0x1000,
};

struct ax_spe {
	/* Constant: an id's struct is used again by the next context of that id, and others may
	 * look at it at any time. */
	struct ax_cell *cell;
	uint32_t id;
	uint8_t *store;	  /* 256 KiB, aligned to 256 KiB; its address is its EA: store.c */
	uint8_t *problem; /* the EA of its problem-state area */
	pthread_mutex_t lock;
	pthread_cond_t changed; /* for the running thread */
	pthread_cond_t told;	/* for PPE threads */
	pthread_cond_t placed;	/* with cell->lock: has_slot has become true */
	pthread_cond_t rested;	/* moving has become false */
	bool moving;		/* under lock: somebody carries out a command: ax_mfc_take() */
	uint32_t n_eager;	/* under lock: wait for rested */

	_Atomic bool alive;	    /* between ax_spe_new() and ax_spe_free() */
	_Atomic uint32_t called;    /* AX_CALLED_*; set by any, cleared by the running thread */
	_Atomic uint32_t n_pending; /* commands in both queues; changed under lock */
	_Atomic uint64_t reserved;  /* EA of the reserved line, or 0: atomic.c */

	/* From here on a new context begins with zeros. */
	unsigned flags; /* SPE_CFG_SIGNOTIFY1_OR, ... */

	/* Set by a load. */
	const struct ax_spu_backend *backend;
	void *backend_data; /* the backend's */
	uint32_t entry;

	/* The running thread's. */
	uint32_t npc;	  /* where the program starts or goes on */
	uint32_t pc;	  /* of the instruction in hand */
	uint32_t waiting; /* the channel that was used last */
	uint32_t srr0;
	bool waited;	 /* the instruction at pc is traced already: it comes again */
	uint64_t budget; /* instructions, in a deterministic cell */
	uint64_t luck;	 /* decides when commands go on */
	uint64_t cycle;	 /* in a timed cell: where the program is */
	uint32_t mfc[AX_MFC_PARAMETERS];	  /* of the next command, as written to channels */
	struct ax_quad gpr[128];		  /* r3, r4, ...: the arguments when a run begins */
	_Alignas(16) uint8_t seen[AX_LINE_BYTES]; /* what getllar read */

	/* Whoever has set moving has these, too. */
	uint64_t random;	      /* decides in which order commands go on */
	struct ax_spe_counters moved; /* all but stalls */

	/* Under lock. */
	struct ax_spu_stop stop;  /* how the last run ended */
	struct ax_spu_stop fault; /* for AX_CALLED_FAULT */
	bool running;
	uint32_t n_asleep; /* waits for changed */
	uint32_t n_asking; /* wait for told */
	uint64_t n_stalls;
	struct ax_mfc_queue queue, proxy;
	_Atomic uint32_t tag_mask;   /* the running thread writes it without */
	_Atomic uint32_t tag_update; /* what it asks for, + 1, or 0: without, see channel.c */
	uint32_t tag_stat;
	bool tag_stat_ready;
	struct ax_mfc_command proxy_next; /* as written to the registers so far */
	uint32_t proxy_status;		  /* of the last command written there */
	uint32_t proxy_mask, proxy_used;  /* tags asked for by register; tags to be waited for */
	uint32_t stall_news;		  /* tags of stalled lists that the SPU has not read */
	uint32_t atomic_stat;
	bool atomic_stat_ready;
	struct ax_mailbox in, out, out_intr;
	struct ax_signal signal[2];
	uint32_t events, event_mask;
	uint64_t dec_zero; /* timebase at which the decrementer is 0 */
	bool dec_runs;
	void (*watch)(void *arg); /* called after what a PPE may wait for has changed, or NULL */
	void *watch_arg;

	/* Under cell->lock: slot.c. */
	struct ax_spe *next_waiting;
	bool has_slot;	/* is on a physical SPE */
	uint64_t since; /* ns, when it came there */
};

static inline bool ax_spe_called(const struct ax_spe *spe)
{
	/* Relaxed: what is behind the call is read under the lock. */
	return atomic_load_explicit(&spe->called, memory_order_relaxed) != 0;
}

/* ---- machines and contexts ---------------------------------------------------------------- */

enum {
	AX_MAX_BACKENDS = 8,
	AX_KNOWN_PAGES = 4096,
	AX_LINE_LOCKS = 64,
};

struct ax_cell {
	struct ax_spe_config config;
	bool deterministic; /* one host thread, virtual time, no helper */
	uint8_t *problems;  /* AX_MAX_CONTEXTS problem-state areas: never accessible */
	const struct ax_spu_backend *backend[AX_MAX_BACKENDS];
	size_t n_backends;
	_Atomic uint64_t ticks;	      /* the virtual timebase of a deterministic cell */
	const struct ax_timer *timer; /* of a deterministic cell while it is timed, or NULL */
	void *time;		      /* the timer's */
	_Atomic uint64_t broken[AX_N_RULES];
	_Atomic(struct ax_spe *) context[AX_MAX_CONTEXTS]; /* by id: alive or ended */
	_Atomic uint32_t n_contexts;

	/* Memory: memory.c and atomic.c. */
	_Atomic uint64_t page[AX_KNOWN_PAGES]; /* page number << 1, and whether it is writable */
	pthread_mutex_t line[AX_LINE_LOCKS];
	_Atomic uint32_t n_reserved; /* reservations that stand */

	pthread_mutex_t lock;
	int n_free;   /* SPEs; below 0 when NOSCHED took one that is in use */
	int n_pinned; /* by NOSCHED */
	int n_active; /* SPEs whose program runs */
	struct ax_spe *first_waiting, *last_waiting;

	/* The helper, which carries out commands for SPUs that don't look. */
	pthread_t helper;
	pthread_cond_t help;
	bool has_helper, helper_idle, helper_ends, proxied;
};

/* A cell of its own; NULL without memory, or when the configuration is wrong. */
struct ax_cell *ax_cell_new(const struct ax_spe_config *config, bool deterministic);
void ax_cell_free(struct ax_cell *cell); /* without contexts */

/* The cell behind libspe2, made at first use. NULL without memory. */
struct ax_cell *ax_cell_default(void);

/* NULL and *error = errno. */
struct ax_spe *ax_spe_new(struct ax_cell *cell, unsigned flags, int *error);
void ax_spe_free(struct ax_spe *spe);

/* Clears the local store and has the first backend that knows the image load it. 0, or -EINVAL
 * when none does, or what the backend says. */
int ax_spe_load(struct ax_spe *spe, const void *image, size_t bytes);

/* Runs the loaded program on the calling thread, from spe->npc, until it stops; waits for a free
 * SPE first. Always AX_SPU_STOP in a free-running cell; in a deterministic one it neither waits nor
 * blocks, and returns what the backend does. */
enum ax_spu_result ax_spe_run(struct ax_spe *spe);

/* Asks a running SPU to stop, as the run control register does. */
void ax_spe_halt(struct ax_spe *spe);

/* The SPU's status register: what stopped it. */
uint32_t ax_spe_status(const struct ax_spu_stop *stop);

/* What the PPE may wait for; also after the run's end. NULL: nobody. */
void ax_spe_watch(struct ax_spe *spe, void (*watch)(void *arg), void *arg);

void ax_spe_count(struct ax_spe *spe, struct ax_spe_counters *counters);
/* What the code of a program has come to, all its runs together. */
void ax_spe_note_code(struct ax_spe *spe, uint64_t instructions, uint64_t cycles);

/* The timebase, at AX_TIMEBASE_HZ. */
uint64_t ax_cell_timebase(struct ax_cell *cell);

/* Carries out one command, or a piece of one, of those that may go on, as the seed decides. False
 * when there is none. */
bool ax_mfc_step(struct ax_spe *spe);

/* A word of the program's own, in its order, at an address that wraps and is aligned down. */
uint32_t ax_store_read32(const struct ax_spe *spe, uint32_t ls);
void ax_store_write32(struct ax_spe *spe, uint32_t ls, uint32_t value);

#endif
