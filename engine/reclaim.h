// SPDX-License-Identifier: Apache-2.0
/* reclaim: memory that others may still look at is freed after a grace period (liburcu, memb
 * flavour: readers pay a counter, no barrier). Sections stand around one look-up, never across a
 * step, so that a component that hogs its worker does not hold up the frees. */
#ifndef AXON_RECLAIM_H
#define AXON_RECLAIM_H

/* Every thread that runs or wakes components is registered while it does. */
void ax_reader_register(void);
void ax_reader_unregister(void);
void ax_read_lock(void);
void ax_read_unlock(void);

/* Frees memory after a grace period. `place` is 16 spare, aligned bytes inside it, with 8
 * more before them. */
void ax_reclaim(void *memory, void *place);
/* Waits until everything handed over is freed. Never on a worker. */
void ax_reclaim_barrier(void);

/* What liburcu's inline assembly hides from ThreadSanitizer: a hand-over of memory at `at`. */
#if defined(__SANITIZE_THREAD__)
#	define AX_HAS_TSAN 1
#elif defined(__has_feature)
#	if __has_feature(thread_sanitizer)
#		define AX_HAS_TSAN 1
#	endif
#endif
#ifdef AX_HAS_TSAN
void __tsan_acquire(void *at);
void __tsan_release(void *at);
#	define ax_hand_over(at) __tsan_release(at)
#	define ax_take_over(at) __tsan_acquire(at)
#else
#	define ax_hand_over(at) ((void)0)
#	define ax_take_over(at) ((void)0)
#endif

#endif
