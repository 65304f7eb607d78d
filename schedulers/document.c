// SPDX-License-Identifier: Apache-2.0
/* document: a strict reader over libyaml's events. No part of a file is kept but what is asked for,
 * and nesting is as deep as the caller's, so that size and depth of a file do no harm. */
#include "document.h"

#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <axon/engine.h>

size_t ax_document_line(const struct ax_document *document)
{
	return document->event.start_mark.line + 1;
}

bool ax_document_wrong(struct ax_document *document, size_t line, const char *format, ...)
{
	va_list args;
	if (*document->error)
		return false;
	int n = snprintf(document->error, document->room, "%s:%zu: ", document->path, line);
	if (n < 0 || (size_t)n >= document->room)
		return false;
	va_start(args, format);
	vsnprintf(document->error + n, document->room - (size_t)n, format, args);
	va_end(args);
	return false;
}

/* ---- events -------------------------------------------------------------------------------- */

static int read_some(void *file, unsigned char *buffer, size_t room, size_t *n)
{
	*n = fread(buffer, 1, room, file);
	return !ferror((FILE *)file);
}

static bool broken(struct ax_document *document)
{
	const yaml_parser_t *parser = &document->parser;
	if (parser->error == YAML_READER_ERROR && errno && parser->problem_value <= 0) {
		snprintf(document->error, document->room, "%s: %s", document->path,
			 strerror(errno));
		return false;
	}
	if (parser->error == YAML_MEMORY_ERROR)
		return ax_document_wrong(document, parser->mark.line + 1, "no memory to read it");
	return ax_document_wrong(
		document,
		(parser->problem_mark.line ? parser->problem_mark.line : parser->mark.line) + 1,
		"%s", parser->problem ? parser->problem : "it can't be read");
}

/* Goes on to the next event. */
static bool step(struct ax_document *document)
{
	yaml_event_delete(&document->event);
	memset(&document->event, 0, sizeof(document->event));
	errno = 0;
	if (!yaml_parser_parse(&document->parser, &document->event))
		return broken(document);
	const yaml_event_t *event = &document->event;
	if (event->type == YAML_ALIAS_EVENT ||
	    (event->type == YAML_SCALAR_EVENT && event->data.scalar.anchor))
		return ax_document_wrong(document, ax_document_line(document),
					 "anchors and aliases are not taken here");
	return true;
}

bool ax_document_open(struct ax_document *document, FILE *file, const char *path, char *error,
		      size_t room)
{
	*document = (struct ax_document){ .path = path, .error = error, .room = room };
	*error = '\0';
	if (!yaml_parser_initialize(&document->parser))
		return ax_document_wrong(document, 1, "no memory to read it");
	yaml_parser_set_input(&document->parser, read_some, file);
	/* The stream's start, and the document's. */
	if (!step(document) || !step(document))
		return false;
	if (document->event.type == YAML_STREAM_END_EVENT)
		return ax_document_wrong(document, 1, "it is empty");
	return step(document);
}

bool ax_document_end(struct ax_document *document)
{
	if (document->event.type != YAML_DOCUMENT_END_EVENT || !step(document))
		return ax_document_wrong(document, ax_document_line(document), "no end here");
	if (document->event.type != YAML_STREAM_END_EVENT)
		return ax_document_wrong(document, ax_document_line(document),
					 "a second document begins");
	return true;
}

void ax_document_close(struct ax_document *document)
{
	yaml_event_delete(&document->event);
	yaml_parser_delete(&document->parser);
}

/* ---- words --------------------------------------------------------------------------------- */

static const char *word(const struct ax_document *document)
{
	return (const char *)document->event.data.scalar.value;
}

/* Whether the next value is a word; says so when it is none. */
static bool is_word(struct ax_document *document, const char *what)
{
	const yaml_event_t *event = &document->event;
	if (*document->error)
		return false;
	if (event->type != YAML_SCALAR_EVENT)
		return ax_document_wrong(
			document, ax_document_line(document), "%s is expected, not a %s", what,
			event->type == YAML_SEQUENCE_START_EVENT ? "list" : "mapping");
	if (strlen(word(document)) != event->data.scalar.length)
		return ax_document_wrong(document, ax_document_line(document),
					 "%s has a byte 0 in it", what);
	return true;
}

