// SPDX-License-Identifier: Apache-2.0
/* machine: the cores that the process may use, by hwloc, and binding threads to them. */
#include "run_private.h"

#include <hwloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct ax_machine {
	hwloc_topology_t topology;
	hwloc_bitmap_t allowed;
};

/* hwloc honours the cgroup by default, but the affinity mask only when told. */
static int load(hwloc_topology_t *topology)
{
	if (hwloc_topology_init(topology) < 0)
		return -1;
	hwloc_topology_set_flags(*topology, HWLOC_TOPOLOGY_FLAG_RESTRICT_TO_CPUBINDING |
						    HWLOC_TOPOLOGY_FLAG_IS_THISSYSTEM);
	if (hwloc_topology_load(*topology) == 0)
		return 0;
	hwloc_topology_destroy(*topology);
	return -1;
}

/* Leaves the first processing unit of each core: siblings share what a worker keeps busy. */
static void one_each_core(struct ax_machine *machine)
{
	int n = hwloc_get_nbobjs_by_type(machine->topology, HWLOC_OBJ_CORE);
	for (int i = 0; i < n; i++) {
		hwloc_obj_t core =
			hwloc_get_obj_by_type(machine->topology, HWLOC_OBJ_CORE, (unsigned)i);
		int first = hwloc_bitmap_first(core->cpuset);
		for (int pu = hwloc_bitmap_next(core->cpuset, first); pu >= 0;
		     pu = hwloc_bitmap_next(core->cpuset, pu))
			hwloc_bitmap_clr(machine->allowed, (unsigned)pu);
	}
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

struct ax_machine *ax_machine_new(const char *cpuset, char *error, size_t room)
{
	struct ax_machine *machine = calloc(1, sizeof(*machine));
	if (!machine || load(&machine->topology) < 0) {
		snprintf(error, room, "the machine's topology can't be read");
		free(machine);
		return NULL;
	}
	machine->allowed = hwloc_bitmap_dup(hwloc_topology_get_topology_cpuset(machine->topology));
	if (machine->allowed && (!cpuset || restrict_to(machine, cpuset, error, room))) {
		one_each_core(machine);
		return machine;
	}
	ax_machine_free(machine);
	return NULL;
}

void ax_machine_free(struct ax_machine *machine)
{
	if (!machine)
		return;
	hwloc_bitmap_free(machine->allowed);
	hwloc_topology_destroy(machine->topology);
	free(machine);
}

unsigned ax_machine_n(const struct ax_machine *machine)
{
	int n = hwloc_bitmap_weight(machine->allowed);
	return n > 0 ? (unsigned)n : 1;
}

int ax_machine_bind(struct ax_machine *machine, unsigned i)
{
	int pu = hwloc_bitmap_first(machine->allowed);
	for (unsigned k = i % ax_machine_n(machine); k > 0; k--)
		pu = hwloc_bitmap_next(machine->allowed, pu);
	hwloc_bitmap_t one = hwloc_bitmap_alloc();
	int bound = -1;
	if (one && pu >= 0) {
		hwloc_bitmap_only(one, (unsigned)pu);
		hwloc_set_cpubind(machine->topology, one, HWLOC_CPUBIND_THREAD);
		/* What is told to people is what the system says, not what was asked. */
		if (hwloc_get_cpubind(machine->topology, one, HWLOC_CPUBIND_THREAD) == 0 &&
		    hwloc_bitmap_weight(one) == 1)
			bound = hwloc_bitmap_first(one);
	}
	hwloc_bitmap_free(one);
	return bound;
}

unsigned ax_machine_cores(void)
{
	char error[128];
	struct ax_machine *machine = ax_machine_new(NULL, error, sizeof(error));
	unsigned n = machine ? ax_machine_n(machine) : 1;
	ax_machine_free(machine);
	return n;
}

static size_t describe_level(hwloc_topology_t topology, hwloc_obj_type_t type, const char *name,
			     char *text, size_t room)
{
	int n = hwloc_get_nbobjs_by_type(topology, type);
	if (n <= 0)
		return 0;
	hwloc_obj_t first = hwloc_get_obj_by_type(topology, type, 0);
	char size[64] = "";
	if (hwloc_obj_type_is_cache(type) && first)
		snprintf(size, sizeof(size), " of %llu KiB",
			 (unsigned long long)first->attr->cache.size / 1024);
	int written = snprintf(text, room, "%-10s %d%s\n", name, n, size);
	return written > 0 && (size_t)written < room ? (size_t)written : 0;
}

int ax_machine_describe(char *text, size_t room)
{
	static const struct {
		hwloc_obj_type_t type;
		const char *name;
	} level[] = {
		{ HWLOC_OBJ_PACKAGE, "packages" },  { HWLOC_OBJ_NUMANODE, "NUMA nodes" },
		{ HWLOC_OBJ_L3CACHE, "L3 caches" }, { HWLOC_OBJ_L2CACHE, "L2 caches" },
		{ HWLOC_OBJ_CORE, "cores" },	    { HWLOC_OBJ_PU, "PUs" },
	};
	hwloc_topology_t topology;
	if (load(&topology) < 0)
		return snprintf(text, room, "the machine's topology can't be read\n");
	hwloc_obj_t root = hwloc_get_root_obj(topology);
	const char *model = hwloc_obj_get_info_by_name(root, "CPUModel");
	hwloc_obj_t package = hwloc_get_obj_by_type(topology, HWLOC_OBJ_PACKAGE, 0);
	if (!model && package)
		model = hwloc_obj_get_info_by_name(package, "CPUModel");
	size_t n = (size_t)snprintf(text, room, "processor  %s\n", model ? model : "unknown");
	for (size_t i = 0; i < sizeof(level) / sizeof(level[0]) && n < room; i++)
		n += describe_level(topology, level[i].type, level[i].name, text + n, room - n);
	char allowed[256];
	hwloc_bitmap_list_snprintf(allowed, sizeof(allowed),
				   hwloc_topology_get_topology_cpuset(topology));
	if (n < room)
		n += (size_t)snprintf(text + n, room - n, "allowed    %s\n", allowed);
	hwloc_topology_destroy(topology);
	return (int)n;
}
