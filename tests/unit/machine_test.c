// SPDX-License-Identifier: Apache-2.0
/* machine: seats and their order, distances, what the process may use, simulated machines. */
#include "machine_private.h"
#include "parts.h"

#include <criterion/criterion.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>

#define BIG "pack:2 [numa] l3:4 core:8 pu:2"

TestSuite(machine, .timeout = 60);

static struct ax_machine *made(const char *topology)
{
	char error[300] = "";
	struct ax_machine *machine = ax_machine_new(NULL, topology, error, sizeof(error));
	cr_assert_not_null(machine, "%s: %s", topology, error);
	return machine;
}

/* ---- seats --------------------------------------------------------------------------------- */

Test(machine, one_seat_for_each_core_and_then_the_siblings)
{
	struct ax_machine *machine = made(BIG);
	cr_assert_eq(ax_machine_n(machine), 128);
	for (unsigned i = 0; i < 128; i++) {
		const struct ax_seat *seat = ax_machine_seat(machine, i);
		cr_assert_eq(seat->kind, i < 64 ? AX_SEAT_CORE : AX_SEAT_SIBLING);
		cr_assert_eq(seat->core, i % 64);
		cr_assert_eq(seat->pu, 2 * (i % 64) + i / 64);
	}
	ax_machine_free(machine);
}

Test(machine, cores_of_an_l3_a_node_a_package_stand_side_by_side)
{
	struct ax_machine *machine = made("pack:2 numa:2 l3:3 core:4 pu:1");
	for (unsigned i = 0; i < ax_machine_n(machine); i++) {
		const struct ax_seat *seat = ax_machine_seat(machine, i);
		cr_assert_eq(seat->l3, i / 4);
		cr_assert_eq(seat->node, i / 12);
		cr_assert_eq(seat->package, i / 24);
	}
	ax_machine_free(machine);
}

/* Indexes that interleave the cores, as many firmwares do, are no reason to walk to and fro. */
Test(machine, the_system_s_own_numbers_do_not_matter_to_the_order)
{
	struct ax_machine *machine = made("l3:2 core:2 pu:1(indexes=0,2,1,3)");
	static const unsigned pu[] = { 0, 2, 1, 3 };
	for (unsigned i = 0; i < 4; i++) {
		cr_assert_eq(ax_machine_seat(machine, i)->pu, pu[i]);
		cr_assert_eq(ax_machine_seat(machine, i)->l3, i / 2);
	}
	ax_machine_free(machine);
}

Test(machine, a_worker_beyond_the_last_seat_takes_the_first_again)
{
	struct ax_machine *machine = made("core:3 pu:1");
	cr_assert_eq(ax_machine_seat(machine, 3), ax_machine_seat(machine, 0));
	cr_assert_eq(ax_machine_distance(machine, 1, 4), AX_SAME_CORE);
	ax_machine_free(machine);
}

/* A machine of hwloc's, whose first and last PUs are said to be more economical ones. */
static hwloc_topology_t hybrid(const char *words, unsigned first, unsigned last)
{
	char error[200] = "";
	hwloc_topology_t topology = ax_topology_synthetic(words, error, sizeof(error));
	cr_assert_not_null(topology, "%s", error);
	hwloc_bitmap_t economical = hwloc_bitmap_alloc();
	hwloc_bitmap_set_range(economical, first, (int)last);
	hwloc_bitmap_t all = hwloc_bitmap_dup(hwloc_topology_get_topology_cpuset(topology));
	hwloc_bitmap_andnot(all, all, economical);
	cr_assert_eq(hwloc_cpukinds_register(topology, all, 80, 0, NULL, 0), 0);
	cr_assert_eq(hwloc_cpukinds_register(topology, economical, 20, 0, NULL, 0), 0);
	hwloc_bitmap_free(all);
	hwloc_bitmap_free(economical);
	return topology;
}

static void expect_pus(hwloc_topology_t topology, hwloc_const_bitmap_t allowed,
		       const unsigned *wanted, unsigned n, unsigned n_cores)
{
	struct ax_seats seats;
	cr_assert(ax_seats_init(&seats, topology, allowed));
	cr_assert_eq(seats.n, n);
	cr_assert_eq(seats.n_cores, n_cores);
	for (unsigned i = 0; i < n; i++)
		cr_assert_eq(seats.at[i].pu, wanted[i], "seat %u is PU %u, not %u", i,
			     seats.at[i].pu, wanted[i]);
	ax_seats_fini(&seats);
}

