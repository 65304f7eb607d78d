// SPDX-License-Identifier: Apache-2.0
/* gnuradio: a flow graph of null_source, copies, head and null_sink, each a thread of its own as
 * GNU Radio runs them. Items are as large as the messages of the others; `copy8` has items of eight
 * bytes, for which its blocks are the fastest. The time of a graph that ends after one item is
 * subtracted: it is what starting and joining the threads takes. */
#include <cstdio>
#include <vector>

#include <gnuradio/blocks/copy.h>
#include <gnuradio/blocks/head.h>
#include <gnuradio/blocks/null_sink.h>
#include <gnuradio/blocks/null_source.h>
#include <gnuradio/top_block.h>

#include "peer.h"

namespace
{

/* Nanoseconds from start to end; counted is what the sink read. */
uint64_t run_graph(uint64_t stages, size_t item_bytes, uint64_t items, uint64_t *counted)
{
	auto top = gr::make_top_block("peer");
	auto source = gr::blocks::null_source::make(item_bytes);
	auto head = gr::blocks::head::make(item_bytes, items);
	auto sink = gr::blocks::null_sink::make(item_bytes);
	gr::basic_block_sptr last = source;
	for (uint64_t i = 0; i + 3 < stages; i++) {
		auto copy = gr::blocks::copy::make(item_bytes);
		top->connect(last, 0, copy, 0);
		last = copy;
	}
	top->connect(last, 0, head, 0);
	top->connect(head, 0, sink, 0);
	uint64_t started = peer_now();
	top->run();
	uint64_t ended = peer_now();
	*counted = sink->nitems_read(0);
	return ended - started;
}

/* The same without what starting takes. */
uint64_t run_net(const peer_params *params, size_t item_bytes, peer_outcome *outcome)
{
	uint64_t one;
	uint64_t start_up = run_graph(params->stages, item_bytes, 1, &one);
	uint64_t all = run_graph(params->stages, item_bytes, params->messages, &outcome->counted);
	return all > start_up ? all - start_up : 1;
}

int pipe16(const peer_params *params, peer_outcome *outcome)
{
	return peer_hops(params, outcome, run_net(params, sizeof(peer_msg), outcome));
}

int pipe8(const peer_params *params, peer_outcome *outcome)
{
	return peer_hops(params, outcome, run_net(params, sizeof(uint64_t), outcome));
}

int payload(const peer_params *params, peer_outcome *outcome)
{
	if (peer_rate(params, outcome, run_net(params, params->size, outcome)) < 0)
		return -1;
	outcome->figure *= static_cast<double>(params->size) / 1e3; /* GB/s */
	return 0;
}

} // namespace

int main(int argc, char **argv)
{
	static const peer_run runs[] = {
		{ "copy", "pipe", pipe16 },
		{ "copy8", "pipe", pipe8 },
		{ "copy", "payload", payload },
		{ nullptr, nullptr, nullptr },
	};
	return peer_main(runs, argc, argv);
}
