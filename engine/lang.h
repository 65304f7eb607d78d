// SPDX-License-Identifier: Apache-2.0
/* lang: the graph language from text to tokens to a description. docs/reference/graph-language.md
 * is its definition. */
#ifndef AXON_LANG_H
#define AXON_LANG_H

#include "description.h"

enum {
	AX_MAX_DEPTH = 16,		/* texts in texts */
	AX_MAX_TEXT = 16 * 1024 * 1024, /* bytes of one text */
};

enum ax_token_kind {
	AX_TOKEN_END,	/* of a statement */
	AX_TOKEN_WORD,	/* name */
	AX_TOKEN_PAIR,	/* name=value */
	AX_TOKEN_TEXT,	/* a value that stands alone: a quoted text, or one in braces */
	AX_TOKEN_NEXT,	/* ! or | */
	AX_TOKEN_ARROW, /* -> */
};

/* Names and values are ranges of the source. A value is without its quotes or braces. */
struct ax_token {
	enum ax_token_kind kind;
	bool quoted; /* the value was in quotes or braces */
	size_t at, n;
	size_t value_at, value_n;
};

struct ax_tokens {
	struct ax_token *token;
	size_t n, room;
};

/* A short text for a message: in quotes, without control characters. */
struct ax_quoted {
	char text[72];
};

/* ---- source.c ---- */

struct ax_quoted ax__quote(const char *text, size_t n);
/* The place of a spot for people: "\nwhere:line:column\n", the line, and a marker below. To be
 * freed; NULL when there is no source or no memory. */
char *ax__spot_print(const struct ax_spot *spot);

/* ---- lex.c ---- */

/* A token for a message. */
struct ax_quoted ax__token_shown(const struct ax_source *source, const struct ax_token *token);

/* Cuts bytes [begin, end) of the source into tokens, the last of them AX_TOKEN_END; false with the
 * graph's error set. Free tokens->token in both cases. */
bool ax__lex(struct ax_graph *graph, const struct ax_source *source, size_t begin, size_t end,
	     struct ax_tokens *tokens);
/* The same for words of a command line. *text is the line they make, for messages: free it. */
bool ax__lex_words(struct ax_graph *graph, struct ax_source *source, int n, char *const *words,
		   char **text, struct ax_tokens *tokens);

/* ---- lang.c ---- */

/* Reads the statements that tokens make into the graph. */
void ax__read_tokens(struct ax_graph *graph, const struct ax_source *source,
		     const struct ax_tokens *tokens);

/* What reads the statements of a text. */
struct ax_reader {
	struct ax_graph *graph;
	const struct ax_source *source;
	const struct ax_token *token;
	int *row; /* at the first token of a component in a pipeline: its node */
};

const char *ax__read_text(const struct ax_reader *reader, const struct ax_token *token);
/* Whether the token's name is that word. */
bool ax__read_is(const struct ax_reader *reader, const struct ax_token *token, const char *word);
/* Sets what the next message points at. */
void ax__read_at(const struct ax_reader *reader, size_t at, size_t n);
/* Keeps a sentence about a token; returns false. */
__attribute__((format(printf, 3, 4))) bool ax__read_fail(const struct ax_reader *reader,
							 const struct ax_token *token,
							 const char *format, ...);
/* How many tokens belong to what stands before: up to a joint, or the statement's end. */
size_t ax__read_words(const struct ax_token *token);

/* Reads bytes [begin, end) of the source as a graph of its own. */
struct ax_graph *ax__parse_range(struct ax_engine *engine, const struct ax_source *source,
				 size_t begin, size_t end);

/* ---- arrow.c ---- */

/* Makes the links of one statement, whose first token is given. */
bool ax__read_links(const struct ax_reader *reader, const struct ax_token *token);

#endif
