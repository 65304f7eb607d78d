// SPDX-License-Identifier: Apache-2.0
/* mailbox: words to the PPE and its answers: both mailboxes, a signal, and what they count. */
#include <spu_mfcio.h>

#include "result.h"

int program(uint64_t memory)
{
	uint32_t word = 20261128;
	uint32_t sum = 0;

	(void)memory;
	say("room", spu_stat_out_mbox());
	say("nothing", spu_stat_in_mbox());
	for (int i = 0; i < 20; i++) {
		spu_write_out_mbox(word);
		sum = mix(sum, spu_stat_out_mbox());
		spu_stop(1);
		sum = mix(sum, spu_stat_in_mbox());
		sum = mix(sum, spu_stat_signal1());
		sum = mix(sum, spu_read_signal1());
		sum = mix(sum, spu_stat_signal1());
		for (int k = 0; k < 4; k++) {
			word = spu_read_in_mbox();
			sum = mix(sum, word);
		}
		sum = mix(sum, spu_stat_in_mbox());
		word ^= sum;
	}
	say("sum", sum);
	say("word", word);
	return 20;
}
