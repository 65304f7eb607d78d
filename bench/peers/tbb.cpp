// SPDX-License-Identifier: Apache-2.0
/* tbb: oneTBB. `pipeline` is parallel_pipeline with serial filters in order, the fastest of its ways
 * for a chain; `flow` is a flow graph of serial nodes; `tasks` is task_group. */
#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <numeric>
#include <vector>

#include <tbb/flow_graph.h>
#include <tbb/global_control.h>
#include <tbb/parallel_pipeline.h>
#include <tbb/task_group.h>

#include "peer.h"

namespace
{

constexpr size_t TOKENS = 64; /* in flight in a pipeline: the budget of a step of Axon */
constexpr uint64_t CHUNK = 1024; /* messages put into a flow graph before waiting for them */

/* As many threads as the workload asks for. */
struct threads {
	tbb::global_control control;
	explicit threads(const peer_params *params)
		: control(tbb::global_control::max_allowed_parallelism, params->workers)
	{
	}
};

/* ---- parallel_pipeline ------------------------------------------------------------------------ */

/* A token is a pointer to a message, which the library carries without allocating; a message is
 * used again once the sink has seen it, since no more than TOKENS are on their way. */
template <typename Token, typename Source, typename Stage, typename Sink>
tbb::filter<void, void> chain(uint64_t stages, Source source, Stage stage, Sink sink)
{
	const auto serial = tbb::filter_mode::serial_in_order;
	tbb::filter<void, Token> front(serial, source);
	for (uint64_t i = 1; i + 1 < stages; i++)
		front = front & tbb::filter<Token, Token>(serial, stage(i));
	return front & tbb::filter<Token, void>(serial, sink);
}

/* What a stage knows: the number that is next, and how many were not. */
struct alignas(64) place {
	uint64_t next, wrong;
};

int pipeline_pipe(const peer_params *params, peer_outcome *outcome)
{
	threads limit(params);
	std::vector<peer_msg> message(2 * TOKENS);
	std::vector<place> places(params->stages);
	uint64_t sent = 0, received = 0, ended = 0;
	auto filters = chain<peer_msg *>(
		params->stages,
		[&, n = params->messages](tbb::flow_control &flow) -> peer_msg * {
			if (sent == n) {
				flow.stop();
				return nullptr;
			}
			peer_msg *it = &message[sent % message.size()];
			*it = { 1, sent++ };
			return it;
		},
		[&](uint64_t i) {
			return [at = &places[i]](peer_msg *it) {
				at->wrong += it->u != at->next++;
				return it;
			};
		},
		[&, n = params->messages](peer_msg *it) {
			received += it->u == received;
			if (it->u + 1 == n)
				ended = peer_now();
		});
	uint64_t started = peer_now();
	tbb::parallel_pipeline(TOKENS, filters);
	for (const place &it : places)
		if (it.wrong > 0)
			return peer_complain("a stage saw a number out of order");
	outcome->counted = received;
	return peer_hops(params, outcome, ended - started);
}

/* ---- payloads: each stage copies into a buffer of its own, or passes the buffer on ------------- */

unsigned char *stamped(uint64_t size, uint64_t number)
{
	auto bytes = static_cast<unsigned char *>(std::malloc(size));
	std::memcpy(bytes, &number, sizeof(number));
	std::memcpy(bytes + size - sizeof(number), &number, sizeof(number));
	return bytes;
}

bool is_stamped(const unsigned char *bytes, uint64_t size, uint64_t number)
{
	uint64_t first, last;
	std::memcpy(&first, bytes, sizeof(first));
	std::memcpy(&last, bytes + size - sizeof(last), sizeof(last));
	return first == number && last == number;
}

unsigned char *passed_on(unsigned char *bytes, const peer_params *params)
{
	if (params->reference)
		return bytes;
	auto copy = static_cast<unsigned char *>(std::malloc(params->size));
	std::memcpy(copy, bytes, params->size);
	std::free(bytes);
	return copy;
}

int pipeline_payload(const peer_params *params, peer_outcome *outcome)
{
	threads limit(params);
	uint64_t sent = 0, received = 0, ended = 0;
	auto filters = chain<unsigned char *>(
		params->stages,
		[&](tbb::flow_control &flow) -> unsigned char * {
			if (sent == params->messages) {
				flow.stop();
				return nullptr;
			}
			return stamped(params->size, sent++);
		},
		[=](uint64_t) {
			return [=](unsigned char *bytes) { return passed_on(bytes, params); };
		},
		[&](unsigned char *bytes) {
			bytes = passed_on(bytes, params);
			received += is_stamped(bytes, params->size, received);
			std::free(bytes);
			if (received == params->messages)
				ended = peer_now();
		});
	uint64_t started = peer_now();
	tbb::parallel_pipeline(TOKENS, filters);
	outcome->counted = received;
	if (peer_rate(params, outcome, ended - started) < 0)
		return -1;
	outcome->figure *= static_cast<double>(params->size) / 1e3; /* GB/s */
	return 0;
}

/* ---- flow graph ------------------------------------------------------------------------------- *
 * With two threads even serial nodes do not keep the order, so numbers are counted and added up. */

/* Messages that came, unless their numbers are not those that were sent. */
struct tally {
	uint64_t n = 0, sum = 0;

