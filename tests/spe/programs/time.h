// SPDX-License-Identifier: Apache-2.0
/* time: the tasks of time.c. */
#ifndef AXON_TESTS_SPE_TIME_H
#define AXON_TESTS_SPE_TIME_H

enum time_kind {
	TIME_SINGLE,  /* n gets, each awaited and worked on */
	TIME_TWOFOLD, /* the same by two buffers */
	TIME_UNALIGNED,
	TIME_LIST, /* n elements */
	TIME_ASK,
	TIME_ATOMIC,
	TIME_SIGNAL,
	TIME_AWAIT_SIGNAL,
	TIME_POLL,
	TIME_PUT, /* and a word to the PPE meanwhile */
	TIME_AWAIT_WORD,
};

enum {
	TIME_WORK = 1000 /* cycles */
};

#define TIME_TASK(kind, bytes, n)                                                                  \
	((unsigned long long)(n) << 32 | (unsigned long long)(bytes) << 16 | (kind))

#endif
