// SPDX-License-Identifier: Apache-2.0
/* graph: reads the graph of a command line. */
#ifndef AXON_CLI_GRAPH_H
#define AXON_CLI_GRAPH_H

#include <axon/engine.h>
#include <axon/graph.h>

#include "command.h"

/* The graph that the words or --file give, or NULL after a sentence. */
struct ax_graph *cli_graph_read(struct ax_engine *engine, const struct cli_settings *settings,
				int n, char *const *word);

#endif
