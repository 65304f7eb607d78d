// SPDX-License-Identifier: Apache-2.0
/* machine: the cell behind libspe2's calls, which have no handle for it; made at first use. */
#include "libspe2/private.h"

#include "isa/backend.h"
#include "native/native.h"

#include <errno.h>
#include <stdlib.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct ax_cell *machine; /* under lock; constant once it is set */

static const struct ax_spu_backend *const backends[] = { &ax_native_backend, &ax_isa_backend,
							 NULL };

int ax_spe_fail(int error)
{
	errno = error;
	return -1;
}

static uint64_t from_environment(const char *name, uint64_t preset)
{
	const char *text = getenv(name);
	char *end;
	if (!text || !*text)
		return preset;
	uint64_t value = strtoull(text, &end, 0);
	return *end ? preset : value;
}

void ax_spe_config_init(struct ax_spe_config *config)
{
	*config = (struct ax_spe_config){
		.n_spes = (unsigned)from_environment("AXON_SPES", 6),
		.seed = from_environment("AXON_SPE_SEED", 1),
		.strict = from_environment("AXON_SPE_STRICT", 1) != 0,
	};
}

/* The helper must not be at work while the process takes itself apart. */
static void stop(void)
{
	ax_helper_stop(machine);
}

static int make(const struct ax_spe_config *config)
{
	if (!config->n_spes || config->n_spes > AX_MAX_SPES)
		return -EINVAL;
	machine = ax_cell_new(config, config->timed);
	if (!machine)
		return -ENOMEM;
	for (size_t i = 0; backends[i]; i++)
		ax_cell_add_backend(machine, backends[i]);
	atexit(stop);
	return 0;
}

int ax_spe_configure(const struct ax_spe_config *config)
{
	pthread_mutex_lock(&lock);
	int error = machine ? -EBUSY : make(config);
	pthread_mutex_unlock(&lock);
	return error;
}

struct ax_cell *ax_cell_default(void)
{
	struct ax_spe_config config;
	pthread_mutex_lock(&lock);
	if (!machine) {
		ax_spe_config_init(&config);
		if (make(&config) == -EINVAL) {
			config.n_spes = 6;
			make(&config);
		}
	}
	struct ax_cell *cell = machine;
	pthread_mutex_unlock(&lock);
	return cell;
}

uint64_t ax_rule_count(size_t i)
{
	struct ax_cell *cell = ax_cell_default();
	if (!cell || i >= AX_N_RULES)
		return 0;
	/* Relaxed: a sum that nothing is concluded from. */
	return atomic_load_explicit(&cell->broken[i], memory_order_relaxed);
}

int ax_spe_counters_read(spe_context_ptr_t context, struct ax_spe_counters *counters)
{
	if (!context)
		return ax_spe_fail(ESRCH);
	ax_spe_count(context->base_private->spe, counters);
	return 0;
}
