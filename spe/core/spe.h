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
 * Locks, in the order in which they nest: cell->lock; spe->engine (held while data moves, by
 * whoever carries out commands); spe->lock (words only; never two of them; nothing blocks under
 * it); the line locks of reservations. */
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
};

/* rdch, wrch and rchcnt. None blocks: after AX_SPU_STALL nothing has happened, and the same call
 * is made again after ax_channel_wait(). The backend has set spe->pc to the LS address of the
 * instruction: reports name it. */
enum ax_spu_result ax_channel_read(struct ax_spe *spe, uint32_t channel, uint32_t *value);
enum ax_spu_result ax_channel_write(struct ax_spe *spe, uint32_t channel, uint32_t value);
uint32_t ax_channel_count(struct ax_spe *spe, uint32_t channel);

/* Free-running cells: blocks the calling thread until the channel's count may be above 0. Returns
 * AX_SPU_OK or AX_SPU_STOP. In a deterministic cell backends return AX_SPU_STALL from run(). */
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

/* An MFC command as it was written. */
struct ax_mfc_command {
	uint64_t ea;   /* of a list: the high half, then the element's address */
	uint64_t from; /* pc << 1, or 1: the PPE's */
	uint32_t ls;
	uint32_t size;
	uint32_t list, list_end; /* LS addresses: the next element, and where the list ends */
	uint32_t serial;
	uint16_t opcode;
	uint8_t tag;
	bool stalled; /* a list that waits to be acknowledged */
};

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

struct ax_spe {
	/* Constant from ax_spe_new() on. */
	struct ax_cell *cell;
	uint32_t id;	  /* of the context, in the cell */
	unsigned flags;	  /* SPE_CFG_SIGNOTIFY1_OR, ... */
	uint8_t *store;	  /* 256 KiB, aligned to 256 KiB */
	uint8_t *problem; /* the EA of its problem-state area */
	struct ax_gang *gang;

	/* Set by a load. */
	const struct ax_spu_backend *backend;
	void *backend_data;
	uint32_t entry;

	/* The running thread's. */
	uint32_t npc;	  /* where the program starts or goes on */
	uint32_t pc;	  /* of the instruction in hand */
	uint32_t waiting; /* the channel that stalled last */
	uint32_t srr0;
	uint64_t budget;	 /* instructions, in a deterministic cell */
	struct ax_quad gpr[128]; /* r3, r4, ...: the arguments when a run begins */
	struct ax_spu_stop stop;
	struct {
		uint32_t lsa, eah, eal, size, tag;
	} mfc; /* the next command's parameters */

	_Atomic uint32_t called; /* AX_CALLED_*; set by any, cleared by the running thread */

	/* Held by whoever carries out commands. */
	pthread_mutex_t engine;
	uint64_t random;

	/* Under lock. */
	pthread_mutex_t lock;
	pthread_cond_t changed; /* for the running thread */
	pthread_cond_t told;	/* for PPE threads */
	uint32_t n_asleep;	/* waits for changed */
	uint32_t n_asking;	/* wait for told */
	struct ax_mfc_queue queue, proxy;
	uint32_t serial;
	uint32_t tag_mask, tag_update, tag_stat;
	bool tag_stat_ready;
	uint32_t proxy_mask, proxy_query; /* Prxy_QueryMask, and the tags that were used */
	uint32_t stalled, stall_told;	  /* tags of lists that wait, and those the SPU has read */
	uint32_t atomic_stat;
	bool atomic_stat_ready;
	struct ax_mailbox in, out, out_intr;
	struct ax_signal signal[2];
	uint32_t events, event_mask;
	uint64_t dec_zero; /* timebase at which the decrementer is 0 */
	bool dec_runs, dec_told;
	struct ax_spu_stop fault; /* for AX_CALLED_FAULT */
	bool running, stopped, ended;
	struct ax_spe_counters counters;
	void (*watch)(void *arg); /* called after what a PPE may wait for has changed */
	void *watch_arg;

	/* The reservation: see atomic.c. */
	_Atomic uint64_t reserved;		  /* EA of the line, or 0 */
	_Alignas(16) uint8_t seen[AX_LINE_BYTES]; /* what getllar read; the engine's */

	/* Under cell->lock. */
	struct ax_spe *next, *neighbor, *successor;
	bool has_slot;	/* runs on a physical SPE */
	uint64_t since; /* ns, when it got it */
};

static inline bool ax_spe_called(const struct ax_spe *spe)
{
	/* Relaxed: what is behind the call is read under the lock. */
	return atomic_load_explicit(&spe->called, memory_order_relaxed) != 0;
}

/* ---- machines and contexts ---------------------------------------------------------------- */

enum {
	AX_MAX_BACKENDS = 8
};

struct ax_cell {
	struct ax_spe_config config;
	bool deterministic; /* one host thread, virtual time, no helper */
	uint8_t *stores;    /* AX_MAX_CONTEXTS local stores: address space alone until used */
	uint8_t *problems;  /* as many problem-state areas: never accessible */
	const struct ax_spu_backend *backend[AX_MAX_BACKENDS];
	size_t n_backends;
	_Atomic uint64_t ticks; /* the virtual timebase of a deterministic cell */
	_Atomic uint64_t broken[AX_N_RULES];

	pthread_mutex_t lock;
	struct ax_spe *spes;	 /* all contexts */
	struct ax_spe **context; /* by id; NULL: free */
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

/* A word of the program's own, in its order, at an address that wraps and is aligned down. */
uint32_t ax_store_read32(const struct ax_spe *spe, uint32_t ls);
void ax_store_write32(struct ax_spe *spe, uint32_t ls, uint32_t value);

#endif
