// SPDX-License-Identifier: Apache-2.0
/* instance: live components and links from a flattened description. */
#include "keeper.h"
#include "link.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static struct ax_component *component_new(const struct ax_flat_component *flat,
					  struct ax_worker *owner)
{
	struct ax_component *c = ax_line_alloc(flat->type->size);
	if (!c)
		return NULL;
	memcpy(c, flat->image, flat->type->size);
	c->name = flat->name;
	c->owner = owner;
	if (flat->pin != AX_NO_PIN)
		c->marks |= AX_PINNED;
	return c;
}

static __attribute__((noinline)) int make_link(const struct ax_flat_link *flat,
					       struct ax_instance *instance)
{
	struct ax_component *from = instance->component[flat->from];
	struct ax_component *to = instance->component[flat->to];
	struct ax_link *link = ax_link_new(from, flat->outbox, to, flat->inbox,
					   from->owner != to->owner, flat->bound, flat->n_bytes);
	if (!link)
		return -ENOMEM;
	if (ax_inbox_attach(ax_as_inbox(ax_component_box(to, flat->inbox)), link) < 0) {
		ax_link_free(link);
		return -ENOMEM;
	}
	ax_outbox_attach((struct ax_outbox *)ax_component_box(from, flat->outbox), link);
	return 0;
}

/* Families of the keepers inside the graph. */
static int make_families(struct ax_engine *engine, const struct ax_flat *flat,
			 struct ax_instance *instance)
{
	for (uint32_t i = 0; i < flat->n_components; i++) {
		int keeper = flat->component[i].keeper;
		if (keeper == AX_NO_KEEPER)
			continue;
		struct ax_keeper *k = (struct ax_keeper *)instance->component[keeper];
		if (!k->children)
			k->children = ax_family_new(engine, &k->base);
		if (!k->children)
			return -ENOMEM;
		/* It has no init, but from now on something to let go of in close. */
		k->base.flags &= (uint16_t)~AX_NEWBORN;
		ax_family_join(NULL, k->children, instance->component[i]);
	}
	return 0;
}

static void discard_link(struct ax_link *link, void *engine)
{
	ax_link_let_go(engine, link);
	ax_link_let_go(engine, link);
}

static void discard_inbox(struct ax_engine *engine, struct ax_inbox *inbox)
{
	ax_inbox_each_link(inbox, discard_link, engine);
	if (inbox->join)
		ax_join_unref(inbox->join);
}

/* Before any keeper is freed: its members would wake it. */
static void discard_families(const struct ax_flat *flat, struct ax_instance *instance)
{
	for (uint32_t i = 0; i < instance->n; i++) {
		struct ax_keeper *k;
		int keeper = flat->component[i].keeper; /* made before its members */
		if (instance->component[i]->family)
			ax_family_leave(NULL, instance->component[i]->family, false);
		if (keeper == AX_NO_KEEPER)
			continue;
		k = (struct ax_keeper *)instance->component[keeper];
		ax_family_release(k->children);
		k->children = NULL;
	}
}

void ax_instance_discard(struct ax_engine *engine, const struct ax_flat *flat,
			 struct ax_instance *instance)
{
	discard_families(flat, instance);
	for (uint32_t i = 0; i < instance->n; i++) {
		struct ax_component *c = instance->component[i];
		discard_inbox(engine, &c->control);
		AX_FOR_EACH_BOX(spec, c)
		if (!spec->out)
			discard_inbox(engine, ax_as_inbox(ax_component_box(c, spec->offset)));
		ax_line_free(c->aside);
		ax_line_free(c);
	}
	ax_instance_fini(instance);
}

int ax_instance_make(struct ax_engine *engine, const struct ax_flat *flat,
		     struct ax_worker *const *at, struct ax_instance *instance)
{
	uint32_t n = flat->n_components;
	struct ax_component **component = instance->few;
	if (n > AX_FEW && !(component = malloc(n * sizeof(struct ax_component *))))
		return -ENOMEM;
	instance->component = component;
	for (uint32_t i = 0; i < n; i++) {
		component[i] = component_new(&flat->component[i], at[i]);
		instance->n = i;
		if (!component[i])
			goto no_memory;
	}
	instance->n = n;
	for (uint32_t i = 0; i < flat->n_links; i++)
		if (make_link(&flat->link[i], instance) < 0)
			goto no_memory;
	if (make_families(engine, flat, instance) == 0)
		return 0;
no_memory:
	ax_instance_discard(engine, flat, instance);
	return -ENOMEM;
}

void ax_instance_activate(struct ax_instance *instance)
{
	if (instance->n)
		ax_add(&instance->component[0]->owner->engine->alive, instance->n);
	for (uint32_t i = 0; i < instance->n; i++)
		ax_component_give_birth(instance->component[i]->owner, instance->component[i]);
}

void ax_instance_fini(struct ax_instance *instance)
{
	if (instance->component != instance->few)
		free(instance->component);
	instance->component = instance->few;
	instance->n = 0;
}

/* ---- instances that a component makes ------------------------------------------------------- */

/* Counts n births by the worker: out of its deaths, or for several births at a time. */
static void count_births(struct ax_worker *worker, uint32_t n)
{
	if (worker->unreported < n) {
		ax_add(&worker->engine->alive, n + AX_BIRTHS);
		worker->unreported += n + AX_BIRTHS;
	}
	worker->unreported -= n;
}

static void activate_by(struct ax_worker *worker, struct ax_instance *instance)
{
	count_births(worker, instance->n);
	for (uint32_t i = 0; i < instance->n; i++) {
		struct ax_component *c = instance->component[i];
		if (c->owner == worker)
			ax_component_bear(worker, c);
		else
			ax_component_give_birth(c->owner, c);
	}
}

/* The place of the component with that name; n_components when there is none. */
static uint32_t by_name(const struct ax_flat *flat, const char *name)
{
	uint32_t i = 0;
	while (i < flat->n_components && strcmp(flat->component[i].name, name) != 0)
		i++;
	return i;
}

int ax_spawn(struct ax_component *self, struct ax_graph *graph, struct ax_family *family,
	     const char *first, void (*prepare)(struct ax_component *component, void *arg),
	     void *arg)
{
	struct ax_worker *worker = self->owner;
	const struct ax_flat *flat = ax_graph_flat(graph);
	if (!flat)
		return -EINVAL;
	uint32_t chosen = first ? by_name(flat, first) : 0;
	if (first && chosen == flat->n_components)
		return -ENOENT;
	if (ax_load_relaxed(&worker->engine->stopping))
		return -ESHUTDOWN;
	struct ax_worker *few[AX_FEW], **at = few;
	if (flat->n_components > AX_FEW)
		at = calloc(flat->n_components, sizeof(struct ax_worker *));
	if (!at)
		return -ENOMEM;
	worker->ops->place(worker, flat, at);
	struct ax_instance instance;
	int error = ax_instance_make(worker->engine, flat, at, &instance);
	if (at != few)
		free(at);
	if (error)
		return error;
	for (uint32_t i = 0; family && i < instance.n; i++)
		if (!instance.component[i]->family)
			ax_family_join(worker, family, instance.component[i]);
	if (first)
		prepare(instance.component[chosen], arg);
	activate_by(worker, &instance);
	ax_instance_fini(&instance);
	return 0;
}
