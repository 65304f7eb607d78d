// SPDX-License-Identifier: Apache-2.0
/* half: the half of an SPE worker that is on the SPE: the engine's verbs and the worker's loop for one
 * component, over the links' words and rings in main memory, by DMA.
 *
 * | tag            | commands                                                               |
 * | -------------- | ---------------------------------------------------------------------- |
 * | 2 x n, + 1     | spans of box n's messages, by turns; an outbox's tail behind the last  |
 * | AX_TAG_OWN     | heads and wants of our own                                             |
 * | AX_TAG_PEER    | the peers' words and wants, and the birth                              |
 * | AX_TAG_TILE, + 1 | tiles of a message's bytes, by turns                                 |
 */
#ifndef AX_SPU_HALF_H
#define AX_SPU_HALF_H

#include "../call.h"

#include <axon/component.h>
#include <axon/tile.h>

#include <spu_mfcio.h>

enum {
	AX_SPU_RING = 256, /* messages of a box in local store: also a step's budget */
	AX_SPU_SPAN = 64,  /* messages moved at a time: two such are under way */
	AX_SPU_LOOKS = 16, /* at the peers before sleep */
	AX_SPU_OWED = 8,   /* steps until an owed wake is paid */
	AX_SPU_TILE = 16384,
	AX_SPU_LINE = 128,    /* the longest that PPEs have */
	AX_SPU_STATE = 16384, /* for the component's struct */
	AX_TAG_OWN = 8,
	AX_TAG_PEER = 9,
	AX_TAG_TILE = 10,
};

/* Offsets in a line of the link: engine/link.h. */
enum {
	AX_SPU_MESSAGE = 0, /* struct ax_wants */
	AX_SPU_ROOM = 4,
};

#define AX_SPU_TOP_BIT UINT32_C(0x80000000) /* closed, refused, armed */

/* A box's end of its link. The box itself is the component's, and as the engine's. */
struct ax_spu_end {
	/* As they came by DMA: the peer's index, the wants. */
	_Alignas(AX_SPU_LINE) volatile uint32_t peer[AX_SPU_LINE / 4];
	volatile uint32_t wants[AX_SPU_LINE / 4];
	/* To be put: our index, our want, each where it is in a quadword at home. */
	_Alignas(16) volatile uint32_t own[4];
	_Alignas(16) volatile uint32_t own_want[4];
	struct ax_spe_box home;
	struct ax_box *box; /* NULL: no such box */
	struct ax_msg
		*ring;	/* AX_SPU_RING messages; that with index i stands at i modulo its size */
	uint32_t n;	/* of the box */
	uint32_t told;	/* our index as published */
	uint32_t ready; /* inbox: here up to there; outbox: in main memory up to there */
	uint32_t asked; /* the same, once what is under way has come */
	uint32_t flight[2]; /* where the spans under way end, by tag */
	uint32_t oldest, n_flights;
	bool news; /* something was published and the peer not looked at */
};

extern struct ax_spu_end ax_spu_ends[AX_SPE_BOXES];
extern struct ax_spe_birth ax_spu_birth;
extern struct ax_spe_call ax_spu_call;
extern struct ax_component *ax_spu_component;

/* The type that the program was made for. */
extern const struct ax_component_type AX_SPU_TYPE;

static inline struct ax_spu_end *ax_spu_end_of(const struct ax_box *box)
{
	uint32_t n = 0;
	while (ax_spu_ends[n].box != box)
		n++;
	return &ax_spu_ends[n];
}

static inline bool ax_spu_is_out(const struct ax_spu_end *end)
{
	return end->box->flags & AX_BOX_OUT;
}

/* ---- dma.c ---- */
void ax_spu_wait(uint32_t tags); /* a mask */
/* Asks for the peer's index and the wants of a linked box, with AX_TAG_PEER. */
void ax_spu_ask_peer(struct ax_spu_end *end);
/* Fetches those of all boxes. */
void ax_spu_look(void);
/* Sends the next span on its way, as long as there is one and a tag is free. */
void ax_spu_send_spans(struct ax_spu_end *end, uint32_t upto, uint32_t room);
/* Waits for the oldest span under way. */
void ax_spu_land(struct ax_spu_end *end);
/* Publishes our index: an outbox's behind all that it has sent; waited for by ax_spu_wait(). */
void ax_spu_put_index(struct ax_spu_end *end);
/* Stores our want, an inbox's or an outbox's, and does not wait. */
void ax_spu_put_want(struct ax_spu_end *end, uint32_t want);

/* ---- boxes.c ---- */
/* Publishes what the step has done. When it returns, all of it is there for all to see. */
void ax_spu_publish(void);
/* The head at which a producer that waits is woken. */
uint32_t ax_spu_wake_at(const struct ax_spu_end *end);
/* Whether something that is waited for at the box has come, as last looked at. */
bool ax_spu_pending(const struct ax_spu_end *end);

/* ---- calls.c ---- */
void ax_spu_ask_ppe(enum ax_spe_what what);
void ax_spu_drop_later(const struct ax_msg *msg);
void ax_spu_drop_now(void);

/* ---- main.c ---- */
void ax_spu_wake_peers(void);

#endif
