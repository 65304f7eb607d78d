// SPDX-License-Identifier: Apache-2.0
/* plan: a search for a placement, told to people and to files. */
#include "placement.h"
#include "profile.h"
#include "run_private.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <axon/plan.h>

struct ax_plan {
	const struct ax_flat *flat;
	struct ax_machine *machine;
	unsigned n;
	struct ax_rules rules;
	struct ax_weights weights;
	struct ax_candidates candidates;
};

/* ---- for a run ------------------------------------------------------------------------------- */

int ax_place_by_file(struct ax_run *run, unsigned *worker, char *error, size_t room)
{
	struct ax_rules rules;
	struct ax_weights weights = { .load = NULL };
	struct ax_candidates candidates = { .n = 0 };
	const struct ax_flat *flat = run->flat;
	bool right = ax_rules_init(&rules, flat, run->machine, run->n, run->options.placement,
				   error, room);
	if (right) {
		struct ax_problem problem = { flat, run->machine, run->n, &rules, &weights };
		snprintf(error, room, "no memory for a placement");
		right = ax_weights_hint(&weights, flat) && ax_search(&problem, &candidates) == 0;
	}
	if (right) {
		memcpy(worker, candidates.at[0].worker, flat->n_components * sizeof(*worker));
		run->fixed = rules.named;
		rules.named = NULL;
	}
	ax_candidates_fini(&candidates);
	ax_weights_fini(&weights);
	ax_rules_fini(&rules);
	return right ? 0 : -EINVAL;
}

/* ---- making ---------------------------------------------------------------------------------- */

static bool choose_workers(struct ax_plan *plan, const struct ax_run_options *options, char *error,
			   size_t room)
{
	plan->machine = ax_machine_new(options->cpuset, options->topology, error, room);
	if (!plan->machine)
		return false;
	unsigned cores = 0;
	for (unsigned i = 0; i < ax_machine_n(plan->machine); i++)
		cores += ax_machine_seat(plan->machine, i)->kind == AX_SEAT_CORE;
	plan->n = options->workers ? options->workers : ax_machine_workers(plan->machine);
	if (plan->n <= cores)
		return true;
	if (!options->workers) {
		plan->n = cores;
		return true;
	}
	snprintf(error, room, "a placement is for one worker a core: not %u workers on %u cores",
		 plan->n, cores);
	return false;
}

static bool fill(struct ax_plan *plan, const struct ax_run_options *options, const char *profile,
		 char *error, size_t room)
{
	if (!choose_workers(plan, options, error, room) ||
	    !ax_rules_init(&plan->rules, plan->flat, plan->machine, plan->n, options->placement,
			   error, room))
		return false;
	if (profile && !ax_profile_read(&plan->weights, plan->flat, profile, error, room))
		return false;
	struct ax_problem problem = { plan->flat, plan->machine, plan->n, &plan->rules,
				      &plan->weights };
	snprintf(error, room, "no memory for a placement");
	return (profile || ax_weights_hint(&plan->weights, plan->flat)) &&
	       ax_search(&problem, &plan->candidates) == 0;
}

struct ax_plan *ax_plan_new(struct ax_graph *graph, const struct ax_run_options *options,
			    const char *profile, char *error, size_t room)
{
	static const struct ax_run_options usual;
	const struct ax_flat *flat = ax_graph_flat(graph);
	if (!flat) {
		snprintf(error, room, "%s", ax_graph_error(graph));
		return NULL;
	}
	struct ax_plan *plan = calloc(1, sizeof(*plan));
	snprintf(error, room, "no memory for a placement");
	if (!plan)
		return NULL;
	plan->flat = flat;
	if (fill(plan, options ? options : &usual, profile, error, room))
		return plan;
	ax_plan_free(plan);
	return NULL;
}

void ax_plan_free(struct ax_plan *plan)
{
	if (!plan)
		return;
	ax_candidates_fini(&plan->candidates);
	ax_weights_fini(&plan->weights);
	ax_rules_fini(&plan->rules);
	ax_machine_free(plan->machine);
	free(plan);
}

unsigned ax_plan_n(const struct ax_plan *plan)
{
	return plan->candidates.n;
}

