// SPDX-License-Identifier: Apache-2.0
/* image: programs from files, and their way into a context. */
#include "libspe2/private.h"

#include <elf.h>
#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	MACHINE_SPU = 23
};

/* What spe_image_open() returns: a handle that says how large the image is. */
struct opened {
	struct ax_spe_image image;
	struct opened *next;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct opened *all; /* under lock */

/* An executable for SPUs: 32 bits, big-endian. */
static bool is_spu_elf(const void *image, size_t bytes)
{
	Elf32_Ehdr header;
	if (bytes < sizeof(header))
		return false;
	memcpy(&header, image, sizeof(header));
	return memcmp(header.e_ident, ELFMAG, SELFMAG) == 0 &&
	       header.e_ident[EI_CLASS] == ELFCLASS32 && header.e_ident[EI_DATA] == ELFDATA2MSB &&
	       be16toh(header.e_machine) == MACHINE_SPU && be16toh(header.e_type) == ET_EXEC;
}

/* An ELF file must be an SPU's; what else there is, backends know. */
static bool is_program(const void *image, size_t bytes)
{
	const struct ax_cell *cell = ax_cell_default();
	if (bytes >= SELFMAG && memcmp(image, ELFMAG, SELFMAG) == 0)
		return is_spu_elf(image, bytes);
	for (size_t i = 0; cell && i < cell->n_backends; i++)
		if (cell->backend[i]->knows(image, bytes))
			return true;
	return false;
}

/* The file's bytes; NULL and errno. */
static void *map(const char *filename, size_t *bytes)
{
	struct stat info;
	void *at = MAP_FAILED;
	if (access(filename, X_OK) < 0)
		return NULL;
	int fd = open(filename, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return NULL;
	if (fstat(fd, &info) == 0) {
		*bytes = (size_t)info.st_size;
		errno = EINVAL;
		if (*bytes)
			at = mmap(NULL, *bytes, PROT_READ, MAP_PRIVATE, fd, 0);
	}
	int error = errno;
	close(fd);
	errno = error;
	return at == MAP_FAILED ? NULL : at;
}

spe_program_handle_t *spe_image_open(const char *filename)
{
	size_t bytes;
	void *at = map(filename, &bytes);
	if (!at)
		return NULL;
	struct opened *opened = is_program(at, bytes) ? calloc(1, sizeof(*opened)) : NULL;
	if (!opened) {
		munmap(at, bytes);
		errno = EINVAL;
		return NULL;
	}
	opened->image.handle.handle_size = sizeof(opened->image);
	opened->image.handle.elf_image = at;
	opened->image.bytes = bytes;
	pthread_mutex_lock(&lock);
	opened->next = all;
	all = opened;
	pthread_mutex_unlock(&lock);
	return &opened->image.handle;
}

static struct opened *take(const spe_program_handle_t *program)
{
	pthread_mutex_lock(&lock);
	struct opened **at = &all;
	while (*at && &(*at)->image.handle != program)
		at = &(*at)->next;
	struct opened *opened = *at;
	if (opened)
		*at = opened->next;
	pthread_mutex_unlock(&lock);
	return opened;
}

int spe_image_close(spe_program_handle_t *program)
{
	struct opened *opened = program ? take(program) : NULL;
	if (!opened)
		return ax_spe_fail(EINVAL);
	munmap(opened->image.handle.elf_image, opened->image.bytes);
	free(opened);
	return 0;
}

int spe_program_load(spe_context_ptr_t context, spe_program_handle_t *program)
{
	if (!context)
		return ax_spe_fail(ESRCH);
	if (!program || !program->elf_image)
		return ax_spe_fail(EINVAL);
	size_t bytes = SIZE_MAX;
	if (program->handle_size >= sizeof(struct ax_spe_image))
		bytes = ((struct ax_spe_image *)program)->bytes;
	struct spe_context_base_priv *base = context->base_private;
	int error = ax_spe_load(base->spe, program->elf_image, bytes);
	base->loaded = !error;
	if (error)
		return ax_spe_fail(error == -ENOMEM ? ENOMEM : EINVAL);
	context->handle = *program;
	return 0;
}
