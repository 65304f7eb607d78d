// SPDX-License-Identifier: Apache-2.0
/* profile: taken while a graph runs, and written. */
#include "profile.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	SAMPLE_NS = 10000000,	    /* between samples, and ... */
	SAMPLE_EACH_NS = 1000,	    /* ... at least so long for each component */
	SAMPLE_MOST_NS = 500000000, /* far less than a link takes for 2^31 messages */
	CLOCK_TRIES = 1000
};

/* One of the graph's components. */
struct kept {
	struct ax_component *component;
	uint32_t at; /* in the flat graph */
};

/* What was seen of it. */
struct past {
	uint64_t at_ns, ran_ns; /* the last time: when, and its ran_ns */
	uint64_t sum_ns;	/* what it ran */
	uint64_t seen, ready;	/* samples in which it was to run next; all that could then */
};

struct count {
	const struct ax_link *link; /* as last seen */
	uint32_t cursor;
	uint64_t messages;
};

/* What a worker adds to is its own or its components': they take it along when they move. */
struct ax_gather {
	FILE *file;
	uint64_t interval_ns;
	uint64_t clock_ns; /* what reading the clock adds to a sampled step */
	struct kept *kept; /* by address */
	uint32_t n;	   /* of them, once held */
	uint32_t *first,
		*link;	     /* the links of producer i: link[first[i]] .. link[first[i + 1] - 1] */
	struct count *count; /* by link */
	struct past *past;   /* by component */
	uint64_t *samples;   /* by worker */
};

/* ---- before --------------------------------------------------------------------------------- */

/* The least that two looks at the clock are apart. */
static uint64_t clock_cost(void)
{
	uint64_t least = UINT64_MAX, last = ax_os_clock();
	for (int i = 0; i < CLOCK_TRIES; i++) {
		uint64_t now = ax_os_clock();
		least = now - last < least ? now - last : least;
		last = now;
	}
	return least;
}

/* Sorts the links by producer: counts, sums up, deals out. */
static void deal_links(struct ax_gather *gather, const struct ax_flat *flat)
{
	for (uint32_t k = 0; k < flat->n_links; k++)
		gather->first[flat->link[k].from]++;
	for (uint32_t i = 0; i < flat->n_components; i++)
		gather->first[i + 1] += gather->first[i];
	/* Each first[] is where its run ends; from the last link on it becomes where it begins. */
	for (uint32_t k = flat->n_links; k-- > 0;)
		gather->link[--gather->first[flat->link[k].from]] = k;
}

static bool gather_init(struct ax_gather *gather, const struct ax_run *run)
{
	const struct ax_flat *flat = run->flat;
	uint64_t interval = (uint64_t)flat->n_components * SAMPLE_EACH_NS;
	gather->interval_ns = interval < SAMPLE_NS	  ? SAMPLE_NS
			      : interval < SAMPLE_MOST_NS ? interval
							  : SAMPLE_MOST_NS;
	gather->clock_ns = clock_cost();
	size_t n = (size_t)flat->n_components + 1, n_links = (size_t)flat->n_links + 1;
	gather->kept = calloc(n, sizeof(*gather->kept));
	gather->first = calloc(n, sizeof(*gather->first));
	gather->past = calloc(n, sizeof(*gather->past));
	gather->link = calloc(n_links, sizeof(*gather->link));
	gather->count = calloc(n_links, sizeof(*gather->count));
	gather->samples = calloc(run->n, sizeof(*gather->samples));
	if (!gather->kept || !gather->first || !gather->past || !gather->link || !gather->count ||
	    !gather->samples)
		return false;
	deal_links(gather, flat);
	return true;
}

int ax_profile_open(struct ax_run *run, char *error, size_t room)
{
	const char *path = run->options.profile;
	if (!path)
		return 0;
	if (run->options.seeded) {
		snprintf(error, room, "a profile measures time, and under a seed there is none");
		return -EINVAL;
	}
	snprintf(error, room, "no memory for a profile");
	run->profile = calloc(1, sizeof(*run->profile));
	if (!run->profile || !gather_init(run->profile, run))
		return -EINVAL;
	run->profile->file = fopen(path, "we");
	if (run->profile->file)
		return 0;
	snprintf(error, room, "%s: the profile can't be written: %s", path, strerror(errno));
	return -EINVAL;
}

static int by_address(const void *a, const void *b)
{
	uintptr_t x = (uintptr_t)((const struct kept *)a)->component;
	uintptr_t y = (uintptr_t)((const struct kept *)b)->component;
	return (x > y) - (x < y);
}

