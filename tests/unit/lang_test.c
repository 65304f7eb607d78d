// SPDX-License-Identifier: Apache-2.0
/* lang: what texts of the graph language mean. */
#include "sample.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static struct ax_graph *parse(const char *text)
{
	struct ax_graph *graph = ax_graph_parse(sample_engine(), text, "text");
	cr_assert_null(ax_graph_error(graph), "%s", ax_graph_error(graph));
	return graph;
}

static void done(struct ax_graph *graph)
{
	struct ax_engine *engine = ax_graph_engine(graph);
	ax_graph_free(graph);
	ax_engine_free(engine);
}

static void expect_link(struct ax_graph *graph, const char *from, const char *to)
{
	cr_expect(sample_link(graph, from, to), "there is no link %s -> %s", from, to);
}

Test(lang, a_pipeline_links_data_and_control)
{
	struct ax_graph *graph = parse("reader path=a ! echo | sink");
	expect_link(graph, "reader.outbox", "echo.inbox");
	expect_link(graph, "reader.signal", "echo.control");
	expect_link(graph, "echo.outbox", "sink.inbox");
	expect_link(graph, "echo.signal", "sink.control");
	cr_assert_eq(sample_count_links(graph), 4);
	done(graph);
}

Test(lang, components_of_a_pipeline_are_named_by_their_types)
{
	struct ax_graph *graph = parse("echo ! echo ! echo");
	cr_assert_not_null(sample_component(graph, "echo"));
	cr_assert_not_null(sample_component(graph, "echo#2"));
	cr_assert_not_null(sample_component(graph, "echo#3"));
	done(graph);
}

Test(lang, a_name_given_in_the_text_is_not_taken_by_a_pipeline)
{
	struct ax_graph *graph = parse("echo ! sink\necho = reader path=a\necho -> echo#2");
	expect_link(graph, "echo.outbox", "echo#2.inbox");
	expect_link(graph, "echo#2.outbox", "sink.inbox");
	done(graph);
}

Test(lang, lines_may_come_in_any_order)
{
	struct ax_graph *graph = parse("a -> b\n# first the link\nb = sink\na = echo group=g\n"
				       "group g weight=3\n");
	expect_link(graph, "a.outbox", "b.inbox");
	cr_assert_eq(sample_component(graph, "a")->group, 0);
	cr_assert_eq(ax_graph_flat(graph)->group[0].weight, 3);
	done(graph);
}

Test(lang, a_row_of_names_is_a_pipeline)
{
	struct ax_graph *graph = parse("a = echo\nb = echo\nc = sink\na -> b -> c");
	expect_link(graph, "a.outbox", "b.inbox");
	expect_link(graph, "b.signal", "c.control");
	cr_assert_eq(sample_count_links(graph), 4);
	done(graph);
}

Test(lang, an_end_with_a_box_makes_one_link)
{
	struct ax_graph *graph = parse("a = switchboard\nb = sink\na.errors -> b\na -> a.next");
	expect_link(graph, "a.errors", "b.inbox");
	expect_link(graph, "a.outbox", "a.next");
	cr_assert_eq(sample_count_links(graph), 2);
	done(graph);
}

Test(lang, lines_go_on_after_backslashes_and_around_joints)
{
	struct ax_graph *graph = parse("reader \\\n  path=a !\n echo  # here\n  ! sink\n");
	cr_assert_eq(sample_count_links(graph), 4);
	done(graph);
	graph = parse("a = echo\r\nb = sink\r\na\r\n -> b\r\n");
	cr_assert_eq(sample_count_links(graph), 2);
	done(graph);
}

Test(lang, options_bound_the_inbox)
{
	struct ax_graph *graph = parse("a = echo\nb = sink\n"
				       "a.outbox -> b.inbox bound=16 bytes=64Ki");
	const struct ax_flat_link *link = sample_link(graph, "a.outbox", "b.inbox");
	cr_assert_eq(link->bound, 16);
	cr_assert_eq(link->n_bytes, 65536);
	done(graph);
}

Test(lang, components_are_pinned_and_grouped)
{
	struct ax_graph *graph = parse("group fast weight=3 a\ngroup slow\n"
				       "a = echo pin=1\nb = echo group=slow\nc = echo");
	cr_assert_eq(sample_component(graph, "a")->pin, 1);
	cr_assert_eq(sample_component(graph, "a")->group, 0);
	cr_assert_eq(sample_component(graph, "b")->group, 1);
	cr_assert_eq(sample_component(graph, "c")->pin, AX_NO_PIN);
	cr_assert_eq(sample_component(graph, "c")->group, AX_NO_GROUP);
	done(graph);
}

Test(lang, graphs_nest_in_braces_and_quotes)
{
	struct ax_graph *graph = parse("p = {\n\ta = echo\n\tb = 'echo ! echo'\n"
				       "\t.inbox -> a -> b -> .outbox\n}\n"
				       "r = reader path=x\nk = sink\nr.outbox -> p.inbox\n"
				       "p.outbox -> k.inbox\n");
	expect_link(graph, "r.outbox", "p/a.inbox");
	expect_link(graph, "p/a.outbox", "p/b/echo.inbox");
	expect_link(graph, "p/b/echo.outbox", "p/b/echo#2.inbox");
	expect_link(graph, "p/b/echo#2.outbox", "k.inbox");
	done(graph);
}

