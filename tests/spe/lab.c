// SPDX-License-Identifier: Apache-2.0
/* lab: SPU programs that are C functions. */
#include "lab.h"

#include <errno.h>
#include <sched.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#define MAGIC "axon test image"

struct lab {
	lab_program *program;
	jmp_buf out;
};

static bool knows(const void *image, size_t bytes)
{
	return bytes >= sizeof(MAGIC) && memcmp(image, MAGIC, sizeof(MAGIC)) == 0;
}

static int load(struct ax_spe *spe, const void *image, size_t bytes)
{
	const struct lab_image *from = image;
	if (bytes < sizeof(*from))
		return -EINVAL;
	struct lab *lab = calloc(1, sizeof(*lab));
	if (!lab)
		return -ENOMEM;
	lab->program = from->program;
	spe->backend_data = lab;
	spe->entry = 0;
	return 0;
}

static enum ax_spu_result run(struct ax_spe *spe)
{
	struct lab *lab = spe->backend_data;
	if (setjmp(lab->out) == 0) {
		lab->program(spe);
		ax_spu_stop(spe, 0x2000);
	}
	return AX_SPU_STOP;
}

static void fini(struct ax_spe *spe)
{
	free(spe->backend_data);
}

const struct ax_spu_backend lab_backend = {
	.name = "lab",
	.knows = knows,
	.load = load,
	.run = run,
	.fini = fini,
};

struct lab_image lab_image(lab_program *program)
{
	return (struct lab_image){ MAGIC, program };
}

/* ---- instructions ------------------------------------------------------------------------- */

static _Noreturn void leave(struct ax_spe *spe)
{
	struct lab *lab = spe->backend_data;
	longjmp(lab->out, 1);
}

static void next(struct ax_spe *spe)
{
	spe->pc += 4;
	spe->npc = spe->pc + 4;
}

static void wait(struct ax_spe *spe, uint32_t channel)
{
	if (ax_channel_wait(spe, channel) == AX_SPU_STOP)
		leave(spe);
}

uint32_t lab_read(struct ax_spe *spe, uint32_t channel)
{
	uint32_t value;
	enum ax_spu_result result;
	next(spe);
	while ((result = ax_channel_read(spe, channel, &value)) == AX_SPU_STALL)
		wait(spe, channel);
	if (result == AX_SPU_STOP)
		leave(spe);
	return value;
}

void lab_write(struct ax_spe *spe, uint32_t channel, uint32_t value)
{
	enum ax_spu_result result;
	next(spe);
	while ((result = ax_channel_write(spe, channel, value)) == AX_SPU_STALL)
		wait(spe, channel);
	if (result == AX_SPU_STOP)
		leave(spe);
}

uint32_t lab_count(struct ax_spe *spe, uint32_t channel)
{
	next(spe);
	uint32_t count = ax_channel_count(spe, channel);
	if (ax_spe_called(spe) && ax_spe_answer(spe) == AX_SPU_STOP)
		leave(spe);
	return count;
}

void lab_command(struct ax_spe *spe, uint32_t opcode, uint32_t ls, uint64_t ea, uint32_t size,
		 uint32_t tag)
{
	lab_write(spe, AX_MFC_LSA, ls);
	lab_write(spe, AX_MFC_EAH, (uint32_t)(ea >> 32));
	lab_write(spe, AX_MFC_EAL, (uint32_t)ea);
	lab_write(spe, AX_MFC_SIZE, size);
	lab_write(spe, AX_MFC_TAG, tag);
	lab_write(spe, AX_MFC_CMD, opcode);
}

void lab_list(struct ax_spe *spe, uint32_t opcode, uint32_t ls, uint64_t high, uint32_t list,
	      uint32_t bytes, uint32_t tag)
{
	lab_command(spe, opcode, ls, (high & ~UINT64_C(0xffffffff)) | list, bytes, tag);
}

uint32_t lab_tags(struct ax_spe *spe, uint32_t mask, uint32_t update)
{
	lab_write(spe, AX_WR_TAG_MASK, mask);
	lab_write(spe, AX_WR_TAG_UPDATE, update);
	return lab_read(spe, AX_RD_TAG_STAT);
}

void lab_stop(struct ax_spe *spe, uint32_t code)
{
	next(spe);
	ax_spu_stop(spe, code);
	leave(spe);
}

void lab_halt(struct ax_spe *spe)
{
	next(spe);
	ax_spu_halt(spe);
	leave(spe);
}

void lab_illegal(struct ax_spe *spe)
{
	next(spe);
	ax_spu_illegal(spe);
	leave(spe);
}

void lab_relax(struct ax_spe *spe)
{
	if (ax_spe_called(spe) && ax_spe_answer(spe) == AX_SPU_STOP)
		leave(spe);
	sched_yield();
}

/* ---- cells -------------------------------------------------------------------------------- */

void lab_log(void *arg, const char *line)
{
	struct lab_log *log = arg;
	pthread_mutex_lock(&log->lock);
	log->n++;
	strncpy(log->last, line, sizeof(log->last) - 1);
	pthread_mutex_unlock(&log->lock);
}

struct ax_cell *lab_cell(struct lab_log *log, unsigned n_spes, uint64_t seed, bool deterministic)
{
	struct ax_spe_config config = {
		.n_spes = n_spes, .seed = seed, .strict = true, .log = lab_log, .log_arg = log
	};
	*log = (struct lab_log){ .lock = PTHREAD_MUTEX_INITIALIZER };
	struct ax_cell *cell = ax_cell_new(&config, deterministic);
	if (cell)
		ax_cell_add_backend(cell, &lab_backend);
	return cell;
}

struct ax_spe *lab_spe(struct ax_cell *cell, unsigned flags, lab_program *program)
{
	int error;
	struct ax_spe *spe = ax_spe_new(cell, flags, &error);
	struct lab_image image = lab_image(program);
	if (spe && ax_spe_load(spe, &image, sizeof(image)))
		abort();
	return spe;
}
