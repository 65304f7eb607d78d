// SPDX-License-Identifier: Apache-2.0
/* image: what an SPU program of the native backend looks like, to those who build it (spe/spu) and
 * to the one who loads it (load.c). Host endian; made for one machine.
 *
 * Local store, from address 0 upwards: the stack (it grows towards 0; what lies below 0 can't be
 * touched), the head, the port, code and constants, variables, what is free. Addresses in the
 * image are local store addresses: the loader adds the place of the store. */
#ifndef AX_SPE_NATIVE_IMAGE_H
#define AX_SPE_NATIVE_IMAGE_H

#include <stdint.h>

#define AX_IMAGE_MAGIC "AxonSPU\1" /* seven letters and the version; the final NUL is not part */

enum ax_image_machine {
	AX_IMAGE_X86_64 = 62, /* numbers as in ELF: EM_X86_64 and so on */
	AX_IMAGE_AARCH64 = 183,
	AX_IMAGE_PPC64 = 21,
	AX_IMAGE_S390X = 22,
};

#if defined(__x86_64__)
#	define AX_IMAGE_HOST	  AX_IMAGE_X86_64
#	define AX_IMAGE_RELATIVE 8 /* R_X86_64_RELATIVE: the place of the store is added */
#elif defined(__aarch64__)
#	define AX_IMAGE_HOST	  AX_IMAGE_AARCH64
#	define AX_IMAGE_RELATIVE 1027 /* R_AARCH64_RELATIVE */
#elif defined(__powerpc64__) && (!defined(_CALL_ELF) || _CALL_ELF == 1)
#	define AX_IMAGE_HOST	  AX_IMAGE_PPC64
#	define AX_IMAGE_RELATIVE 22 /* R_PPC64_RELATIVE */
#elif defined(__s390x__)
#	define AX_IMAGE_HOST	  AX_IMAGE_S390X
#	define AX_IMAGE_RELATIVE 12 /* R_390_RELATIVE */
#else
#	error "the native backend has no stack switch for this machine"
#endif

/* What a program asks of its SPE. */
enum ax_port_operation {
	AX_PORT_READ,  /* a channel */
	AX_PORT_WRITE, /* a channel, a value */
	AX_PORT_COUNT, /* a channel */
	AX_PORT_DMA,   /* the six words of `dma` to channels 16 to 21 */
	AX_PORT_STOP,  /* value: the 14-bit code */
	AX_PORT_HALT,
	AX_PORT_COST, /* value: cycles that the work since the last call would take an SPU */
};

/* How a loaded program reaches its SPE. The loader fills it in; there is one in each local store. */
struct ax_spu_port {
	/* Returns when the operation has been done; off the local store's stack meanwhile. `at` is
	 * where the program goes on: reports name it. */
	void (*cross)(void *native, uint32_t operation, uint32_t channel, uint32_t value, void *at);
	void *native;
	uint64_t argument[3]; /* of main: the SPE's number, argp, envp */
	uint32_t result;      /* of a read or a count */
	uint32_t dma[6];      /* local address, address high and low, size, tag, command */
	uint32_t call;	      /* of a PPE-assisted call: the word that lies after the stop */
};

/* The first bytes of an image. head.c has the first line, native.lds the rest. */
struct ax_spu_image {
	uint8_t magic[8];
	uint32_t machine; /* an ax_image_machine */
	uint32_t port_bytes;

	uint32_t load;	   /* where this head goes; as many bytes below are stack */
	uint32_t end;	   /* where the file ends; zeroes follow */
	uint32_t end_zero; /* where the program ends */
	uint32_t entry;	   /* of ax_spu_start(), as a function pointer has it */
	uint32_t port;
	uint32_t relocation; /* ELF64 relocations with addend */
	uint32_t relocation_end;
	uint32_t reserved;
};

#endif
