// SPDX-License-Identifier: Apache-2.0
/* verbs: those for many messages, out of spans. They know of boxes only what box.h shows: an SPE's half
 * of the engine is compiled with them, too. */
#include <axon/box.h>

#include <string.h>

uint32_t ax_take(struct ax_inbox *inbox, struct ax_msg *msg, uint32_t n)
{
	uint32_t taken = 0;
	while (taken < n) {
		struct ax_span span = ax_peek(inbox);
		if (span.n == 0)
			break;
		uint32_t run = span.n < n - taken ? span.n : n - taken;
		memcpy(&msg[taken], span.msg, run * sizeof(*msg));
		ax_advance(inbox, run);
		taken += run;
	}
	return taken;
}

uint32_t ax_put(struct ax_outbox *outbox, const struct ax_msg *msg, uint32_t n)
{
	uint32_t put = 0;
	while (put < n) {
		struct ax_span span = ax_reserve(outbox);
		if (span.n == 0)
			break;
		uint32_t run = span.n < n - put ? span.n : n - put;
		memcpy(span.msg, &msg[put], run * sizeof(*msg));
		ax_commit(outbox, run);
		put += run;
	}
	return put;
}

uint32_t ax_move(struct ax_inbox *inbox, struct ax_outbox *outbox, uint32_t n)
{
	uint32_t moved = 0;
	while (moved < n) {
		struct ax_span from = ax_peek(inbox);
		if (from.n == 0)
			break;
		struct ax_span to = ax_reserve(outbox);
		if (to.n == 0)
			break;
		uint32_t run = from.n < to.n ? from.n : to.n;
		if (run > n - moved)
			run = n - moved;
		memcpy(to.msg, from.msg, run * sizeof(*to.msg));
		ax_commit(outbox, run);
		ax_advance(inbox, run);
		moved += run;
	}
	return moved;
}
