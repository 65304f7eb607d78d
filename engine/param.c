// SPDX-License-Identifier: Apache-2.0
/* param: reads the values of parameters: numbers with their units, words from a list. */
#include "param_private.h"

#include "lang.h"

#include <axon/engine.h>

#include <inttypes.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct unit {
	const char *suffix;
	uint64_t scale;
};

/* Largest first: a bound is shown in the largest unit that divides it. The empty suffix ends. */
static const struct unit counts[] = {
	{ "Gi", UINT64_C(1) << 30 },
	{ "G", 1000000000 },
	{ "Mi", 1 << 20 },
	{ "M", 1000000 },
	{ "Ki", 1024 },
	{ "k", 1000 },
	{ "K", 1000 },
	{ "", 1 },
};
/* A bare number has no unit of time: only 0 may go without. */
static const struct unit times[] = {
	{ "h", UINT64_C(3600000000000) },
	{ "m", UINT64_C(60000000000) },
	{ "s", 1000000000 },
	{ "ms", 1000000 },
	{ "us", 1000 },
	{ "ns", 1 },
	{ "", 0 },
};

/* What is expected, as the second half of a sentence. */
static const char *expected(enum ax_param_kind kind)
{
	switch (kind) {
	case AX_BOOL:
		return "not yes or no";
	case AX_INTEGER:
		return "not a whole number; write 10, 64Ki or 1M";
	case AX_REAL:
		return "not a number; write 0.5 or 2e3";
	case AX_SIZE:
		return "not a size; write bytes, like 4096, 64Ki or 1M";
	case AX_RATE:
		return "not a rate; write bits a second, like 400k or 1M";
	case AX_DURATION:
		return "not a duration; write 250ms, 2s, 10us or 1m";
	case AX_STRING:
	case AX_GRAPH:
	case AX_CHOICE:
	default:
		return "not expected here";
	}
}

__attribute__((format(printf, 5, 6))) static bool refuse(const char *text, size_t n, char *why,
							 size_t room, const char *format, ...)
{
	va_list args;
	int used = snprintf(why, room, "%s is ", ax__quote(text, n).text);
	va_start(args, format);
	if (used > 0 && (size_t)used < room)
		vsnprintf(why + used, room - (size_t)used, format, args);
	va_end(args);
	return false;
}

/* ---- numbers ------------------------------------------------------------------------------ */

enum verdict {
	FINE,
	BAD,
	TOO_BIG,
	NOT_WHOLE
};

/* Digits and a decimal fraction: value / 10^places. */
static enum verdict read_digits(const char **at, const char *end, uint64_t *value, unsigned *places)
{
	bool point = false, any = false, big = false;
	*value = 0;
	*places = 0;
	for (; *at < end; ++*at) {
		if (**at == '.' && !point && any) {
			point = true;
			continue;
		}
		if (**at < '0' || **at > '9')
			break;
		any = true;
		*places += point;
		big |= __builtin_mul_overflow(*value, 10, value);
		big |= __builtin_add_overflow(*value, (uint64_t)(**at - '0'), value);
	}
	if (!any || (point && *places == 0))
		return BAD;
	return big ? TOO_BIG : FINE;
}

static enum verdict apply_unit(const struct unit *unit, const char *suffix, size_t n,
			       uint64_t *value, unsigned places)
{
	while (*unit->suffix && (strlen(unit->suffix) != n || memcmp(unit->suffix, suffix, n) != 0))
		unit++;
	if (strlen(unit->suffix) != n || (unit->scale == 0 && *value != 0))
		return BAD;
	if (__builtin_mul_overflow(*value, unit->scale, value))
		return TOO_BIG;
	for (; places; places--) {
		if (*value % 10)
			return NOT_WHOLE;
		*value /= 10;
	}
	return FINE;
}

static enum verdict read_scaled(const struct unit *unit, const char *text, size_t n,
				uint64_t *value)
{
	const char *at = text, *end = text + n;
	unsigned places;
	enum verdict digits = read_digits(&at, end, value, &places);
	if (digits == BAD)
		return BAD;
	enum verdict scaled = apply_unit(unit, at, (size_t)(end - at), value, places);
	return digits == TOO_BIG && scaled != BAD ? TOO_BIG : scaled;
}

