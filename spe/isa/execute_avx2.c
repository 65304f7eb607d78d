// SPDX-License-Identifier: Apache-2.0
/* execute_avx2: the loop, on hosts with AVX2 and FMA. */
#include "loop.h"

enum ax_isa_end ax_isa_execute_avx2(struct ax_isa *isa, uint64_t n)
{
	return ax_loop(isa, n);
}
