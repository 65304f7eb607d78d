// SPDX-License-Identifier: Apache-2.0
/* switch_aarch64: from a thread's stack to the one in the local store, and back.
 * x0: struct ax_native, of which 0 is the program's stack pointer, 8 the thread's, 16 the entry. */
	.text

	.macro SAVE
	sub	sp, sp, #160
	stp	x19, x20, [sp]
	stp	x21, x22, [sp, #16]
	stp	x23, x24, [sp, #32]
	stp	x25, x26, [sp, #48]
	stp	x27, x28, [sp, #64]
	stp	x29, x30, [sp, #80]
	stp	d8, d9, [sp, #96]
	stp	d10, d11, [sp, #112]
	stp	d12, d13, [sp, #128]
	stp	d14, d15, [sp, #144]
	mov	x9, sp
	.endm

	.macro RESTORE
	mov	sp, x9
	ldp	x19, x20, [sp]
	ldp	x21, x22, [sp, #16]
	ldp	x23, x24, [sp, #32]
	ldp	x25, x26, [sp, #48]
	ldp	x27, x28, [sp, #64]
	ldp	x29, x30, [sp, #80]
	ldp	d8, d9, [sp, #96]
	ldp	d10, d11, [sp, #112]
	ldp	d12, d13, [sp, #128]
	ldp	d14, d15, [sp, #144]
	add	sp, sp, #160
	ret
	.endm

	.globl	ax_native_start
	.type	ax_native_start, %function
ax_native_start:
	SAVE
	str	x9, [x0, #8]
	ldr	x9, [x0]
	mov	sp, x9
	ldr	x9, [x0, #16]
	blr	x9
	brk	#0			/* the entry does not return */
	.size	ax_native_start, . - ax_native_start

	.globl	ax_native_resume
	.type	ax_native_resume, %function
ax_native_resume:
	SAVE
	str	x9, [x0, #8]
	ldr	x9, [x0]
	RESTORE
	.size	ax_native_resume, . - ax_native_resume

	.globl	ax_native_cross
	.type	ax_native_cross, %function
ax_native_cross:
	stp	x29, x30, [sp, #-32]!
	str	x19, [sp, #16]
	mov	x19, x0
	mov	x9, sp
	str	x9, [x19]
	ldr	x9, [x19, #8]
	mov	sp, x9
	bl	ax_native_serve
	mov	x10, x19
	ldr	x9, [x10]
	mov	sp, x9
	ldr	x19, [sp, #16]
	ldp	x29, x30, [sp], #32
	cbnz	w0, 1f
	ret
1:	SAVE				/* leave: all that serve kept for the program */
	str	x9, [x10]
	ldr	x9, [x10, #8]
	RESTORE
	.size	ax_native_cross, . - ax_native_cross

	.section .note.GNU-stack, "", %progbits
