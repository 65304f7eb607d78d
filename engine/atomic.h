// SPDX-License-Identifier: Apache-2.0
/* atomic: the only way to a field that two workers touch.
 *
 * C11's atomics under names that say their order, on plain fields (so that public structs stay
 * plain C). In the seeded build (AX_SEEDED) every one of these is a switch point of a virtual
 * worker, and stores wait in a store buffer that the seed drains: see tests/schedule/. */
#ifndef AXON_ATOMIC_H
#define AXON_ATOMIC_H

#include <stdbool.h>
#include <stdint.h>

#ifdef AX_SEEDED

uint64_t ax_seeded_load(const void *at, unsigned size);
void ax_seeded_store(void *at, uint64_t value, unsigned size);
void ax_seeded_store_release(void *at, uint64_t value, unsigned size);
uint64_t ax_seeded_exchange(void *at, uint64_t value, unsigned size);
uint64_t ax_seeded_add(void *at, uint64_t value, unsigned size);
bool ax_seeded_cas(void *at, uint64_t expected, uint64_t value, unsigned size);
void ax_seeded_fence(void);

#	define AX_BITS(value) ((uint64_t)(uintptr_t)(value))
#	define AX_TYPED(at, bits)                                                                 \
		__extension__({                                                                    \
			__typeof__(*(at)) ax_typed = (__typeof__(*(at)))(uintptr_t)(bits);         \
			ax_typed;                                                                  \
		})
#	define ax_load_relaxed(at)	AX_TYPED(at, ax_seeded_load(at, sizeof(*(at))))
#	define ax_load_acquire(at)	AX_TYPED(at, ax_seeded_load(at, sizeof(*(at))))
#	define ax_store_relaxed(at, v) ax_seeded_store(at, AX_BITS(v), sizeof(*(at)))
#	define ax_store_release(at, v) ax_seeded_store_release(at, AX_BITS(v), sizeof(*(at)))
#	define ax_exchange(at, v)	AX_TYPED(at, ax_seeded_exchange(at, AX_BITS(v), sizeof(*(at))))
#	define ax_add(at, v)		AX_TYPED(at, ax_seeded_add(at, AX_BITS(v), sizeof(*(at))))
#	define ax_cas(at, expected, v)                                                            \
		ax_seeded_cas(at, AX_BITS(expected), AX_BITS(v), sizeof(*(at)))
#	define ax_fence() ax_seeded_fence()

#else

#	define ax_load_relaxed(at)	__atomic_load_n(at, __ATOMIC_RELAXED)
#	define ax_load_acquire(at)	__atomic_load_n(at, __ATOMIC_ACQUIRE)
#	define ax_store_relaxed(at, v) __atomic_store_n(at, v, __ATOMIC_RELAXED)
#	define ax_store_release(at, v) __atomic_store_n(at, v, __ATOMIC_RELEASE)
/* Read-modify-writes both publish and observe: acquire and release. */
#	define ax_exchange(at, v)	__atomic_exchange_n(at, v, __ATOMIC_ACQ_REL)
#	define ax_add(at, v)		__atomic_fetch_add(at, v, __ATOMIC_ACQ_REL)
#	define ax_cas(at, expected, v)                                                            \
		__extension__({                                                                    \
			__typeof__(*(at)) ax_was = (expected);                                     \
			__atomic_compare_exchange_n(at, &ax_was, v, false, __ATOMIC_ACQ_REL,       \
						    __ATOMIC_ACQUIRE);                             \
		})
/* Orders stores before it with loads after it: one half of a Dekker hand-shake. */
#	define ax_fence() __atomic_thread_fence(__ATOMIC_SEQ_CST)

#endif
#endif