void ax_profile_hold(struct ax_run *run, const struct ax_instance *instance)
{
	struct ax_gather *gather = run->profile;
	if (!gather)
		return;
	for (uint32_t i = 0; i < instance->n; i++) {
		struct ax_component *c = instance->component[i];
		gather->kept[i] = (struct kept){ c, i };
		gather->past[i].at_ns = run->started_ns;
		ax_add(&c->refs, 1);
		c->flags |= AX_SHARED;
	}
	gather->n = instance->n;
	qsort(gather->kept, gather->n, sizeof(*gather->kept), by_address);
}

/* ---- while it runs --------------------------------------------------------------------------- */

/* Adds what component i of the flat graph has put since the last time. */
static void add_links(struct ax_gather *gather, const struct ax_flat *flat, uint32_t i,
		      const struct ax_component *c)
{
	for (uint32_t k = gather->first[i]; k < gather->first[i + 1]; k++) {
		struct count *count = &gather->count[gather->link[k]];
		const struct ax_box *box = ax_component_box(c, flat->link[gather->link[k]].outbox);
		/* A new link begins with 0; one that has ended leaves the cursor as it was. */
		if (box->link && box->link != count->link) {
			count->link = box->link;
			count->cursor = 0;
		}
		count->messages += (box->cursor - count->cursor) & AX_INDEX_MASK;
		count->cursor = box->cursor;
	}
}

/* Adds what it ran since the last time, which is at most the time since then: one step in 64 stands
 * for all, and when it was interrupted that would count 64 times. */
static void add_time(struct past *past, const struct ax_component *c, uint64_t now)
{
	uint64_t ran = c->ran_ns - past->ran_ns, most = now - past->at_ns;
	past->sum_ns += ran < most ? ran : most;
	past->ran_ns = c->ran_ns;
	past->at_ns = now;
}

static const struct kept *find(const struct ax_gather *gather, struct ax_component *c)
{
	struct kept key = { .component = c };
	return bsearch(&key, gather->kept, gather->n, sizeof(key), by_address);
}

void ax_profile_sample(struct ax_loop *loop)
{
	struct ax_gather *gather = loop->run->profile;
	uint64_t now = ax_os_clock(), ready = 0;
	for (struct ax_component *c = loop->base.all; c; c = c->all_next) {
		const struct kept *kept = find(gather, c);
		ready += c->state != AX_IDLE;
		if (!kept)
			continue;
		add_links(gather, loop->run->flat, kept->at, c);
		add_time(&gather->past[kept->at], c, now);
	}
	/* What can run now can run while the next one does. */
	const struct kept *next = loop->base.run_head ? find(gather, loop->base.run_head) : NULL;
	if (next) {
		gather->past[next->at].seen++;
		gather->past[next->at].ready += ready;
	}
	gather->samples[loop->base.id]++;
}

uint64_t ax_profile_tick(struct ax_run *run, uint64_t now)
{
	if (!run->profile)
		return UINT64_MAX;
	ax_run_order(run, AX_ORDER_PROFILE);
	return now + run->profile->interval_ns;
}

/* ---- at the end ------------------------------------------------------------------------------ */

/* The time of its steps, from one in so many of them, without that of looking at the clock. */
static uint64_t ran_ns(const struct ax_run *run, const struct kept *kept)
{
	const struct ax_component *c = kept->component;
	uint64_t sum = run->profile->past[kept->at].sum_ns;
	uint64_t every = run->options.watch ? 1 : AX_SAMPLE_STEPS;
	uint64_t timed = (c->steps + every - 1) / every;
	uint64_t extra = timed * every * run->profile->clock_ns;
	if (timed == 0 || sum <= extra)
		return 0;
	/* Of the last steps fewer may be left than one stands for. */
	return (uint64_t)((double)(sum - extra) * (double)c->steps / (double)(timed * every));
}

/* How many could run while it did, itself included; 0: it was not seen. */
static double ready(const struct ax_run *run, uint32_t i)
{
	const struct past *past = &run->profile->past[i];
	return past->seen ? (double)past->ready / (double)past->seen : 0;
}

/* How many could run at a time while any did: on the worker of each, weighted by the time that it
 * ran (a sample comes at the end of a long step rather than of a short one, and so sees some more
 * often), and as many workers as ran side by side. 0: nothing was seen. */
