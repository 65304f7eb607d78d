// SPDX-License-Identifier: Apache-2.0
/* help: --help from the table. */
#include "command.h"
#include "text.h"

void cli_print_usage(FILE *to, const struct cli_command *command)
{
	fprintf(to, "axon %s%s", command->name, command->n_options ? " [OPTION...]" : "");
	if (*command->words)
		fprintf(to, " %s", command->words);
}

size_t cli_option_spelling(const struct cli_option *option, char *text, size_t room)
{
	char letter[8] = "";
	if (option->letter)
		snprintf(letter, sizeof(letter), "-%c, ", option->letter);
	const char *format = !option->value   ? "%s--%s"
			     : option->preset ? "%s--%s[=%s]"
					      : "%s--%s=%s";
	return (size_t)snprintf(text, room, format, letter, option->name, option->value);
}

static void print_option(FILE *to, const struct cli_option *option)
{
	char spelling[64], doc[320];
	size_t n = cli_option_spelling(option, spelling, sizeof(spelling));
	snprintf(doc, sizeof(doc), option->env ? "%s [$%s]" : "%s", option->doc, option->env);
	size_t shift = option->letter ? 2 : 6;
	fprintf(to, "%*s%s%s", (int)shift, "", spelling, shift + n >= 30 ? "\n" : "");
	cli_wrap(to, doc, 30, shift + n >= 30 ? 0 : shift + n);
}

static void print_command_help(FILE *to, const struct cli_command *command)
{
	fputs("Usage: ", to);
	cli_print_usage(to, command);
	fputs("\n\n", to);
	cli_wrap(to, command->about, 0, 0);
	fputs("\nOptions:\n", to);
	struct cli_option option;
	for (size_t i = 0; cli_option_at(command, i, &option); i++)
		print_option(to, &option);
	fputs("\nExamples:\n", to);
	for (const struct cli_example *example = command->example; example->words; example++)
		fprintf(to, "  %s\n      %s\n", example->words, example->doc);
}

static void print_whole_help(FILE *to)
{
	fputs("Usage: axon COMMAND ...\n\n"
	      "Runs programs that are graphs of small components, on every core.\n\nCommands:\n",
	      to);
	for (const struct cli_command *command = cli_commands; command->name; command++)
		fprintf(to, "  %-9s %s\n", command->name, command->doc);
	fputs("\nOptions:\n", to);
	print_option(to, &cli_options[CLI_HELP]);
	print_option(to, &cli_options[CLI_VERSION]);
	fputs("\nEnvironment:\n", to);
	for (size_t i = 0; i < CLI_N_OPTIONS; i++)
		if (cli_options[i].env)
			fprintf(to, "  %-16s stands in for --%s\n", cli_options[i].env,
				cli_options[i].name);
	for (const struct cli_variable *variable = cli_variables; variable->name; variable++) {
		fprintf(to, "  %-16s ", variable->name);
		cli_wrap(to, variable->doc, 19, 19);
	}
	fputs("\nExit status: 0 done (also after Ctrl-C, in order); 1 the graph failed, or was\n"
	      "broken off by a second Ctrl-C; 2 the words were wrong.\n\n"
	      "axon COMMAND --help tells more.\n",
	      to);
}

void cli_print_help(FILE *to, const struct cli_command *command)
{
	if (command)
		print_command_help(to, command);
	else
		print_whole_help(to);
}
