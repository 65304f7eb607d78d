// SPDX-License-Identifier: Apache-2.0
/* order: words that the PPE and SPUs share, in the SPUs' byte order: big-endian on SPUs, the
 * host's in native programs. spe_add_program() says which. On a Cell these do nothing. */
#ifndef AXON_EXAMPLES_SPE_ORDER_H
#define AXON_EXAMPLES_SPE_ORDER_H

#include <endian.h>
#include <stdint.h>
#include <string.h>

#ifndef SPE_PROGRAM_BIG_ENDIAN
#	define SPE_PROGRAM_BIG_ENDIAN 1
#endif

static inline uint32_t spu32(uint32_t word)
{
	return SPE_PROGRAM_BIG_ENDIAN ? htobe32(word) : word;
}

static inline uint64_t spu64(uint64_t word)
{
	return SPE_PROGRAM_BIG_ENDIAN ? htobe64(word) : word;
}

static inline void put_float(void *at, float value)
{
	uint32_t word;
	memcpy(&word, &value, sizeof(word));
	word = spu32(word);
	memcpy(at, &word, sizeof(word));
}

static inline float get_float(const void *at)
{
	uint32_t word;
	float value;
	memcpy(&word, at, sizeof(word));
	word = spu32(word);
	memcpy(&value, &word, sizeof(value));
	return value;
}

#endif
