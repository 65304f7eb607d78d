// SPDX-License-Identifier: Apache-2.0
/* keeper: the conventions of Kamaelia's Graphline, as a component. */
#include "keeper.h"

#include "graph_private.h"

#include <axon/engine.h>

#include <stdlib.h>
#include <string.h>

static_assert(offsetof(struct ax_keeper, kept) + AX_MAX_KEPT * sizeof(struct ax_outbox) < 65536,
	      "a keeper's boxes have 16-bit offsets");

/* What is allocated for one keeper: the type, its table of boxes and the initial state. */
struct keeper_type {
	struct ax_component_type type;
	struct ax_keeper *image;
	struct ax_box_spec box[];
};

/* Gives every control message to all that the graph did not wire. Control links always have room;
 * a component that has ended refuses, and needs to be told nothing. */
static void forward(struct ax_keeper *keeper)
{
	const struct ax_engine *engine = ax_engine_of(&keeper->base);
	struct ax_msg msg, copy;
	while (ax_take1(&keeper->base.control, &msg)) {
		keeper->told_to_stop |= msg.type == AX_SHUTDOWN;
		for (uint32_t i = 0; i < keeper->n_kept; i++)
			if (ax_clone(engine, &msg, &copy) == 0 && !ax_put1(&keeper->kept[i], copy))
				ax_drop(engine, &copy);
		ax_drop(engine, &msg);
	}
}

AX_STEP(ax_keeper, keeper)
{
	AX_BEGIN(keeper);
	forward(keeper);
	/* A graph without components has no family. */
	while (keeper->children && ax_family_alive(keeper->children)) {
		/* Control is always waited for, and the end of a member wakes its keeper. */
		AX_WAIT(keeper, (void)0);
		forward(keeper);
	}
	if (keeper->told_to_stop)
		return ax_done(&keeper->base, AX_REASON_SHUTDOWN);
	AX_END(keeper);
}

static void let_go(struct ax_component *self)
{
	struct ax_keeper *keeper = (struct ax_keeper *)self;
	if (keeper->children)
		ax_family_release(keeper->children);
}

static const struct ax_component_type plain = {
	.name = "keeper",
	.doc = "stands for a graph inside a graph: controls its components and reports their end",
	.size = sizeof(struct ax_keeper),
	.flags = AX_READS_CONTROL,
	.step = ax_keeper_step,
	.close = let_go,
};

struct ax_component_type *ax__keeper_type_new(const char *const *names, uint32_t n)
{
	size_t size = sizeof(struct ax_keeper) + n * sizeof(struct ax_outbox);
	struct keeper_type *made = calloc(1, sizeof(*made) + (n + 1) * sizeof(made->box[0]));
	if (!made)
		return NULL;
	made->image = calloc(1, size);
	if (!made->image) {
		free(made);
		return NULL;
	}
	made->image->n_kept = n;
	made->type = plain;
	made->type.size = size;
	made->type.boxes = made->box;
	for (uint32_t i = 0; i < n; i++)
		made->box[i] = (struct ax_box_spec){
			.name = names[i],
			.type = "any",
			.doc = "control messages for one component of the graph",
			.offset = (uint16_t)(offsetof(struct ax_keeper, kept) +
					     i * sizeof(struct ax_outbox)),
			.out = true,
		};
	ax_component_init(&made->image->base, &made->type);
	return &made->type;
}

void ax__keeper_type_free(struct ax_component_type *type)
{
	struct keeper_type *made = (struct keeper_type *)type;
	if (made)
		free(made->image);
	free(made);
}

const void *ax__keeper_image(const struct ax_component_type *type)
{
	return ((const struct keeper_type *)type)->image;
}
