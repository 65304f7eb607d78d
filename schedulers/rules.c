// SPDX-License-Identifier: Apache-2.0
/* rules: reads placement files, and joins what they and the graph's pins ask for. */
#include "rules.h"

#include "document.h"
#include "names.h"

#include <errno.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

enum place {
	ANYWHERE,
	CORE,
	L3,
	NODE,
	SPE
};

static const char *const place_name[] = { "anywhere", "core", "L3", "NUMA node", "SPE" };

/* One entry of the file: components, and where they go. */
struct entry {
	uint32_t *component;
	uint32_t n, room;
	enum place place;
	unsigned number;
	bool together;
	size_t line; /* where it begins */
};

struct reading {
	struct ax_rules *rules;
	const struct ax_flat *flat;
	const struct ax_machine *machine;
	struct ax_names names;
	struct entry *entry;
	size_t n, room;
};

/* ---- one entry ------------------------------------------------------------------------------- */

static struct entry *current(struct reading *reading)
{
	return &reading->entry[reading->n - 1];
}

static bool add_component(struct ax_document *document, struct entry *entry, uint32_t i)
{
	if (entry->n == entry->room) {
		uint32_t room = entry->room ? 2 * entry->room : 8;
		uint32_t *grown = reallocarray(entry->component, room, sizeof(*grown));
		if (!grown)
			return ax_document_wrong(document, entry->line, "no memory");
		entry->component = grown;
		entry->room = room;
	}
	entry->component[entry->n++] = i;
	return true;
}

static bool add_matching(struct ax_document *document, struct reading *reading, size_t line,
			 const char *pattern)
{
	bool found = false;
	for (uint32_t i = 0; i < reading->flat->n_components; i++) {
		if (fnmatch(pattern, reading->flat->component[i].name, 0) != 0)
			continue;
		found = true;
		if (!add_component(document, current(reading), i))
			return false;
	}
	return found || ax_document_wrong(document, line, "no component matches '%.100s'", pattern);
}

static bool add_named(struct ax_document *document, struct reading *reading, size_t line,
		      const char *name)
{
	char hint[300];
	/* No name has these. */
	if (strpbrk(name, "*?["))
		return add_matching(document, reading, line, name);
	uint32_t i = ax_names_find(&reading->names, name);
	if (i < reading->flat->n_components)
		return add_component(document, current(reading), i);
	return ax_document_wrong(document, line, "the graph has no component '%.100s'%s", name,
				 ax_names_hint(&reading->names, name, hint, sizeof(hint)));
}

static bool read_component(struct ax_document *document, void *arg)
{
	size_t line = ax_document_line(document);
	char *name;
	if (!ax_document_text(document, "a component's name", &name))
		return false;
	bool right = add_named(document, arg, line, name);
	free(name);
	return right;
}

static bool read_components(struct ax_document *document, void *arg)
{
	if (!ax_document_lists(document))
		return read_component(document, arg);
	return ax_document_list(document, "'components'", read_component, arg);
}

static bool read_place(struct ax_document *document, struct entry *entry, enum place place)
{
	uint64_t number;
	size_t line = ax_document_line(document);
	if (!ax_document_number(document, place_name[place], 0, UINT32_MAX, &number))
		return false;
	if (entry->place)
		return ax_document_wrong(document, line,
					 "an entry has one place, and this one has a %s and a %s",
					 place_name[entry->place], place_name[place]);
	entry->place = place;
	entry->number = (unsigned)number;
	return true;
}

static bool read_core(struct ax_document *document, void *arg)
{
	return read_place(document, current(arg), CORE);
}

static bool read_l3(struct ax_document *document, void *arg)
{
	return read_place(document, current(arg), L3);
}

static bool read_node(struct ax_document *document, void *arg)
{
	return read_place(document, current(arg), NODE);
}

static bool read_spe(struct ax_document *document, void *arg)
{
	size_t line = ax_document_line(document);
	return read_place(document, current(arg), SPE) &&
	       ax_document_wrong(document, line, "this machine has no SPEs");
}

static bool read_together(struct ax_document *document, void *arg)
{
	return ax_document_truth(document, "'together'", &current(arg)->together);
}

