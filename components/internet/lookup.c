// SPDX-License-Identifier: Apache-2.0
/* lookup: the addresses of a host name, found by the engine's pool so that no worker waits. */
#include "lookup.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int ask(struct ax_lookup *lookup, int flags)
{
	struct addrinfo hints = { .ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICSERV | flags };
	return getaddrinfo(lookup->host, lookup->port, &hints, &lookup->found);
}

static void work(struct ax_job *job)
{
	struct ax_lookup *lookup = (struct ax_lookup *)job;
	lookup->error = ask(lookup, AI_ADDRCONFIG);
	lookup->system_error = errno;
}

static void discard(struct ax_job *job)
{
	struct ax_lookup *lookup = (struct ax_lookup *)job;
	if (lookup->found)
		freeaddrinfo(lookup->found);
	free(lookup);
}

struct ax_lookup *ax_lookup_start(struct ax_component *self, const char *host, uint16_t port)
{
	size_t n = strlen(host) + 1;
	struct ax_lookup *lookup = calloc(1, sizeof(*lookup) + n);
	if (!lookup)
		return NULL;
	memcpy(lookup->host, host, n);
	snprintf(lookup->port, sizeof(lookup->port), "%u", port);
	lookup->job.work = work;
	lookup->job.discard = discard;
	if (ask(lookup, AI_NUMERICHOST) == 0 || ax_job_start(self, &lookup->job) == 0)
		return lookup;
	discard(&lookup->job);
	return NULL;
}

/* An address was found without a job: then the job has no component. */
static bool immediate(const struct ax_lookup *lookup)
{
	return !lookup->job.component;
}

bool ax_lookup_done(const struct ax_lookup *lookup)
{
	return immediate(lookup) || ax_job_done(&lookup->job);
}

void ax_lookup_release(struct ax_lookup *lookup)
{
	if (!lookup)
		return;
	if (immediate(lookup))
		discard(&lookup->job);
	else
		ax_job_release(&lookup->job);
}

void ax_lookup_explain(const struct ax_lookup *lookup, char *text, size_t room)
{
	if (lookup->error == EAI_NONAME || lookup->error == EAI_NODATA)
		snprintf(text, room, "no host named %s", lookup->host);
	else
		snprintf(text, room, "the address of %s can't be found: %s", lookup->host,
			 lookup->error == EAI_SYSTEM ? strerror(lookup->system_error)
						     : gai_strerror(lookup->error));
}
