// SPDX-License-Identifier: Apache-2.0
/* private: what is behind a context and a gang of libspe2, and what its calls share. */
#ifndef AXON_LIBSPE2_PRIVATE_H
#define AXON_LIBSPE2_PRIVATE_H

#include "core/core.h"

/* How a run ended, until spe_stop_info_read() has fetched it. */
struct spe_context_event_priv {
	struct spe_context_event_priv *next;
	spe_stop_info_t info;
};

struct spe_context_base_priv {
	struct ax_spe *spe;
	struct spe_gang_context_base_priv *gang; /* or NULL */
	bool has_successor;			 /* under the gang's lock */
	atomic_flag busy;			 /* a thread runs it */
	bool loaded;

	pthread_mutex_t lock;
	struct spe_context_event_priv *first_stop, *last_stop;
};

struct spe_gang_context_base_priv {
	pthread_mutex_t lock;
	unsigned n_members;
	bool has_memory_member; /* one of them is close to memory */
	bool has_run;
};

/* Joins the gang, if there is one. 0 or an errno. */
int ax_gang_join(struct spe_gang_context_base_priv *gang, unsigned flags,
		 struct spe_context_base_priv *neighbor);
void ax_gang_leave(struct spe_gang_context_base_priv *gang, unsigned flags);

/* The call-back of that number, or NULL. */
typedef int ax_callback(void *ls, unsigned npc);
ax_callback *ax_callback_find(unsigned number);

/* For runs in virtual time: a run's beginning, at the program's entry; and its stop. True: it was a
 * call, which has been answered; false: info and result are as spe_context_run() has them. */
void ax_run_begin(spe_context_ptr_t context, void *argp, void *envp);
bool ax_run_goes_on(struct ax_spe *spe, unsigned flags, spe_stop_info_t *info, int *result);

/* Sets errno; returns -1. */
int ax_spe_fail(int error);

/* Wakes who waits for events: a watch (ax_spe_watch). */
void ax_events_tell(void *arg);
/* The context ends: no handler knows it any more. */
void ax_events_forget(spe_context_ptr_t spe);

#endif
