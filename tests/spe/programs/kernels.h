// SPDX-License-Identifier: Apache-2.0
/* kernels: work of three kinds, for speed.c to have done inside a local store and outside. */
#ifndef AXON_TESTS_SPE_KERNELS_H
#define AXON_TESTS_SPE_KERNELS_H

#include <stdint.h>

/* Each does `times` times the same on data of its own, and returns a number that stands for the
 * result. Vectors of floats, bytes, and jumps. */
uint32_t kernel_fir(unsigned times);
uint32_t kernel_sum(unsigned times);
uint32_t kernel_sort(unsigned times);

#endif
