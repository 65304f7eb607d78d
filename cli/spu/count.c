// SPDX-License-Identifier: Apache-2.0
/* count: adds to a number in main memory that others add to as well, by reservations: who has lost
 * its reservation begins again. */
#include "job.h"

#include <spu_mfcio.h>

static unsigned long long line[16] __attribute__((aligned(128)));
static struct job job;

static void add_one(unsigned long long at)
{
	do {
		mfc_getllar(line, at, 0, 0);
		mfc_read_atomic_status();
		line[0]++;
		mfc_putllc(line, at, 0, 0);
	} while (mfc_read_atomic_status() & MFC_PUTLLC_STATUS);
}

int main(unsigned long long spe, unsigned long long argp, unsigned long long envp)
{
	(void)spe;
	(void)envp;
	mfc_get(&job, argp, sizeof(job), 0, 0, 0);
	mfc_write_tag_mask(1);
	mfc_read_tag_status_all();
	for (unsigned long long i = 0; i < job.n; i++)
		add_one(job.to);
	return 0;
}
