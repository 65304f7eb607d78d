// SPDX-License-Identifier: Apache-2.0
/* page: a component type described, on a terminal and as a page in the shape of Kamaelia's
 * reference: what it does, example, parameters, boxes, how it works, termination. */
#include "catalogue.h"
#include "text.h"

enum {
	NAME_WIDTH = 12
};

/* ---- on a terminal ------------------------------------------------------------------------- */

static void print_named(FILE *to, const char *name, const char *text)
{
	int column = fprintf(to, "  %-*s ", NAME_WIDTH, name);
	cli_wrap(to, text, NAME_WIDTH + 3, (size_t)column);
}

static void print_box_line(FILE *to, const struct ax_box_spec *box)
{
	char text[256];
	snprintf(text, sizeof(text), "(%s) %s", box->type, box->doc);
	print_named(to, box->name, text);
}

static void print_param_line(FILE *to, const struct ax_param *param)
{
	char values[160], text[400];
	const char *preset = cli_param_preset(param);
	cli_param_values(param, values, sizeof(values));
	snprintf(text, sizeof(text), "%s (%s; %s%s)", param->doc, values,
		 preset ? "default " : "must be given", preset ? preset : "");
	print_named(to, param->name, text);
}

static void print_param_lines(FILE *to, const struct ax_component_type *type)
{
	if (!type->params || !type->params->name)
		return;
	fputs("\nParameters\n", to);
	for (const struct ax_param *param = type->params; param->name; param++)
		print_param_line(to, param);
}

void cli_print_type(FILE *to, const struct ax_component_type *type)
{
	int column = fprintf(to, "%s: ", type->name);
	cli_wrap(to, type->doc, 2, (size_t)column);
	if (type->example)
		fprintf(to, "\nExample\n  axon run %s\n", type->example);
	print_param_lines(to, type);
	fputs("\nInboxes\n", to);
	cli_type_boxes(type, false, print_box_line, to);
	fputs("\nOutboxes\n", to);
	cli_type_boxes(type, true, print_box_line, to);
	if (type->about) {
		fputs("\nHow it works\n", to);
		cli_wrap(to, type->about, 2, 0);
	}
	fputs("\nTermination\n", to);
	cli_wrap(to, cli_type_ending(type), 2, 0);
}

/* ---- as a page ----------------------------------------------------------------------------- */

/* Prints a cell of a table, where a bar must be escaped. */
static void print_cell(FILE *to, const char *text)
{
	for (; *text; text++)
		fprintf(to, *text == '|' ? "\\%c" : "%c", *text);
}

static void print_box_row(FILE *to, const struct ax_box_spec *box)
{
	fprintf(to, "| `%s` | %s | ", box->name, box->type);
	print_cell(to, box->doc);
	fputs(" |\n", to);
}

static void print_param_row(FILE *to, const struct ax_param *param)
{
	char values[160];
	const char *preset = cli_param_preset(param);
	cli_param_values(param, values, sizeof(values));
	fprintf(to, "| `%s` | ", param->name);
	print_cell(to, values);
	if (preset)
		fprintf(to, " | `%s` | ", preset);
	else
		fputs(" | must be given | ", to);
	print_cell(to, param->doc);
	fputs(" |\n", to);
}

static void print_param_table(FILE *to, const struct ax_component_type *type)
{
	fputs("\n## Parameters\n\n", to);
	if (!type->params || !type->params->name) {
		fputs("None.\n", to);
		return;
	}
	fputs("| name | values | default | what it does |\n| --- | --- | --- | --- |\n", to);
	for (const struct ax_param *param = type->params; param->name; param++)
		print_param_row(to, param);
}

static void print_box_table(FILE *to, const struct ax_component_type *type, bool out)
{
	fprintf(to, "\n## %s\n\n| name | messages | what for |\n| --- | --- | --- |\n",
		out ? "Outboxes" : "Inboxes");
	cli_type_boxes(type, out, print_box_row, to);
}

void cli_print_page(FILE *to, const struct ax_component_type *type)
{
	fprintf(to, "# %s\n\nMade from the component's own table by `axon docs component %s`.\n",
		type->name, type->name);
	fprintf(to, "\n## What it does\n\n%s\n", type->doc);
	if (type->example)
		fprintf(to, "\n## Example\n\n```sh\naxon run %s\n```\n", type->example);
	print_param_table(to, type);
	print_box_table(to, type, false);
	print_box_table(to, type, true);
	if (type->about)
		fprintf(to, "\n## How it works\n\n%s\n", type->about);
	fprintf(to, "\n## Termination\n\n%s\n", cli_type_ending(type));
	if (type->flags & AX_OUTSIDE)
		fputs("\nIt touches a socket, so it can't run under `--seed`.\n", to);
}
