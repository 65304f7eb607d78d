// SPDX-License-Identifier: Apache-2.0
/* dma_list: lists: pieces gathered from all over memory, and scattered. */
#include <spu_mfcio.h>

#include "result.h"

#define PIECES 40

static uint8_t buffer[PIECES * 144] __attribute__((aligned(128)));
static mfc_list_element_t list[PIECES] __attribute__((aligned(8)));

static uint32_t sum_of(const uint8_t *bytes, uint32_t n)
{
	uint32_t sum = 0;

	while (n--)
		sum = mix(sum, *bytes++);
	return sum;
}

static uint32_t fill_list(uint64_t memory, uint32_t step)
{
	uint32_t bytes = 0;

	for (uint32_t i = 0; i < PIECES; i++) {
		uint32_t size = 16 + i * 16 % 144;

		list[i].notify = 0;
		list[i].reserved = 0;
		list[i].size = size;
		list[i].eal = mfc_ea2l(memory + i * step);
		bytes += size;
	}
	return bytes;
}

int program(uint64_t memory)
{
	uint32_t bytes = fill_list(memory, 560);

	mfc_getl(buffer, memory, list, sizeof list, 3, 0, 0);
	mfc_write_tag_mask(1 << 3);
	mfc_read_tag_status_all();
	say("bytes", bytes);
	say("gathered", sum_of(buffer, bytes));
	for (uint32_t i = 0; i < bytes; i++)
		buffer[i] ^= (uint8_t)i;
	fill_list(memory, 176);
	mfc_putl(buffer, memory, list, sizeof list, 4, 0, 0);
	mfc_write_tag_mask(1 << 4);
	mfc_read_tag_status_all();
	mfc_get(buffer, memory, sizeof buffer, 5, 0, 0);
	mfc_write_tag_mask(1 << 5);
	mfc_read_tag_status_all();
	say("scattered", sum_of(buffer, sizeof buffer));
	return PIECES;
}
