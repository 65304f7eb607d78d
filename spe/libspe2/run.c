// SPDX-License-Identifier: Apache-2.0
/* run: runs a context, answers its calls, and says how it stopped. */
#include "libspe2/private.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { /* stop codes: the low 8 or 4 bits say more */
	CODE_EXIT = 0x2000,
	CODE_CALL = 0x2100,
	CODE_ISOLATION = 0x2200,
};

static void set_pointer(struct ax_quad *quad, const void *pointer)
{
	uint64_t value = (uintptr_t)pointer;
	*quad = (struct ax_quad){ { (uint32_t)(value >> 32), (uint32_t)value, 0, 0 } };
}

/* The registers that a program begins with. */
static void set_arguments(spe_context_ptr_t context, unsigned flags, void *argp, void *envp)
{
	struct ax_spe *spe = context->base_private->spe;
	set_pointer(&spe->gpr[3], context);
	set_pointer(&spe->gpr[4], argp);
	set_pointer(&spe->gpr[5], envp);
	set_pointer(&spe->gpr[6], spe->store);
	if (flags & SPE_RUN_USER_REGS && argp)
		memcpy(&spe->gpr[3], argp, 3 * sizeof(struct ax_quad));
}

/* ---- how it stopped ----------------------------------------------------------------------- */

static int say(spe_stop_info_t *info, unsigned reason, int result, int error)
{
	info->stop_reason = reason;
	info->result.__reserved_u64 = 0;
	info->result.spe_exit_code = result;
	return error ? ax_spe_fail(error) : 0;
}

/* A fault as a signal to the calling thread, with what the kernel's spufs says of it. */
static void raise_fault(const struct ax_spe *spe)
{
	siginfo_t info;
	uint64_t address = 0;
	memset(&info, 0, sizeof(info));
	info.si_signo = SIGBUS;
	if (spe->stop.kind == AX_STOP_ERROR) {
		info.si_signo = SIGILL;
		info.si_code = ILL_ILLOPC;
		address = spe->pc;
	} else if (spe->stop.code == SPE_DMA_ALIGNMENT) {
		info.si_code = BUS_ADRALN;
	} else if (spe->stop.code == SPE_INVALID_DMA) {
		info.si_code = BUS_OBJERR;
	} else {
		info.si_signo = SIGSEGV;
		info.si_code = spe->stop.code == SPE_DMA_STORAGE ? SEGV_ACCERR : SEGV_MAPERR;
		address = spe->stop.ea;
	}
	info.si_addr = (void *)(uintptr_t)address;
	syscall(SYS_rt_tgsigqueueinfo, getpid(), syscall(SYS_gettid), info.si_signo, &info);
}

static int say_fault(const struct ax_spe *spe, spe_stop_info_t *info)
{
	if (!(spe->flags & SPE_EVENTS_ENABLE)) {
		raise_fault(spe);
		info->spu_status = -1;
		return say(info, SPE_RUNTIME_FATAL, EINTR, EINTR);
	}
	if (spe->stop.kind == AX_STOP_ERROR)
		return say(info, SPE_RUNTIME_ERROR, (int)spe->stop.code, EFAULT);
	info->spu_status = -1;
	return say(info, SPE_RUNTIME_EXCEPTION, (int)spe->stop.code, EIO);
}

static int say_code(uint32_t code, spe_stop_info_t *info)
{
	if (code >> 8 == CODE_EXIT >> 8)
		return say(info, SPE_EXIT, code & 0xff, 0);
	if (code >> 4 == CODE_ISOLATION >> 4)
		return say(info, SPE_ISOLATION_ERROR, code & 0xf, EFAULT);
	say(info, SPE_STOP_AND_SIGNAL, (int)code, 0);
	return (int)code;
}

static int say_stop(const struct ax_spe *spe, spe_stop_info_t *info)
{
	info->spu_status = (int)ax_spe_status(&spe->stop);
	switch (spe->stop.kind) {
	case AX_STOP_SIGNAL:
		return say_code(spe->stop.code, info);
	case AX_STOP_HALT:
		return say(info, SPE_RUNTIME_ERROR, SPE_SPU_HALT, EFAULT);
	case AX_STOP_ERROR:
	case AX_STOP_EXCEPTION:
		return say_fault(spe, info);
	default:
		return say(info, SPE_RUNTIME_FATAL, EINTR, EINTR);
	}
}

/* ---- calls -------------------------------------------------------------------------------- */

