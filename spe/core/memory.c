// SPDX-License-Identifier: Apache-2.0
/* memory: which effective addresses can be used. Main memory is the process's own, so a DMA to an
 * address that isn't mapped would end the process; here it is noticed before, and becomes the
 * SPU's fault.
 *
 * The kernel is asked once for each page, by futex calls that touch it and have no other effect:
 * a wait for a moment that has passed reads it, and an or with 0 writes it, as one atomic
 * operation. Pages once found good are remembered: unmapping memory that SPEs have used is not
 * noticed. */
#include "core/core.h"

#include <errno.h>
#include <linux/futex.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum {
	PAGE_SHIFT = 12 /* larger ones are asked about in parts */
};

static bool readable(uint64_t page)
{
	static const struct timespec past = { 0, 0 };
	void *at = (void *)(uintptr_t)(page << PAGE_SHIFT);
	return syscall(SYS_futex, at, FUTEX_WAIT_BITSET_PRIVATE, 0, &past, NULL,
		       FUTEX_BITSET_MATCH_ANY) == 0 ||
	       errno != EFAULT;
}

static bool writable(uint64_t page)
{
	static const uint32_t or_0 = FUTEX_OP(FUTEX_OP_OR, 0, FUTEX_OP_CMP_EQ, 0);
	uint32_t own = 0;
	void *at = (void *)(uintptr_t)(page << PAGE_SHIFT);
	return syscall(SYS_futex, &own, FUTEX_WAKE_OP_PRIVATE, 0, 0, at, or_0) >= 0 ||
	       errno != EFAULT;
}

static bool is_known(const struct ax_cell *cell, uint64_t page, bool write)
{
	/* Relaxed: the entry is all there is. */
	uint64_t entry =
		atomic_load_explicit(&cell->page[page % AX_KNOWN_PAGES], memory_order_relaxed);
	return (entry | !write) == (page << 1 | 1);
}

static bool get_to_know(struct ax_cell *cell, uint64_t page, bool write)
{
	_Atomic uint64_t *known = &cell->page[page % AX_KNOWN_PAGES];
	if (write ? !writable(page) : !readable(page))
		return false;
	atomic_store_explicit(known, page << 1 | write, memory_order_relaxed);
	return true;
}

bool ax_memory_usable(struct ax_cell *cell, uint64_t ea, uint64_t bytes, bool write)
{
	uint64_t last = (ea + bytes - 1) >> PAGE_SHIFT;
	for (uint64_t page = ea >> PAGE_SHIFT; page <= last; page++)
		if (!is_known(cell, page, write) && !get_to_know(cell, page, write))
			return false;
	return true;
}

void ax_memory_forget(struct ax_cell *cell, uint64_t ea, uint64_t bytes)
{
	for (uint64_t page = ea >> PAGE_SHIFT; page <= (ea + bytes - 1) >> PAGE_SHIFT; page++) {
		_Atomic uint64_t *known = &cell->page[page % AX_KNOWN_PAGES];
		if (atomic_load_explicit(known, memory_order_relaxed) >> 1 == page)
			atomic_store_explicit(known, 0, memory_order_relaxed);
	}
}
