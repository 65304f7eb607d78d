// SPDX-License-Identifier: Apache-2.0
/* rate_limit: passes messages on no faster than a rate, exactly over time: the time of a message
 * is computed from all that went before, so that no fraction is lost and late wake-ups don't add. */
#include "util.h"

enum {
	NS = 1000000000
};

struct rate_limit {
	struct ax_component base;
	struct ax_inbox inbox;
	struct ax_outbox outbox;
	uint64_t rate;	  /* bits per second, or 0 */
	int64_t messages; /* per second, or 0 */
	uint64_t burst;	  /* ns */
	bool anchored;
	uint64_t start;	   /* time that position 0 stands for */
	uint64_t n_bytes;  /* passed since start, with the message at hand */
	uint64_t n_passed; /* messages, likewise */
	uint64_t due;	   /* of the message at hand */
};

/* ceil(n * unit / rate) in nanoseconds: not a nanosecond early. */
static uint64_t time_of(uint64_t n, uint64_t unit_ns, uint64_t rate)
{
	unsigned __int128 total = (unsigned __int128)n * unit_ns;
	return (uint64_t)((total + rate - 1) / rate);
}

static void anchor(struct rate_limit *l, uint64_t start)
{
	l->anchored = true;
	l->start = start;
	l->n_bytes = 0;
	l->n_passed = 0;
}

static uint64_t due(const struct rate_limit *l)
{
	uint64_t by_bytes = l->rate ? time_of(l->n_bytes, UINT64_C(8) * NS, l->rate) : 0;
	uint64_t by_count = l->messages ? time_of(l->n_passed, NS, (uint64_t)l->messages) : 0;
	return l->start + (by_bytes > by_count ? by_bytes : by_count);
}

/* Sets the time at which the message may go: when all of it is due. */
static void schedule(struct rate_limit *l, const struct ax_msg *msg)
{
	uint64_t now = ax_now(&l->base);
	if (!l->anchored)
		anchor(l, now);
	l->n_bytes += msg->length;
	l->n_passed++;
	l->due = due(l);
	if (now > l->due && now - l->due > l->burst) {
		anchor(l, now - l->burst);
		l->due = now;
	}
}

AX_STEP(rate_limit, l)
{
	AX_BEGIN(l);
	AX_EACH(l, inbox) {
		schedule(l, ax_head(&l->inbox));
		AX_SLEEP_UNTIL(l, l->due);
		AX_MOVE(l, inbox, outbox);
	}
	AX_END(l);
}

static int rate_limit_init(struct ax_component *self)
{
	struct rate_limit *l = (struct rate_limit *)self;
	if (!l->rate && !l->messages)
		return ax_fail_init(self, "no limit given: write rate=400k (bits per second) or "
					  "messages=100 (per second)");
	return 0;
}

static const struct ax_box_spec boxes[] = {
	AX_INBOX(struct rate_limit, inbox, "any", "what is to be slowed down"),
	AX_OUTBOX(struct rate_limit, outbox, "any", "the same, each message at its time"),
	AX_BOXES_END,
};

static const struct ax_param params[] = {
	{ .name = "rate",
	  .kind = AX_RATE,
	  .offset = offsetof(struct rate_limit, rate),
	  .preset = "0",
	  .doc = "bits of payload per second; 0: any number" },
	{ .name = "messages",
	  .kind = AX_INTEGER,
	  .offset = offsetof(struct rate_limit, messages),
	  .preset = "0",
	  .doc = "messages per second; 0: any number",
	  .most = NS },
	{ .name = "burst",
	  .kind = AX_DURATION,
	  .offset = offsetof(struct rate_limit, burst),
	  .preset = "1s",
	  .doc = "how much lost time is caught up after a pause of the input or a full link" },
	AX_PARAMS_END,
};

const struct ax_component_type ax_rate_limit_type = {
	.name = "rate_limit",
	.doc = "passes messages on no faster than a rate, exact over time",
	.about = "A message goes when all of it is due: message n at n / messages after the first "
		 "one came, and byte p at 8 p / rate. The schedule is kept from the start, so "
		 "nothing drifts. When the input pauses or the link behind is full for longer than "
		 "burst, the schedule starts again from there. Messages are not cut: put chunk in "
		 "front for a smooth flow. Ends when its input has closed and everything has gone.",
	.size = sizeof(struct rate_limit),
	.boxes = boxes,
	.params = params,
	.example = "generate count=10 ! rate_limit messages=5 ! console_out",
	.init = rate_limit_init,
	.step = rate_limit_step,
};
