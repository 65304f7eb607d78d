// SPDX-License-Identifier: Apache-2.0
/* port: a native program's way to its SPE: channels, stops, and the end of the run.
 * The call of `cross` is opaque to the compiler: whatever a DMA may have changed is read again. */
#include <ax_spu_port.h>

#include "native/image.h"

extern struct ax_spu_port ax_spu_port;

/* The programs' main has the SPU's three parameters, or fewer. */
extern int main(unsigned long long spe, unsigned long long argp, unsigned long long envp);
void ax_spu_start(void);

/* The place in the program, not in this file. */
#define CROSS(operation, channel, value)                                                           \
	ax_spu_port.cross(ax_spu_port.native, operation, channel, value,                           \
			  __builtin_return_address(0))

uint32_t ax_spu_read(uint32_t channel)
{
	CROSS(AX_PORT_READ, channel, 0);
	return ax_spu_port.result;
}

void ax_spu_write(uint32_t channel, uint32_t value)
{
	CROSS(AX_PORT_WRITE, channel, value);
}

uint32_t ax_spu_count(uint32_t channel)
{
	CROSS(AX_PORT_COUNT, channel, 0);
	return ax_spu_port.result;
}

void ax_spu_dma(volatile void *local, uint32_t high, uint32_t low, uint32_t bytes, uint32_t tag,
		uint32_t command)
{
	ax_spu_port.dma[0] = (uint32_t)(uintptr_t)local;
	ax_spu_port.dma[1] = high;
	ax_spu_port.dma[2] = low;
	ax_spu_port.dma[3] = bytes;
	ax_spu_port.dma[4] = tag;
	ax_spu_port.dma[5] = command;
	CROSS(AX_PORT_DMA, 0, 0);
}

void ax_spu_cost(uint32_t cycles)
{
	CROSS(AX_PORT_COST, 0, cycles);
}

void ax_spu_stop(uint32_t code)
{
	CROSS(AX_PORT_STOP, 0, code);
}

void ax_spu_halt(void)
{
	CROSS(AX_PORT_HALT, 0, 0);
}

int __send_to_ppe(unsigned int code, unsigned int operation, void *data)
{
	ax_spu_port.call = operation << 24 | ((uint32_t)(uintptr_t)data & 0xffffff);
	CROSS(AX_PORT_STOP, 0, code);
	return 0;
}

void exit(int status)
{
	for (;;) {
		ax_spu_stop(0x2000 | ((uint32_t)status & 0xff));
	}
}

/* With the status of a process that ends so: 128 and SIGABRT's number. */
void abort(void)
{
	exit(134);
}

void ax_spu_start(void)
{
	exit(main(ax_spu_port.argument[0], ax_spu_port.argument[1], ax_spu_port.argument[2]));
}
