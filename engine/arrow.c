// SPDX-License-Identifier: Apache-2.0
/* arrow: reads the statements that link components: end -> end bound=n. */
#include "lang.h"
#include "param_private.h"

#include <string.h>

static struct ax_end implied(const struct ax_reader *reader, const struct ax_token *token,
			     const char *box)
{
	return (struct ax_end){
		ax__read_text(reader, token), box, token->n, strlen(box), token->at, token->n
	};
}

static bool read_end(const struct ax_reader *reader, const struct ax_token *token,
		     struct ax_end *end, const char *box)
{
	const char *text = ax__read_text(reader, token);
	if (token->kind != AX_TOKEN_WORD)
		return ax__read_fail(reader, token,
				     "the end of a link is expected here, not %s: write "
				     "component.box",
				     ax__token_shown(reader->source, token).text);
	*end = implied(reader, token, box);
	if (ax__name_ok(text, token->n))
		return true;
	ax__read_at(reader, token->at, token->n);
	return ax__end_split(reader->graph, text, token->n, token->at, end);
}

static bool bare(const struct ax_reader *reader, const struct ax_token *token)
{
	return !memchr(ax__read_text(reader, token), '.', token->n);
}

static bool read_option(const struct ax_reader *reader, const struct ax_token *token,
			struct ax_bound *bound)
{
	char why[200];
	uint64_t value = 0;
	bool bytes = ax__read_is(reader, token, "bytes");
	if (token->kind != AX_TOKEN_PAIR || (!bytes && !ax__read_is(reader, token, "bound")))
		return ax__read_fail(reader, token,
				     "a link has no option %s; it has bound and bytes",
				     ax__token_shown(reader->source, token).text);
	ax__read_at(reader, token->value_at, token->value_n);
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

static bool read_options(const struct ax_reader *reader, const struct ax_token *token,
			 const struct ax_end *inbox)
{
	struct ax_bound bound = { 0 };
	size_t n = ax__read_words(token);
	for (size_t i = 0; i < n; i++)
		if (!read_option(reader, &token[i], &bound))
			return false;
	if (n == 0)
		return true;
	ax__read_at(reader, inbox->at, inbox->n);
	int node = inbox->n_component
			   ? ax__node_find(reader->graph, inbox->component, inbox->n_component)
			   : AX_OWN;
	ax__bound_set(reader->graph, node, inbox->box, inbox->n_box, bound.n, bound.n_bytes);
	return !ax_graph_error(reader->graph);
}

static bool link_bare(const struct ax_reader *reader, const struct ax_token *from,
		      const struct ax_token *to)
{
	struct ax_graph *graph = reader->graph;
	ax__read_at(reader, from->at, from->n);
	int before = ax__node_named(graph, ax__read_text(reader, from), from->n);
	if (before < 0)
		return false;
	ax__read_at(reader, to->at, to->n);
	int after = ax__node_named(graph, ax__read_text(reader, to), to->n);
	if (after >= 0)
		ax__link_row(graph, before, after);
	return !ax_graph_error(graph);
}

/* One arrow. Names alone are joined as in a pipeline; with a box it is that one link. */
static bool link_two(const struct ax_reader *reader, const struct ax_token *from,
		     const struct ax_token *to)
{
	struct ax_end source, sink;
	if (!read_end(reader, from, &source, "outbox") || !read_end(reader, to, &sink, "inbox"))
		return false;
	if (bare(reader, from) && bare(reader, to)) {
		if (!link_bare(reader, from, to))
			return false;
	} else {
		ax__read_at(reader, from->at, from->n);
		ax__link_ends(reader->graph, &source, &sink);
	}
	return !ax_graph_error(reader->graph) && read_options(reader, to + 1, &sink);
}

bool ax__read_links(const struct ax_reader *reader, const struct ax_token *token)
{
	const struct ax_token *from = token;
	token++;
	do {
		const struct ax_token *to = token + 1;
		if (token->kind != AX_TOKEN_ARROW)
			return ax__read_fail(reader, token, "'->' is expected here, not %s",
					     ax__token_shown(reader->source, token).text);
		if (from != to && !link_two(reader, from, to))
			return false;
		token = to + 1 + ax__read_words(to + 1);
		if (token->kind == AX_TOKEN_ARROW && !bare(reader, to))
			return ax__read_fail(reader, to,
					     "%s stands between two arrows: only a component "
					     "without a box can",
					     ax__token_shown(reader->source, to).text);
		from = to;
	} while (token->kind != AX_TOKEN_END);
	return true;
}
