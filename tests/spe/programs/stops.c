// SPDX-License-Identifier: Apache-2.0
/* stops: stops in the middle of work, and goes on with all that it had. */
#include <spu_mfcio.h>

static unsigned int sum(unsigned int from, unsigned int to)
{
	unsigned int all = 0;
	double half = 0;
	for (unsigned int i = from; i < to; i++) {
		all += i;
		half += i * 0.5;
		if (i % 10 == 0)
			spu_stop(0x111);
	}
	return half * 2 == all ? all : 0;
}

int main(unsigned long long spe, unsigned long long argp, unsigned long long envp)
{
	(void)spe;
	spu_stop(0);
	unsigned int all = sum((unsigned int)argp, (unsigned int)envp);
	spu_stop(0x3fff);
	return (int)(all & 0xff);
}