static const struct unit *units_of(enum ax_param_kind kind)
{
	return kind == AX_DURATION ? times : counts;
}

/* Decimal kinds are shown in decimal units, sizes in binary ones. */
static bool unit_shown(enum ax_param_kind kind, const struct unit *unit)
{
	bool binary = strchr(unit->suffix, 'i') != NULL;
	if (kind == AX_DURATION || *unit->suffix == '\0')
		return true;
	return kind == AX_SIZE ? binary : kind == AX_RATE && !binary;
}

static void show(enum ax_param_kind kind, int64_t value, char *text, size_t room)
{
	const struct unit *unit = units_of(kind);
	uint64_t u = (uint64_t)value;
	while (*unit->suffix && (value <= 0 || u % unit->scale != 0 || !unit_shown(kind, unit)))
		unit++;
	snprintf(text, room, "%" PRId64 "%s", *unit->suffix ? (int64_t)(u / unit->scale) : value,
		 unit->suffix);
}

static bool out_of_range(enum ax_param_kind kind, const char *text, size_t n, int64_t least,
			 int64_t most, char *why, size_t room)
{
	char from[32], to[32];
	if (most == INT64_MAX)
		return refuse(text, n, why, room, "too large");
	show(kind, least, from, sizeof(from));
	show(kind, most, to, sizeof(to));
	return refuse(text, n, why, room, "out of range; it goes from %s to %s", from, to);
}

bool ax__number_read(enum ax_param_kind kind, const char *text, size_t n, int64_t least,
		     int64_t most, uint64_t *value, char *why, size_t room)
{
	switch (read_scaled(units_of(kind), text, n, value)) {
	case FINE:
		if (*value > (uint64_t)most || (least > 0 && *value < (uint64_t)least))
			return out_of_range(kind, text, n, least, most, why, room);
		return true;
	case TOO_BIG:
		return out_of_range(kind, text, n, least, most, why, room);
	case NOT_WHOLE:
		return refuse(text, n, why, room, "not a whole number of %s",
			      kind == AX_DURATION ? "nanoseconds"
			      : kind == AX_SIZE	  ? "bytes"
			      : kind == AX_RATE	  ? "bits a second"
						  : "units");
	case BAD:
	default:
		return refuse(text, n, why, room, "%s", expected(kind));
	}
}

static bool read_unsigned(const struct ax_param *param, const char *text, size_t n, void *field,
			  char *why, size_t room)
{
	uint64_t value;
	int64_t most = param->most ? param->most : INT64_MAX;
	int64_t least = param->most ? param->least : 0;
	if (!ax__number_read(param->kind, text, n, least, most, &value, why, room))
		return false;
	memcpy(field, &value, sizeof(value));
	return true;
}

static bool read_integer(const struct ax_param *param, const char *text, size_t n, void *field,
			 char *why, size_t room)
{
	uint64_t magnitude = 0;
	bool negative = n > 0 && text[0] == '-';
	enum verdict verdict = read_scaled(counts, text + negative, n - negative, &magnitude);
	if (verdict == BAD || verdict == NOT_WHOLE)
		return refuse(text, n, why, room, "%s", expected(AX_INTEGER));
	int64_t least = param->most ? param->least : INT64_MIN;
	int64_t most = param->most ? param->most : INT64_MAX;
	if (verdict == TOO_BIG || magnitude > (uint64_t)INT64_MAX)
		return out_of_range(AX_INTEGER, text, n, least, most, why, room);
	int64_t value = negative ? -(int64_t)magnitude : (int64_t)magnitude;
	if (value < least || value > most)
		return out_of_range(AX_INTEGER, text, n, least, most, why, room);
	memcpy(field, &value, sizeof(value));
	return true;
}

/* The point is a point whatever the locale says. */
static bool read_plain_double(const char *text, double *value)
{
	locale_t c = newlocale(LC_NUMERIC_MASK, "C", (locale_t)0);
	char *end;
	if (!c)
		return false;
	*value = strtod_l(text, &end, c);
	freelocale(c);
	return end != text && *end == '\0' && isfinite(*value);
}