static bool read_entry(struct ax_document *document, void *arg)
{
	static const struct ax_field field[] = {
		{ "components", read_components, true },
		{ "core", read_core, false },
		{ "l3", read_l3, false },
		{ "node", read_node, false },
		{ "spe", read_spe, false },
		{ "together", read_together, false },
	};
	struct reading *reading = arg;
	size_t line = ax_document_line(document);
	if (reading->n == reading->room) {
		size_t room = reading->room ? 2 * reading->room : 8;
		struct entry *grown = reallocarray(reading->entry, room, sizeof(*grown));
		if (!grown)
			return ax_document_wrong(document, line, "no memory");
		reading->entry = grown;
		reading->room = room;
	}
	reading->entry[reading->n++] = (struct entry){ .line = line };
	if (!ax_document_map(document, "an entry", field, sizeof(field) / sizeof(*field), arg))
		return false;
	if (!current(reading)->place && !current(reading)->together)
		return ax_document_wrong(document, line,
					 "an entry says where its components go: 'core', 'l3' or "
					 "'node', or 'together: true'");
	return true;
}

static bool read_entries(struct ax_document *document, void *arg)
{
	return ax_document_list(document, "'placement'", read_entry, arg);
}

/* ---- units ----------------------------------------------------------------------------------- */

/* The first of those that i is together with. While units are made, unit[] leads towards it. */
static uint32_t root(uint32_t *unit, uint32_t i)
{
	while (unit[i] != i) {
		unit[i] = unit[unit[i]];
		i = unit[i];
	}
	return i;
}

static void join(uint32_t *unit, uint32_t a, uint32_t b)
{
	a = root(unit, a);
	b = root(unit, b);
	/* The earlier one leads, so that every unit's number is below its components'. */
	if (a < b)
		unit[b] = a;
	else
		unit[a] = b;
}

static void make_units(struct reading *reading)
{
	struct ax_rules *rules = reading->rules;
	uint32_t n = reading->flat->n_components;
	for (uint32_t i = 0; i < n; i++)
		rules->unit[i] = i;
	for (size_t e = 0; e < reading->n; e++)
		for (uint32_t k = 1; reading->entry[e].together && k < reading->entry[e].n; k++)
			join(rules->unit, reading->entry[e].component[0],
			     reading->entry[e].component[k]);
	/* Numbers without gaps; whoever leads comes first. */
	for (uint32_t i = 0; i < n; i++) {
		uint32_t first = rules->unit[i];
		rules->unit[i] = first == i ? rules->n_units++ : rules->unit[first];
	}
}

/* ---- places ---------------------------------------------------------------------------------- */

static bool stands(const struct reading *reading, const struct entry *entry, unsigned worker)
{
	const struct ax_seat *seat = ax_machine_seat(reading->machine, worker);
	unsigned number = entry->place == CORE ? seat->core
			  : entry->place == L3 ? seat->l3
					       : seat->node;
	return number == entry->number;
}

static bool no_worker(struct ax_document *document, const struct reading *reading,
		      const struct entry *entry)
{
	const struct ax_machine *machine = reading->machine;
	const char *name = place_name[entry->place];
	unsigned most = 0;
	for (unsigned i = 0; i < ax_machine_n(machine); i++) {
		const struct ax_seat *seat = ax_machine_seat(machine, i);
		unsigned number = entry->place == CORE ? seat->core
				  : entry->place == L3 ? seat->l3
						       : seat->node;
		if (number == entry->number)
			return ax_document_wrong(document, entry->line,
						 "no worker stands on %s %u: there are %u workers",
						 name, entry->number, reading->rules->n);
		most = number > most ? number : most;
	}
	return ax_document_wrong(document, entry->line,
				 "there is no %s %u that may be used: the last one is %s %u", name,
				 entry->number, name, most);
}

/* Narrows what is allowed to a unit; false when nothing is left. */
static bool narrow(struct ax_rules *rules, uint32_t unit, const uint64_t *set, size_t line)
{
	size_t words = (rules->n + 63) / 64;
	uint64_t left = 0;
	if (!rules->allowed[unit]) {
		rules->allowed[unit] = malloc(words * sizeof(uint64_t));
		if (!rules->allowed[unit])
			return false;
		memset(rules->allowed[unit], 0xff, words * sizeof(uint64_t));
	}
	for (size_t w = 0; w < words; w++)
		left |= rules->allowed[unit][w] & set[w];
	if (!left)
		return false;
	for (size_t w = 0; w < words; w++)
		rules->allowed[unit][w] &= set[w];
	rules->line[unit] = line;
	return true;
}

static bool contradicts(struct ax_document *document, const struct reading *reading,
			const struct entry *entry, uint32_t i)
{
	size_t other = reading->rules->line[reading->rules->unit[i]];
	char where[64] = "the graph pins it, or one that is together with it, elsewhere";
	if (other)
		snprintf(where, sizeof(where), "line %zu puts it elsewhere", other);
	return ax_document_wrong(document, entry->line, "'%s' can't be on %s %u: %s",
				 reading->flat->component[i].name, place_name[entry->place],
				 entry->number, where);
}

