// SPDX-License-Identifier: Apache-2.0
/* stdlib.h: how a program for the SPU ends. There is no heap: local store is laid out by hand. */
#ifndef AXON_SPU_STDLIB_H
#define AXON_SPU_STDLIB_H

#include <stddef.h>

#define EXIT_SUCCESS 0
#define EXIT_FAILURE 1

/* Stops with 0x2000 | (status & 255): SPE_EXIT to libspe2. exit() runs destructors first. */
void exit(int status) __attribute__((noreturn));
void _exit(int status) __attribute__((noreturn));
void abort(void) __attribute__((noreturn)); /* an exit with 134 */

#endif
