// SPDX-License-Identifier: Apache-2.0
/* read: where graph texts come from: a string, the words of a command line, a file. */
#include "lang.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A graph that is nothing but its mistake. */
__attribute__((format(printf, 3, 4))) static struct ax_graph *
failed(struct ax_engine *engine, const char *name, const char *format, ...)
{
	char sentence[300];
	va_list args;
	struct ax_graph *graph = ax_graph_new(engine, name);
	va_start(args, format);
	vsnprintf(sentence, sizeof(sentence), format, args);
	va_end(args);
	if (graph)
		ax__graph_fail(graph, "%s", sentence);
	return graph;
}

/* A zero byte would end a name or a value before its time. */
static struct ax_graph *zero_byte(struct ax_engine *engine, const struct ax_source *source,
				  const char *zero)
{
	struct ax_graph *graph = ax_graph_new(engine, source->where);
	if (!graph)
		return NULL;
	graph->spot = (struct ax_spot){ source, (size_t)(zero - source->text), 1 };
	ax__graph_fail(graph, "a zero byte: this is not a text");
	graph->spot.source = NULL;
	return graph;
}

static struct ax_graph *read_text(struct ax_engine *engine, const char *where, const char *text,
				  size_t n)
{
	struct ax_source source = { where, text, n, 0 };
	const char *zero = memchr(text, '\0', n);
	if (n > AX_MAX_TEXT)
		return failed(engine, where, "%s: a text of more than %d bytes is no graph",
			      ax__quote(where, strlen(where)).text, AX_MAX_TEXT);
	return zero ? zero_byte(engine, &source, zero) : ax__parse_range(engine, &source, 0, n);
}

struct ax_graph *ax_graph_parse(struct ax_engine *engine, const char *text, const char *where)
{
	return read_text(engine, where ? where : "text", text, strlen(text));
}

static void read_words(struct ax_graph *graph, int n, char *const *words)
{
	char *text = NULL;
	struct ax_tokens tokens = { NULL, 0, 0 };
	struct ax_source source = { "words", "", 0, 0 };
	if (ax__lex_words(graph, &source, n, words, &text, &tokens))
		ax__read_tokens(graph, &source, &tokens);
	free(tokens.token);
	free(text);
}

struct ax_graph *ax_graph_parse_words(struct ax_engine *engine, int n, char *const *words)
{
	if (n == 1)
		return ax_graph_parse(engine, words[0], "words");
	struct ax_graph *graph = ax_graph_new(engine, "words");
	if (graph)
		read_words(graph, n, words);
	return graph;
}

/* Copies a file until it is larger than a graph may be; false with errno. */
static bool copy(FILE *from, FILE *to)
{
	char block[4096];
	size_t n, all = 0;
	while (all <= AX_MAX_TEXT && (n = fread(block, 1, sizeof(block), from)) > 0) {
		all += n;
		if (fwrite(block, 1, n, to) != n)
			return false;
	}
	return !ferror(from);
}

/* The text of a file, or NULL with errno. */
static char *slurp(const char *path, size_t *n)
{
	char *text = NULL;
	FILE *file = fopen(path, "re");
	FILE *memory = file ? open_memstream(&text, n) : NULL;
	bool fine = memory && copy(file, memory);
	int error = errno;
	if (memory)
		fine &= fclose(memory) == 0;
	if (file)
		fclose(file);
	if (fine)
		return text;
	free(text);
	errno = error;
	return NULL;
}

struct ax_graph *ax_graph_parse_file(struct ax_engine *engine, const char *path)
{
	size_t n;
	char *text = slurp(path, &n);
	if (!text)
		return failed(engine, path, "can't read graph file %s: %s",
			      ax__quote(path, strlen(path)).text, strerror(errno));
	struct ax_graph *graph = read_text(engine, path, text, n);
	free(text);
	return graph;
}
