// SPDX-License-Identifier: Apache-2.0
/* lang: reads the statements of a graph text. Lines may come in any order: groups are made first,
 * then the components that have names, then those of pipelines, and the links last. */
#include "lang.h"
#include "param_private.h"

#include <axon/engine.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct reader {
	struct ax_graph *graph;
	const struct ax_source *source;
	const struct ax_token *token;
	int *row; /* at a pipeline's first token: its components follow, by their first tokens */
};

enum statement {
	NOTHING,
	GROUP,
	DEFINITION,
	PIPELINE,
	LINKS,
	N_STATEMENTS
};

static const char *text_of(const struct reader *reader, const struct ax_token *token)
{
	return reader->source->text + token->at;
}

static bool is(const struct reader *reader, const struct ax_token *token, const char *word)
{
	return strlen(word) == token->n && memcmp(text_of(reader, token), word, token->n) == 0;
}

static void point_at(const struct reader *reader, size_t at, size_t n)
{
	reader->graph->spot = (struct ax_spot){ reader->source, at, n };
}

__attribute__((format(printf, 3, 4))) static bool
fail(const struct reader *reader, const struct ax_token *token, const char *format, ...)
{
	char *sentence;
	va_list args;
	point_at(reader, token->at, token->n);
	va_start(args, format);
	int n = vasprintf(&sentence, format, args);
	va_end(args);
	ax__graph_fail(reader->graph, "%s", n < 0 ? "no memory" : sentence);
	if (n >= 0)
		free(sentence);
	return false;
}

static struct ax_quoted shown(const struct reader *reader, const struct ax_token *token)
{
	if (token->kind == AX_TOKEN_END)
		return ax__quote("the end", 7);
	return ax__quote(text_of(reader, token), token->n);
}

/* ---- component types ----------------------------------------------------------------------- */

static bool unknown_type(const struct reader *reader, const struct ax_token *token,
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
		fail(reader, token, "unknown component type %s; did you mean '%s'?",
		     ax__quote(name, n).text, near);
	else if (ax__node_find(reader->graph, name, n) >= 0)
		fail(reader, token,
		     "%s is a component, not a type: rows of components are "
		     "written with ->",
		     ax__quote(name, n).text);
	else
		fail(reader, token, "unknown component type %s; axon inspect lists them",
		     ax__quote(name, n).text);
	free(names);
	return false;
}

