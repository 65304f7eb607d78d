// SPDX-License-Identifier: Apache-2.0
/* crowd: passes a number round a circle of SPEs by sndsig, envp times: argp is the signal register
 * of the next one. Each adds 1; the first, told by its mailbox, starts. */
#include <spu_mfcio.h>

/* sndsig sends from where in its quadword the register is. */
static volatile uint32_t words[4] __attribute__((aligned(16)));

static void send(unsigned long long ea, uint32_t word)
{
	volatile uint32_t *slot = &words[(ea & 15) / 4];
	*slot = word;
	mfc_sndsig(slot, ea, 1, 0, 0);
	mfc_write_tag_mask(1 << 1);
	mfc_read_tag_status_all();
}

int main(unsigned long long spe, unsigned long long argp, unsigned long long envp)
{
	(void)spe;
	int first = (int)spu_read_in_mbox();
	uint32_t word = 0;
	for (unsigned long long i = 0; i < envp; i++) {
		if (!first || i > 0)
			word = spu_read_signal1();
		send(argp, word + 1);
	}
	if (first)
		word = spu_read_signal1();
	spu_write_out_mbox(word);
	return 0;
}
