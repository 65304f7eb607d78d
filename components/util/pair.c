// SPDX-License-Identifier: Apache-2.0
/* pair: a message made of two messages, in one reference-counted object. */
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

#include "pair.h"

struct pair {
	_Atomic uint32_t refs;
	struct ax_engine *engine; /* whose types the items have */
	struct ax_msg item[2];
};

struct ax_msg ax_pair_new(struct ax_engine *engine, struct ax_msg first, struct ax_msg second)
{
	struct pair *pair = malloc(sizeof *pair);
	if (!pair) {
		ax_drop(engine, &first);
		ax_drop(engine, &second);
		return (struct ax_msg){ .type = AX_NONE };
	}
	atomic_init(&pair->refs, 1);
	pair->engine = engine;
	pair->item[0] = first;
	pair->item[1] = second;
	return (struct ax_msg){ .type = ax_type_id("pair"),
				.flags = AX_OWNED,
				.length = first.length + second.length,
				.p = pair };
}

bool ax_pair_is(const struct ax_msg *msg)
{
	return (msg->flags & AX_OWNED) && msg->type == ax_type_id("pair");
}

const struct ax_msg *ax_pair_peek(const struct ax_msg *msg, unsigned item)
{
	const struct pair *pair = msg->p;
	return &pair->item[item & 1];
}

struct ax_msg ax_pair_take(struct ax_msg *msg, unsigned item)
{
	struct pair *pair = msg->p;
	struct ax_msg *from = &pair->item[item & 1];
	struct ax_msg taken = { .type = AX_NONE };
	/* P1 acquire: pairs with P2; a former owner's reads lie before our change. */
	if (atomic_load_explicit(&pair->refs, memory_order_acquire) == 1) {
		taken = *from;
		*from = (struct ax_msg){ .type = AX_NONE };
	} else {
		(void)ax_clone(pair->engine, from, &taken);
	}
	return taken;
}

static void drop(struct ax_msg *msg)
{
	struct pair *pair = msg->p;
	/* P2 release: our reads of the items before the count; pairs with P1 and the fence. */
	if (atomic_fetch_sub_explicit(&pair->refs, 1, memory_order_release) != 1)
		return;
	atomic_thread_fence(memory_order_acquire);
	ax_drop(pair->engine, &pair->item[0]);
	ax_drop(pair->engine, &pair->item[1]);
	free(pair);
}

static int clone(const struct ax_msg *msg, struct ax_msg *copy)
{
	struct pair *pair = msg->p;
	/* Relaxed: the caller's own share keeps the object alive. */
	atomic_fetch_add_explicit(&pair->refs, 1, memory_order_relaxed);
	*copy = *msg;
	return 0;
}

static int print(const struct ax_msg *msg, char *text, size_t room)
{
	const struct pair *pair = msg->p;
	char first[128], second[128];
	ax_print(pair->engine, &pair->item[0], first, sizeof first);
	ax_print(pair->engine, &pair->item[1], second, sizeof second);
	return snprintf(text, room, "(%s, %s)", first, second);
}

const struct ax_type ax_pair_message_type = {
	.name = "pair",
	.drop = drop,
	.clone = clone,
	.print = print,
};
