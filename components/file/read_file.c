// SPDX-License-Identifier: Apache-2.0
/* read_file: sends a file by lines, by blocks, or at a bit rate that is exact over time.
 *
 * The schedule of mode=bitrate is a function of the time since the stream's start alone: byte p is
 * due at 8 p / rate, and the burst that leaves at k * interval holds what is due before
 * (k + 1) * interval. So no fraction is lost, and a late wake-up is caught up by the next burst. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "file.h"
#include "lines.h"

enum {
	MODE_LINE,
	MODE_BLOCK,
	MODE_BITRATE
};

enum {
	YIELD_BYTES = 256 * 1024, /* what one step reads at most, about 50 us of copying */
	MESSAGE_COST = 256,	  /* what a message counts for besides its bytes */
	NS = 1000000000,
};

struct read_file {
	struct ax_component base;
	struct ax_outbox outbox;
	const char *path;
	uint64_t size;
	uint64_t rate;
	uint64_t interval;
	uint64_t longest;
	int mode;
	int error;
	struct ax_descriptor file;
	struct ax_lines lines;
	uint64_t start;	   /* of the stream, ns */
	uint64_t position; /* bytes sent */
	uint64_t due;	   /* bytes that may be sent by now */
	uint32_t work;	   /* done in this step */
};

/* Bytes that are due by t ns after the start. */
static uint64_t due_by(const struct read_file *r, uint64_t t)
{
	return (uint64_t)((unsigned __int128)t * r->rate / (UINT64_C(8) * NS));
}

/* The first nanosecond after the start by which n bytes are due. */
static uint64_t time_of(const struct read_file *r, uint64_t n)
{
	unsigned __int128 bits = (unsigned __int128)n * (UINT64_C(8) * NS);
	return (uint64_t)((bits + r->rate - 1) / r->rate);
}

/* Sets what this burst may send. The other modes are one endless burst. */
static void open_burst(struct read_file *r)
{
	uint64_t k = (ax_now(&r->base) - r->start) / r->interval;
	r->due = r->mode == MODE_BITRATE ? due_by(r, (k + 1) * r->interval) : UINT64_MAX;
}

/* When the burst leaves that holds the next byte: the start of the interval it is due in. */
static uint64_t next_burst(const struct read_file *r)
{
	uint64_t t = time_of(r, r->position + 1);
	return r->start + (t ? t - 1 : 0) / r->interval * r->interval;
}

/* The time at which everything that was sent is due. */
static uint64_t end_time(const struct read_file *r)
{
	return r->mode == MODE_BITRATE ? r->start + time_of(r, r->position) : 0;
}

static void put(struct read_file *r, struct ax_msg msg)
{
	r->position += msg.length;
	r->work += msg.length + MESSAGE_COST;
	(void)ax_put1(&r->outbox, msg);
}

/* Reads one message and sends it; the buffer lives from here to the end of the link. */
static int send_block(struct read_file *r)
{
	uint64_t allowed = r->due - r->position;
	struct ax_msg msg = ax_bytes_new(allowed < r->size ? allowed : r->size);
	if (msg.type == AX_NONE)
		return -ENOMEM;
	ssize_t n = ax_descriptor_get(&r->file, msg.bytes, msg.length);
	if (n <= 0) {
		ax_bytes_drop(&msg);
		r->lines.ended = n == 0;
		return (int)n;
	}
	ax_bytes_trim(&msg, 0, (uint32_t)n);
	put(r, msg);
	/* The stream ends in time, not when another byte would have been due. */
	r->lines.ended = ax_descriptor_at_end(&r->file);
	return 0;
}

/* Sends the lines there are as far as there is room, or reads more. */
static int send_lines(struct read_file *r)
{
	if (!ax_lines_ready(&r->lines))
		return ax_lines_read(&r->lines, &r->file, (uint32_t)r->size, r->longest);
	while (r->work < YIELD_BYTES && ax_room(&r->outbox) && ax_lines_ready(&r->lines))
		put(r, ax_lines_cut(&r->lines));
	return 0;
}

static bool ended(struct read_file *r)
{
	return r->lines.ended && r->lines.block.type == AX_NONE;
}

static enum ax_status fail(struct read_file *r)
{
	if (r->error == -EMSGSIZE)
		return ax_fail(&r->base, "a line of '%s' is longer than longest=%" PRIu64, r->path,
			       r->longest);
	return ax_fail(&r->base, "reading '%s' failed at byte %" PRIu64 ": %s", r->path,
		       r->file.offset, strerror(-r->error));
}

