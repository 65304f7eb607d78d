// SPDX-License-Identifier: Apache-2.0
/* switch_s390x: from a thread's stack to the one in the local store, and back.
 * r2: struct ax_native, of which 0 is the program's stack pointer, 8 the thread's, 16 the entry.
 * A frame begins with the 160 bytes in which the callee keeps registers. */
	.text

	.macro SAVE
	stmg	%r6, %r15, 48(%r15)
	aghi	%r15, -224
	std	%f8, 160(%r15)
	std	%f9, 168(%r15)
	std	%f10, 176(%r15)
	std	%f11, 184(%r15)
	std	%f12, 192(%r15)
	std	%f13, 200(%r15)
	std	%f14, 208(%r15)
	std	%f15, 216(%r15)
	.endm

	.macro RESTORE
	ld	%f8, 160(%r15)
	ld	%f9, 168(%r15)
	ld	%f10, 176(%r15)
	ld	%f11, 184(%r15)
	ld	%f12, 192(%r15)
	ld	%f13, 200(%r15)
	ld	%f14, 208(%r15)
	ld	%f15, 216(%r15)
	lmg	%r6, %r15, 272(%r15)
	br	%r14
	.endm

	.globl	ax_native_start
	.type	ax_native_start, @function
ax_native_start:
	SAVE
	stg	%r15, 8(%r2)
	lg	%r15, 0(%r2)
	lg	%r1, 16(%r2)
	basr	%r14, %r1
	.short	0			/* the entry does not return */
	.size	ax_native_start, . - ax_native_start

	.globl	ax_native_resume
	.type	ax_native_resume, @function
ax_native_resume:
	SAVE
	stg	%r15, 8(%r2)
	lg	%r15, 0(%r2)
	RESTORE
	.size	ax_native_resume, . - ax_native_resume

	.globl	ax_native_cross
	.type	ax_native_cross, @function
ax_native_cross:
	stmg	%r6, %r15, 48(%r15)
	lgr	%r7, %r2
	stg	%r15, 0(%r7)
	lg	%r15, 8(%r7)
	brasl	%r14, ax_native_serve@PLT
	ltr	%r2, %r2
	lgr	%r2, %r7
	lg	%r15, 0(%r2)
	lmg	%r6, %r15, 48(%r15)
	jne	1f
	br	%r14
1:	SAVE				/* leave: all that serve kept for the program */
	stg	%r15, 0(%r2)
	lg	%r15, 8(%r2)
	RESTORE
	.size	ax_native_cross, . - ax_native_cross

	.section .note.GNU-stack, "", @progbits
