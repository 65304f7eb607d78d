// SPDX-License-Identifier: Apache-2.0
/* counted: what some threads ask of libc and the kernel that could make them wait for others, counted
 * while a window is open. Linking counted.c puts its functions in the place of libc's, for the
 * libraries below us too; system calls, which libc makes by itself, are held up by a seccomp filter
 * until a thread of ours has counted them. */
#ifndef AXON_TESTS_COUNTED_H
#define AXON_TESTS_COUNTED_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum counted {
	COUNTED_LOCKS,	     /* of mutexes and read-write locks */
	COUNTED_CONDITIONS,  /* waited for, signalled */
	COUNTED_FUTEXES,     /* system calls: waits and wakes */
	COUNTED_ALLOCATIONS, /* malloc and its kin, free among them */
	COUNTED_BLOCKS,	     /* the engine's own: of lines, of buffers */
	COUNTED_MAPPINGS,    /* system calls that get memory or give it back */
	COUNTED_KINDS
};

extern const char *const counted_name[COUNTED_KINDS];

/* Starts and ends the thread that counts system calls; 0 or an error. */
int counted_init(void);
void counted_fini(void);
/* Catches the calling thread's system calls from now on; false where that is not possible.
 * Async-signal-safe. */
bool counted_catch_calls(void);
/* Counts what these threads do. */
void counted_open(const pthread_t *thread, size_t n);
void counted_close(uint32_t count[COUNTED_KINDS]);

#endif
