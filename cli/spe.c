// SPDX-License-Identifier: Apache-2.0
/* spe: runs a program for SPUs on the software SPE, and lists the rules that it keeps. */
#include <axon/spe.h>

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "builtin.h"
#include "command.h"

/* What is run. */
struct work {
	const char *name;
	const struct cli_builtin *builtin; /* or NULL: a file */
	spe_program_handle_t *program;
	unsigned n; /* copies */
};

struct copy {
	const struct work *work;
	unsigned number;
	spe_context_ptr_t spe;
	pthread_t thread;
	int result;
	spe_stop_info_t stop;
};

static void *argp_of(const struct work *work, unsigned copy)
{
	return work->builtin ? cli_builtin_job(copy) : (void *)(uintptr_t)copy;
}

static void *envp_of(const struct work *work)
{
	return (void *)(uintptr_t)work->n;
}

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
	copy->result = spe_context_run(copy->spe, &entry, 0, argp_of(copy->work, copy->number),
				       envp_of(copy->work), &copy->stop);
	return NULL;
}

static bool start(struct copy *copy)
{
	copy->spe = spe_context_create(SPE_MAP_PS | SPE_EVENTS_ENABLE, NULL);
	return copy->spe && spe_program_load(copy->spe, copy->work->program) == 0 &&
	       pthread_create(&copy->thread, NULL, run, copy) == 0;
}

