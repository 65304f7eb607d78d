// SPDX-License-Identifier: Apache-2.0
/* text: instructions as the assembler spells them, for traces. */
#include "isa.h"
#include "op.h"

#include <stdarg.h>
#include <stdio.h>

struct text {
	char *at;
	size_t room;
	int n; /* characters, whether they fitted or not */
	int n_operands;
};

static __attribute__((format(printf, 2, 3))) void add(struct text *text, const char *format, ...)
{
	size_t used = (size_t)text->n < text->room ? (size_t)text->n : text->room;
	va_list args;
	va_start(args, format);
	text->n += vsnprintf(text->at + used, text->room - used, format, args);
	va_end(args);
}

/* Before an operand. */
static void next(struct text *text)
{
	add(text, "%s", text->n_operands++ ? "," : " ");
}

static void reg(struct text *text, uint32_t offset)
{
	next(text);
	add(text, "$%u", (unsigned)(offset / sizeof(union ax_register)));
}

static void number(struct text *text, int32_t value)
{
	next(text);
	add(text, "%d", (int)value);
}

static void address(struct text *text, int32_t value)
{
	next(text);
	add(text, "0x%x", (unsigned)value);
}

/* What of RT, RA and RB the instruction has. */
static void registers(struct text *text, const struct ax_isa_op *op, unsigned operands)
{
	if (operands & (AX_ISA_WRITES_T | AX_ISA_READS_T))
		reg(text, op->rt);
	if (operands & AX_ISA_READS_A)
		reg(text, op->ra);
	if (operands & AX_ISA_READS_B)
		reg(text, op->rb);
}

static void displaced(struct text *text, const struct ax_isa_op *op)
{
	reg(text, op->rt);
	number(text, op->imm);
	add(text, "($%u)", (unsigned)(op->ra / sizeof(union ax_register)));
}

static void numbered(struct text *text, const struct ax_isa_op *op)
{
	switch (op->code) {
	case AX_ISA_CODE_cbd:
	case AX_ISA_CODE_chd:
	case AX_ISA_CODE_cwd:
	case AX_ISA_CODE_cdd:
		displaced(text, op);
		break;
	case AX_ISA_CODE_cflts:
	case AX_ISA_CODE_cfltu:
		registers(text, op, AX_ISA_WRITES_T | AX_ISA_READS_A);
		number(text, 173 - op->imm);
		break;
	case AX_ISA_CODE_csflt:
	case AX_ISA_CODE_cuflt:
		registers(text, op, AX_ISA_WRITES_T | AX_ISA_READS_A);
		number(text, 155 - op->imm);
		break;
	default:
		registers(text, op, ax_isa_info[op->code].operands);
		number(text, op->imm);
	}
}

static void channel(struct text *text, const struct ax_isa_op *op, const char *kind)
{
	bool to = op->code == AX_ISA_CODE_wrch || op->code == AX_ISA_CODE_mtspr;
	if (!to)
		reg(text, op->rt);
	next(text);
	add(text, "$%s%d", kind, (int)op->imm);
	if (to)
		reg(text, op->rt);
}

static void operands(struct text *text, const struct ax_isa_op *op)
{
	unsigned has = ax_isa_info[op->code].operands;
	switch ((enum ax_isa_format)ax_isa_info[op->code].format) {
	case AX_ISA_FORMAT_RRR:
		registers(text, op, has);
		reg(text, (uint32_t)op->imm);
		break;
	case AX_ISA_FORMAT_RI10Q:
		displaced(text, op);
		break;
	case AX_ISA_FORMAT_ABS16:
	case AX_ISA_FORMAT_REL16:
		registers(text, op, has);
		address(text, op->imm);
		break;
	case AX_ISA_FORMAT_HINT_REG:
		address(text, op->rt * 4);
		reg(text, op->ra);
		break;
	case AX_ISA_FORMAT_HINT_ABS:
	case AX_ISA_FORMAT_HINT_REL:
		address(text, op->rt * 4);
		address(text, op->imm);
		break;
	case AX_ISA_FORMAT_CODE:
		address(text, op->imm);
		break;
	case AX_ISA_FORMAT_CHANNEL:
		channel(text, op, "ch");
		break;
	case AX_ISA_FORMAT_SPECIAL:
		channel(text, op, "sp");
		break;
	case AX_ISA_FORMAT_RI7:
	case AX_ISA_FORMAT_RI8:
	case AX_ISA_FORMAT_RI10:
	case AX_ISA_FORMAT_RI16:
	case AX_ISA_FORMAT_RU16:
	case AX_ISA_FORMAT_RI18:
		numbered(text, op);
		break;
	case AX_ISA_FORMAT_RR:
	default:
		registers(text, op, has);
	}
}

/* The letter of a form with feature bits. */
static const char *feature(const struct ax_isa_op *op)
{
	bool branch = ax_isa_info[op->code].format == AX_ISA_FORMAT_RR &&
		      op->code >= AX_ISA_CODE_bi && op->code <= AX_ISA_CODE_bihnz;
	if (branch && (op->feature & 0x30) == 0x20)
		return "d";
	if (branch && (op->feature & 0x30) == 0x10)
		return "e";
	return op->code == AX_ISA_CODE_sync && op->feature & 0x40 ? "c" : "";
}

int ax_isa_text(uint32_t word, uint32_t pc, char *at, size_t bytes)
{
	struct text text = { .at = at, .room = bytes };
	struct ax_isa_op op;
	ax_isa_decode(&op, pc, ax_big32(word));
	if (op.code == AX_ISA_NONE) {
		add(&text, ".long 0x%08x", word);
		return text.n;
	}
	add(&text, "%s%s", ax_isa_info[op.code].name, feature(&op));
	operands(&text, &op);
	return text.n;
}
