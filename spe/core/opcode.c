// SPDX-License-Identifier: Apache-2.0
/* opcode: the MFC's commands. After "Cell Broadband Engine Architecture" 1.02, MFC commands. */
#include "core/core.h"

#define PROXY			AX_OP_PROXY

#define OP(opcode, flags, name) [opcode] = { opcode, flags, name }

/* A transfer in its six forms: plain, with barrier, with fence; and the same of a list, which the
 * PPE can't issue. */
#define TRANSFER(opcode, way, name)                                                                \
	OP(opcode, way | PROXY, name), OP(opcode + 1, way | PROXY | AX_OP_BARRIER, name "b"),      \
		OP(opcode + 2, way | PROXY | AX_OP_FENCE, name "f"),                               \
		OP(opcode + 4, way | AX_OP_LIST, name "l"),                                        \
		OP(opcode + 5, way | AX_OP_LIST | AX_OP_BARRIER, name "lb"),                       \
		OP(opcode + 6, way | AX_OP_LIST | AX_OP_FENCE, name "lf")

static const struct ax_mfc_op ops[256] = {
	TRANSFER(0x20, AX_OP_PUT, "put"),
	TRANSFER(0x30, AX_OP_PUT, "putr"),
	TRANSFER(0x40, AX_OP_GET, "get"),
	OP(0xa0, AX_OP_SIGNAL | PROXY, "sndsig"),
	OP(0xa1, AX_OP_SIGNAL | PROXY | AX_OP_BARRIER, "sndsigb"),
	OP(0xa2, AX_OP_SIGNAL | PROXY | AX_OP_FENCE, "sndsigf"),
	OP(0xc0, AX_OP_BARRIER | AX_OP_ALL_TAGS | PROXY, "barrier"),
	OP(0xc8, AX_OP_BARRIER | PROXY, "mfceieio"),
	OP(0xcc, AX_OP_BARRIER | PROXY, "mfcsync"),
	OP(0xd0, AX_OP_ATOMIC | AX_OP_GET, "getllar"),
	OP(0xb4, AX_OP_ATOMIC | AX_OP_PUT, "putllc"),
	OP(0xb0, AX_OP_ATOMIC | AX_OP_PUT, "putlluc"),
	OP(0xb8, AX_OP_LINE | AX_OP_PUT, "putqlluc"),
	OP(0x80, AX_OP_HINT | PROXY, "sdcrt"),
	OP(0x81, AX_OP_HINT | PROXY, "sdcrtst"),
	OP(0x89, AX_OP_ZERO | PROXY, "sdcrz"),
	OP(0x8d, AX_OP_HINT | PROXY, "sdcrst"),
	OP(0x8f, AX_OP_HINT | PROXY, "sdcrf"),
};

const struct ax_mfc_op *ax_mfc_op_find(uint32_t opcode)
{
	const size_t n = sizeof(ops) / sizeof(ops[0]);
	return opcode < n && ops[opcode].name ? &ops[opcode] : NULL;
}
