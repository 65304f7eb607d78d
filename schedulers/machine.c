// SPDX-License-Identifier: Apache-2.0
/* machine: which seats there are, and binding threads to them. */
#include "machine_private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- making -------------------------------------------------------------------------------- */

/* The processing units that the cgroup leaves, and the affinity mask that the calling thread would
 * hand down. */
static hwloc_bitmap_t allowed_on(hwloc_topology_t topology)
{
	hwloc_bitmap_t allowed = hwloc_bitmap_dup(hwloc_topology_get_allowed_cpuset(topology));
	hwloc_bitmap_t bound = hwloc_bitmap_alloc();
	if (allowed && bound && hwloc_get_cpubind(topology, bound, HWLOC_CPUBIND_THREAD) == 0)
		hwloc_bitmap_and(allowed, allowed, bound);
	hwloc_bitmap_free(bound);
	return allowed;
}

static bool restrict_to(struct ax_machine *machine, const char *cpuset, char *error, size_t room)
{
	hwloc_bitmap_t wanted = hwloc_bitmap_alloc();
	char names[256];
	bool fits = false;
	if (!wanted || hwloc_bitmap_list_sscanf(wanted, cpuset) < 0 ||
	    strspn(cpuset, "0123456789,-") != strlen(cpuset)) {
		snprintf(error, room, "cpuset '%s' is not a list of cores like 0-3,8", cpuset);
	} else if (!hwloc_bitmap_isincluded(wanted, machine->allowed) ||
		   hwloc_bitmap_iszero(wanted)) {
		hwloc_bitmap_list_snprintf(names, sizeof(names), machine->allowed);
		snprintf(error, room,
			 "cpuset '%s' is not within the cores this process may use: %s", cpuset,
			 names);
	} else {
		hwloc_bitmap_copy(machine->allowed, wanted);
		fits = true;
	}
	hwloc_bitmap_free(wanted);
	return fits;
}

/* The real machine as far as it may be used. */
static bool read_real(struct ax_machine *machine, const char *cpuset, char *error, size_t room)
{
	machine->system = machine->topology = ax_topology_real(error, room);
	if (machine->system)
		machine->allowed = allowed_on(machine->system);
	if (!machine->allowed || hwloc_bitmap_iszero(machine->allowed))
		return false;
	if (cpuset && !restrict_to(machine, cpuset, error, room))
		return false;
	machine->quota = ax_quota_read("/proc/self/cgroup", "/sys/fs/cgroup");
	if (ax_seats_init(&machine->seats, machine->system, machine->allowed))
		return true;
	snprintf(error, room, "no memory for the machine's topology");
	return false;
}

static bool simulate(struct ax_machine *machine, const char *words, char *error, size_t room)
{
	machine->topology = ax_topology_synthetic(words, error, room);
	if (!machine->topology)
		return false;
	machine->real = machine->seats;
	machine->simulated = strdup(words);
	if (ax_seats_init(&machine->seats, machine->topology,
			  hwloc_topology_get_topology_cpuset(machine->topology)) &&
	    machine->simulated)
		return true;
	snprintf(error, room, "no memory for the machine's topology");
	return false;
}

struct ax_machine *ax_machine_new(const char *cpuset, const char *topology, char *error,
				  size_t room)
{
	struct ax_machine *machine = calloc(1, sizeof(*machine));
	if (!machine)
		snprintf(error, room, "no memory for the machine's topology");
	else if (read_real(machine, cpuset, error, room) &&
		 (!topology || simulate(machine, topology, error, room)))
		return machine;
	ax_machine_free(machine);
	return NULL;
}

struct ax_machine *ax_machine_new_virtual(unsigned n)
{
	struct ax_machine *machine = calloc(1, sizeof(*machine));
	struct ax_seat *at = machine ? calloc(n, sizeof(*at)) : NULL;
	if (!at) {
		free(machine);
		return NULL;
	}
	for (unsigned i = 0; i < n; i++)
		at[i].pu = at[i].core = i;
	machine->seats = (struct ax_seats){ .at = at, .n = n, .n_cores = n };
	return machine;
}

void ax_machine_free(struct ax_machine *machine)
{
	if (!machine)
		return;
	if (machine->topology && machine->topology != machine->system)
		hwloc_topology_destroy(machine->topology);
	if (machine->system)
		hwloc_topology_destroy(machine->system);
	hwloc_bitmap_free(machine->allowed);
	ax_seats_fini(&machine->seats);
	ax_seats_fini(&machine->real);
	free(machine->simulated);
	free(machine);
}

/* ---- asking -------------------------------------------------------------------------------- */

unsigned ax_machine_n(const struct ax_machine *machine)
{
	return machine->seats.n;
}

const struct ax_seat *ax_machine_seat(const struct ax_machine *machine, unsigned i)
{
	return &machine->seats.at[i % machine->seats.n];
}

unsigned ax_machine_distance(const struct ax_machine *machine, unsigned i, unsigned j)
{
	const struct ax_seat *a = ax_machine_seat(machine, i), *b = ax_machine_seat(machine, j);
	/* First the package: a machine may have one NUMA node for several. */
	if (a->package != b->package)
		return AX_OTHER_PACKAGE;
	if (a->core == b->core)
		return AX_SAME_CORE;
	if (a->l3 == b->l3)
		return AX_SAME_L3;
	return a->node == b->node ? AX_SAME_NODE : AX_SAME_PACKAGE;
}

bool ax_machine_simulated(const struct ax_machine *machine)
{
	return machine->simulated;
}

static const struct ax_seats *real_seats(const struct ax_machine *machine)
{
	return machine->simulated ? &machine->real : &machine->seats;
}

/* n, or less where the quota keeps fewer busy. */
static unsigned within_quota(const struct ax_machine *machine, unsigned n)
{
	unsigned busy = (machine->quota + 999) / 1000;
	return busy && busy < n ? busy : n;
}

unsigned ax_machine_workers(const struct ax_machine *machine)
{
	unsigned n = machine->seats.n_cores;
	return machine->simulated ? n : within_quota(machine, n);
}

unsigned ax_machine_room(const struct ax_machine *machine)
{
	return within_quota(machine, real_seats(machine)->n);
}

/* ---- binding ------------------------------------------------------------------------------- */

int ax_machine_bind(const struct ax_machine *machine, unsigned i)
{
	const struct ax_seats *real = real_seats(machine);
	hwloc_bitmap_t one = machine->system ? hwloc_bitmap_alloc() : NULL;
	int bound = -1;
	if (one) {
		hwloc_bitmap_only(one, real->at[i % real->n].pu);
		hwloc_set_cpubind(machine->system, one, HWLOC_CPUBIND_THREAD);
		/* What is told to people is what the system says, not what was asked. */
		if (hwloc_get_cpubind(machine->system, one, HWLOC_CPUBIND_THREAD) == 0 &&
		    hwloc_bitmap_weight(one) == 1)
			bound = hwloc_bitmap_first(one);
	}
	hwloc_bitmap_free(one);
	return bound;
}
