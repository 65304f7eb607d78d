// SPDX-License-Identifier: Apache-2.0
/* execute: the loop, on any host. */
#include "loop.h"

enum ax_isa_end ax_isa_execute(struct ax_isa *isa, uint64_t n)
{
	return ax_loop(isa, n);
}
