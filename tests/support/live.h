// SPDX-License-Identifier: Apache-2.0
/* live: how many allocations the program and the engine hold. The program is linked with
 * --wrap for the allocator's functions (AX_LIVE_LINK in CMake). */
#ifndef AXON_TESTS_LIVE_H
#define AXON_TESTS_LIVE_H

#include <stdbool.h>

/* Allocations that are not freed. */
long live_count(void);
/* Makes the n-th allocation from now on fail, counted from 0; a negative n: none. */
void live_fail_at(long n);
/* Whether it has failed. */
bool live_failed(void);

#endif
