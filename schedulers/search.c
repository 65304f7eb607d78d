// SPDX-License-Identifier: Apache-2.0
/* search: good placements by greedy starts and local search: moves and swaps of units while they
 * pay, with bounded work.
 *
 * A worker is busy with its components' work and with its side of every message that crosses; the
 * farther, the dearer. What counts is the busiest worker, and that a graph can't be faster than its
 * parallelism allows: a token that runs round has one component at work at a time, wherever they
 * are. The busiest is taken softly, as the 8th norm, so that every relief shows; crossings count a
 * little besides, so that of two equal placements the quieter one is taken. */
#include "placement.h"

#include <errno.h>
#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "run_private.h"

#define NOWHERE UINT_MAX

enum {
	WORK = 30000000, /* arcs looked at, in all; a second or two */
	FEW = 16,	 /* so many workers or arcs are all tried */
	ROLLS = 3,	 /* of many, so many at random */
	FEW_UNITS = 64,	 /* of so many, every pair is tried for a swap */
	PASSES = 50
};

/* What a message between workers costs each side, besides what a step costs that sends some. */
static const struct {
	double message_ns, trip_ns;
} dear[AX_DISTANCES] = {
	[AX_SAME_CORE] = { 6, 40 },	  [AX_SAME_L3] = { AX_CROSSING_NS, 100 },
	[AX_SAME_NODE] = { 18, 150 },	  [AX_SAME_PACKAGE] = { 25, 200 },
	[AX_OTHER_PACKAGE] = { 50, 400 },
};

/* A link, seen from one end. */
struct arc {
	uint32_t to; /* a unit */
	double messages, trips;
};

struct search {
	const struct ax_problem *problem;
	unsigned n, k; /* workers; those that free units may use are the first k */
	uint32_t n_units;
	double *load;	 /* by unit; all together are 1 */
	uint32_t *begin; /* the arcs of unit u: arc[begin[u]] .. arc[begin[u + 1] - 1] */
	struct arc *arc;
	uint8_t *distance; /* n by n */
	uint32_t *order;   /* units, the dearest first */
	unsigned *row;	   /* by component: for starts */
	double scale;	   /* from ns */
	/* The placement at hand. */
	unsigned *at;		      /* by unit */
	double *busy;		      /* by worker */
	double norm, total, crossing; /* sums of busy to the 8th, of busy, of crossings */
	int64_t left;
	uint64_t random;
};

/* ---- the measure ----------------------------------------------------------------------------- */

static double to_the_8th(double x)
{
	x *= x;
	x *= x;
	return x * x;
}

static double value(const struct search *s)
{
	double busiest = sqrt(sqrt(sqrt(s->norm > 0 ? s->norm : 0)));
	double serial = s->total / s->problem->weights->parallel;
	return (busiest > serial ? busiest : serial) + s->crossing / 100;
}

static double arc_cost(const struct search *s, const struct arc *arc, unsigned a, unsigned b)
{
	if (a == b)
		return 0;
	uint8_t d = s->distance[(size_t)a * s->n + b];
	return (arc->messages * dear[d].message_ns + arc->trips * dear[d].trip_ns) * s->scale;
}

static void burden(struct search *s, unsigned worker, double more)
{
	s->norm -= to_the_8th(s->busy[worker]);
	s->busy[worker] += more;
	s->norm += to_the_8th(s->busy[worker]);
	s->total += more;
}

/* Burdens both ends of unit u's arcs with what they cost while it is on worker; sign -1 takes it
 * back. */
static void burden_arcs(struct search *s, uint32_t u, unsigned worker, double sign)
{
	for (uint32_t i = s->begin[u]; i < s->begin[u + 1]; i++) {
		unsigned other = s->at[s->arc[i].to];
		double cost = other == NOWHERE ? 0 : arc_cost(s, &s->arc[i], worker, other);
		if (cost <= 0)
			continue;
		burden(s, worker, sign * cost);
		burden(s, other, sign * cost);
		s->crossing += 2 * sign * cost;
	}
}

static void move(struct search *s, uint32_t u, unsigned to)
{
	unsigned from = s->at[u];
	if (from != NOWHERE) {
		burden_arcs(s, u, from, -1);
		burden(s, from, -s->load[u]);
	}
	s->at[u] = to;
	burden_arcs(s, u, to, 1);
	burden(s, to, s->load[u]);
	s->left -= s->begin[u + 1] - s->begin[u] + 1;
}

/* Empties all workers, and sums what rounding has left away. */
static void clear(struct search *s)
{
	for (uint32_t u = 0; u < s->n_units; u++)
		s->at[u] = NOWHERE;
	memset(s->busy, 0, s->n * sizeof(*s->busy));
	s->norm = s->total = s->crossing = 0;
}

