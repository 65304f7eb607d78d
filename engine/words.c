// SPDX-License-Identifier: Apache-2.0
/* words: adds components, and sets their parameters from the words of the graph language. */
#include "lang.h"
#include "param_private.h"

#include <axon/engine.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A component that is being added. */
struct adding {
	struct ax_graph *graph;
	const struct ax_component_type *type;
	const struct ax_source *source;
	int node;
	char *image;
};

static void point_at(const struct adding *add, size_t at, size_t n)
{
	add->graph->spot = (struct ax_spot){ add->source, at, n };
}

/* ---- one value ----------------------------------------------------------------------------- */

static bool set_string(const struct adding *add, void *field, const char *text, size_t n)
{
	const char *copy = ax__graph_keep_text(add->graph, text, n);
	memcpy(field, &copy, sizeof(copy));
	return copy != NULL;
}

/* An empty text is no graph. */
static bool set_graph(const struct adding *add, void *field, const struct ax_source *source,
		      size_t at, size_t n)
{
	struct ax_graph *inner = NULL;
	memcpy(field, &inner, sizeof(inner));
	if (n == 0)
		return true;
	inner = ax__parse_range(add->graph->engine, source, at, at + n);
	if (!inner || ax_graph_error(inner)) {
		ax__graph_fail_with(add->graph, inner ? ax_graph_error(inner) : "no memory", "");
		ax_graph_free(inner);
		return false;
	}
	if (!ax__graph_keep_graph(add->graph, inner)) {
		ax_graph_free(inner);
		return false;
	}
	memcpy(field, &inner, sizeof(inner));
	return true;
}

static bool set_value(const struct adding *add, const struct ax_param *param,
		      const struct ax_source *source, size_t at, size_t n)
{
	char why[800];
	void *field = add->image + param->offset;
	if (param->kind == AX_STRING)
		return set_string(add, field, source->text + at, n);
	if (param->kind == AX_GRAPH && (n > 0 || param->preset))
		return set_graph(add, field, source, at, n);
	if (param->kind == AX_GRAPH) {
		ax__graph_fail(add->graph, "%s: parameter %s: '' is no graph", add->type->name,
			       param->name);
		return false;
	}
	if (ax__param_read(param, source->text + at, n, field, why, sizeof(why)))
		return true;
	ax__graph_fail(add->graph, "%s: parameter %s: %s", add->type->name, param->name, why);
	return false;
}

/* ---- what words say ------------------------------------------------------------------------ */

static void fail_unknown(const struct adding *add, const char *name, size_t n)
{
	enum {
		MANY = 64
	};
	const char *names[MANY] = { NULL };
	char list[600] = "", word[AX_MAX_NAME + 1] = "";
	size_t n_names = 0, used = 0;
	for (const struct ax_param *param = add->type->params;
	     param && param->name && n_names < MANY; param++) {
		if (used < sizeof(list))
			used += (size_t)snprintf(list + used, sizeof(list) - used, "%s%s",
						 n_names ? ", " : "", param->name);
		names[n_names++] = param->name;
	}
	if (n < sizeof(word))
		memcpy(word, name, n);
	const char *near = ax_nearest(word, names, n_names);
	ax__graph_fail(add->graph, "%s has no parameter %s%s%s%s has %s", add->type->name,
		       ax__quote(name, n).text, near ? "; did you mean '" : "", near ? near : "",
		       near ? "'? It" : "; it", n_names ? list : "none");
}

static bool is(const struct adding *add, const struct ax_token *token, const char *name)
{
	return strlen(name) == token->n &&
	       memcmp(add->source->text + token->at, name, token->n) == 0;
}

static bool set_pin(const struct adding *add, const char *text, size_t n)
{
	char why[200];
	uint64_t worker;
	if (!ax__number_read(AX_INTEGER, text, n, 0, 65535, &worker, why, sizeof(why))) {
		ax__graph_fail(add->graph, "pin, a worker counted from 0: %s", why);
		return false;
	}
	add->graph->node[add->node].pin = (int)worker;
	return true;
}

/* What every component has: group=NAME and pin=WORKER. */
static bool set_common(const struct adding *add, const struct ax_token *token)
{
	const char *text = add->source->text + token->value_at;
	if (is(add, token, "pin"))
		return set_pin(add, text, token->value_n);
	if (is(add, token, "group")) {
		int group = ax__group_named(add->graph, text, token->value_n);
		add->graph->node[add->node].group = group < 0 ? AX_NO_GROUP : group;
		return group >= 0;
	}
	point_at(add, token->at, token->n);
	if (add->type)
		fail_unknown(add, add->source->text + token->at, token->n);
	else
		ax__graph_fail(add->graph, "a graph has no parameters but group and pin");
	return false;
}

