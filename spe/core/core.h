// SPDX-License-Identifier: Apache-2.0
/* core: what the files of the software SPE share among themselves and with libspe2's calls. */
#ifndef AXON_SPE_CORE_PRIVATE_H
#define AXON_SPE_CORE_PRIVATE_H

#include "core/spe.h"

/* ---- rules: fault.c ----------------------------------------------------------------------- */

/* Counts that the rule was broken, logs a line when it is more than counted, and, if the SPU must
 * stop for it, calls the SPU. `command` may be NULL: then it is about a channel operation at
 * spe->pc. True when what broke it must not be carried out. Takes spe->lock. */
bool ax_rule_broken(struct ax_spe *spe, enum ax_rule_id id, const struct ax_mfc_command *command,
		    uint64_t ea, const char *format, ...) __attribute__((format(printf, 5, 6)));
void ax_rule_counted(struct ax_cell *cell, enum ax_rule_id id);
void ax_cell_log(struct ax_cell *cell, const char *line);

/* Of a traced machine: an operation that was carried out, and a command as it was written. */
void ax_trace_channel(struct ax_spe *spe, uint32_t channel, const char *way, uint32_t value);
void ax_trace_command(struct ax_spe *spe, const struct ax_mfc_command *command);

/* ---- a context's state, under its lock ---------------------------------------------------- */

void ax_spe_call(struct ax_spe *spe, uint32_t why); /* AX_CALLED_* */
void ax_event_raise(struct ax_spe *spe, uint32_t events);
void ax_spe_unlock_told(struct ax_spe *spe); /* unlocks, then tells PPE threads and the watch */
bool ax_channel_ready(struct ax_spe *spe, uint32_t channel, uint32_t *count);
void ax_decrementer_look(struct ax_spe *spe); /* raises the event when it has passed 0 */

/* ---- the MFC ------------------------------------------------------------------------------ */

enum {
	AX_OP_GET = 1,
	AX_OP_PUT = 2,
	AX_OP_LIST = 4,
	AX_OP_FENCE = 8,
	AX_OP_BARRIER = 16,
	AX_OP_ALL_TAGS = 32, /* a barrier for all of them */
	AX_OP_SIGNAL = 64,
	AX_OP_ATOMIC = 128, /* at once, not queued */
	AX_OP_LINE = 256,   /* an atomic's line, but queued */
	AX_OP_HINT = 512,
	AX_OP_ZERO = 1024,
	AX_OP_PROXY = 2048, /* the PPE may issue it */
};

struct ax_mfc_op {
	uint16_t opcode;
	uint16_t flags;
	const char *name;
};

const struct ax_mfc_op *ax_mfc_op_find(uint32_t opcode); /* NULL: none */

/* Whether the command's form is right; reports what is wrong. */
bool ax_mfc_check(struct ax_spe *spe, const struct ax_mfc_command *command);
/* The same for the element of a list, or a plain transfer. */
bool ax_mfc_check_transfer(struct ax_spe *spe, const struct ax_mfc_command *command, uint32_t ls,
			   uint64_t ea, uint32_t size);

/* An unordered command of the SPU's queue that touches the same bytes, or NULL; under lock. */
const struct ax_mfc_command *ax_mfc_overlapped(const struct ax_mfc_queue *queue,
					       const struct ax_mfc_command *command);
/* Reports it. True when the command must not be carried out. */
bool ax_mfc_overlap_broken(struct ax_spe *spe, const struct ax_mfc_command *command,
			   const struct ax_mfc_command *other);

/* Whether the earlier command must be over before the later one begins. */
bool ax_mfc_ordered(const struct ax_mfc_command *earlier, const struct ax_mfc_command *later);

/* wrch to MFC_Cmd. */
enum ax_spu_result ax_mfc_write(struct ax_spe *spe, uint32_t word);
/* A command of the PPE's: 0, or -EAGAIN when the queue is full. */
int ax_proxy_issue(struct ax_spe *spe, struct ax_mfc_command *command, uint32_t opcode);
uint32_t ax_mfc_tags(const struct ax_mfc_queue *queue); /* that have commands; under spe->lock */
void ax_mfc_tag_look(struct ax_spe *spe); /* whether the pending tag update is met; under lock */
bool ax_mfc_blocked(const struct ax_spe *spe); /* only acknowledged lists can go on; under lock */
void ax_mfc_drain(struct ax_spe *spe);
/* Carries out one, unless somebody is at it. False when none may go on. */
bool ax_mfc_help(struct ax_spe *spe);
/* The right to carry out commands; under lock, which take opens while somebody else has it. */
void ax_mfc_take(struct ax_spe *spe);
void ax_mfc_leave(struct ax_spe *spe);
/* The running thread: carries out commands until the pending tag update is met. False when it is
 * not, or the SPU is called. Under lock, which is open while data moves. */
bool ax_mfc_finish_tags(struct ax_spe *spe);
bool ax_mfc_eligible(const struct ax_mfc_queue *queue, uint32_t index); /* may go on; under lock */
/* All of the command, or a list's next element, arrives now. */
void ax_mfc_land(struct ax_spe *spe, struct ax_mfc_queue *queue, uint32_t index);
/* The running thread: now and then carries out one, and says whether it did; a timer does it for a timed
 * cell. Under lock, which is open while data moves. */
