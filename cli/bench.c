// SPDX-License-Identifier: Apache-2.0
/* bench: hands its words on to the benchmarks. */
#include <bench.h>

#include "command.h"

int cli_bench(const struct cli_settings *settings, int n, char **word)
{
	(void)settings;
	return ax_bench_main(n, word);
}
