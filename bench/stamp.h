// SPDX-License-Identifier: Apache-2.0
/* stamp: a payload's number, at its beginning and at its end. */
#ifndef AXON_BENCH_STAMP_H
#define AXON_BENCH_STAMP_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

enum {
	BENCH_LEAST_PAYLOAD = 2 * sizeof(uint64_t)
};

static inline void bench_stamp(unsigned char *bytes, uint64_t size, uint64_t number)
{
	memcpy(bytes, &number, sizeof(number));
	memcpy(bytes + size - sizeof(number), &number, sizeof(number));
}

static inline bool bench_stamped(const unsigned char *bytes, uint64_t size, uint64_t number)
{
	uint64_t first, last;
	memcpy(&first, bytes, sizeof(first));
	memcpy(&last, bytes + size - sizeof(last), sizeof(last));
	return first == number && last == number;
}

#endif
