// SPDX-License-Identifier: Apache-2.0
/* switch_x86_64: from a thread's stack to the one in the local store, and back.
 * rdi: struct ax_native, of which 0 is the program's stack pointer, 8 the thread's, 16 the entry. */
	.text

	.macro SAVE
	push	%rbx
	push	%rbp
	push	%r12
	push	%r13
	push	%r14
	push	%r15
	sub	$8, %rsp		/* the stack is aligned where serve is called */
	.endm

	.macro RESTORE
	add	$8, %rsp
	pop	%r15
	pop	%r14
	pop	%r13
	pop	%r12
	pop	%rbp
	pop	%rbx
	ret
	.endm

	.globl	ax_native_start
	.type	ax_native_start, @function
ax_native_start:
	SAVE
	mov	%rsp, 8(%rdi)
	mov	0(%rdi), %rsp
	call	*16(%rdi)
	ud2				/* the entry does not return */
	.size	ax_native_start, . - ax_native_start

	.globl	ax_native_resume
	.type	ax_native_resume, @function
ax_native_resume:
	SAVE
	mov	%rsp, 8(%rdi)
	mov	0(%rdi), %rsp
	RESTORE
	.size	ax_native_resume, . - ax_native_resume

	.globl	ax_native_cross
	.type	ax_native_cross, @function
ax_native_cross:
	push	%rbx
	mov	%rdi, %rbx
	mov	%rsp, 0(%rbx)
	mov	8(%rbx), %rsp
	call	ax_native_serve
	mov	0(%rbx), %rsp
	test	%eax, %eax
	jne	1f
	pop	%rbx
	ret
1:	mov	%rbx, %rdi		/* leave: all that serve kept for the program */
	pop	%rbx
	SAVE
	mov	%rsp, 0(%rdi)
	mov	8(%rdi), %rsp
	RESTORE
	.size	ax_native_cross, . - ax_native_cross

	.section .note.GNU-stack, "", @progbits
