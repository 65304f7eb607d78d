// SPDX-License-Identifier: Apache-2.0
/* lex: cuts the graph language into tokens. There are no escapes: a value in quotes or braces is
 * the text between them, so that every position in it is a position of the text around it. */
#include "lang.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct lexer {
	struct ax_graph *graph;
	const struct ax_source *source;
	const char *text;
	size_t at, end;
	struct ax_tokens *tokens;
};

struct ax_quoted ax__token_shown(const struct ax_source *source, const struct ax_token *token)
{
	if (token->kind == AX_TOKEN_END)
		return (struct ax_quoted){ "the end" };
	if (token->kind == AX_TOKEN_TEXT)
		return (struct ax_quoted){ "a text in quotes or braces" };
	return ax__quote(source->text + token->at, token->n);
}

static bool add(struct ax_graph *graph, struct ax_tokens *tokens, struct ax_token token)
{
	if (tokens->n == tokens->room) {
		size_t room = tokens->room ? 2 * tokens->room : 32;
		struct ax_token *more = realloc(tokens->token, room * sizeof(*more));
		if (!more) {
			ax__graph_fail(graph, "no memory");
			return false;
		}
		tokens->token = more;
		tokens->room = room;
	}
	tokens->token[tokens->n++] = token;
	return true;
}

static bool fail(struct lexer *lexer, size_t at, size_t n, const char *sentence)
{
	lexer->graph->spot = (struct ax_spot){ lexer->source, at, n };
	ax__graph_fail(lexer->graph, "%s", sentence);
	return false;
}

static bool blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == '\v';
}

static bool at_char(const struct lexer *lexer, char c)
{
	return lexer->at < lexer->end && lexer->text[lexer->at] == c;
}

static bool at_arrow(const struct lexer *lexer)
{
	return at_char(lexer, '-') && lexer->at + 1 < lexer->end &&
	       lexer->text[lexer->at + 1] == '>';
}

static bool at_quote(const struct lexer *lexer)
{
	return at_char(lexer, '\'') || at_char(lexer, '"') || at_char(lexer, '{');
}

/* The length of a backslash and the line end after it, or 0. */
static size_t continuation(const struct lexer *lexer)
{
	size_t at = lexer->at;
	if (lexer->text[at++] != '\\')
		return 0;
	if (at < lexer->end && lexer->text[at] == '\r')
		at++;
	return at < lexer->end && lexer->text[at] == '\n' ? at + 1 - lexer->at : 0;
}

static void skip_blanks(struct lexer *lexer)
{
	while (lexer->at < lexer->end) {
		size_t joined = continuation(lexer);
		if (!joined && !blank(lexer->text[lexer->at]))
			return;
		lexer->at += joined ? joined : 1;
	}
}

static void skip_comment(struct lexer *lexer)
{
	while (lexer->at < lexer->end && lexer->text[lexer->at] != '\n')
		lexer->at++;
}

/* Past a quote's end; a quote that does not end is left at its start. */
static bool skip_quoted(struct lexer *lexer)
{
	char quote = lexer->text[lexer->at];
	const char *close = memchr(lexer->text + lexer->at + 1, quote, lexer->end - lexer->at - 1);
	if (!close)
		return fail(lexer, lexer->at, 1, "a quote is opened here and never closed");
	lexer->at = (size_t)(close - lexer->text) + 1;
	return true;
}

/* Past the brace that closes this one. Braces in quotes and comments do not count. */
static bool skip_braced(struct lexer *lexer)
{
	size_t open = lexer->at;
	size_t depth = 0;
	char before = ' ';
	do {
		char c = lexer->text[lexer->at];
		if (c == '\'' || c == '"') {
			if (!skip_quoted(lexer))
				return false;
		} else if (c == '#' && (blank(before) || before == '\n' || before == '{')) {
			skip_comment(lexer);
		} else {
			depth += c == '{';
			depth -= c == '}';
			lexer->at++;
		}
		before = c;
	} while (depth && lexer->at < lexer->end);
	if (depth)
		return fail(lexer, open, 1, "a brace is opened here and never closed");
	return true;
}

/* A value in quotes or braces. It must end where the word ends: 'a'b is a slip. */
static bool quoted_value(struct lexer *lexer, struct ax_token *token)
{
	size_t open = lexer->at;
	if (!(at_char(lexer, '{') ? skip_braced(lexer) : skip_quoted(lexer)))
		return false;
	token->quoted = true;
	token->value_at = open + 1;
	token->value_n = lexer->at - open - 2;
	if (lexer->at == lexer->end || blank(lexer->text[lexer->at]) ||
	    strchr("\n!|#\\", lexer->text[lexer->at]) || at_arrow(lexer))
		return true;
	return fail(lexer, lexer->at, 1, "a blank is missing after the quote or brace");
}

static bool bare_value(struct lexer *lexer, struct ax_token *token)
{
	token->value_at = lexer->at;
	while (lexer->at < lexer->end && !blank(lexer->text[lexer->at]) &&
	       lexer->text[lexer->at] != '\n' && !continuation(lexer)) {
		if (at_char(lexer, '\'') || at_char(lexer, '"'))
			return fail(
				lexer, lexer->at, 1,
				"a quote in the middle of a value: put quotes around all of it");
		lexer->at++;
	}
	token->value_n = lexer->at - token->value_at;
	return true;
}

/* After a name: "=value" makes it a pair. Blanks may stand before the sign, and then after it. */
static bool pair(struct lexer *lexer, struct ax_token *token)
{
	size_t name_end = lexer->at;
	skip_blanks(lexer);
	if (!at_char(lexer, '=')) {
		lexer->at = name_end;
		return true;
	}
	bool spaced = lexer->at > name_end;
	lexer->at++;
	if (spaced)
		skip_blanks(lexer);
	token->kind = AX_TOKEN_PAIR;
	return at_quote(lexer) ? quoted_value(lexer, token) : bare_value(lexer, token);
}

