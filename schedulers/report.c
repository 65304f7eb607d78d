// SPDX-License-Identifier: Apache-2.0
/* report: what each component does, written down by its own worker between two steps. */
#include "../engine/link.h"
#include "run_private.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* The links of an inbox: messages in them, and what they may hold. */
struct fill {
	uint32_t messages, bound;
};

static void add_fill(struct ax_link *link, void *arg)
{
	struct fill *fill = arg;
	uint32_t head = ax_load_relaxed(&ax_link_rx(link)->index);
	uint32_t tail = ax_load_relaxed(&ax_link_tx(link)->index);
	fill->messages += (tail - head) & AX_INDEX_MASK;
	fill->bound += link->bound;
}

static struct fill fill_of(struct ax_component *c)
{
	struct fill fill = { 0, 0 };
	AX_FOR_EACH_BOX(spec, c)
	if (!spec->out)
		ax_inbox_each_link(ax_as_inbox(ax_component_box(c, spec->offset)), add_fill, &fill);
	return fill;
}

static void write_one(struct ax_loop *loop, struct ax_component *c,
		      struct ax_component_stats *stats)
{
	struct fill fill = fill_of(c);
	struct ax_aside aside = c->aside ? *c->aside : (struct ax_aside){ 0 };
	uint64_t waited = c->flags & AX_TIMED_WAIT ? ax_os_clock() - aside.since_ns : 0;
	bool room = c->flags & AX_WAITS_FOR_ROOM;
	*stats = (struct ax_component_stats){
		.name = c->name,
		.type = c->type->name,
		.worker = loop->base.id,
		.state = c->state,
		.steps = c->steps,
		.taken = c->taken,
		.sent = c->sent,
		.dropped = aside.dropped,
		.wakes = c->wakes,
		.ran_ns = c->ran_ns,
		.input_ns = aside.input_ns + (room ? 0 : waited),
		.room_ns = aside.room_ns + (room ? waited : 0),
		.fill = fill.messages,
		.bound = fill.bound,
	};
	if (c->type->describe)
		c->type->describe(c, stats->detail, sizeof(stats->detail));
}

void ax_report_write(struct ax_loop *loop)
{
	struct ax_run *run = loop->run;
	struct ax_report *report = &loop->report;
	pthread_mutex_lock(&run->lock);
	report->n = 0;
	for (struct ax_component *c = loop->base.all; c; c = c->all_next) {
		if (report->n == report->room) {
			size_t room = report->room ? 2 * report->room : 16;
			void *grown = realloc(report->stats, room * sizeof(*report->stats));
			if (!grown)
				break;
			report->stats = grown;
			report->room = room;
		}
		write_one(loop, c, &report->stats[report->n++]);
	}
	loop->reported = run->report;
	pthread_cond_broadcast(&run->changed);
	pthread_mutex_unlock(&run->lock);
}

static bool all_reported(const struct ax_run *run)
{
	for (unsigned i = 0; i < run->n; i++)
		if (run->loop[i].reported != run->report)
			return false;
	return true;
}

/* A worker in a long step is not waited for: its last report stands. */
static void wait_for_reports(struct ax_run *run)
{
	struct timespec until;
	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_nsec += AX_REPORT_NS;
	if (until.tv_nsec >= 1000000000) {
		until.tv_nsec -= 1000000000;
		until.tv_sec++;
	}
	while (!all_reported(run))
		if (pthread_cond_timedwait(&run->changed, &run->lock, &until) == ETIMEDOUT)
			break;
}

void ax_run_visit(struct ax_run *run,
		  void (*visit)(void *arg, const struct ax_component_stats *stats), void *arg)
{
	pthread_mutex_lock(&run->lock);
	run->report++;
	pthread_mutex_unlock(&run->lock);
	if (run->options.seeded)
		for (unsigned i = 0; i < run->n; i++)
			ax_report_write(&run->loop[i]);
	else
		ax_run_order(run, AX_ORDER_REPORT);
	pthread_mutex_lock(&run->lock);
	wait_for_reports(run);
	for (unsigned i = 0; i < run->n; i++)
		/* A worker's list has the newest first. */
		for (size_t k = run->loop[i].report.n; k-- > 0;)
			visit(arg, &run->loop[i].report.stats[k]);
	pthread_mutex_unlock(&run->lock);
}

int ax_run_binding(struct ax_run *run, char *text, size_t room)
{
	size_t n = 0;
	if (run->options.seeded)
		n = (size_t)snprintf(text, room, "%u virtual workers, seed %llu\n", run->n,
				     (unsigned long long)run->options.seed);
	if (run->options.seeded && !ax_machine_simulated(run->machine))
		return (int)n;
	for (unsigned i = 0; i < run->n && n < room; i++) {
		n += (size_t)snprintf(text + n, room - n, "worker %u on ", i);
		if (n < room)
			n += ax_machine_stand(run->machine, i, ax_load_relaxed(&run->loop[i].cpu),
					      text + n, room - n);
	}
	return (int)(n < room ? n : room - 1);
}
