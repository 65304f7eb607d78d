// SPDX-License-Identifier: Apache-2.0
/* time: virtual time for a deterministic cell, on one host thread.
 *
 * Whoever is earliest goes on: an SPE until its next channel operation (or for a quantum of
 * instructions), or a transfer by one packet. Of two at one time, transfers go before SPEs, then
 * the one that asked first, or the lower index. So whatever one does to another has happened by
 * the time the other can see it. */
#ifndef AXON_SPE_TIME_H
#define AXON_SPE_TIME_H

#include "core/core.h"

#include "time/bus.h"

#define AX_NEVER UINT64_MAX

enum {
	AX_TIME_TRANSFERS = AX_SPE_TIME_SPES * (AX_QUEUE_COMMANDS + AX_PROXY_COMMANDS),
};

enum ax_time_state {
	AX_TIME_RUNS,
	AX_TIME_STALLED,
	AX_TIME_ENDED,
};

struct ax_time_spe {
	struct ax_spe *spe;
	unsigned port;
	enum ax_time_state state;
	bool denied;	 /* the operation waits for others' turns, not for its channel */
	uint64_t ready;	 /* when it goes on, while it is stalled; AX_NEVER: when others help it */
	uint64_t atomic; /* when the last atomic command's status is there */
	uint64_t answer; /* when the PPE takes its word, or AX_NEVER */
	uint64_t mfc;	 /* from when on its MFC can take up a command */
	struct ax_spe_time_spe *report;
};

/* A command under way: its packets go one by one, then what they carried arrives. */
struct ax_time_transfer {
	uint32_t number; /* 0: free */
	struct ax_time_spe *owner;
	bool proxy;
	uint64_t at;	  /* when it goes on */
	uint64_t order;	  /* among those that go on at one time */
	uint64_t request; /* when the MFC has taken up the command, or the list's element */
	uint64_t wanted;  /* when the packet was ready to go */
	uint32_t ls;
	uint64_t ea;
	uint32_t left; /* bytes; 0: it arrives */
	bool get, memory;
	unsigned there; /* port */
};

struct ax_time {
	struct ax_cell *cell;
	const uint32_t *cost;
	const struct ax_spe_time_ppe *ppe; /* or NULL */
	struct ax_spe_time_report *report;
	struct ax_bus bus;
	unsigned n;
	struct ax_time_spe spe[AX_SPE_TIME_SPES];
	uint32_t numbers;
	uint64_t orders;
	struct ax_time_transfer transfer[AX_TIME_TRANSFERS];
};

/* What has stopped is told; true: it goes on. */
typedef bool ax_time_stopped(void *arg, unsigned i);

/* Runs time->spe[0..n) to their ends. 0 or -EDEADLK. */
int ax_time_run(struct ax_time *time, ax_time_stopped *stopped, void *arg);

/* transfer.c: begins the commands of both queues that may go on; the one that goes on first, or
 * NULL; has it go on. */
void ax_time_begin(struct ax_time *time, struct ax_time_spe *self, uint64_t now);
struct ax_time_transfer *ax_time_first(struct ax_time *time);
void ax_time_advance(struct ax_time *time, struct ax_time_transfer *transfer);

#endif
