// SPDX-License-Identifier: Apache-2.0
/* man: the manual page axon(1) from the table, in the man macros. */
#include <string.h>

#include "command.h"

/* Prints text for troff: escapes what it would read as a request, and sets what stands in
 * backticks in bold. */
static void print_roff(FILE *to, const char *text)
{
	bool bold = false, line_start = true;
	for (const char *at = text; *at; at++) {
		if (at[0] == '\n' && at[1] == '\n') {
			fputs("\n.PP\n", to);
			line_start = true;
			at++;
			continue;
		}
		if (line_start && (*at == '.' || *at == '\''))
			fputs("\\&", to);
		line_start = *at == '\n';
		if (*at == '`')
			fputs((bold = !bold) ? "\\fB" : "\\fR", to);
		else if (*at == '-')
			fputs("\\-", to);
		else if (*at == '\\')
			fputs("\\e", to);
		else if (*at == '\'')
			fputs("\\(aq", to);
		else
			fputc(*at, to);
	}
}

static void print_option(FILE *to, const struct cli_option *option)
{
	char spelling[64];
	cli_option_spelling(option, spelling, sizeof(spelling));
	fputs(".TP\n\\fB", to);
	print_roff(to, spelling);
	fputs("\\fR\n", to);
	print_roff(to, option->doc);
	if (option->env)
		fprintf(to, " [$%s]", option->env);
	fputc('\n', to);
}

static void print_command(FILE *to, const struct cli_command *command)
{
	fputs(".SS ", to);
	cli_print_usage(to, command);
	fputc('\n', to);
	print_roff(to, command->about);
	fputc('\n', to);
	struct cli_option option;
	for (size_t i = 0; cli_option_at(command, i, &option); i++)
		print_option(to, &option);
}

static void print_examples(FILE *to)
{
	fputs(".SH EXAMPLES\n", to);
	for (const struct cli_command *command = cli_commands; command->name; command++) {
		for (const struct cli_example *example = command->example; example->words;
		     example++) {
			fputs(".TP\n\\fB", to);
			print_roff(to, example->words);
			fputs("\\fR\n", to);
			print_roff(to, example->doc);
			fputc('\n', to);
		}
	}
}

static void print_environment(FILE *to)
{
	fputs(".SH ENVIRONMENT\n", to);
	for (size_t i = 0; i < CLI_N_OPTIONS; i++)
		if (cli_options[i].env)
			fprintf(to, ".TP\n\\fB%s\\fR\nstands in for \\fB\\-\\-%s\\fR\n",
				cli_options[i].env, cli_options[i].name);
	for (const struct cli_variable *variable = cli_variables; variable->name; variable++) {
		fprintf(to, ".TP\n\\fB%s\\fR\n", variable->name);
		print_roff(to, variable->doc);
		fputc('\n', to);
	}
}

void cli_print_man(FILE *to)
{
	fprintf(to,
		".TH AXON 1 \"\" \"Axon %s\" \"User Commands\"\n.SH NAME\naxon \\- run programs "
		"that are graphs of small components\n.SH SYNOPSIS\n\\fBaxon\\fR \\fICOMMAND\\fR "
		"[\\fIOPTION\\fR...] [\\fIWORDS\\fR...]\n.SH DESCRIPTION\n",
		AXON_VERSION);
	print_roff(to, "Components are small sequential programs that talk only to their own "
		       "inboxes and outboxes. `axon` joins them to a graph from a few words, runs "
		       "it on every allowed core and shows what it does.");
	fputs("\n.SH COMMANDS\n", to);
	for (const struct cli_command *command = cli_commands; command->name; command++)
		print_command(to, command);
	fputs(".SH OPTIONS\n", to);
	print_option(to, &cli_options[CLI_HELP]);
	print_option(to, &cli_options[CLI_VERSION]);
	fputs(".SH EXIT STATUS\n.TP\n0\ndone, also after Ctrl\\-C, in order\n.TP\n1\nthe graph "
	      "failed: a component did, nothing could move any more, or a second signal broke it "
	      "off\n.TP\n2\nthe words were "
	      "wrong\n",
	      to);
	print_environment(to);
	print_examples(to);
}
