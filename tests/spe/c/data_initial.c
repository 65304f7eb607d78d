// SPDX-License-Identifier: Apache-2.0
/* data_initial: data with initial values: pointers into other data, nested, and what starts as zero. */
#include "result.h"

struct node {
	const char *name;
	const struct node *next;
	int32_t value;
	const int32_t *into;
};

static const int32_t numbers[] = { 2, 3, 5, 7, 11, 13 };
static const struct node third = { "third", 0, -3, numbers + 5 };
static const struct node second = { "second", &third, 20, &numbers[2] };
static struct node first = { .next = &second, .name = "first", .into = numbers };
static const char *const *words[] = {
	(const char *const[]){ "alpha", "beta", 0 },
	(const char *const[]){ 0 },
	(const char *const[]){ "gamma", 0 },
};
static uint64_t zeros[100];
static int16_t sparse[50] = { [3] = 33, [49] = -49, [10 ... 12] = 7 };

int program(uint64_t memory)
{
	uint32_t sum = 0;

	(void)memory;
	for (const struct node *n = &first; n; n = n->next) {
		say(n->name, (uint32_t)n->value);
		sum = mix(sum, (uint32_t)*n->into);
	}
	for (int i = 0; i < 3; i++) {
		for (const char *const *word = words[i]; *word; word++)
			say_text(*word);
	}
	for (int i = 0; i < 100; i++)
		sum = mix_long(sum, zeros[i]++);
	for (int i = 0; i < 50; i++)
		sum = mix(sum, (uint32_t)sparse[i]);
	first.value++;
	say("sum", sum + (uint32_t)first.value);
	return 0;
}
