// SPDX-License-Identifier: Apache-2.0
/* long_add: sums and differences of 64 and 128 bits: the carries between words. */
#include "result.h"

struct wide {
	uint64_t high;
	uint64_t low;
};

static struct wide add(struct wide a, struct wide b)
{
	struct wide sum = { a.high + b.high, a.low + b.low };

	sum.high += sum.low < a.low;
	return sum;
}

int program(uint64_t memory)
{
	uint32_t state = 8;
	uint32_t sums = 0;
	uint32_t wide = 0;
	struct wide all = { 0, 0 };

	(void)memory;
	for (int i = 0; i < 200; i++) {
		uint64_t a = next_random_long(&state);
		uint64_t b = next_random_long(&state) >> (i % 64);

		sums = mix_long(sums, a + b);
		sums = mix_long(sums, a - b);
		sums = mix_long(sums, -a);
		all = add(all, (struct wide){ b, a });
		wide = mix_long(mix_long(wide, all.high), all.low);
	}
	say("sums", sums);
	say("wide", wide);
	say("carry", UNKNOWN(UINT64_C(0xffffffff)) + 1);
	say("borrow", UNKNOWN(UINT64_C(0x100000000)) - 1);
	say("around", UNKNOWN(UINT64_MAX) + 2);
	return 0;
}