static bool put(struct ax_document *document, const struct reading *reading,
		const struct entry *entry, uint64_t *set)
{
	struct ax_rules *rules = reading->rules;
	bool found = false;
	memset(set, 0, (rules->n + 63) / 64 * sizeof(*set));
	for (unsigned i = 0; i < rules->n; i++) {
		if (!stands(reading, entry, i))
			continue;
		found = true;
		set[i / 64] |= UINT64_C(1) << i % 64;
	}
	if (!found)
		return no_worker(document, reading, entry);
	for (uint32_t k = 0; k < entry->n; k++)
		if (!narrow(rules, rules->unit[entry->component[k]], set, entry->line))
			return contradicts(document, reading, entry, entry->component[k]);
	return true;
}

/* The pins of the graph: before the file's, which then contradict them. */
static bool put_pinned(struct ax_document *document, const struct reading *reading, uint64_t *set)
{
	struct ax_rules *rules = reading->rules;
	for (uint32_t i = 0; i < reading->flat->n_components; i++) {
		const struct ax_flat_component *c = &reading->flat->component[i];
		if (c->pin == AX_NO_PIN)
			continue;
		unsigned worker = (unsigned)c->pin % rules->n;
		memset(set, 0, (rules->n + 63) / 64 * sizeof(*set));
		set[worker / 64] = UINT64_C(1) << worker % 64;
		if (!narrow(rules, rules->unit[i], set, 0))
			return ax_document_wrong(document, 1,
						 "'%s' is pinned to worker %u, and another one "
						 "that is together with it is not",
						 c->name, worker);
	}
	return true;
}

/* ---- the whole ------------------------------------------------------------------------------- */

static bool settle(struct ax_document *document, struct reading *reading)
{
	struct ax_rules *rules = reading->rules;
	uint64_t *set = calloc((rules->n + 63) / 64, sizeof(*set));
	make_units(reading);
	bool right = set ? put_pinned(document, reading, set)
			 : ax_document_wrong(document, 1, "no memory");
	for (size_t e = 0; right && e < reading->n; e++) {
		const struct entry *entry = &reading->entry[e];
		for (uint32_t k = 0; k < entry->n; k++)
			rules->named[entry->component[k]] = true;
		right = !entry->place || put(document, reading, entry, set);
	}
	free(set);
	return right;
}

static bool read_file(struct ax_document *document, struct reading *reading, const char *path,
		      char *error, size_t room)
{
	static const struct ax_field field[] = { { "placement", read_entries, true } };
	FILE *file = fopen(path, "re");
	if (!file) {
		snprintf(error, room, "%s: %s", path, strerror(errno));
		return false;
	}
	bool right = ax_document_open(document, file, path, error, room) &&
		     ax_document_map(document, "a placement file", field, 1, reading) &&
		     ax_document_end(document) && settle(document, reading);
	ax_document_close(document);
	fclose(file);
	return right;
}

static bool reading_init(struct reading *reading)
{
	struct ax_rules *rules = reading->rules;
	size_t n = (size_t)reading->flat->n_components + 1;
	rules->unit = calloc(n, sizeof(*rules->unit));
	rules->allowed = calloc(n, sizeof(*rules->allowed));
	rules->line = calloc(n, sizeof(*rules->line));
	rules->named = calloc(n, sizeof(*rules->named));
	return rules->unit && rules->allowed && rules->line && rules->named &&
	       ax_names_init(&reading->names, reading->flat);
}

static void reading_fini(struct reading *reading)
{
	for (size_t e = 0; e < reading->n; e++)
		free(reading->entry[e].component);
	free(reading->entry);
	ax_names_fini(&reading->names);
}

bool ax_rules_init(struct ax_rules *rules, const struct ax_flat *flat,
		   const struct ax_machine *machine, unsigned n, const char *path, char *error,
		   size_t room)
{
	struct reading reading = { .rules = rules, .flat = flat, .machine = machine };
	struct ax_document document = { .path = "the graph", .error = error, .room = room };
	*rules = (struct ax_rules){ .n = n };
	bool right = reading_init(&reading);
	*error = '\0';
	if (!right)
		snprintf(error, room, "no memory for a placement");
	else if (path)
		right = read_file(&document, &reading, path, error, room);
	else
		right = settle(&document, &reading);
	reading_fini(&reading);
	return right;
}

void ax_rules_fini(struct ax_rules *rules)
{
	for (uint32_t u = 0; rules->allowed && u < rules->n_units; u++)
		free(rules->allowed[u]);
	free(rules->unit);
	free(rules->allowed);
	free(rules->line);
	free(rules->named);
	*rules = (struct ax_rules){ .n = 0 };
}
