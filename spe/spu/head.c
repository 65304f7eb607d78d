// SPDX-License-Identifier: Apache-2.0
/* head: the first bytes of a native image; the linker script puts its addresses behind them. */
#include "native/image.h"

#define AX_SPU_SECTION(name) __attribute__((used, section(name)))

static const struct {
	uint8_t magic[8];
	uint32_t machine;
	uint32_t port_bytes;
} head AX_SPU_SECTION(".axon.head") = {
	.magic = AX_IMAGE_MAGIC,
	.machine = AX_IMAGE_HOST,
	.port_bytes = sizeof(struct ax_spu_port),
};

struct ax_spu_port ax_spu_port AX_SPU_SECTION(".axon.port");
