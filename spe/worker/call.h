// SPDX-License-Identifier: Apache-2.0
/* call: what the two halves of an SPE worker tell each other. Words of fixed width alone: on an SPE a
 * pointer is something else. Both halves have the same byte order. */
#ifndef AX_SPE_WORKER_CALL_H
#define AX_SPE_WORKER_CALL_H

#include <axon/message.h>

#include <stdint.h>

enum {
	AX_SPE_BOXES = 4, /* of a component, besides control and signal */
	AX_SPE_PARAMS = 8,
	AX_SPE_DUES = 16,	/* messages to be dropped by one call */
	AX_SPE_CALL = 0x41,	/* the PPE-assisted call's number */
	AX_SPE_POSTED = 1,	/* in the first signal: something has come for the PPE's half */
	AX_SPE_PLACE = 0x3fff0, /* the bits of a call's place in local store */
};

/* A box, in the order of the type's table. */
struct ax_spe_box {
	uint64_t words; /* EA of the link's lines: struct ax_link_more; 0: not linked */
	uint64_t slots; /* EA of its ring */
	uint32_t mask;	/* the ring's size - 1 */
	uint32_t bound;
	uint32_t index; /* where both ends stand at birth */
	uint32_t unused;
};

/* What the SPE's half begins with; it fetches it by one DMA. */
struct ax_spe_birth {
	_Alignas(128) uint64_t worker; /* EA of the PPE's half: comes with every call */
	uint32_t line;		       /* bytes between the link's lines */
	uint32_t n_boxes, n_params;
	uint32_t unused[3];
	struct ax_spe_box box[AX_SPE_BOXES];
	uint64_t param[AX_SPE_PARAMS]; /* in the order of the type's table; the low bytes count */
};
static_assert(sizeof(struct ax_spe_birth) % 128 == 0, "whole lines are quick");

enum ax_spe_what {
	AX_SPE_COLLECT, /* take the post and the orders; answers `ending` */
	AX_SPE_WAKE,	/* wake the peers of the boxes in `boxes`, if they still want it */
	AX_SPE_LEAVE,	/* the inbox `box` has taken all, up to `index`, of a link that has ended;
			   answers `closed` */
	AX_SPE_CLOSE,	/* close the outbox `box`, all of which is published */
	AX_SPE_SIGNAL,	/* send the message type `index` by signal */
	AX_SPE_DROP,	/* drop the n messages in `due` */
	AX_SPE_END,	/* the component has ended for reason `index` */
};

/* A call: in the local store, where the PPE reads it, and writes the answers, while the SPU stands. */
struct ax_spe_call {
	_Alignas(16) uint64_t worker;
	uint32_t what; /* enum ax_spe_what */
	uint32_t box, index, boxes, n;
	uint32_t ending, closed;	      /* answers */
	uint64_t steps, taken, sent, dropped; /* so far */
	struct ax_msg due[AX_SPE_DUES];
};

#endif
