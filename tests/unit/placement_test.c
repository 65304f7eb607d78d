// SPDX-License-Identifier: Apache-2.0
/* placement: searches on machines of all kinds, and the rules of placement files. */
#include "placement.h"
#include "profile.h"
#include "run_private.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

TestSuite(placement, .timeout = 60);

enum {
	MOST = 400,
	OUT = sizeof(struct ax_component), /* where the boxes are */
	IN = OUT + sizeof(struct ax_outbox)
};

static const struct ax_component_type type = {
	.name = "part",
	.size = sizeof(struct ax_component) + sizeof(struct ax_outbox) + sizeof(struct ax_inbox),
	.boxes = (const struct ax_box_spec[]){ { .name = "outbox", .out = true, .offset = OUT },
					       { .name = "inbox", .offset = IN },
					       { .name = NULL } },
};

/* A graph, a machine, and all that a search wants to know. */
struct bench {
	struct ax_flat_component component[MOST];
	struct ax_flat_link link[2 * MOST];
	char name[MOST][12];
	struct ax_flat flat;
	struct ax_machine *machine;
	struct ax_rules rules;
	struct ax_weights weights;
	struct ax_problem problem;
	struct ax_candidates candidates;
	char error[300];
};

static struct bench *bench_new(uint32_t n)
{
	struct bench *b = calloc(1, sizeof(*b));
	cr_assert_not_null(b);
	b->flat = (struct ax_flat){ b->component, b->link, NULL, n, 0, 0 };
	for (uint32_t i = 0; i < n; i++) {
		snprintf(b->name[i], sizeof(b->name[i]), "c%u", i);
		b->component[i] = (struct ax_flat_component){ .name = b->name[i],
							      .type = &type,
							      .pin = AX_NO_PIN,
							      .group = AX_NO_GROUP,
							      .keeper = AX_NO_KEEPER };
	}
	return b;
}

static void join(struct bench *b, uint32_t from, uint32_t to)
{
	b->link[b->flat.n_links++] = (struct ax_flat_link){ from, to, OUT, IN, 0, 0 };
}

static void pipeline(struct bench *b)
{
	for (uint32_t i = 0; i + 1 < b->flat.n_components; i++)
		join(b, i, i + 1);
}

/* On n workers of the machine that words describe, by a file with that text unless it is NULL;
 * whether the rules were right. */
static bool prepare(struct bench *b, const char *words, unsigned n, const char *text)
{
	char path[] = "/tmp/axon-placement-XXXXXX";
	b->machine = ax_machine_new(NULL, words, b->error, sizeof(b->error));
	cr_assert_not_null(b->machine, "%s", b->error);
	if (text) {
		int file = mkstemp(path);
		cr_assert_geq(file, 0);
		cr_assert_eq(write(file, text, strlen(text)), (ssize_t)strlen(text));
		close(file);
	}
	bool right = ax_rules_init(&b->rules, &b->flat, b->machine, n, text ? path : NULL, b->error,
				   sizeof(b->error));
	if (text)
		unlink(path);
	cr_assert(ax_weights_hint(&b->weights, &b->flat));
	b->problem = (struct ax_problem){ &b->flat, b->machine, n, &b->rules, &b->weights };
	return right;
}

static const struct ax_candidate *search(struct bench *b)
{
	cr_assert_eq(ax_search(&b->problem, &b->candidates), 0);
	cr_assert_geq(b->candidates.n, 1);
	return &b->candidates.at[0];
}

static void bench_free(struct bench *b)
{
	ax_candidates_fini(&b->candidates);
	ax_weights_fini(&b->weights);
	ax_rules_fini(&b->rules);
	ax_machine_free(b->machine);
	free(b);
}

/* ---- searches ------------------------------------------------------------------------------ */

#define FLAT_8 "l3:1 core:8 pu:1"
#define TWO_8  "pack:2 l3:2 core:2 pu:1"

