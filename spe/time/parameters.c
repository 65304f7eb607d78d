// SPDX-License-Identifier: Apache-2.0
/* parameters: what the model charges, and where each number is from. */
#include "axon/spe.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define HANDBOOK "Cell Broadband Engine Programming Handbook"
#define NOWHERE	 "an order of magnitude, to be replaced by what is measured"
#define LATENCY                                                                                    \
	"in the range of 90 to 160 ns that Kistler, Perrone and Petrini, IEEE Micro 26(3), 2006, " \
	"are remembered to have measured"

static const struct ax_spe_time_parameter parameters[AX_SPE_TIME_PARAMETERS] = {
	[AX_SPE_TIME_CHANNEL] = { "channel", 6, AX_SPE_TIME_DERIVED,
				  "a channel operation of a native program (an SPU program's are "
				  "counted by its pipes)",
				  HANDBOOK ", latency of channel instructions" },
	[AX_SPE_TIME_ISSUE] = { "issue", 16, AX_SPE_TIME_ASSUMED,
				"an MFC takes up a command; it takes up one at a time", NOWHERE },
	[AX_SPE_TIME_LIST] = { "list", 20, AX_SPE_TIME_ASSUMED, "an MFC takes up a list's element",
			       NOWHERE },
	[AX_SPE_TIME_MEMORY] = { "memory", 500, AX_SPE_TIME_ASSUMED,
				 "from there to the first packet from or to main memory", LATENCY },
	[AX_SPE_TIME_STORE] = { "store", 290, AX_SPE_TIME_ASSUMED,
				"the same for another SPE's local store", LATENCY },
	[AX_SPE_TIME_SIGNAL] = { "signal", 300, AX_SPE_TIME_ASSUMED,
				 "the same for a register of another SPE, as sndsig", LATENCY },
	[AX_SPE_TIME_ATOMIC_HIT] = { "atomic_hit", 100, AX_SPE_TIME_ASSUMED,
				     "putllc: the line is at hand", NOWHERE },
	[AX_SPE_TIME_ATOMIC_MISS] = { "atomic_miss", 500, AX_SPE_TIME_ASSUMED,
				      "getllar and putlluc: the line is in main memory", NOWHERE },
	[AX_SPE_TIME_MAILBOX] = { "mailbox", 1200, AX_SPE_TIME_ASSUMED,
				  "from an SPU's word to the PPE's answer: two accesses by MMIO",
				  NOWHERE },
	[AX_SPE_TIME_CALL] = { "call", 6400, AX_SPE_TIME_ASSUMED,
			       "a stop that the PPE answers: two microseconds", NOWHERE },
	[AX_SPE_TIME_BEAT] = { "beat", 2, AX_SPE_TIME_PUBLISHED,
			       "16 bytes through a port: one cycle of the bus",
			       "interfacebus.com, Element Interconnect Bus; sagemono/cellmark, "
			       "docs/cell_tuning.md, 0.1: 16 bytes every two clocks" },
	[AX_SPE_TIME_LINE] = { "line", 16, AX_SPE_TIME_DERIVED,
			       "a line, or part of one, at the memory controller",
			       HANDBOOK ": 25.6 GB/s" },
	[AX_SPE_TIME_SNOOP] = { "snoop", 2, AX_SPE_TIME_DERIVED,
				"between the starts of two packets anywhere on the bus",
				HANDBOOK ": a command each cycle of the bus, 204.8 GB/s" },
	[AX_SPE_TIME_HOP] = { "hop", 2, AX_SPE_TIME_ASSUMED,
			      "from a port to the next: one cycle of the bus", NOWHERE },
	[AX_SPE_TIME_UNALIGNED] = { "unaligned", 8, AX_SPE_TIME_ASSUMED,
				    "more for each packet of over 16 bytes whose two addresses are "
				    "not the same "
				    "distance into a line",
				    NOWHERE },
	[AX_SPE_TIME_QUANTUM] = { "quantum", 128, AX_SPE_TIME_ASSUMED,
				  "instructions that an SPU program runs at a time between "
				  "channel operations",
				  "the model's own: how old what it sees by polling can be" },
};

const struct ax_spe_time_parameter *ax_spe_time_parameter_at(size_t i)
{
	return i < AX_SPE_TIME_PARAMETERS ? &parameters[i] : NULL;
}

void ax_spe_time_costs_init(struct ax_spe_time_costs *costs)
{
	for (size_t i = 0; i < AX_SPE_TIME_PARAMETERS; i++)
		costs->cost[i] = parameters[i].preset;
}

static bool parse(const char *text, unsigned long least, uint32_t *value)
{
	char *end;
	unsigned long number = strtoul(text, &end, 10);
	if (*text < '0' || *text > '9' || *end || number < least || number > 1000000)
		return false;
	*value = (uint32_t)number;
	return true;
}

int ax_spe_time_costs_set(struct ax_spe_time_costs *costs, const char *text)
{
	size_t length = strcspn(text, "=");
	for (size_t i = 0; text[length] && i < AX_SPE_TIME_PARAMETERS; i++) {
		const char *name = parameters[i].name;
		bool positive = i == AX_SPE_TIME_QUANTUM || i == AX_SPE_TIME_BEAT;
		if (strlen(name) == length && memcmp(name, text, length) == 0)
			return parse(text + length + 1, positive, &costs->cost[i]) ? 0 : -EINVAL;
	}
	return -EINVAL;
}
