// SPDX-License-Identifier: Apache-2.0
/* switch_dense: a switch that becomes a table: a small machine with a stack. */
#include "result.h"

enum {
	PUSH,
	ADD,
	SUB,
	MUL,
	DUP,
	SWAP,
	DROP,
	OVER,
	NOT,
	LESS,
	JUMP,
	BRANCH,
	SAY,
	HALT
};

static int run(const int8_t *code, uint32_t *stack, uint32_t *sum)
{
	uint32_t *top = stack;
	uint32_t kept;
	int steps = 0;

	for (const int8_t *at = code;; steps++) {
		switch (*at++) {
		case PUSH:
			*++top = (uint32_t)*at++;
			break;
		case ADD:
			top--;
			*top += top[1];
			break;
		case SUB:
			top--;
			*top -= top[1];
			break;
		case MUL:
			top--;
			*top *= top[1];
			break;
		case DUP:
			top++;
			*top = top[-1];
			break;
		case SWAP:
			kept = *top;
			*top = top[-1];
			top[-1] = kept;
			break;
		case DROP:
			top--;
			break;
		case OVER:
			top++;
			*top = top[-2];
			break;
		case NOT:
			*top = !*top;
			break;
		case LESS:
			top--;
			*top = (int32_t)*top < (int32_t)top[1];
			break;
		case JUMP:
			at = code + *at;
			break;
		case BRANCH:
			at = *top-- ? at + 1 : code + *at;
			break;
		case SAY:
			*sum = mix(*sum, *top);
			break;
		default:
			return steps;
		}
	}
}

int program(uint64_t memory)
{
	/* From acc = 1 and n = 40: acc = acc * 3 - n, down to n = 0; then from 100 by 3 to below 0. */
	static const int8_t code[] = {
		PUSH, 1,      PUSH, 40, /* acc n */
		DUP,  BRANCH, 20,   SWAP, SAY,	PUSH, 3, MUL,  OVER,   SUB, SWAP, PUSH, 1,   SUB,
		JUMP, 4,      DROP, SAY,  PUSH, 100, /* at 20: acc x */
		SAY,  PUSH,   3,    SUB,  DUP,	PUSH, 0, LESS, BRANCH, 24,  NOT,  ADD,	SAY, HALT,
	};
	uint32_t stack[16];
	uint32_t sum = 0;
	int steps = run(code, stack, &sum);

	(void)memory;
	say("steps", (uint32_t)steps);
	say("sum", sum);
	return steps & 255;
}
