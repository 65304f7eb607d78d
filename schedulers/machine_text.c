// SPDX-License-Identifier: Apache-2.0
/* machine_text: the machine for people. */
#include "machine_private.h"

#include <axon/run.h>

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum {
	MATRIX_MOST = 16 /* seats: beyond, distances are summed up */
};

struct page {
	char *text;
	size_t n, room;
};

__attribute__((format(printf, 2, 3))) static void add(struct page *page, const char *format, ...)
{
	va_list args;
	if (page->n >= page->room)
		return;
	va_start(args, format);
	page->n += (size_t)vsnprintf(page->text + page->n, page->room - page->n, format, args);
	va_end(args);
}

/* ---- what there is ------------------------------------------------------------------------- */

static void add_level(struct page *page, hwloc_topology_t topology, hwloc_obj_type_t type,
		      const char *name)
{
	int n = hwloc_get_nbobjs_by_type(topology, type);
	if (n <= 0)
		return;
	hwloc_obj_t first = hwloc_get_obj_by_type(topology, type, 0);
	add(page, "%-10s %d", name, n);
	if (hwloc_obj_type_is_cache(type) && first && first->attr->cache.size)
		add(page, " of %llu KiB", (unsigned long long)first->attr->cache.size / 1024);
	add(page, "\n");
}

static void add_levels(struct page *page, hwloc_topology_t topology)
{
	static const struct {
		hwloc_obj_type_t type;
		const char *name;
	} level[] = {
		{ HWLOC_OBJ_PACKAGE, "packages" },  { HWLOC_OBJ_NUMANODE, "NUMA nodes" },
		{ HWLOC_OBJ_L3CACHE, "L3 caches" }, { HWLOC_OBJ_L2CACHE, "L2 caches" },
		{ HWLOC_OBJ_CORE, "cores" },	    { HWLOC_OBJ_PU, "PUs" },
	};
	for (size_t i = 0; i < sizeof(level) / sizeof(level[0]); i++)
		add_level(page, topology, level[i].type, level[i].name);
}

static const char *model(hwloc_topology_t topology)
{
	hwloc_obj_t root = hwloc_get_root_obj(topology);
	hwloc_obj_t package = hwloc_get_obj_by_type(topology, HWLOC_OBJ_PACKAGE, 0);
	const char *name = hwloc_obj_get_info_by_name(root, "CPUModel");
	if (!name && package)
		name = hwloc_obj_get_info_by_name(package, "CPUModel");
	return name ? name : "unknown";
}

static void add_limits(struct page *page, const struct ax_machine *machine)
{
	char allowed[256];
	hwloc_bitmap_list_snprintf(allowed, sizeof(allowed), machine->allowed);
	add(page, "%-10s PUs %s\n", machine->simulated ? "laid over" : "allowed", allowed);
	if (machine->quota)
		add(page, "%-10s %u.%03u CPUs\n", "quota", machine->quota / 1000,
		    machine->quota % 1000);
	else
		add(page, "%-10s none\n", "quota");
}

/* ---- seats --------------------------------------------------------------------------------- */

/* Whether b's core comes next to a's, and all else is the same. */
static bool alike(const struct ax_seat *a, const struct ax_seat *b)
{
	return a->package == b->package && a->node == b->node && a->l3 == b->l3 &&
	       a->efficiency == b->efficiency && a->kind == b->kind && b->core == a->core + 1;
}

/* Numbers that rise by one as 0-7, others as 0,2,4. */
static void add_numbers(struct page *page, const struct ax_seat *seat, unsigned n)
{
	for (unsigned i = 0, run; i < n; i += run) {
		for (run = 1; i + run < n && seat[i + run].pu == seat[i].pu + run;)
			run++;
		add(page, run > 1 ? "%s%u-%u" : "%s%u", i ? "," : "", seat[i].pu,
		    seat[i].pu + run - 1);
	}
	add(page, "\n");
}

static const char *range(char text[32], unsigned first, unsigned last)
{
	snprintf(text, 32, first < last ? "%u-%u" : "%u", first, last);
	return text;
}

