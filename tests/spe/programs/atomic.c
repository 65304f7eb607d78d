// SPDX-License-Identifier: Apache-2.0
/* atomic: adds 1 to each byte of the first 16 of a line (argp) as often as envp says, while others
 * do the same. */
#include <spu_mfcio.h>

static unsigned char line[128] __attribute__((aligned(128)));

static int add(unsigned long long ea)
{
	mfc_getllar(line, ea, 0, 0);
	if (mfc_read_atomic_status() != MFC_GETLLAR_STATUS)
		return -1;
	for (int i = 0; i < 16; i++)
		line[i]++;
	mfc_putllc(line, ea, 0, 0);
	return (int)(mfc_read_atomic_status() & MFC_PUTLLC_STATUS);
}

int main(unsigned long long spe, unsigned long long argp, unsigned long long envp)
{
	(void)spe;
	while (envp > 0) {
		int failed = add(argp);
		if (failed < 0)
			return 1;
		envp -= !failed;
	}
	return 0;
}
