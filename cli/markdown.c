// SPDX-License-Identifier: Apache-2.0
/* markdown: docs/reference/cli.md from the table. */
#include <string.h>

#include "command.h"

/* Prints a cell of a table, where a bar must be escaped. */
static void print_cell(FILE *to, const char *text)
{
	for (; *text; text++)
		fprintf(to, *text == '|' ? "\\%c" : "%c", *text);
}

static void print_option(FILE *to, const struct cli_option *option)
{
	char spelling[64];
	cli_option_spelling(option, spelling, sizeof(spelling));
	fprintf(to, "| `%s` | ", spelling);
	print_cell(to, option->doc);
	fprintf(to, option->env ? " | `%s` |\n" : " | |\n", option->env);
}

static void print_command(FILE *to, const struct cli_command *command)
{
	fprintf(to, "\n## axon %s\n\n```\n", command->name);
	cli_print_usage(to, command);
	fprintf(to, "\n```\n\n%s\n", command->about);
	struct cli_option option;
	fputs("\n| option | what it does | environment |\n| --- | --- | --- |\n", to);
	for (size_t i = 0; cli_option_at(command, i, &option); i++)
		print_option(to, &option);
	fputs("\n```sh\n", to);
	for (const struct cli_example *example = command->example; example->words; example++)
		fprintf(to, "%s    # %s\n", example->words, example->doc);
	fputs("```\n", to);
}

void cli_print_markdown(FILE *to)
{
	fputs("# The command\n\n"
	      "Made from the command's own table by `axon docs cli`; edit cli/commands.c "
	      "instead.\n\n"
	      "| command | what it does |\n| --- | --- |\n",
	      to);
	for (const struct cli_command *command = cli_commands; command->name; command++)
		fprintf(to, "| [`axon %s`](#axon-%s) | %s |\n", command->name, command->name,
			command->doc);
	fputs("| `axon --help` | what the commands are |\n| `axon --version` | the version |\n\n"
	      "Exit status: 0 done (also after Ctrl-C, in order); 1 the graph failed: a component "
	      "did, nothing could move any more, or a second Ctrl-C broke it off; 2 the words were "
	      "wrong. A mistake in the "
	      "words or in a graph file is one sentence on standard error, with the place.\n",
	      to);
	for (const struct cli_command *command = cli_commands; command->name; command++)
		print_command(to, command);
	fputs("\n## Environment\n\n| variable | what it does |\n| --- | --- |\n", to);
	for (size_t i = 0; i < CLI_N_OPTIONS; i++)
		if (cli_options[i].env)
			fprintf(to, "| `%s` | stands in for `--%s` |\n", cli_options[i].env,
				cli_options[i].name);
	for (const struct cli_variable *variable = cli_variables; variable->name; variable++)
		fprintf(to, "| `%s` | %s |\n", variable->name, variable->doc);
}
