// SPDX-License-Identifier: Apache-2.0
/* topology: reads the real machine, or makes one from words, by hwloc. */
#include "machine_private.h"

#include <axon/engine.h>

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define EXAMPLE "'pack:2 [numa] l3:4 core:8 pu:2'"

/* What is disallowed is kept, so that numbers mean the same under every affinity mask. hwloc's own
 * variables can put another machine in the place of this one, and nobody would be told. */
hwloc_topology_t ax_topology_real(char *error, size_t room)
{
	hwloc_topology_t topology;
	snprintf(error, room, "the machine's topology can't be read");
	if (hwloc_topology_init(&topology) < 0)
		return NULL;
	hwloc_topology_set_flags(topology, HWLOC_TOPOLOGY_FLAG_INCLUDE_DISALLOWED);
	bool loaded = hwloc_topology_load(topology) == 0;
	if (loaded && hwloc_topology_is_thissystem(topology))
		return topology;
	if (loaded)
		snprintf(error, room,
			 "hwloc is told of another machine than this one (by HWLOC_SYNTHETIC or "
			 "HWLOC_XMLFILE); to simulate one there is --topology");
	hwloc_topology_destroy(topology);
	return NULL;
}

/* ---- words --------------------------------------------------------------------------------- */

static const char *const level_names[] = { "pack", "die", "numa", "group", "l5",      "l4",  "l3",
					   "l2",   "l1",  "core", "pu",	   "package", "node" };

/* The length of the word at text; blanks within brackets belong to it. */
static size_t word_length(const char *text)
{
	int depth = 0;
	size_t n = 0;
	for (; text[n] && (depth > 0 || text[n] != ' '); n++) {
		depth += text[n] == '(' || text[n] == '[';
		depth -= text[n] == ')' || text[n] == ']';
	}
	return n;
}

static bool is_level(const char *name)
{
	hwloc_obj_type_t type;
	return hwloc_type_sscanf(name, &type, NULL, 0) == 0 && !hwloc_obj_type_is_io(type) &&
	       type != HWLOC_OBJ_MISC && type != HWLOC_OBJ_MACHINE;
}

/* The number in ":4" or ":4(size=32MB)"; 0 when there is none. */
static unsigned long read_count(const char *text, const char *word_end)
{
	char *end;
	if (text[0] != ':' || !isdigit((unsigned char)text[1]))
		return 0;
	unsigned long number = strtoul(text + 1, &end, 10);
	return end == word_end || *end == '(' ? number : 0;
}

/* Says what is wrong with a word like pack:2, [numa] or l3:4(size=32MB), or multiplies *pus by its
 * count. */
static bool read_word(const char *words, const char *word, size_t n, unsigned long *pus,
		      char *error, size_t room)
{
	char name[32];
	const char *begin = word + (*word == '[');
	snprintf(name, sizeof(name), "%.*s", (int)strcspn(begin, ":() []"), begin);
	if (!is_level(name)) {
		const char *near =
			ax_nearest(name, level_names, sizeof(level_names) / sizeof(level_names[0]));
		snprintf(error, room, "topology '%s': '%s' is not a level%s%s%s", words, name,
			 near ? "; did you mean '" : ", as in " EXAMPLE, near ? near : "",
			 near ? "'?" : "");
		return false;
	}
	if (*word == '[')
		return true;
	unsigned long number = read_count(begin + strlen(name), word + n);
	if (number == 0) {
		snprintf(error, room, "topology '%s': '%.*s' needs a count, as in %s:2", words,
			 (int)n, word, name);
		return false;
	}
	*pus = number > AX_PUS_MAX ? AX_PUS_MAX + 1 : *pus * number;
	if (*pus <= AX_PUS_MAX)
		return true;
	snprintf(error, room, "topology '%s': more than %d processing units", words, AX_PUS_MAX);
	return false;
}

static bool read_words(const char *words, char *error, size_t room)
{
	unsigned long pus = 1;
	const char *last = NULL;
	for (const char *word = words + strspn(words, " "); *word; word += strspn(word, " ")) {
		size_t n = word_length(word);
		if (!read_word(words, word, n, &pus, error, room))
			return false;
		last = word + (*word == '[');
		word += n;
	}
	if (!last) {
		snprintf(error, room, "the topology is empty; it is described as in " EXAMPLE);
		return false;
	}
	int n = (int)strcspn(last, ":() []");
	if (n == 2 && strncasecmp(last, "pu", 2) == 0)
		return true;
	snprintf(error, room,
		 "topology '%s': the last level is '%.*s'; it must be pu, as in core:2 pu:1", words,
		 n, last);
	return false;
}

hwloc_topology_t ax_topology_synthetic(const char *words, char *error, size_t room)
{
	hwloc_topology_t topology;
	if (!read_words(words, error, room))
		return NULL;
	if (hwloc_topology_init(&topology) < 0) {
		snprintf(error, room, "no memory for a topology");
		return NULL;
	}
	if (hwloc_topology_set_synthetic(topology, words) == 0 &&
	    hwloc_topology_load(topology) == 0)
		return topology;
	hwloc_topology_destroy(topology);
	snprintf(error, room,
		 "topology '%s' can't be made: levels go from the outermost to pu, each with how "
		 "many one of the level before has, as in " EXAMPLE,
		 words);
	return NULL;
}
