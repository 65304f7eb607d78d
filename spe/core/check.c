// SPDX-License-Identifier: Apache-2.0
/* check: whether a command's form is right, before any of it is carried out. */
#include "core/core.h"

static bool size_allowed(uint32_t size)
{
	if (size < 16)
		return !(size & (size - 1)); /* 0, 1, 2, 4, 8 */
	return size % 16 == 0 && size <= AX_DMA_BYTES;
}

/* Slow, not wrong. */
static void count_slow(struct ax_spe *spe, uint32_t ls, uint64_t ea, uint32_t size)
{
	if (!size)
		return;
	if (size < AX_LINE_BYTES)
		ax_rule_counted(spe->cell, AX_RULE_SHORT);
	else if ((ls | ea | size) % AX_LINE_BYTES)
		ax_rule_counted(spe->cell, AX_RULE_UNALIGNED_LINE);
}

static bool broken(struct ax_spe *spe, enum ax_rule_id id, const struct ax_mfc_command *command,
		   uint32_t ls, uint64_t ea, uint32_t size)
{
	return ax_rule_broken(spe, id, command, ea, "%s of %u bytes, ea 0x%llx, ls 0x%05x, tag %u",
			      command->op->name, size, (unsigned long long)ea, ls, command->tag);
}

bool ax_mfc_check_transfer(struct ax_spe *spe, const struct ax_mfc_command *command, uint32_t ls,
			   uint64_t ea, uint32_t size)
{
	uint32_t align = size < 16 ? size : 16;
	if (!size_allowed(size))
		return !broken(spe, AX_RULE_DMA_SIZE, command, ls, ea, size);
	if (size && ((ls | ea) & (align - 1) || (ls ^ ea) & 15))
		return !broken(spe, AX_RULE_DMA_ALIGNMENT, command, ls, ea, size);
	count_slow(spe, ls, ea, size);
	return (ls & AX_STORE_MASK) + size <= AX_STORE_BYTES ||
	       !broken(spe, AX_RULE_STORE_END, command, ls, ea, size);
}

static bool check_list(struct ax_spe *spe, const struct ax_mfc_command *command)
{
	if (command->list % 8 == 0 && command->size % 8 == 0 && command->size <= AX_DMA_BYTES)
		return true;
	return !ax_rule_broken(spe, AX_RULE_LIST_SHAPE, command, 0,
			       "%s of %u bytes of list at ls 0x%05x, tag %u", command->op->name,
			       command->size, command->list, command->tag);
}

static bool check_atomic(struct ax_spe *spe, const struct ax_mfc_command *command)
{
	if (command->ea % AX_LINE_BYTES)
		return !broken(spe, AX_RULE_ATOMIC_LINE, command, command->ls, command->ea,
			       AX_LINE_BYTES);
	if (command->ls % AX_LINE_BYTES &&
	    broken(spe, AX_RULE_ATOMIC_STORE, command, command->ls, command->ea, AX_LINE_BYTES))
		return false;
	pthread_mutex_lock(&spe->lock);
	bool unread = command->op->flags & AX_OP_ATOMIC && spe->atomic_stat_ready;
	pthread_mutex_unlock(&spe->lock);
	return !unread || !broken(spe, AX_RULE_ATOMIC_STATUS, command, command->ls, command->ea,
				  AX_LINE_BYTES);
}

bool ax_mfc_check(struct ax_spe *spe, const struct ax_mfc_command *command)
{
	uint32_t flags = command->op->flags;
	if (flags & (AX_OP_ATOMIC | AX_OP_LINE) && !check_atomic(spe, command))
		return false;
	if (flags & AX_OP_ATOMIC)
		return true;
	if (command->tag > 31) {
		ax_rule_broken(spe, AX_RULE_DMA_TAG, command, 0, "%s with tag %u",
			       command->op->name, command->tag);
		return false;
	}
	if (flags & AX_OP_LIST)
		return check_list(spe, command);
	if (flags & AX_OP_SIGNAL && (command->size != 4 || (command->ea | command->ls) % 4))
		return !broken(spe, AX_RULE_SNDSIG, command, command->ls, command->ea,
			       command->size);
	if (flags & (AX_OP_GET | AX_OP_PUT | AX_OP_SIGNAL) && !(flags & AX_OP_LINE))
		return ax_mfc_check_transfer(spe, command, command->ls, command->ea, command->size);
	return true;
}

/* ---- commands that touch the same bytes --------------------------------------------------- */

static bool meet(uint64_t a, uint64_t b, uint32_t a_bytes, uint32_t b_bytes)
{
	return a < b + b_bytes && b < a + a_bytes;
}

/* Whether what is left of one writes what the other uses. Of lists nothing is known yet. */
static bool overlap(const struct ax_mfc_command *a, const struct ax_mfc_command *b)
{
	const uint32_t plain = AX_OP_GET | AX_OP_PUT | AX_OP_FENCE | AX_OP_BARRIER | AX_OP_PROXY;
	uint32_t flags = a->op->flags | b->op->flags;
	if (flags & ~plain)
		return false;
	return (flags & AX_OP_GET && meet(a->ls, b->ls, a->size, b->size)) ||
	       (flags & AX_OP_PUT && meet(a->ea, b->ea, a->size, b->size));
}

/* Whether commands before it, one ordered after the other, put `later` after command i. */
static bool follows(const struct ax_mfc_queue *queue, uint32_t i,
		    const struct ax_mfc_command *later)
{
	bool after[AX_QUEUE_COMMANDS] = { false };
	for (uint32_t j = queue->n; j-- > i;) {
		after[j] = ax_mfc_ordered(&queue->command[j], later);
		for (uint32_t k = j + 1; k < queue->n && !after[j]; k++)
			after[j] =
				after[k] && ax_mfc_ordered(&queue->command[j], &queue->command[k]);
	}
	return after[i];
}

const struct ax_mfc_command *ax_mfc_overlapped(const struct ax_mfc_queue *queue,
					       const struct ax_mfc_command *command)
{
	for (uint32_t i = 0; i < queue->n; i++)
		if (overlap(&queue->command[i], command) && !follows(queue, i, command))
			return &queue->command[i];
	return NULL;
}

bool ax_mfc_overlap_broken(struct ax_spe *spe, const struct ax_mfc_command *command,
			   const struct ax_mfc_command *other)
{
	return ax_rule_broken(spe, AX_RULE_DMA_OVERLAP, command, command->ea,
			      "%s of %u bytes, ea 0x%llx, ls 0x%05x, tag %u, and %s from pc 0x%05x",
			      command->op->name, command->size, (unsigned long long)command->ea,
			      command->ls, command->tag, other->op->name, other->pc);
}
