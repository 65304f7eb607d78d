// SPDX-License-Identifier: Apache-2.0
/* store: address space for local stores. Each has one where the low half of addresses begins at
 * 0, while there is such a place, so that a pointer of a native program, cut to 32 bits, is a local
 * store address, as on an SPU. What lies beside it can't be touched: there ends the stack that
 * overflows. */
#include "core/core.h"

#include <sys/mman.h>

enum {
	BESIDE = AX_STORE_BYTES,
	TRIES = 64
};

/* gcc has a macro that tells of its sanitizer, clang a feature. */
#if defined(__SANITIZE_ADDRESS__)
#	define ADDRESS_SANITIZER 1
#elif defined(__has_feature)
#	define ADDRESS_SANITIZER __has_feature(address_sanitizer)
#else
#	define ADDRESS_SANITIZER 0
#endif

/* Far from where kernels put things by themselves, within what sanitizers leave to programs. */
#define FIRST (ADDRESS_SANITIZER ? UINT64_C(0x200000000000) : UINT64_C(0x1000000000))

/* Address space from `at` on, or wherever; NULL: none. */
static uint8_t *reserve(uint64_t at, size_t bytes)
{
	int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | (at ? MAP_FIXED_NOREPLACE : 0);
	uint8_t *got = mmap((void *)(uintptr_t)at, bytes, PROT_NONE, flags, -1, 0);
	if (got == MAP_FAILED)
		return NULL;
	if (!at || (uintptr_t)got == at)
		return got;
	munmap(got, bytes); /* a kernel that takes the place as a mere hint */
	return NULL;
}

static uint8_t *reserve_anywhere(void)
{
	const size_t all = 2 * BESIDE + AX_STORE_BYTES;
	uint8_t *at = reserve(0, all + AX_STORE_BYTES);
	if (!at)
		return NULL;
	size_t before = (AX_STORE_BYTES - (uintptr_t)at % AX_STORE_BYTES) % AX_STORE_BYTES;
	if (before)
		munmap(at, before);
	munmap(at + before + all, AX_STORE_BYTES - before);
	return at + before + BESIDE;
}

uint8_t *ax_store_reserve(uint32_t id)
{
	for (uint64_t i = id; i < id + TRIES; i++) {
		uint64_t place = FIRST + (i << 32);
		if (reserve(place - BESIDE, 2 * BESIDE + AX_STORE_BYTES))
			return (uint8_t *)(uintptr_t)place;
	}
	return reserve_anywhere();
}

void ax_store_release(uint8_t *store)
{
	munmap(store - BESIDE, 2 * BESIDE + AX_STORE_BYTES);
}
