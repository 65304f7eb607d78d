// SPDX-License-Identifier: Apache-2.0
/* dma_copy: memory fetched, changed and put back, in pieces from 1 byte to 16 KiB. */
#include <spu_mfcio.h>

#include "result.h"

static uint8_t buffer[16384] __attribute__((aligned(128)));

static void wait_for(uint32_t tag)
{
	mfc_write_tag_mask(1U << tag);
	mfc_read_tag_status_all();
}

static uint32_t sum_of(uint32_t bytes)
{
	uint32_t sum = 0;

	for (uint32_t i = 0; i < bytes; i++)
		sum = mix(sum, buffer[i]);
	return sum;
}

int program(uint64_t memory)
{
	static const uint32_t sizes[] = { 16, 32, 128, 1008, 4096, 16384 };

	for (uint32_t i = 0; i < 6; i++) {
		mfc_get(buffer, memory + i * 128, sizes[i], i, 0, 0);
		wait_for(i);
		say("got", sum_of(sizes[i]));
		for (uint32_t k = 0; k < sizes[i]; k++)
			buffer[k] = (uint8_t)(buffer[k] * 3 + i);
		mfc_put(buffer, memory + 32768, sizes[i], i, 0, 0);
		mfc_getb(buffer, memory + 32768 - 16, 256, i, 0, 0);
		wait_for(i);
		say("put", sum_of(256));
	}
	/* The small ones stay where they are within 16 bytes. */
	for (uint32_t bytes = 1; bytes <= 8; bytes *= 2) {
		buffer[16 + bytes] = (uint8_t)(200 + bytes);
		mfc_put(buffer + 16 + bytes, memory + 49152 + bytes, bytes, 9, 0, 0);
		mfc_getf(buffer + 64, memory + 49152, 16, 9, 0, 0);
		wait_for(9);
		say("small", sum_of(96));
	}
	return 16;
}
