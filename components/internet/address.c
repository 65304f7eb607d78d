// SPDX-License-Identifier: Apache-2.0
/* address: an internet address and port, read and shown without asking a name server. */
#include "address.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

bool ax_address_read(struct ax_address *address, const char *host, uint16_t port)
{
	*address = (struct ax_address){ .size = 0 };
	if (strcmp(host, "localhost") == 0)
		host = "127.0.0.1";
	if (inet_pton(AF_INET, host, &address->v4.sin_addr) == 1) {
		address->v4.sin_family = AF_INET;
		address->v4.sin_port = htons(port);
		address->size = sizeof(address->v4);
		return true;
	}
	if (inet_pton(AF_INET6, host, &address->v6.sin6_addr) == 1) {
		address->v6.sin6_family = AF_INET6;
		address->v6.sin6_port = htons(port);
		address->size = sizeof(address->v6);
		return true;
	}
	return false;
}

void ax_address_print(const struct ax_address *address, char text[AX_ADDRESS_TEXT])
{
	char host[INET6_ADDRSTRLEN] = "?";
	bool v6 = address->any.sa_family == AF_INET6;
	const void *from =
		v6 ? (const void *)&address->v6.sin6_addr : (const void *)&address->v4.sin_addr;
	unsigned port = ntohs(v6 ? address->v6.sin6_port : address->v4.sin_port);
	inet_ntop(address->any.sa_family, from, host, sizeof(host));
	snprintf(text, AX_ADDRESS_TEXT, v6 ? "[%s]:%u" : "%s:%u", host, port);
}
