// SPDX-License-Identifier: Apache-2.0
/* copy: main memory to main memory, 16 KiB at a time: while one buffer goes out the other comes in. */
#include "job.h"

#include <spu_mfcio.h>

enum {
	BYTES = 16384
};

static char buffer[2][BYTES] __attribute__((aligned(128)));
static struct job job;

static void wait(unsigned int tag)
{
	mfc_write_tag_mask(1 << tag);
	mfc_read_tag_status_all();
}

static unsigned int piece(unsigned long long at)
{
	unsigned long long left = job.n - at;
	return left < BYTES ? (unsigned int)left : BYTES;
}

int main(unsigned long long spe, unsigned long long argp, unsigned long long envp)
{
	(void)spe;
	(void)envp;
	mfc_get(&job, argp, sizeof(job), 0, 0, 0);
	wait(0);
	unsigned int tag = 0;
	for (unsigned long long at = 0; at < job.n; at += BYTES, tag = !tag) {
		/* Behind the put from this buffer. */
		mfc_getf(buffer[tag], job.from + at, piece(at), tag, 0, 0);
		wait(tag);
		mfc_put(buffer[tag], job.to + at, piece(at), tag, 0, 0);
	}
	wait(0);
	wait(1);
	return 0;
}
