// SPDX-License-Identifier: Apache-2.0
/* spe: runs a program for SPUs on the software SPE, and lists the rules that it keeps. */
#include <axon/spe.h>

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"

enum {
	MAX_SPES = 64
};

struct copy {
	spe_context_ptr_t spe;
	pthread_t thread;
	uintptr_t number, all; /* argp and envp */
	int result;
	spe_stop_info_t stop;
};

static const char *kind_of(const struct ax_rule *rule)
{
	static const char *const kinds[] = { "fault", "strict", "counted" };
	return kinds[rule->kind];
}

static int list_rules(void)
{
	const struct ax_rule *rule;
	for (size_t i = 0; (rule = ax_rule_at(i)); i++)
		printf("%-16s %-8s %s (%s)\n", rule->name, kind_of(rule), rule->text, rule->source);
	return CLI_DONE;
}

static void *run(void *arg)
{
	struct copy *copy = arg;
	unsigned entry = SPE_DEFAULT_ENTRY;
	copy->result = spe_context_run(copy->spe, &entry, 0, (void *)copy->number,
				       (void *)copy->all, &copy->stop);
	return NULL;
}

static bool start(struct copy *copy, spe_program_handle_t *program)
{
	copy->spe = spe_context_create(SPE_MAP_PS | SPE_EVENTS_ENABLE, NULL);
	return copy->spe && spe_program_load(copy->spe, program) == 0 &&
	       pthread_create(&copy->thread, NULL, run, copy) == 0;
}

/* What it did; whether it ended by exit(0). */
static bool report(struct copy *copy)
{
	struct ax_spe_counters counters;
	ax_spe_counters_read(copy->spe, &counters);
	printf("spe %u: ", (unsigned)copy->number);
	if (copy->stop.stop_reason == SPE_EXIT)
		printf("exit %d", copy->stop.result.spe_exit_code);
	else
		printf("stopped: reason %u, 0x%x", copy->stop.stop_reason,
		       (unsigned)copy->stop.result.spe_signal_code);
	printf("; %llu commands, %llu bytes in, %llu out, %llu stalls\n",
	       (unsigned long long)counters.commands, (unsigned long long)counters.bytes_in,
	       (unsigned long long)counters.bytes_out, (unsigned long long)counters.stalls);
	spe_context_destroy(copy->spe);
	return copy->stop.stop_reason == SPE_EXIT && copy->stop.result.spe_exit_code == 0;
}

static void report_rules(void)
{
	for (size_t i = 0; ax_rule_at(i); i++)
		if (ax_rule_count(i))
			printf("%s: %llu times\n", ax_rule_at(i)->name,
			       (unsigned long long)ax_rule_count(i));
}

static int run_copies(spe_program_handle_t *program, const char *name, unsigned n)
{
	static struct copy copies[MAX_SPES];
	unsigned started = 0;
	bool well = true;
	while (started < n) {
		copies[started] = (struct copy){ .number = started, .all = n };
		if (!start(&copies[started], program))
			break;
		started++;
	}
	for (unsigned i = 0; i < started; i++)
		pthread_join(copies[i].thread, NULL);
	for (unsigned i = 0; i < started; i++)
		well &= report(&copies[i]);
	report_rules();
	if (started < n)
		return cli_wrong("'%s' can't be loaded: %s", name, strerror(errno));
	return well ? CLI_DONE : CLI_FAILED;
}

/* ---- in virtual time ---------------------------------------------------------------------- */

