// SPDX-License-Identifier: Apache-2.0
/* work: what argp says, envp times: 0 to 2 a kernel, 3 gets 16 KiB, 4 looks at a channel's count.
 * Its mailbox has the result. */
#include "kernels.h"

#include <spu_mfcio.h>

enum {
	BYTES = 16384
};

static char buffer[2][BYTES] __attribute__((aligned(128)));

static void wait(unsigned tag)
{
	mfc_write_tag_mask(1 << tag);
	mfc_read_tag_status_all();
}

/* By two tags in turn, from places in turn. By mailbox: the first one's address, and how many. */
static uint32_t get(unsigned times)
{
	unsigned long long ea = (unsigned long long)spu_read_in_mbox() << 32;
	ea |= spu_read_in_mbox();
	unsigned places = spu_read_in_mbox();
	for (unsigned i = 0; i < times; i++) {
		wait(i & 1);
		mfc_get(buffer[i & 1], ea + i % places * (unsigned long long)BYTES, BYTES, i & 1, 0,
			0);
	}
	wait(0);
	wait(1);
	return (unsigned char)buffer[0][BYTES - 1];
}

static uint32_t look(unsigned times)
{
	uint32_t all = 0;
	for (unsigned i = 0; i < times; i++)
		all += spu_stat_in_mbox();
	return all;
}

int main(unsigned long long spe, unsigned long long argp, unsigned long long envp)
{
	static uint32_t (*const does[])(unsigned) = { kernel_fir, kernel_sum, kernel_sort, get,
						      look };
	(void)spe;
	spu_write_out_mbox(does[argp]((unsigned)envp));
	return 0;
}
