// SPDX-License-Identifier: Apache-2.0
/* options: what `run` and `machine` make of the settings. */
#ifndef AXON_CLI_OPTIONS_H
#define AXON_CLI_OPTIONS_H

#include <axon/run.h>

#include "command.h"

static inline struct ax_run_options cli_run_options(const struct cli_settings *settings)
{
	const struct cli_value *value = settings->value;
	return (struct ax_run_options){
		.workers = (unsigned)value[CLI_WORKERS].n,
		.cpuset = value[CLI_CPUSET].text,
		.topology = value[CLI_TOPOLOGY].text,
		.no_pin = value[CLI_NO_PIN].given,
		.seeded = value[CLI_SEED].given,
		.seed = value[CLI_SEED].n,
		.strict_bounds = value[CLI_STRICT_BOUNDS].given,
		.explain = value[CLI_VERBOSE].given,
		.migrate = value[CLI_MIGRATE].text,
		.deal = value[CLI_DEAL].given,
		.placement = value[CLI_PLACEMENT].text,
		.profile = value[CLI_PROFILE].text,
	};
}

#endif
