// SPDX-License-Identifier: Apache-2.0
/* atomic_count: counters in a line of 128 bytes, raised by reserving and storing conditionally. */
#include <spu_mfcio.h>

#include "result.h"

static uint32_t line[32] __attribute__((aligned(128)));

/* Adds to a counter of the line at ea; returns what it was. */
static uint32_t add(uint64_t ea, int which, uint32_t amount)
{
	uint32_t before;

	do {
		mfc_getllar(line, ea, 0, 0);
		mfc_read_atomic_status();
		before = line[which];
		line[which] += amount;
		mfc_putllc(line, ea, 0, 0);
	} while (mfc_read_atomic_status() & MFC_PUTLLC_STATUS);
	return before;
}

int program(uint64_t memory)
{
	uint32_t sum = 0;

	for (int i = 0; i < 32; i++)
		line[i] = (uint32_t)i * 1000;
	mfc_putlluc(line, memory + 256, 0, 0);
	say("written", mfc_read_atomic_status() == MFC_PUTLLUC_STATUS);
	for (int i = 0; i < 500; i++)
		sum = mix(sum, add(memory + 256, i * 7 % 32, (uint32_t)i));
	mfc_getllar(line, memory + 256, 0, 0);
	say("reserved", mfc_read_atomic_status() == MFC_GETLLAR_STATUS);
	/* Nobody has a reservation of the line beside it. */
	mfc_putllc(line, memory + 512, 0, 0);
	say("refused", mfc_read_atomic_status() == MFC_PUTLLC_STATUS);
	say("before", sum);
	sum = 0;
	for (int i = 0; i < 32; i++)
		sum = mix(sum, line[i]);
	say("after", sum);
	return 0;
}
