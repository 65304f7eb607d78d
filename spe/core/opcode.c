// SPDX-License-Identifier: Apache-2.0
/* opcode: the MFC's commands. After "Cell Broadband Engine Architecture" 1.02, MFC commands. */
#include "core/core.h"

#define PROXY AX_OP_PROXY

/* A transfer in its six forms: plain, with barrier, with fence; and the same of a list, which the
 * PPE can't issue. */
#define TRANSFER(opcode, way, name)                                                                \
	{ opcode, way | PROXY, name }, { opcode + 1, way | PROXY | AX_OP_BARRIER, name "b" },      \
		{ opcode + 2, way | PROXY | AX_OP_FENCE, name "f" },                               \
		{ opcode + 4, way | AX_OP_LIST, name "l" },                                        \
		{ opcode + 5, way | AX_OP_LIST | AX_OP_BARRIER, name "lb" },                       \
	{                                                                                          \
		opcode + 6, way | AX_OP_LIST | AX_OP_FENCE, name "lf"                              \
	}

static const struct ax_mfc_op ops[] = {
	TRANSFER(0x20, AX_OP_PUT, "put"),
	TRANSFER(0x30, AX_OP_PUT, "putr"),
	TRANSFER(0x40, AX_OP_GET, "get"),
	{ 0xa0, AX_OP_SIGNAL | PROXY, "sndsig" },
	{ 0xa1, AX_OP_SIGNAL | PROXY | AX_OP_BARRIER, "sndsigb" },
	{ 0xa2, AX_OP_SIGNAL | PROXY | AX_OP_FENCE, "sndsigf" },
	{ 0xc0, AX_OP_BARRIER | AX_OP_ALL_TAGS | PROXY, "barrier" },
	{ 0xc8, AX_OP_BARRIER | PROXY, "mfceieio" },
	{ 0xcc, AX_OP_BARRIER | PROXY, "mfcsync" },
	{ 0xd0, AX_OP_ATOMIC | AX_OP_GET, "getllar" },
	{ 0xb4, AX_OP_ATOMIC | AX_OP_PUT, "putllc" },
	{ 0xb0, AX_OP_ATOMIC | AX_OP_PUT, "putlluc" },
	{ 0xb8, AX_OP_LINE | AX_OP_PUT, "putqlluc" },
	{ 0x80, AX_OP_HINT | PROXY, "sdcrt" },
	{ 0x81, AX_OP_HINT | PROXY, "sdcrtst" },
	{ 0x89, AX_OP_ZERO | PROXY, "sdcrz" },
	{ 0x8d, AX_OP_HINT | PROXY, "sdcrst" },
	{ 0x8f, AX_OP_HINT | PROXY, "sdcrf" },
};

const struct ax_mfc_op *ax_mfc_op_find(uint32_t opcode)
{
	for (size_t i = 0; i < sizeof(ops) / sizeof(ops[0]); i++)
		if (ops[i].opcode == opcode)
			return &ops[i];
	return NULL;
}