Test(placement, a_pipeline_of_equal_stages_is_cut_into_runs_of_equal_length)
{
	struct bench *b = bench_new(16);
	pipeline(b);
	prepare(b, FLAT_8, 8, NULL);
	for (int i = 0; i < 16; i++)
		b->weights.load[i] = 1000;
	const struct ax_candidate *c = search(b);
	unsigned changes = 0, on[8] = { 0 };
	for (int i = 0; i < 16; i++) {
		on[c->worker[i]]++;
		changes += i && c->worker[i] != c->worker[i - 1];
	}
	cr_assert_eq(changes, 7);
	for (int w = 0; w < 8; w++)
		cr_assert_eq(on[w], 2, "worker %d has %u", w, on[w]);
	bench_free(b);
}

Test(placement, a_cheap_pipeline_stays_on_one_worker)
{
	struct bench *b = bench_new(6);
	pipeline(b);
	prepare(b, FLAT_8, 8, NULL);
	cr_assert_eq(search(b)->used, 1);
	bench_free(b);
}

Test(placement, a_heavy_stage_has_a_worker_of_its_own)
{
	struct bench *b = bench_new(8);
	pipeline(b);
	prepare(b, FLAT_8, 8, NULL);
	for (int i = 0; i < 8; i++)
		b->weights.load[i] = i == 3 ? 10000 : 300;
	const struct ax_candidate *c = search(b);
	for (int i = 0; i < 8; i++)
		cr_assert(i == 3 || c->worker[i] != c->worker[3], "%d shares its worker", i);
	bench_free(b);
}

Test(placement, the_arms_of_a_star_spread_over_the_machine)
{
	struct bench *b = bench_new(17);
	for (uint32_t i = 1; i < 17; i++)
		join(b, i, 0);
	prepare(b, FLAT_8, 8, NULL);
	for (int i = 0; i < 17; i++)
		b->weights.load[i] = 1000;
	const struct ax_candidate *c = search(b);
	cr_assert_eq(c->used, 8);
	for (int w = 0; w < 8; w++)
		cr_assert_lt(c->busy_ns[w], 3600, "worker %d: %g", w, c->busy_ns[w]);
	bench_free(b);
}

/* Measured, so that it is known: one component at a time has something to do, dear as it may be. */
Test(placement, a_ring_that_one_token_runs_round_stays_on_one_worker)
{
	struct bench *b = bench_new(10);
	pipeline(b);
	join(b, 9, 0);
	prepare(b, FLAT_8, 8, NULL);
	for (int i = 0; i < 10; i++) {
		b->weights.load[i] = 5e6;
		b->weights.messages[i] = b->weights.trips[i] = 1000;
	}
	cr_assert_gt(search(b)->used, 1);
	ax_candidates_fini(&b->candidates);
	b->weights.parallel = 1;
	cr_assert_eq(search(b)->used, 1);
	bench_free(b);
}

Test(placement, those_that_talk_most_are_near_each_other)
{
	struct bench *b = bench_new(8);
	for (uint32_t i = 0; i < 4; i++)
		join(b, i, i + 4);
	prepare(b, TWO_8, 8, NULL);
	for (int i = 0; i < 8; i++)
		b->weights.load[i] = 1e6;
	for (int k = 0; k < 4; k++)
		b->weights.messages[k] = 1000;
	const struct ax_candidate *c = search(b);
	cr_assert_eq(c->used, 8);
	for (unsigned i = 0; i < 4; i++)
		cr_assert_eq(ax_machine_distance(b->machine, c->worker[i], c->worker[i + 4]),
			     AX_SAME_L3);
	bench_free(b);
}

Test(placement, a_pin_holds_and_its_neighbours_come_to_it)
{
	struct bench *b = bench_new(3);
	pipeline(b);
	b->component[1].pin = 5;
	prepare(b, FLAT_8, 8, NULL);
	const struct ax_candidate *c = search(b);
	for (int i = 0; i < 3; i++)
		cr_assert_eq(c->worker[i], 5);
	bench_free(b);
}

