// SPDX-License-Identifier: Apache-2.0
/* lang: reads the statements of a graph text. Lines may come in any order: groups are made first,
 * then the components that have names, then those of pipelines, and the links last. */
#include "lang.h"
#include "param_private.h"

#include <axon/engine.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum statement {
	NOTHING,
	GROUP,
	DEFINITION,
	PIPELINE,
	LINKS,
	N_STATEMENTS
};

const char *ax__read_text(const struct ax_reader *reader, const struct ax_token *token)
{
	return reader->source->text + token->at;
}

bool ax__read_is(const struct ax_reader *reader, const struct ax_token *token, const char *word)
{
	return strlen(word) == token->n &&
	       memcmp(ax__read_text(reader, token), word, token->n) == 0;
}

void ax__read_at(const struct ax_reader *reader, size_t at, size_t n)
{
	reader->graph->spot = (struct ax_spot){ reader->source, at, n };
}

bool ax__read_fail(const struct ax_reader *reader, const struct ax_token *token, const char *format,
		   ...)
{
	char *sentence;
	va_list args;
	ax__read_at(reader, token->at, token->n);
	va_start(args, format);
	int n = vasprintf(&sentence, format, args);
	va_end(args);
	ax__graph_fail(reader->graph, "%s", n < 0 ? "no memory" : sentence);
	if (n >= 0)
		free(sentence);
	return false;
}

/* ---- component types ----------------------------------------------------------------------- */

static bool unknown_type(const struct ax_reader *reader, const struct ax_token *token,
			 const char *name, size_t n)
{
	char word[AX_MAX_NAME + 1] = "";
	size_t n_types = 0;
	while (ax_component_at(reader->graph->engine, n_types))
		n_types++;
	const char **names = calloc(n_types + 1, sizeof(*names));
	for (size_t i = 0; names && i < n_types; i++)
		names[i] = ax_component_at(reader->graph->engine, i)->name;
	if (n < sizeof(word))
		memcpy(word, name, n);
	const char *near = names ? ax_nearest(word, names, n_types) : NULL;
	if (near)
		ax__read_fail(reader, token, "unknown component type %s; did you mean '%s'?",
			      ax__quote(name, n).text, near);
	else if (memchr(name, '.', n))
		ax__read_fail(reader, token,
			      "%s is no component type; a link is written "
			      "component.box -> component.box",
			      ax__quote(name, n).text);
	else if (ax__node_find(reader->graph, name, n) >= 0)
		ax__read_fail(reader, token,
			      "%s is a component, not a type: rows of components are "
			      "written with ->",
			      ax__quote(name, n).text);
	else
		ax__read_fail(reader, token, "unknown component type %s; axon inspect lists them",
			      ax__quote(name, n).text);
	free(names);
	return false;
}

static const struct ax_component_type *find_type(const struct ax_reader *reader,
						 const struct ax_token *token, size_t at, size_t n)
{
	char name[AX_MAX_NAME + 1];
	const char *text = reader->source->text + at;
	const struct ax_component_type *type = NULL;
	struct ax_token there = { .kind = token->kind, .at = at, .n = n };
	if (n < sizeof(name)) {
		memcpy(name, text, n);
		name[n] = '\0';
		type = ax_component_find(reader->graph->engine, name);
	}
	if (!type)
		unknown_type(reader, &there, text, n);
	return type;
}

size_t ax__read_words(const struct ax_token *token)
{
	size_t n = 0;
	while (token[n].kind != AX_TOKEN_END && token[n].kind != AX_TOKEN_NEXT &&
	       token[n].kind != AX_TOKEN_ARROW)
		n++;
	return n;
}

/* ---- name = type words, name = { graph } ---------------------------------------------------- */

static bool define_graph(const struct ax_reader *reader, const struct ax_token *token)
{
	struct ax_graph *inner = ax__parse_range(reader->graph->engine, reader->source,
						 token->value_at, token->value_at + token->value_n);
	const char *name =
		ax__graph_keep_text(reader->graph, ax__read_text(reader, token), token->n);
	if (!inner || !name) {
		ax_graph_free(inner);
		return ax__read_fail(reader, token, "no memory");
	}
	ax__read_at(reader, token->at, token->n);
	ax_graph_nest(reader->graph, name, inner);
	if (ax_graph_error(reader->graph))
		return false;
	return ax__words_apply(reader->graph, (int)reader->graph->n_nodes - 1, reader->source,
			       token + 1, ax__read_words(token + 1));
}

