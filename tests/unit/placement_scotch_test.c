// SPDX-License-Identifier: Apache-2.0
/* placement_scotch: our search beside Scotch's mapping of the same graph onto the same tree of cores,
 * both weighed by our measure. Scotch balances load and cuts traffic; it knows no latencies. */
#include "placement.h"
#include "run_private.h"

#include <criterion/criterion.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <scotch.h>

TestSuite(placement_scotch, .timeout = 60);

enum {
	COMPONENTS = 96,
	MOST_LINKS = 3 * COMPONENTS,
	WORKERS = 8,
	GRAPHS = 20, /* of each kind */
	OUT = sizeof(struct ax_component),
	IN = OUT + sizeof(struct ax_outbox)
};

static const struct ax_component_type type = {
	.name = "part",
	.size = sizeof(struct ax_component) + sizeof(struct ax_outbox) + sizeof(struct ax_inbox),
	.boxes = (const struct ax_box_spec[]){ { .name = "outbox", .out = true, .offset = OUT },
					       { .name = "inbox", .offset = IN },
					       { .name = NULL } },
};

/* The machine, for us and for Scotch: two packages of two L3s of two cores. */
static const char machine_words[] = "pack:2 l3:2 core:2 pu:1";
static const SCOTCH_Num tree[] = { 2, 2, 2 };
static const SCOTCH_Num distance[] = { 4, 2, 1 }; /* about as AX_CROSSING_NS and farther */

struct trial {
	struct ax_flat_component component[COMPONENTS];
	struct ax_flat_link link[MOST_LINKS];
	struct ax_flat flat;
	struct ax_rules rules;
	struct ax_weights weights;
	struct ax_problem problem;
};

static uint32_t draw(uint64_t *random, uint32_t n)
{
	*random = *random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (uint32_t)(*random >> 33) % n;
}

static void join(struct trial *t, uint32_t from, uint32_t to)
{
	if (from != to && t->flat.n_links < MOST_LINKS)
		t->link[t->flat.n_links++] = (struct ax_flat_link){ from, to, OUT, IN, 0, 0 };
}

static void draw_rows(struct trial *t, uint64_t *random)
{
	for (uint32_t i = 0; i + 1 < COMPONENTS; i++)
		if (draw(random, 12) != 0)
			join(t, i, i + 1);
}

static void draw_clusters(struct trial *t, uint64_t *random)
{
	uint32_t size = 4 + draw(random, 20);
	for (uint32_t k = 0; k < 2 * COMPONENTS; k++) {
		uint32_t from = draw(random, COMPONENTS);
		uint32_t near = from / size * size + draw(random, size);
		join(t, from,
		     draw(random, 10) && near < COMPONENTS ? near : draw(random, COMPONENTS));
	}
}

static void draw_web(struct trial *t, uint64_t *random)
{
	for (uint32_t k = 0; k < 2 * COMPONENTS; k++)
		join(t, draw(random, COMPONENTS), draw(random, COMPONENTS));
}

static void weigh(struct trial *t, uint64_t *random)
{
	for (uint32_t i = 0; i < COMPONENTS; i++)
		t->weights.load[i] = 1000 + draw(random, 20000);
	for (uint32_t k = 0; k < t->flat.n_links; k++)
		t->weights.messages[k] = 1 + draw(random, 100);
}

