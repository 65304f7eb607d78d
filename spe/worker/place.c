// SPDX-License-Identifier: Apache-2.0
/* place: which component runs on which SPE, and whether it can. */
#include "worker.h"

#include "../../engine/link.h"
#include "../../schedulers/worker.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- what the SPE's half is to know ------------------------------------------------------- */

static const char *describe_box(struct ax_spe_box *to, const struct ax_box *box)
{
	struct ax_link *link = box->link;
	if (!(box->flags & AX_BOX_OUT) && ax_as_inbox((struct ax_box *)(uintptr_t)box)->join)
		return "an inbox of it has more than one link";
	if (!link)
		return NULL;
	if (!link->far)
		return "it is linked to itself";
	if ((box->flags & AX_BOX_OUT) && link->control)
		return "an outbox of it feeds a control inbox";
	if ((box->flags & AX_BOX_OUT) && !link->plain)
		return "an outbox of it feeds an inbox with several links or a bound in bytes";
	if (!link->reading && !ax_link_fit_bound(link))
		return "there is no memory for a link of it";
	*to = (struct ax_spe_box){
		.words = (uintptr_t)link->more,
		.slots = (uintptr_t)link->reading->slot,
		.mask = link->reading->mask,
		.bound = link->bound,
		.index = box->cursor,
	};
	return NULL;
}

static uint64_t value_of(const struct ax_component *c, const struct ax_param *param)
{
	const char *at = (const char *)c + param->offset;
	uint64_t value = 0;
	int choice;
	switch (param->kind) {
	case AX_BOOL:
		return *(const bool *)at;
	case AX_CHOICE:
		memcpy(&choice, at, sizeof(choice));
		return (uint64_t)choice;
	default:
		memcpy(&value, at, sizeof(value));
		return value;
	}
}

static const char *describe_params(struct ax_spe_birth *birth, const struct ax_component *c)
{
	const struct ax_param *param = c->type->params;
	for (; param && param->name; param++) {
		if (param->kind == AX_STRING || param->kind == AX_GRAPH)
			return "it has a parameter that is no number";
		if (birth->n_params == AX_SPE_PARAMS)
			return "it has too many parameters";
		birth->param[birth->n_params++] = value_of(c, param);
	}
	return NULL;
}

static const char *describe_all(struct ax_spe_worker *worker)
{
	struct ax_component *c = worker->component;
	struct ax_spe_birth *birth = &worker->birth;
	const char *reason = describe_params(birth, c);
	birth->worker = (uintptr_t)worker;
	birth->line = AX_CACHE_LINE;
	for (struct ax_box *box; !reason && (box = ax_spe_box_at(c, birth->n_boxes));) {
		if (birth->n_boxes == AX_SPE_BOXES)
			return "it has too many boxes";
		reason = describe_box(&birth->box[birth->n_boxes++], box);
	}
	return reason;
}

const char *ax_spe_describe(struct ax_spe_worker *worker)
{
	const struct ax_component *c = worker->component;
	if (!c)
		return "the graph has no such component";
	if (c->type->flags & AX_READS_CONTROL)
		return "it reads control itself";
	if (c->family || (c->marks & AX_KEEPS))
		return "it is part of a graph inside the graph";
	return describe_all(worker);
}

/* ---- the run's side ----------------------------------------------------------------------- */

static struct ax_spe_workers *workers_of(struct ax_foreign *foreign)
{
	return (struct ax_spe_workers *)foreign;
}

static struct ax_worker *place(struct ax_foreign *foreign, struct ax_engine *engine, unsigned n,
			       const char *component)
{
	struct ax_spe_worker *worker = workers_of(foreign)->first;
	for (; worker && strcmp(worker->name, component) != 0; worker = worker->next)
		n++;
	if (!worker)
		return NULL;
	worker->base = (struct ax_worker){
		.ops = &ax_spe_worker_ops, .engine = engine, .id = n, .untimed = UINT32_MAX
	};
	return &worker->base;
}

static void claim(struct ax_spe_worker *first, const struct ax_instance *instance)
{
	for (uint32_t i = 0; i < instance->n; i++)
		for (struct ax_spe_worker *worker = first; worker; worker = worker->next)
			if (instance->component[i]->owner == &worker->base)
				worker->component = instance->component[i];
}

