// SPDX-License-Identifier: Apache-2.0
/* run: a native program from its start or from where it stood, until it stops; and its calls.
 *
 * Only code of the image runs on the stack in local store. Its calls are served on the stack of
 * the thread that runs it, so that they take nothing of the 256 KiB, and so that sanitizers see
 * one stack a thread, and need not be told of another. Crossing over costs a few instructions;
 * the registers are kept only when the program is left. (ucontext would do for the leaving, which
 * is rare, but each crossing would cost its system calls.) */
#include "native/native.h"

#include "core/core.h"

#include <string.h>

enum {
	LEAVE = 1,
	FRAME = 512 /* above the program's first frame: what the calling conventions ask for */
};

static uint32_t address(const struct ax_native *native, const void *at)
{
	return (uint32_t)((uintptr_t)at - (uintptr_t)native->spe->store) & AX_STORE_MASK;
}

static int leave(struct ax_native *native, enum ax_spu_result result)
{
	native->result = result;
	return LEAVE;
}

/* Waits where the channel stalls. In a deterministic cell the program is left instead: the call
 * stays open. 0, or LEAVE. */
static int stalled(struct ax_native *native, uint32_t channel)
{
	native->spe->waiting = channel;
	if (native->spe->cell->deterministic)
		return leave(native, AX_SPU_STALL);
	enum ax_spu_result result = ax_channel_wait(native->spe, channel);
	return result == AX_SPU_OK ? 0 : leave(native, result);
}

/* The call has been carried out, even if the run ends with it. 0, or LEAVE. */
static int done(struct ax_native *native, enum ax_spu_result result)
{
	native->call.open = false;
	return result == AX_SPU_OK ? 0 : leave(native, result);
}

static int serve_read(struct ax_native *native)
{
	uint32_t channel = native->call.channel;
	for (;;) {
		enum ax_spu_result result =
			ax_channel_read(native->spe, channel, &native->port->result);
		if (result != AX_SPU_STALL)
			return done(native, result);
		if (stalled(native, channel))
			return LEAVE;
	}
}

static int serve_write(struct ax_native *native, uint32_t channel, uint32_t value)
{
	for (;;) {
		enum ax_spu_result result = ax_channel_write(native->spe, channel, value);
		if (result != AX_SPU_STALL)
			return done(native, result);
		if (stalled(native, channel))
			return LEAVE;
	}
}

/* The parameters' channels never stall, the command's may. */
static int serve_dma(struct ax_native *native)
{
	ax_channel_parameters(native->spe, native->port->dma);
	return serve_write(native, AX_MFC_CMD, native->port->dma[AX_MFC_PARAMETERS]);
}

/* A PPE-assisted call finds its argument where the program goes on, and skips it. */
static int serve_stop(struct ax_native *native)
{
	struct ax_spe *spe = native->spe;
	bool assisted = (native->call.value & 0xff00) == 0x2100;
	native->resume = assisted ? address(native, &native->port->call) : spe->pc;
	spe->npc = native->resume;
	return done(native, ax_spu_stop(spe, native->call.value));
}

static int serve_halt(struct ax_native *native)
{
	native->resume = native->spe->pc;
	native->spe->npc = native->resume;
	return done(native, ax_spu_halt(native->spe));
}

static int serve(struct ax_native *native)
{
	switch (native->call.operation) {
	case AX_PORT_READ:
		return serve_read(native);
	case AX_PORT_WRITE:
		return serve_write(native, native->call.channel, native->call.value);
	case AX_PORT_COUNT:
		native->port->result = ax_channel_count(native->spe, native->call.channel);
		return done(native,
			    ax_spe_called(native->spe) ? ax_spe_answer(native->spe) : AX_SPU_OK);
	case AX_PORT_DMA:
		return serve_dma(native);
	case AX_PORT_STOP:
		return serve_stop(native);
	case AX_PORT_HALT:
		return serve_halt(native);
	case AX_PORT_COST:
		native->spe->cycle += native->call.value;
		return done(native, AX_SPU_OK);
	default:
		return done(native, ax_spu_illegal(native->spe));
	}
}

/* In a deterministic cell others get their turn after `budget` calls: a program that only polls
 * would never end otherwise. */
static bool turn_is_over(struct ax_native *native)
{
	return native->spe->cell->deterministic && native->served++ >= native->spe->budget;
}

int ax_native_serve(struct ax_native *native, uint32_t operation, uint32_t channel, uint32_t value,
		    const void *at)
{
	struct ax_spe *spe = native->spe;
	native->inside = 0;
	spe->pc = spe->npc = native->resume = address(native, at);
	native->call.operation = operation;
	native->call.channel = channel;
	native->call.value = value;
	native->call.open = true;
	if (turn_is_over(native))
		return leave(native, AX_SPU_OK);
	if (serve(native))
		return LEAVE;
	native->inside = 1;
	return 0;
}

/* The program's three arguments, each in the first two words of a register. */
static void begin(struct ax_native *native)
{
	const struct ax_quad *r3 = native->spe->gpr + 3;
	for (int i = 0; i < 3; i++)
		native->port->argument[i] = (uint64_t)r3[i].w[0] << 32 | r3[i].w[1];
	native->spu_stack = native->spe->store + ((native->top - FRAME) & ~15U);
	native->call.open = false;
}

/* Whether the program stands in a PPE-assisted call: its argument lies in the port. */
static bool is_assisted(const struct ax_native *native)
{
	return native->resume == address(native, &native->port->call);
}

/* Where a run may begin: at the entry, or where the program stands, or behind the argument of a
 * PPE-assisted call. Behind any other call there is code, and the entry may be what comes next: on
 * arm64 it lies one instruction behind the stop of abort(). The call itself never returns to the
 * entry, since what precedes it in port.c ends in no call. */
static bool goes_on(const struct ax_native *native)
{
	uint32_t npc = native->spe->npc;
	return native->left &&
	       (npc == native->resume || (is_assisted(native) && npc == native->resume + 4));
}

enum ax_spu_result ax_native_run(struct ax_native *native)
{
	struct ax_spe *spe = native->spe;
	bool again = goes_on(native);
	if (!again && spe->npc != spe->entry)
		return ax_spu_illegal(spe);
	native->served = 0;
	if (again && native->call.open && serve(native))
		return native->result;
	if (!again)
		begin(native);
	native->left = ax_native_guarded(native, again ? ax_native_resume : ax_native_start);
	if (native->left)
		return native->result;
	ax_rule_broken(spe, AX_RULE_NATIVE, NULL, 0, "%s at 0x%llx, after this call",
		       strsignal(native->signal), (unsigned long long)native->wrong);
	return ax_spe_answer(spe);
}
