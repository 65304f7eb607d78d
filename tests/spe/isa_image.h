// SPDX-License-Identifier: Apache-2.0
/* isa_image: an ELF image made of words: one segment at local store address 0. */
#ifndef AXON_TESTS_SPE_ISA_IMAGE_H
#define AXON_TESTS_SPE_ISA_IMAGE_H

#include <stddef.h>
#include <stdint.h>

enum {
	ISA_IMAGE_WORDS = 256,
	ISA_IMAGE_BYTES = 84 + 4 * ISA_IMAGE_WORDS,
};

/* Returns how many bytes the image has. */
size_t isa_image(uint8_t image[ISA_IMAGE_BYTES], const uint32_t *word, size_t n);

#endif
