// SPDX-License-Identifier: Apache-2.0
/* seats: the processing units of a topology as seats for workers, in the order they are taken. */
#include "machine_private.h"

#include <stdlib.h>

/* hwloc ranks kinds of cores from the most economical up; without a rank all are alike. */
static unsigned efficiency_of(hwloc_topology_t topology, hwloc_obj_t pu)
{
	int kinds = hwloc_cpukinds_get_nr(topology, 0), rank = -1;
	int kind = hwloc_cpukinds_get_by_cpuset(topology, pu->cpuset, 0);
	if (kind < 0 ||
	    hwloc_cpukinds_get_info(topology, (unsigned)kind, NULL, &rank, NULL, NULL, 0) < 0)
		return 0;
	return rank < 0 || rank >= kinds ? 0 : (unsigned)(kinds - 1 - rank);
}

static unsigned index_of(hwloc_topology_t topology, hwloc_obj_t pu, hwloc_obj_type_t type,
			 unsigned otherwise)
{
	hwloc_obj_t around = hwloc_get_ancestor_obj_by_type(topology, type, pu);
	return around ? around->logical_index : otherwise;
}

static unsigned node_of(hwloc_topology_t topology, hwloc_obj_t pu)
{
	/* Where a core has several (beside fast memory), the first is its ordinary one. */
	int first = pu->nodeset ? hwloc_bitmap_first(pu->nodeset) : -1;
	hwloc_obj_t node =
		first < 0 ? NULL : hwloc_get_numanode_obj_by_os_index(topology, (unsigned)first);
	return node ? node->logical_index : 0;
}

static struct ax_seat seat_at(hwloc_topology_t topology, hwloc_obj_t core, hwloc_obj_t pu,
			      unsigned thread)
{
	int caches = hwloc_get_nbobjs_by_type(topology, HWLOC_OBJ_L3CACHE);
	unsigned node = node_of(topology, pu);
	return (struct ax_seat){
		.pu = pu->os_index,
		.core = core->logical_index,
		.l3 = index_of(topology, pu, HWLOC_OBJ_L3CACHE,
			       (caches > 0 ? (unsigned)caches : 0) + node),
		.node = node,
		.package = index_of(topology, pu, HWLOC_OBJ_PACKAGE, 0),
		.efficiency = efficiency_of(topology, pu),
		.kind = thread ? AX_SEAT_SIBLING : AX_SEAT_CORE,
	};
}

/* The thread-th processing unit of the core within allowed, or NULL. */
static hwloc_obj_t pu_of(hwloc_topology_t topology, hwloc_obj_t core, hwloc_const_bitmap_t allowed,
			 unsigned thread)
{
	int pu = -1;
	do {
		pu = hwloc_bitmap_next(core->cpuset, pu);
		if (pu >= 0 && hwloc_bitmap_isset(allowed, (unsigned)pu) && thread-- == 0)
			return hwloc_get_pu_obj_by_os_index(topology, (unsigned)pu);
	} while (pu >= 0);
	return NULL;
}

/* The thread-th processing units of all cores of that efficiency. hwloc's logical order has
 * neighbours side by side. Returns how many cores have one, whatever their efficiency. */
static unsigned append(struct ax_seats *seats, hwloc_topology_t topology,
		       hwloc_const_bitmap_t allowed, unsigned thread, unsigned efficiency)
{
	unsigned found = 0;
	/* Of a machine without cores each processing unit is one. */
	int depth = hwloc_get_type_or_below_depth(topology, HWLOC_OBJ_CORE);
	for (hwloc_obj_t core = hwloc_get_obj_by_depth(topology, depth, 0); core;
	     core = core->next_cousin) {
		hwloc_obj_t pu = pu_of(topology, core, allowed, thread);
		if (!pu)
			continue;
		found++;
		struct ax_seat seat = seat_at(topology, core, pu, thread);
		if (seat.efficiency == efficiency)
			seats->at[seats->n++] = seat;
	}
	return found;
}

bool ax_seats_init(struct ax_seats *seats, hwloc_topology_t topology, hwloc_const_bitmap_t allowed)
{
	int n = hwloc_bitmap_weight(allowed);
	int kinds = hwloc_cpukinds_get_nr(topology, 0);
	unsigned classes = kinds > 0 ? (unsigned)kinds : 1, found = 1;
	*seats = (struct ax_seats){ .at = calloc(n > 0 ? (size_t)n : 1, sizeof(*seats->at)) };
	if (!seats->at)
		return false;
	for (unsigned thread = 0; found; thread++) {
		for (unsigned class = 0; class < classes && found; class ++)
			found = append(seats, topology, allowed, thread, class);
		if (thread == 0)
			seats->n_cores = seats->n;
	}
	return true;
}

void ax_seats_fini(struct ax_seats *seats)
{
	free(seats->at);
}