Test(machine, economical_cores_come_after_capable_ones_and_siblings_after_both)
{
	hwloc_topology_t topology = hybrid("core:4 pu:2", 0, 3);
	static const unsigned order[] = { 4, 6, 0, 2, 5, 7, 1, 3 };
	expect_pus(topology, hwloc_topology_get_topology_cpuset(topology), order, 8, 4);
	struct ax_seats seats;
	cr_assert(ax_seats_init(&seats, topology, hwloc_topology_get_topology_cpuset(topology)));
	cr_assert_eq(seats.at[0].efficiency, 0);
	cr_assert_eq(seats.at[2].efficiency, 1);
	ax_seats_fini(&seats);
	hwloc_topology_destroy(topology);
}

Test(machine, second_siblings_come_before_third_ones)
{
	char error[200];
	hwloc_topology_t topology = ax_topology_synthetic("core:2 pu:3", error, sizeof(error));
	static const unsigned order[] = { 0, 3, 1, 4, 2, 5 };
	expect_pus(topology, hwloc_topology_get_topology_cpuset(topology), order, 6, 2);
	hwloc_topology_destroy(topology);
}

Test(machine, of_a_core_that_is_allowed_in_part_the_rest_is_its_seat)
{
	char error[200];
	hwloc_topology_t topology = ax_topology_synthetic("core:4 pu:2", error, sizeof(error));
	hwloc_bitmap_t allowed = hwloc_bitmap_alloc();
	hwloc_bitmap_list_sscanf(allowed, "1,4-5,7");
	static const unsigned order[] = { 1, 4, 7, 5 };
	expect_pus(topology, allowed, order, 4, 3);
	struct ax_seats seats;
	cr_assert(ax_seats_init(&seats, topology, allowed));
	cr_assert_eq(seats.at[0].kind, AX_SEAT_CORE);
	cr_assert_eq(seats.at[2].core, 3, "numbers count the whole machine");
	cr_assert_eq(seats.at[3].kind, AX_SEAT_SIBLING);
	ax_seats_fini(&seats);
	hwloc_bitmap_free(allowed);
	hwloc_topology_destroy(topology);
}

/* ---- distances ----------------------------------------------------------------------------- */

Test(machine, distance_is_the_closest_that_two_seats_share)
{
	static const struct {
		const char *topology;
		unsigned i, j, distance;
	} known[] = {
		{ BIG, 5, 5, AX_SAME_CORE },
		{ BIG, 5, 69, AX_SAME_CORE },
		{ BIG, 0, 7, AX_SAME_L3 },
		{ BIG, 0, 71, AX_SAME_L3 },
		{ BIG, 0, 8, AX_SAME_NODE },
		{ BIG, 31, 32, AX_OTHER_PACKAGE },
		{ "pack:2 numa:2 l3:2 core:2 pu:1", 0, 4, AX_SAME_PACKAGE },
		{ "pack:2 numa:2 l3:2 core:2 pu:1", 0, 8, AX_OTHER_PACKAGE },
		/* Levels that are not there count as shared. */
		{ "core:2 pu:1", 0, 1, AX_SAME_L3 },
		{ "pu:2", 0, 1, AX_SAME_L3 },
		{ "numa:2 core:2 pu:1", 0, 1, AX_SAME_L3 },
		{ "numa:2 core:2 pu:1", 0, 2, AX_SAME_PACKAGE },
		{ "pack:2 core:2 pu:1", 0, 2, AX_OTHER_PACKAGE },
		/* One memory for two packages does not bring them together. */
		{ "pack:2 l3:1 core:1 pu:1", 0, 1, AX_OTHER_PACKAGE },
	};
	for (size_t k = 0; k < sizeof(known) / sizeof(known[0]); k++) {
		struct ax_machine *machine = made(known[k].topology);
		unsigned there = ax_machine_distance(machine, known[k].i, known[k].j);
		cr_expect_eq(there, known[k].distance, "%s: %u to %u is %u, not %u",
			     known[k].topology, known[k].i, known[k].j, there, known[k].distance);
		cr_expect_eq(there, ax_machine_distance(machine, known[k].j, known[k].i));
		ax_machine_free(machine);
	}
}

