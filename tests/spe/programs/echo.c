// SPDX-License-Identifier: Apache-2.0
/* echo: says its arguments, then adds 1 to whatever comes, until 0 does. Signals are added too. */
#include <spu_mfcio.h>

int main(unsigned long long spe, unsigned long long argp, unsigned long long envp)
{
	(void)spe;
	unsigned long long words[] = { argp, envp };
	for (int i = 0; i < 2; i++) {
		spu_write_out_mbox((uint32_t)(words[i] >> 32));
		spu_write_out_mbox((uint32_t)words[i]);
	}
	for (;;) {
		uint32_t word = spu_read_in_mbox();
		if (!word)
			break;
		if (spu_stat_signal1())
			word += spu_read_signal1();
		spu_write_out_mbox(word + 1);
	}
	spu_write_out_intr_mbox(0xabcdef);
	return 42;
}