static bool define(const struct ax_reader *reader, const struct ax_token *token)
{
	size_t n = ax__read_words(token);
	if (token[n].kind != AX_TOKEN_END)
		return ax__read_fail(
			reader, &token[n],
			"%s can't follow a definition: write the links on lines of their own",
			ax__token_shown(reader->source, &token[n]).text);
	if (token->quoted)
		return define_graph(reader, token);
	if (token->value_n == 0)
		return ax__read_fail(reader, token,
				     "%s is nothing: write name = type, or name = { graph }",
				     ax__token_shown(reader->source, token).text);
	const struct ax_component_type *type =
		find_type(reader, token, token->value_at, token->value_n);
	if (!type)
		return false;
	ax__read_at(reader, token->at, token->n);
	ax__graph_add(reader->graph, ax__read_text(reader, token), token->n, type, NULL,
		      reader->source, token + 1, n - 1);
	return !ax_graph_error(reader->graph);
}

/* ---- type words ! type words ------------------------------------------------------------------ */

/* Adds a component of the type that a word names; its node, or -1. */
static int add_by_type(const struct ax_reader *reader, const struct ax_token *token)
{
	struct ax_graph *graph = reader->graph;
	if (token->kind != AX_TOKEN_WORD) {
		ax__read_fail(reader, token, "a component type is expected here, not %s",
			      ax__token_shown(reader->source, token).text);
		return -1;
	}
	const struct ax_component_type *type = find_type(reader, token, token->at, token->n);
	const char *name = type ? ax__node_fresh_name(graph, type->name) : NULL;
	if (!name)
		return -1;
	ax__read_at(reader, token->at, token->n);
	ax__graph_add(graph, name, strlen(name), type, NULL, reader->source, token + 1,
		      ax__read_words(token + 1));
	return ax_graph_error(graph) ? -1 : (int)graph->n_nodes - 1;
}

static bool add_pipeline(const struct ax_reader *reader, const struct ax_token *token)
{
	for (;;) {
		int node = add_by_type(reader, token);
		if (node < 0)
			return false;
		reader->row[token - reader->token] = node;
		token += 1 + ax__read_words(token + 1);
		if (token->kind == AX_TOKEN_END)
			return true;
		if (token->kind == AX_TOKEN_ARROW)
			return ax__read_fail(reader, token,
					     "'->' joins components that have names; types "
					     "are joined by '!'");
		token++;
	}
}

/* Links what add_pipeline() added; alone in its graph it has the graph's boxes at its ends. */
static bool link_pipeline(const struct ax_reader *reader, const struct ax_token *token, bool alone)
{
	const int *row = reader->row;
	int first = row[token - reader->token], last = first;
	ax__read_at(reader, token->at, token->n);
	for (token += 1 + ax__read_words(token + 1); token->kind == AX_TOKEN_NEXT;
	     token += 1 + ax__read_words(token + 1)) {
		token++;
		ax__read_at(reader, token->at, token->n);
		ax__link_row(reader->graph, last, row[token - reader->token]);
		last = row[token - reader->token];
	}
	if (alone)
		ax__link_outside(reader->graph, first, last);
	return !ax_graph_error(reader->graph);
}

/* ---- group name weight=n member member -------------------------------------------------------- */

static bool read_weight(const struct ax_reader *reader, const struct ax_token *token,
			uint64_t *weight)
{
	char why[200];
	if (!ax__read_is(reader, token, "weight"))
		return ax__read_fail(reader, token, "a group has no %s; it has weight",
				     ax__token_shown(reader->source, token).text);
	ax__read_at(reader, token->value_at, token->value_n);
	if (ax__number_read(AX_INTEGER, reader->source->text + token->value_at, token->value_n, 1,
			    AX_MAX_WEIGHT, weight, why, sizeof(why)))
		return true;
	ax__graph_fail(reader->graph, "weight: %s", why);
	return false;
}

static bool add_group(const struct ax_reader *reader, const struct ax_token *token)
{
	uint64_t weight = 1;
	const struct ax_token *name = token + 1;
	if (name->kind != AX_TOKEN_WORD)
		return ax__read_fail(reader, name, "the name of a group is expected here, not %s",
				     ax__token_shown(reader->source, name).text);
	for (token += 2; token->kind != AX_TOKEN_END; token++) {
		if (token->kind == AX_TOKEN_PAIR && !read_weight(reader, token, &weight))
			return false;
		if (token->kind != AX_TOKEN_PAIR && token->kind != AX_TOKEN_WORD)
			return ax__read_fail(reader, token,
					     "%s can't stand in a group: write group name "
					     "weight=3 component ...",
					     ax__token_shown(reader->source, token).text);
	}
	const char *copy = ax__graph_keep_text(reader->graph, ax__read_text(reader, name), name->n);
	ax__read_at(reader, name->at, name->n);
	if (copy)
		ax_graph_group(reader->graph, copy, (uint32_t)weight);
	return !ax_graph_error(reader->graph);
}

