// SPDX-License-Identifier: Apache-2.0
/* libspe2: the 38 calls of libspe2 2.3 that a PPE program has, over the software SPE.
 *
 * Wherever a context is asked for, NULL fails with ESRCH. A call that fails returns -1 (or NULL)
 * and sets errno; errno says nothing after a call that has not failed. All may be called from any
 * thread; a context is run by one thread at a time. docs/reference/spe-matrix.md lists every
 * return, errno and stop reason with the test that holds us to it. */
#ifndef LIBSPE2_H
#define LIBSPE2_H

#include "libspe2-types.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- contexts and gangs ------------------------------------------------------------------- */

/* A new context; flags are SPE_CFG_SIGNOTIFY1_OR, ... A gang may be NULL.
 * Errors:  ENODEV isolation was asked for; EBUSY no SPE is left for NOSCHED, or 1024 contexts;
 *          with AFFINITY_MEMORY, EINVAL no gang, and what affinity fails with; ENOMEM. */
spe_context_ptr_t spe_context_create(unsigned int flags, spe_gang_context_ptr_t gang);

/* The same, placed next to `neighbor` of the same gang.
 * Errors:  also ESRCH no gang; EEXIST the neighbour has a successor, the gang has a member close
 *          to memory, or as many members as there are SPEs; EINVAL a neighbour of another gang;
 *          EBUSY the gang has run. */
spe_context_ptr_t spe_context_create_affinity(unsigned int flags, spe_context_ptr_t neighbor,
					      spe_gang_context_ptr_t gang);

/* Errors:  EBUSY it runs. */
int spe_context_destroy(spe_context_ptr_t spe);

spe_gang_context_ptr_t spe_gang_context_create(unsigned int flags);

/* Errors:  EBUSY it has members. */
int spe_gang_context_destroy(spe_gang_context_ptr_t gang);

/* ---- programs ----------------------------------------------------------------------------- */

/* Errors:  EACCES not executable; EINVAL no image of an SPU program; those of open and mmap. */
spe_program_handle_t *spe_image_open(const char *filename);

/* Errors:  EINVAL NULL, or no handle of spe_image_open(). */
int spe_image_close(spe_program_handle_t *program);

/* Copies the program into the context's local store.
 * Errors:  EINVAL NULL or no SPU program, or one that does not fit. */
int spe_program_load(spe_context_ptr_t spe, spe_program_handle_t *program);

/* Runs the program on the calling thread until it stops. *entry is where it starts, or
 * SPE_DEFAULT_ENTRY, and then where it would go on. Returns 0 after an exit, the code of a
 * stop-and-signal, or -1; stopinfo, which may be NULL, has it in full.
 * Errors:  EIO an exception, the context having SPE_EVENTS_ENABLE; EFAULT a halt, an invalid
 *          instruction or channel, or a call-back that is missing or has failed; EINTR a fault
 *          that was given as a signal; EINVAL no program or no entry; EBUSY it runs already. */
int spe_context_run(spe_context_ptr_t spe, unsigned int *entry, unsigned int runflags, void *argp,
		    void *envp, spe_stop_info_t *stopinfo);

/* How the last run of a context with SPE_EVENTS_ENABLE ended; once for each run.
 * Errors:  ENOTSUP no SPE_EVENTS_ENABLE; EAGAIN none pending. */
int spe_stop_info_read(spe_context_ptr_t spe, spe_stop_info_t *stopinfo);

/* ---- events ------------------------------------------------------------------------------- */

spe_event_handler_ptr_t spe_event_handler_create(void);
int spe_event_handler_destroy(spe_event_handler_ptr_t handler);

/* Errors:  ESRCH no handler; EINVAL no unit or no context in it; ENOTSUP no SPE_EVENTS_ENABLE, an
 *          unknown event, or tag groups of a context with SPE_MAP_PS; EEXIST it is registered,
 *          or ENOENT it is not. */
int spe_event_handler_register(spe_event_handler_ptr_t handler, spe_event_unit_t *event);
int spe_event_handler_deregister(spe_event_handler_ptr_t handler, spe_event_unit_t *event);

