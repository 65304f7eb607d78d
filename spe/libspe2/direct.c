// SPDX-License-Identifier: Apache-2.0
/* direct: local stores and problem-state areas as addresses, signals, multisource synchronisation,
 * and what stands in for the PPE's own loads, stores and atomics there. */
#include "libspe2/private.h"

#include <errno.h>

void *spe_ls_area_get(spe_context_ptr_t context)
{
	if (!context) {
		errno = ESRCH;
		return NULL;
	}
	return context->base_private->spe->store;
}

int spe_ls_size_get(spe_context_ptr_t context)
{
	return context ? AX_STORE_BYTES : ax_spe_fail(ESRCH);
}

void *spe_ps_area_get(spe_context_ptr_t context, enum ps_area area)
{
	static const uint32_t offset[] = { AX_PS_MSSYNC, AX_PS_MFC, AX_PS_CONTROL, AX_PS_SIGNAL_1,
					   AX_PS_SIGNAL_2 };
	int error = 0;
	if (!context)
		error = ESRCH;
	else if (!(context->base_private->spe->flags & SPE_MAP_PS))
		error = EACCES;
	else if ((unsigned)area > SPE_SIG_NOTIFY_2_AREA)
		error = EINVAL;
	if (!error)
		return context->base_private->spe->problem + offset[area];
	errno = error;
	return NULL;
}

int spe_signal_write(spe_context_ptr_t context, unsigned int signal_reg, unsigned int data)
{
	if (!context)
		return ax_spe_fail(ESRCH);
	if (signal_reg != SPE_SIG_NOTIFY_REG_1 && signal_reg != SPE_SIG_NOTIFY_REG_2)
		return ax_spe_fail(EINVAL);
	ax_signal_write(context->base_private->spe, signal_reg - SPE_SIG_NOTIFY_REG_1, data);
	return 0;
}

/* What others have written into the store through the software SPE has arrived. */
int spe_mssync_start(spe_context_ptr_t context)
{
	return context ? 0 : ax_spe_fail(ESRCH);
}

int spe_mssync_status(spe_context_ptr_t context)
{
	return context ? 0 : ax_spe_fail(ESRCH);
}

/* ---- registers ---------------------------------------------------------------------------- */

uint32_t ax_ps_read(const volatile void *at)
{
	uint32_t offset, value;
	struct ax_spe *spe = ax_problem_owner(ax_cell_default(), (uintptr_t)at, &offset);
	return spe && ax_problem_read(spe, offset, &value) ? value : 0;
}

int ax_ps_write(volatile void *at, uint32_t value)
{
	uint32_t offset;
	struct ax_spe *spe = ax_problem_owner(ax_cell_default(), (uintptr_t)at, &offset);
	return spe && ax_problem_write(spe, offset, value) ? 0 : -EINVAL;
}

/* ---- the PPE's atomics -------------------------------------------------------------------- */

/* Under the line's lock, as SPEs write it, and with the reservations told. */
#define UNDER_LINE(at, bytes, statement)                                                           \
	do {                                                                                       \
		struct ax_cell *cell = ax_cell_default();                                          \
		pthread_mutex_t *line = ax_line_lock(cell, (uintptr_t)(at));                       \
		pthread_mutex_lock(line);                                                          \
		statement;                                                                         \
		ax_line_written(cell, (uintptr_t)(at), bytes, NULL);                               \
		pthread_mutex_unlock(line);                                                        \
	} while (0)

uint32_t ax_ppe_exchange32(uint32_t *at, uint32_t value)
{
	uint32_t old;
	UNDER_LINE(at, 4, old = __atomic_exchange_n(at, value, __ATOMIC_SEQ_CST));
	return old;
}

uint64_t ax_ppe_exchange64(uint64_t *at, uint64_t value)
{
	uint64_t old;
	UNDER_LINE(at, 8, old = __atomic_exchange_n(at, value, __ATOMIC_SEQ_CST));
	return old;
}

uint32_t ax_ppe_add32(uint32_t *at, uint32_t n)
{
	uint32_t old;
	UNDER_LINE(at, 4, old = __atomic_fetch_add(at, n, __ATOMIC_SEQ_CST));
	return old;
}

uint64_t ax_ppe_add64(uint64_t *at, uint64_t n)
{
	uint64_t old;
	UNDER_LINE(at, 8, old = __atomic_fetch_add(at, n, __ATOMIC_SEQ_CST));
	return old;
}

bool ax_ppe_cas32(uint32_t *at, uint32_t *expected, uint32_t value)
{
	bool done;
	UNDER_LINE(at, 4,
		   done = __atomic_compare_exchange_n(at, expected, value, false, __ATOMIC_SEQ_CST,
						      __ATOMIC_SEQ_CST));
	return done;
}

bool ax_ppe_cas64(uint64_t *at, uint64_t *expected, uint64_t value)
{
	bool done;
	UNDER_LINE(at, 8,
		   done = __atomic_compare_exchange_n(at, expected, value, false, __ATOMIC_SEQ_CST,
						      __ATOMIC_SEQ_CST));
	return done;
}

void ax_ppe_wrote(const void *at, size_t bytes)
{
	ax_line_written(ax_cell_default(), (uintptr_t)at, bytes, NULL);
}