	void add(const peer_msg &msg)
	{
		n++;
		sum += msg.u;
	}

	uint64_t counted() const
	{
		return sum == n * (n - 1) / 2 ? n : 0;
	}
};

using node = tbb::flow::function_node<peer_msg, peer_msg>;
using last_node = tbb::flow::function_node<peer_msg, tbb::flow::continue_msg>;

int flow_pipe(const peer_params *params, peer_outcome *outcome)
{
	threads limit(params);
	tbb::flow::graph graph;
	std::vector<std::unique_ptr<node>> stages;
	std::vector<place> places(params->stages);
	tally received;
	for (uint64_t i = 1; i + 1 < params->stages; i++) {
		stages.push_back(std::make_unique<node>(graph, tbb::flow::serial,
							[at = &places[i]](const peer_msg &msg) {
								at->next += msg.type;
								return msg;
							}));
		if (i > 1)
			tbb::flow::make_edge(*stages[i - 2], *stages[i - 1]);
	}
	last_node sink(graph, tbb::flow::serial, [&](const peer_msg &msg) { received.add(msg); });
	if (!stages.empty())
		tbb::flow::make_edge(*stages.back(), sink);
	uint64_t started = peer_now();
	for (uint64_t i = 0; i < params->messages;) {
		uint64_t end = std::min(i + CHUNK, params->messages);
		for (; i < end; i++)
			stages.empty() ? sink.try_put({ 1, i }) : stages[0]->try_put({ 1, i });
		graph.wait_for_all();
	}
	uint64_t ended = peer_now();
	outcome->counted = received.counted();
	return peer_hops(params, outcome, ended - started);
}

/* Sources are nodes; each puts its share into the one sink. */
int flow_fan_in(const peer_params *params, peer_outcome *outcome)
{
	threads limit(params);
	tbb::flow::graph graph;
	uint64_t n = params->stages;
	tally received;
	last_node sink(graph, tbb::flow::serial, [&](const peer_msg &msg) { received.add(msg); });
	std::vector<std::unique_ptr<node>> sources;
	for (uint64_t i = 0; i < n; i++) {
		sources.push_back(std::make_unique<node>(graph, tbb::flow::serial,
							 [](const peer_msg &msg) { return msg; }));
		tbb::flow::make_edge(*sources[i], sink);
	}
	uint64_t started = peer_now();
	for (uint64_t i = 0; i < params->messages;) {
		uint64_t end = std::min(i + CHUNK, params->messages);
		for (; i < end; i++)
			sources[i % n]->try_put({ 1, i });
		graph.wait_for_all();
	}
	uint64_t ended = peer_now();
	outcome->counted = received.counted();
	return peer_rate(params, outcome, ended - started);
}

/* Messages are dealt out to sinks, 64 to each in turn. */
int flow_fan_out(const peer_params *params, peer_outcome *outcome)
{
	threads limit(params);
	tbb::flow::graph graph;
	uint64_t n = params->stages;
	struct alignas(64) line {
		tally it;
	};
	std::vector<line> received(n);
	std::vector<uint64_t> sent(n);
	std::vector<std::unique_ptr<last_node>> sinks;
	for (uint64_t i = 0; i < n; i++)
		sinks.push_back(std::make_unique<last_node>(
			graph, tbb::flow::serial,
			[at = &received[i].it](const peer_msg &msg) { at->add(msg); }));
	uint64_t started = peer_now();
	for (uint64_t i = 0; i < params->messages;) {
		uint64_t end = std::min(i + CHUNK, params->messages);
		for (; i < end; i++) {
			uint64_t to = i / 64 % n;
			sinks[to]->try_put({ 1, sent[to]++ });
		}
		graph.wait_for_all();
	}
	uint64_t ended = peer_now();
	for (const line &at : received)
		outcome->counted += at.it.counted();
	return peer_rate(params, outcome, ended - started);
}

/* ---- task_group ------------------------------------------------------------------------------- */

int tasks_spawn(const peer_params *params, peer_outcome *outcome)
{
	threads limit(params);
	tbb::task_group group;
	std::vector<uint64_t> ran(CHUNK); /* each task of a chunk counts in a place of its own */
	uint64_t started = peer_now();
	for (uint64_t i = 0; i < params->messages;) {
		uint64_t end = std::min(i + CHUNK, params->messages);
		for (; i < end; i++)
			group.run([at = &ran[i % CHUNK]] { ++*at; });
		group.wait();
	}
	uint64_t ended = peer_now();
	outcome->counted = std::accumulate(ran.begin(), ran.end(), UINT64_C(0));
	if (peer_rate(params, outcome, ended - started) < 0)
		return -1;
	outcome->figure = static_cast<double>(ended - started) / static_cast<double>(params->messages);
	return 0;
}

struct alignas(64) bee {
	tbb::task_group *group;
	uint64_t left, x, steps;

