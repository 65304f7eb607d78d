// SPDX-License-Identifier: Apache-2.0
/* decode: from a word to its entry. */
#include "isa.h"
#include "op.h"

/* n bits of the word, the last of which is bit `last` as the architecture counts, from the left. */
static uint32_t field(uint32_t word, unsigned last, unsigned n)
{
	return word >> (31 - last) & ((UINT32_C(1) << n) - 1);
}

static int32_t signed_field(uint32_t word, unsigned last, unsigned n)
{
	uint32_t sign = UINT32_C(1) << (n - 1);
	return (int32_t)((field(word, last, n) ^ sign) - sign);
}

static uint16_t reg(uint32_t word, unsigned last)
{
	return (uint16_t)(field(word, last, 7) * sizeof(union ax_register));
}

static int32_t address(int64_t base, uint32_t word)
{
	return (int32_t)((base + 4 * signed_field(word, 24, 16)) & (AX_ISA_STORE_BYTES - 1));
}

/* Which branch a hint is about: the field's two halves, words from the hint. */
static uint16_t hinted(enum ax_isa_format format, uint32_t word, uint32_t pc)
{
	unsigned high_last = format == AX_ISA_FORMAT_HINT_REG ? 17 : 8;
	int32_t words = signed_field(word, high_last, 2) * 128 + (int32_t)field(word, 31, 7);
	return (uint16_t)(pc / 4 + (uint32_t)words);
}

static uint16_t target(enum ax_isa_format format, uint32_t word, uint32_t pc)
{
	switch (format) {
	case AX_ISA_FORMAT_RRR:
		return reg(word, 10);
	case AX_ISA_FORMAT_HINT_REG:
	case AX_ISA_FORMAT_HINT_ABS:
	case AX_ISA_FORMAT_HINT_REL:
		return hinted(format, word, pc);
	default:
		return reg(word, 31);
	}
}

static int32_t immediate(enum ax_isa_format format, uint32_t word, uint32_t pc)
{
	switch (format) {
	case AX_ISA_FORMAT_RRR:
		return reg(word, 31);
	case AX_ISA_FORMAT_RI7:
		return signed_field(word, 17, 7);
	case AX_ISA_FORMAT_RI8:
		return (int32_t)field(word, 17, 8);
	case AX_ISA_FORMAT_RI10:
		return signed_field(word, 17, 10);
	case AX_ISA_FORMAT_RI10Q:
		return signed_field(word, 17, 10) * 16;
	case AX_ISA_FORMAT_RI16:
		return signed_field(word, 24, 16);
	case AX_ISA_FORMAT_RU16:
		return (int32_t)field(word, 24, 16);
	case AX_ISA_FORMAT_RI18:
		return (int32_t)field(word, 24, 18);
	case AX_ISA_FORMAT_ABS16:
	case AX_ISA_FORMAT_HINT_ABS:
		return address(0, word);
	case AX_ISA_FORMAT_REL16:
	case AX_ISA_FORMAT_HINT_REL:
		return address(pc, word);
	case AX_ISA_FORMAT_CODE:
		return (int32_t)field(word, 31, 14);
	case AX_ISA_FORMAT_CHANNEL:
	case AX_ISA_FORMAT_SPECIAL:
		return (int32_t)field(word, 24, 7);
	case AX_ISA_FORMAT_RR:
	case AX_ISA_FORMAT_HINT_REG:
	default:
		return 0;
	}
}

void ax_isa_decode(struct ax_isa_op *op, uint32_t pc, uint32_t raw)
{
	const uint16_t none = AX_ISA_NO_REGISTER * sizeof(union ax_register);
	uint32_t word = ax_big32(raw);
	uint8_t code = ax_isa_opcodes[word >> 21];
	enum ax_isa_format format = ax_isa_info[code].format;
	uint8_t operands = ax_isa_info[code].operands;
	*op = (struct ax_isa_op){
		.raw = raw ^ AX_ISA_NO_INSTRUCTION,
		.code = code,
		.feature = (uint8_t)field(word, 17, 7),
		.rt = target(format, word, pc),
		.ra = operands & AX_ISA_READS_A ? reg(word, 24) : none,
		.rb = operands & AX_ISA_READS_B ? reg(word, 17) : none,
		.imm = immediate(format, word, pc),
	};
}
