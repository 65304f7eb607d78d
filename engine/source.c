// SPDX-License-Identifier: Apache-2.0
/* source: shows a place in a text: its line and column, the line itself, and a marker below. */
#include "lang.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	SHOWN_BEFORE = 48, /* bytes of a long line, before and after the marker's start */
	SHOWN_AFTER = 40,
	INDENT = 4,
};

struct excerpt {
	const char *line, *end; /* what is shown of the line */
	const char *mark, *mark_end;
	bool cut_before, cut_after;
	unsigned row, column;
};

static bool continues_a_character(char byte)
{
	return ((unsigned char)byte & 0xc0) == 0x80;
}

static size_t characters(const char *from, const char *to)
{
	size_t n = 0;
	for (; from < to; from++)
		n += !continues_a_character(*from);
	return n;
}

static char harmless(char byte)
{
	if (byte == '\t')
		return ' ';
	return (unsigned char)byte < ' ' || byte == 0x7f ? '?' : byte;
}

struct ax_quoted ax__quote(const char *text, size_t n)
{
	struct ax_quoted quoted;
	size_t room = sizeof(quoted.text) - sizeof("'...'");
	size_t shown = n < room ? n : room;
	while (shown < n && shown > 0 && continues_a_character(text[shown]))
		shown--;
	quoted.text[0] = '\'';
	for (size_t i = 0; i < shown; i++)
		quoted.text[1 + i] = harmless(text[i]);
	snprintf(quoted.text + 1 + shown, sizeof(quoted.text) - 1 - shown,
		 shown < n ? "...'" : "'");
	return quoted;
}

/* Moves to the start of a character, so that a cut line stays readable. */
static const char *whole_character(const char *at, const char *end)
{
	while (at < end && continues_a_character(*at))
		at++;
	return at;
}

static struct excerpt find(const struct ax_spot *spot)
{
	const char *text = spot->source->text, *end = text + spot->source->n;
	size_t at = spot->at < spot->source->n ? spot->at : spot->source->n;
	struct excerpt e = { .line = text, .mark = text + at, .row = 1 };
	for (const char *c = text; c < e.mark; c++)
		if (*c == '\n') {
			e.row++;
			e.line = c + 1;
		}
	const char *stop = memchr(e.mark, '\n', (size_t)(end - e.mark));
	e.end = stop ? stop : end;
	e.column = 1 + (unsigned)characters(e.line, e.mark);
	e.cut_before = e.mark - e.line > SHOWN_BEFORE;
	e.cut_after = e.end - e.mark > SHOWN_AFTER;
	if (e.cut_before)
		e.line = whole_character(e.mark - SHOWN_BEFORE, e.mark);
	if (e.cut_after)
		e.end = whole_character(e.mark + SHOWN_AFTER, e.end);
	while (e.end > e.mark && e.end[-1] == '\r')
		e.end--;
	e.mark_end = spot->n < (size_t)(e.end - e.mark) ? e.mark + spot->n : e.end;
	return e;
}

static void write_line(FILE *out, const struct excerpt *e)
{
	fprintf(out, "%*s%s", INDENT, "", e->cut_before ? "..." : "");
	for (const char *c = e->line; c < e->end; c++)
		putc(harmless(*c), out);
	fprintf(out, "%s\n", e->cut_after ? "..." : "");
}

static void write_marker(FILE *out, const struct excerpt *e)
{
	size_t before = characters(e->line, e->mark) + (e->cut_before ? 3 : 0);
	size_t n = characters(e->mark, e->mark_end);
	fprintf(out, "%*s^", (int)(INDENT + before), "");
	for (size_t i = 1; i < n; i++)
		putc('~', out);
}

char *ax__spot_print(const struct ax_spot *spot)
{
	char *text = NULL;
	size_t n;
	if (!spot->source)
		return NULL;
	FILE *out = open_memstream(&text, &n);
	if (!out)
		return NULL;
	struct excerpt e = find(spot);
	fprintf(out, "\n%s:%u:%u\n", spot->source->where, e.row, e.column);
	write_line(out, &e);
	write_marker(out, &e);
	if (fclose(out) == 0)
		return text;
	free(text);
	return NULL;
}
