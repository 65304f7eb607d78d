// SPDX-License-Identifier: Apache-2.0
/* wrong: what argp says: 0 a stack without end, 1 an address of nowhere, 2 no instruction, 3 a
 * halt, 4 abort, 5 all is well. */
#include <spu_mfcio.h>
#include <stdlib.h>

static int deep(volatile int *above, int n)
{
	volatile int here[64];
	here[0] = above[0] + n;
	return n ? deep(here, n + 1) + here[0] : 0;
}

int main(unsigned long long spe, unsigned long long argp, unsigned long long envp)
{
	(void)spe;
	volatile int zero = 0;
	int *volatile nowhere = (int *)(uintptr_t)envp;
	switch (argp) {
	case 0:
		return deep(&zero, 1);
	case 1:
		return *nowhere;
	case 2:
		__builtin_trap();
	case 3:
		spu_hcmpeq(zero, 0);
		return 1;
	case 4:
		abort();
	default:
		return 5;
	}
}
