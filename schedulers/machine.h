// SPDX-License-Identifier: Apache-2.0
/* machine: the seats where workers can run, neighbours side by side, and how far apart they are.
 *
 * Worker i takes seat i; with more workers than seats, seat i modulo their number. First come the
 * cores, one seat each: those of one L3 together, then of one NUMA node, then of one package, and
 * more economical cores after capable ones. Then come the cores' second processing units (SMT
 * siblings) in the same order, then third ones. Nothing here changes once it is made: any thread
 * may read it. */
#ifndef AXON_MACHINE_H
#define AXON_MACHINE_H

#include <stdbool.h>
#include <stddef.h>

enum ax_seat_kind {
	AX_SEAT_CORE,	 /* the first processing unit of its core that may be used */
	AX_SEAT_SIBLING, /* another one of the same core */
};

/* The numbers but pu are hwloc's logical ones and count the whole machine: they stay what they are
 * when the process may use only a part of it. Of a machine without L3 the cores of a NUMA node
 * count as sharing one. */
struct ax_seat {
	unsigned pu; /* the processing unit as the system numbers it (taskset, cpuset) */
	unsigned core, l3, node, package;
	unsigned efficiency; /* 0: the most capable class of cores; higher: more economical */
	enum ax_seat_kind kind;
};

enum ax_distance {
	AX_SAME_CORE,
	AX_SAME_L3,
	AX_SAME_NODE,
	AX_SAME_PACKAGE,
	AX_OTHER_PACKAGE,
	AX_DISTANCES
};

struct ax_machine;

/* What the process may use within cpuset (or NULL: all), or the machine that topology describes in
 * hwloc's synthetic language, laid over that; NULL with a sentence in error. */
struct ax_machine *ax_machine_new(const char *cpuset, const char *topology, char *error,
				  size_t room);
/* n cores side by side, that no thread can be bound to: for virtual workers. NULL: no memory. */
struct ax_machine *ax_machine_new_virtual(unsigned n);
void ax_machine_free(struct ax_machine *machine);

/* How many seats there are: at least 1. */
unsigned ax_machine_n(const struct ax_machine *machine);
/* The seat of worker i, whatever i. */
const struct ax_seat *ax_machine_seat(const struct ax_machine *machine, unsigned i);
/* How far apart workers i and j are: an enum ax_distance. */
unsigned ax_machine_distance(const struct ax_machine *machine, unsigned i, unsigned j);
/* Whether this is not the machine that the process is on. */
bool ax_machine_simulated(const struct ax_machine *machine);

/* How many workers to start unless told otherwise: one for each core, on the real machine not more
 * than the cgroup's quota of CPU time keeps busy. */
unsigned ax_machine_workers(const struct ax_machine *machine);
/* How many workers can run at the same time, each on a processing unit of its own. */
unsigned ax_machine_room(const struct ax_machine *machine);

/* Binds the calling thread to where worker i runs; the processing unit it truly has, or -1. */
int ax_machine_bind(const struct ax_machine *machine, unsigned i);

/* For people: where worker i stands, in a line; pu is what ax_machine_bind() said. Returns the
 * length. */
size_t ax_machine_stand(const struct ax_machine *machine, unsigned i, int pu, char *text,
			size_t room);
/* For people: what there is, the seats, the distances. Returns the length. */
int ax_machine_text(const struct ax_machine *machine, char *text, size_t room);

#endif
