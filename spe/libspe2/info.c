// SPDX-License-Identifier: Apache-2.0
/* info: what the machine has: one processor with as many SPEs as it was configured with. */
#include "libspe2/private.h"

#include <errno.h>

int spe_cpu_info_get(int info_requested, int cpu_node)
{
	const struct ax_cell *cell = ax_cell_default();
	if (!cell)
		return ax_spe_fail(ENOMEM);
	switch (info_requested) {
	case SPE_COUNT_PHYSICAL_CPU_NODES:
		return cpu_node == -1 ? 1 : ax_spe_fail(EINVAL);
	case SPE_COUNT_PHYSICAL_SPES:
	case SPE_COUNT_USABLE_SPES:
		return cpu_node == -1 || cpu_node == 0 ? (int)cell->config.n_spes
						       : ax_spe_fail(EINVAL);
	default:
		return ax_spe_fail(EINVAL);
	}
}
