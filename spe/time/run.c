// SPDX-License-Identifier: Apache-2.0
/* run: loaded contexts run in virtual time. */
#include "libspe2/private.h"

#include "time/time.h"

#include <errno.h>
#include <string.h>

struct run {
	const struct ax_spe_time_program *program;
	struct ax_time time;
};

static bool usable(const struct ax_spe_time_program *program, unsigned i, unsigned *places)
{
	const spe_context_ptr_t context = program[i].spe;
	bool taken = program[i].place >= AX_SPE_TIME_SPES || *places & 1U << program[i].place;
	if (taken || !context || !context->base_private->loaded)
		return false;
	for (unsigned j = 0; j < i; j++)
		if (program[j].spe == context)
			return false;
	*places |= 1U << program[i].place;
	return context->base_private->spe->cell->deterministic;
}

static bool check(const struct ax_spe_time_program *program, unsigned n)
{
	unsigned places = 0;
	for (unsigned i = 0; i < n && n <= AX_SPE_TIME_SPES; i++)
		if (!usable(program, i, &places))
			return false;
	return n && n <= AX_SPE_TIME_SPES;
}

static bool stopped(void *arg, unsigned i)
{
	struct run *run = arg;
	struct ax_spe_time_spe *report = run->time.spe[i].report;
	return ax_run_goes_on(run->time.spe[i].spe, 0, &report->stop, &report->result);
}

static void begin(struct run *run, unsigned i)
{
	const struct ax_spe_time_program *program = &run->program[i];
	struct ax_time_spe *self = &run->time.spe[i];
	ax_run_begin(program->spe, program->argp, program->envp);
	self->spe = program->spe->base_private->spe;
	self->port = ax_bus_port_of_spe(program->place);
	self->report = &run->time.report->spe[i];
	self->report->place = program->place;
}

int ax_spe_time_run(const struct ax_spe_time_program *program, unsigned n,
		    const struct ax_spe_time_costs *costs, const struct ax_spe_time_ppe *ppe,
		    struct ax_spe_time_report *report)
{
	if (!check(program, n))
		return -EINVAL;
	struct run run = { .program = program };
	*report = (struct ax_spe_time_report){ .n_spes = n };
	run.time.cell = program[0].spe->base_private->spe->cell;
	run.time.cost = costs->cost;
	run.time.ppe = ppe && ppe->mailbox ? ppe : NULL;
	run.time.report = report;
	run.time.n = n;
	for (unsigned i = 0; i < n; i++)
		begin(&run, i);
	return ax_time_run(&run.time, stopped, &run);
}
