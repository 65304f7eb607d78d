// SPDX-License-Identifier: Apache-2.0
/* late: a worker that the system keeps waiting, although it was woken, is not taken for one that waits for
 * ever. Two workers wake each other by turns; each comes late out of its sleep, by more than the director
 * waits before it looks for a wedge, for which it would hold both. */
#include <stdio.h>
#include <time.h>

#include "parts.h"
#include "run_private.h"

enum {
	WORKERS = 2,
	ROUNDS = 3,
	LATE_NS = 4 * AX_WEDGE_NS
};

static uint32_t n_late, n_looks; /* atomic: late returns with post; looks for a wedge */

/* ---- by the linker's --wrap ------------------------------------------------------------------- */

void __real_ax_os_wait(struct ax_loop *loop, uint64_t timeout_ns);
void __wrap_ax_os_wait(struct ax_loop *loop, uint64_t timeout_ns);
enum ax_verdict __real_ax_wedge_examine(struct ax_run *run);
enum ax_verdict __wrap_ax_wedge_examine(struct ax_run *run);

void __wrap_ax_os_wait(struct ax_loop *loop, uint64_t timeout_ns)
{
	__real_ax_os_wait(loop, timeout_ns);
	if (ax_postbox_empty(&loop->postbox))
		return;
	ax_add(&n_late, 1u);
	nanosleep(&(struct timespec){ .tv_nsec = LATE_NS }, NULL);
}

enum ax_verdict __wrap_ax_wedge_examine(struct ax_run *run)
{
	ax_add(&n_looks, 1u);
	return __real_ax_wedge_examine(run);
}

/* ---- the run ---------------------------------------------------------------------------------- */

int main(void)
{
	struct ax_engine *engine = part_engine();
	struct ax_graph *graph = ax_graph_new(engine, "late");
	struct ring first = { .tokens = 1, .rounds = ROUNDS }, second = { .rounds = ROUNDS };
	ax_graph_add(graph, "first", &part_ring, &first, NULL);
	ax_graph_add(graph, "second", &part_ring, &second, NULL);
	ax_graph_pin(graph, "first", 0);
	ax_graph_pin(graph, "second", 1);
	ax_graph_link(graph, "first.outbox", "second.inbox");
	ax_graph_link(graph, "second.outbox", "first.inbox");
	part_run(graph, &(struct ax_run_options){ .workers = WORKERS });
	ax_graph_free(graph);
	ax_engine_free(engine);
	printf("late %u times; %u looks for a wedge\n", n_late, n_looks);
	return !n_late || n_looks;
}
