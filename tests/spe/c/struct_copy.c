// SPDX-License-Identifier: Apache-2.0
/* struct_copy: structs of many sizes copied by assignment, inside arrays and out of them. */
#include "result.h"

#define SIZES(X)                                                                                   \
	X(1)                                                                                       \
	X(2)                                                                                       \
	X(3) X(4) X(5) X(7) X(8) X(12) X(15) X(16) X(17) X(20) X(31) X(32) X(33) X(64) X(100) X(129)

/* For each size: fills an array of three, copies them around, and sums up the bytes. */
#define COPY(N)                                                                                    \
	struct bytes_##N {                                                                         \
		uint8_t at[N];                                                                     \
	};                                                                                         \
	static struct bytes_##N many_##N[3];                                                       \
	static uint32_t __attribute__((noinline)) copy_##N(uint32_t sum)                           \
	{                                                                                          \
		struct bytes_##N kept;                                                             \
		for (int i = 0; i < 3 * (N); i++)                                                  \
			many_##N[i / (N)].at[i % (N)] = (uint8_t)(i * 5 + (N));                    \
		kept = many_##N[UNKNOWN(2)];                                                       \
		many_##N[UNKNOWN(2)] = many_##N[UNKNOWN(0)];                                       \
		many_##N[UNKNOWN(0)] = many_##N[UNKNOWN(1)];                                       \
		many_##N[UNKNOWN(1)] = kept;                                                       \
		for (int i = 0; i < 3 * (N); i++)                                                  \
			sum = mix(sum, many_##N[i / (N)].at[i % (N)]);                             \
		return sum;                                                                        \
	}

SIZES(COPY)

int program(uint64_t memory)
{
	uint32_t sum = 0;

	(void)memory;
#define CALL(N) sum = copy_##N(sum);
	SIZES(CALL)
	say("sum", sum);
	return 0;
}
