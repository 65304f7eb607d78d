# SPDX-License-Identifier: Apache-2.0
# Where a program for the SPU begins: makes the stack, runs the constructors, calls main with what
# spe_context_run put in registers 3 to 5 (the SPE's id, argp, envp), stops with what main returns.
# By the SPU's ABI register 1 holds the stack pointer in word 0 and the bytes left in word 1; a
# function saves registers 0 and 1 in its caller's frame, so the first needs one, below the end.
	.text
	.p2align 4
	.global _start
	.type _start, @function
_start:
	ori	$80, $3, 0
	ori	$81, $4, 0
	ori	$82, $5, 0
	ila	$1, __stack
	ila	$2, _end
	sf	$2, $2, $1
	fsmbi	$3, 0x0f00
	selb	$1, $1, $2, $3
	il	$2, 0
	stqd	$2, 0($1)
	stqd	$1, -32($1)
	ai	$1, $1, -32
	brsl	$0, _init
	ila	$83, __init_array_start
	ila	$84, __init_array_end
1:	ceq	$85, $83, $84
	brnz	$85, 2f
	lqd	$85, 0($83)
	rotqby	$85, $85, $83
	ai	$83, $83, 4
	bisl	$0, $85
	br	1b
2:	ori	$3, $80, 0
	ori	$4, $81, 0
	ori	$5, $82, 0
	brsl	$0, main
	br	exit
	.size _start, . - _start
