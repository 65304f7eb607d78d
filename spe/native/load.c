// SPDX-License-Identifier: Apache-2.0
/* load: copies a native image into a local store and makes it fit to run there. */
#include "native/native.h"

#include <elf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

static bool knows(const void *image, size_t bytes)
{
	return bytes >= sizeof(struct ax_spu_image) && !memcmp(image, AX_IMAGE_MAGIC, 8);
}

/* Whether [from, to) lies in [begin, end), and a thing of `align` bytes may begin there. */
static bool within(uint32_t from, uint32_t to, uint32_t begin, uint32_t end, uint32_t align)
{
	return begin <= from && from <= to && to <= end && from % align == 0;
}

/* What is wrong with the head, if anything. */
static int check(const struct ax_spu_image *head, size_t bytes)
{
	if (head->machine != AX_IMAGE_HOST || head->port_bytes != sizeof(struct ax_spu_port))
		return -ENOEXEC;
	if (!within(head->load, head->end, 16, AX_STORE_BYTES, 16) ||
	    !within(head->end, head->end_zero, 16, AX_STORE_BYTES, 1) ||
	    head->end - head->load < sizeof(*head) || head->end - head->load > bytes)
		return -EINVAL;
	if (!within(head->entry, head->entry + 4, head->load, head->end, 2) ||
	    !within(head->port, head->port + head->port_bytes, head->load, head->end, 8) ||
	    !within(head->relocation, head->relocation_end, head->load, head->end, 8) ||
	    (head->relocation_end - head->relocation) % sizeof(Elf64_Rela))
		return -EINVAL;
	return 0;
}

/* Constants that hold addresses know where in local store; the store's own place is added. */
static int relocate(const struct ax_spe *spe, const struct ax_spu_image *head)
{
	for (uint32_t ls = head->relocation; ls < head->relocation_end; ls += sizeof(Elf64_Rela)) {
		Elf64_Rela r;
		memcpy(&r, spe->store + ls, sizeof(r));
		if (!r.r_info)
			continue; /* the linker had no use for it */
		if (ELF64_R_TYPE(r.r_info) != AX_IMAGE_RELATIVE ||
		    r.r_offset > AX_STORE_BYTES - sizeof(uint64_t))
			return -EINVAL;
		uint64_t value = (uint64_t)(uintptr_t)spe->store + (uint64_t)r.r_addend;
		memcpy(spe->store + r.r_offset, &value, sizeof(value));
	}
	return 0;
}

static void connect_port(struct ax_native *native)
{
	*native->port = (struct ax_spu_port){
		.cross = ax_native_cross,
		.native = native,
	};
}

static void fini(struct ax_spe *spe)
{
	struct ax_native *native = spe->backend_data;
	free(native->signal_stack);
	free(native);
	spe->backend_data = NULL;
}

static int load(struct ax_spe *spe, const void *image, size_t bytes)
{
	const struct ax_spu_image *head = image;
	int error = check(head, bytes);
	if (error)
		return error;
	memcpy(spe->store + head->load, image, head->end - head->load);
	error = relocate(spe, head);
	if (error)
		return error;
	/* A local store is all one: code may come into it by DMA, too. */
	if (mprotect(spe->store, AX_STORE_BYTES, PROT_READ | PROT_WRITE | PROT_EXEC))
		return -errno;
	__builtin___clear_cache((char *)spe->store, (char *)spe->store + AX_STORE_BYTES);

	struct ax_native *native = calloc(1, sizeof(*native));
	if (!native)
		return -ENOMEM;
	native->signal_stack = malloc(AX_NATIVE_SIGNAL_STACK);
	if (!native->signal_stack) {
		free(native);
		return -ENOMEM;
	}
	native->spe = spe;
	native->port = (struct ax_spu_port *)(void *)(spe->store + head->port);
	native->entry = spe->store + head->entry;
	native->top = head->load;
	connect_port(native);
	spe->backend_data = native;
	spe->entry = head->entry;
	return 0;
}

static enum ax_spu_result run(struct ax_spe *spe)
{
	return ax_native_run(spe->backend_data);
}

const struct ax_spu_backend ax_native_backend = {
	.name = "native",
	.big_endian = __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__,
	.knows = knows,
	.load = load,
	.run = run,
	.fini = fini,
};