bool ax_mfc_linger(struct ax_spe *spe);
void ax_mfc_linger_unlock(struct ax_spe *spe); /* the same, then unlocks; tells when it did */

enum { /* wrch to MFC_WrTagUpdate, and the pending one */
	AX_UPDATE_IMMEDIATE = 0,
	AX_UPDATE_ANY = 1,
	AX_UPDATE_ALL = 2,
};

/* How the next element of a list goes on. */
bool ax_list_element(struct ax_spe *spe, struct ax_mfc_command *command, uint32_t *ls, uint64_t *ea,
		     uint32_t *size, bool *notify);

/* Whether main memory can be used as the command does; reports when not. */
bool ax_ea_usable(struct ax_spe *spe, const struct ax_mfc_command *command, uint64_t ea,
		  uint32_t size);

/* A piece of a transfer whose form is right. False when the EA can't be used: it has said so. */
bool ax_transfer(struct ax_spe *spe, const struct ax_mfc_command *command, uint32_t ls, uint64_t ea,
		 uint32_t size);

enum { /* the areas of a problem-state area */
	AX_PS_MSSYNC = 0x0,
	AX_PS_MFC = 0x3000,
	AX_PS_CONTROL = 0x4000,
	AX_PS_SIGNAL_1 = 0x14000,
	AX_PS_SIGNAL_2 = 0x1c000,
};

/* ---- memory ------------------------------------------------------------------------------- */

/* Whether the range of main memory can be read or written. */
bool ax_memory_usable(struct ax_cell *cell, uint64_t ea, uint64_t bytes, bool write);

void ax_memory_forget(struct ax_cell *cell, uint64_t ea, uint64_t bytes); /* it is unmapped */

pthread_mutex_t *ax_line_lock(struct ax_cell *cell, uint64_t ea);
/* Ends the reservations in a range that has been written, but that of `except`. */
void ax_line_written(struct ax_cell *cell, uint64_t ea, uint64_t bytes, struct ax_spe *except);
/* Copies at most a line, inside one: 8 bytes at a time where they are aligned. */
void ax_line_copy(void *to, const void *from, uint32_t bytes);

/* The three immediate commands, and putqlluc's write. */
bool ax_atomic(struct ax_spe *spe, const struct ax_mfc_command *command);
bool ax_atomic_put(struct ax_spe *spe, const struct ax_mfc_command *command);

/* ---- what the PPE reaches ----------------------------------------------------------------- */

/* The context whose problem-state area, or local store, the EA is in; NULL: none. */
struct ax_spe *ax_problem_owner(struct ax_cell *cell, uint64_t ea, uint32_t *offset);
bool ax_problem_read(struct ax_spe *spe, uint32_t offset, uint32_t *value);
bool ax_problem_write(struct ax_spe *spe, uint32_t offset, uint32_t value);

/* How many words were written or read; none blocks. */
uint32_t ax_mailbox_in_write(struct ax_spe *spe, const uint32_t *word, uint32_t n);
uint32_t ax_mailbox_out_read(struct ax_spe *spe, uint32_t *word, uint32_t n);
uint32_t ax_mailbox_out_intr_read(struct ax_spe *spe, uint32_t *word, uint32_t n);
uint32_t ax_mailbox_fill(struct ax_spe *spe, const struct ax_mailbox *box);
void ax_signal_write(struct ax_spe *spe, unsigned which, uint32_t value);

/* A PPE thread waits until `ready` says so, asked under the lock. */
void ax_ppe_wait(struct ax_spe *spe, bool (*ready)(const struct ax_spe *spe));

/* The words themselves, under the lock. */
bool ax_mailbox_put(struct ax_mailbox *box, uint32_t word);
bool ax_mailbox_take(struct ax_mailbox *box, uint32_t *word);

void ax_condition_init(pthread_cond_t *condition);
uint8_t *ax_store_reserve(uint32_t id); /* NULL: no address space */
void ax_store_release(uint8_t *store);
void ax_spe_unmake(struct ax_spe *spe); /* frees the struct of an id */
void ax_reservation_drop(struct ax_spe *spe);

/* ---- physical SPEs ------------------------------------------------------------------------ */

void ax_slot_acquire(struct ax_spe *spe);
void ax_slot_release(struct ax_spe *spe);
void ax_slot_yield(struct ax_spe *spe);
int ax_slot_pin(struct ax_spe *spe); /* 0, or EBUSY */
void ax_slot_unpin(struct ax_spe *spe);
void ax_slot_slice(struct ax_cell *cell); /* calls those that are on an SPE for too long */

/* Starts the helper if there is none; wakes it for a command of the PPE's. */
void ax_helper_start(struct ax_cell *cell);
void ax_helper_wake(struct ax_cell *cell);
void ax_helper_stop(struct ax_cell *cell);

uint64_t ax_clock_ns(void);
void ax_pause(void);

/* The next of a series of numbers that any seed starts. */
static inline uint64_t ax_random(uint64_t *state)
{
	uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15); /* Steele, Lea, Flood: SplitMix64 */
	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

#endif
