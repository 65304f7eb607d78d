// SPDX-License-Identifier: Apache-2.0
/* table: what decoding, the clock and traces read of the list of instructions. */
#include "table.h"

enum {
	/* The spellings of the operands' column. */
	OPERANDS_NONE = 0,
	OPERANDS_W = AX_ISA_WRITES_T,
	OPERANDS_T = AX_ISA_READS_T,
	OPERANDS_A = AX_ISA_READS_A,
	OPERANDS_AB = AX_ISA_READS_A | AX_ISA_READS_B,
	OPERANDS_TA = AX_ISA_READS_T | AX_ISA_READS_A,
	OPERANDS_TAB = OPERANDS_T | OPERANDS_AB,
	OPERANDS_WT = OPERANDS_W | OPERANDS_T,
	OPERANDS_WA = OPERANDS_W | OPERANDS_A,
	OPERANDS_WAB = OPERANDS_W | OPERANDS_AB,
	OPERANDS_WTAB = OPERANDS_W | OPERANDS_TAB,
	OPERANDS_WABC = OPERANDS_WAB | AX_ISA_READS_C,
#define U(name, pipe, latency, stall)                                                              \
	PIPE_##name = pipe, LATENCY_##name = latency, STALL_##name = stall,
	AX_ISA_UNITS(U)
#undef U
#define F(name, span) SPAN_##name = span,
	AX_ISA_FORMATS(F)
#undef F
};

const struct ax_isa_info ax_isa_info[AX_ISA_N_CODES] = {
#define X(name, format, opcode, unit, operands)                                                    \
	[AX_ISA_CODE_##name] = { #name,                                                            \
				 opcode,                                                           \
				 AX_ISA_FORMAT_##format,                                           \
				 OPERANDS_##operands,                                              \
				 PIPE_##unit,                                                      \
				 LATENCY_##unit,                                                   \
				 STALL_##unit },
	AX_ISA_ALL(X)
#undef X
};

/* Opcodes that overlapped would not compile. */
const uint8_t ax_isa_opcodes[2048] = {
#define X(name, format, opcode, unit, operands)                                                    \
	[opcode... opcode + SPAN_##format - 1] = AX_ISA_CODE_##name,
	AX_ISA_ALL(X)
#undef X
};
