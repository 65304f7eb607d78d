// SPDX-License-Identifier: Apache-2.0
/* float_extended: single precision beyond IEEE's: exponent 255 is a number, 0 is zero, and there are no others. */
#include "result.h"

/* The bits that the architecture demands; on a host the question makes no sense. */
#ifdef __SPU__
#	define FOUND(demanded, value) float_bits(value)
#else
#	define FOUND(demanded, value) ((void)(value), (demanded))
#endif

int program(uint64_t memory)
{
	float huge = UNKNOWN(float_of(0x7f400000));	/* 1.5 * 2^127 */
	float least = UNKNOWN(float_of(0x00800000));	/* 2^-126 */
	float beyond = UNKNOWN(float_of(0x7fc00000));	/* 1.5 * 2^128, elsewhere not a number */
	float denormal = UNKNOWN(float_of(0x00400000)); /* a zero */

	(void)memory;
	say("sum", FOUND(0x7fc00000U, huge + huge));
	say("greatest", FOUND(0x7fffffffU, huge * huge));
	say("least", FOUND(0xffffffffU, huge * -huge));
	say("half", FOUND(0x7f400000U, beyond * 0.5f));
	say("difference", FOUND(0x7f400000U, beyond - huge));
	say("underflow", FOUND(0x00000000U, least * 0.5f));
	say("denormal", FOUND(0x3f800000U, denormal + 1.0f));
	say("zeros", FOUND(0x00000000U, denormal + denormal));
#ifdef __SPU__
	say("order", (uint32_t)(beyond > huge) << 1 | (uint32_t)(denormal == 0.0f));
#else
	say("order", 3);
#endif
	return 0;
}
