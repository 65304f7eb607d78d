// SPDX-License-Identifier: Apache-2.0
/* Fuzz target: any text is a graph or has a sentence that says why not, and nothing else happens.
 * The first byte chooses: a text, or words of a command line that line ends separate. */
#include "../unit/sample.h"

#include "graph_private.h"

#include <stdlib.h>
#include <string.h>

enum {
	MOST_WORDS = 64
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void check(struct ax_graph *graph)
{
	char page[256];
	const char *error = ax_graph_error(graph);
	if (error) {
		if (*error == '\0' || *error == '\n')
			abort();
	} else {
		const struct ax_flat *flat = ax_graph_flat(graph);
		if (!flat || ax_graph_check(graph))
			abort();
		for (uint32_t i = 0; i < flat->n_links; i++)
			if (flat->link[i].from >= flat->n_components ||
			    flat->link[i].to >= flat->n_components)
				abort();
		(void)ax_graph_dot(graph, page, sizeof(page));
		(void)ax_graph_has(graph, AX_OUTSIDE);
	}
	ax_graph_free(graph);
}

static struct ax_graph *parse_words(struct ax_engine *engine, char *text)
{
	char *word[MOST_WORDS];
	int n = 0;
	for (char *rest = text; rest && n < MOST_WORDS;)
		word[n++] = strsep(&rest, "\n");
	return ax_graph_parse_words(engine, n, word);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	if (n == 0)
		return 0;
	struct ax_engine *engine = sample_engine();
	char *text = malloc(n);
	if (!text)
		abort();
	memcpy(text, data + 1, n - 1);
	text[n - 1] = '\0';
	check(data[0] == 'w' ? parse_words(engine, text) : ax_graph_parse(engine, text, "fuzz"));
	free(text);
	ax_engine_free(engine);
	return 0;
}
