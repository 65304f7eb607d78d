// SPDX-License-Identifier: Apache-2.0
/* graph: the graph that the words of `run` and `place` give, or a file. */
#include "graph.h"

#include <string.h>
#include <sys/stat.h>

/* A single word is a file's name when it looks like one: a pipeline in one word has a blank, a
 * parameter or a joint. */
static bool names_file(const struct ax_engine *engine, const char *word)
{
	struct stat status;
	size_t n = strlen(word);
	if (ax_component_find(engine, word))
		return false;
	if (stat(word, &status) == 0)
		return true;
	if (strpbrk(word, " \t\n=!|"))
		return false;
	return strchr(word, '/') || (n > 5 && strcmp(word + n - 5, ".axon") == 0);
}

/* Options behind the words would be read as words of the graph. */
static bool option_behind(const struct cli_settings *settings, int n, char *const *word)
{
	for (int i = 1; i < n; i++) {
		for (size_t o = 0; o < settings->command->n_options; o++) {
			const char *name = cli_options[settings->command->option[o]].name;
			size_t length = strlen(name);
			if (strncmp(word[i], "--", 2) == 0 &&
			    strncmp(word[i] + 2, name, length) == 0 &&
			    (word[i][2 + length] == '\0' || word[i][2 + length] == '=')) {
				cli_wrong("options stand before the words: axon %s %s %s ...",
					  settings->command->name, word[i], word[0]);
				return true;
			}
		}
	}
	return false;
}

struct ax_graph *cli_graph_read(struct ax_engine *engine, const struct cli_settings *settings,
				int n, char *const *word)
{
	const char *file = settings->value[CLI_FILE].text;
	if (file && n > 0) {
		cli_wrong("the graph is given twice: by --file=%s and by '%s'", file, word[0]);
		return NULL;
	}
	if (!file && n == 0) {
		cli_wrong("axon %s needs a graph: components joined by '!', or a file; see axon "
			  "%s --help",
			  settings->command->name, settings->command->name);
		return NULL;
	}
	if (option_behind(settings, n, word))
		return NULL;
	if (!file && n == 1 && names_file(engine, word[0]))
		file = word[0];
	struct ax_graph *graph =
		file ? ax_graph_parse_file(engine, file) : ax_graph_parse_words(engine, n, word);
	const char *error = graph ? ax_graph_check(graph) : "there is no memory for the graph";
	if (!error)
		return graph;
	cli_wrong("%s", error);
	ax_graph_free(graph);
	return NULL;
}
