// SPDX-License-Identifier: Apache-2.0
/* machine_private: what the files of machine share. */
#ifndef AXON_MACHINE_PRIVATE_H
#define AXON_MACHINE_PRIVATE_H

#include "machine.h"

#include <hwloc.h>

enum {
	AX_PUS_MAX = 4096 /* of a simulated machine */
};

struct ax_seats {
	struct ax_seat *at;
	unsigned n, n_cores; /* the seats of cores are the first */
};

struct ax_machine {
	struct ax_seats seats;
	struct ax_seats real;	   /* of the real machine, where another one is simulated */
	hwloc_topology_t topology; /* that seats were read from, or NULL: virtual */
	hwloc_topology_t system;   /* the real machine: the same, unless simulated */
	hwloc_bitmap_t allowed;	   /* on the real machine */
	unsigned quota;		   /* of CPU time, in thousandths of a CPU; 0: none */
	char *simulated;	   /* the words that describe it, or NULL */
};

/* ---- seats.c ---- */
/* The seats of the topology within allowed, in order; false: no memory. */
bool ax_seats_init(struct ax_seats *seats, hwloc_topology_t topology, hwloc_const_bitmap_t allowed);
void ax_seats_fini(struct ax_seats *seats);

/* ---- topology.c ---- */
/* The whole real machine, disallowed parts too; NULL with a sentence in error. */
hwloc_topology_t ax_topology_real(char *error, size_t room);
/* The machine that the words describe; NULL with a sentence in error. */
hwloc_topology_t ax_topology_synthetic(const char *words, char *error, size_t room);

/* ---- quota.c ---- */
/* How much CPU time the process's cgroup and those around it leave, in thousandths of a CPU; 0: as
 * much as there is. list is /proc/self/cgroup, mount where cgroups are mounted. */
unsigned ax_quota_read(const char *list, const char *mount);

#endif