/* A context with the program, and the component as it is to be run. NULL, or what is missing. */
static const char *open_worker(struct ax_spe_worker *worker)
{
	const char *reason = ax_spe_describe(worker);
	if (reason)
		return reason;
	worker->context = spe_context_create(SPE_CFG_SIGNOTIFY1_OR | SPE_EVENTS_ENABLE, NULL);
	if (!worker->context || spe_program_load(worker->context, worker->program) < 0)
		return strerror(errno);
	worker->type = *worker->component->type;
	worker->type.step = ax_spe_run_component;
	worker->type.init = NULL;
	worker->type.close = NULL;
	worker->type.describe = NULL;
	worker->component->marks |= AX_PINNED;
	worker->component->type = &worker->type;
	int error = pthread_create(&worker->thread, NULL, ax_spe_worker_main, worker);
	worker->started = error == 0;
	return error ? strerror(error) : NULL;
}

static void close_worker(struct ax_spe_worker *worker)
{
	if (worker->started) {
		ax_spe_worker_order(worker, AX_ORDER_QUIT);
		pthread_join(worker->thread, NULL);
	}
	worker->started = false;
	if (worker->context)
		spe_context_destroy(worker->context);
	worker->context = NULL;
	/* Nodes of the dead that were still in the post. */
	struct ax_component *c = ax_postbox_take(&worker->postbox), *next;
	for (; c; c = next) {
		next = c->post_next;
		ax_component_unref(c);
	}
}

static void stop(struct ax_foreign *foreign, struct ax_result *result)
{
	for (struct ax_spe_worker *worker = workers_of(foreign)->first; worker;
	     worker = worker->next) {
		close_worker(worker);
		result->steps += worker->base.steps;
		result->messages += worker->base.taken;
		result->dropped += worker->base.dropped;
	}
}

static int start(struct ax_foreign *foreign, const struct ax_instance *instance, char *error,
		 size_t room)
{
	struct ax_spe_worker *worker = workers_of(foreign)->first;
	ax_spe_offer_calls();
	claim(worker, instance);
	for (; worker; worker = worker->next) {
		const char *reason = open_worker(worker);
		if (!reason)
			continue;
		snprintf(error, room, "%s can't run on an SPE: %s", worker->name, reason);
		for (worker = workers_of(foreign)->first; worker; worker = worker->next)
			close_worker(worker);
		return -EINVAL;
	}
	return 0;
}

static void order(struct ax_foreign *foreign, uint32_t orders)
{
	if (!(orders & (AX_ORDER_STOP | AX_ORDER_END)))
		return;
	for (struct ax_spe_worker *worker = workers_of(foreign)->first; worker;
	     worker = worker->next)
		ax_spe_worker_order(worker, orders & (AX_ORDER_STOP | AX_ORDER_END));
}

/* ---- what programs call ------------------------------------------------------------------- */

struct ax_spe_workers *ax_spe_workers_new(void)
{
	struct ax_spe_workers *workers = calloc(1, sizeof(*workers));
	if (workers)
		workers->foreign = (struct ax_foreign){ place, start, order, stop };
	return workers;
}

void ax_spe_workers_free(struct ax_spe_workers *workers)
{
	struct ax_spe_worker *worker = workers ? workers->first : NULL;
	while (worker) {
		struct ax_spe_worker *next = worker->next;
		sem_destroy(&worker->poked);
		free(worker->name);
		free(worker);
		worker = next;
	}
	free(workers);
}

int ax_spe_place(struct ax_spe_workers *workers, const char *component,
		 spe_program_handle_t *program)
{
	struct ax_spe_worker *worker =
		aligned_alloc(_Alignof(struct ax_spe_worker), sizeof(*worker));
	char *name = strdup(component);
	if (!worker || !name) {
		free(worker);
		free(name);
		return -ENOMEM;
	}
	memset(worker, 0, sizeof(*worker));
	worker->name = name;
	worker->program = program;
	worker->next = workers->first;
	ax_postbox_init(&worker->postbox);
	sem_init(&worker->poked, 0, 0);
	workers->first = worker;
	return 0;
}

struct ax_foreign *ax_spe_workers_foreign(struct ax_spe_workers *workers)
{
	return &workers->foreign;
}
