// SPDX-License-Identifier: Apache-2.0
/* atomic: reservations of 128-byte lines.
 *
 * Each context has one at most: spe->reserved. Whoever writes main memory through the software SPE
 * ends those of the range afterwards. The two meet like this:
 *     getllar: count and set the reservation (R1); FENCE; read the line
 *     writer:  write; FENCE; look at the count and the reservations (R2)
 * Of two at once, either the writer sees the reservation or getllar has read what was written.
 * putllc checks and writes under the line's lock, as everybody writes who stays in one line. */
#include "core/core.h"

#include <string.h>

enum {
	STATUS_FAILED = 1, /* putllc */
	STATUS_PUTLLUC = 2,
	STATUS_GETLLAR = 4,
};

pthread_mutex_t *ax_line_lock(struct ax_cell *cell, uint64_t ea)
{
	return &cell->line[ea / AX_LINE_BYTES % AX_LINE_LOCKS];
}

/* True when there was one: only one of all who end it sees it. */
static bool end_reservation(struct ax_spe *spe, uint64_t line)
{
	if (!line || !atomic_compare_exchange_strong(&spe->reserved, &line, 0))
		return false;
	atomic_fetch_sub(&spe->cell->n_reserved, 1);
	return true;
}

static void lose(struct ax_spe *spe, uint64_t ea, uint64_t bytes)
{
	uint64_t line = atomic_load(&spe->reserved);
	if (line + AX_LINE_BYTES <= ea || ea + bytes <= line || !end_reservation(spe, line))
		return;
	pthread_mutex_lock(&spe->lock);
	ax_event_raise(spe, AX_EVENT_RESERVATION);
	pthread_mutex_unlock(&spe->lock);
}

void ax_line_written(struct ax_cell *cell, uint64_t ea, uint64_t bytes, struct ax_spe *except)
{
	atomic_thread_fence(memory_order_seq_cst); /* R2: pairs with R1 */
	if (!atomic_load(&cell->n_reserved))
		return;
	uint32_t n = atomic_load(&cell->n_contexts);
	for (uint32_t i = 0; i < n; i++) {
		struct ax_spe *spe = atomic_load(&cell->context[i]);
		if (spe && spe != except)
			lose(spe, ea, bytes);
	}
}

void ax_reservation_drop(struct ax_spe *spe)
{
	end_reservation(spe, atomic_load(&spe->reserved));
}

static void reserve(struct ax_spe *spe, uint64_t line)
{
	ax_reservation_drop(spe);
	atomic_fetch_add(&spe->cell->n_reserved, 1);
	atomic_store(&spe->reserved, line); /* R1 */
	atomic_thread_fence(memory_order_seq_cst);
}

static void getllar(struct ax_spe *spe, uint8_t *store, uint64_t ea)
{
	reserve(spe, ea);
	ax_line_copy(spe->seen, (const void *)(uintptr_t)ea, AX_LINE_BYTES);
	ax_line_copy(store, spe->seen, AX_LINE_BYTES);
}

/* The doublewords of the line that putllc changes; false when the line is not as getllar saw it. */
static bool changes(const struct ax_spe *spe, const uint64_t *line, const uint8_t *store,
		    uint32_t *changed)
{
	*changed = 0;
	for (uint32_t i = 0; i < AX_LINE_BYTES / 8; i++) {
		uint64_t seen, now = __atomic_load_n(&line[i], __ATOMIC_ACQUIRE);
		memcpy(&seen, spe->seen + 8 * i, 8);
		if (now != seen)
			return false;
		if (memcmp(&seen, store + 8 * i, 8) != 0)
			*changed |= 1U << i;
	}
	return true;
}

/* Writes the line if it is as getllar saw it. The first doubleword goes by compare and swap: PPE
 * code that updates one by C11's atomics, without a word to us, loses nothing. */
static bool write_unchanged(struct ax_spe *spe, uint64_t *line, const uint8_t *store)
{
	uint32_t changed;
	if (!changes(spe, line, store, &changed))
		return false;
	if (!changed)
		return true;
	uint32_t first = (uint32_t)__builtin_ctz(changed);
	uint64_t seen, wanted;
	memcpy(&seen, spe->seen + 8 * first, 8);
	memcpy(&wanted, store + 8 * first, 8);
	if (!__atomic_compare_exchange_n(&line[first], &seen, wanted, false, __ATOMIC_ACQ_REL,
					 __ATOMIC_ACQUIRE))
		return false;
	for (uint32_t i = first + 1; i < AX_LINE_BYTES / 8; i++)
		if (changed & 1U << i)
			ax_line_copy(&line[i], store + 8 * i, 8);
	return true;
}

static uint32_t putllc(struct ax_spe *spe, uint8_t *store, uint64_t ea)
{
	if (!end_reservation(spe, ea)) {
		ax_reservation_drop(spe);
		return STATUS_FAILED;
	}
	if (!write_unchanged(spe, (uint64_t *)(uintptr_t)ea, store)) {
		ax_rule_counted(spe->cell, AX_RULE_PLAIN_STORE);
		return STATUS_FAILED;
	}
	ax_line_written(spe->cell, ea, AX_LINE_BYTES, spe);
	return 0;
}

static void put(struct ax_spe *spe, uint8_t *store, uint64_t ea)
{
	ax_line_copy((void *)(uintptr_t)ea, store, AX_LINE_BYTES);
	ax_line_written(spe->cell, ea, AX_LINE_BYTES, NULL);
}

static uint32_t carry_out(struct ax_spe *spe, uint32_t opcode, uint8_t *store, uint64_t ea)
{
	switch (opcode) {
	case 0xd0:
		getllar(spe, store, ea);
		return STATUS_GETLLAR;
	case 0xb4:
		return putllc(spe, store, ea);
	default:
		put(spe, store, ea);
		return STATUS_PUTLLUC;
	}
}

/* Whether the line can be used; reports when not. */
static bool check(struct ax_spe *spe, const struct ax_mfc_command *command)
{
	bool write = command->op->flags & AX_OP_PUT;
	if (command->ea >> 63)
		return !ax_rule_broken(spe, AX_RULE_DMA_SEGMENT, command, command->ea,
				       "%s at ea 0x%llx", command->op->name,
				       (unsigned long long)command->ea);
	return ax_memory_usable(spe->cell, command->ea, AX_LINE_BYTES, write) ||
	       !ax_rule_broken(spe, AX_RULE_DMA_STORAGE, command, command->ea,
			       "%s at ea 0x%llx, which can't be %s", command->op->name,
			       (unsigned long long)command->ea, write ? "written" : "read");
}

static uint32_t in_line(struct ax_spe *spe, const struct ax_mfc_command *command)
{
	pthread_mutex_t *line = ax_line_lock(spe->cell, command->ea);
	uint8_t *store = spe->store + (command->ls & AX_STORE_MASK & ~(AX_LINE_BYTES - 1U));
	pthread_mutex_lock(line);
	uint32_t status = carry_out(spe, command->op->opcode, store, command->ea);
	pthread_mutex_unlock(line);
	return status;
}

bool ax_atomic(struct ax_spe *spe, const struct ax_mfc_command *command)
{
	if (!check(spe, command))
		return false;
	uint32_t status = in_line(spe, command);
	pthread_mutex_lock(&spe->lock);
	spe->atomic_stat = status;
	spe->atomic_stat_ready = true;
	pthread_mutex_unlock(&spe->lock);
	return true;
}

bool ax_atomic_put(struct ax_spe *spe, const struct ax_mfc_command *command)
{
	if (!check(spe, command))
		return false;
	in_line(spe, command);
	return true;
}
