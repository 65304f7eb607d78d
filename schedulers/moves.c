// SPDX-License-Identifier: Apache-2.0
/* moves: components that the user wants elsewhere at some time: NAME=WORKER@SECONDS, several with
 * commas between; random@SECONDS sends everybody somewhere so often. */
#include "run_private.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct ax_move {
	uint32_t component; /* in the flat graph */
	unsigned worker;
	uint64_t after_ns;
	bool asked, told;
	struct ax_handle handle;
	struct ax_ticket ticket;
};

struct ax_moves {
	size_t n, open; /* all; those that are not answered yet */
	struct ax_move move[];
};

/* ---- reading ------------------------------------------------------------------------------- */

struct reading {
	struct ax_run *run;
	const char *text; /* the piece at hand */
	char *sentence;
	size_t room;
};

static int wrong(const struct reading *reading, const char *what)
{
	int n = (int)strcspn(reading->text, ",");
	snprintf(reading->sentence, reading->room,
		 "--migrate: '%.*s' %s: write NAME=WORKER@SECONDS or random@SECONDS", n,
		 reading->text, what);
	return -EINVAL;
}

/* The time behind '@', up to a comma; 0 when it is none. */
static uint64_t read_time(const char *text)
{
	char *end;
	double time = strtod(text, &end), scale = 1e9;
	if (end == text || text[strspn(text, "0123456789.")] == '-')
		return 0;
	if (strncmp(end, "ms", 2) == 0) {
		scale = 1e6;
		end += 2;
	} else if (*end == 's') {
		end++;
	}
	bool fits = time >= 0 && time < 1e9 && (*end == '\0' || *end == ',');
	return fits ? (uint64_t)(time * scale) + 1 : 0;
}

/* The flat graph's component with the name of n bytes; n_components when there is none. */
static uint32_t find(const struct ax_flat *flat, const char *name, size_t n)
{
	uint32_t i = 0;
	while (i < flat->n_components && (strncmp(flat->component[i].name, name, n) != 0 ||
					  flat->component[i].name[n] != '\0'))
		i++;
	return i;
}

static int no_component(const struct reading *reading, const char *name, size_t n)
{
	const struct ax_flat *flat = reading->run->flat;
	const char **names = calloc(flat->n_components + 1, sizeof(*names));
	char *word = strndup(name, n);
	const char *near = NULL;
	if (names && word) {
		for (uint32_t i = 0; i < flat->n_components; i++)
			names[i] = flat->component[i].name;
		near = ax_nearest(word, names, flat->n_components);
	}
	snprintf(reading->sentence, reading->room, "--migrate: no component is called '%.*s'%s%s%s",
		 (int)n, name, near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "");
	free(word);
	free(names);
	return -EINVAL;
}

static int read_one(const struct reading *reading, struct ax_move *move)
{
	const struct ax_run *run = reading->run;
	const char *text = reading->text, *at = strchr(text, '@');
	const char *end = text + strcspn(text, ",");
	const char *equals = memchr(text, '=', (size_t)(end - text));
	if (!at || at > end || !equals || equals > at)
		return wrong(reading, "is no move");
	char *rest;
	unsigned long worker = strtoul(equals + 1, &rest, 10);
	move->after_ns = read_time(at + 1);
	if (rest == equals + 1 || rest != at || equals[1] == '-')
		return wrong(reading, "names no worker");
	if (!move->after_ns)
		return wrong(reading, "names no time");
	if (worker >= run->n) {
		snprintf(reading->sentence, reading->room,
			 "--migrate: there is no worker %lu: they are 0 to %u", worker, run->n - 1);
		return -EINVAL;
	}
	move->worker = (unsigned)worker;
	move->component = find(run->flat, text, (size_t)(equals - text));
	if (move->component == run->flat->n_components)
		return no_component(reading, text, (size_t)(equals - text));
	return 0;
}

int ax_moves_read(struct ax_run *run, char *error, size_t room)
{
	const char *text = run->options.migrate;
	if (!text)
		return 0;
	struct reading reading = { .run = run, .text = text, .sentence = error, .room = room };
	size_t n = 1;
	for (const char *c = text; *c; c++)
		n += *c == ',';
	run->moves = calloc(1, sizeof(*run->moves) + n * sizeof(struct ax_move));
	if (!run->moves) {
		snprintf(error, room, "no memory for --migrate");
		return -ENOMEM;
	}
	for (;;) {
		if (strncmp(reading.text, "random@", 7) == 0) {
			run->shuffle_ns = read_time(reading.text + 7);
			if (!run->shuffle_ns)
				return wrong(&reading, "names no time");
		} else if (read_one(&reading, &run->moves->move[run->moves->n]) < 0) {
			return -EINVAL;
		} else {
			run->moves->n++;
		}
		reading.text += strcspn(reading.text, ",");
		if (!*reading.text)
			break;
		reading.text++;
	}
	run->moves->open = run->moves->n;
	return 0;
}

/* ---- doing --------------------------------------------------------------------------------- */

void ax_moves_hold(struct ax_run *run, const struct ax_instance *instance)
{
	for (size_t i = 0; run->moves && i < run->moves->n; i++) {
		struct ax_move *move = &run->moves->move[i];
		/* Nobody runs it yet. It may still be part of a wedge: the director only moves it. */
		move->handle =
			(struct ax_handle){ instance->component[move->component], run->engine };
		move->handle.component->refs++;
		move->handle.component->flags |= AX_SHARED;
	}
}

static void tell(struct ax_run *run, const struct ax_move *move, int status)
{
	const char *name = run->flat->component[move->component].name;
	const char *why = status == -EPERM	 ? "it is pinned"
			  : status == -ESRCH	 ? "it has ended"
			  : status == -ESHUTDOWN ? "the run stops"
			  : status == -ECANCELED ? "another move came first"
						 : strerror(-status);
	if (status)
		ax_log(run->engine, NULL, "%s did not move to worker %u: %s", name, move->worker,
		       why);
	else if (run->options.explain)
		ax_log(run->engine, NULL, "%s moves to worker %u, as asked for", name,
		       move->worker);
}

/* How often tickets are looked at, ns. */
#define LOOK_NS UINT64_C(1000000)

uint64_t ax_moves_do(struct ax_run *run, uint64_t now)
{
	uint64_t next = UINT64_MAX;
	for (size_t i = 0; run->moves && run->moves->open && i < run->moves->n; i++) {
		struct ax_move *move = &run->moves->move[i];
		uint64_t due = run->started_ns + move->after_ns;
		if (!move->asked && now >= due) {
			move->asked = true;
			ax_migrate(move->handle, move->worker, &move->ticket);
		}
		int status = move->asked ? ax_ticket_status(&move->ticket) : -EINPROGRESS;
		if (status != -EINPROGRESS && !move->told) {
			move->told = true;
			run->moves->open--;
			tell(run, move, status);
		}
		uint64_t look = move->asked ? now + LOOK_NS : due;
		if (!move->told && look < next)
			next = look;
	}
	return next;
}

void ax_moves_fini(struct ax_run *run)
{
	for (size_t i = 0; run->moves && i < run->moves->n; i++)
		if (run->moves->move[i].handle.component)
			ax_handle_release(run->moves->move[i].handle);
	free(run->moves);
	run->moves = NULL;
}
