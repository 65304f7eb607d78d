// SPDX-License-Identifier: Apache-2.0
/* limit: what the machine and the C library ask for the least that a workload must do. */
#include <stdlib.h>

#include "peer.h"

enum {
	ALIVE = 64, /* as many as axon bench spawns in a step */
	BYTES = 64
};

/* malloc and free of one line each, ALIVE of them at a time. */
static int malloc_spawn(const struct peer_params *params, struct peer_outcome *outcome)
{
	void *it[ALIVE];
	uint64_t started = peer_now();
	for (uint64_t i = 0; i < params->messages;) {
		uint64_t left = params->messages - i, n = left < ALIVE ? left : ALIVE;
		for (uint64_t k = 0; k < n; k++) {
			it[k] = malloc(BYTES);
			if (!it[k])
				return peer_complain("no memory");
			*(uint64_t *)it[k] = i + k;
		}
		for (uint64_t k = 0; k < n; k++) {
			outcome->counted += *(uint64_t *)it[k] == i + k;
			free(it[k]);
		}
		i += n;
	}
	uint64_t ended = peer_now();
	if (peer_rate(params, outcome, ended - started) < 0)
		return -1;
	outcome->figure = (double)(ended - started) / (double)params->messages;
	return 0;
}

int main(int argc, char **argv)
{
	static const struct peer_run runs[] = {
		{ "malloc", "spawn", malloc_spawn },
		{ NULL, NULL, NULL },
	};
	return peer_main(runs, argc, argv);
}
