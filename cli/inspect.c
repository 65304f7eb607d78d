// SPDX-License-Identifier: Apache-2.0
/* inspect: lists the component types, or describes some. */
#include "catalogue.h"
#include "command.h"
#include "text.h"

static void list_types(const struct ax_engine *engine)
{
	const struct ax_component_type *type;
	for (size_t i = 0; (type = ax_component_at(engine, i)); i++) {
		int column = printf("%-22s ", type->name);
		cli_wrap(stdout, type->doc, 23, (size_t)column);
	}
}

/* Finds every name before anything is printed: wrong words print nothing on standard output. */
static bool all_known(const struct ax_engine *engine, int n, char **name)
{
	for (int i = 0; i < n; i++)
		if (!cli_type_find(engine, name[i]))
			return false;
	return true;
}

int cli_inspect(const struct cli_settings *settings, int n, char **word)
{
	(void)settings;
	struct ax_engine *engine = cli_engine_new();
	if (!engine)
		return CLI_FAILED;
	bool known = all_known(engine, n, word);
	if (known && n == 0)
		list_types(engine);
	for (int i = 0; known && i < n; i++) {
		if (i)
			putchar('\n');
		cli_print_type(stdout, ax_component_find(engine, word[i]));
	}
	ax_engine_free(engine);
	return known ? CLI_DONE : CLI_WRONG;
}
