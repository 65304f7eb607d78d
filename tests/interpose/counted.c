// SPDX-License-Identifier: Apache-2.0
/* counted: see counted.h. */
#define _GNU_SOURCE
#include "counted.h"

#include <dlfcn.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

/* clang-format off */
const char *const counted_name[COUNTED_KINDS] = {
	[COUNTED_LOCKS] = "locks",
	[COUNTED_CONDITIONS] = "conditions",
	[COUNTED_FUTEXES] = "futex calls",
	[COUNTED_ALLOCATIONS] = "mallocs and frees",
	[COUNTED_BLOCKS] = "blocks of the engine's",
	[COUNTED_MAPPINGS] = "calls for pages",
};
/* clang-format on */

enum {
	THREADS = 16
};

static struct {
	pthread_t thread[THREADS];
	uint32_t n_threads; /* atomic; 0: the window is shut */
	uint32_t count[COUNTED_KINDS];
} window;

static void count_of(pthread_t thread, enum counted kind)
{
	uint32_t n = __atomic_load_n(&window.n_threads, __ATOMIC_ACQUIRE);
	for (uint32_t i = 0; i < n; i++)
		if (pthread_equal(window.thread[i], thread))
			__atomic_fetch_add(&window.count[kind], 1u, __ATOMIC_RELAXED);
}

static void count(enum counted kind)
{
	count_of(pthread_self(), kind);
}

void counted_open(const pthread_t *thread, size_t n)
{
	memset(window.count, 0, sizeof(window.count));
	memcpy(window.thread, thread, n * sizeof(*thread));
	__atomic_store_n(&window.n_threads, (uint32_t)n, __ATOMIC_RELEASE);
}

void counted_close(uint32_t count_of[COUNTED_KINDS])
{
	__atomic_store_n(&window.n_threads, 0u, __ATOMIC_RELEASE);
	for (int i = 0; i < COUNTED_KINDS; i++)
		count_of[i] = __atomic_load_n(&window.count[i], __ATOMIC_RELAXED);
}

/* ---- memory: glibc has its own under other names ---------------------------------------------- */

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t n, size_t size);
void *__libc_realloc(void *memory, size_t size);
void *__libc_memalign(size_t alignment, size_t size);
void __libc_free(void *memory);

void *malloc(size_t size)
{
	count(COUNTED_ALLOCATIONS);
	return __libc_malloc(size);
}

void *calloc(size_t n, size_t size)
{
	count(COUNTED_ALLOCATIONS);
	return __libc_calloc(n, size);
}

void *realloc(void *memory, size_t size)
{
	count(COUNTED_ALLOCATIONS);
	return __libc_realloc(memory, size);
}

void *aligned_alloc(size_t alignment, size_t size)
{
	count(COUNTED_ALLOCATIONS);
	return __libc_memalign(alignment, size);
}

void free(void *memory)
{
	if (memory)
		count(COUNTED_ALLOCATIONS);
	__libc_free(memory);
}

/* The engine's own, by the linker's --wrap. */
void *__real_ax_line_alloc(size_t size);
void *__wrap_ax_line_alloc(size_t size);
void *__real_ax_block_alloc(unsigned log2, size_t n);
void *__wrap_ax_block_alloc(unsigned log2, size_t n);

void *__wrap_ax_line_alloc(size_t size)
{
	count(COUNTED_BLOCKS);
	return __real_ax_line_alloc(size);
}

void *__wrap_ax_block_alloc(unsigned log2, size_t n)
{
	count(COUNTED_BLOCKS);
	return __real_ax_block_alloc(log2, n);
}

/* ---- locks and conditions --------------------------------------------------------------------- */

/* A function of libc's that stands behind ours. */
static void *behind(void **known, const char *name, const char *version)
{
	void *found = __atomic_load_n(known, __ATOMIC_RELAXED);
	if (!found) {
		found = version ? dlvsym(RTLD_NEXT, name, version) : dlsym(RTLD_NEXT, name);
		if (!found)
			abort();
		__atomic_store_n(known, found, __ATOMIC_RELAXED);
	}
	return found;
}

