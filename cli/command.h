// SPDX-License-Identifier: Apache-2.0
/* command: the one table of the command's words and options. Parsing, --help, the man page, the
 * shell completion and docs/reference/cli.md all come from it. */
#ifndef AXON_CLI_COMMAND_H
#define AXON_CLI_COMMAND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* What the command exits with. */
enum cli_exit {
	CLI_DONE = 0,
	CLI_FAILED = 1, /* the graph failed */
	CLI_WRONG = 2,	/* the words were wrong */
};

enum cli_kind {
	CLI_FLAG,
	CLI_TEXT,
	CLI_NUMBER,
	CLI_SECONDS, /* kept in nanoseconds */
};

enum cli_id {
	CLI_FILE,
	CLI_WORKERS,
	CLI_CPUSET,
	CLI_TOPOLOGY,
	CLI_NO_PIN,
	CLI_SEED,
	CLI_STRICT_BOUNDS,
	CLI_MIGRATE,
	CLI_DEAL,
	CLI_PROFILE,
	CLI_PLACEMENT,
	CLI_MEASURED,
	CLI_MEASURE,
	CLI_OUTPUT,
	CLI_STATS,
	CLI_JSON,
	CLI_DOT,
	CLI_VERBOSE,
	CLI_SPES,
	CLI_SPE_SEED,
	CLI_SPE_TIME,
	CLI_SPE_TRACE,
	CLI_HELP,
	CLI_VERSION,
	CLI_N_OPTIONS
};

struct cli_option {
	const char *name;
	char letter; /* or 0 */
	enum cli_kind kind;
	const char *value;  /* what help calls its value, or NULL: it takes none */
	const char *preset; /* the value when it is given without one, or NULL: it must have one */
	const char *env;    /* the variable that stands in for it, or NULL */
	uint64_t least, most; /* CLI_NUMBER and CLI_SECONDS */
	const char *doc;
};

/* What an option was set to. */
struct cli_value {
	bool given;
	uint64_t n;
	const char *text;
};

struct cli_settings {
	const struct cli_command *command;
	struct cli_value value[CLI_N_OPTIONS];
};

struct cli_example {
	const char *words;
	const char *doc;
};

enum {
	CLI_MAX_OPTIONS = 20,
	CLI_MAX_EXAMPLES = 8
};

struct cli_command {
	const char *name;
	const char *words;		     /* what follows its options */
	const char *doc;		     /* one line */
	const char *about;		     /* paragraphs, for the man page and the reference */
	enum cli_id option[CLI_MAX_OPTIONS]; /* n_options of them */
	size_t n_options;
	struct cli_example example[CLI_MAX_EXAMPLES];
	bool passes_on; /* reads its own options */
	/* Runs it on the words that follow its options; an enum cli_exit. */
	int (*run)(const struct cli_settings *settings, int n, char **word);
};

/* A variable of the environment that is no option's. */
struct cli_variable {
	const char *name;
	const char *doc;
};

extern const struct cli_option cli_options[CLI_N_OPTIONS];
extern const struct cli_command cli_commands[];	  /* ends with a NULL name */
extern const struct cli_variable cli_variables[]; /* ends with a NULL name */

/* The commands' bodies. */
int cli_run(const struct cli_settings *settings, int n, char **word);
int cli_inspect(const struct cli_settings *settings, int n, char **word);
int cli_place(const struct cli_settings *settings, int n, char **word);
int cli_machine(const struct cli_settings *settings, int n, char **word);
int cli_bench(const struct cli_settings *settings, int n, char **word);
int cli_spe(const struct cli_settings *settings, int n, char **word);
int cli_docs(const struct cli_settings *settings, int n, char **word);

/* The command of that name, or NULL. */
const struct cli_command *cli_command_find(const char *name);

/* The i-th option of the command, its own or those it passes on; false when there are no more. */
bool cli_option_at(const struct cli_command *command, size_t i, struct cli_option *option);

/* Reads the options at the start of argv[1..argc), then the environment for those not given.
 * Returns the place of the first other word, or -1 after a sentence on standard error. */
int cli_options_read(struct cli_settings *settings, int argc, char **argv);

/* What the words and options look like: "run [OPTION...] WORDS..." and "-w, --workers=N". */
void cli_print_usage(FILE *to, const struct cli_command *command);
size_t cli_option_spelling(const struct cli_option *option, char *text, size_t room);

/* The pages made from the table. */
void cli_print_help(FILE *to, const struct cli_command *command); /* NULL: of the whole */
void cli_print_man(FILE *to);
void cli_print_completion(FILE *to);
void cli_print_markdown(FILE *to);

/* Says one sentence on standard error, behind the command's name; returns CLI_WRONG. */
int cli_wrong(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* "; did you mean 'X'?" for a word that is none of the n names, or "". Returns text. */
const char *cli_hint(char *text, size_t room, const char *word, const char *const *name, size_t n);

#endif
