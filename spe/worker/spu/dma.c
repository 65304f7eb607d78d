// SPDX-License-Identifier: Apache-2.0
/* dma: the commands, and what orders them. */
#include "half.h"

/* What orders an index behind the spans before it: a fence. (The tests' build without it is caught.) */
#ifndef AX_SPU_PUT_BEHIND
#	define AX_SPU_PUT_BEHIND mfc_putf
#endif

void ax_spu_wait(uint32_t tags)
{
	mfc_write_tag_mask(tags);
	mfc_read_tag_status_all();
}

static uint64_t peer_line(const struct ax_spu_end *end)
{
	return end->home.words + (ax_spu_is_out(end) ? ax_spu_birth.line : 0);
}

static uint64_t own_line(const struct ax_spu_end *end)
{
	return end->home.words + (ax_spu_is_out(end) ? 0 : ax_spu_birth.line);
}

static uint64_t wants_line(const struct ax_spu_end *end)
{
	return end->home.words + 2 * (uint64_t)ax_spu_birth.line;
}

void ax_spu_ask_peer(struct ax_spu_end *end)
{
	mfc_get(end->peer, peer_line(end), ax_spu_birth.line, AX_TAG_PEER, 0, 0);
	mfc_get(end->wants, wants_line(end), ax_spu_birth.line, AX_TAG_PEER, 0, 0);
}

void ax_spu_look(void)
{
	for (uint32_t n = 0; n < ax_spu_birth.n_boxes; n++)
		if (ax_spu_ends[n].home.words)
			ax_spu_ask_peer(&ax_spu_ends[n]);
	ax_spu_wait(1U << AX_TAG_PEER);
}

/* ---- spans -------------------------------------------------------------------------------- */

/* Messages side by side at `index` in both rings. */
static uint32_t side_by_side(const struct ax_spu_end *end, uint32_t index, uint32_t n)
{
	uint32_t home = end->home.mask + 1 - (index & end->home.mask);
	uint32_t here = AX_SPU_RING - (index & (AX_SPU_RING - 1));
	uint32_t run = home < here ? home : here;
	return n < run ? n : run;
}

static void move_span(struct ax_spu_end *end, uint32_t n, uint32_t tag)
{
	while (n) {
		uint32_t run = side_by_side(end, end->asked, n);
		struct ax_msg *here = &end->ring[end->asked & (AX_SPU_RING - 1)];
		uint64_t home = end->home.slots + 16 * (uint64_t)(end->asked & end->home.mask);
		if (ax_spu_is_out(end))
			mfc_put(here, home, 16 * run, tag, 0, 0);
		else
			mfc_get(here, home, 16 * run, tag, 0, 0);
		end->asked = (end->asked + run) & AX_INDEX_MASK;
		n -= run;
	}
}

void ax_spu_send_spans(struct ax_spu_end *end, uint32_t upto, uint32_t room)
{
	while (end->n_flights < 2) {
		uint32_t n = (upto - end->asked) & AX_INDEX_MASK;
		n = n < room ? n : room;
		n = n < AX_SPU_SPAN ? n : AX_SPU_SPAN;
		if (n == 0)
			return;
		uint32_t turn = (end->oldest + end->n_flights) & 1;
		move_span(end, n, 2 * end->n + turn);
		end->flight[turn] = end->asked;
		end->n_flights++;
		room -= n;
	}
}

void ax_spu_land(struct ax_spu_end *end)
{
	ax_spu_wait(1U << (2 * end->n + end->oldest));
	end->ready = end->flight[end->oldest];
	end->oldest ^= 1;
	end->n_flights--;
}

/* ---- words of our own --------------------------------------------------------------------- */

/* Of an outbox: a fence orders the tail behind the spans of its tag, so only one may be under way. */
void ax_spu_put_index(struct ax_spu_end *end)
{
	uint32_t tag = AX_TAG_OWN;
	if (ax_spu_is_out(end)) {
		while (end->n_flights > 1)
			ax_spu_land(end);
		tag = 2 * end->n + end->oldest;
	}
	end->own[0] = end->told = end->box->cursor;
	AX_SPU_PUT_BEHIND(end->own, own_line(end), 4, tag, 0, 0);
}

void ax_spu_put_want(struct ax_spu_end *end, uint32_t want)
{
	uint32_t at = ax_spu_is_out(end) ? AX_SPU_ROOM : AX_SPU_MESSAGE;
	end->own_want[at / 4] = want;
	mfc_put(&end->own_want[at / 4], wants_line(end) + at, 4, AX_TAG_OWN, 0, 0);
}
