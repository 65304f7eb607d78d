// SPDX-License-Identifier: Apache-2.0
/* list_merge: linked lists: built, reversed, sorted by merging, without their even ones. */
#include "result.h"

struct item {
	struct item *next;
	int32_t value;
	uint16_t order;
};

static struct item pool[200];

static struct item *reversed(struct item *list)
{
	struct item *out = 0;

	while (list) {
		struct item *next = list->next;

		list->next = out;
		out = list;
		list = next;
	}
	return out;
}

static struct item *merged(struct item *a, struct item *b)
{
	struct item *list = 0;
	struct item **end = &list;

	while (a && b) {
		struct item **less = a->value <= b->value ? &a : &b;

		*end = *less;
		end = &(*less)->next;
		*less = *end;
	}
	*end = a ? a : b;
	return list;
}

static struct item *sorted(struct item *list)
{
	struct item *half[2] = { 0, 0 };

	if (!list || !list->next)
		return list;
	for (int i = 0; list; i++) {
		struct item *next = list->next;

		list->next = half[i & 1];
		half[i & 1] = list;
		list = next;
	}
	return merged(sorted(half[0]), sorted(half[1]));
}

static uint32_t sum_of(const struct item *list)
{
	uint32_t sum = 0;

	for (; list; list = list->next)
		sum = mix(mix(sum, (uint32_t)list->value), list->order);
	return sum;
}

int program(uint64_t memory)
{
	struct item *list = 0;
	uint32_t state = 2718;

	(void)memory;
	for (unsigned i = 0; i < 200; i++) {
		pool[i] = (struct item){ list, (int32_t)next_random(&state) % 1000, (uint16_t)i };
		list = &pool[i];
	}
	say("built", sum_of(list));
	list = reversed(list);
	say("reversed", sum_of(list));
	list = sorted(list);
	say("sorted", sum_of(list));
	for (struct item **at = &list; *at;) {
		if ((*at)->value & 1)
			at = &(*at)->next;
		else
			*at = (*at)->next;
	}
	say("odd", sum_of(list));
	return 0;
}
