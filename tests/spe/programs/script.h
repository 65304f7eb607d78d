// SPDX-License-Identifier: Apache-2.0
/* script: a list of channel operations that an SPU program of any backend carries out. The test
 * writes it into local store, so that the same test runs on every backend. Words are in the
 * program's order. */
#ifndef AXON_TESTS_SPE_SCRIPT_H
#define AXON_TESTS_SPE_SCRIPT_H

enum {
	SCRIPT_AT = 0x28000,   /* LS address of the operations, 16 bytes each */
	SCRIPT_NEXT = 0x27ff0, /* of the index of the one in hand */
	SCRIPT_GOT = 0x27ff4,  /* of the last value that was read or counted */
	SCRIPT_DATA = 0x30000, /* 32 KiB for the test */
	SCRIPT_MAX = 2000,
};

enum script_op {
	SCRIPT_END,	/* exit(value) */
	SCRIPT_WRITE,	/* wrch channel, value */
	SCRIPT_READ,	/* rdch channel: exit(1) unless it is value */
	SCRIPT_TAKE,	/* rdch channel, whatever it is */
	SCRIPT_COUNT,	/* rchcnt channel: exit(1) unless it is value */
	SCRIPT_UNTIL,	/* rchcnt channel until it is value */
	SCRIPT_STOP,	/* stop value */
	SCRIPT_HALT,	/* a conditional halt whose condition holds */
	SCRIPT_ILLEGAL, /* what is no instruction */
	SCRIPT_STORE,	/* stores value at LS address `channel` */
	SCRIPT_LOAD,	/* exit(1) unless the word at LS address `channel` is value */
	SCRIPT_POLL,	/* loads LS address `channel` until it is value */
};

#endif
