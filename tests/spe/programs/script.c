// SPDX-License-Identifier: Apache-2.0
/* script: an SPU program that carries out the list of operations that a test has written into its
 * local store. */
#include "script.h"

#ifdef __SPU__
#	include "script_spu.h"
#else
#	include <spu_mfcio.h>

/* The native backend takes any channel and code. */
#	define read_channel(channel)	      spu_readch(channel)
#	define write_channel(channel, value) spu_writech(channel, value)
#	define count_channel(channel)	      spu_readchcnt(channel)
#	define execute(word)		      spu_stop(word)
#endif

/* Where in local store; its address tells where that is. */
static char here;

static volatile unsigned int *at(unsigned int ls)
{
	return (volatile unsigned int *)(((__UINTPTR_TYPE__)&here & ~(__UINTPTR_TYPE__)0x3ffff) +
					 ls);
}

static void expect(unsigned int got, unsigned int value)
{
	*at(SCRIPT_GOT) = got;
	if (got != value)
		execute(0x2001);
}

static void carry_out(unsigned int op, unsigned int channel, unsigned int value)
{
	switch (op) {
	case SCRIPT_WRITE:
		write_channel(channel, value);
		break;
	case SCRIPT_READ:
		expect(read_channel(channel), value);
		break;
	case SCRIPT_TAKE:
		*at(SCRIPT_GOT) = read_channel(channel);
		break;
	case SCRIPT_COUNT:
		expect(count_channel(channel), value);
		break;
	case SCRIPT_UNTIL:
		while (count_channel(channel) != value)
			;
		break;
	case SCRIPT_STOP:
		execute(value);
		break;
	case SCRIPT_HALT:
		spu_hcmpeq(value, value);
		break;
	case SCRIPT_ILLEGAL:
		execute(0x00808000);
		break;
	case SCRIPT_STORE:
		*at(channel) = value;
		break;
	case SCRIPT_LOAD:
		expect(*at(channel), value);
		break;
	case SCRIPT_POLL:
		while (*at(channel) != value)
			;
		break;
	default:
		execute(0x2000 | value);
		break;
	}
}

int main(void)
{
	for (;;) {
		unsigned int next = *at(SCRIPT_NEXT);
		volatile unsigned int *op = at(SCRIPT_AT + 16 * next);
		*at(SCRIPT_NEXT) = next + 1;
		carry_out(op[0], op[1], op[2]);
	}
}
