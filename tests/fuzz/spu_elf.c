// SPDX-License-Identifier: Apache-2.0
/* Fuzz target: any bytes are an SPU image, whose segments go into local store, or have a sentence
 * that says why not, and the store stays as it was. */
#include "isa/elf.h"
#include "isa/isa.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void check_refused(const uint8_t *store, const char *why)
{
	if (!*why)
		abort();
	for (size_t i = 0; i < AX_ISA_STORE_BYTES; i++)
		if (store[i])
			abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	char why[128] = "";
	uint32_t entry = UINT32_MAX;
	uint8_t *store = calloc(1, AX_ISA_STORE_BYTES);
	if (!store)
		abort();
	int error = ax_elf_load(store, data, n, &entry, why, sizeof(why));
	if (error)
		check_refused(store, why);
	else if (!ax_elf_knows(data, n) || entry % 4 || entry >= AX_ISA_STORE_BYTES)
		abort();
	free(store);
	return 0;
}
