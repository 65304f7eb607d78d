// SPDX-License-Identifier: Apache-2.0
/* choose: the loop that suits the host: there is one. */
#include "isa_private.h"

ax_isa_executor *ax_isa_choose(void)
{
	return ax_isa_execute;
}
