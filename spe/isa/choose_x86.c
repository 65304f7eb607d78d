// SPDX-License-Identifier: Apache-2.0
/* choose: the loop that suits the host. */
#include "isa_private.h"

ax_isa_executor *ax_isa_choose(void)
{
	bool has_both = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
	return has_both ? ax_isa_execute_avx2 : ax_isa_execute;
}