static double ready_at_a_time(const struct ax_run *run, uint64_t elapsed)
{
	double sum = 0, seen = 0, all = 0;
	for (uint32_t i = 0; i < run->profile->n; i++) {
		double ran = (double)ran_ns(run, &run->profile->kept[i]) + 1;
		all += ran;
		seen += ready(run, i) > 0 ? ran : 0;
		sum += ready(run, i) * ran;
	}
	double side_by_side = all / (double)elapsed;
	return seen > 0 ? sum / seen * (side_by_side > 1 ? side_by_side : 1) : 0;
}

static uint64_t most_samples(const struct ax_run *run)
{
	uint64_t most = 0;
	for (unsigned i = 0; i < run->n; i++)
		most = run->profile->samples[i] > most ? run->profile->samples[i] : most;
	return most;
}

static void write_component(const struct ax_run *run, const struct kept *kept, const char *comma)
{
	const struct ax_component *c = kept->component;
	fprintf(run->profile->file,
		"%s\n  {\"name\": \"%s\", \"type\": \"%s\", \"worker\": %" PRIu32
		", \"steps\": %" PRIu64 ", \"taken\": %" PRIu64 ", \"sent\": %" PRIu64
		", \"ran_ns\": %" PRIu64 ", \"ready\": %.2f}",
		comma, run->flat->component[kept->at].name, c->type->name, c->owner->id, c->steps,
		c->taken, c->sent, ran_ns(run, kept), ready(run, kept->at));
}

/* The name of an outbox, or of an inbox, by where it is in the component. */
static const char *box_name(const struct ax_component_type *type, uint16_t offset)
{
	for (const struct ax_box_spec *box = type->boxes; box && box->name; box++)
		if (box->offset == offset)
			return box->name;
	return offset == offsetof(struct ax_component, signal) ? "signal" : "control";
}

static void write_link(const struct ax_run *run, uint32_t k, const char *comma)
{
	const struct ax_flat_link *link = &run->flat->link[k];
	const struct ax_flat_component *from = &run->flat->component[link->from];
	const struct ax_flat_component *to = &run->flat->component[link->to];
	fprintf(run->profile->file,
		"%s\n  {\"from\": \"%s.%s\", \"to\": \"%s.%s\", \"messages\": %" PRIu64 "}", comma,
		from->name, box_name(from->type, link->outbox), to->name,
		box_name(to->type, link->inbox), run->profile->count[k].messages);
}

static int by_place(const void *a, const void *b)
{
	uint32_t x = ((const struct kept *)a)->at, y = ((const struct kept *)b)->at;
	return (x > y) - (x < y);
}

static void write_all(const struct ax_run *run, uint64_t elapsed)
{
	struct ax_gather *gather = run->profile;
	fprintf(gather->file,
		"{\"axon_profile\": 1, \"elapsed_ns\": %" PRIu64
		", \"workers\": %u, \"samples\": %" PRIu64 ", \"ready\": %.3f,\n\"components\": [",
		elapsed, run->n, most_samples(run), ready_at_a_time(run, elapsed));
	for (uint32_t i = 0; i < gather->n; i++)
		write_component(run, &gather->kept[i], i ? "," : "");
	fputs("],\n\"links\": [", gather->file);
	for (uint32_t k = 0; k < run->flat->n_links; k++)
		write_link(run, k, k ? "," : "");
	fputs("]}\n", gather->file);
}

int ax_profile_write(struct ax_run *run)
{
	struct ax_gather *gather = run->profile;
	if (!gather)
		return 0;
	uint64_t now = ax_os_clock();
	qsort(gather->kept, gather->n, sizeof(*gather->kept), by_place);
	for (uint32_t i = 0; i < gather->n; i++) {
		add_links(gather, run->flat, i, gather->kept[i].component);
		add_time(&gather->past[i], gather->kept[i].component, now);
	}
	write_all(run, now - run->started_ns);
	int error = ferror(gather->file) ? -EIO : 0;
	if (fclose(gather->file) != 0)
		error = -errno;
	gather->file = NULL;
	return error;
}

void ax_profile_close(struct ax_run *run)
{
	struct ax_gather *gather = run->profile;
	if (!gather)
		return;
	for (uint32_t i = 0; i < gather->n; i++)
		ax_component_unref(gather->kept[i].component);
	if (gather->file)
		fclose(gather->file);
	free(gather->kept);
	free(gather->first);
	free(gather->link);
	free(gather->count);
	free(gather->past);
	free(gather->samples);
	free(gather);
	run->profile = NULL;
}
