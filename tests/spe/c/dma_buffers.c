// SPDX-License-Identifier: Apache-2.0
/* dma_buffers: a transformation of 32 KiB with two buffers: one is on its way while the other is worked on. */
#include <spu_mfcio.h>

#include "result.h"

#define PIECE  1024
#define PIECES 32

static uint8_t buffer[2][PIECE] __attribute__((aligned(128)));

static void wait_for(int which)
{
	mfc_write_tag_mask(1U << which);
	mfc_read_tag_status_all();
}

static uint32_t transform(uint8_t *bytes, uint32_t carry)
{
	for (int i = 0; i < PIECE; i++) {
		carry = carry * 31 + bytes[i];
		bytes[i] = (uint8_t)(carry >> 7);
	}
	return carry;
}

int program(uint64_t memory)
{
	uint32_t carry = 1;
	uint32_t sum = 0;

	mfc_get(buffer[0], memory, PIECE, 0, 0, 0);
	for (int i = 0; i < PIECES; i++) {
		int which = i & 1;

		/* The fence keeps the fetch behind the buffer's own way back. */
		if (i + 1 < PIECES)
			mfc_getf(buffer[!which], memory + (uint64_t)(i + 1) * PIECE, PIECE, !which,
				 0, 0);
		wait_for(which);
		carry = transform(buffer[which], carry);
		mfc_put(buffer[which], memory + (uint64_t)i * PIECE, PIECE, which, 0, 0);
	}
	wait_for(0);
	wait_for(1);
	for (int i = 0; i < PIECES; i++) {
		mfc_get(buffer[0], memory + (uint64_t)i * PIECE, PIECE, 0, 0, 0);
		wait_for(0);
		for (int k = 0; k < PIECE; k++)
			sum = mix(sum, buffer[0][k]);
	}
	say("carry", carry);
	say("sum", sum);
	return PIECES;
}
