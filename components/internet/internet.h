// SPDX-License-Identifier: Apache-2.0
/* internet: the component types of this folder. */
#ifndef AX_INTERNET_INTERNET_H
#define AX_INTERNET_INTERNET_H

#include <axon/component.h>

extern const struct ax_component_type ax_tcp_client_type;
extern const struct ax_component_type ax_tcp_server_type;
extern const struct ax_component_type ax_tcp_connection_type;
extern const struct ax_component_type ax_echo_type;
extern const struct ax_component_type ax_multicast_transceiver_type;

#endif
