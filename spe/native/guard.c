// SPDX-License-Identifier: Apache-2.0
/* guard: what a program does wrong as code of the host (a wild pointer, a stack that runs out, an
 * instruction that isn't one) ends its run, not the process. On an SPE most of it would go
 * unnoticed: addresses wrap there, and nothing protects a local store from itself. */
#include "native/native.h"

#include <pthread.h>

static const int caught[] = { SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP };
enum {
	N_CAUGHT = sizeof(caught) / sizeof(*caught)
};

/* The program that this thread runs. */
static _Thread_local struct ax_native *running;

/* What the process did about these signals before; constant once they are caught. */
static struct sigaction before[N_CAUGHT];
static pthread_once_t once = PTHREAD_ONCE_INIT;

/* The signal is not ours: as if it had not been caught. */
static void pass_on(int number, siginfo_t *info, void *context)
{
	int i = 0;
	while (caught[i] != number)
		i++;
	if (before[i].sa_flags & SA_SIGINFO)
		before[i].sa_sigaction(number, info, context);
	else if (before[i].sa_handler == SIG_DFL || before[i].sa_handler == SIG_IGN)
		sigaction(number, &before[i], NULL); /* and let it happen again */
	else
		before[i].sa_handler(number);
}

static void on_signal(int number, siginfo_t *info, void *context)
{
	struct ax_native *native = running;
	if (!native || !native->inside) {
		pass_on(number, info, context);
		return;
	}
	native->inside = 0;
	native->signal = number;
	native->wrong = (uintptr_t)info->si_addr;
	siglongjmp(native->out, 1);
}

static void catch_signals(void)
{
	struct sigaction action = { .sa_sigaction = on_signal,
				    .sa_flags = SA_SIGINFO | SA_ONSTACK };
	sigemptyset(&action.sa_mask);
	for (int i = 0; i < N_CAUGHT; i++)
		sigaction(caught[i], &action, &before[i]);
}

/* Whether the program left in order. A function of its own: no variable lives across the jump. */
static bool enter_and_leave(struct ax_native *native, void (*enter)(struct ax_native *native))
{
	if (sigsetjmp(native->out, 1))
		return false;
	native->inside = 1;
	enter(native);
	return true;
}

bool ax_native_guarded(struct ax_native *native, void (*enter)(struct ax_native *native))
{
	pthread_once(&once, catch_signals);
	/* The program's own stack may be what has run out. */
	stack_t old, stack = { .ss_sp = native->signal_stack, .ss_size = AX_NATIVE_SIGNAL_STACK };
	sigaltstack(&stack, &old);
	running = native;
	bool in_order = enter_and_leave(native, enter);
	running = NULL;
	sigaltstack(&old, NULL);
	return in_order;
}
