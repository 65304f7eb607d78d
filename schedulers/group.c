// SPDX-License-Identifier: Apache-2.0
/* group: schedulers as entities. A scheduler stands in its parent's queue like a component and,
 * when its turn comes, runs one step of a member that its policy picks. Here: round robin among the
 * components of a group, and weighted fair among the groups of a worker (start-time fair queueing
 * after Goyal, Vin and Cheng, "Start-time Fair Queuing", 1996, in CPU time). */
#include "worker.h"

#include <errno.h>
#include <stdlib.h>

struct ax_group;

struct policy {
	/* Which member runs next; it is removed from the queue. */
	struct ax_component *(*pick)(struct ax_group *group);
	/* Told what the member used. */
	void (*charge)(struct ax_group *group, struct ax_component *member, uint64_t ns);
};

struct ax_group {
	struct ax_component entity; /* how the parent sees it */
	struct ax_group *parent;
	const struct policy *policy;
	struct ax_component *head, *tail; /* members that can run */
	uint64_t virtual_ns;		  /* of its parent: CPU time over weight so far */
	uint32_t weight;
	uint32_t number; /* among the groups of its worker */
};

static struct ax_group *group_of(struct ax_component *entity)
{
	return (struct ax_group *)entity;
}

static void append(struct ax_group *group, struct ax_component *c)
{
	c->run_next = NULL;
	if (group->head)
		group->tail->run_next = c;
	else
		group->head = c;
	group->tail = c;
}

static struct ax_component *pick_first(struct ax_group *group)
{
	struct ax_component *c = group->head;
	group->head = c->run_next;
	return c;
}

static void charge_nothing(struct ax_group *group, struct ax_component *member, uint64_t ns)
{
	(void)group;
	(void)member;
	(void)ns;
}

static const struct policy round_robin = { pick_first, charge_nothing };

/* The member group that is furthest behind its share. */
static struct ax_component *pick_behind(struct ax_group *group)
{
	struct ax_component **best = &group->head;
	for (struct ax_component **at = &group->head; *at; at = &(*at)->run_next)
		if (group_of(*at)->virtual_ns < group_of(*best)->virtual_ns)
			best = at;
	struct ax_component *c = *best;
	*best = c->run_next;
	group->tail = group->head;
	while (group->tail && group->tail->run_next)
		group->tail = group->tail->run_next;
	/* Whoever was idle starts here, without a claim on time it did not ask for. */
	if (group->virtual_ns < group_of(c)->virtual_ns)
		group->virtual_ns = group_of(c)->virtual_ns;
	return c;
}

static void charge_by_weight(struct ax_group *group, struct ax_component *member, uint64_t ns)
{
	(void)group;
	group_of(member)->virtual_ns += ns / group_of(member)->weight;
}

static const struct policy weighted_fair = { pick_behind, charge_by_weight };

void ax_group_queue(struct ax_worker *worker, struct ax_component *c)
{
	struct ax_group *group = c->flags & AX_SCHEDULES ? group_of(c)->parent : c->aside->group;
	append(group, c);
	if (group->entity.state != AX_IDLE)
		return;
	struct ax_group *parent = group->parent;
	if (parent && group->virtual_ns < parent->virtual_ns)
		group->virtual_ns = parent->virtual_ns;
	ax_worker_queue(worker, &group->entity);
}

void ax_group_run(struct ax_worker *worker, struct ax_component *scheduler)
{
	struct ax_group *group = group_of(scheduler);
	scheduler->state = AX_RUNNING;
	struct ax_component *member = group->policy->pick(group);
	uint64_t before = worker->ops->clock(worker);
	bool nested = member->flags & AX_SCHEDULES;
	if (nested)
		ax_group_run(worker, member);
	else
		ax_step_run(worker, member);
	/* A component may be gone by now; only a scheduler, which stays, is charged. */
	if (nested)
		group->policy->charge(group, member, worker->ops->clock(worker) - before);
	scheduler->state = AX_IDLE;
	if (group->head)
		ax_worker_queue(worker, scheduler);
}

bool ax_group_join(struct ax_component *c, struct ax_component *group)
{
	if (!ax_component_fit_aside(c))
		return false;
	c->aside->group = group_of(group);
	c->flags |= AX_GROUPED;
	return true;
}

static struct ax_component *group_new(const struct policy *policy, uint32_t weight,
				      struct ax_component *parent)
{
	struct ax_group *group = calloc(1, sizeof(*group));
	if (!group)
		return NULL;
	group->entity.flags = AX_SCHEDULES;
	group->entity.state = AX_IDLE;
	if (parent) {
		group->parent = group_of(parent);
		group->entity.flags |= AX_GROUPED;
	}
	group->policy = policy;
	group->weight = weight;
	return &group->entity;
}

int ax_groups_init(struct ax_loop *loop, const struct ax_flat_group *group, uint32_t n)
{
	if (n == 0)
		return 0;
	loop->shares = group_new(&weighted_fair, 1, NULL);
	loop->group = calloc(n, sizeof(struct ax_component *));
	if (!loop->shares || !loop->group)
		return -ENOMEM;
	for (uint32_t i = 0; i < n; i++) {
		loop->group[i] = group_new(&round_robin, group[i].weight, loop->shares);
		if (!loop->group[i])
			return -ENOMEM;
		group_of(loop->group[i])->number = i;
	}
	return 0;
}

struct ax_group *ax_group_at(struct ax_loop *loop, const struct ax_group *group)
{
	return group_of(loop->group[group->number]);
}

void ax_groups_fini(struct ax_loop *loop, uint32_t n)
{
	for (uint32_t i = 0; loop->group && i < n; i++)
		free(loop->group[i]);
	free(loop->group);
	free(loop->shares);
}
