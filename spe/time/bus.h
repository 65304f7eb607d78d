// SPDX-License-Identifier: Apache-2.0
/* bus: the element interconnect bus and the memory controller, packet by packet. A packet is what
 * one transfer moves of one line. It needs the port it leaves by, the port it arrives at, a stretch
 * of one of the four rings that nobody uses, and, for main memory, the controller. */
#ifndef AXON_SPE_TIME_BUS_H
#define AXON_SPE_TIME_BUS_H

#include "axon/spe.h"

enum {
	AX_BUS_RINGS = 4,   /* two each way */
	AX_BUS_ON_RING = 3, /* packets at a time */
	AX_BUS_HOPS = AX_SPE_TIME_PORTS / 2,
	AX_BUS_MEMORY = AX_SPE_TIME_PORTS - 1, /* the memory controller's port */
};

struct ax_bus {
	const uint32_t *cost;		/* AX_SPE_TIME_PARAMETERS of them */
	struct ax_spe_time_port *count; /* of each port */
	/* Cycles from which something is free. */
	uint64_t command, memory;
	struct {
		uint64_t out, in;
	} port[AX_SPE_TIME_PORTS];
	struct ax_bus_ring {
		uint64_t segment[AX_SPE_TIME_PORTS]; /* i: between port i and the next */
		uint64_t end[AX_BUS_ON_RING];
	} ring[AX_BUS_RINGS];
};

struct ax_bus_packet {
	unsigned from, to; /* ports */
	uint32_t bytes;
	uint32_t cycles; /* on the ring */
};

/* The port of the nth SPE; what a port is called. */
unsigned ax_bus_port_of_spe(unsigned n);
const char *ax_bus_port_name(unsigned port);
unsigned ax_bus_hops(unsigned from, unsigned to);

/* Has the packet go now, if it can; returns when it could: `now`, or later. */
uint64_t ax_bus_send(struct ax_bus *bus, const struct ax_bus_packet *packet, uint64_t now);

#endif
