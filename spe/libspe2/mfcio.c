// SPDX-License-Identifier: Apache-2.0
/* mfcio: DMA that the PPE has an SPE do, by the queue of 8 proxy commands. */
#include "libspe2/private.h"

#include <errno.h>

enum {
	MAX_TAG = 15, /* those above are the kernel's */
	MAX_ID = 255
};

static int issue(spe_context_ptr_t context, uint32_t opcode, unsigned ls, const void *ea,
		 unsigned size, unsigned tag, unsigned tid, unsigned rid)
{
	if (!context)
		return ax_spe_fail(ESRCH);
	if (tag > MAX_TAG || tid > MAX_ID || rid > MAX_ID)
		return ax_spe_fail(EINVAL);
	struct ax_spe *spe = context->base_private->spe;
	struct ax_mfc_command command = { .ls = ls, .ea = (uintptr_t)ea, .size = size, .tag = tag };
	while (ax_proxy_issue(spe, &command, opcode) == -EAGAIN)
		ax_mfc_step(spe);
	return 0;
}

int spe_mfcio_put(spe_context_ptr_t spe, unsigned int ls, void *ea, unsigned int size,
		  unsigned int tag, unsigned int tid, unsigned int rid)
{
	return issue(spe, 0x20, ls, ea, size, tag, tid, rid);
}

int spe_mfcio_putb(spe_context_ptr_t spe, unsigned int ls, void *ea, unsigned int size,
		   unsigned int tag, unsigned int tid, unsigned int rid)
{
	return issue(spe, 0x21, ls, ea, size, tag, tid, rid);
}

int spe_mfcio_putf(spe_context_ptr_t spe, unsigned int ls, void *ea, unsigned int size,
		   unsigned int tag, unsigned int tid, unsigned int rid)
{
	return issue(spe, 0x22, ls, ea, size, tag, tid, rid);
}

int spe_mfcio_get(spe_context_ptr_t spe, unsigned int ls, void *ea, unsigned int size,
		  unsigned int tag, unsigned int tid, unsigned int rid)
{
	return issue(spe, 0x40, ls, ea, size, tag, tid, rid);
}

int spe_mfcio_getb(spe_context_ptr_t spe, unsigned int ls, void *ea, unsigned int size,
		   unsigned int tag, unsigned int tid, unsigned int rid)
{
	return issue(spe, 0x41, ls, ea, size, tag, tid, rid);
}

int spe_mfcio_getf(spe_context_ptr_t spe, unsigned int ls, void *ea, unsigned int size,
		   unsigned int tag, unsigned int tid, unsigned int rid)
{
	return issue(spe, 0x42, ls, ea, size, tag, tid, rid);
}

/* ---- waiting ------------------------------------------------------------------------------ */

static uint32_t pending(struct ax_spe *spe)
{
	pthread_mutex_lock(&spe->lock);
	uint32_t tags = ax_mfc_tags(&spe->proxy);
	pthread_mutex_unlock(&spe->lock);
	return tags;
}

/* Like spufs, without SPE_MAP_PS the mask means nothing: all that was issued since the last look
 * is asked for. With it, 0 asks for all that was ever issued. */
static uint32_t asked_for(struct ax_spe *spe, uint32_t mask)
{
	if (spe->flags & SPE_MAP_PS && mask)
		return mask;
	pthread_mutex_lock(&spe->lock);
	uint32_t used = spe->proxy_used;
	pthread_mutex_unlock(&spe->lock);
	return used;
}

static bool met(const struct ax_spe *spe, uint32_t mask, uint32_t done, unsigned behavior)
{
	if (behavior == SPE_TAG_IMMEDIATE || done == mask)
		return true;
	/* libspe2 waits for all of them here, too, when it has the registers. */
	return behavior == SPE_TAG_ANY && !(spe->flags & SPE_MAP_PS) && done;
}

int spe_mfcio_tag_status_read(spe_context_ptr_t context, unsigned int mask, unsigned int behavior,
			      unsigned int *tag_status)
{
	if (!context)
		return ax_spe_fail(ESRCH);
	if (!tag_status || behavior < SPE_TAG_ALL || behavior > SPE_TAG_IMMEDIATE)
		return ax_spe_fail(EINVAL);
	struct ax_spe *spe = context->base_private->spe;
	uint32_t asked = asked_for(spe, mask), done;
	while (done = asked & ~pending(spe), !met(spe, asked, done, behavior))
		ax_mfc_step(spe);
	if (!(spe->flags & SPE_MAP_PS)) {
		pthread_mutex_lock(&spe->lock);
		spe->proxy_used &= ~done;
		pthread_mutex_unlock(&spe->lock);
	}
	*tag_status = done;
	return 0;
}
