// SPDX-License-Identifier: Apache-2.0
/* switch_ppc64: from a thread's stack to the one in the local store, and back (ELFv1).
 * r3: struct ax_native, of which 0 is the program's stack pointer, 8 the thread's, 16 the entry.
 * r13 belongs to the thread and stays. A frame: 112 bytes that callees use, r2 and r14 to r31 from
 * 112, f14 to f31 from 272, v20 to v31 from 416. */
	.machine "power4"
	.machine "altivec"

	.macro FUNCTION name
	.section ".opd", "aw"
	.balign	8
	.globl	\name
	.type	\name, @function
\name:	.quad	.L.\name, .TOC.@tocbase, 0
	.text
.L.\name:
	.endm

	.macro SAVE
	mflr	%r0
	std	%r0, 16(%r1)
	mfcr	%r0
	stw	%r0, 8(%r1)
	stdu	%r1, -608(%r1)
	std	%r2, 112(%r1)
	.irp	n, 14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
	std	\n, 120 + 8 * (\n - 14)(%r1)
	stfd	\n, 272 + 8 * (\n - 14)(%r1)
	.endr
	.irp	n, 20,21,22,23,24,25,26,27,28,29,30,31
	li	%r0, 416 + 16 * (\n - 20)
	stvx	\n, %r1, %r0
	.endr
	.endm

	.macro RESTORE
	ld	%r2, 112(%r1)
	.irp	n, 14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
	ld	\n, 120 + 8 * (\n - 14)(%r1)
	lfd	\n, 272 + 8 * (\n - 14)(%r1)
	.endr
	.irp	n, 20,21,22,23,24,25,26,27,28,29,30,31
	li	%r0, 416 + 16 * (\n - 20)
	lvx	\n, %r1, %r0
	.endr
	addi	%r1, %r1, 608
	lwz	%r0, 8(%r1)
	mtcr	%r0
	ld	%r0, 16(%r1)
	mtlr	%r0
	blr
	.endm

	FUNCTION ax_native_start
	SAVE
	std	%r1, 8(%r3)
	ld	%r1, 0(%r3)
	ld	%r11, 16(%r3)
	ld	%r0, 0(%r11)
	ld	%r2, 8(%r11)
	mtctr	%r0
	bctrl
	trap				/* the entry does not return */

	FUNCTION ax_native_resume
	SAVE
	std	%r1, 8(%r3)
	ld	%r1, 0(%r3)
	RESTORE

	FUNCTION ax_native_cross
	mflr	%r0
	std	%r0, 16(%r1)
	std	%r31, -8(%r1)
	stdu	%r1, -128(%r1)
	mr	%r31, %r3
	std	%r1, 0(%r31)
	ld	%r1, 8(%r31)
	bl	ax_native_serve
	nop
	cmpwi	%r3, 0
	mr	%r3, %r31
	ld	%r1, 0(%r3)
	addi	%r1, %r1, 128
	ld	%r31, -8(%r1)
	ld	%r0, 16(%r1)
	mtlr	%r0
	bne	1f
	blr
1:	SAVE				/* leave: all that serve kept for the program */
	std	%r1, 0(%r3)
	ld	%r1, 8(%r3)
	RESTORE

	.section .note.GNU-stack, "", @progbits
