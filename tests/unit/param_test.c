// SPDX-License-Identifier: Apache-2.0
/* param: how values are written, and what they become. */
#include "sample.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <string.h>

/* The initial state of a reader with those words, copied before its graph goes. */
static struct sample *read_words(const char *words, struct ax_graph **graph)
{
	struct ax_engine *engine = sample_engine();
	*graph = ax_graph_new(engine, "test");
	ax_graph_add(*graph, "r", &sample_reader, NULL, words);
	cr_assert_null(ax_graph_error(*graph), "%s", ax_graph_error(*graph));
	/* The test reads the state that every instance would start with. */
	return (struct sample *)(uintptr_t)sample_component(*graph, "r")->image;
}

static void done(struct ax_graph *graph)
{
	struct ax_engine *engine = ax_graph_engine(graph);
	ax_graph_free(graph);
	ax_engine_free(engine);
}

Test(param, what_is_not_said_is_what_the_table_says)
{
	struct ax_graph *graph;
	const struct sample *r = read_words("path=x", &graph);
	cr_assert_str_eq(r->path, "x");
	cr_assert_str_eq(r->title, "");
	cr_assert(!ax_given(r->title));
	cr_assert_eq(r->mode, SAMPLE_LINE);
	cr_assert_eq(r->rate, 400000);
	cr_assert_eq(r->size, 65536);
	cr_assert_eq(r->interval, 250000000);
	cr_assert_eq(r->count, -1);
	cr_assert_float_eq(r->gain, 0.5, 1e-12);
	cr_assert(!r->loop);
	done(graph);
}

struct unsigned_case {
	char words[40];
	size_t offset;
	uint64_t value;
};

ParameterizedTestParameters(param, units_multiply)
{
	static struct unsigned_case cases[] = {
		{ "size=4096", offsetof(struct sample, size), 4096 },
		{ "size=64Ki", offsetof(struct sample, size), 65536 },
		{ "size=1M", offsetof(struct sample, size), 1000000 },
		{ "size=1.5Ki", offsetof(struct sample, size), 1536 },
		{ "size=1Gi", offsetof(struct sample, size), 1 << 30 },
		{ "rate=400k", offsetof(struct sample, rate), 400000 },
		{ "rate=1.4112M", offsetof(struct sample, rate), 1411200 },
		{ "rate=1G", offsetof(struct sample, rate), 1000000000 },
		{ "interval=0", offsetof(struct sample, interval), 0 },
		{ "interval=7ns", offsetof(struct sample, interval), 7 },
		{ "interval=10us", offsetof(struct sample, interval), 10000 },
		{ "interval=250ms", offsetof(struct sample, interval), 250000000 },
		{ "interval=0.5s", offsetof(struct sample, interval), 500000000 },
		{ "interval=1m", offsetof(struct sample, interval), UINT64_C(60000000000) },
		{ "interval=2h", offsetof(struct sample, interval), UINT64_C(7200000000000) },
		{ "count=1k", offsetof(struct sample, count), 1000 },
	};
	return cr_make_param_array(struct unsigned_case, cases, sizeof(cases) / sizeof(cases[0]));
}

ParameterizedTest(struct unsigned_case *c, param, units_multiply)
{
	struct ax_graph *graph;
	char words[64] = "path=x ";
	uint64_t value;
	strcat(words, c->words);
	const struct sample *r = read_words(words, &graph);
	memcpy(&value, (const char *)r + c->offset, sizeof(value));
	cr_assert_eq(value, c->value, "%s gives %lu", c->words, (unsigned long)value);
	done(graph);
}

Test(param, words_choose_and_switch)
{
	struct ax_graph *graph;
	const struct sample *r = read_words("mode=bitrate loop=true gain=-2.5e1 path=x", &graph);
	cr_assert_eq(r->mode, SAMPLE_BITRATE);
	cr_assert(r->loop);
	cr_assert_float_eq(r->gain, -25, 1e-12);
	done(graph);
}

Test(param, quotes_and_braces_keep_blanks_and_each_other)
{
	struct ax_graph *graph;
	const struct sample *r = read_words("path='a \"b\" {c}'", &graph);
	cr_assert_str_eq(r->path, "a \"b\" {c}");
	done(graph);
	r = read_words("path=\"it's\" title={x 'y' {\"z\"}}", &graph);
	cr_assert_str_eq(r->path, "it's");
	cr_assert_str_eq(r->title, "x 'y' {\"z\"}");
	done(graph);
}

Test(param, a_value_is_all_up_to_the_blank)
{
	struct ax_graph *graph;
	const struct sample *r = read_words("path=http://a/b?c=d&e=f!g|h->i#j", &graph);
	cr_assert_str_eq(r->path, "http://a/b?c=d&e=f!g|h->i#j");
	done(graph);
}

Test(param, a_prototype_is_the_truth_and_words_go_on_top)
{
	struct ax_engine *engine = sample_engine();
	struct ax_graph *graph = ax_graph_new(engine, "test");
	struct sample proto = { .path = "from C", .rate = 7, .mode = SAMPLE_BLOCK };
	ax_graph_add(graph, "r", &sample_reader, &proto, "rate=2k");
	cr_assert_null(ax_graph_error(graph));
	const struct sample *r = sample_component(graph, "r")->image;
	cr_assert_str_eq(r->path, "from C");
	cr_assert_eq(r->rate, 2000);
	cr_assert_eq(r->mode, SAMPLE_BLOCK);
	cr_assert_eq(r->size, 0, "the table's defaults are for those without a prototype");
	done(graph);
}

Test(param, a_graph_in_quotes_belongs_to_the_description)
{
	struct ax_engine *engine = sample_engine();
	struct ax_graph *graph = ax_graph_new(engine, "test");
	ax_graph_add(graph, "s", &sample_server, NULL, "protocol='echo ! echo'");
	ax_graph_add(graph, "t", &sample_server, NULL, NULL);
	cr_assert_null(ax_graph_error(graph));
	const struct sample *s = sample_component(graph, "s")->image;
	const struct sample *t = sample_component(graph, "t")->image;
	cr_assert_not_null(s->protocol);
	cr_assert_eq(ax_graph_flat(s->protocol)->n_components, 2);
	cr_assert_null(t->protocol);
	done(graph);
}

Test(param, a_wrong_word_in_c_names_type_parameter_and_text)
{
	struct ax_engine *engine = sample_engine();
	struct ax_graph *graph = ax_graph_new(engine, "test");
	ax_graph_add(graph, "r", &sample_reader, NULL, "path=x rate=fast");
	cr_assert_str_eq(ax_graph_error(graph),
			 "reader: parameter rate: 'fast' is not a rate; write bits a second, like "
			 "400k or 1M\nr:1:13\n    path=x rate=fast\n                ^~~~");
	done(graph);
}
