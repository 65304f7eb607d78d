// SPDX-License-Identifier: Apache-2.0
/* machine: describes the machine, and how workers stand on it. The binding is a true one: workers
 * are started as `axon run` would start them, and asked. */
#include <stdlib.h>

#include <axon/engine.h>
#include <axon/run.h>

#include "command.h"
#include "options.h"
#include "text.h"

enum {
	ROOM = 1 << 17
};

struct machine {
	char describe[ROOM];
	char binding[ROOM];
};

struct idle {
	struct ax_component base;
};

/* Waits until it is told to stop. */
static enum ax_status idle_step(struct ax_component *self)
{
	(void)self;
	return AX_STEP_WAIT;
}

static const struct ax_component_type idle_type = {
	.name = "idle",
	.doc = "waits until it is told to stop",
	.size = sizeof(struct idle),
	.boxes = (const struct ax_box_spec[]){ AX_BOXES_END },
	.step = idle_step,
};

static int ask_binding(struct ax_engine *engine, const struct cli_settings *settings,
		       struct machine *machine)
{
	char error[256] = "there is no memory for a graph";
	struct ax_run_options options = cli_run_options(settings);
	struct ax_graph *graph = ax_graph_new(engine, "machine");
	if (graph)
		ax_graph_add(graph, "idle", &idle_type, NULL, NULL);
	struct ax_run *run = graph ? ax_run_start(graph, &options, error, sizeof(error)) : NULL;
	if (run) {
		ax_run_binding(run, machine->binding, sizeof(machine->binding));
		ax_run_stop(run, false);
		ax_run_wait(run);
	}
	ax_graph_free(graph);
	return run ? CLI_DONE : cli_wrong("%s", error);
}

static void print_machine(const struct cli_settings *settings, const struct machine *machine)
{
	if (!settings->value[CLI_JSON].given) {
		printf("%s\nworkers that `axon run` would start\n%s", machine->describe,
		       machine->binding);
		return;
	}
	printf("{\"simulated\": %s, \"machine\": ",
	       settings->value[CLI_TOPOLOGY].given ? "true" : "false");
	cli_json_lines(stdout, machine->describe);
	fputs(", \"binding\": ", stdout);
	cli_json_lines(stdout, machine->binding);
	fputs("}\n", stdout);
}

int cli_machine(const struct cli_settings *settings, int n, char **word)
{
	if (n > 0)
		return cli_wrong("axon machine takes no words, but '%s' is one", word[0]);
	struct machine *machine = calloc(1, sizeof(*machine));
	struct ax_engine *engine = machine ? ax_engine_new() : NULL;
	int status = CLI_FAILED;
	if (engine) {
		struct ax_run_options options = cli_run_options(settings);
		status = ax_machine_describe(&options, machine->describe,
					     sizeof(machine->describe)) < 0
				 ? cli_wrong("%s", machine->describe)
				 : ask_binding(engine, settings, machine);
	}
	if (status == CLI_DONE)
		print_machine(settings, machine);
	ax_engine_free(engine);
	free(machine);
	return status;
}
