// SPDX-License-Identifier: Apache-2.0
/* lab: cells and runs of SPU programs for the tests of the native backend. */
#include "programs.h"

#include "isa/backend.h"

/* Faults are what tests look for: their lines go nowhere. */
static void ignore(void *arg, const char *line)
{
	(void)arg;
	(void)line;
}

struct ax_cell *program_cell(bool deterministic)
{
	struct ax_spe_config config = { .n_spes = 4, .seed = 1, .strict = true, .log = ignore };
	struct ax_cell *cell = ax_cell_new(&config, deterministic);
	check(cell && !ax_cell_add_backend(cell, &ax_native_backend) &&
	      !ax_cell_add_backend(cell, &ax_isa_backend));
	return cell;
}

struct ax_spe *program_load(struct ax_cell *cell, const spe_program_handle_t *program)
{
	int error = 0;
	struct ax_spe *spe = ax_spe_new(cell, 0, &error);
	check(spe);
	check(!ax_spe_load(spe, program->elf_image, SIZE_MAX));
	return spe;
}

static void argument(struct ax_quad *gpr, uint64_t value)
{
	gpr->w[0] = (uint32_t)(value >> 32);
	gpr->w[1] = (uint32_t)value;
}

void program_arguments(struct ax_spe *spe, uint64_t argp, uint64_t envp)
{
	argument(&spe->gpr[3], spe->id);
	argument(&spe->gpr[4], argp);
	argument(&spe->gpr[5], envp);
	spe->npc = spe->entry;
}

uint32_t program_go_on(struct ax_spe *spe)
{
	check(ax_spe_run(spe) == AX_SPU_STOP);
	return spe->stop.kind == AX_STOP_SIGNAL ? spe->stop.code : UINT32_MAX;
}

uint32_t program_run(struct ax_spe *spe, uint64_t argp, uint64_t envp)
{
	program_arguments(spe, argp, envp);
	return program_go_on(spe);
}

uint32_t program_out(struct ax_spe *spe)
{
	uint32_t word = 0;
	ax_mailbox_out_read(spe, &word, 1);
	return word;
}

void program_run_all(struct program_job *job, int n, void *(*run)(void *job))
{
	pthread_t thread[AX_MAX_SPES];
	for (int i = 0; i < n; i++)
		check(!pthread_create(&thread[i], NULL, run, &job[i]));
	for (int i = 0; i < n; i++)
		pthread_join(thread[i], NULL);
}