/* The sums afresh. */
static void sum_up(struct search *s)
{
	memset(s->busy, 0, s->n * sizeof(*s->busy));
	s->norm = s->total = s->crossing = 0;
	for (uint32_t u = 0; u < s->n_units; u++) {
		burden(s, s->at[u], s->load[u]);
		/* Each arc is there from both ends. */
		for (uint32_t i = s->begin[u]; i < s->begin[u + 1]; i++) {
			double cost = arc_cost(s, &s->arc[i], s->at[u], s->at[s->arc[i].to]);
			burden(s, s->at[u], cost);
			s->crossing += cost;
		}
	}
}

/* ---- what may go where ----------------------------------------------------------------------- */

static bool is_bound(const struct search *s, uint32_t u)
{
	return s->problem->rules->allowed[u];
}

static bool may(const struct search *s, uint32_t u, unsigned worker)
{
	return is_bound(s, u) ? ax_rules_allow(s->problem->rules, u, worker) : worker < s->k;
}

/* The least busy worker that unit u may be on. */
static unsigned least_busy(const struct search *s, uint32_t u)
{
	unsigned best = NOWHERE;
	for (unsigned w = 0; w < (is_bound(s, u) ? s->n : s->k); w++)
		if (may(s, u, w) && (best == NOWHERE || s->busy[w] < s->busy[best]))
			best = w;
	return best;
}

/* ---- moves ----------------------------------------------------------------------------------- */

/* The unit that is tried, and the best place that was found for it. */
struct trial {
	uint32_t unit;
	unsigned best;
	double value;
};

static void try_at(struct search *s, struct trial *trial, unsigned worker)
{
	if (worker == NOWHERE || worker == s->at[trial->unit] || !may(s, trial->unit, worker))
		return;
	move(s, trial->unit, worker);
	double found = value(s);
	if (found < trial->value - 1e-12) {
		trial->value = found;
		trial->best = worker;
	}
}

/* Moves unit u to the best of the workers that its neighbours are on and some others; whether that
 * was another than before. */
static bool settle(struct search *s, uint32_t u)
{
	unsigned from = s->at[u];
	struct trial trial = { u, from, from == NOWHERE ? (double)INFINITY : value(s) };
	for (uint32_t i = s->begin[u]; i < s->begin[u + 1] && i < s->begin[u] + FEW; i++)
		try_at(s, &trial, s->at[s->arc[i].to]);
	if (is_bound(s, u) ? s->n <= FEW : s->k <= FEW)
		for (unsigned w = 0; w < s->n && w < FEW; w++)
			try_at(s, &trial, w);
	else
		for (int i = 0; i < ROLLS; i++)
			try_at(s, &trial, (unsigned)(ax_random(&s->random) % s->n) % s->k);
	if (trial.best == NOWHERE)
		trial.best = least_busy(s, u);
	if (s->at[u] != trial.best)
		move(s, u, trial.best);
	return trial.best != from;
}

static bool swap(struct search *s, uint32_t u, uint32_t v)
{
	unsigned a = s->at[u], b = s->at[v];
	double before = value(s);
	if (a == b || !may(s, u, b) || !may(s, v, a))
		return false;
	move(s, u, b);
	move(s, v, a);
	if (value(s) < before - 1e-12)
		return true;
	move(s, v, b);
	move(s, u, a);
	return false;
}

static bool swap_some(struct search *s)
{
	bool better = false;
	for (uint32_t u = 0; u < s->n_units && s->left > 0; u++)
		for (uint32_t i = 0; i < (s->n_units <= FEW_UNITS ? u : ROLLS); i++)
			better |= swap(s, u,
				       s->n_units <= FEW_UNITS
					       ? i
					       : (uint32_t)(ax_random(&s->random) % s->n_units));
	return better;
}

/* Moves and swaps while that pays and there is work left. */
static void improve(struct search *s)
{
	bool better = s->k > 1 || s->n > 1;
	for (int pass = 0; better && pass < PASSES && s->left > 0; pass++) {
		better = false;
		sum_up(s);
		for (uint32_t u = 0; u < s->n_units && s->left > 0; u++)
			better |= settle(s, u);
		better |= swap_some(s);
	}
	sum_up(s);
}

/* ---- starts ---------------------------------------------------------------------------------- */

/* From s->row: a unit goes where its first component is, if it may. */
static void start_from_row(struct search *s)
{
	const struct ax_problem *problem = s->problem;
	clear(s);
	/* From the last on: the first component of a unit has the last word. */
	for (uint32_t i = problem->flat->n_components; i-- > 0;)
		s->at[problem->rules->unit[i]] = s->row[i];
	for (uint32_t u = 0; u < s->n_units; u++)
		if (!may(s, u, s->at[u]))
			s->at[u] = least_busy(s, u);
	sum_up(s);
}