static bool ends_word(const struct lexer *lexer)
{
	char c = lexer->text[lexer->at];
	return blank(c) || strchr("\n=!|'\"{}", c) || at_arrow(lexer) || continuation(lexer);
}

static bool word(struct lexer *lexer)
{
	struct ax_token token = { .kind = AX_TOKEN_WORD, .at = lexer->at };
	while (lexer->at < lexer->end && !ends_word(lexer))
		lexer->at++;
	token.n = lexer->at - token.at;
	if (token.n == 0)
		return fail(lexer, lexer->at, 1,
			    at_char(lexer, '=')	  ? "a name is missing before '='"
			    : at_char(lexer, '}') ? "a brace is closed that was never opened"
						  : "this can't be read here");
	return pair(lexer, &token) && add(lexer->graph, lexer->tokens, token);
}

/* ! | and -> join lines: the line ends before them do not count. */
static bool joint(struct lexer *lexer, enum ax_token_kind kind, size_t n)
{
	struct ax_tokens *tokens = lexer->tokens;
	struct ax_token token = { .kind = kind, .at = lexer->at, .n = n };
	while (tokens->n && tokens->token[tokens->n - 1].kind == AX_TOKEN_END)
		tokens->n--;
	lexer->at += n;
	return add(lexer->graph, tokens, token);
}

static bool line_end(struct lexer *lexer)
{
	struct ax_tokens *tokens = lexer->tokens;
	struct ax_token token = { .kind = AX_TOKEN_END, .at = lexer->at };
	enum ax_token_kind last = tokens->n ? tokens->token[tokens->n - 1].kind : AX_TOKEN_END;
	lexer->at++;
	if (last == AX_TOKEN_END || last == AX_TOKEN_NEXT || last == AX_TOKEN_ARROW)
		return true;
	return add(lexer->graph, tokens, token);
}

static bool next(struct lexer *lexer)
{
	struct ax_token token = { .kind = AX_TOKEN_TEXT, .at = lexer->at };
	if (at_char(lexer, '\n'))
		return line_end(lexer);
	if (at_char(lexer, '!') || at_char(lexer, '|'))
		return joint(lexer, AX_TOKEN_NEXT, 1);
	if (at_arrow(lexer))
		return joint(lexer, AX_TOKEN_ARROW, 2);
	if (!at_quote(lexer))
		return word(lexer);
	if (!quoted_value(lexer, &token))
		return false;
	token.n = lexer->at - token.at;
	return add(lexer->graph, lexer->tokens, token);
}

bool ax__lex(struct ax_graph *graph, const struct ax_source *source, size_t begin, size_t end,
	     struct ax_tokens *tokens)
{
	struct lexer lexer = { graph, source, source->text, begin, end, tokens };
	for (skip_blanks(&lexer); lexer.at < end; skip_blanks(&lexer)) {
		if (at_char(&lexer, '#'))
			skip_comment(&lexer);
		else if (!next(&lexer))
			return false;
	}
	return add(graph, tokens, (struct ax_token){ .kind = AX_TOKEN_END, .at = end });
}

/* ---- words of a command line -------------------------------------------------------------- */

/* Quotes that make a value with blanks one word again. When it has all of them there are none:
 * the line is for people. */
static const char *quotes_for(const char *value)
{
	if (*value && !strpbrk(value, " \t\n!|'\"{}#"))
		return NULL;
	return !strchr(value, '\'') ? "''" : !strchr(value, '"') ? "\"\"" : "{}";
}

static void write_pair(FILE *line, struct ax_token *token, const char *text, const char *sign)
{
	const char *value = sign + 1;
	const char *quotes = quotes_for(value);
	token->kind = AX_TOKEN_PAIR;
	token->n = (size_t)(sign - text);
	token->value_at = token->at + token->n + 1 + (quotes ? 1 : 0);
	token->value_n = strlen(value);
	fprintf(line, "%.*s=", (int)token->n, text);
	if (quotes)
		fprintf(line, "%c%s%c", quotes[0], value, quotes[1]);
	else
		fputs(value, line);
}

static struct ax_token write_word(FILE *line, const char *text)
{
	struct ax_token token = { .at = (size_t)ftell(line), .n = strlen(text) };
	const char *sign = strchr(text, '=');
	if (sign && ax__name_ok(text, (size_t)(sign - text))) {
		write_pair(line, &token, text, sign);
		return token;
	}
	if (strcmp(text, "!") == 0 || strcmp(text, "|") == 0)
		token.kind = AX_TOKEN_NEXT;
	else if (strcmp(text, "->") == 0)
		token.kind = AX_TOKEN_ARROW;
	else
		token.kind = AX_TOKEN_WORD;
	fputs(text, line);
	return token;
}

bool ax__lex_words(struct ax_graph *graph, struct ax_source *source, int n, char *const *words,
		   char **text, struct ax_tokens *tokens)
{
	bool fine = true;
	FILE *line = open_memstream(text, &source->n);
	if (!line) {
		ax__graph_fail(graph, "no memory");
		return false;
	}
	for (int i = 0; i < n && fine; i++) {
		if (i)
			putc(' ', line);
		fine = add(graph, tokens, write_word(line, words[i]));
	}
	if (fclose(line) != 0 || !fine) {
		ax__graph_fail(graph, "no memory");
		return false;
	}
	source->text = *text;
	return add(graph, tokens, (struct ax_token){ .kind = AX_TOKEN_END, .at = source->n });
}