/* ---- how many workers ---------------------------------------------------------------------- */

Test(machine, as_many_workers_as_cores_and_not_more_than_the_quota_keeps_busy)
{
	struct ax_seats seats = { .n = 8, .n_cores = 4 };
	struct ax_machine machine = { .seats = seats };
	static const struct {
		unsigned quota, workers, room;
	} known[] = { { 0, 4, 8 },    { 500, 1, 1 },  { 1000, 1, 1 }, { 1001, 2, 2 },
		      { 2500, 3, 3 }, { 4000, 4, 4 }, { 5000, 4, 5 }, { 99000, 4, 8 } };
	for (size_t k = 0; k < sizeof(known) / sizeof(known[0]); k++) {
		machine.quota = known[k].quota;
		cr_expect_eq(ax_machine_workers(&machine), known[k].workers);
		cr_expect_eq(ax_machine_room(&machine), known[k].room);
	}
}

Test(machine, a_simulated_machine_has_its_own_number_of_workers_and_the_real_one_s_room)
{
	struct ax_machine *machine = made(BIG), *real = made(NULL);
	machine->quota = 0;
	cr_assert_eq(ax_machine_room(machine), ax_machine_n(real));
	machine->quota = 1000;
	cr_assert(ax_machine_simulated(machine));
	cr_assert_not(ax_machine_simulated(real));
	cr_assert_eq(ax_machine_workers(machine), 64);
	cr_assert_eq(ax_machine_room(machine), 1);
	ax_machine_free(machine);
	ax_machine_free(real);
}

Test(machine, virtual_workers_have_cores_side_by_side)
{
	struct ax_machine *machine = ax_machine_new_virtual(3);
	cr_assert_eq(ax_machine_n(machine), 3);
	cr_assert_eq(ax_machine_workers(machine), 3);
	cr_assert_eq(ax_machine_distance(machine, 0, 2), AX_SAME_L3);
	cr_assert_eq(ax_machine_bind(machine, 0), -1);
	ax_machine_free(machine);
}

/* ---- what the process may use -------------------------------------------------------------- */

/* Leaves the process its last processing unit alone; returns which. */
static unsigned narrow(void)
{
	cpu_set_t mask;
	cr_assert_eq(sched_getaffinity(0, sizeof(mask), &mask), 0);
	unsigned last = 0;
	for (unsigned pu = 0; pu < CPU_SETSIZE; pu++)
		last = CPU_ISSET(pu, &mask) ? pu : last;
	CPU_ZERO(&mask);
	CPU_SET(last, &mask);
	cr_assert_eq(sched_setaffinity(0, sizeof(mask), &mask), 0);
	return last;
}

Test(machine, the_affinity_mask_is_kept_to_and_changes_no_number)
{
	struct ax_machine *whole = made(NULL);
	struct ax_seat was = { 0 };
	unsigned last = narrow();
	for (unsigned i = 0; i < ax_machine_n(whole); i++)
		if (ax_machine_seat(whole, i)->pu == last)
			was = *ax_machine_seat(whole, i);
	struct ax_machine *part = made(NULL);
	cr_assert_eq(ax_machine_n(part), 1);
	const struct ax_seat *is = ax_machine_seat(part, 0);
	cr_assert_eq(is->pu, last);
	cr_assert_eq(is->core, was.core);
	cr_assert_eq(is->l3, was.l3);
	cr_assert_eq(is->package, was.package);
	ax_machine_free(whole);
	ax_machine_free(part);
}

Test(machine, a_cpuset_beyond_the_affinity_mask_is_refused_with_what_there_is)
{
	char error[300] = "", other[16], allowed[32];
	unsigned last = narrow();
	snprintf(other, sizeof(other), "%u", last + 1);
	snprintf(allowed, sizeof(allowed), "may use: %u", last);
	cr_assert_null(ax_machine_new(other, NULL, error, sizeof(error)));
	cr_assert_not_null(strstr(error, allowed), "%s", error);
}

Test(machine, simulated_workers_are_bound_to_real_seats_in_turn)
{
	struct ax_machine *machine = made(BIG), *real = made(NULL);
	for (unsigned i = 0; i < 128; i += 17)
		cr_assert_eq(ax_machine_bind(machine, i), (int)ax_machine_seat(real, i)->pu);
	ax_machine_free(machine);
	ax_machine_free(real);
}

