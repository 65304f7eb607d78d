// SPDX-License-Identifier: Apache-2.0
/* statics: variables, tables of pointers and local store addresses; counts its own runs. */
#include <spu_mfcio.h>

static int runs;
static int zeros[100];
static int twice(int n)
{
	return 2 * n;
}
static int plus_3(int n)
{
	return n + 3;
}
static int (*const functions[])(int) = { twice, plus_3 };
static const char *const names[] = { "twice", "plus 3" };
static int *const place = &runs;

/* Tells by its mailbox where `runs` is; 0xff when something is not as it should be. */
int main(unsigned long long spe, unsigned long long argp, unsigned long long envp)
{
	int local = 0;
	(void)spe;
	(void)argp;
	(void)envp;
	for (int i = 0; i < 100; i++)
		local |= zeros[i];
	if (local || functions[0](21) != 42 || functions[1](39) != 42 || names[1][5] != '3')
		return 0xff;
	spu_write_out_mbox((uint32_t)&runs);
	(*place)++;
	return runs;
}