/* A row for each run of seats that share all but their cores, which are side by side. */
static void add_seats(struct page *page, const struct ax_machine *machine)
{
	const struct ax_seats *seats = &machine->seats;
	char own[32], cores[32];
	add(page, "\n%-10s %-10s %4s %5s %8s %6s  %-11s  %s\n", "seats", "cores", "L3", "node",
	    "package", "class", "kind", "PUs");
	for (unsigned i = 0, n; i < seats->n; i += n) {
		const struct ax_seat *seat = &seats->at[i];
		for (n = 1; i + n < seats->n && alike(&seat[n - 1], &seat[n]);)
			n++;
		add(page, "%-10s %-10s %4u %5u %8u %6u  %-11s  ", range(own, i, i + n - 1),
		    range(cores, seat->core, seat[n - 1].core), seat->l3, seat->node, seat->package,
		    seat->efficiency, seat->kind == AX_SEAT_CORE ? "core" : "SMT sibling");
		add_numbers(page, seat, n);
	}
}

/* ---- distances ----------------------------------------------------------------------------- */

static void add_matrix(struct page *page, const struct ax_machine *machine)
{
	unsigned n = ax_machine_n(machine);
	add(page, "   ");
	for (unsigned j = 0; j < n; j++)
		add(page, " %2u", j);
	for (unsigned i = 0; i < n; i++) {
		add(page, "\n%3u", i);
		for (unsigned j = 0; j < n; j++)
			add(page, " %2u", ax_machine_distance(machine, i, j));
	}
	add(page, "\n");
}

static void add_distances(struct page *page, const struct ax_machine *machine)
{
	static const char *const name[AX_DISTANCES] = { "same core", "same L3", "same node",
							"same package", "another package" };
	unsigned long pairs[AX_DISTANCES] = { 0 };
	unsigned n = ax_machine_n(machine);
	for (unsigned i = 0; i < n; i++)
		for (unsigned j = i + 1; j < n; j++)
			pairs[ax_machine_distance(machine, i, j)]++;
	add(page, "\ndistances between seats\n");
	for (unsigned i = 0; i < AX_DISTANCES; i++)
		if (pairs[i])
			add(page, "%3u %-16s %lu pair%s\n", i, name[i], pairs[i],
			    pairs[i] == 1 ? "" : "s");
	if (n <= MATRIX_MOST)
		add_matrix(page, machine);
}

int ax_machine_text(const struct ax_machine *machine, char *text, size_t room)
{
	struct page page = { .text = text, .room = room };
	if (machine->simulated)
		add(&page, "simulated  %s\n", machine->simulated);
	else if (machine->system)
		add(&page, "processor  %s\n", model(machine->system));
	if (machine->topology)
		add_levels(&page, machine->topology);
	if (machine->system)
		add_limits(&page, machine);
	add_seats(&page, machine);
	add_distances(&page, machine);
	return (int)(page.n < room ? page.n : room - 1);
}

size_t ax_machine_stand(const struct ax_machine *machine, unsigned i, int pu, char *text,
			size_t room)
{
	const struct ax_seat *seat = ax_machine_seat(machine, i);
	struct page page = { .text = text, .room = room };
	if (machine->simulated)
		add(&page, "simulated ");
	if (machine->simulated || pu >= 0)
		add(&page, "PU %u (core %u, L3 %u, node %u, package %u)",
		    machine->simulated ? seat->pu : (unsigned)pu, seat->core, seat->l3, seat->node,
		    seat->package);
	if (machine->simulated && pu >= 0)
		add(&page, ", in truth on PU %d", pu);
	else if (pu < 0)
		add(&page, machine->simulated ? ", in truth not bound" : "any core: not bound");
	add(&page, "\n");
	return page.n < room ? page.n : room - 1;
}

int ax_machine_describe(const struct ax_run_options *options, char *text, size_t room)
{
	struct ax_machine *machine = ax_machine_new(options->cpuset, options->topology, text, room);
	if (!machine)
		return -EINVAL;
	int n = ax_machine_text(machine, text, room);
	ax_machine_free(machine);
	return n;
}
