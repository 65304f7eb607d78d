// SPDX-License-Identifier: Apache-2.0
/* transfer: moves the data of one command, or a piece of it.
 *
 * What stays in a line is moved under the line's lock, so that SPEs see the lines of each other
 * whole; what is longer is copied at once, and the reservations in it end afterwards. An SPE that
 * reserves a line meanwhile either is seen here or has read what was copied (R1 and R2, atomic.c). */
#include "core/core.h"

#include <string.h>

/* Aligned words one by one: their readers may look at any time. */
void ax_line_copy(void *to, const void *from, uint32_t bytes)
{
	uintptr_t both = (uintptr_t)to | (uintptr_t)from | bytes;
	if (both % 8 == 0) {
		/* Release and acquire: a word that was read shows what its writer wrote before. */
		for (uint32_t i = 0; i < bytes / 8; i++)
			__atomic_store_n(
				(uint64_t *)to + i,
				__atomic_load_n((const uint64_t *)from + i, __ATOMIC_ACQUIRE),
				__ATOMIC_RELEASE);
	} else if (both % 4 == 0) {
		__atomic_store_n((uint32_t *)to,
				 __atomic_load_n((const uint32_t *)from, __ATOMIC_ACQUIRE),
				 __ATOMIC_RELEASE);
	} else {
		for (uint32_t i = 0; i < bytes; i++)
			__atomic_store_n(
				(uint8_t *)to + i,
				__atomic_load_n((const uint8_t *)from + i, __ATOMIC_ACQUIRE),
				__ATOMIC_RELEASE);
	}
}

/* One stretch of local store, which doesn't wrap. */
static void copy(struct ax_spe *spe, bool get, uint32_t ls, uint64_t ea, uint32_t bytes)
{
	void *memory = (void *)(uintptr_t)ea, *store = spe->store + ls;
	void *to = get ? store : memory;
	const void *from = get ? memory : store;
	if (ea / AX_LINE_BYTES == (ea + bytes - 1) / AX_LINE_BYTES) {
		pthread_mutex_t *line = ax_line_lock(spe->cell, ea);
		pthread_mutex_lock(line);
		ax_line_copy(to, from, bytes);
		ax_line_written(spe->cell, (uintptr_t)to, bytes, NULL);
		pthread_mutex_unlock(line);
	} else {
		memcpy(to, from, bytes);
		ax_line_written(spe->cell, (uintptr_t)to, bytes, NULL);
	}
}

/* A register of a problem-state area. */
static bool move_register(struct ax_spe *spe, const struct ax_mfc_command *command, uint32_t ls,
			  uint64_t ea, uint32_t size)
{
	uint32_t offset, value;
	bool get = command->op->flags & AX_OP_GET;
	struct ax_spe *owner = ax_problem_owner(spe->cell, ea, &offset);
	if (!owner)
		return !ax_rule_broken(spe, AX_RULE_DMA_STORAGE, command, ea,
				       "%s at ea 0x%llx, where no context has its area",
				       command->op->name, (unsigned long long)ea);
	bool fits = size == 4 && ea % 4 == 0;
	if (fits && get && ax_problem_read(owner, offset, &value))
		ax_store_write32(spe, ls, value);
	else if (get || !fits || !ax_problem_write(owner, offset, ax_store_read32(spe, ls)))
		return !ax_rule_broken(spe, AX_RULE_REGISTER, command, ea,
				       "%s of %u bytes at offset 0x%x of a problem-state area",
				       command->op->name, size, offset);
	return true;
}

static bool is_problem(const struct ax_cell *cell, uint64_t ea)
{
	return ea - (uintptr_t)cell->problems < (uint64_t)AX_MAX_CONTEXTS * AX_PROBLEM_BYTES;
}

bool ax_ea_usable(struct ax_spe *spe, const struct ax_mfc_command *command, uint64_t ea,
		  uint32_t size)
{
	bool get = command->op->flags & AX_OP_GET;
	if ((ea | (ea + size)) >> 63)
		return !ax_rule_broken(spe, AX_RULE_DMA_SEGMENT, command, ea,
				       "%s of %u bytes at ea 0x%llx", command->op->name, size,
				       (unsigned long long)ea);
	if (!ax_memory_usable(spe->cell, ea, size, !get))
		return !ax_rule_broken(spe, AX_RULE_DMA_STORAGE, command, ea,
				       "%s of %u bytes at ea 0x%llx, which can't be %s",
				       command->op->name, size, (unsigned long long)ea,
				       get ? "read" : "written");
	return true;
}

bool ax_transfer(struct ax_spe *spe, const struct ax_mfc_command *command, uint32_t ls, uint64_t ea,
		 uint32_t size)
{
	bool get = command->op->flags & AX_OP_GET;
	if (!size)
		return true;
	if (is_problem(spe->cell, ea))
		return move_register(spe, command, ls, ea, size);
	if (!ax_ea_usable(spe, command, ea, size))
		return false;
	ls &= AX_STORE_MASK;
	uint32_t first = size < AX_STORE_BYTES - ls ? size : AX_STORE_BYTES - ls;
	copy(spe, get, ls, ea, first);
	if (first < size)
		copy(spe, get, 0, ea + first, size - first);
	*(get ? &spe->moved.bytes_in : &spe->moved.bytes_out) += size;
	return true;
}
