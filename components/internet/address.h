// SPDX-License-Identifier: Apache-2.0
/* address: an internet address and port, read and shown without asking a name server. */
#ifndef AX_INTERNET_ADDRESS_H
#define AX_INTERNET_ADDRESS_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>

enum {
	AX_ADDRESS_TEXT = 64
}; /* room for the longest address with its port */

struct ax_address {
	union {
		struct sockaddr any;
		struct sockaddr_in v4;
		struct sockaddr_in6 v6;
	};
	socklen_t size;
};

/* Reads "10.0.0.1", "::1" or "localhost"; false when host is a name that needs a look-up. */
bool ax_address_read(struct ax_address *address, const char *host, uint16_t port);

/* "10.0.0.1:1500" or "[::1]:1500". */
void ax_address_print(const struct ax_address *address, char text[AX_ADDRESS_TEXT]);

#endif
