// SPDX-License-Identifier: Apache-2.0
/* postbox: the only file that knows which queue of liburcu it is, and that tells ThreadSanitizer
 * what the library's inline assembly hides. */
#include "postbox.h"
#include "../engine/atomic.h"
#include "../engine/memory.h"
#include "../engine/reclaim.h"

#include <assert.h>
#include <urcu/lfstack.h>

static_assert(sizeof(struct cds_lfs_node) == sizeof(void *), "post_next is the node");
static_assert(sizeof(struct __cds_lfs_stack) == sizeof(struct ax_postbox), "head is the stack");

static cds_lfs_stack_ptr_t stack(struct ax_postbox *postbox)
{
	return (cds_lfs_stack_ptr_t){ ._s = (struct __cds_lfs_stack *)postbox };
}

static struct ax_component *component(struct cds_lfs_node *node)
{
	return (struct ax_component *)((uintptr_t)node - offsetof(struct ax_component, post_next));
}

void ax_postbox_init(struct ax_postbox *postbox)
{
	__cds_lfs_init((struct __cds_lfs_stack *)postbox);
}

void ax_postbox_push(struct ax_postbox *postbox, struct ax_component *c)
{
	ax_hand_over(postbox);
	cds_lfs_push(stack(postbox), (struct cds_lfs_node *)&c->post_next);
}

struct ax_component *ax_postbox_take(struct ax_postbox *postbox)
{
	struct cds_lfs_head *head = __cds_lfs_pop_all(stack(postbox));
	ax_take_over(postbox);
	struct ax_component *oldest = NULL;
	for (struct cds_lfs_node *node = head ? &head->node : NULL; node;) {
		ax_fetch_to_write(node); /* whoever posted it had the line; its token is next */
		struct cds_lfs_node *next = node->next;
		struct ax_component *c = component(node);
		c->post_next = oldest;
		oldest = c;
		node = next;
	}
	return oldest;
}
