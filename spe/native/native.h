// SPDX-License-Identifier: Apache-2.0
/* native: the backend that runs SPU programs as code of the host, inside the local store. */
#ifndef AX_SPE_NATIVE_H
#define AX_SPE_NATIVE_H

#include "core/spe.h"

#include "native/image.h"

#include <assert.h>
#include <setjmp.h>
#include <signal.h>
#include <stddef.h>

/* A loaded program; spe->backend_data. All is the running thread's. */
struct ax_native {
	/* Known to switch_*.S. */
	void *spu_stack; /* in the local store, while the program is left */
	void *ppe_stack; /* of the thread that runs it, while it is inside */
	void *entry;

	struct ax_spe *spe;
	struct ax_spu_port *port; /* in the local store */
	uint32_t top;		  /* of the program's stack */

	bool left;	 /* the program stands in a call of the port, and can go on */
	uint32_t resume; /* LS address that stands for that place */
	struct {
		bool open; /* the call has not been served yet */
		uint32_t operation, channel, value;
	} call;
	enum ax_spu_result result; /* why it was left */
	uint64_t served;	   /* calls since the run began */

	/* Whether the program runs, not this backend: a signal is the program's then. */
	volatile sig_atomic_t inside;
	volatile sig_atomic_t signal; /* that ended it */
	uintptr_t wrong;	      /* the address it was about */
	sigjmp_buf out;
	void *signal_stack;
};
static_assert(offsetof(struct ax_native, spu_stack) == 0, "switch_*.S knows its place");
static_assert(offsetof(struct ax_native, ppe_stack) == 8, "switch_*.S knows its place");
static_assert(offsetof(struct ax_native, entry) == 16, "switch_*.S knows its place");

extern const struct ax_spu_backend ax_native_backend;

/* Runs from spe->npc: the entry, or where the program was left. */
enum ax_spu_result ax_native_run(struct ax_native *native);

/* switch_*.S. The first two return when a call of the port says "leave". */
void ax_native_start(struct ax_native *native); /* calls the entry, on the program's stack */
void ax_native_resume(struct ax_native *native);
void ax_native_cross(void *native, uint32_t operation, uint32_t channel, uint32_t value, void *at);

/* Called by ax_native_cross(), on the thread's own stack. Whether the program is to be left. */
int ax_native_serve(struct ax_native *native, uint32_t operation, uint32_t channel, uint32_t value,
		    const void *at);

/* Runs `enter` with the program's faults caught; false: there was one, and native->signal is it. */
bool ax_native_guarded(struct ax_native *native, void (*enter)(struct ax_native *native));

enum {
	AX_NATIVE_SIGNAL_STACK = 64 * 1024
};

#endif