static struct bench *at_random(uint64_t seed)
{
	struct bench *b = bench_new(2 + (uint32_t)(ax_random(&seed) % 60));
	uint32_t n = b->flat.n_components;
	static const char *const machine[] = { FLAT_8, TWO_8, "core:3 pu:2", "numa:3 core:2 pu:1" };
	unsigned workers = 1 + (unsigned)(ax_random(&seed) % 6);
	for (uint64_t k = ax_random(&seed) % (2 * n); k > 0; k--)
		join(b, (uint32_t)(ax_random(&seed) % n), (uint32_t)(ax_random(&seed) % n));
	for (uint32_t i = 0; i < n; i++)
		if (ax_random(&seed) % 8 == 0)
			b->component[i].pin = (int)(ax_random(&seed) % 8);
	prepare(b, machine[ax_random(&seed) % 4], workers, NULL);
	for (uint32_t i = 0; i < n; i++)
		b->weights.load[i] = (double)(1u << ax_random(&seed) % 16);
	for (uint32_t k = 0; k < b->flat.n_links; k++) {
		b->weights.messages[k] = (double)(1u << ax_random(&seed) % 10);
		b->weights.trips[k] = b->weights.messages[k] / (double)(1 + ax_random(&seed) % 64);
	}
	if (ax_random(&seed) % 2)
		b->weights.parallel = 1 + (double)(ax_random(&seed) % 40) / 10;
	return b;
}

Test(placement, of_random_graphs_none_is_worse_than_the_row_and_every_pin_holds)
{
	for (uint64_t seed = 0; seed < 200; seed++) {
		struct bench *b = at_random(seed);
		unsigned row[MOST];
		cr_assert_eq(ax_place_row(&b->flat, &b->weights, b->problem.n, 0, row), 0);
		for (uint32_t i = 0; i < b->flat.n_components; i++)
			if (b->component[i].pin != AX_NO_PIN)
				row[i] = (unsigned)b->component[i].pin % b->problem.n;
		const struct ax_candidate *c = search(b);
		double cost = ax_placement_cost(&b->problem, c->worker);
		double cost_row = ax_placement_cost(&b->problem, row);
		cr_assert_leq(cost, cost_row * (1 + 1e-9), "seed %d: %g, the row %g", (int)seed,
			      cost, cost_row);
		cr_assert_float_eq(cost, c->cost, cost * 1e-6);
		for (uint32_t i = 0; i < b->flat.n_components; i++) {
			cr_assert_lt(c->worker[i], b->problem.n);
			if (b->component[i].pin != AX_NO_PIN)
				cr_assert_eq(c->worker[i],
					     (unsigned)b->component[i].pin % b->problem.n);
		}
		bench_free(b);
	}
}

/* ---- files --------------------------------------------------------------------------------- */

/* Whether the file is right; else its sentence, behind the line. */
static void expect(const char *text, const char *sentence)
{
	struct bench *b = bench_new(20);
	pipeline(b);
	b->component[19].pin = 3;
	bool right = prepare(b, TWO_8, 8, text);
	const char *said = strchr(b->error, ':');
	if (sentence)
		cr_expect(!right && said && strcmp(said + 1, sentence) == 0, "%s\n%s: not %s", text,
			  b->error, sentence);
	else
		cr_expect(right, "%s\n%s", text, b->error);
	bench_free(b);
}

