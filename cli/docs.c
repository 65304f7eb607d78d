// SPDX-License-Identifier: Apache-2.0
/* docs: prints the pages that are made from the tables. */
#include <string.h>

#include "catalogue.h"
#include "command.h"

/* Every option with its command, a line each: what the tests look for in the pages. */
static void print_option_list(FILE *to)
{
	struct cli_option option;
	for (const struct cli_command *command = cli_commands; command->name; command++)
		for (size_t i = 0; cli_option_at(command, i, &option); i++)
			fprintf(to, "%s --%s %s\n", command->name, option.name,
				option.env ? option.env : "-");
}

static void print_names(FILE *to, const struct ax_engine *engine)
{
	const struct ax_component_type *type;
	for (size_t i = 0; (type = ax_component_at(engine, i)); i++)
		fprintf(to, "%s\n", type->name);
}

static void print_catalogue(FILE *to, const struct ax_engine *engine)
{
	const struct ax_component_type *type;
	fputs("# Components\n\nMade from the components' own tables by `axon docs catalogue`.\n\n"
	      "| type | what it does |\n| --- | --- |\n",
	      to);
	for (size_t i = 0; (type = ax_component_at(engine, i)); i++)
		fprintf(to, "| [%s](%s.md) | %s |\n", type->name, type->name, type->doc);
}

static void print_params(FILE *to, const struct ax_component_type *type)
{
	for (const struct ax_param *param = type->params; param && param->name; param++)
		fprintf(to, "%s=\n", param->name);
}

struct page {
	const char *name;
	void (*whole)(FILE *to);
	void (*catalogue)(FILE *to, const struct ax_engine *engine);
	void (*type)(FILE *to, const struct ax_component_type *type);
};

static const struct page pages[] = {
	{ .name = "man", .whole = cli_print_man },
	{ .name = "completion", .whole = cli_print_completion },
	{ .name = "cli", .whole = cli_print_markdown },
	{ .name = "options", .whole = print_option_list },
	{ .name = "components", .catalogue = print_names },
	{ .name = "catalogue", .catalogue = print_catalogue },
	{ .name = "component", .type = cli_print_page },
	{ .name = "params", .type = print_params },
};

enum {
	N_PAGES = sizeof(pages) / sizeof(*pages)
};

static const struct page *page_find(const char *name)
{
	const char *names[N_PAGES];
	for (size_t i = 0; i < N_PAGES; i++) {
		if (strcmp(pages[i].name, name) == 0)
			return &pages[i];
		names[i] = pages[i].name;
	}
	char hint[80];
	cli_wrong("axon docs has no page '%s'%s", name,
		  cli_hint(hint, sizeof(hint), name, names, N_PAGES));
	return NULL;
}

static int print_of_engine(const struct page *page, const char *name)
{
	struct ax_engine *engine = cli_engine_new();
	if (!engine)
		return CLI_FAILED;
	const struct ax_component_type *type = page->type ? cli_type_find(engine, name) : NULL;
	if (type)
		page->type(stdout, type);
	else if (page->catalogue)
		page->catalogue(stdout, engine);
	ax_engine_free(engine);
	return page->type && !type ? CLI_WRONG : CLI_DONE;
}

int cli_docs(const struct cli_settings *settings, int n, char **word)
{
	if (n == 0)
		return cli_wrong("axon docs needs the name of a page: %s",
				 settings->command->words);
	const struct page *page = page_find(word[0]);
	if (!page)
		return CLI_WRONG;
	int needed = page->type ? 2 : 1;
	if (n < needed)
		return cli_wrong("axon docs %s needs the name of a component type", word[0]);
	if (n > needed)
		return cli_wrong("axon docs %s: '%s' is one word too many", word[0], word[needed]);
	if (page->whole) {
		page->whole(stdout);
		return CLI_DONE;
	}
	return print_of_engine(page, word[1]);
}