static bool set_pair(const struct adding *add, const struct ax_token *token)
{
	const char *name = add->source->text + token->at;
	const struct ax_param *param = add->type ? ax__param_find(add->type, name, token->n) : NULL;
	point_at(add, token->value_at, token->value_n);
	if (!param)
		return set_common(add, token);
	return set_value(add, param, add->source, token->value_at, token->value_n);
}

static bool same_name(const struct adding *add, const struct ax_token *a, const struct ax_token *b)
{
	const char *text = add->source->text;
	return a->n == b->n && memcmp(text + a->at, text + b->at, a->n) == 0;
}

static bool check_form(const struct adding *add, const struct ax_token *token, size_t i)
{
	const char *what = add->type ? add->type->name : "a graph";
	point_at(add, token[i].at, token[i].n);
	if (token[i].kind != AX_TOKEN_PAIR) {
		ax__graph_fail(add->graph, "%s is no parameter of %s: write name=value",
			       ax__token_shown(add->source, &token[i]).text, what);
		return false;
	}
	for (size_t before = 0; before < i; before++)
		if (same_name(add, &token[before], &token[i])) {
			ax__graph_fail(add->graph, "%s is given twice for %s",
				       ax__quote(add->source->text + token[i].at, token[i].n).text,
				       what);
			return false;
		}
	return true;
}

static bool given(const struct adding *add, const char *name, const struct ax_token *token,
		  size_t n)
{
	while (n--)
		if (token[n].kind == AX_TOKEN_PAIR && is(add, &token[n], name))
			return true;
	return false;
}

/* Sets every parameter that the words leave out to what the table says. */
static bool set_presets(const struct adding *add, const struct ax_token *token, size_t n)
{
	const struct ax_source *around = add->graph->spot.source;
	for (const struct ax_param *param = add->type->params; param && param->name; param++) {
		if (given(add, param->name, token, n))
			continue;
		if (!param->preset) {
			ax__graph_fail(add->graph, "%s needs %s=...: %s", add->type->name,
				       param->name, param->doc);
			return false;
		}
		struct ax_source source = { add->type->name, param->preset, strlen(param->preset),
					    around ? around->depth + 1 : 0 };
		if (!set_value(add, param, &source, 0, source.n))
			return false;
	}
	return true;
}

bool ax__words_apply(struct ax_graph *graph, int node, const struct ax_source *source,
		     const struct ax_token *token, size_t n)
{
	struct ax_node *at = &graph->node[node];
	struct adding add = { graph, at->type, source, node, at->image };
	for (size_t i = 0; i < n; i++)
		if (!check_form(&add, token, i) || !set_pair(&add, &token[i]))
			return false;
	return true;
}

/* ---- adding ---------------------------------------------------------------------------------- */

/* A component as it is born: what is behind the base is proto's, but for the boxes. */
static char *new_image(struct ax_graph *graph, const struct ax_component_type *type,
		       const void *proto)
{
	char *image = ax__graph_keep(graph, type->size);
	size_t base = sizeof(struct ax_component);
	if (image && proto && type->size > base)
		memcpy(image + base, (const char *)proto + base, type->size - base);
	if (image)
		ax_component_init((struct ax_component *)(void *)image, type);
	return image;
}

void ax__graph_add(struct ax_graph *graph, const char *name, size_t n_name,
		   const struct ax_component_type *type, const void *proto,
		   const struct ax_source *source, const struct ax_token *token, size_t n)
{
	char *image = new_image(graph, type, proto);
	int node = image ? ax__node_add(graph, name, n_name) : -1;
	if (node < 0)
		return;
	graph->node[node].type = type;
	graph->node[node].image = image;
	struct adding add = { graph, type, source, node, image };
	struct ax_spot spot = graph->spot;
	if (!ax__words_apply(graph, node, source, token, n) || proto)
		return;
	graph->spot = spot;
	(void)set_presets(&add, token, n);
}

void ax_graph_add(struct ax_graph *graph, const char *name, const struct ax_component_type *type,
		  const void *proto, const char *words)
{
	struct ax_tokens tokens = { NULL, 0, 0 };
	if (!ax__graph_open(graph))
		return;
	if (!type) {
		ax__graph_fail(graph, "component '%s' has no type", name);
		return;
	}
	struct ax_source source = { name, words ? words : "", words ? strlen(words) : 0, 0 };
	struct ax_spot none = graph->spot;
	/* The last token ends the words. */
	if (ax__lex(graph, &source, 0, source.n, &tokens))
		ax__graph_add(graph, name, strlen(name), type, proto, &source, tokens.token,
			      tokens.n - 1);
	graph->spot = none;
	free(tokens.token);
}
