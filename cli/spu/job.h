// SPDX-License-Identifier: Apache-2.0
/* job: what a built-in program finds at argp, in its own order of bytes. */
#ifndef AXON_CLI_SPU_JOB_H
#define AXON_CLI_SPU_JOB_H

struct job {
	unsigned long long from, to; /* effective addresses */
	unsigned long long n;	     /* bytes to copy, or how often to add */
} __attribute__((aligned(128)));

#endif
