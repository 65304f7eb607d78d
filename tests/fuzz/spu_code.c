// SPDX-License-Identifier: Apache-2.0
/* Fuzz target: any words are executed, within local store, and alike on the loop for any host, on
 * the one for this host, and with cycles counted. The first byte says where in the store they are;
 * registers begin as bytes of the input. */
#include "isa/isa_private.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

enum {
	STEPS = 1500
};

struct machine {
	uint8_t *store; /* a block of its own: a sanitizer sees its ends */
	struct ax_isa *isa;
	uint32_t n_channels; /* operations so far */
	enum ax_isa_end end;
};

static enum ax_isa_end read_channel(void *owner, uint32_t channel, uint32_t *value)
{
	struct machine *machine = owner;
	*value = channel * 0x01010101 + machine->n_channels++;
	return channel == 127 ? AX_ISA_CHANNEL : AX_ISA_OK;
}

static enum ax_isa_end write_channel(void *owner, uint32_t channel, uint32_t value)
{
	struct machine *machine = owner;
	machine->n_channels += value & 3;
	return channel == 126 ? AX_ISA_FAULTED : AX_ISA_OK;
}

static uint32_t count_channel(void *owner, uint32_t channel)
{
	struct machine *machine = owner;
	return (channel + machine->n_channels++) & 1;
}

static const struct ax_isa_ports ports = { read_channel, write_channel, count_channel };

static void set_up(struct machine *machine, const uint8_t *data, size_t n)
{
	uint32_t at = data[0] * (AX_ISA_STORE_BYTES / 256);
	*machine = (struct machine){ .store = aligned_alloc(128, AX_ISA_STORE_BYTES) };
	if (!machine->store)
		abort();
	memset(machine->store, 0, AX_ISA_STORE_BYTES);
	machine->isa = ax_isa_new(machine->store, &ports, machine);
	if (!machine->isa)
		abort();
	for (size_t i = 1; i < n; i++)
		machine->store[(at + i - 1) % AX_ISA_STORE_BYTES] = data[i];
	for (unsigned i = 0; i < AX_ISA_REGISTERS * 4; i++)
		ax_isa_set_word(machine->isa, i / 4, i % 4, data[i % n] * UINT32_C(0x01020408) - i);
	ax_isa_set_pc(machine->isa, at);
}

/* Goes on behind what ends an execution. */
static void run(struct machine *machine)
{
	for (unsigned end = 0; end < 8; end++) {
		machine->end = ax_isa_run(machine->isa, STEPS);
		ax_isa_set_pc(machine->isa, ax_isa_pc(machine->isa) + 4);
	}
}

static void check_same(const struct machine *a, const struct machine *b)
{
	uint8_t status[2][16];
	ax_isa_fpscr(a->isa, status[0]);
	ax_isa_fpscr(b->isa, status[1]);
	if (a->end != b->end || ax_isa_pc(a->isa) != ax_isa_pc(b->isa) ||
	    ax_isa_instructions(a->isa) != ax_isa_instructions(b->isa) ||
	    memcmp(status[0], status[1], 16) != 0 ||
	    memcmp(a->isa->gpr, b->isa->gpr, sizeof(a->isa->gpr)) != 0 ||
	    memcmp(a->store, b->store, AX_ISA_STORE_BYTES) != 0)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct machine machine[3];
	if (n == 0)
		return 0;
	for (unsigned i = 0; i < 3; i++)
		set_up(&machine[i], data, n);
	machine[1].isa->execute = ax_isa_execute;
	ax_isa_set_timing(machine[2].isa, true);
	for (unsigned i = 0; i < 3; i++) {
		run(&machine[i]);
		check_same(&machine[0], &machine[i]);
	}
	for (unsigned i = 0; i < 3; i++) {
		ax_isa_free(machine[i].isa);
		free(machine[i].store);
	}
	return 0;
}
