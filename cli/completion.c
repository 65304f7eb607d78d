// SPDX-License-Identifier: Apache-2.0
/* completion: the completion for bash from the table. Component types and their parameters are
 * asked of the command itself, so that they are always those of the installed one. */
#include <bench.h>

#include "command.h"

static void print_options(FILE *to, const struct cli_command *command)
{
	fprintf(to, "\t%s)\n\t\toptions='", command->name);
	struct cli_option option;
	for (size_t i = 0; cli_option_at(command, i, &option); i++) {
		fprintf(to, "%s--%s", i ? " " : "", option.name);
		if (option.letter)
			fprintf(to, " -%c", option.letter);
	}
	fputs("' ;;\n", to);
}

static const char head[] = "# bash completion for axon\n"
			   "_axon_options()\n"
			   "{\n"
			   "\tlocal options=''\n"
			   "\tcase $1 in\n";

static const char middle[] =
	"\tesac\n"
	"\tprintf '%s' \"$options\"\n"
	"}\n"
	"\n"
	"# The type that the word before the cursor belongs to: the first word of its stage.\n"
	"_axon_stage()\n"
	"{\n"
	"\tlocal i type=''\n"
	"\tfor ((i = 2; i < COMP_CWORD; i++)); do\n"
	"\t\tcase ${COMP_WORDS[i]} in\n"
	"\t\t'!' | '|' | \\'!\\' | '\"|\"') type='' ;;\n"
	"\t\t-* | '=') ;;\n"
	"\t\t*) [[ -z $type ]] && type=${COMP_WORDS[i]} ;;\n"
	"\t\tesac\n"
	"\tdone\n"
	"\tprintf '%s' \"$type\"\n"
	"}\n"
	"\n"
	"_axon_run()\n"
	"{\n"
	"\tlocal word=$1 type\n"
	"\ttype=$(_axon_stage)\n"
	"\tif [[ ${COMP_WORDS[COMP_CWORD - 1]} == '=' || $word == '=' ]]; then\n"
	"\t\tcompopt -o filenames 2>/dev/null\n"
	"\t\tmapfile -t COMPREPLY < <(compgen -f -- \"${word#=}\")\n"
	"\telif [[ -n $type ]]; then\n"
	"\t\tcompopt -o nospace 2>/dev/null\n"
	"\t\tmapfile -t COMPREPLY < <(compgen -W \"$(axon docs params \"$type\" 2>/dev/null)\" -- "
	"\"$word\")\n"
	"\telse\n"
	"\t\tmapfile -t COMPREPLY < <(compgen -W \"$(axon docs components)\" -- \"$word\"\n"
	"\t\t\tcompgen -f -X '!*.axon' -- \"$word\")\n"
	"\tfi\n"
	"}\n"
	"\n"
	"_axon()\n"
	"{\n"
	"\tlocal word=${COMP_WORDS[COMP_CWORD]}\n"
	"\tif ((COMP_CWORD == 1)); then\n"
	"\t\tmapfile -t COMPREPLY < <(compgen -W \"";

static const char tail[] =
	" --help --version\" -- \"$word\")\n"
	"\telif [[ $word == -* ]]; then\n"
	"\t\tmapfile -t COMPREPLY < <(compgen -W \"$(_axon_options \"${COMP_WORDS[1]}\")\" -- "
	"\"$word\")\n"
	"\telif [[ ${COMP_WORDS[1]} == run ]]; then\n"
	"\t\t_axon_run \"$word\"\n"
	"\telif [[ ${COMP_WORDS[1]} == inspect || ${COMP_WORDS[2]} == component ]]; then\n"
	"\t\tmapfile -t COMPREPLY < <(compgen -W \"$(axon docs components)\" -- \"$word\")\n"
	"\telif [[ ${COMP_WORDS[1]} == bench ]]; then\n"
	"\t\tmapfile -t COMPREPLY < <(compgen -W \"$_axon_workloads\" -- \"$word\")\n"
	"\telif [[ ${COMP_WORDS[1]} == docs ]]; then\n"
	"\t\tmapfile -t COMPREPLY < <(compgen -W 'man completion cli catalogue component "
	"components params options' -- \"$word\")\n"
	"\tfi\n"
	"}\n"
	"complete -F _axon axon\n";

static void print_workloads(FILE *to)
{
	const char *name;
	fputs("_axon_workloads='", to);
	for (size_t i = 0; (name = ax_bench_workload(i)); i++)
		fprintf(to, "%s%s", i ? " " : "", name);
	fputs("'\n\n", to);
}

void cli_print_completion(FILE *to)
{
	fputs("# bash completion for axon\n", to);
	print_workloads(to);
	fputs(head, to);
	for (const struct cli_command *command = cli_commands; command->name; command++)
		print_options(to, command);
	fputs(middle, to);
	for (const struct cli_command *command = cli_commands; command->name; command++)
		fprintf(to, "%s%s", command == cli_commands ? "" : " ", command->name);
	fputs(tail, to);
}