static const struct ax_component_type *find_type(const struct reader *reader,
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

/* How many tokens belong to a component: up to a joint, or the statement's end. */
static size_t count_words(const struct ax_token *token)
{
	size_t n = 0;
	while (token[n].kind != AX_TOKEN_END && token[n].kind != AX_TOKEN_NEXT &&
	       token[n].kind != AX_TOKEN_ARROW)
		n++;
	return n;
}

/* ---- name = type words, name = { graph } ---------------------------------------------------- */

static bool define_graph(const struct reader *reader, const struct ax_token *token)
{
	struct ax_graph *inner = ax__parse_range(reader->graph->engine, reader->source,
						 token->value_at, token->value_at + token->value_n);
	const char *name = ax__graph_keep_text(reader->graph, text_of(reader, token), token->n);
	if (!inner || !name) {
		ax_graph_free(inner);
		return fail(reader, token, "no memory");
	}
	point_at(reader, token->at, token->n);
	ax_graph_nest(reader->graph, name, inner);
	if (ax_graph_error(reader->graph))
		return false;
	return ax__words_apply(reader->graph, (int)reader->graph->n_nodes - 1, reader->source,
			       token + 1, count_words(token + 1));
}

static bool define(const struct reader *reader, const struct ax_token *token)
{
	size_t n = count_words(token);
	if (token[n].kind != AX_TOKEN_END)
		return fail(reader, &token[n],
			    "%s can't follow a definition: write the links on lines of their own",
			    shown(reader, &token[n]).text);
	if (token->quoted)
		return define_graph(reader, token);
	if (token->value_n == 0)
		return fail(reader, token, "%s is nothing: write name = type, or name = { graph }",
			    shown(reader, token).text);
	const struct ax_component_type *type =
		find_type(reader, token, token->value_at, token->value_n);
	if (!type)
		return false;
	point_at(reader, token->at, token->n);
	ax__graph_add(reader->graph, text_of(reader, token), token->n, type, NULL, reader->source,
		      token + 1, n - 1);
	return !ax_graph_error(reader->graph);
}

/* ---- type words ! type words ------------------------------------------------------------------ */

/* Adds a component of the type that a word names; its node, or -1. */
static int add_by_type(const struct reader *reader, const struct ax_token *token)
{
	struct ax_graph *graph = reader->graph;
	if (token->kind != AX_TOKEN_WORD) {
		fail(reader, token, "a component type is expected here, not %s",
		     shown(reader, token).text);
		return -1;
	}
	const struct ax_component_type *type = find_type(reader, token, token->at, token->n);
	const char *name = type ? ax__node_fresh_name(graph, type->name) : NULL;
	if (!name)
		return -1;
	point_at(reader, token->at, token->n);
	ax__graph_add(graph, name, strlen(name), type, NULL, reader->source, token + 1,
		      count_words(token + 1));
	return ax_graph_error(graph) ? -1 : (int)graph->n_nodes - 1;
}

static bool add_pipeline(const struct reader *reader, const struct ax_token *token)
{
	for (;;) {
		int node = add_by_type(reader, token);
		if (node < 0)
			return false;
		reader->row[token - reader->token] = node;
		token += 1 + count_words(token + 1);
		if (token->kind == AX_TOKEN_END)
			return true;
		if (token->kind == AX_TOKEN_ARROW)
			return fail(reader, token,
				    "'->' joins components that have names; types "
				    "are joined by '!'");
		token++;
	}
}

/* Links what add_pipeline() added; alone in its graph it has the graph's boxes at its ends. */
static bool link_pipeline(const struct reader *reader, const struct ax_token *token, bool alone)
{
	const int *row = reader->row;
	int first = row[token - reader->token], last = first;
	point_at(reader, token->at, token->n);
	for (token += 1 + count_words(token + 1); token->kind == AX_TOKEN_NEXT;
	     token += 1 + count_words(token + 1)) {
		token++;
		point_at(reader, token->at, token->n);
		ax__link_row(reader->graph, last, row[token - reader->token]);
		last = row[token - reader->token];
	}
	if (alone)
		ax__link_outside(reader->graph, first, last);
	return !ax_graph_error(reader->graph);
}

/* ---- end -> end bound=n ------------------------------------------------------------------------ */

static struct ax_end implied(const struct reader *reader, const struct ax_token *token,
			     const char *box)
{
	return (struct ax_end){
		text_of(reader, token), box, token->n, strlen(box), token->at, token->n
	};
}

static bool read_end(const struct reader *reader, const struct ax_token *token, struct ax_end *end,
		     const char *box)
{
	const char *text = text_of(reader, token);
	if (token->kind != AX_TOKEN_WORD)
		return fail(reader, token,
			    "the end of a link is expected here, not %s: write "
			    "component.box",
			    shown(reader, token).text);
	*end = implied(reader, token, box);
	if (ax__name_ok(text, token->n))
		return true;
	point_at(reader, token->at, token->n);
	return ax__end_split(reader->graph, text, token->n, token->at, end);
}

static bool bare(const struct reader *reader, const struct ax_token *token)
{
	return !memchr(text_of(reader, token), '.', token->n);
}

static bool read_option(const struct reader *reader, const struct ax_token *token,
			struct ax_bound *bound)
{
	char why[200];
	uint64_t value = 0;
	bool bytes = is(reader, token, "bytes");
	if (token->kind != AX_TOKEN_PAIR || (!bytes && !is(reader, token, "bound")))
		return fail(reader, token, "a link has no option %s; it has bound and bytes",
			    shown(reader, token).text);
	point_at(reader, token->value_at, token->value_n);
	if (!ax__number_read(bytes ? AX_SIZE : AX_INTEGER, reader->source->text + token->value_at,
			     token->value_n, 1, bytes ? INT64_MAX : AX_MAX_BOUND, &value, why,
			     sizeof(why))) {
		ax__graph_fail(reader->graph, "%s: %s", bytes ? "bytes" : "bound", why);
		return false;
	}
	if (bytes)
		bound->n_bytes = value;
	else
		bound->n = (uint32_t)value;
	return true;
}

static bool read_options(const struct reader *reader, const struct ax_token *token,
			 const struct ax_end *inbox)
{
	struct ax_bound bound = { 0 };
	size_t n = count_words(token);
	for (size_t i = 0; i < n; i++)
		if (!read_option(reader, &token[i], &bound))
			return false;
	if (n == 0)
		return true;
	point_at(reader, inbox->at, inbox->n);
	int node = inbox->n_component
			   ? ax__node_find(reader->graph, inbox->component, inbox->n_component)
			   : AX_OWN;
	ax__bound_set(reader->graph, node, inbox->box, inbox->n_box, bound.n, bound.n_bytes);
	return !ax_graph_error(reader->graph);
}

static bool link_bare(const struct reader *reader, const struct ax_token *from,
		      const struct ax_token *to)
{
	struct ax_graph *graph = reader->graph;
	point_at(reader, from->at, from->n);
	int before = ax__node_named(graph, text_of(reader, from), from->n);
	if (before < 0)
		return false;
	point_at(reader, to->at, to->n);
	int after = ax__node_named(graph, text_of(reader, to), to->n);
	if (after >= 0)
		ax__link_row(graph, before, after);
	return !ax_graph_error(graph);
}

/* One arrow. Names alone are joined as in a pipeline; with a box it is that one link. */
static bool link_two(const struct reader *reader, const struct ax_token *from,
		     const struct ax_token *to)
{
	struct ax_end source, sink;
	if (!read_end(reader, from, &source, "outbox") || !read_end(reader, to, &sink, "inbox"))
		return false;
	if (bare(reader, from) && bare(reader, to)) {
		if (!link_bare(reader, from, to))
			return false;
	} else {
		point_at(reader, from->at, from->n);
		ax__link_ends(reader->graph, &source, &sink);
	}
	return !ax_graph_error(reader->graph) && read_options(reader, to + 1, &sink);
}

static bool add_links(const struct reader *reader, const struct ax_token *token)
{
	const struct ax_token *from = token;
	token++;
	do {
		const struct ax_token *to = token + 1;
		if (token->kind != AX_TOKEN_ARROW)
			return fail(reader, token, "'->' is expected here, not %s",
				    shown(reader, token).text);
		if (from != to && !link_two(reader, from, to))
			return false;
		token = to + 1 + count_words(to + 1);
		if (token->kind == AX_TOKEN_ARROW && !bare(reader, to))
			return fail(reader, to,
				    "%s stands between two arrows: only a component "
				    "without a box can",
				    shown(reader, to).text);
		from = to;
	} while (token->kind != AX_TOKEN_END);
	return true;
}

/* ---- group name weight=n member member -------------------------------------------------------- */

static bool is_group(const struct reader *reader, const struct ax_token *token)
{
	return token->kind == AX_TOKEN_WORD && is(reader, token, "group") &&
	       token[1].kind == AX_TOKEN_WORD;
}

static bool read_weight(const struct reader *reader, const struct ax_token *token, uint64_t *weight)
{
	char why[200];
	if (!is(reader, token, "weight"))
		return fail(reader, token, "a group has no %s; it has weight",
			    shown(reader, token).text);
	point_at(reader, token->value_at, token->value_n);
	if (ax__number_read(AX_INTEGER, reader->source->text + token->value_at, token->value_n, 1,
			    AX_MAX_WEIGHT, weight, why, sizeof(why)))
		return true;
	ax__graph_fail(reader->graph, "weight: %s", why);
	return false;
}

static bool add_group(const struct reader *reader, const struct ax_token *token)
{
	uint64_t weight = 1;
	const struct ax_token *name = token + 1;
	for (token += 2; token->kind != AX_TOKEN_END; token++) {
		if (token->kind == AX_TOKEN_PAIR && !read_weight(reader, token, &weight))
			return false;
		if (token->kind != AX_TOKEN_PAIR && token->kind != AX_TOKEN_WORD)
			return fail(reader, token,
				    "%s can't stand in a group: write group name "
				    "weight=3 component ...",
				    shown(reader, token).text);
	}
	const char *copy = ax__graph_keep_text(reader->graph, text_of(reader, name), name->n);
	point_at(reader, name->at, name->n);
	if (copy)
		ax_graph_group(reader->graph, copy, (uint32_t)weight);
	return !ax_graph_error(reader->graph);
}

static bool join_group(const struct reader *reader, const struct ax_token *token)
{
	struct ax_graph *graph = reader->graph;
	int group = ax__group_named(graph, text_of(reader, token + 1), token[1].n);
	for (token += 2; token->kind != AX_TOKEN_END; token++) {
		if (token->kind != AX_TOKEN_WORD)
			continue;
		point_at(reader, token->at, token->n);
		int node = ax__node_named(graph, text_of(reader, token), token->n);
		if (node < 0)
			return false;
		graph->node[node].group = group;
	}
	return true;
}

/* ---- a text ------------------------------------------------------------------------------------- */

static enum statement kind_of(const struct reader *reader, const struct ax_token *token)
{
	if (token->kind == AX_TOKEN_END)
		return NOTHING;
	if (is_group(reader, token))
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

static bool read_statement(const struct reader *reader, const struct ax_token *token,
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
static bool join_statement(const struct reader *reader, const struct ax_token *token, bool alone)
{
	switch (kind_of(reader, token)) {
	case GROUP:
		return join_group(reader, token);
	case PIPELINE:
		return link_pipeline(reader, token, alone);
	case LINKS:
		return add_links(reader, token);
	case NOTHING:
	case DEFINITION:
	case N_STATEMENTS:
	default:
		return true;
	}
}

static bool read_statements(const struct reader *reader, size_t n)
{
	const struct ax_token *end = reader->token + n;
	unsigned count[N_STATEMENTS] = { 0 };
	for (const struct ax_token *t = reader->token; t < end; t = next_statement(t))
		count[kind_of(reader, t)]++;
	if (count[PIPELINE] + count[DEFINITION] == 0)
		return fail(reader, end - 1, "a graph without components");
	for (enum statement pass = GROUP; pass <= PIPELINE; pass++)
		for (const struct ax_token *t = reader->token; t < end; t = next_statement(t))
			if (kind_of(reader, t) == pass && !read_statement(reader, t, pass))
				return false;
	bool alone = count[PIPELINE] == 1 && count[DEFINITION] + count[LINKS] == 0;
	for (const struct ax_token *t = reader->token; t < end; t = next_statement(t))
		if (!join_statement(reader, t, alone))
			return false;
	return true;
}

void ax__read_tokens(struct ax_graph *graph, const struct ax_source *source,
		     const struct ax_tokens *tokens)
{
	struct reader reader = { graph, source, tokens->token, NULL };
	reader.row = calloc(tokens->n, sizeof(*reader.row));
	if (!reader.row)
		ax__graph_fail(graph, "no memory");
	else if (read_statements(&reader, tokens->n))
		(void)ax_graph_check(graph);
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
