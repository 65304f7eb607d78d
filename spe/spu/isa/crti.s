# SPDX-License-Identifier: Apache-2.0
# The first half of _init and _fini, the functions that sections .init and .fini are: their frame.
	.section .init, "ax", @progbits
	.p2align 4
	.global _init
	.type _init, @function
_init:
	stqd	$0, 16($1)
	stqd	$1, -32($1)
	ai	$1, $1, -32

	.section .fini, "ax", @progbits
	.p2align 4
	.global _fini
	.type _fini, @function
_fini:
	stqd	$0, 16($1)
	stqd	$1, -32($1)
	ai	$1, $1, -32
