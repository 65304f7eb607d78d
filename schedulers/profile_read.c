// SPDX-License-Identifier: Apache-2.0
/* profile_read: a profile that a run has left, for placement. Strict: a profile of another graph
 * is refused by name. */
#include "document.h"
#include "names.h"
#include "profile.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* One component or link, as far as it is read. */
struct piece {
	char *name, *other;
	uint64_t steps, taken, ran_ns, messages;
	size_t line;
};

struct reading {
	struct ax_weights *weights;
	const struct ax_flat *flat;
	struct ax_names names;
	bool *known;	  /* by component */
	uint64_t *steps;  /* by component */
	uint32_t *by_end; /* links, by producer and outbox */
	uint32_t n_known;
	uint64_t ignored;
	double ready;
	uint64_t span_ns;
	struct piece piece;
};

/* ---- values --------------------------------------------------------------------------------- */

#define READ_NUMBER(name, what, least, into)                                                       \
	static bool name(struct ax_document *document, void *arg)                                  \
	{                                                                                          \
		struct reading *reading = arg;                                                     \
		return ax_document_number(document, what, least, UINT64_MAX / 2, &reading->into);  \
	}

READ_NUMBER(read_span, "'elapsed_ns'", 1, span_ns)
READ_NUMBER(read_steps, "'steps'", 0, piece.steps)
READ_NUMBER(read_taken, "'taken'", 0, piece.taken)
READ_NUMBER(read_ran, "'ran_ns'", 0, piece.ran_ns)
READ_NUMBER(read_messages, "'messages'", 0, piece.messages)
READ_NUMBER(read_ignored, "it", 0, ignored)

static bool read_version(struct ax_document *document, void *arg)
{
	return ax_document_number(document, "'axon_profile', the format,", 1, 1,
				  &((struct reading *)arg)->ignored);
}

static bool read_ready(struct ax_document *document, void *arg)
{
	return ax_document_real(document, "'ready'", &((struct reading *)arg)->ready);
}

static bool read_ignored_real(struct ax_document *document, void *arg)
{
	(void)arg;
	double ignored;
	return ax_document_real(document, "'ready'", &ignored);
}

static bool read_word(struct ax_document *document, const char *what, char **into)
{
	free(*into);
	*into = NULL;
	return ax_document_text(document, what, into);
}

static bool read_name(struct ax_document *document, void *arg)
{
	struct piece *piece = &((struct reading *)arg)->piece;
	piece->line = ax_document_line(document);
	return read_word(document, "'name'", &piece->name);
}

static bool read_type(struct ax_document *document, void *arg)
{
	return read_word(document, "'type'", &((struct reading *)arg)->piece.other);
}

static bool read_from(struct ax_document *document, void *arg)
{
	struct piece *piece = &((struct reading *)arg)->piece;
	piece->line = ax_document_line(document);
	return read_word(document, "'from'", &piece->name);
}

static bool read_to(struct ax_document *document, void *arg)
{
	return read_word(document, "'to'", &((struct reading *)arg)->piece.other);
}

/* ---- components ------------------------------------------------------------------------------ */

/* The component with that name, or n_components after a sentence. */
static uint32_t find(struct ax_document *document, const struct reading *reading, const char *name)
{
	char hint[300];
	uint32_t i = ax_names_find(&reading->names, name);
	if (i == reading->flat->n_components)
		ax_document_wrong(document, reading->piece.line,
				  "the graph has no component '%.100s'%s; is this the profile of "
				  "another graph?",
				  name, ax_names_hint(&reading->names, name, hint, sizeof(hint)));
	return i;
}

static bool keep_component(struct ax_document *document, struct reading *reading)
{
	const struct piece *piece = &reading->piece;
	uint32_t i = find(document, reading, piece->name);
	if (i == reading->flat->n_components)
		return false;
	const char *type = reading->flat->component[i].type->name;
	if (reading->known[i])
		return ax_document_wrong(document, piece->line, "'%s' is there twice", piece->name);
	if (strcmp(piece->other, type) != 0)
		return ax_document_wrong(document, piece->line,
					 "'%s' is a %.60s here, and a %s in the graph", piece->name,
					 piece->other, type);
	reading->known[i] = true;
	reading->n_known++;
	reading->weights->load[i] = (double)piece->ran_ns;
	reading->weights->taken += (double)piece->taken;
	reading->steps[i] = piece->steps;
	return true;
}

