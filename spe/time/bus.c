// SPDX-License-Identifier: Apache-2.0
/* bus: which packets may be under way together. After "Cell Broadband Engine Programming Handbook",
 * element interconnect bus, and T. Chen et al., "Cell Broadband Engine Architecture and its first
 * implementation", IBM J. R&D 51(5), 2007. */
#include "time/bus.h"

static const char *const names[AX_SPE_TIME_PORTS] = { "PPE",  "SPE1",  "SPE3",	"SPE5",
						      "SPE7", "IOIF1", "IOIF0", "SPE6",
						      "SPE4", "SPE2",  "SPE0",	"MIC" };

unsigned ax_bus_port_of_spe(unsigned n)
{
	return n & 1 ? 1 + n / 2 : 10 - n / 2;
}

const char *ax_bus_port_name(unsigned port)
{
	return names[port];
}

static unsigned hops_forward(unsigned from, unsigned to)
{
	return (to + AX_SPE_TIME_PORTS - from) % AX_SPE_TIME_PORTS;
}

unsigned ax_bus_hops(unsigned from, unsigned to)
{
	unsigned forward = hops_forward(from, to);
	return forward <= AX_BUS_HOPS ? forward : AX_SPE_TIME_PORTS - forward;
}

static uint64_t later(uint64_t a, uint64_t b)
{
	return a > b ? a : b;
}

/* ---- rings -------------------------------------------------------------------------------- */

static unsigned first_to_end(const struct ax_bus_ring *ring)
{
	unsigned first = 0;
	for (unsigned i = 1; i < AX_BUS_ON_RING; i++)
		if (ring->end[i] < ring->end[first])
			first = i;
	return first;
}

static uint64_t ring_free(const struct ax_bus_ring *ring, unsigned segment, unsigned hops)
{
	uint64_t at = ring->end[first_to_end(ring)];
	for (unsigned i = 0; i < hops; i++)
		at = later(at, ring->segment[(segment + i) % AX_SPE_TIME_PORTS]);
	return at;
}

static void ring_take(struct ax_bus_ring *ring, unsigned segment, unsigned hops, uint64_t end)
{
	ring->end[first_to_end(ring)] = end;
	for (unsigned i = 0; i < hops; i++)
		ring->segment[(segment + i) % AX_SPE_TIME_PORTS] = end;
}

/* The ring that is free first, of those that go the shorter way: the even ones forward, the odd
 * ones back. Half way round, both do. */
static struct ax_bus_ring *find_ring(struct ax_bus *bus, const struct ax_bus_packet *packet,
				     unsigned *segment, uint64_t *at)
{
	unsigned forward = hops_forward(packet->from, packet->to);
	unsigned hops = ax_bus_hops(packet->from, packet->to);
	struct ax_bus_ring *found = NULL;
	for (unsigned i = 0; i < AX_BUS_RINGS; i++) {
		bool back = i & 1;
		if (back ? AX_SPE_TIME_PORTS - forward > AX_BUS_HOPS : forward > AX_BUS_HOPS)
			continue;
		unsigned first = back ? packet->to : packet->from;
		uint64_t free = ring_free(&bus->ring[i], first, hops);
		if (found && free >= *at)
			continue;
		found = &bus->ring[i];
		*segment = first;
		*at = free;
	}
	return found;
}

/* ---- packets ------------------------------------------------------------------------------ */

static void count(struct ax_bus *bus, const struct ax_bus_packet *packet)
{
	struct ax_spe_time_port *out = &bus->count[packet->from], *in = &bus->count[packet->to];
	out->bytes_out += packet->bytes;
	out->cycles_out += packet->cycles;
	in->bytes_in += packet->bytes;
	in->cycles_in += packet->cycles;
}

static bool is_memory(const struct ax_bus_packet *packet)
{
	return packet->from == AX_BUS_MEMORY || packet->to == AX_BUS_MEMORY;
}

static void take(struct ax_bus *bus, const struct ax_bus_packet *packet, uint64_t now)
{
	uint64_t end = now + packet->cycles;
	bus->port[packet->from].out = end;
	bus->port[packet->to].in = end;
	bus->command = now + bus->cost[AX_SPE_TIME_SNOOP];
	if (is_memory(packet))
		bus->memory = now + bus->cost[AX_SPE_TIME_LINE];
	count(bus, packet);
}

uint64_t ax_bus_send(struct ax_bus *bus, const struct ax_bus_packet *packet, uint64_t now)
{
	unsigned segment = 0;
	uint64_t ring_at = 0;
	uint64_t at = later(bus->port[packet->from].out, bus->port[packet->to].in);
	/* Within one SPE there is no way to go. */
	struct ax_bus_ring *ring =
		packet->from == packet->to ? NULL : find_ring(bus, packet, &segment, &ring_at);
	at = later(later(at, ring_at), later(bus->command, now));
	if (is_memory(packet))
		at = later(at, bus->memory);
	if (at > now)
		return at;
	take(bus, packet, now);
	if (ring)
		ring_take(ring, segment, ax_bus_hops(packet->from, packet->to),
			  now + packet->cycles);
	return now;
}
