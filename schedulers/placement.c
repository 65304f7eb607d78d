// SPDX-License-Identifier: Apache-2.0
/* placement: which component on which worker, before the graph runs.
 *
 * Neighbours in the graph become neighbours in a row (depth first along the data links), and the
 * row is cut into runs of about equal cost. A message that changes workers costs its two ends time,
 * so a graph is only cut when the dearest worker gets clearly cheaper: short, cheap pipelines and
 * graphs without parallelism stay on one worker. */
#include "placement.h"

#include "run_private.h"

#include <errno.h>
#include <stdlib.h>

struct row {
	const struct ax_flat *flat;
	const struct ax_weights *weights;
	uint32_t *at; /* components in order */
	bool *placed;
	uint32_t n;
	uint32_t *first; /* see begin() */
	uint32_t *link;	 /* data links, by producer */
	bool *fed;	 /* some data link leads to it */
};

static uint64_t cost(const struct row *row, uint32_t i)
{
	uint64_t load = (uint64_t)row->weights->load[i];
	return load ? load : 1;
}

/* Sorts the data links by producer: counts, sums up, deals out. */
static void index_links(struct row *row)
{
	const struct ax_flat *flat = row->flat;
	for (uint32_t k = 0; k < flat->n_links; k++)
		if (ax_link_is_data(&flat->link[k])) {
			row->first[flat->link[k].from + 1]++;
			row->fed[flat->link[k].to] = true;
		}
	for (uint32_t i = 0; i <= flat->n_components; i++)
		row->first[i + 1] += row->first[i];
	/* From the last on, so that first[] ends up where each run begins. */
	for (uint32_t k = flat->n_links; k-- > 0;)
		if (ax_link_is_data(&flat->link[k]))
			row->link[--row->first[flat->link[k].from + 1]] = k;
}

/* The data links of component i, once indexed: link[begin(i)] .. link[begin(i + 1) - 1]. */
static uint32_t begin(const struct row *row, uint32_t i)
{
	return row->first[i + 1];
}

/* The row itself is the work list: each component appended brings its consumers after it. */
static void append_with_consumers(struct row *row, uint32_t first)
{
	const struct ax_flat *flat = row->flat;
	uint32_t next = row->n;
	row->placed[first] = true;
	row->at[row->n++] = first;
	for (; next < row->n; next++)
		for (uint32_t k = begin(row, row->at[next]); k < begin(row, row->at[next] + 1);
		     k++) {
			uint32_t to = flat->link[row->link[k]].to;
			if (row->placed[to])
				continue;
			row->placed[to] = true;
			row->at[row->n++] = to;
		}
}

static void make_row(struct row *row)
{
	index_links(row);
	for (uint32_t i = 0; i < row->flat->n_components; i++)
		if (!row->placed[i] && !row->fed[i])
			append_with_consumers(row, i);
	for (uint32_t i = 0; i < row->flat->n_components; i++)
		if (!row->placed[i])
			append_with_consumers(row, i);
}

/* How many workers the row needs when none may cost more than `most`; fills worker if not NULL. */
static unsigned cut(const struct row *row, uint64_t most, unsigned *worker)
{
	unsigned used = 0;
	uint64_t sum = 0;
	for (uint32_t k = 0; k < row->n; k++) {
		uint64_t c = cost(row, row->at[k]);
		if (sum && sum + c > most) {
			used++;
			sum = 0;
		}
		sum += c;
		if (worker)
			worker[row->at[k]] = used;
	}
	return used + 1;
}

/* The least cost of the dearest of k workers. */
static uint64_t dearest(const struct row *row, unsigned k)
{
	uint64_t low = 0, high = 0;
	for (uint32_t i = 0; i < row->n; i++) {
		uint64_t c = cost(row, i);
		low = c > low ? c : low;
		high += c;
	}
	while (low < high) {
		uint64_t middle = low + (high - low) / 2;
		if (cut(row, middle, NULL) <= k)
			high = middle;
		else
			low = middle + 1;
	}
	return high;
}

/* What a cut costs its two sides: as much as an average link carries. */
static uint64_t crossing(const struct row *row)
{
	double messages = 0, links = 0;
	for (uint32_t k = 0; k < row->flat->n_links; k++)
		if (ax_link_is_data(&row->flat->link[k])) {
			messages += row->weights->messages[k];
			links++;
		}
	return (uint64_t)(2 * AX_CROSSING_NS * (links > 0 ? messages / links : 1));
}

static void cut_where_it_pays(const struct row *row, unsigned n, unsigned *worker)
{
	uint64_t best = dearest(row, 1), most = best, extra = crossing(row);
	for (unsigned k = 2; k <= n && k <= row->n; k++) {
		uint64_t share = dearest(row, k);
		if ((double)(share + extra) * 100 < (double)best * (100 - AX_GAIN_PERCENT)) {
			best = share + extra;
			most = share;
		}
	}
	cut(row, most, worker);
}

static bool row_init(struct row *row, const struct ax_flat *flat, const struct ax_weights *weights)
{
	uint32_t n = flat->n_components + 1;
	*row = (struct row){ .flat = flat, .weights = weights };
	row->at = calloc(n, sizeof(*row->at));
	row->placed = calloc(n, sizeof(*row->placed));
	row->fed = calloc(n, sizeof(*row->fed));
	row->first = calloc(n + 2, sizeof(*row->first));
	row->link = calloc(flat->n_links + 1, sizeof(*row->link));
	return row->at && row->placed && row->fed && row->first && row->link;
}

static void row_fini(struct row *row)
{
	free(row->at);
	free(row->placed);
	free(row->fed);
	free(row->first);
	free(row->link);
}

int ax_place_row(const struct ax_flat *flat, const struct ax_weights *weights, unsigned n,
		 unsigned k, unsigned *worker)
{
	struct row row;
	int error = row_init(&row, flat, weights) ? 0 : -ENOMEM;
	if (!error) {
		make_row(&row);
		if (k)
			cut(&row, dearest(&row, k), worker);
		else
			cut_where_it_pays(&row, n, worker);
	}
	row_fini(&row);
	return error;
}

int ax_place(const struct ax_flat *flat, unsigned n, unsigned *worker)
{
	struct ax_weights weights;
	int error = ax_weights_hint(&weights, flat) ? 0 : -ENOMEM;
	if (!error)
		error = ax_place_row(flat, &weights, n, 0, worker);
	for (uint32_t i = 0; !error && i < flat->n_components; i++)
		if (flat->component[i].pin != AX_NO_PIN)
			worker[i] = (unsigned)flat->component[i].pin % n;
	ax_weights_fini(&weights);
	return error;
}

/* A new instance stays with its maker, unless that worker is busy and another is less so. */
void ax_place_spawned(struct ax_worker *worker, const struct ax_flat *flat, struct ax_worker **at)
{
	struct ax_loop *own = ax_loop_of(worker), *best = own;
	struct ax_run *run = own->run;
	enum {
		BUSY = 500
	}; /* per mille */
	if (ax_load_relaxed(&own->load) > BUSY)
		for (unsigned i = 0; i < run->n; i++)
			if (ax_load_relaxed(&run->loop[i].load) + BUSY / 5 <
			    ax_load_relaxed(&best->load))
				best = &run->loop[i];
	for (uint32_t i = 0; i < flat->n_components; i++)
		at[i] = &best->base;
}
