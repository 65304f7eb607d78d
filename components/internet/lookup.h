// SPDX-License-Identifier: Apache-2.0
/* lookup: the addresses of a host name, found by the engine's pool so that no worker waits. */
#ifndef AX_INTERNET_LOOKUP_H
#define AX_INTERNET_LOOKUP_H

#include <axon/component.h>
#include <netdb.h>

struct ax_lookup {
	struct ax_job job;
	struct addrinfo *found; /* once the job is done */
	int error;		/* 0, or getaddrinfo's */
	int system_error;	/* an errno, when that says so */
	char port[8];
	char host[];
};

/* Starts a look-up; NULL when there is no memory or no thread for it. Release its job in the end.
 * A host that is an address is found at once. */
struct ax_lookup *ax_lookup_start(struct ax_component *self, const char *host, uint16_t port);

/* Whether it is over. */
bool ax_lookup_done(const struct ax_lookup *lookup);

void ax_lookup_release(struct ax_lookup *lookup);

/* What went wrong, as a sentence about host. */
void ax_lookup_explain(const struct ax_lookup *lookup, char *text, size_t room);

#endif
