// SPDX-License-Identifier: Apache-2.0
/* core_store: store buffers, and the accesses of engine/atomic.h in a seeded build. */
#include "core.h"

#include <string.h>

enum {
	BUFFERED = 16 /* stores in one buffer */
};

struct store {
	void *at;
	uint64_t value;
	unsigned size;
	bool release;
};

static struct {
	enum core_order order;
	struct buffer {
		struct store store[BUFFERED];
		unsigned n;
	} of[CORE_FIBERS];
} buffers;

void core_stores_begin(enum core_order order)
{
	memset(&buffers, 0, sizeof(buffers));
	buffers.order = order;
}

static uint64_t read_memory(const void *at, unsigned size)
{
	uint64_t value = 0;
	memcpy(&value, at, size);
	return value;
}

static void write_memory(void *at, uint64_t value, unsigned size)
{
	core_check_access(at, "a store");
	memcpy(at, &value, size);
}

static void drain_one(struct buffer *buffer, unsigned i)
{
	struct store store = buffer->store[i];
	buffer->n--;
	memmove(&buffer->store[i], &buffer->store[i + 1],
		(buffer->n - i) * sizeof(buffer->store[0]));
	write_memory(store.at, store.value, store.size);
}

static void drain(struct buffer *buffer)
{
	while (buffer->n)
		drain_one(buffer, 0);
}

void core_drain_all(void)
{
	for (unsigned i = 0; i < CORE_FIBERS; i++)
		drain(&buffers.of[i]);
}

void core_drain_own(void)
{
	if (core_running())
		drain(&buffers.of[core_self()]);
}

void core_before_free(const void *memory, size_t size)
{
	const struct buffer *self = &buffers.of[core_self()];
	uintptr_t start = (uintptr_t)memory;
	for (unsigned i = 0; core_running() && i < self->n; i++)
		if ((uintptr_t)self->store[i].at - start < size) {
			core_drain_own();
			return;
		}
}

/* Whether the i-th store may become visible before those in front of it. */
static bool may_overtake(const struct buffer *buffer, unsigned i)
{
	if (i == 0)
		return true;
	if (buffers.order == CORE_TSO || buffer->store[i].release)
		return false;
	for (unsigned k = 0; k < i; k++)
		if (buffer->store[k].at == buffer->store[i].at)
			return false;
	return true;
}

void core_drain_some(unsigned n)
{
	struct buffer *buffer = &buffers.of[core_draw() % n];
	if (buffer->n == 0)
		return;
	unsigned i = buffers.order == CORE_TSO ? 0 : (unsigned)(core_draw() % buffer->n);
	if (may_overtake(buffer, i))
		drain_one(buffer, i);
}

/* ---- engine/atomic.h ----------------------------------------------------------------------- */

static void check(const void *at, unsigned size, const char *what)
{
	core_check_access(at, what);
	if ((uintptr_t)at % size)
		core_fail("%s at an address that is not aligned", what);
}

uint64_t ax_seeded_load(const void *at, unsigned size)
{
	core_point();
	check(at, size, "a load");
	if (core_running()) {
		const struct buffer *self = &buffers.of[core_self()];
		for (unsigned i = self->n; i-- > 0;)
			if (self->store[i].at == at)
				return self->store[i].value;
	}
	return read_memory(at, size);
}

static uint64_t bits_of(unsigned size)
{
	return size == 8 ? UINT64_MAX : (UINT64_C(1) << (8 * size)) - 1;
}

static void put(void *at, uint64_t value, unsigned size, bool release)
{
	core_point();
	check(at, size, "a store");
	if (!core_running()) {
		write_memory(at, value, size);
		return;
	}
	struct buffer *self = &buffers.of[core_self()];
	if (self->n == BUFFERED)
		drain_one(self, 0);
	self->store[self->n++] = (struct store){ at, value & bits_of(size), size, release };
}

void ax_seeded_store(void *at, uint64_t value, unsigned size)
{
	put(at, value, size, false);
}

void ax_seeded_store_release(void *at, uint64_t value, unsigned size)
{
	put(at, value, size, true);
}

/* What a read-modify-write reads: it has emptied the buffer. */
static uint64_t modify(const void *at, unsigned size, const char *what)
{
	core_point();
	core_drain_own();
	check(at, size, what);
	return read_memory(at, size);
}

uint64_t ax_seeded_exchange(void *at, uint64_t value, unsigned size)
{
	uint64_t old = modify(at, size, "an exchange");
	write_memory(at, value, size);
	core_linger();
	return old;
}

uint64_t ax_seeded_add(void *at, uint64_t value, unsigned size)
{
	uint64_t old = modify(at, size, "an addition");
	write_memory(at, old + value, size);
	core_linger();
	return old;
}

bool ax_seeded_cas(void *at, uint64_t expected, uint64_t value, unsigned size)
{
	if (modify(at, size, "a compare-and-swap") != (expected & bits_of(size)))
		return false;
	write_memory(at, value, size);
	core_linger();
	return true;
}

void ax_seeded_fence(void)
{
	core_point();
	core_drain_own();
	core_point();
}