Test(placement, a_file_that_is_wrong_is_told_where_and_why)
{
	expect("", "1: it is empty");
	expect("placement: 3", "1: 'placement' is a list");
	expect("placment: []", "1: a placement file has no 'placment'; did you mean 'placement'?");
	expect("[]", "1: a placement file is a mapping: 'placement: ...'");
	expect("placement: [{components: c1}]",
	       "1: an entry says where its components go: 'core', 'l3' or 'node', or "
	       "'together: true'");
	expect("placement:\n- core: 1", "2: an entry has no 'components'");
	expect("placement:\n- components: [c1,\n  c33]\n  core: 0",
	       "3: the graph has no component 'c33'; did you mean 'c3'?");
	expect("placement:\n- components: x*\n  core: 0", "2: no component matches 'x*'");
	expect("placement:\n- components: c1\n  core: 9",
	       "2: there is no core 9 that may be used: the last one is core 7");
	expect("placement:\n- components: c1\n  l3: 4",
	       "2: there is no L3 4 that may be used: the last one is L3 3");
	expect("placement:\n- components: c1\n  core: -1", "3: core is a whole number, not '-1'");
	expect("placement:\n- components: c1\n  core: one", "3: core is a whole number, not 'one'");
	expect("placement:\n- components: c1\n  spe: 0", "3: this machine has no SPEs");
	expect("placement:\n- components: c1\n  core: 0\n  l3: 0",
	       "4: an entry has one place, and this one has a core and a L3");
	expect("placement:\n- components: c1\n  core: 0\n  core: 1",
	       "4: an entry has 'core' twice");
	expect("placement:\n- components: c1\n  core: 0\n- components: c*\n  l3: 1",
	       "4: 'c1' can't be on L3 1: line 2 puts it elsewhere");
	expect("placement:\n- components: c19\n  core: 0",
	       "2: 'c19' can't be on core 0: the graph pins it, or one that is together with it, "
	       "elsewhere");
	expect("placement:\n- {components: [c1, c2], together: true}\n"
	       "- {components: c1, core: 0}\n- {components: c2, core: 1}",
	       "4: 'c2' can't be on core 1: line 3 puts it elsewhere");
	expect("placement:\n- components: &a c1\n  core: 0",
	       "2: anchors and aliases are not taken here");
	expect("placement: []\n--- 3", "2: a second document begins");
	expect("placement: [", "2: did not find expected node content");
	expect("placement:\n- components: c1\n  together: yes",
	       "3: 'together' is true or false, not 'yes'");
}

Test(placement, a_file_may_be_yaml_or_json_and_say_the_same_twice)
{
	expect("# nothing\nplacement: []\n", NULL);
	expect("{\"placement\": [{\"components\": [\"c1\", \"c1?\"], \"core\": 3}]}", NULL);
	expect("placement:\n- {components: c1, core: 1}\n- {components: c1, l3: 0}\n", NULL);
}

Test(placement, what_a_file_says_holds)
{
	struct bench *b = bench_new(20);
	pipeline(b);
	cr_assert(prepare(b, TWO_8, 8,
			  "placement:\n"
			  "- {components: [c0, c9], core: 6}\n"
			  "- {components: 'c1?', l3: 2}\n"
			  "- {components: [c3, c5, c7], together: true}\n"),
		  "%s", b->error);
	for (int i = 0; i < 20; i++)
		b->weights.load[i] = 1000;
	const struct ax_candidate *c = search(b);
	cr_assert_eq(c->worker[0], 6);
	cr_assert_eq(c->worker[9], 6);
	for (int i = 10; i < 20; i++)
		cr_assert_eq(ax_machine_seat(b->machine, c->worker[i])->l3, 2);
	cr_assert_eq(c->worker[3], c->worker[5]);
	cr_assert_eq(c->worker[3], c->worker[7]);
	cr_assert(b->rules.named[0] && b->rules.named[10] && b->rules.named[3] &&
		  !b->rules.named[1]);
	bench_free(b);
}

Test(placement, a_core_without_a_worker_is_told)
{
	struct bench *b = bench_new(2);
	cr_assert(!prepare(b, TWO_8, 2, "placement:\n- {components: c1, core: 5}\n"));
	cr_assert(strstr(b->error, ":2: no worker stands on core 5: there are 2 workers"), "%s",
		  b->error);
	bench_free(b);
}

/* ---- profiles ------------------------------------------------------------------------------ */

