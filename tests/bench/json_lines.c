// SPDX-License-Identifier: Apache-2.0
/* json_lines: checks that standard input is lines of `axon bench --json`: each one JSON object with
 * the keys and the order of figures that the reference promises. Prints how many there were. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct reader {
	const char *at;
};

static bool value(struct reader *r);

static bool literal(struct reader *r, const char *word)
{
	size_t n = strlen(word);
	if (strncmp(r->at, word, n) != 0)
		return false;
	r->at += n;
	return true;
}

/* Strings of the benchmarks have no escapes. */
static bool string(struct reader *r)
{
	if (*r->at != '"')
		return false;
	r->at++;
	while (*r->at && *r->at != '"' && *r->at != '\\')
		r->at++;
	return literal(r, "\"");
}

static bool number(struct reader *r)
{
	char *end;
	if (!strchr("-0123456789", *r->at))
		return false;
	strtod(r->at, &end);
	if (end == r->at)
		return false;
	r->at = end;
	return true;
}

static bool array(struct reader *r)
{
	r->at++;
	if (literal(r, "]"))
		return true;
	do {
		if (!value(r))
			return false;
	} while (literal(r, ","));
	return literal(r, "]");
}

static bool object(struct reader *r)
{
	r->at++;
	if (literal(r, "}"))
		return true;
	do {
		if (!string(r) || !literal(r, ":") || !value(r))
			return false;
	} while (literal(r, ","));
	return literal(r, "}");
}

static bool value(struct reader *r)
{
	switch (*r->at) {
	case '{':
		return object(r);
	case '[':
		return array(r);
	case '"':
		return string(r);
	case 't':
		return literal(r, "true");
	case 'f':
		return literal(r, "false");
	default:
		return number(r);
	}
}

static bool figure(const char *line, const char *key, double *found)
{
	const char *at = strstr(line, key);
	if (!at)
		return false;
	*found = strtod(at + strlen(key), NULL);
	return true;
}

/* What is wrong with the line, or NULL. */
static const char *wrong(const char *line)
{
	struct reader r = { line };
	double median, min, max;
	if (!object(&r) || strcmp(r.at, "\n") != 0)
		return "is not one JSON object";
	if (strncmp(line, "{\"workload\":\"", 13) != 0 || !strstr(line, "\"params\":{") ||
	    !strstr(line, "\"unit\":\"") || !strstr(line, "\"runs\":["))
		return "lacks a key";
	if (!figure(line, "\"median\":", &median) || !figure(line, "\"min\":", &min) ||
	    !figure(line, "\"max\":", &max))
		return "lacks a figure";
	if (!(min > 0 && min <= median && median <= max))
		return "has figures out of order";
	return NULL;
}

int main(void)
{
	char line[65536];
	int n = 0;
	while (fgets(line, sizeof(line), stdin)) {
		const char *what = line[0] == '{' ? wrong(line) : "is no object";
		if (what) {
			printf("line %d %s: %s", n + 1, what, line);
			return 1;
		}
		n++;
	}
	printf("%d\n", n);
	return 0;
}
