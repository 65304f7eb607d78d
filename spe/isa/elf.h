// SPDX-License-Identifier: Apache-2.0
/* elf: SPU images: ELF32, big-endian, of machine 23, linked to their addresses. */
#ifndef AXON_ISA_ELF_H
#define AXON_ISA_ELF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Whether the first bytes are those of an SPU's ELF image of some kind. */
bool ax_elf_knows(const void *image, size_t bytes);

/* Copies the segments into a store of 256 KiB that is zero, and says where the program starts.
 * bytes: of the image, SIZE_MAX when nobody knows.
 * Errors:  -EINVAL, with the store as it was and a sentence in why[]. */
int ax_elf_load(uint8_t *store, const void *image, size_t bytes, uint32_t *entry, char *why,
		size_t why_bytes);

#endif