#define HEAD                                                                                       \
	"{\"axon_profile\": 1, \"elapsed_ns\": 1000, \"workers\": 1, \"samples\": 9, \"ready\": "  \
	"2.5,\n"
#define C0                                                                                         \
	"{\"name\": \"c0\", \"type\": \"part\", \"worker\": 0, \"steps\": 10, \"taken\": 0, "      \
	"\"sent\": 64, \"ran_ns\": 700, \"ready\": 1.50}"
#define C1                                                                                         \
	"{\"name\": \"c1\", \"type\": \"part\", \"worker\": 0, \"steps\": 9, \"taken\": 64, "      \
	"\"sent\": 0, \"ran_ns\": 200, \"ready\": 0}"
#define LINK "{\"from\": \"c0.outbox\", \"to\": \"c1.inbox\", \"messages\": 64}"

static void expect_profile(const char *text, const char *sentence)
{
	struct bench *b = bench_new(2);
	char path[] = "/tmp/axon-placement-XXXXXX";
	pipeline(b);
	int file = mkstemp(path);
	cr_assert_geq(file, 0);
	cr_assert_eq(write(file, text, strlen(text)), (ssize_t)strlen(text));
	close(file);
	bool right = ax_profile_read(&b->weights, &b->flat, path, b->error, sizeof(b->error));
	unlink(path);
	const char *said = strchr(b->error, ':');
	if (sentence)
		cr_expect(!right && said && strcmp(said + 1, sentence) == 0, "%s\n%s: not %s", text,
			  b->error, sentence);
	else
		cr_expect(right && b->weights.load[0] == 700 && b->weights.load[1] == 200 &&
				  b->weights.messages[0] == 64 && b->weights.trips[0] == 10 &&
				  b->weights.parallel == 2.5 && b->weights.taken == 64,
			  "%s\n%s", text, b->error);
	bench_free(b);
}

Test(placement, a_profile_is_read_or_told_where_and_why_it_is_wrong)
{
	expect_profile(HEAD "\"components\": [" C0 ",\n" C1 "],\n\"links\": [" LINK "]}", NULL);
	expect_profile(HEAD "\"components\": [" C0 "], \"links\": []}",
		       "3: it says nothing of the graph's component 'c1'; is this the profile of "
		       "another graph?");
	expect_profile(HEAD "\"components\": [" C0 ",\n" C0 "], \"links\": []}",
		       "3: 'c0' is there twice");
	expect_profile("{\"axon_profile\": 2}",
		       "1: 'axon_profile', the format, is from 1 to 1, not 2");
	expect_profile("{\"axon_profile\": 1}", "1: a profile has no 'elapsed_ns'");
	expect_profile(HEAD "\"components\": [" C0 ", " C1 "], \"links\": [\n"
			    "{\"from\": \"c1.outbox\", \"to\": \"c0.inbox\", \"messages\": 1}]}",
		       "3: the graph has no link from c1.outbox to c0.inbox");
	expect_profile(HEAD "\"components\": [" C0 ", " C1 "], \"links\": [\n"
			    "{\"from\": \"c0.box\", \"to\": \"c1.inbox\", \"messages\": 1}]}",
		       "3: 'c0' has no outbox 'box'");
	expect_profile(HEAD "\"components\": [{\"name\": \"x\", \"type\": \"part\", "
			    "\"worker\": 0, \"steps\": 1, \"taken\": 0, \"sent\": 0, "
			    "\"ran_ns\": 1, \"ready\": 0}]}",
		       "2: the graph has no component 'x'; is this the profile of another graph?");
	expect_profile(HEAD "\"components\": [{\"name\": \"c0\", \"type\": \"part\", "
			    "\"worker\": 0, \"steps\": 1e3}]}",
		       "2: 'steps' is a whole number, not '1e3'");
	expect_profile("{\"axon_profile\": 1, \"ready\": nan}",
		       "1: 'ready' is a number of 0 or more, not 'nan'");
	expect_profile("\1", "1: control characters are not allowed");
}
