// SPDX-License-Identifier: Apache-2.0
/* big_number: numbers of hundreds of digits: factorials, Fibonacci's, products, and their decimals. */
#include "result.h"

#define LIMBS 64

struct big {
	unsigned n;
	uint32_t limb[LIMBS]; /* least first */
};

static void scale(struct big *a, uint32_t factor)
{
	uint64_t carry = 0;

	for (unsigned i = 0; i < a->n; i++) {
		carry += (uint64_t)a->limb[i] * factor;
		a->limb[i] = (uint32_t)carry;
		carry >>= 32;
	}
	if (carry)
		a->limb[a->n++] = (uint32_t)carry;
}

static void add(struct big *a, const struct big *b)
{
	uint64_t carry = 0;

	for (unsigned i = 0; i < b->n || carry; i++) {
		carry += (i < a->n ? a->limb[i] : 0) + (uint64_t)(i < b->n ? b->limb[i] : 0);
		a->limb[i] = (uint32_t)carry;
		carry >>= 32;
		if (i >= a->n)
			a->n = i + 1;
	}
}

static uint32_t divide(struct big *a, uint32_t divisor)
{
	uint64_t rest = 0;

	for (unsigned i = a->n; i--;) {
		rest = rest << 32 | a->limb[i];
		a->limb[i] = (uint32_t)(rest / divisor);
		rest %= divisor;
	}
	while (a->n && !a->limb[a->n - 1])
		a->n--;
	return (uint32_t)rest;
}

static void say_decimal(struct big a)
{
	char text[LIMBS * 10];
	char *at = text + sizeof text;

	*--at = 0;
	while (a.n)
		*--at = (char)('0' + divide(&a, 10));
	say_text(at);
}

int program(uint64_t memory)
{
	static struct big product = { 1, { 1 } };
	static struct big a = { 1, { 0 } };
	static struct big b = { 1, { 1 } };

	(void)memory;
	for (uint32_t i = 2; i <= 60; i++)
		scale(&product, i);
	say_decimal(product);
	for (int i = 0; i < 200; i++) {
		struct big next = a;

		add(&next, &b);
		a = b;
		b = next;
	}
	say_decimal(a);
	return (int)b.n;
}
