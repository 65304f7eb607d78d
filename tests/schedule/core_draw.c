// SPDX-License-Identifier: Apache-2.0
/* core_draw: how a graph is drawn from the seed, and what must come of most. */
#include "core_draw.h"

#include <errno.h>

struct core_drawn core_drawn;

/* ---- building ------------------------------------------------------------------------------ */

void *core_image(void)
{
	return &core_drawn.image[core_drawn.n_images++];
}

const void *core_born(const struct ax_component_type *type, void *image)
{
	ax_component_init(image, type);
	return image;
}

uint32_t core_add(const struct ax_component_type *type, void *image, const char *name)
{
	uint32_t i = core_drawn.test.flat.n_components++;
	core_drawn.component[i] = (struct ax_flat_component){ .name = name,
							      .type = type,
							      .image = core_born(type, image),
							      .pin = AX_NO_PIN,
							      .group = AX_NO_GROUP,
							      .keeper = AX_NO_KEEPER };
	core_drawn.test.worker[i] = core_between(0, CORE_WORKERS - 1);
	return i;
}

uint32_t core_bound(void)
{
	return core_one_in(6) ? core_between(9, 40) : core_between(1, 4);
}

void core_join(uint32_t from, size_t outbox, uint32_t to, size_t inbox)
{
	core_drawn.link[core_drawn.test.flat.n_links++] =
		(struct ax_flat_link){ .from = from,
				       .to = to,
				       .outbox = (uint16_t)outbox,
				       .inbox = (uint16_t)inbox,
				       .bound = core_bound() };
}

struct core_source *core_source_image(uint32_t id)
{
	struct core_source *source = core_image();
	source->id = id;
	source->count = core_one_in(6) ? core_between(15, 40) : core_between(1, 14);
	source->burst = core_one_in(6) ? core_between(4, 40) : core_between(1, 3);
	return source;
}

/* ---- checks -------------------------------------------------------------------------------- */

void core_all_arrived(const struct core_case *test)
{
	for (uint32_t i = 0; i < CORE_NAMED && !test->orders; i++)
		if (core_seen.got[i] != core_seen.put[i])
			core_fail("source %u: %u messages were put and %u came", i,
				  core_seen.put[i], core_seen.got[i]);
}

void core_all_counted(const struct core_case *test)
{
	uint64_t put = 0, got = core_dropped();
	for (uint32_t i = 0; i < CORE_NAMED; i++) {
		put += core_seen.put[i];
		got += core_seen.got[i];
	}
	if (!test->orders && (got < put || got > put + 2))
		core_fail("%u messages were put, and %u came or were dropped", (unsigned)put,
			  (unsigned)got);
}

/* ---- threads from outside --------------------------------------------------------------------- */

void core_await_ticket(const struct ax_ticket *ticket)
{
	while (ax_ticket_status(ticket) == -EINPROGRESS)
		core_idle();
}

void core_hold_all(const struct ax_instance *instance)
{
	for (uint32_t i = 0; i < instance->n; i++)
		core_drawn.handle[i] = ax_handle_of(instance->component[i]);
}

void core_release_all(void)
{
	for (uint32_t i = 0; i < core_drawn.test.flat.n_components; i++)
		ax_handle_release(core_drawn.handle[i]);
}
