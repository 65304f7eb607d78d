// SPDX-License-Identifier: Apache-2.0
/* hash: hashes of texts: FNV, Murmur's third in 32 bits, and a table with open places. */
#include "result.h"

static uint32_t fnv(const char *text)
{
	uint32_t hash = 2166136261U;

	while (*text)
		hash = (hash ^ (uint8_t)*text++) * 16777619U;
	return hash;
}

static uint32_t murmur(const uint32_t *words, unsigned n, uint32_t hash)
{
	uint32_t bytes = n * 4;

	while (n--) {
		uint32_t k = *words++ * 0xcc9e2d51;

		hash ^= (k << 15 | k >> 17) * 0x1b873593;
		hash = (hash << 13 | hash >> 19) * 5 + 0xe6546b64;
	}
	hash ^= bytes;
	hash = (hash ^ hash >> 16) * 0x85ebca6b;
	hash = (hash ^ hash >> 13) * 0xc2b2ae35;
	return hash ^ hash >> 16;
}

static uint32_t keys[256];
static uint32_t counts[256];

static void count(uint32_t key)
{
	uint32_t at = murmur(&key, 1, 0) % 256;

	while (counts[at] && keys[at] != key)
		at = (at + 1) % 256;
	keys[at] = key;
	counts[at]++;
}

int program(uint64_t memory)
{
	uint32_t words[20];
	uint32_t state = 1;
	uint32_t sum = 0;

	(void)memory;
	say("fnv", fnv("dataflow"));
	say("fnv of nothing", fnv(""));
	for (int i = 0; i < 20; i++)
		words[i] = next_random(&state);
	say("murmur", murmur(words, 20, 0x9747b28c));
	for (int i = 0; i < 1000; i++)
		count(next_random(&state) % 199);
	for (int i = 0; i < 256; i++)
		sum = mix(mix(sum, keys[i]), counts[i]);
	say("table", sum);
	return 0;
}
