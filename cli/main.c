// SPDX-License-Identifier: Apache-2.0
/* main: the axon command. Finds the command, reads its options, runs it. */
#include <signal.h>
#include <string.h>

#include "command.h"

static int unknown_command(const char *word)
{
	const char *name[16];
	size_t n = 0;
	for (const struct cli_command *command = cli_commands; command->name; command++)
		name[n++] = command->name;
	char hint[80];
	return cli_wrong("unknown command '%s'%s", word,
			 cli_hint(hint, sizeof(hint), word, name, n));
}

/* The options before the command: of the whole program. */
static int whole(const char *word)
{
	if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0) {
		cli_print_help(stdout, NULL);
		return CLI_DONE;
	}
	if (strcmp(word, "--version") == 0 || strcmp(word, "-V") == 0) {
		puts("axon " AXON_VERSION);
		return CLI_DONE;
	}
	return cli_wrong("'%s' stands before a command; axon knows --help and --version there",
			 word);
}

static int run_command(const struct cli_command *command, int argc, char **argv)
{
	struct cli_settings settings = { .command = command };
	if (command->passes_on)
		return command->run(&settings, argc, argv);
	int first = cli_options_read(&settings, argc, argv);
	if (first < 0)
		return CLI_WRONG;
	if (settings.value[CLI_HELP].given) {
		cli_print_help(stdout, command);
		return CLI_DONE;
	}
	return command->run(&settings, argc - first, argv + first);
}

static int command_line(int argc, char **argv)
{
	if (argc < 2) {
		cli_print_help(stderr, NULL);
		return CLI_WRONG;
	}
	if (argv[1][0] == '-')
		return whole(argv[1]);
	const struct cli_command *command = cli_command_find(argv[1]);
	return command ? run_command(command, argc - 1, argv + 1) : unknown_command(argv[1]);
}

int main(int argc, char **argv)
{
	signal(SIGPIPE, SIG_IGN);
	int status = command_line(argc, argv);
	if ((fflush(stdout) || ferror(stdout)) && status == CLI_DONE) {
		cli_wrong("standard output could not be written");
		return CLI_FAILED;
	}
	return status;
}
