// SPDX-License-Identifier: Apache-2.0
/* boost: Boost.Lockfree's queue between two threads, message by message and in bulk. */
#include <boost/lockfree/spsc_queue.hpp>

#include "spsc.h"

namespace
{

struct queue {
	boost::lockfree::spsc_queue<peer_msg, boost::lockfree::capacity<SPSC_CAPACITY>> it;
};

queue *queue_new()
{
	return new queue;
}

inline bool queue_put(queue *q, const peer_msg &msg)
{
	return q->it.push(msg);
}

inline bool queue_get(queue *q, peer_msg *msg)
{
	return q->it.pop(*msg);
}

inline void queue_flush(queue *)
{
}

inline uint64_t queue_put_many(queue *q, const peer_msg *msg, uint64_t n)
{
	return q->it.push(msg, n);
}

inline uint64_t queue_get_many(queue *q, peer_msg *msg, uint64_t n)
{
	return q->it.pop(msg, n);
}

SPSC_RUNS(queue)
SPSC_BULK(queue, bulk)

} // namespace

int main(int argc, char **argv)
{
	static const peer_run runs[] = {
		{ "spsc_queue", "link", queue_link },
		{ "spsc_queue", "pingpong", queue_pingpong },
		{ "spsc_queue_bulk", "link", bulk_link },
		{ nullptr, nullptr, nullptr },
	};
	return peer_main(runs, argc, argv);
}
