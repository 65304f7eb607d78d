// SPDX-License-Identifier: Apache-2.0
/* text: wrapping, quoting and figures. */
#include <string.h>

#include "text.h"

enum {
	WIDTH = 80
};

static void new_line(FILE *to, size_t indent)
{
	fprintf(to, "\n%*s", (int)indent, "");
}

/* Prints n bytes without the backticks. */
static void print_bare(FILE *to, const char *text, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (text[i] != '`')
			fputc(text[i], to);
}

void cli_wrap(FILE *to, const char *text, size_t indent, size_t column)
{
	bool first = true;
	if (column < indent)
		fprintf(to, "%*s", (int)(indent - column), "");
	column = column < indent ? indent : column;
	for (const char *at = text; *at;) {
		size_t gap = strspn(at, " \n");
		bool paragraph = gap >= 2 && memchr(at, '\n', gap);
		at += gap;
		size_t n = strcspn(at, " \n");
		if (n == 0)
			break;
		if (!first && paragraph)
			fputc('\n', to);
		if (!first && (paragraph || column + 1 + n > WIDTH)) {
			new_line(to, indent);
			column = indent;
		} else if (!first) {
			fputc(' ', to);
			column++;
		}
		print_bare(to, at, n);
		column += n;
		at += n;
		first = false;
	}
	fputc('\n', to);
}

static void json_char(FILE *to, unsigned char c)
{
	if (c == '"' || c == '\\')
		fprintf(to, "\\%c", c);
	else if (c < 0x20)
		fprintf(to, "\\u%04x", c);
	else
		fputc(c, to);
}

static void json_span(FILE *to, const char *text, size_t n)
{
	fputc('"', to);
	for (size_t i = 0; i < n; i++)
		json_char(to, (unsigned char)text[i]);
	fputc('"', to);
}

void cli_json_string(FILE *to, const char *text)
{
	json_span(to, text, strlen(text));
}

void cli_json_lines(FILE *to, const char *lines)
{
	const char *comma = "";
	fputc('[', to);
	while (*lines) {
		size_t n = strcspn(lines, "\n");
		fputs(comma, to);
		json_span(to, lines, n);
		comma = ", ";
		lines += n + (lines[n] == '\n');
	}
	fputc(']', to);
}

const char *cli_figure(char *text, size_t room, double figure)
{
	static const char suffix[] = { '\0', 'k', 'M', 'G', 'T' };
	size_t i = 0;
	while (figure >= 9999.5 && i + 1 < sizeof(suffix)) {
		figure /= 1000;
		i++;
	}
	int digits = i == 0 || figure >= 999.5 ? 0 : figure >= 99.95 ? 1 : 2;
	snprintf(text, room, "%.*f%.1s", digits, figure, &suffix[i]);
	return text;
}
