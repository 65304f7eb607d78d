// SPDX-License-Identifier: Apache-2.0
/* core_draw: what the files that draw graphs for the core have in common. */
#ifndef AXON_TESTS_CORE_DRAW_H
#define AXON_TESTS_CORE_DRAW_H

#include "core.h"

/* The case that is being drawn, and what it is made of. */
struct core_drawn {
	struct core_case test;
	struct ax_flat_component component[CORE_COMPONENTS], child_component[CORE_MEMBERS];
	struct ax_flat_link link[CORE_LINKS], child_link[1];
	union {
		struct ax_component base;
		struct core_source source;
		struct core_pass pass;
		struct core_sink sink;
		struct core_judge judge;
		struct core_parent parent;
		struct core_witness witness;
		struct core_member member;
		struct core_hearer hearer;
	} image[CORE_COMPONENTS + 2];
	struct ax_flat child;
	struct ax_handle handle[4], shared[2][5]; /* `shared`: of each of two meddlers */
	struct ax_handle member[CORE_MEMBERS + 1];
	struct core_sink *sink; /* of `relinks` */
	uint32_t n_images;
};
extern struct core_drawn core_drawn;

/* Every component type here has its first inbox, or outbox, right behind its base. */
#define CORE_INBOX(part)  offsetof(struct part, inbox)
#define CORE_OUTBOX(part) offsetof(struct part, outbox)
#define CORE_CONTROL	  offsetof(struct ax_component, control)
#define CORE_SIGNAL	  offsetof(struct ax_component, signal)

/* ---- core_draw.c ---- */
void *core_image(void);
const void *core_born(const struct ax_component_type *type, void *image);
/* Adds a component, on some worker; its number. */
uint32_t core_add(const struct ax_component_type *type, void *image, const char *name);
void core_join(uint32_t from, size_t outbox, uint32_t to, size_t inbox);
/* Mostly so tight that somebody waits all the time, now and then wide enough for a link to grow. */
uint32_t core_bound(void);
struct core_source *core_source_image(uint32_t id);

/* Checks of a case: each message came; ... */
void core_all_arrived(const struct core_case *test);
/* ... what nobody got was counted. An unread shutdown of each sink may have been, too. */
void core_all_counted(const struct core_case *test);

/* For threads from outside: handles on the first components, and what becomes of a request. */
void core_hold_all(const struct ax_instance *instance);
void core_release_all(void);
void core_await_ticket(const struct ax_ticket *ticket);

/* ---- kinds that other files draw ---- */
void core_draw_pipeline(struct core_case *test);
/* core_looks.c */
void core_draw_nudged(struct core_case *test);
void core_draw_hogs(struct core_case *test);
void core_draw_lags(struct core_case *test);
void core_draw_chase(struct core_case *test);
void core_draw_told(struct core_case *test);
/* core_outside.c */
void core_draw_operations(struct core_case *test);
void core_draw_relinks(struct core_case *test);
void core_draw_stops(struct core_case *test);
void core_draw_storm(struct core_case *test);
void core_draw_families(struct core_case *test);

#endif