static void start_greedily(struct search *s)
{
	clear(s);
	for (uint32_t i = 0; i < s->n_units; i++)
		settle(s, s->order[i]);
	sum_up(s);
}

/* ---- making ---------------------------------------------------------------------------------- */

static int by_load(const void *a, const void *b, void *arg)
{
	const double *load = arg;
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
	if (load[x] != load[y])
		return load[x] > load[y] ? -1 : 1;
	return (x > y) - (x < y);
}

static void make_loads(struct search *s)
{
	const struct ax_problem *problem = s->problem;
	double sum = 0;
	for (uint32_t i = 0; i < problem->flat->n_components; i++)
		sum += problem->weights->load[i];
	s->scale = sum > 0 ? 1 / sum : 1;
	for (uint32_t i = 0; i < problem->flat->n_components; i++)
		s->load[problem->rules->unit[i]] += problem->weights->load[i] * s->scale;
	for (uint32_t u = 0; u < s->n_units; u++)
		s->order[u] = u;
	qsort_r(s->order, s->n_units, sizeof(*s->order), by_load, s->load);
}

/* Each link between units twice, sorted by unit: counts, sums up, deals out. */
static void make_arcs(struct search *s)
{
	const struct ax_flat *flat = s->problem->flat;
	const struct ax_weights *weights = s->problem->weights;
	const uint32_t *unit = s->problem->rules->unit;
	for (uint32_t k = 0; k < flat->n_links; k++) {
		uint32_t a = unit[flat->link[k].from], b = unit[flat->link[k].to];
		bool counts = a != b && weights->messages[k] > 0;
		s->begin[a] += counts;
		s->begin[b] += counts;
	}
	for (uint32_t u = 0; u < s->n_units; u++)
		s->begin[u + 1] += s->begin[u];
	/* Each begin[] is where its run ends, until its arcs are there. */
	for (uint32_t k = flat->n_links; k-- > 0;) {
		uint32_t a = unit[flat->link[k].from], b = unit[flat->link[k].to];
		if (a == b || weights->messages[k] <= 0)
			continue;
		s->arc[--s->begin[a]] = (struct arc){ b, weights->messages[k], weights->trips[k] };
		s->arc[--s->begin[b]] = (struct arc){ a, weights->messages[k], weights->trips[k] };
	}
}

static void make_distances(struct search *s)
{
	for (unsigned a = 0; a < s->n; a++)
		for (unsigned b = 0; b < s->n; b++)
			s->distance[(size_t)a * s->n + b] =
				(uint8_t)ax_machine_distance(s->problem->machine, a, b);
}

static bool search_init(struct search *s, const struct ax_problem *problem)
{
	uint32_t n_units = problem->rules->n_units;
	*s = (struct search){ .problem = problem, .n = problem->n, .n_units = n_units };
	s->load = calloc((size_t)n_units + 1, sizeof(*s->load));
	s->begin = calloc((size_t)n_units + 2, sizeof(*s->begin));
	s->order = calloc((size_t)n_units + 1, sizeof(*s->order));
	s->at = calloc((size_t)n_units + 1, sizeof(*s->at));
	s->arc = calloc(2 * (size_t)problem->flat->n_links + 1, sizeof(*s->arc));
	s->row = calloc((size_t)problem->flat->n_components + 1, sizeof(*s->row));
	s->distance = calloc((size_t)s->n, s->n);
	s->busy = calloc(s->n, sizeof(*s->busy));
	if (!s->load || !s->begin || !s->order || !s->at || !s->arc || !s->row || !s->distance ||
	    !s->busy)
		return false;
	make_loads(s);
	make_arcs(s);
	make_distances(s);
	return true;
}

static void search_fini(struct search *s)
{
	free(s->load);
	free(s->begin);
	free(s->order);
	free(s->at);
	free(s->arc);
	free(s->row);
	free(s->distance);
	free(s->busy);
}

/* ---- candidates ------------------------------------------------------------------------------ */