bool ax_document_text(struct ax_document *document, const char *what, char **text)
{
	if (!is_word(document, what))
		return false;
	if (!*word(document))
		return ax_document_wrong(document, ax_document_line(document), "%s is empty", what);
	*text = strdup(word(document));
	return *text ? step(document)
		     : ax_document_wrong(document, ax_document_line(document), "no memory");
}

bool ax_document_number(struct ax_document *document, const char *what, uint64_t least,
			uint64_t most, uint64_t *number)
{
	if (!is_word(document, what))
		return false;
	const char *text = word(document);
	char *end;
	errno = 0;
	*number = strtoull(text, &end, 10);
	if (!*text || strspn(text, "0123456789") != strlen(text))
		return ax_document_wrong(document, ax_document_line(document),
					 "%s is a whole number, not '%.40s'", what, text);
	if (errno || *number < least || *number > most)
		return ax_document_wrong(document, ax_document_line(document),
					 "%s is from %llu to %llu, not %.40s", what,
					 (unsigned long long)least, (unsigned long long)most, text);
	return step(document);
}

bool ax_document_real(struct ax_document *document, const char *what, double *real)
{
	if (!is_word(document, what))
		return false;
	const char *text = word(document);
	char *end;
	*real = strtod(text, &end);
	if (!*text || strspn(text, "0123456789.eE+-") != strlen(text) || *end || !isfinite(*real) ||
	    *real < 0)
		return ax_document_wrong(document, ax_document_line(document),
					 "%s is a number of 0 or more, not '%.40s'", what, text);
	return step(document);
}

bool ax_document_truth(struct ax_document *document, const char *what, bool *truth)
{
	if (!is_word(document, what))
		return false;
	*truth = strcmp(word(document), "true") == 0;
	if (!*truth && strcmp(word(document), "false") != 0)
		return ax_document_wrong(document, ax_document_line(document),
					 "%s is true or false, not '%.40s'", what, word(document));
	return step(document);
}

/* ---- what holds values --------------------------------------------------------------------- */

bool ax_document_lists(const struct ax_document *document)
{
	return document->event.type == YAML_SEQUENCE_START_EVENT;
}

bool ax_document_list(struct ax_document *document, const char *what,
		      bool (*item)(struct ax_document *document, void *arg), void *arg)
{
	if (*document->error)
		return false;
	if (!ax_document_lists(document))
		return ax_document_wrong(document, ax_document_line(document), "%s is a list",
					 what);
	if (!step(document))
		return false;
	while (document->event.type != YAML_SEQUENCE_END_EVENT)
		if (!item(document, arg))
			return false;
	return step(document);
}

static bool unknown(struct ax_document *document, const char *what, const struct ax_field *field,
		    size_t n)
{
	const char *names[AX_FIELDS_MAX];
	for (size_t i = 0; i < n; i++)
		names[i] = field[i].name;
	const char *near = ax_nearest(word(document), names, n);
	return ax_document_wrong(document, ax_document_line(document), "%s has no '%.60s'%s%s%s",
				 what, word(document), near ? "; did you mean '" : "",
				 near ? near : "", near ? "'?" : "");
}

/* One key and its value. */
static bool read_field(struct ax_document *document, const char *what, const struct ax_field *field,
		       size_t n, uint32_t *seen, void *arg)
{
	if (!is_word(document, "a word"))
		return false;
	size_t i = 0;
	while (i < n && strcmp(field[i].name, word(document)) != 0)
		i++;
	if (i == n)
		return unknown(document, what, field, n);
	if (*seen & UINT32_C(1) << i)
		return ax_document_wrong(document, ax_document_line(document), "%s has '%s' twice",
					 what, field[i].name);
	*seen |= UINT32_C(1) << i;
	return step(document) && field[i].read(document, arg);
}

bool ax_document_map(struct ax_document *document, const char *what, const struct ax_field *field,
		     size_t n, void *arg)
{
	size_t line = ax_document_line(document);
	uint32_t seen = 0;
	if (*document->error)
		return false;
	if (document->event.type != YAML_MAPPING_START_EVENT)
		return ax_document_wrong(document, line, "%s is a mapping: '%s: ...'", what,
					 field[0].name);
	if (!step(document))
		return false;
	while (document->event.type != YAML_MAPPING_END_EVENT)
		if (!read_field(document, what, field, n, &seen, arg))
			return false;
	for (size_t i = 0; i < n; i++)
		if (field[i].required && !(seen & UINT32_C(1) << i))
			return ax_document_wrong(document, line, "%s has no '%s'", what,
						 field[i].name);
	return step(document);
}