/* What Scotch makes of it. */
static void map(const struct trial *t, unsigned *worker)
{
	SCOTCH_Num begin[COMPONENTS + 1] = { 0 }, load[COMPONENTS], part[COMPONENTS];
	SCOTCH_Num end[2 * MOST_LINKS], traffic[2 * MOST_LINKS], n = 0;
	for (uint32_t i = 0; i < COMPONENTS; i++) {
		begin[i] = n;
		load[i] = (SCOTCH_Num)t->weights.load[i];
		for (uint32_t k = 0; k < t->flat.n_links; k++) {
			const struct ax_flat_link *link = &t->link[k];
			if (link->from != i && link->to != i)
				continue;
			end[n] = (SCOTCH_Num)(link->from == i ? link->to : link->from);
			traffic[n++] = (SCOTCH_Num)t->weights.messages[k];
		}
	}
	begin[COMPONENTS] = n;
	SCOTCH_Graph graph;
	SCOTCH_Arch arch;
	SCOTCH_Strat strategy;
	SCOTCH_randomSeed(1);
	SCOTCH_randomReset();
	SCOTCH_graphInit(&graph);
	SCOTCH_archInit(&arch);
	SCOTCH_stratInit(&strategy);
	cr_assert_eq(
		SCOTCH_graphBuild(&graph, 0, COMPONENTS, begin, NULL, load, NULL, n, end, traffic),
		0);
	cr_assert_eq(SCOTCH_archTleaf(&arch, 3, tree, distance), 0);
	cr_assert_eq(SCOTCH_graphMap(&graph, &arch, &strategy, part), 0);
	SCOTCH_stratExit(&strategy);
	SCOTCH_archExit(&arch);
	SCOTCH_graphExit(&graph);
	for (uint32_t i = 0; i < COMPONENTS; i++)
		worker[i] = (unsigned)part[i];
}

/* Our cost, of Scotch's. */
static double compare(void (*kind)(struct trial *t, uint64_t *random), uint64_t seed)
{
	struct trial *t = calloc(1, sizeof(*t));
	unsigned worker[COMPONENTS];
	char error[300];
	cr_assert_not_null(t);
	t->flat = (struct ax_flat){ t->component, t->link, NULL, COMPONENTS, 0, 0 };
	for (uint32_t i = 0; i < COMPONENTS; i++)
		t->component[i] = (struct ax_flat_component){ .name = "c",
							      .type = &type,
							      .pin = AX_NO_PIN,
							      .group = AX_NO_GROUP,
							      .keeper = AX_NO_KEEPER };
	kind(t, &seed);
	struct ax_machine *machine = ax_machine_new(NULL, machine_words, error, sizeof(error));
	cr_assert_not_null(machine, "%s", error);
	cr_assert(ax_rules_init(&t->rules, &t->flat, machine, WORKERS, NULL, error, sizeof(error)));
	cr_assert(ax_weights_hint(&t->weights, &t->flat));
	weigh(t, &seed);
	t->problem = (struct ax_problem){ &t->flat, machine, WORKERS, &t->rules, &t->weights };
	struct ax_candidates candidates = { 0 };
	cr_assert_eq(ax_search(&t->problem, &candidates), 0);
	map(t, worker);
	double ours = candidates.at[0].cost, theirs = ax_placement_cost(&t->problem, worker);
	ax_candidates_fini(&candidates);
	ax_weights_fini(&t->weights);
	ax_rules_fini(&t->rules);
	ax_machine_free(machine);
	free(t);
	return ours / theirs;
}

/* Scotch's multilevel search is the thorougher one: 0.4 % cheaper on rows and 2 % on the others when this was
 * written, 5 % at most. Ours must stay that near. */
static void expect_about_as_cheap(void (*kind)(struct trial *t, uint64_t *random))
{
	double most = 0, sum = 0;
	for (uint64_t seed = 1; seed <= GRAPHS; seed++) {
		double ratio = compare(kind, seed);
		most = ratio > most ? ratio : most;
		sum += ratio;
	}
	cr_log_info("%.3f of Scotch's cost, %.3f at most", sum / GRAPHS, most);
	cr_expect_leq(most, 1.06, "%.3f of Scotch's cost", most);
	cr_expect_leq(sum / GRAPHS, 1.03, "%.3f of Scotch's cost", sum / GRAPHS);
}

Test(placement_scotch, rows_cost_about_what_scotchs_map_costs)
{
	expect_about_as_cheap(draw_rows);
}

Test(placement_scotch, clusters_cost_about_what_scotchs_map_costs)
{
	expect_about_as_cheap(draw_clusters);
}

Test(placement_scotch, graphs_without_form_cost_about_what_scotchs_map_costs)
{
	expect_about_as_cheap(draw_web);
}
