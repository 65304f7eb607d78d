// SPDX-License-Identifier: Apache-2.0
/* backend: the interpreter as a backend of the software SPE. */
#ifndef AXON_ISA_BACKEND_H
#define AXON_ISA_BACKEND_H

#include "core/spe.h"
#include "isa/isa.h"

extern const struct ax_spu_backend ax_isa_backend;

/* The machine of a context that has an SPU image loaded, or NULL. Its owner, for a tracer, is the
 * context. Registers are the machine's while it runs, and the context's otherwise. */
struct ax_isa *ax_isa_of(struct ax_spe *spe);

#endif