Test(lang, a_pipeline_alone_has_its_graphs_boxes_at_its_ends)
{
	struct ax_graph *graph = parse("p = 'echo ! echo'\nr = reader path=x\nk = sink\n"
				       "r -> p -> k");
	expect_link(graph, "r.outbox", "p/echo.inbox");
	expect_link(graph, "r.signal", "p/echo.control");
	expect_link(graph, "p/echo#2.outbox", "k.inbox");
	expect_link(graph, "p/echo#2.signal", "k.control");
	cr_assert_eq(sample_count_links(graph), 6);
	done(graph);
}

Test(lang, each_word_of_a_command_line_is_one_word)
{
	char *words[] = { "reader", "path=it's \"a\" {file",	    "title=", "!",
			  "server", "protocol=reader path=x ! sink" };
	struct ax_engine *engine = sample_engine();
	struct ax_graph *graph = ax_graph_parse_words(engine, 4, words);
	cr_assert_not_null(strstr(ax_graph_error(graph), "not the end"));
	ax_graph_free(graph);
	graph = ax_graph_parse_words(engine, 3, words);
	cr_assert_null(ax_graph_error(graph), "%s", ax_graph_error(graph));
	const struct sample *r = sample_component(graph, "reader")->image;
	cr_assert_str_eq(r->path, "it's \"a\" {file");
	cr_assert_str_eq(r->title, "");
	ax_graph_free(graph);
	graph = ax_graph_parse_words(engine, 2, words + 4);
	const struct sample *s = sample_component(graph, "server")->image;
	cr_assert_eq(ax_graph_flat(s->protocol)->n_components, 2);
	done(graph);
}

Test(lang, the_marker_of_a_command_line_stands_below_the_word)
{
	char *words[] = { "server", "protocol=echo ! snik", "!", "sink" };
	struct ax_graph *graph = ax_graph_parse_words(sample_engine(), 4, words);
	cr_assert_str_eq(ax_graph_error(graph),
			 "unknown component type 'snik'; did you mean 'sink'?\n"
			 "words:1:25\n"
			 "    server protocol='echo ! snik' ! sink\n"
			 "                            ^~~~");
	done(graph);
}

Test(lang, a_long_line_is_cut_around_the_marker)
{
	struct ax_engine *engine = sample_engine();
	char text[1000] = "reader path=";
	memset(text + 12, 'a', 500);
	strcpy(text + 512, " size=x title=");
	memset(text + 526, 'b', 400);
	struct ax_graph *graph = ax_graph_parse(engine, text, "text");
	const char *line = strstr(ax_graph_error(graph), "\n    ");
	cr_assert_not_null(line);
	cr_assert_lt(strlen(line), 300);
	cr_assert_not_null(strstr(line, "..."));
	done(graph);
}

Test(lang, control_characters_are_not_repeated)
{
	struct ax_engine *engine = sample_engine();
	struct ax_graph *graph = ax_graph_parse(engine, "echo ! \033[31msnk", "text");
	cr_assert_null(strchr(ax_graph_error(graph), '\033'));
	done(graph);
}

/* The graph of a file of n bytes. */
static struct ax_graph *parse_file(struct ax_engine *engine, const char *text, size_t n)
{
	char path[40];
	int fd = memfd_create("graph", 0);
	cr_assert_geq(fd, 0);
	cr_assert_eq(write(fd, text, n), (ssize_t)n);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	struct ax_graph *graph = ax_graph_parse_file(engine, path);
	close(fd);
	return graph;
}

Test(lang, files_are_read)
{
	struct ax_graph *graph = parse_file(sample_engine(), "echo !\nsink\n", 12);
	cr_assert_null(ax_graph_error(graph), "%s", ax_graph_error(graph));
	cr_assert_eq(sample_count_links(graph), 2);
	done(graph);
}

Test(lang, a_zero_byte_is_shown_where_it_is)
{
	struct ax_graph *graph = parse_file(sample_engine(), "echo !\nsi\0nk\n", 13);
	cr_assert_not_null(strstr(ax_graph_error(graph), "a zero byte: this is not a text\n"));
	cr_assert_not_null(strstr(ax_graph_error(graph), ":2:3\n    si?nk\n      ^"));
	done(graph);
}

Test(lang, files_that_can_not_be_read_say_why)
{
	struct ax_engine *engine = sample_engine();
	struct ax_graph *graph = ax_graph_parse_file(engine, "no-such-file.axon");
	cr_assert_str_eq(ax_graph_error(graph),
			 "can't read graph file 'no-such-file.axon': No such file or directory");
	ax_graph_free(graph);
	graph = ax_graph_parse_file(engine, "/");
	cr_assert_str_eq(ax_graph_error(graph), "can't read graph file '/': Is a directory");
	done(graph);
}

Test(lang, a_text_without_end_is_no_graph)
{
	struct ax_graph *graph = ax_graph_parse_file(sample_engine(), "/dev/zero");
	cr_assert_str_eq(ax_graph_error(graph),
			 "'/dev/zero': a text of more than 16777216 bytes is no graph");
	done(graph);
}

Test(lang, a_text_of_many_components_takes_no_time, .timeout = 20)
{
	enum {
		MANY = 20000,
		ROOM = MANY * 32
	};
	char *text = malloc(ROOM);
	size_t used = 0;
	for (int i = 0; i < MANY; i++)
		used += (size_t)snprintf(text + used, ROOM - used, "c%d = echo\n", i);
	for (int i = 1; i < MANY; i++)
		used += (size_t)snprintf(text + used, ROOM - used, "c%d -> c%d\n", i - 1, i);
	struct ax_graph *graph = parse(text);
	cr_assert_eq(sample_count_links(graph), 2 * (MANY - 1));
	free(text);
	done(graph);
}
