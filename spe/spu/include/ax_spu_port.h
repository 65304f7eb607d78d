// SPDX-License-Identifier: Apache-2.0
/* ax_spu_port: what the headers of a native SPU program are made of. Programs use spu_mfcio.h and
 * spu_intrinsics.h. */
#ifndef AX_SPU_PORT_H
#define AX_SPU_PORT_H

#include <stdint.h>

uint32_t ax_spu_read(uint32_t channel);
void ax_spu_write(uint32_t channel, uint32_t value);
uint32_t ax_spu_count(uint32_t channel);
void ax_spu_dma(volatile void *local, uint32_t high, uint32_t low, uint32_t bytes, uint32_t tag,
		uint32_t command);
void ax_spu_cost(
	uint32_t cycles); /* the time model charges them: native code has no cycles of its own */
void ax_spu_stop(uint32_t code);
void ax_spu_halt(void);

/* Stops with 0x21xx and hands the PPE the address of `data`, and a number, as newlib does. */
int __send_to_ppe(unsigned int code, unsigned int operation, void *data);
void exit(int status) __attribute__((noreturn));
void abort(void) __attribute__((noreturn));

#endif