static bool read_real(const struct ax_param *param, const char *text, size_t n, void *field,
		      char *why, size_t room)
{
	char copy[64];
	double value;
	if (n == 0 || n >= sizeof(copy))
		return refuse(text, n, why, room, "%s", expected(AX_REAL));
	memcpy(copy, text, n);
	copy[n] = '\0';
	/* No hexadecimal, no infinity, no blanks: what strtod takes beyond numbers. */
	if (strspn(copy, "0123456789+-.eE") != n || !read_plain_double(copy, &value))
		return refuse(text, n, why, room, "%s", expected(AX_REAL));
	if (param->most && (value < (double)param->least || value > (double)param->most))
		return out_of_range(AX_INTEGER, text, n, param->least, param->most, why, room);
	memcpy(field, &value, sizeof(value));
	return true;
}

/* ---- words -------------------------------------------------------------------------------- */

static bool is(const char *text, size_t n, const char *word)
{
	return strlen(word) == n && memcmp(text, word, n) == 0;
}

static bool read_bool(const char *text, size_t n, void *field, char *why, size_t room)
{
	bool value = is(text, n, "yes") || is(text, n, "true") || is(text, n, "1");
	if (!value && !is(text, n, "no") && !is(text, n, "false") && !is(text, n, "0"))
		return refuse(text, n, why, room, "%s", expected(AX_BOOL));
	memcpy(field, &value, sizeof(value));
	return true;
}

static bool not_a_choice(const char *choices, const char *text, size_t n, char *why, size_t room)
{
	enum {
		MANY = 32
	};
	char copy[512], word[64] = "", list[600] = "";
	const char *name[MANY];
	size_t n_names = 0, used = 0;
	char *rest = NULL;
	snprintf(copy, sizeof(copy), "%s", choices);
	for (char *next = strtok_r(copy, "|", &rest); next && n_names < MANY;
	     next = strtok_r(NULL, "|", &rest)) {
		used += (size_t)snprintf(list + used, sizeof(list) - used, "%s%s",
					 n_names ? ", " : "", next);
		name[n_names++] = next;
	}
	if (n < sizeof(word))
		memcpy(word, text, n);
	const char *near = ax_nearest(word, name, n_names);
	if (near)
		return refuse(text, n, why, room, "none of %s; did you mean '%s'?", list, near);
	return refuse(text, n, why, room, "none of %s", list);
}

static bool read_choice(const struct ax_param *param, const char *text, size_t n, void *field,
			char *why, size_t room)
{
	int place = 0;
	for (const char *at = param->choices; at; place++) {
		const char *bar = strchr(at, '|');
		size_t length = bar ? (size_t)(bar - at) : strlen(at);
		if (length == n && memcmp(at, text, n) == 0) {
			memcpy(field, &place, sizeof(place));
			return true;
		}
		at = bar ? bar + 1 : NULL;
	}
	return not_a_choice(param->choices ? param->choices : "", text, n, why, room);
}

/* ---- any ---------------------------------------------------------------------------------- */

const struct ax_param *ax__param_find(const struct ax_component_type *type, const char *name,
				      size_t n)
{
	for (const struct ax_param *param = type->params; param && param->name; param++)
		if (is(name, n, param->name))
			return param;
	return NULL;
}

bool ax__param_read(const struct ax_param *param, const char *text, size_t n, void *field,
		    char *why, size_t room)
{
	switch (param->kind) {
	case AX_CHOICE:
		return read_choice(param, text, n, field, why, room);
	case AX_BOOL:
		return read_bool(text, n, field, why, room);
	case AX_INTEGER:
		return read_integer(param, text, n, field, why, room);
	case AX_REAL:
		return read_real(param, text, n, field, why, room);
	case AX_SIZE:
	case AX_RATE:
	case AX_DURATION:
		return read_unsigned(param, text, n, field, why, room);
	case AX_STRING:
	case AX_GRAPH:
	default:
		return refuse(text, n, why, room, "%s", expected(param->kind));
	}
}