Test(machine, simulated_workers_stay_within_the_affinity_mask)
{
	unsigned last = narrow();
	struct ax_machine *machine = made(BIG);
	for (unsigned i = 0; i < 128; i += 17)
		cr_assert_eq(ax_machine_bind(machine, i), (int)last);
	ax_machine_free(machine);
}

/* ---- words --------------------------------------------------------------------------------- */

Test(machine, words_that_describe_no_machine_get_one_sentence)
{
	static const struct {
		const char *words, *sentence;
	} known[] = {
		{ "pakc:2 core:2 pu:1", "'pakc' is not a level; did you mean 'pack'?" },
		{ "socket:2 cores:2 pu:1", "'cores' is not a level; did you mean 'core'?" },
		{ "4", "'4' is not a level, as in" },
		{ "pci:2 pu:1", "'pci' is not a level" },
		{ "core pu:2", "'core' needs a count, as in core:2" },
		{ "core:0 pu:2", "'core:0' needs a count" },
		{ "core:-2 pu:1", "'core:-2' needs a count" },
		{ "core:2x pu:1", "'core:2x' needs a count" },
		{ "core:2", "the last level is 'core'; it must be pu, as in core:2 pu:1" },
		{ "core:2 [numa]", "the last level is 'numa'" },
		{ "pu:2 core:2 pu:1", "can't be made" },
		{ "[numa pu:2", "the last level is 'numa'" },
		{ "core:64 pu:65", "more than 4096 processing units" },
		{ "core:4 pu:4611686018427387905", "more than 4096 processing units" },
		{ "core:99999999999999999999 pu:1", "more than 4096 processing units" },
		{ "  ", "the topology is empty" },
	};
	for (size_t k = 0; k < sizeof(known) / sizeof(known[0]); k++) {
		char error[300] = "";
		cr_expect_null(ax_machine_new(NULL, known[k].words, error, sizeof(error)));
		cr_expect_not_null(strstr(error, known[k].sentence), "%s: %s", known[k].words,
				   error);
		cr_expect_null(strchr(error, '\n'));
	}
}

/* ---- text ---------------------------------------------------------------------------------- */

Test(machine, text_that_does_not_fit_is_cut)
{
	char text[64];
	struct ax_machine *machine = made(BIG);
	memset(text, 'x', sizeof(text));
	cr_assert_eq(ax_machine_text(machine, text, 40), 39);
	cr_assert_eq(strlen(text), 39);
	cr_assert_eq(text[40], 'x');
	cr_assert_eq(ax_machine_stand(machine, 100, 1, text, 20), 19);
	cr_assert_eq(strlen(text), 19);
	ax_machine_free(machine);
}

/* ---- runs ---------------------------------------------------------------------------------- */

Test(machine, a_run_has_the_workers_of_the_simulated_machine_and_says_so)
{
	struct ax_engine *engine = part_engine();
	struct ax_graph *graph = ax_graph_new(engine, "test");
	struct tally tally = { 0 };
	ax_graph_add(graph, "source", &part_source, &(struct source){ .n = 1000 }, NULL);
	ax_graph_add(graph, "sink", &part_sink, &(struct sink){ .tally = &tally }, NULL);
	ax_graph_link(graph, "source.outbox", "sink.inbox");
	ax_graph_pin(graph, "source", 10);
	struct ax_run_options options = { .topology = "numa:3 core:4 pu:1" };
	char text[4096], error[300];
	struct ax_run *run = ax_run_start(graph, &options, error, sizeof(error));
	cr_assert_not_null(run, "%s", error);
	ax_run_binding(run, text, sizeof(text));
	cr_expect_not_null(strstr(text, "worker 11 on simulated PU 11 (core 11, "), "%s", text);
	cr_expect_not_null(strstr(text, ", in truth on PU "), "%s", text);
	cr_expect_null(strstr(text, "worker 12"));
	ax_run_placement(run, text, sizeof(text));
	cr_expect_not_null(strstr(text, "worker 10: source"), "%s", text);
	cr_assert_eq(ax_run_wait(run).failed, 0);
	cr_assert_eq(tally.got, 1000);
	ax_graph_free(graph);
	ax_engine_free(engine);
}
