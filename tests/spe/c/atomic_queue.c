// SPDX-License-Identifier: Apache-2.0
/* atomic_queue: a queue of lines: slots taken by a conditional store, filled through the MFC's queue. */
#include <spu_mfcio.h>

#include "result.h"

#define SLOTS 8

struct line {
	uint32_t word[32];
} __attribute__((aligned(128)));

static struct line head, slot;

/* Takes the number of a slot, or all ones when none is free. The counts are at the first line. */
static uint32_t take(uint64_t memory, int which, uint32_t limit)
{
	uint32_t number;

	do {
		mfc_getllar(&head, memory, 0, 0);
		mfc_read_atomic_status();
		number = head.word[which];
		if (number == limit)
			return UINT32_MAX;
		head.word[which] = number + 1;
		mfc_putllc(&head, memory, 0, 0);
	} while (mfc_read_atomic_status() & MFC_PUTLLC_STATUS);
	return number;
}

int program(uint64_t memory)
{
	uint32_t sum = 0;
	uint32_t full = 0;

	mfc_write_tag_mask(1 << 6);
	head = (struct line){ { 0 } };
	mfc_putqlluc(&head, memory, 6, 0, 0);
	mfc_read_tag_status_all();
	for (uint32_t i = 0; i < 60; i++) {
		uint32_t number = take(memory, 0, head.word[1] + SLOTS);

		full += number == UINT32_MAX;
		if (number != UINT32_MAX) {
			slot.word[i % 32] = number * 100 + i;
			mfc_putqlluc(&slot, memory + 128 + number % SLOTS * 128, 6, 0, 0);
			mfc_read_tag_status_all();
		}
		if (i % 3 == 0)
			continue;
		number = take(memory, 1, head.word[0]);
		mfc_get(&slot, memory + 128 + number % SLOTS * 128, 128, 6, 0, 0);
		mfc_read_tag_status_all();
		sum = mix(mix(sum, slot.word[i % 32]), slot.word[number % 32]);
	}
	say("sum", sum);
	say("full", full);
	say("put", head.word[0]);
	say("taken", head.word[1]);
	return (int)full;
}
