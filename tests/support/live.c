// SPDX-License-Identifier: Apache-2.0
/* live: see live.h. What libraries allocate and free among themselves is not seen, and need not
 * be. */
#include "live.h"

#include <errno.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

static long count;
static long fail_at = -1;
static bool failed;

long live_count(void)
{
	return __atomic_load_n(&count, __ATOMIC_ACQUIRE);
}

void live_fail_at(long n)
{
	failed = false;
	__atomic_store_n(&fail_at, n, __ATOMIC_RELEASE);
}

bool live_failed(void)
{
	return failed;
}

/* Whether this allocation is the one to fail. */
static bool fails(void)
{
	if (__atomic_load_n(&fail_at, __ATOMIC_ACQUIRE) < 0 ||
	    __atomic_fetch_sub(&fail_at, 1, __ATOMIC_ACQ_REL) != 0)
		return false;
	failed = true;
	return true;
}

static void *counted(void *memory)
{
	if (memory)
		__atomic_fetch_add(&count, 1, __ATOMIC_ACQ_REL);
	return memory;
}

/* The linker gives these names. */
void *__real_malloc(size_t n);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *memory, size_t n);
void *__real_aligned_alloc(size_t alignment, size_t n);
int __real_posix_memalign(void **memory, size_t alignment, size_t n);
char *__real_strdup(const char *text);
char *__real_strndup(const char *text, size_t n);
int __real_vasprintf(char **text, const char *format, va_list args);
void __real_free(void *memory);

void *__wrap_malloc(size_t n);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *memory, size_t n);
void *__wrap_aligned_alloc(size_t alignment, size_t n);
int __wrap_posix_memalign(void **memory, size_t alignment, size_t n);
char *__wrap_strdup(const char *text);
char *__wrap_strndup(const char *text, size_t n);
int __wrap_vasprintf(char **text, const char *format, va_list args);
int __wrap_asprintf(char **text, const char *format, ...) __attribute__((format(printf, 2, 3)));
void __wrap_free(void *memory);

void *__wrap_malloc(size_t n)
{
	return fails() ? NULL : counted(__real_malloc(n));
}

void *__wrap_calloc(size_t n, size_t size)
{
	return fails() ? NULL : counted(__real_calloc(n, size));
}

void *__wrap_realloc(void *memory, size_t n)
{
	if (fails())
		return NULL;
	return memory ? __real_realloc(memory, n) : counted(__real_realloc(memory, n));
}

void *__wrap_aligned_alloc(size_t alignment, size_t n)
{
	return fails() ? NULL : counted(__real_aligned_alloc(alignment, n));
}

int __wrap_posix_memalign(void **memory, size_t alignment, size_t n)
{
	int error = fails() ? ENOMEM : __real_posix_memalign(memory, alignment, n);
	if (error == 0)
		counted(*memory);
	return error;
}

char *__wrap_strdup(const char *text)
{
	return fails() ? NULL : counted(__real_strdup(text));
}

char *__wrap_strndup(const char *text, size_t n)
{
	return fails() ? NULL : counted(__real_strndup(text, n));
}

int __wrap_vasprintf(char **text, const char *format, va_list args)
{
	int n = fails() ? -1 : __real_vasprintf(text, format, args);
	if (n >= 0)
		counted(*text);
	return n;
}

int __wrap_asprintf(char **text, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	int n = __wrap_vasprintf(text, format, args);
	va_end(args);
	return n;
}

void __wrap_free(void *memory)
{
	if (memory)
		__atomic_fetch_sub(&count, 1, __ATOMIC_ACQ_REL);
	__real_free(memory);
}
