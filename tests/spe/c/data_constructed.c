// SPDX-License-Identifier: Apache-2.0
/* data_constructed: functions that run before main, in the order of their priorities. */
#include "result.h"

static uint32_t sum = 1;

static void __attribute__((constructor(102))) second(void)
{
	sum = mix(sum, 2);
}

static void __attribute__((constructor)) last(void)
{
	sum = mix(sum, 3);
}

static void __attribute__((constructor(101))) first(void)
{
	sum = mix(sum, 1);
}

int program(uint64_t memory)
{
	(void)memory;
	say("sum", sum);
	return 3;
}