static void drop_piece(struct reading *reading)
{
	free(reading->piece.name);
	free(reading->piece.other);
	reading->piece = (struct piece){ .name = NULL };
}

static bool read_component(struct ax_document *document, void *arg)
{
	static const struct ax_field field[] = {
		{ "name", read_name, true },	  { "type", read_type, true },
		{ "worker", read_ignored, true }, { "steps", read_steps, true },
		{ "taken", read_taken, true },	  { "sent", read_ignored, true },
		{ "ran_ns", read_ran, true },	  { "ready", read_ignored_real, true },
	};
	bool right = ax_document_map(document, "a component", field, sizeof(field) / sizeof(*field),
				     arg) &&
		     keep_component(document, arg);
	drop_piece(arg);
	return right;
}

static bool read_components(struct ax_document *document, void *arg)
{
	return ax_document_list(document, "'components'", read_component, arg);
}

/* ---- links ----------------------------------------------------------------------------------- */

static int by_end(const void *a, const void *b, void *arg)
{
	const struct ax_flat_link *link = ((const struct ax_flat *)arg)->link;
	const struct ax_flat_link *x = &link[*(const uint32_t *)a],
				  *y = &link[*(const uint32_t *)b];
	if (x->from != y->from)
		return x->from < y->from ? -1 : 1;
	return (x->outbox > y->outbox) - (x->outbox < y->outbox);
}

/* The link that leaves that outbox; n_links when none does. */
static uint32_t find_link(const struct reading *reading, uint32_t from, uint16_t outbox)
{
	const struct ax_flat *flat = reading->flat;
	uint32_t low = 0, high = flat->n_links;
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		const struct ax_flat_link *link = &flat->link[reading->by_end[middle]];
		if (link->from < from || (link->from == from && link->outbox < outbox))
			low = middle + 1;
		else
			high = middle;
	}
	if (low == flat->n_links)
		return low;
	uint32_t k = reading->by_end[low];
	return flat->link[k].from == from && flat->link[k].outbox == outbox ? k : flat->n_links;
}

/* The place of the box in the component, or -1. */
static int box_offset(const struct ax_component_type *type, const char *name, bool out)
{
	for (const struct ax_box_spec *box = type->boxes; box && box->name; box++)
		if (box->out == out && strcmp(box->name, name) == 0)
			return box->offset;
	if (strcmp(name, out ? "signal" : "control") != 0)
		return -1;
	return out ? offsetof(struct ax_component, signal) : offsetof(struct ax_component, control);
}

/* Reads "component.box"; false after a sentence. */
static bool read_end(struct ax_document *document, const struct reading *reading, char *text,
		     bool out, uint32_t *component, int *offset)
{
	char *dot = strrchr(text, '.');
	if (!dot)
		return ax_document_wrong(document, reading->piece.line,
					 "'%.100s' is no end of a link: component.box", text);
	*dot = '\0';
	*component = find(document, reading, text);
	if (*component == reading->flat->n_components)
		return false;
	*offset = box_offset(reading->flat->component[*component].type, dot + 1, out);
	if (*offset < 0)
		return ax_document_wrong(document, reading->piece.line, "'%s' has no %s '%.60s'",
					 text, out ? "outbox" : "inbox", dot + 1);
	*dot = '.';
	return true;
}

static bool keep_link(struct ax_document *document, struct reading *reading)
{
	const struct piece *piece = &reading->piece;
	uint32_t from, to;
	int outbox, inbox;
	if (!read_end(document, reading, piece->name, true, &from, &outbox) ||
	    !read_end(document, reading, piece->other, false, &to, &inbox))
		return false;
	uint32_t k = find_link(reading, from, (uint16_t)outbox);
	if (k == reading->flat->n_links || reading->flat->link[k].to != to ||
	    reading->flat->link[k].inbox != inbox)
		return ax_document_wrong(document, piece->line,
					 "the graph has no link from %s to %s", piece->name,
					 piece->other);
	reading->weights->messages[k] = (double)piece->messages;
	return true;
}