/* ---- for people ------------------------------------------------------------------------------ */

static void tell_names(const struct ax_plan *plan, const struct ax_candidate *candidate,
		       unsigned worker, FILE *to)
{
	const char *before = "";
	for (uint32_t i = 0; i < plan->flat->n_components; i++)
		if (candidate->worker[i] == worker) {
			fprintf(to, "%s%s", before, plan->flat->component[i].name);
			before = ", ";
		}
	fputs(*before ? "\n" : "nothing\n", to);
}

/* The messages that come to the worker or leave it. */
static double crossing_at(const struct ax_plan *plan, const struct ax_candidate *candidate,
			  unsigned worker)
{
	double messages = 0;
	for (uint32_t k = 0; k < plan->flat->n_links; k++) {
		unsigned a = candidate->worker[plan->flat->link[k].from];
		unsigned b = candidate->worker[plan->flat->link[k].to];
		if (a != b && (a == worker || b == worker))
			messages += plan->weights.messages[k];
	}
	return messages;
}

/* By hints, loads are told as shares of the whole; by a profile, of the time that it took. */
static void tell_worker(const struct ax_plan *plan, const struct ax_candidate *candidate,
			unsigned worker, double whole, FILE *to)
{
	fprintf(to, "worker %u on core %u, %.0f %% busy, ", worker,
		ax_machine_seat(plan->machine, worker)->core,
		whole > 0 ? 100 * candidate->busy_ns[worker] / whole : 0.0);
	if (plan->weights.span_ns > 0)
		fprintf(to, "%.3g messages/s to and from others: ",
			crossing_at(plan, candidate, worker) / plan->weights.span_ns * 1e9);
	else
		fprintf(to, "%.0f links to others: ", crossing_at(plan, candidate, worker));
	tell_names(plan, candidate, worker, to);
}

static void tell(const struct ax_plan *plan, const struct ax_candidate *candidate, FILE *to)
{
	const struct ax_weights *weights = &plan->weights;
	double whole = candidate->time_ns;
	if (ax_machine_simulated(plan->machine))
		fputs("simulated machine\n", to);
	for (unsigned w = 0; w < plan->n; w++)
		tell_worker(plan, candidate, w, whole, to);
	if (weights->span_ns <= 0) {
		fprintf(to, "expected, by hints alone: %.3g ns for a message through all\n", whole);
		return;
	}
	fprintf(to,
		"expected: %.3g s of work for what took %.3g s, up to %.3g messages/s; "
		"%.2g components can run at a time\n",
		whole / 1e9, weights->span_ns / 1e9, whole > 0 ? weights->taken / whole * 1e9 : 0.0,
		weights->parallel);
}

size_t ax_plan_text(const struct ax_plan *plan, unsigned i, char *text, size_t room)
{
	char *whole = NULL;
	size_t n = 0;
	FILE *to = open_memstream(&whole, &n);
	if (room)
		*text = '\0';
	if (!to)
		return 0;
	tell(plan, &plan->candidates.at[i], to);
	fclose(to);
	if (whole && room)
		snprintf(text, room, "%s", whole);
	free(whole);
	return n;
}

/* ---- for a file ------------------------------------------------------------------------------ */

static void write_worker(const struct ax_plan *plan, const struct ax_candidate *candidate,
			 unsigned worker, FILE *to)
{
	bool any = false;
	for (uint32_t i = 0; i < plan->flat->n_components; i++) {
		if (candidate->worker[i] != worker)
			continue;
		if (!any)
			fprintf(to, "  - core: %u\n    components:\n",
				ax_machine_seat(plan->machine, worker)->core);
		any = true;
		fprintf(to, "      - \"%s\"\n", plan->flat->component[i].name);
	}
}

int ax_plan_write(const struct ax_plan *plan, unsigned i, const char *path)
{
	FILE *to = fopen(path, "we");
	if (!to)
		return -errno;
	fputs("# Made by axon place. axon run --placement takes it.\nplacement:\n", to);
	for (unsigned w = 0; w < plan->n; w++)
		write_worker(plan, &plan->candidates.at[i], w, to);
	int error = ferror(to) ? -EIO : 0;
	return fclose(to) == 0 ? error : -errno;
}
