// SPDX-License-Identifier: Apache-2.0
/* callback: the PPE's functions that SPU programs call by stopping with 0x2100 and a number. The
 * numbers below 4 are kept for libraries (C99, POSIX.1, ...), which we don't have. */
#include "libspe2/private.h"

#include <errno.h>

enum {
	N_CALLBACKS = 256,
	N_KEPT = 4
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static ax_callback *callbacks[N_CALLBACKS]; /* under lock */

ax_callback *ax_callback_find(unsigned number)
{
	pthread_mutex_lock(&lock);
	ax_callback *callback = callbacks[number];
	pthread_mutex_unlock(&lock);
	return callback;
}

/* Under the lock. */
static int check(const void *handler, unsigned number, unsigned mode)
{
	switch (mode) {
	case SPE_CALLBACK_NEW:
		if (number < N_KEPT || callbacks[number])
			return EACCES;
		break;
	case SPE_CALLBACK_UPDATE:
		if (!callbacks[number])
			return ESRCH;
		break;
	default:
		return EINVAL;
	}
	return handler ? 0 : EINVAL;
}

int spe_callback_handler_register(void *handler, unsigned int callnum, unsigned int mode)
{
	if (callnum >= N_CALLBACKS)
		return ax_spe_fail(EINVAL);
	pthread_mutex_lock(&lock);
	int error = check(handler, callnum, mode);
	if (!error)
		callbacks[callnum] = (ax_callback *)(uintptr_t)handler;
	pthread_mutex_unlock(&lock);
	return error ? ax_spe_fail(error) : 0;
}

int spe_callback_handler_deregister(unsigned int callnum)
{
	if (callnum >= N_CALLBACKS)
		return ax_spe_fail(EINVAL);
	if (callnum < N_KEPT)
		return ax_spe_fail(EACCES);
	pthread_mutex_lock(&lock);
	bool was = callbacks[callnum] != NULL;
	callbacks[callnum] = NULL;
	pthread_mutex_unlock(&lock);
	return was ? 0 : ax_spe_fail(ESRCH);
}

void *spe_callback_handler_query(unsigned int callnum)
{
	if (callnum >= N_CALLBACKS) {
		errno = EINVAL;
		return NULL;
	}
	ax_callback *callback = ax_callback_find(callnum);
	if (!callback)
		errno = ESRCH;
	return (void *)(uintptr_t)callback;
}