static bool join_group(const struct ax_reader *reader, const struct ax_token *token)
{
	struct ax_graph *graph = reader->graph;
	int group = ax__group_named(graph, ax__read_text(reader, token + 1), token[1].n);
	for (token += 2; token->kind != AX_TOKEN_END; token++) {
		if (token->kind != AX_TOKEN_WORD)
			continue;
		ax__read_at(reader, token->at, token->n);
		int node = ax__node_named(graph, ax__read_text(reader, token), token->n);
		if (node < 0)
			return false;
		graph->node[node].group = group;
	}
	return true;
}

/* ---- a text ------------------------------------------------------------------------------------- */

static enum statement kind_of(const struct ax_reader *reader, const struct ax_token *token)
{
	if (token->kind == AX_TOKEN_END)
		return NOTHING;
	if (token->kind == AX_TOKEN_WORD && token[1].kind != AX_TOKEN_ARROW &&
	    ax__read_is(reader, token, "group"))
		return GROUP;
	if (token->kind == AX_TOKEN_PAIR)
		return DEFINITION;
	return token->kind == AX_TOKEN_WORD && token[1].kind == AX_TOKEN_ARROW ? LINKS : PIPELINE;
}

static const struct ax_token *next_statement(const struct ax_token *token)
{
	while (token->kind != AX_TOKEN_END)
		token++;
	return token + 1;
}

static bool read_statement(const struct ax_reader *reader, const struct ax_token *token,
			   enum statement pass)
{
	switch (pass) {
	case GROUP:
		return add_group(reader, token);
	case DEFINITION:
		return define(reader, token);
	case PIPELINE:
		return add_pipeline(reader, token);
	case NOTHING:
	case LINKS:
	case N_STATEMENTS:
	default:
		return true;
	}
}

/* Links and members, in the order of the text, once all components are there. */
static bool join_statement(const struct ax_reader *reader, const struct ax_token *token, bool alone)
{
	switch (kind_of(reader, token)) {
	case GROUP:
		return join_group(reader, token);
	case PIPELINE:
		return link_pipeline(reader, token, alone);
	case LINKS:
		return ax__read_links(reader, token);
	case NOTHING:
	case DEFINITION:
	case N_STATEMENTS:
	default:
		return true;
	}
}

static bool read_statements(const struct ax_reader *reader, size_t n)
{
	const struct ax_token *end = reader->token + n;
	unsigned count[N_STATEMENTS] = { 0 };
	for (const struct ax_token *t = reader->token; t < end; t = next_statement(t))
		count[kind_of(reader, t)]++;
	for (enum statement pass = GROUP; pass <= PIPELINE; pass++)
		for (const struct ax_token *t = reader->token; t < end; t = next_statement(t))
			if (kind_of(reader, t) == pass && !read_statement(reader, t, pass))
				return false;
	bool alone = count[PIPELINE] == 1 && count[DEFINITION] + count[LINKS] == 0;
	for (const struct ax_token *t = reader->token; t < end; t = next_statement(t))
		if (!join_statement(reader, t, alone))
			return false;
	return reader->graph->n_nodes > 0 ||
	       ax__read_fail(reader, end - 1, "a graph without components");
}

void ax__read_tokens(struct ax_graph *graph, const struct ax_source *source,
		     const struct ax_tokens *tokens)
{
	struct ax_reader reader = { graph, source, tokens->token, NULL };
	reader.row = calloc(tokens->n, sizeof(*reader.row));
	if (!reader.row)
		ax__graph_fail(graph, "no memory");
	else if (read_statements(&reader, tokens->n)) {
		graph->spot.source = source;
		(void)ax_graph_check(graph);
	}
	free(reader.row);
	graph->spot = (struct ax_spot){ NULL, 0, 0 };
}

struct ax_graph *ax__parse_range(struct ax_engine *engine, const struct ax_source *source,
				 size_t begin, size_t end)
{
	struct ax_source inner = *source;
	struct ax_tokens tokens = { NULL, 0, 0 };
	struct ax_graph *graph = ax_graph_new(engine, source->where);
	if (!graph)
		return NULL;
	graph->spot = (struct ax_spot){ &inner, begin, end - begin };
	if (inner.depth++ >= AX_MAX_DEPTH)
		ax__graph_fail(graph, "graphs are nested more than %d deep", AX_MAX_DEPTH);
	else if (ax__lex(graph, &inner, begin, end, &tokens))
		ax__read_tokens(graph, &inner, &tokens);
	graph->spot = (struct ax_spot){ NULL, 0, 0 };
	free(tokens.token);
	return graph;
}
