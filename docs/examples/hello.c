// SPDX-License-Identifier: Apache-2.0
/* hello: a graph from words, run on every core that this process may use. */
#include <inttypes.h>
#include <stdio.h>

#include <axon/components.h>
#include <axon/engine.h>
#include <axon/run.h>

int main(void)
{
	char error[256];
	struct ax_result result;
	struct ax_engine *engine = ax_engine_new();
	ax_register_components(engine);
	struct ax_graph *graph = ax_graph_parse(engine, "generate count=1M ! null_sink", "hello");
	if (ax_run_graph(graph, NULL, &result, error, sizeof(error)) == 0)
		printf("%" PRIu64 " messages\n", result.messages);
	else
		fprintf(stderr, "hello: %s\n", error);
	ax_graph_free(graph);
	ax_engine_free(engine);
}
