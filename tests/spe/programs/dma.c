// SPDX-License-Identifier: Apache-2.0
/* dma: turns each byte of main memory into its complement: argp the place, envp how many times
 * 16 KiB. Gets by plain commands and by lists in turn, and puts with a fence into what it got. */
#include <spu_mfcio.h>

enum {
	BYTES = 16384,
	PARTS = 8
};

static char buffer[2][BYTES] __attribute__((aligned(128)));
static mfc_list_element_t list[PARTS] __attribute__((aligned(8)));

static void get(unsigned int tag, unsigned long long ea)
{
	if (tag) {
		mfc_getf(buffer[tag], ea, BYTES, tag, 0, 0);
		return;
	}
	for (int i = 0; i < PARTS; i++) {
		list[i].notify = 0;
		list[i].reserved = 0;
		list[i].size = BYTES / PARTS;
		list[i].eal = mfc_ea2l(ea) + (unsigned int)i * (BYTES / PARTS);
	}
	mfc_getlf(buffer[tag], ea, list, sizeof(list), tag, 0, 0);
}

static void wait(unsigned int tag)
{
	mfc_write_tag_mask(1 << tag);
	mfc_read_tag_status_all();
}

int main(unsigned long long spe, unsigned long long argp, unsigned long long envp)
{
	(void)spe;
	get(0, argp);
	for (unsigned long long i = 0; i < envp; i++) {
		unsigned int tag = (unsigned int)(i & 1);
		if (i + 1 < envp)
			get(!tag, argp + (i + 1) * BYTES);
		wait(tag);
		for (int n = 0; n < BYTES; n++)
			buffer[tag][n] = (char)~buffer[tag][n];
		mfc_put(buffer[tag], argp + i * BYTES, BYTES, tag, 0, 0);
	}
	wait(0);
	wait(1);
	return 0;
}
