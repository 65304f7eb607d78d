// SPDX-License-Identifier: Apache-2.0
/* script_spu: what the script needs of an SPU's own compiler, whose channels and stop codes are
 * parts of instructions: a case for each channel, and code that is written before it runs. */
#ifndef AXON_TESTS_SPE_SCRIPT_SPU_H
#define AXON_TESTS_SPE_SCRIPT_SPU_H

#ifdef __SPU__

#	include <spu_mfcio.h>

#	define EACH_CHANNEL(use)                                                                  \
		use(0) use(1) use(2) use(3) use(4) use(6) use(7) use(8) use(9) use(11) use(12)     \
			use(13) use(14) use(15) use(16) use(17) use(18) use(19) use(20) use(21)    \
				use(22) use(23) use(24) use(25) use(26) use(27) use(28) use(29)    \
					use(30)

#	define READ(n)                                                                            \
	case n:                                                                                    \
		return spu_readch(n);
#	define WRITE(n)                                                                           \
	case n:                                                                                    \
		spu_writech(n, value);                                                             \
		break;
#	define COUNT(n)                                                                           \
	case n:                                                                                    \
		return spu_readchcnt(n);

static unsigned int read_channel(unsigned int channel)
{
	switch (channel) {
		EACH_CHANNEL(READ)
	default:
		return 0;
	}
}

static void write_channel(unsigned int channel, unsigned int value)
{
	switch (channel) {
		EACH_CHANNEL(WRITE)
	default:
		break;
	}
}

static unsigned int count_channel(unsigned int channel)
{
	switch (channel) {
		EACH_CHANNEL(COUNT)
	default:
		return 0;
	}
}

/* The word, what a call of the PPE skips, and the way back. */
static void execute(unsigned int word)
{
	static volatile unsigned int code[4] __attribute__((aligned(16)));
	int is_call = word >> 8 == 0x21;
	code[0] = word;
	code[1] = is_call ? 0 : 0x35000000; /* bi $0 */
	code[2] = 0x35000000;
	spu_sync();
	((void (*)(void))(unsigned int)code)();
}

#endif /* __SPU__ */

#endif