/* What it did; whether it ended by exit(0). */
static bool report(struct copy *copy)
{
	struct ax_spe_counters counters;
	ax_spe_counters_read(copy->spe, &counters);
	printf("spe %u: ", copy->number);
	if (copy->stop.stop_reason == SPE_EXIT)
		printf("exit %d", copy->stop.result.spe_exit_code);
	else
		printf("stopped: reason %u, 0x%x", copy->stop.stop_reason,
		       (unsigned)copy->stop.result.spe_signal_code);
	if (counters.instructions)
		printf("; %llu instructions in %llu cycles",
		       (unsigned long long)counters.instructions,
		       (unsigned long long)counters.cycles);
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

static int cant_load(const struct work *work)
{
	return cli_wrong("'%s' can't be loaded: %s", work->name, strerror(errno));
}

static int run_copies(const struct work *work)
{
	static struct copy copies[CLI_MAX_SPES];
	unsigned started = 0;
	bool well = true;
	while (started < work->n) {
		copies[started] = (struct copy){ .work = work, .number = started };
		if (!start(&copies[started]))
			break;
		started++;
	}
	for (unsigned i = 0; i < started; i++)
		pthread_join(copies[i].thread, NULL);
	for (unsigned i = 0; i < started; i++)
		well &= report(&copies[i]);
	report_rules();
	if (started < work->n)
		return cant_load(work);
	return well ? CLI_DONE : CLI_FAILED;
}

/* ---- in virtual time ---------------------------------------------------------------------- */

static int run_timed(const struct work *work, const struct ax_spe_time_costs *costs, bool json)
{
	struct ax_spe_time_program copies[AX_SPE_TIME_SPES] = { 0 };
	struct ax_spe_time_report report;
	bool well = true;
	for (unsigned i = 0; i < work->n; i++) {
		spe_context_ptr_t spe = spe_context_create(SPE_MAP_PS | SPE_EVENTS_ENABLE, NULL);
		if (!spe || spe_program_load(spe, work->program))
			return cant_load(work);
		copies[i] = (struct ax_spe_time_program){ spe, argp_of(work, i), envp_of(work), i };
	}
	int error = ax_spe_time_run(copies, work->n, costs, NULL, &report);
	if (error != -EDEADLK)
		ax_spe_time_print(&report, stdout, json);
	for (unsigned i = 0; i < work->n; i++) {
		well &= report.spe[i].stop.stop_reason == SPE_EXIT &&
			report.spe[i].stop.result.spe_exit_code == 0;
		spe_context_destroy(copies[i].spe);
	}
	if (error)
		fprintf(stderr, "axon: '%s' waits for ever\n", work->name);
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

/* In virtual time where there are costs. */
static int run_work(const struct work *work, const struct ax_spe_time_costs *costs, bool json)
{
	return costs ? run_timed(work, costs, json) : run_copies(work);
}

static int run_file(struct work *work, const struct ax_spe_time_costs *costs, bool json)
{
	char hint[80];
	size_t n;
	const char *const *names = cli_builtin_names(&n);
	work->program = spe_image_open(work->name);
	if (!work->program)
		return cli_wrong(
			"'%s' can't be run: %s%s", work->name,
			errno == EINVAL ? "it is no program for SPUs" : strerror(errno),
			errno == ENOENT ? cli_hint(hint, sizeof(hint), work->name, names, n) : "");
	int status = run_work(work, costs, json);
	spe_image_close(work->program);
	return status;
}

static int run_builtin(struct work *work, const struct ax_spe_time_costs *costs, bool json)
{
	work->program = work->builtin->program;
	if (!work->builtin->begin(work->n))
		return cli_wrong("there is no memory for what '%s' works on", work->name);
	int status = run_work(work, costs, json);
	if (status == CLI_DONE && !work->builtin->is_done(work->n)) {
		fprintf(stderr, "axon: '%s' has not done its work\n", work->name);
		status = CLI_FAILED;
	}
	cli_builtin_end();
	return status;
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
	config.cycles = !config.timed;
	bool json = settings->value[CLI_JSON].given;
	if (json && !config.timed)
		return cli_wrong("--json is for --time");
	if (config.timed && config.n_spes > AX_SPE_TIME_SPES)
		return cli_wrong("the model of time has %d SPEs", AX_SPE_TIME_SPES);
	if (ax_spe_configure(&config))
		return cli_wrong("there is no memory for the machine");
	struct work work = { .name = name, .builtin = cli_builtin_find(name), .n = config.n_spes };
	const struct ax_spe_time_costs *timed = config.timed ? costs : NULL;
	return work.builtin ? run_builtin(&work, timed, json) : run_file(&work, timed, json);
}

/* Options may stand behind "run" or "rules", and behind the program: reads them on. The place of the
 * word behind them, or -1 when *status is the end. */
static int read_on(struct cli_settings *settings, int n, char **word, int *status)
{
	int next = cli_options_read(settings, n, word);
	*status = next < 0 ? CLI_WRONG : CLI_DONE;
	if (next < 0 || !settings->value[CLI_HELP].given)
		return next;
	cli_print_help(stdout, settings->command);
	return -1;
}

static int read_run(struct cli_settings settings, int n, char **word)
{
	int status, first = read_on(&settings, n, word, &status);
	if (first < 0)
		return status;
	if (first == n)
		return cli_wrong("axon spe run wants a program");
	const char *name = word[first];
	int rest = read_on(&settings, n - first, word + first, &status);
	if (rest < 0)
		return status;
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

static int read_rules(struct cli_settings settings, int n, char **word)
{
	int status, next = read_on(&settings, n, word, &status);
	if (next < 0)
		return status;
	if (next < n)
		return cli_wrong("axon spe rules takes no other word, but there is '%s'",
				 word[next]);
	return list_rules();
}

int cli_spe(const struct cli_settings *settings, int n, char **word)
{
	static const char *const words[] = { "run", "rules" };
	char hint[80];
	if (n == 0)
		return cli_wrong("axon spe wants the word run or rules");
	if (strcmp(word[0], "run") == 0)
		return read_run(*settings, n, word);
	if (strcmp(word[0], "rules") == 0)
		return read_rules(*settings, n, word);
	return cli_wrong("axon spe knows run PROGRAM and rules, not '%s'%s", word[0],
			 cli_hint(hint, sizeof(hint), word[0], words, 2));
}
