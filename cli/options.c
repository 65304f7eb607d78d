// SPDX-License-Identifier: Apache-2.0
/* options: reads the options of a command by the table, and says what is wrong with them. */
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <axon/engine.h>

#include "command.h"

int cli_wrong(const char *format, ...)
{
	va_list args;
	va_start(args, format);
	fputs("axon: ", stderr);
	vfprintf(stderr, format, args);
	fputc('\n', stderr);
	va_end(args);
	return CLI_WRONG;
}

const char *cli_hint(char *text, size_t room, const char *word, const char *const *name, size_t n)
{
	const char *near = ax_nearest(word, name, n);
	if (near)
		snprintf(text, room, "; did you mean '%s'?", near);
	else
		text[0] = '\0';
	return text;
}

const struct cli_command *cli_command_find(const char *name)
{
	for (const struct cli_command *command = cli_commands; command->name; command++)
		if (strcmp(command->name, name) == 0)
			return command;
	return NULL;
}

/* ---- values -------------------------------------------------------------------------------- */

/* How the value was given, for messages: "--workers" or "AXON_WORKERS". */
struct source {
	const struct cli_option *option;
	const char *spelling;
};

static bool read_number(const struct source *source, const char *text, struct cli_value *value)
{
	const struct cli_option *option = source->option;
	char *end;
	errno = 0;
	value->n = strtoull(text, &end, 10);
	if (end == text || *end || strchr(text, '-') || text[0] == ' ') {
		cli_wrong("%s: '%s' is not a whole number", source->spelling, text);
		return false;
	}
	if (errno || value->n < option->least || value->n > option->most) {
		cli_wrong("%s: %s is not from %" PRIu64 " to %" PRIu64, source->spelling, text,
			  option->least, option->most);
		return false;
	}
	return true;
}

static bool read_seconds(const struct source *source, const char *text, struct cli_value *value)
{
	const struct cli_option *option = source->option;
	char *end;
	double seconds = strtod(text, &end);
	double scale = 1e9;
	if (strcmp(end, "ms") == 0)
		scale = 1e6;
	bool suffixed = strcmp(end, "s") == 0 || strcmp(end, "ms") == 0;
	if (end == text || (*end && !suffixed) || strspn(text, "0123456789.") == 0) {
		cli_wrong("%s: '%s' is not a time in seconds", source->spelling, text);
		return false;
	}
	if (!(seconds * scale >= (double)option->least &&
	      seconds * scale <= (double)option->most)) {
		cli_wrong("%s: %s is not from %g to %g seconds", source->spelling, text,
			  (double)option->least / 1e9, (double)option->most / 1e9);
		return false;
	}
	value->n = (uint64_t)(seconds * scale);
	return true;
}

static bool read_value(const struct source *source, const char *text, struct cli_value *value)
{
	value->given = true;
	value->text = text;
	switch (source->option->kind) {
	case CLI_NUMBER:
		return read_number(source, text, value);
	case CLI_SECONDS:
		return read_seconds(source, text, value);
	case CLI_TEXT:
		if (!*text)
			cli_wrong("%s: the value is empty", source->spelling);
		return *text;
	case CLI_FLAG:
	default:
		return true;
	}
}

/* ---- the words ----------------------------------------------------------------------------- */

enum {
	LONG_ONLY = 256
}; /* getopt's value of an option: its letter, or this and its id */

struct parser {
	struct option longs[CLI_MAX_OPTIONS + 1];
	char letters[2 + 3 * CLI_MAX_OPTIONS + 1];
	const char *names[CLI_MAX_OPTIONS]; /* with the dashes, for hints */
	char name_text[CLI_MAX_OPTIONS][24];
};

static int getopt_argument(const struct cli_option *option)
{
	if (!option->value)
		return no_argument;
	return option->preset ? optional_argument : required_argument;
}

static void parser_fill(struct parser *parser, const struct cli_command *command)
{
	char *letter = stpcpy(parser->letters, "+:");
	for (size_t i = 0; i < command->n_options; i++) {
		const struct cli_option *option = &cli_options[command->option[i]];
		int argument = getopt_argument(option);
		parser->longs[i] = (struct option){ option->name, argument, NULL,
						    LONG_ONLY + (int)command->option[i] };
		snprintf(parser->name_text[i], sizeof(parser->name_text[i]), "--%s", option->name);
		parser->names[i] = parser->name_text[i];
		if (!option->letter)
			continue;
		*letter++ = option->letter;
		for (int colons = argument; colons > 0; colons--)
			*letter++ = ':';
	}
	*letter = '\0';
	parser->longs[command->n_options] = (struct option){ NULL, 0, NULL, 0 };
}

static const struct cli_option *option_of(const struct cli_command *command, int found)
{
	for (size_t i = 0; i < command->n_options; i++) {
		enum cli_id id = command->option[i];
		if (found == LONG_ONLY + (int)id || (found && found == cli_options[id].letter))
			return &cli_options[id];
	}
	return NULL;
}

/* Says what getopt_long() did not like about word. */
static void complain(const struct parser *parser, const struct cli_command *command, int found,
		     const char *word)
{
	char hint[80];
	int name = (int)strcspn(word, "=");
	const struct cli_option *option = option_of(command, optopt);
	if (found == ':') {
		cli_wrong("%s: needs a value, %s", word, option ? option->value : "VALUE");
	} else if (strncmp(word, "--", 2) != 0) {
		cli_wrong("axon %s has no option '-%c'; see axon %s --help", command->name, optopt,
			  command->name);
	} else if (option) {
		cli_wrong("%.*s: takes no value", name, word);
	} else {
		char bare[64];
		snprintf(bare, sizeof(bare), "%.*s", name, word);
		cli_wrong("axon %s has no option '%s'%s", command->name, bare,
			  cli_hint(hint, sizeof(hint), bare, parser->names, command->n_options));
	}
}

static bool read_environment(struct cli_settings *settings)
{
	for (size_t i = 0; i < settings->command->n_options; i++) {
		enum cli_id id = settings->command->option[i];
		const struct cli_option *option = &cli_options[id];
		const char *text = option->env ? getenv(option->env) : NULL;
		if (!text || !*text || settings->value[id].given)
			continue;
		if (!read_value(&(struct source){ option, option->env }, text,
				&settings->value[id]))
			return false;
	}
	return true;
}

int cli_options_read(struct cli_settings *settings, int argc, char **argv)
{
	struct parser parser;
	parser_fill(&parser, settings->command);
	opterr = 0;
	optind = 1;
	for (;;) {
		char *word = argv[optind];
		int found = getopt_long(argc, argv, parser.letters, parser.longs, NULL);
		if (found < 0)
			break;
		if (found == '?' || found == ':') {
			complain(&parser, settings->command, found, word);
			return -1;
		}
		const struct cli_option *option = option_of(settings->command, found);
		char spelling[32];
		snprintf(spelling, sizeof(spelling), "--%s", option->name);
		if (!read_value(&(struct source){ option, spelling },
				optarg ? optarg : option->preset,
				&settings->value[option - cli_options]))
			return -1;
	}
	return read_environment(settings) ? optind : -1;
}
