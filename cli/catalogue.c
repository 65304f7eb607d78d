// SPDX-License-Identifier: Apache-2.0
/* catalogue: finds component types, and words what their tables say. */
#include <inttypes.h>
#include <string.h>

#include <axon/components.h>

#include "catalogue.h"
#include "command.h"

struct ax_engine *cli_engine_new(void)
{
	struct ax_engine *engine = ax_engine_new();
	int error = engine ? ax_register_components(engine) : 0;
	if (engine && !error)
		return engine;
	if (error)
		cli_wrong("the component library can't be registered: %s", strerror(-error));
	else
		cli_wrong("there is no memory for an engine");
	ax_engine_free(engine);
	return NULL;
}

const struct ax_component_type *cli_type_find(const struct ax_engine *engine, const char *name)
{
	const struct ax_component_type *type = ax_component_find(engine, name);
	const char *names[256];
	size_t n = 0;
	if (type)
		return type;
	while (n < sizeof(names) / sizeof(*names) && (type = ax_component_at(engine, n)))
		names[n++] = type->name;
	char hint[80];
	cli_hint(hint, sizeof(hint), name, names, n);
	cli_wrong("unknown component type '%s'%s", name,
		  *hint ? hint : "; axon inspect lists them");
	return NULL;
}

/* ---- parameters ---------------------------------------------------------------------------- */

static const char *const kind_names[] = {
	[AX_STRING] = "text",	 [AX_GRAPH] = "graph",	  [AX_CHOICE] = "choice",
	[AX_BOOL] = "yes or no", [AX_INTEGER] = "number", [AX_REAL] = "number",
	[AX_SIZE] = "size",	 [AX_RATE] = "rate",	  [AX_DURATION] = "duration",
};

struct unit {
	int64_t size;
	const char *name;
};

static const struct unit no_units[] = { { 1, "" } };
static const struct unit sizes[] = {
	{ INT64_C(1) << 30, "Gi" }, { 1 << 20, "Mi" }, { 1 << 10, "Ki" }, { 1, "" }
};
static const struct unit rates[] = {
	{ 1000000000, "G" }, { 1000000, "M" }, { 1000, "k" }, { 1, "" }
};
static const struct unit times[] = { { INT64_C(3600000000000), "h" },
				     { INT64_C(60000000000), "m" },
				     { 1000000000, "s" },
				     { 1000000, "ms" },
				     { 1000, "us" },
				     { 1, "ns" } };

static const struct unit *units_of(enum ax_param_kind kind)
{
	switch (kind) {
	case AX_SIZE:
		return sizes;
	case AX_RATE:
		return rates;
	case AX_DURATION:
		return times;
	case AX_STRING:
	case AX_GRAPH:
	case AX_CHOICE:
	case AX_BOOL:
	case AX_INTEGER:
	case AX_REAL:
	default:
		return no_units;
	}
}

/* A value in the largest unit that leaves no fraction. */
static int print_amount(char *text, size_t room, enum ax_param_kind kind, int64_t value)
{
	const struct unit *unit = units_of(kind);
	if (value == 0)
		return snprintf(text, room, "0");
	while (value % unit->size != 0)
		unit++;
	return snprintf(text, room, "%" PRId64 "%s", value / unit->size, unit->name);
}

static void print_choices(char *text, size_t room, const char *choices)
{
	size_t at = 0;
	for (; *choices && at + 3 < room; choices++) {
		text[at++] = *choices == '|' ? ',' : *choices;
		if (*choices == '|')
			text[at++] = ' ';
	}
	text[at] = '\0';
}

void cli_param_values(const struct ax_param *param, char *text, size_t room)
{
	char least[24], most[24];
	if (param->kind == AX_CHOICE) {
		print_choices(text, room, param->choices);
		return;
	}
	if (param->most == 0) {
		snprintf(text, room, "%s", kind_names[param->kind]);
		return;
	}
	print_amount(least, sizeof(least), param->kind, param->least);
	print_amount(most, sizeof(most), param->kind, param->most);
	if (param->most == INT64_MAX)
		snprintf(text, room, "%s, from %s", kind_names[param->kind], least);
	else
		snprintf(text, room, "%s, from %s to %s", kind_names[param->kind], least, most);
}

const char *cli_param_preset(const struct ax_param *param)
{
	if (param->preset && !*param->preset)
		return "\"\"";
	return param->preset;
}

/* ---- boxes --------------------------------------------------------------------------------- */

static const struct ax_box_spec control = {
	.name = "control", .type = "any", .doc = "shutdown, or producer_finished", .out = false
};
static const struct ax_box_spec signal_box = { .name = "signal",
					       .type = "any",
					       .doc = "why it ended: producer_finished or shutdown",
					       .out = true };

void cli_type_boxes(const struct ax_component_type *type, bool out,
		    void (*visit)(FILE *to, const struct ax_box_spec *box), FILE *to)
{
	for (const struct ax_box_spec *box = type->boxes; box && box->name; box++)
		if (box->out == out)
			visit(to, box);
	visit(to, out ? &signal_box : &control);
}

static bool has_inbox(const struct ax_component_type *type)
{
	for (const struct ax_box_spec *box = type->boxes; box && box->name; box++)
		if (!box->out)
			return true;
	return false;
}

const char *cli_type_ending(const struct ax_component_type *type)
{
	if (type->flags & AX_READS_CONTROL)
		return "It reads `control` itself and decides when to end; the reason goes on by "
		       "`signal`.";
	if (has_inbox(type))
		return "It ends in order when its input has closed and drained, when its consumer "
		       "is gone, and at its next wait after a `shutdown`. The reason goes on by "
		       "`signal`.";
	return "It ends when its work is done, when its consumer is gone, and at its next wait "
	       "after a `shutdown`. The reason goes on by `signal`.";
}