AX_STEP(read_file, r)
{
	AX_BEGIN(r);
	r->start = ax_now(&r->base);
	while (!ended(r)) {
		open_burst(r);
		while (!ended(r) && r->position < r->due) {
			if (!ax_room(&r->outbox)) {
				if (ax_refused(&r->outbox))
					return ax_done(&r->base, AX_REASON_REFUSED);
				AX_WAIT(r, ax_want_room(&r->outbox, UINT32_MAX));
				continue;
			}
			r->error = r->mode == MODE_LINE ? send_lines(r) : send_block(r);
			if (r->error == -EAGAIN) {
				AX_WAIT(r, ax_descriptor_want(&r->base, &r->file));
			} else if (r->error) {
				return fail(r);
			} else if (r->work >= YIELD_BYTES) {
				r->work = 0;
				AX_YIELD(r);
			}
		}
		if (!ended(r))
			AX_SLEEP_UNTIL(r, next_burst(r));
	}
	AX_SLEEP_UNTIL(r, end_time(r));
	AX_END(r);
}

static int read_file_init(struct ax_component *self)
{
	struct read_file *r = (struct read_file *)self;
	if (r->mode == MODE_BITRATE && r->rate == 0)
		return ax_fail_init(self, "mode=bitrate needs a rate: write rate=400k, say");
	return ax_descriptor_read(self, &r->file, r->path);
}

static void read_file_close(struct ax_component *self)
{
	struct read_file *r = (struct read_file *)self;
	ax_lines_drop(&r->lines);
	ax_descriptor_close(&r->file);
}

static int describe(const struct ax_component *self, char *text, size_t room)
{
	const struct read_file *r = (const struct read_file *)self;
	return snprintf(text, room, "%" PRIu64 " bytes sent", r->position);
}

static const struct ax_box_spec boxes[] = {
	AX_OUTBOX(struct read_file, outbox, "bytes", "the file: lines, blocks or bursts"),
	AX_BOXES_END,
};

static const struct ax_param params[] = {
	{ .name = "path",
	  .kind = AX_STRING,
	  .offset = offsetof(struct read_file, path),
	  .doc = "the file; -: standard input" },
	{ .name = "mode",
	  .kind = AX_CHOICE,
	  .offset = offsetof(struct read_file, mode),
	  .preset = "block",
	  .doc = "line: a message a line; block: as fast as it is taken; bitrate: at rate",
	  .choices = "line|block|bitrate" },
	{ .name = "size",
	  .kind = AX_SIZE,
	  .offset = offsetof(struct read_file, size),
	  .preset = "65520",
	  .doc = "bytes a message at most, and bytes a read (64Ki less a buffer's head)",
	  .least = 1,
	  .most = AX_BUFFER_MAX / 2 },
	{ .name = "rate",
	  .kind = AX_RATE,
	  .offset = offsetof(struct read_file, rate),
	  .preset = "0",
	  .doc = "mode=bitrate: bits per second" },
	{ .name = "interval",
	  .kind = AX_DURATION,
	  .offset = offsetof(struct read_file, interval),
	  .preset = "100ms",
	  .doc = "mode=bitrate: time from burst to burst",
	  .least = 1000,
	  .most = INT64_C(3600) * NS },
	{ .name = "longest",
	  .kind = AX_SIZE,
	  .offset = offsetof(struct read_file, longest),
	  .preset = "16Mi",
	  .doc = "mode=line: a longer line is an error",
	  .least = 1,
	  .most = AX_BUFFER_MAX / 4 },
	AX_PARAMS_END,
};

const struct ax_component_type ax_read_file_type = {
	.name = "read_file",
	.doc = "sends a file by lines, by blocks, or at an exact bit rate",
	.about = "mode=bitrate sends a burst at each multiple of interval after the start, with "
		 "all that is due before the next one: byte p never leaves before 8 p / rate - "
		 "interval, and the stream ends at 8 size / rate. The schedule is kept from the "
		 "start: nothing drifts, no fraction is lost, and what a full link or a late "
		 "wake-up held back is caught up. On a 2-core virtual machine 1000 "
		 "streams of 64 kbit/s to sockets took 7 % of a core with interval=100ms and 1 % "
		 "with 1s. A buffer is made for a burst and lives until it is consumed; between "
		 "bursts nothing is held. mode=line sends each line with its "
		 "newline. Pipes and terminals are waited for; what of a file is not in memory is "
		 "brought there by a thread of its own, so that nobody else waits. Ends at the end "
		 "of the file, or when its consumer is gone.",
	.size = sizeof(struct read_file),
	.boxes = boxes,
	.params = params,
	.example = "read_file path=a.ogg mode=bitrate rate=400k interval=250ms ! null_sink",
	.init = read_file_init,
	.step = read_file_step,
	.close = read_file_close,
	.describe = describe,
};