/* Writes down the placement at hand; false: no memory. */
static bool keep(const struct search *s, struct ax_candidate *candidate)
{
	const struct ax_flat *flat = s->problem->flat;
	const struct ax_weights *weights = s->problem->weights;
	double busiest = 0;
	*candidate = (struct ax_candidate){
		.worker = calloc((size_t)flat->n_components + 1, sizeof(unsigned)),
		.busy_ns = calloc(s->n, sizeof(double)),
		.cost = value(s),
	};
	if (!candidate->worker || !candidate->busy_ns)
		return false;
	for (uint32_t i = 0; i < flat->n_components; i++)
		candidate->worker[i] = s->at[s->problem->rules->unit[i]];
	for (uint32_t k = 0; k < flat->n_links; k++)
		if (candidate->worker[flat->link[k].from] != candidate->worker[flat->link[k].to])
			candidate->crossing += weights->messages[k];
	for (unsigned w = 0; w < s->n; w++) {
		candidate->busy_ns[w] = s->busy[w] / s->scale;
		candidate->used += s->busy[w] > 0;
		busiest = candidate->busy_ns[w] > busiest ? candidate->busy_ns[w] : busiest;
	}
	candidate->time_ns = s->total / weights->parallel / s->scale;
	if (busiest > candidate->time_ns)
		candidate->time_ns = busiest;
	return true;
}

static bool is_known(const struct ax_candidates *candidates, const struct ax_candidate *candidate,
		     uint32_t n)
{
	for (unsigned i = 0; i < candidates->n; i++)
		if (memcmp(candidates->at[i].worker, candidate->worker, n * sizeof(unsigned)) == 0)
			return true;
	return false;
}

static void candidate_fini(struct ax_candidate *candidate)
{
	free(candidate->worker);
	free(candidate->busy_ns);
}

/* Adds the placement at hand unless it is there. */
static int add(struct search *s, struct ax_candidates *candidates)
{
	struct ax_candidate found;
	int error = keep(s, &found) ? 0 : -ENOMEM;
	if (!error && candidates->n < AX_CANDIDATES_MAX &&
	    !is_known(candidates, &found, s->problem->flat->n_components))
		candidates->at[candidates->n++] = found;
	else
		candidate_fini(&found);
	return error;
}

/* Looks for the best with free units on the first k workers, or where the row is cut by itself. */
static int look(struct search *s, unsigned k, int64_t work, struct ax_candidates *candidates)
{
	const struct ax_problem *problem = s->problem;
	int error = ax_place_row(problem->flat, problem->weights, s->n, k, s->row);
	if (error)
		return error;
	s->k = k ? k : s->n;
	s->left = work;
	start_from_row(s);
	improve(s);
	error = add(s, candidates);
	if (error || !k)
		return error;
	s->left = work;
	start_greedily(s);
	improve(s);
	return add(s, candidates);
}

static int by_cost(const void *a, const void *b)
{
	double x = ((const struct ax_candidate *)a)->cost,
	       y = ((const struct ax_candidate *)b)->cost;
	return (x > y) - (x < y);
}

/* Brings the chosen one to the front: the best, unless one with fewer workers is nearly as good.
 * No worse than the first, which the row led to. */
static void choose(struct ax_candidates *candidates)
{
	struct ax_candidate *at = candidates->at, chosen = at[0];
	double row = at[0].cost;
	qsort(at, candidates->n, sizeof(*at), by_cost);
	unsigned best = 0;
	for (unsigned i = 1; i < candidates->n; i++)
		if (at[i].used < at[best].used && at[i].cost <= row &&
		    at[i].cost * (100 - AX_GAIN_PERCENT) <= at[0].cost * 100)
			best = i;
	chosen = at[best];
	memmove(&at[1], &at[0], best * sizeof(*at));
	at[0] = chosen;
}

int ax_search(const struct ax_problem *problem, struct ax_candidates *candidates)
{
	struct search s;
	*candidates = (struct ax_candidates){ .n = 0 };
	int error = search_init(&s, problem) ? 0 : -ENOMEM;
	unsigned tries = 1;
	for (unsigned k = 1; k < problem->n; k = k < 8 ? k + 1 : 2 * k)
		tries += 2;
	int64_t work = WORK / (tries + 2);
	if (!error)
		error = look(&s, 0, work, candidates);
	for (unsigned k = 1; !error && k < problem->n; k = k < 8 ? k + 1 : 2 * k)
		error = look(&s, k, work, candidates);
	if (!error)
		error = look(&s, problem->n, work, candidates);
	if (!error)
		choose(candidates);
	search_fini(&s);
	return error;
}

void ax_candidates_fini(struct ax_candidates *candidates)
{
	for (unsigned i = 0; i < candidates->n; i++)
		candidate_fini(&candidates->at[i]);
	candidates->n = 0;
}

double ax_placement_cost(const struct ax_problem *problem, const unsigned *worker)
{
	struct search s;
	double cost = -1;
	if (search_init(&s, problem)) {
		for (uint32_t i = problem->flat->n_components; i-- > 0;)
			s.at[problem->rules->unit[i]] = worker[i];
		sum_up(&s);
		cost = value(&s);
	}
	search_fini(&s);
	return cost;
}
