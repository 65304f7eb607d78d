// SPDX-License-Identifier: Apache-2.0
/* report: what a run was, for readers and for programs. */
#include "time/bus.h"

#include <inttypes.h>

static const char *const waits[AX_SPE_TIME_WAITS] = { "dma", "mailbox", "signal", "atomic",
						      "event" };

static double per_cent(uint64_t part, uint64_t all)
{
	return all ? 100.0 * (double)part / (double)all : 0;
}

static void print_table(const struct ax_spe_time_report *report, FILE *to)
{
	fprintf(to, "model: %" PRIu64 " cycles (%.1f us at 3.2 GHz); not run on a Cell\n",
		report->makespan, (double)report->makespan / 3200);
	fprintf(to, "%-6s %12s %12s", "SPE", "cycles", "busy");
	for (unsigned i = 0; i < AX_SPE_TIME_WAITS; i++)
		fprintf(to, " %10s", waits[i]);
	fprintf(to, " %10s %9s\n", "bus wait", "commands");
	for (unsigned i = 0; i < report->n_spes; i++) {
		const struct ax_spe_time_spe *spe = &report->spe[i];
		fprintf(to, "%-6s %12" PRIu64 " %12" PRIu64,
			ax_bus_port_name(ax_bus_port_of_spe(spe->place)), spe->cycles, spe->busy);
		for (unsigned j = 0; j < AX_SPE_TIME_WAITS; j++)
			fprintf(to, " %10" PRIu64, spe->stalled[j]);
		fprintf(to, " %10" PRIu64 " %9" PRIu64 "\n", spe->bus_wait, spe->commands);
	}
	fprintf(to, "%-6s %12s %12s %6s %6s\n", "port", "bytes in", "bytes out", "in %", "out %");
	for (unsigned i = 0; i < AX_SPE_TIME_PORTS; i++) {
		const struct ax_spe_time_port *port = &report->port[i];
		if (port->bytes_in || port->bytes_out)
			fprintf(to, "%-6s %12" PRIu64 " %12" PRIu64 " %6.1f %6.1f\n",
				ax_bus_port_name(i), port->bytes_in, port->bytes_out,
				per_cent(port->cycles_in, report->makespan),
				per_cent(port->cycles_out, report->makespan));
	}
}

static void print_json(const struct ax_spe_time_report *report, FILE *to)
{
	fprintf(to, "{\"model\": true, \"makespan\": %" PRIu64 ", \"spes\": [", report->makespan);
	for (unsigned i = 0; i < report->n_spes; i++) {
		const struct ax_spe_time_spe *spe = &report->spe[i];
		fprintf(to, "%s{\"place\": %u, \"cycles\": %" PRIu64 ", \"busy\": %" PRIu64,
			i ? ", " : "", spe->place, spe->cycles, spe->busy);
		for (unsigned j = 0; j < AX_SPE_TIME_WAITS; j++)
			fprintf(to, ", \"%s\": %" PRIu64, waits[j], spe->stalled[j]);
		fprintf(to, ", \"bus_wait\": %" PRIu64 ", \"commands\": %" PRIu64 "}",
			spe->bus_wait, spe->commands);
	}
	fprintf(to, "], \"ports\": [");
	for (unsigned i = 0; i < AX_SPE_TIME_PORTS; i++) {
		const struct ax_spe_time_port *port = &report->port[i];
		fprintf(to,
			"%s{\"name\": \"%s\", \"bytes_in\": %" PRIu64 ", \"bytes_out\": %" PRIu64
			", \"cycles_in\": %" PRIu64 ", \"cycles_out\": %" PRIu64 "}",
			i ? ", " : "", ax_bus_port_name(i), port->bytes_in, port->bytes_out,
			port->cycles_in, port->cycles_out);
	}
	fprintf(to, "]}\n");
}

void ax_spe_time_print(const struct ax_spe_time_report *report, FILE *to, bool json)
{
	if (json)
		print_json(report, to);
	else
		print_table(report, to);
}
