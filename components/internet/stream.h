// SPDX-License-Identifier: Apache-2.0
/* stream: a connected TCP socket between an inbox and an outbox, pumped step by step.
 *
 * Bytes are taken from the inbox only as the socket accepts them, and read from the socket only
 * while the outbox has room: back-pressure passes through in both directions. Each direction ends
 * by itself: the peer's end of stream closes the outbox while writing goes on, and an inbox that is
 * closed and drained shuts the socket's sending half while reading goes on. */
#ifndef AX_INTERNET_STREAM_H
#define AX_INTERNET_STREAM_H

#include <axon/component.h>

enum ax_stream_state {
	AX_STREAM_BUSY,	   /* more can be done at once */
	AX_STREAM_WAITS,   /* for what ax_stream_want() names */
	AX_STREAM_ENDED,   /* both directions are through */
	AX_STREAM_REFUSED, /* nobody wants what the peer sends, and nobody sends anything */
	AX_STREAM_BROKEN,  /* the connection is lost; see error */
	AX_STREAM_FAILED,  /* the component has failed, with a sentence */
};

enum ax_stream_flags {
	AX_STREAM_PEER_ENDED = 1 << 0, /* the peer sends nothing more */
	AX_STREAM_SENT_ALL = 1 << 1,   /* and neither do we */
	AX_STREAM_BULK = 1 << 2,       /* the last read filled its buffer */
};

struct ax_stream {
	struct ax_watch watch;
	uint64_t stall_ns; /* how long the peer may take nothing; 0: for ever */
	uint64_t until;	   /* when patience with a stalled or lingering peer ends; 0: no limit */
	uint64_t sent, received;
	int error; /* of the lost connection: an errno */
	int left;  /* unacknowledged bytes when the peer was last looked at */
	uint32_t flags;
};

/* Takes over a connected, non-blocking descriptor; 0 or -errno, and then it is closed. */
int ax_stream_open(struct ax_component *self, struct ax_stream *stream, int fd);
void ax_stream_close(struct ax_stream *stream);

/* Moves what can be moved now, in both directions. */
enum ax_stream_state ax_stream_pump(struct ax_component *self, struct ax_stream *stream,
				    struct ax_inbox *inbox, struct ax_outbox *outbox);

/* Names what the pump waits for: call it in AX_WAIT, or before AX_STEP_WAIT. */
void ax_stream_want(struct ax_component *self, struct ax_stream *stream, struct ax_inbox *inbox,
		    struct ax_outbox *outbox);

/* What became of a broken connection: "was reset by the peer". */
const char *ax_stream_trouble(const struct ax_stream *stream);

#endif