static bool read_link(struct ax_document *document, void *arg)
{
	static const struct ax_field field[] = {
		{ "from", read_from, true },
		{ "to", read_to, true },
		{ "messages", read_messages, true },
	};
	bool right =
		ax_document_map(document, "a link", field, sizeof(field) / sizeof(*field), arg) &&
		keep_link(document, arg);
	drop_piece(arg);
	return right;
}

static bool read_links(struct ax_document *document, void *arg)
{
	return ax_document_list(document, "'links'", read_link, arg);
}

/* ---- the whole ------------------------------------------------------------------------------- */

static bool is_whole(struct ax_document *document, const struct reading *reading)
{
	const struct ax_flat *flat = reading->flat;
	uint32_t i = 0;
	if (reading->n_known == flat->n_components)
		return true;
	while (reading->known[i])
		i++;
	return ax_document_wrong(document, ax_document_line(document),
				 "it says nothing of the graph's component '%s'; is this the "
				 "profile of another graph?",
				 flat->component[i].name);
}

static bool read_all(struct ax_document *document, struct reading *reading)
{
	/* Links name components, and so come behind them; the writer keeps to that. */
	static const struct ax_field field[] = {
		{ "axon_profile", read_version, true }, { "elapsed_ns", read_span, true },
		{ "workers", read_ignored, true },	{ "samples", read_ignored, true },
		{ "ready", read_ready, true },		{ "components", read_components, true },
		{ "links", read_links, true },
	};
	return ax_document_map(document, "a profile", field, sizeof(field) / sizeof(*field),
			       reading) &&
	       ax_document_end(document) && is_whole(document, reading);
}

static bool reading_init(struct reading *reading)
{
	const struct ax_flat *flat = reading->flat;
	reading->known = calloc((size_t)flat->n_components + 1, sizeof(*reading->known));
	reading->steps = calloc((size_t)flat->n_components + 1, sizeof(*reading->steps));
	reading->by_end = calloc((size_t)flat->n_links + 1, sizeof(*reading->by_end));
	if (!ax_names_init(&reading->names, flat) || !reading->known || !reading->steps ||
	    !reading->by_end || !ax_weights_init(reading->weights, flat))
		return false;
	for (uint32_t k = 0; k < flat->n_links; k++)
		reading->by_end[k] = k;
	qsort_r(reading->by_end, flat->n_links, sizeof(*reading->by_end), by_end,
		(void *)(uintptr_t)flat);
	return true;
}

static void reading_fini(struct reading *reading)
{
	ax_names_fini(&reading->names);
	free(reading->known);
	free(reading->steps);
	free(reading->by_end);
}

/* What follows from several values at once. */
static void conclude(struct reading *reading)
{
	struct ax_weights *weights = reading->weights;
	const struct ax_flat *flat = reading->flat;
	weights->span_ns = (double)reading->span_ns;
	/* Without samples nothing is known; else somebody runs whenever something is done. */
	if (reading->ready > 0)
		weights->parallel = reading->ready < 1 ? 1 : reading->ready;
	for (uint32_t k = 0; k < flat->n_links; k++) {
		double steps = (double)reading->steps[flat->link[k].from];
		weights->trips[k] = weights->messages[k] < steps ? weights->messages[k] : steps;
	}
}

bool ax_profile_read(struct ax_weights *weights, const struct ax_flat *flat, const char *path,
		     char *error, size_t room)
{
	struct reading reading = { .weights = weights, .flat = flat };
	struct ax_document document;
	*weights = (struct ax_weights){ .load = NULL };
	FILE *file = fopen(path, "re");
	if (!file) {
		snprintf(error, room, "%s: %s", path, strerror(errno));
		return false;
	}
	snprintf(error, room, "%s: no memory to read it", path);
	bool right = reading_init(&reading);
	if (right) {
		right = ax_document_open(&document, file, path, error, room) &&
			read_all(&document, &reading);
		ax_document_close(&document);
	}
	if (right)
		conclude(&reading);
	reading_fini(&reading);
	fclose(file);
	return right;
}
