// SPDX-License-Identifier: Apache-2.0
/* switch_sparse: switches over values far apart, ranges, and with falling through. */
#include "result.h"

static uint32_t far_apart(uint32_t value)
{
	switch (value) {
	case 0:
		return 1;
	case 17:
		return 2;
	case 1000:
		return 3;
	case 65535:
		return 4;
	case 65536:
		return 5;
	case 0x7fffffff:
		return 6;
	case 0x80000000:
		return 7;
	case 0xfffffffe:
		return 8;
	default:
		return 9;
	}
}

static uint32_t ranges(int value)
{
	switch (value) {
	case -100 ... - 1:
		return 10;
	case 0 ... 9:
		return 20;
	case 'a' ... 'z':
		return 30;
	case 1000 ... 100000:
		return 40;
	default:
		return 50;
	}
}

static uint32_t falling(unsigned n)
{
	uint32_t sum = 0;

	switch (n & 7) {
	case 7:
		sum += 64;
		__attribute__((fallthrough));
	case 6:
		sum += 32;
		__attribute__((fallthrough));
	case 5:
		sum *= 3;
		__attribute__((fallthrough));
	case 3:
		sum += 8;
		break;
	case 2:
		sum += 4;
		__attribute__((fallthrough));
	case 1:
		sum ^= 0x55;
		break;
	default:
		sum = 99;
		break;
	}
	return sum;
}

int program(uint64_t memory)
{
	static const uint32_t values[] = { 0,	       1,	   16,	       17,
					   18,	       999,	   1000,       65535,
					   65536,      65537,	   0x7fffffff, 0x80000000,
					   0x80000001, 0xfffffffe, 0xffffffff };
	uint32_t sum = 0;

	(void)memory;
	for (unsigned i = 0; i < 15; i++)
		sum = mix(sum, far_apart(UNKNOWN(values[i])));
	say("far apart", sum);
	for (int i = -200; i < 200; i++)
		sum = mix(mix(sum, ranges(i)), ranges(i * 600));
	say("ranges", sum);
	for (unsigned i = 0; i < 16; i++)
		sum = mix(sum, falling(UNKNOWN(i)));
	say("falling", sum);
	return 0;
}
