# SPDX-License-Identifier: Apache-2.0
# void exit(int status): runs the destructors, then stops with 0x2000 | (status & 255), which
# libspe2 tells as SPE_EXIT. The code is part of the instruction, so the instruction is made here.
	.text
	.p2align 4
	.global exit
	.type exit, @function
exit:
	ori	$80, $3, 0
	ila	$83, __fini_array_end
	ila	$84, __fini_array_start
1:	ceq	$85, $83, $84
	brnz	$85, 2f
	ai	$83, $83, -4
	lqd	$85, 0($83)
	rotqby	$85, $85, $83
	bisl	$0, $85
	br	1b
2:	brsl	$0, _fini
	ori	$3, $80, 0
	.size exit, . - exit

	.global _exit
	.type _exit, @function
_exit:
	il	$4, 0x2000
	andi	$3, $3, 255
	or	$3, $3, $4
	ila	$5, 0x10203
	shufb	$3, $3, $3, $5	# in all four words
	stqr	$3, 1f
	sync			# what is fetched from here on has been stored
	br	1f
	.p2align 4
1:	stop	0
	stop	0
	stop	0
	stop	0
	.size _exit, . - _exit

	.global abort
	.type abort, @function
abort:
	il	$3, 134
	br	_exit
	.size abort, . - abort