static int run_timed(const struct cli_settings *settings, spe_program_handle_t *program,
		     const char *name, unsigned n, const struct ax_spe_time_costs *costs)
{
	struct ax_spe_time_program copies[AX_SPE_TIME_SPES] = { 0 };
	struct ax_spe_time_report report;
	bool well = true;
	for (unsigned i = 0; i < n; i++) {
		spe_context_ptr_t spe = spe_context_create(SPE_MAP_PS | SPE_EVENTS_ENABLE, NULL);
		if (!spe || spe_program_load(spe, program))
			return cli_wrong("'%s' can't be loaded: %s", name, strerror(errno));
		copies[i] = (struct ax_spe_time_program){ spe, (void *)(uintptr_t)i,
							  (void *)(uintptr_t)n, i };
	}
	int error = ax_spe_time_run(copies, n, costs, NULL, &report);
	if (error != -EDEADLK)
		ax_spe_time_print(&report, stdout, settings->value[CLI_JSON].given);
	for (unsigned i = 0; i < n; i++) {
		well &= report.spe[i].stop.stop_reason == SPE_EXIT &&
			report.spe[i].stop.result.spe_exit_code == 0;
		spe_context_destroy(copies[i].spe);
	}
	if (error)
		fprintf(stderr, "axon: '%s' waits for ever\n", name);
	return well && !error ? CLI_DONE : CLI_FAILED;
}

/* The costs that the words behind the program set. */
static bool read_costs(struct ax_spe_time_costs *costs, int n, char **word)
{
	ax_spe_time_costs_init(costs);
	for (int i = 0; i < n; i++) {
		if (!ax_spe_time_costs_set(costs, word[i]))
			continue;
		cli_wrong("'%s' sets none of the model's costs", word[i]);
		return false;
	}
	return true;
}

static int run_program(const struct cli_settings *settings, const char *name,
		       const struct ax_spe_time_costs *costs)
{
	struct ax_spe_config config;
	ax_spe_config_init(&config);
	config.n_spes = 1;
	if (settings->value[CLI_SPES].given)
		config.n_spes = (unsigned)settings->value[CLI_SPES].n;
	if (settings->value[CLI_SPE_SEED].given)
		config.seed = settings->value[CLI_SPE_SEED].n;
	config.timed = settings->value[CLI_SPE_TIME].given;
	config.trace = settings->value[CLI_SPE_TRACE].given;
	if (settings->value[CLI_JSON].given && !config.timed)
		return cli_wrong("--json is for --time");
	if (config.timed && config.n_spes > AX_SPE_TIME_SPES)
		return cli_wrong("the model of time has %d SPEs", AX_SPE_TIME_SPES);
	if (ax_spe_configure(&config))
		return cli_wrong("there is no memory for the machine");
	spe_program_handle_t *program = spe_image_open(name);
	if (!program)
		return cli_wrong("'%s' can't be run: %s", name,
				 errno == EINVAL ? "it is no program for SPUs" : strerror(errno));
	int status = config.timed ? run_timed(settings, program, name, config.n_spes, costs)
				  : run_copies(program, name, config.n_spes);
	spe_image_close(program);
	return status;
}

/* Options may stand behind "run", and behind the program. */
static int read_run(struct cli_settings settings, int n, char **word)
{
	int first = cli_options_read(&settings, n, word);
	if (first < 0)
		return CLI_WRONG;
	if (first == n)
		return cli_wrong("axon spe run wants a program");
	const char *name = word[first];
	int rest = cli_options_read(&settings, n - first, word + first);
	if (rest < 0)
		return CLI_WRONG;
	struct ax_spe_time_costs costs;
	bool timed = settings.value[CLI_SPE_TIME].given;
	int n_costs = timed ? n - first - rest : 0;
	if (rest < n - first && !timed)
		return cli_wrong("axon spe run takes one program, but '%s' is another word",
				 word[first + rest]);
	if (!read_costs(&costs, n_costs, word + first + rest))
		return CLI_WRONG;
	return run_program(&settings, name, &costs);
}

int cli_spe(const struct cli_settings *settings, int n, char **word)
{
	static const char *const words[] = { "run", "rules" };
	char hint[80];
	if (n > 0 && strcmp(word[0], "run") == 0)
		return read_run(*settings, n, word);
	if (n == 1 && strcmp(word[0], "rules") == 0)
		return list_rules();
	if (n == 0)
		return cli_wrong("axon spe wants the word run or rules");
	return cli_wrong("axon spe knows run PROGRAM and rules, not '%s'%s", word[0],
			 cli_hint(hint, sizeof(hint), word[0], words, 2));
}