#define COUNT_CALL(kind, version, name, parameters, arguments)                                     \
	int name parameters                                                                        \
	{                                                                                          \
		static void *known;                                                                \
		int(*real) parameters;                                                             \
		void *found = behind(&known, #name, version);                                      \
		memcpy(&real, &found, sizeof(real));                                               \
		count(kind);                                                                       \
		return real arguments;                                                             \
	}

#define CONDITIONS_OF "GLIBC_2.3.2" /* an older kind has the same names */

COUNT_CALL(COUNTED_LOCKS, NULL, pthread_mutex_lock, (pthread_mutex_t * mutex), (mutex))
COUNT_CALL(COUNTED_LOCKS, NULL, pthread_mutex_trylock, (pthread_mutex_t * mutex), (mutex))
COUNT_CALL(COUNTED_LOCKS, NULL, pthread_rwlock_rdlock, (pthread_rwlock_t * lock), (lock))
COUNT_CALL(COUNTED_LOCKS, NULL, pthread_rwlock_wrlock, (pthread_rwlock_t * lock), (lock))
COUNT_CALL(COUNTED_CONDITIONS, CONDITIONS_OF, pthread_cond_wait,
	   (pthread_cond_t * condition, pthread_mutex_t *mutex), (condition, mutex))
COUNT_CALL(COUNTED_CONDITIONS, CONDITIONS_OF, pthread_cond_timedwait,
	   (pthread_cond_t * condition, pthread_mutex_t *mutex, const struct timespec *until),
	   (condition, mutex, until))
COUNT_CALL(COUNTED_CONDITIONS, CONDITIONS_OF, pthread_cond_signal, (pthread_cond_t * condition),
	   (condition))
COUNT_CALL(COUNTED_CONDITIONS, CONDITIONS_OF, pthread_cond_broadcast, (pthread_cond_t * condition),
	   (condition))

/* ---- system calls ----------------------------------------------------------------------------- */

/* The threads whose calls are held up until they are counted, each with where they are told. */
static struct {
	struct {
		pthread_t thread;
		int listener;
	} caught[THREADS];
	uint32_t n;	/* atomic */
	uint32_t ended; /* atomic */
	pthread_t thread;
} counter;

bool counted_catch_calls(void)
{
#define LOAD_NUMBER	 BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (uint32_t)offsetof(struct seccomp_data, nr))
#define NOTE(call, skip) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_##call, skip, 0)
	struct sock_filter filter[] = {
		LOAD_NUMBER,
		NOTE(futex, 4),
		NOTE(mmap, 3),
		NOTE(munmap, 2),
		NOTE(madvise, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_USER_NOTIF),
	};
	struct sock_fprog program = { sizeof(filter) / sizeof(*filter), filter };
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		return false;
	uint32_t at = __atomic_fetch_add(&counter.n, 1u, __ATOMIC_RELAXED);
	long listener = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER,
				SECCOMP_FILTER_FLAG_NEW_LISTENER, &program);
	if (at >= THREADS || listener < 0)
		return false;
	counter.caught[at].thread = pthread_self();
	__atomic_store_n(&counter.caught[at].listener, (int)listener, __ATOMIC_RELEASE);
	return true;
}

/* Counts the call that a thread is held up in, and lets it go on. */
static void let_go(uint32_t at)
{
	struct seccomp_notif call = { 0 };
	int listener = counter.caught[at].listener;
	if (ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &call) != 0)
		return;
	count_of(counter.caught[at].thread,
		 call.data.nr == SYS_futex ? COUNTED_FUTEXES : COUNTED_MAPPINGS);
	struct seccomp_notif_resp go = { .id = call.id, .flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE };
	ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &go);
}

static void *let_all_go(void *unused)
{
	(void)unused;
	while (!__atomic_load_n(&counter.ended, __ATOMIC_ACQUIRE)) {
		struct pollfd at[THREADS];
		uint32_t n = __atomic_load_n(&counter.n, __ATOMIC_ACQUIRE);
		n = n < THREADS ? n : THREADS;
		for (uint32_t i = 0; i < n; i++) {
			int listener =
				__atomic_load_n(&counter.caught[i].listener, __ATOMIC_ACQUIRE);
			at[i] = (struct pollfd){ .fd = listener ? listener : -1, .events = POLLIN };
		}
		if (poll(at, n, 1) <= 0)
			continue;
		for (uint32_t i = 0; i < n; i++) {
			if (at[i].revents & POLLIN)
				let_go(i);
			else if (at[i].revents)
				__atomic_store_n(&counter.caught[i].listener, -1, __ATOMIC_RELAXED);
		}
	}
	return NULL;
}

int counted_init(void)
{
	return pthread_create(&counter.thread, NULL, let_all_go, NULL);
}

void counted_fini(void)
{
	__atomic_store_n(&counter.ended, 1u, __ATOMIC_RELEASE);
	pthread_join(counter.thread, NULL);
}