static bool is_call(const struct ax_spe *spe, unsigned flags)
{
	return spe->stop.kind == AX_STOP_SIGNAL && spe->stop.code >> 8 == CODE_CALL >> 8 &&
	       !(flags & SPE_NO_CALLBACKS);
}

/* The word after the stop is the call's argument; the program goes on behind it. */
static int answer(struct ax_spe *spe)
{
	ax_callback *callback = ax_callback_find(spe->stop.code & 0xff);
	int result = callback ? callback(spe->store, spe->npc) : -1;
	spe->npc = (spe->npc + 4) & AX_STORE_MASK;
	return result;
}

bool ax_run_goes_on(struct ax_spe *spe, unsigned flags, spe_stop_info_t *info, int *result)
{
	if (!is_call(spe, flags)) {
		*result = say_stop(spe, info);
		return false;
	}
	*result = answer(spe);
	if (!*result)
		return true;
	info->spu_status = (int)ax_spe_status(&spe->stop);
	*result = say(info, SPE_CALLBACK_ERROR, *result, EFAULT);
	return false;
}

/* Until something stops it that is no call, or a call that fails. */
static int run(struct ax_spe *spe, unsigned flags, spe_stop_info_t *info)
{
	int result;
	do
		ax_spe_run(spe);
	while (ax_run_goes_on(spe, flags, info, &result));
	return result;
}

/* ---- what was said is kept ---------------------------------------------------------------- */

static void keep(struct spe_context_base_priv *base, const spe_stop_info_t *info)
{
	struct spe_context_event_priv *stop = calloc(1, sizeof(*stop));
	if (!stop)
		return;
	stop->info = *info;
	pthread_mutex_lock(&base->lock);
	if (base->last_stop)
		base->last_stop->next = stop;
	else
		base->first_stop = stop;
	base->last_stop = stop;
	pthread_mutex_unlock(&base->lock);
	ax_events_tell(NULL);
}

int spe_stop_info_read(spe_context_ptr_t context, spe_stop_info_t *stopinfo)
{
	if (!context)
		return ax_spe_fail(ESRCH);
	struct spe_context_base_priv *base = context->base_private;
	if (!(base->spe->flags & SPE_EVENTS_ENABLE))
		return ax_spe_fail(ENOTSUP);
	if (!stopinfo)
		return ax_spe_fail(EINVAL);
	pthread_mutex_lock(&base->lock);
	struct spe_context_event_priv *stop = base->first_stop;
	if (stop)
		base->first_stop = stop->next;
	if (!base->first_stop)
		base->last_stop = NULL;
	pthread_mutex_unlock(&base->lock);
	if (!stop)
		return ax_spe_fail(EAGAIN);
	*stopinfo = stop->info;
	free(stop);
	return 0;
}

static void begin(spe_context_ptr_t context, unsigned entry, unsigned flags, void *argp, void *envp)
{
	struct spe_context_base_priv *base = context->base_private;
	if (entry == SPE_DEFAULT_ENTRY) {
		base->spe->npc = base->spe->entry;
		set_arguments(context, flags, argp, envp);
	} else {
		base->spe->npc = entry & AX_STORE_MASK;
	}
	if (base->gang) {
		pthread_mutex_lock(&base->gang->lock);
		base->gang->has_run = true;
		pthread_mutex_unlock(&base->gang->lock);
	}
}

void ax_run_begin(spe_context_ptr_t context, void *argp, void *envp)
{
	begin(context, SPE_DEFAULT_ENTRY, 0, argp, envp);
}

int spe_context_run(spe_context_ptr_t context, unsigned int *entry, unsigned int runflags,
		    void *argp, void *envp, spe_stop_info_t *stopinfo)
{
	spe_stop_info_t info;
	if (!context)
		return ax_spe_fail(ESRCH);
	struct spe_context_base_priv *base = context->base_private;
	if (!entry || !base->loaded || base->spe->cell->deterministic)
		return ax_spe_fail(EINVAL);
	if (atomic_flag_test_and_set(&base->busy))
		return ax_spe_fail(EBUSY);
	begin(context, *entry, runflags, argp, envp);
	int result = run(base->spe, runflags, &info);
	int error = errno;
	*entry = base->spe->npc;
	if (stopinfo)
		*stopinfo = info;
	if (base->spe->flags & SPE_EVENTS_ENABLE)
		keep(base, &info);
	atomic_flag_clear(&base->busy);
	errno = error;
	return result;
}