	void step()
	{
		x = peer_work(x);
		steps++;
		if (--left > 0)
			group->run([this] { step(); });
	}
};

/* A component is a task that starts itself again after each step. */
int tasks_skew(const peer_params *params, peer_outcome *outcome)
{
	threads limit(params);
	tbb::task_group group;
	std::vector<bee> bees(params->stages);
	uint64_t started = peer_now(), expected = 0;
	for (uint64_t i = 0; i < bees.size(); i++) {
		uint64_t steps = peer_steps_of(i, params->messages);
		expected += steps;
		bees[i] = { &group, steps, i, 0 };
		group.run([it = &bees[i]] { it->step(); });
	}
	group.wait();
	uint64_t ended = peer_now();
	for (const bee &it : bees)
		outcome->counted += it.steps;
	outcome->figure = static_cast<double>(ended - started) / 1e9;
	return outcome->counted == expected ? 0 : peer_complain("steps are missing");
}

} // namespace

int main(int argc, char **argv)
{
	static const peer_run runs[] = {
		{ "pipeline", "pipe", pipeline_pipe },
		{ "pipeline", "payload", pipeline_payload },
		{ "flow", "pipe", flow_pipe },
		{ "flow", "fan_in", flow_fan_in },
		{ "flow", "fan_out", flow_fan_out },
		{ "tasks", "spawn", tasks_spawn },
		{ "tasks", "skew", tasks_skew },
		{ nullptr, nullptr, nullptr },
	};
	return peer_main(runs, argc, argv);
}