/* How many events are in events[0..n), after `timeout` ms at most (-1: none).
 * Errors:  ESRCH no handler; EINVAL events is NULL or max_events < 1; EINTR a signal, no timeout. */
int spe_event_wait(spe_event_handler_ptr_t handler, spe_event_unit_t *events, int max_events,
		   int timeout);

/* ---- DMA by the PPE ----------------------------------------------------------------------- */

/* Errors:  EINVAL tag above 15, tid or rid above 255. What is wrong with addresses and sizes comes
 *          out of the run of the context, as a fault. */
int spe_mfcio_put(spe_context_ptr_t spe, unsigned int ls, void *ea, unsigned int size,
		  unsigned int tag, unsigned int tid, unsigned int rid);
int spe_mfcio_putb(spe_context_ptr_t spe, unsigned int ls, void *ea, unsigned int size,
		   unsigned int tag, unsigned int tid, unsigned int rid);
int spe_mfcio_putf(spe_context_ptr_t spe, unsigned int ls, void *ea, unsigned int size,
		   unsigned int tag, unsigned int tid, unsigned int rid);
int spe_mfcio_get(spe_context_ptr_t spe, unsigned int ls, void *ea, unsigned int size,
		  unsigned int tag, unsigned int tid, unsigned int rid);
int spe_mfcio_getb(spe_context_ptr_t spe, unsigned int ls, void *ea, unsigned int size,
		   unsigned int tag, unsigned int tid, unsigned int rid);
int spe_mfcio_getf(spe_context_ptr_t spe, unsigned int ls, void *ea, unsigned int size,
		   unsigned int tag, unsigned int tid, unsigned int rid);

/* Errors:  EINVAL tag_status is NULL, or a behaviour that is none. */
int spe_mfcio_tag_status_read(spe_context_ptr_t spe, unsigned int mask, unsigned int behavior,
			      unsigned int *tag_status);

/* ---- mailboxes, signals, multisource synchronisation -------------------------------------- */

/* How many of n words were read or written.
 * Errors:  EINVAL no buffer, n < 1, or a behaviour that is none. */
int spe_out_mbox_read(spe_context_ptr_t spe, unsigned int *mbox_data, int count);
int spe_in_mbox_write(spe_context_ptr_t spe, unsigned int *mbox_data, int count,
		      unsigned int behavior);
int spe_out_intr_mbox_read(spe_context_ptr_t spe, unsigned int *mbox_data, int count,
			   unsigned int behavior);

/* Words that can be read; words that can be written. */
int spe_out_mbox_status(spe_context_ptr_t spe);
int spe_in_mbox_status(spe_context_ptr_t spe);
int spe_out_intr_mbox_status(spe_context_ptr_t spe);

int spe_mssync_start(spe_context_ptr_t spe);
int spe_mssync_status(spe_context_ptr_t spe); /* 0: done */

/* Errors:  EINVAL a register that is none. */
int spe_signal_write(spe_context_ptr_t spe, unsigned int signal_reg, unsigned int data);

/* ---- direct access ------------------------------------------------------------------------ */

void *spe_ls_area_get(spe_context_ptr_t spe);
int spe_ls_size_get(spe_context_ptr_t spe);

/* Errors:  EACCES no SPE_MAP_PS; EINVAL an area that is none. */
void *spe_ps_area_get(spe_context_ptr_t spe, enum ps_area area);

/* ---- calls of the SPU that the PPE answers ------------------------------------------------ */

/* The handler gets the local store and where in it the call's argument word is; 0 resumes.
 * Errors:  EINVAL number above 255, no handler, or a mode that is none; EACCES a number below 4 or
 *          one taken (SPE_CALLBACK_NEW); ESRCH one that is free (SPE_CALLBACK_UPDATE). */
int spe_callback_handler_register(void *handler, unsigned int callnum, unsigned int mode);
int spe_callback_handler_deregister(unsigned int callnum);
void *spe_callback_handler_query(unsigned int callnum);

/* ---- the machine -------------------------------------------------------------------------- */

/* Errors:  EINVAL unknown information, or no such node. */
int spe_cpu_info_get(int info_requested, int cpu_node);

#ifdef __cplusplus
}
#endif

#endif
