// SPDX-License-Identifier: Apache-2.0
/* work: what argp says, envp times: 0 to 2 a kernel; 3 gets 16 KiB and waits for it, 4 gets the next
 * while it waits; 5 looks at a channel's count. Its mailbox has the result. */
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

/* By mailbox: the first place's address, and how many places there are. */
static unsigned long long first;
static unsigned places;

static void read_places(void)
{
	first = (unsigned long long)spu_read_in_mbox() << 32;
	first |= spu_read_in_mbox();
	places = spu_read_in_mbox();
}

/* Places, buffers and tags in turn. */
static void get(unsigned i)
{
	mfc_get(buffer[i & 1], first + i % places * (unsigned long long)BYTES, BYTES, i & 1, 0, 0);
}

/* These two return where in the local store the buffers are. */
static uint32_t get_and_wait(unsigned times)
{
	read_places();
	for (unsigned i = 0; i < times; i++) {
		get(i);
		wait(i & 1);
	}
	return (uint32_t)(uintptr_t)buffer;
}

static uint32_t get_ahead(unsigned times)
{
	read_places();
	for (unsigned i = 0; i < times; i++) {
		wait(i & 1);
		get(i);
	}
	wait(0);
	wait(1);
	return (uint32_t)(uintptr_t)buffer;
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
	static uint32_t (*const does[])(unsigned) = { kernel_fir,   kernel_sum, kernel_sort,
						      get_and_wait, get_ahead,	look };
	(void)spe;
	spu_write_out_mbox(does[argp]((unsigned)envp));
	return 0;
}
