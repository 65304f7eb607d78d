// SPDX-License-Identifier: Apache-2.0
/* tidy: gives memory that a wave of connections has left behind back to the system. The buffers of
 * thousands of first bursts leave holes among what lives on; malloc gives back only what lies at
 * the end of its heap unless it is asked. */
#include "tidy.h"

#include <malloc.h>
#include <stdlib.h>

static void work(struct ax_job *job)
{
	(void)job;
	(void)malloc_trim(0);
}

static void discard(struct ax_job *job)
{
	free(job);
}

void ax_tidy_memory(struct ax_component *self)
{
	struct ax_job *job = calloc(1, sizeof(*job));
	if (!job)
		return;
	job->work = work;
	job->discard = discard;
	if (ax_job_start(self, job))
		discard(job);
	else
		ax_job_release(job);
}
