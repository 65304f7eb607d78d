// SPDX-License-Identifier: Apache-2.0
/* long_wide: the compiler's own integers of 128 bits. */
#include "result.h"

typedef unsigned __int128 wide;
typedef __int128 signed_wide;

static uint32_t mix_wide(uint32_t sum, wide value)
{
	return mix_long(mix_long(sum, (uint64_t)(value >> 64)), (uint64_t)value);
}

int program(uint64_t memory)
{
	wide a = (wide)UNKNOWN(UINT64_C(0x0123456789abcdef)) << 64 | 0xfedcba9876543210;
	uint32_t sums = 0;
	uint32_t products = 0;
	uint32_t quotients = 0;
	uint32_t shifts = 0;

	(void)memory;
	for (unsigned i = 0; i < 48; i++) {
		wide b = (a >> UNKNOWN(i * 2 + 1)) | 1;
		signed_wide c = (signed_wide)a;

		sums = mix_wide(mix_wide(sums, a + b), a - b);
		products = mix_wide(products, a * b);
		quotients = mix_wide(mix_wide(quotients, a / b), a % b);
		quotients = mix_wide(quotients, (wide)(c / (signed_wide)b));
		shifts = mix_wide(mix_wide(shifts, a << i), (wide)(c >> i));
		a = a * 0xda942042e4dd58b5 + (a >> 90);
	}
	say("sums", sums);
	say("products", products);
	say("quotients", quotients);
	say("shifts", shifts);
	return 128;
}
