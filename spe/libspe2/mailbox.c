// SPDX-License-Identifier: Apache-2.0
/* mailbox: the PPE's side of the three mailboxes. */
#include "libspe2/private.h"

#include <errno.h>

/* Moves up to n words without blocking; whether it could move one. */
typedef uint32_t mover(struct ax_spe *spe, uint32_t *word, uint32_t n);
typedef bool asked(const struct ax_spe *spe);

static uint32_t write_in(struct ax_spe *spe, uint32_t *word, uint32_t n)
{
	return ax_mailbox_in_write(spe, word, n);
}

static bool has_room(const struct ax_spe *spe)
{
	return spe->in.n < spe->in.capacity;
}

static bool has_intr(const struct ax_spe *spe)
{
	return spe->out_intr.n > 0;
}

static int move(struct ax_spe *spe, uint32_t *word, uint32_t n, unsigned behavior, mover *some,
		asked *can)
{
	uint32_t moved = some(spe, word, n);
	while (behavior != SPE_MBOX_ANY_NONBLOCKING && moved < n) {
		if (moved && behavior == SPE_MBOX_ANY_BLOCKING)
			break;
		ax_ppe_wait(spe, can);
		moved += some(spe, word + moved, n - moved);
	}
	return (int)moved;
}

static int check(spe_context_ptr_t context, const unsigned *data, int count, unsigned behavior)
{
	if (!context)
		return ax_spe_fail(ESRCH);
	if (!data || count < 1 || behavior < SPE_MBOX_ALL_BLOCKING ||
	    behavior > SPE_MBOX_ANY_NONBLOCKING)
		return ax_spe_fail(EINVAL);
	return 0;
}

int spe_in_mbox_write(spe_context_ptr_t context, unsigned int *mbox_data, int count,
		      unsigned int behavior)
{
	if (check(context, mbox_data, count, behavior))
		return -1;
	return move(context->base_private->spe, mbox_data, (uint32_t)count, behavior, write_in,
		    has_room);
}

int spe_out_intr_mbox_read(spe_context_ptr_t context, unsigned int *mbox_data, int count,
			   unsigned int behavior)
{
	if (check(context, mbox_data, count, behavior))
		return -1;
	return move(context->base_private->spe, mbox_data, (uint32_t)count, behavior,
		    ax_mailbox_out_intr_read, has_intr);
}

int spe_out_mbox_read(spe_context_ptr_t context, unsigned int *mbox_data, int count)
{
	if (check(context, mbox_data, count, SPE_MBOX_ANY_NONBLOCKING))
		return -1;
	return (int)ax_mailbox_out_read(context->base_private->spe, mbox_data, (uint32_t)count);
}

int spe_out_mbox_status(spe_context_ptr_t context)
{
	if (!context)
		return ax_spe_fail(ESRCH);
	struct ax_spe *spe = context->base_private->spe;
	return (int)ax_mailbox_fill(spe, &spe->out);
}

int spe_in_mbox_status(spe_context_ptr_t context)
{
	if (!context)
		return ax_spe_fail(ESRCH);
	struct ax_spe *spe = context->base_private->spe;
	return (int)(spe->in.capacity - ax_mailbox_fill(spe, &spe->in));
}

int spe_out_intr_mbox_status(spe_context_ptr_t context)
{
	if (!context)
		return ax_spe_fail(ESRCH);
	struct ax_spe *spe = context->base_private->spe;
	return (int)ax_mailbox_fill(spe, &spe->out_intr);
}
